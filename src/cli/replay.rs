//! `replay`.

use std::io::Read as _;
use std::path::Path;

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::{CliError, Exit, Place, args, output};
use crate::ledger::{OrderState, Stamp};
use crate::order::Ack;
use crate::pairing::Kind;
use crate::scanner::recording;
use crate::station::clock::{local, now, rfc3339, stamp};
use crate::station::core::{Core, Judged};
use crate::station::replay::{OPERATOR, Pace, ReplayScan, Summary, replay};
use crate::station::rights::Action;
use crate::station::{Settings, StationError, work_order};

/// Bytes of a work order file that are read: what is longer is none, and will not be understood.
const MOST_ORDER: u64 = crate::relation::bounded::MAX_NOTE;

pub(super) fn run(place: &Place, args: &args::Replay) -> Result<Exit, CliError> {
    let pace = pace(args)?;
    let mut scans = recording::open_file(&args.file)?;
    let order = args.order.as_deref().map(|file| read_order(place, file)).transpose()?;
    let settings = place.settings()?;
    let mut core = core(place, &settings)?;
    if let Some((source, origin)) = order {
        may_use(place, &core, &source)?;
        let order = core.add_order(&source, &origin, first_stamp(pace))?;
        let at = first_stamp(pace);
        // Named by whoever calls, a closed order goes on.
        match core.open_order(&order.name, at) {
            Err(StationError::OrderClosed(name)) => {
                core.reopen_order(&name, at)?;
                core.open_order(&name, at)?;
            }
            opened => drop(opened?),
        }
    }
    let supervised = core.machine().order().is_some_and(|order| order.ack == Ack::Supervisor);
    if args.auto_ack && supervised {
        place.permit(Action::AcknowledgeSupervised)?;
    }
    // Every scan gets its verdict, whether or not somebody still reads them here.
    let (mut unread, mut unheard) = (None, None);
    let scans = std::iter::from_fn(|| match scans.next()? {
        Ok(recorded) => Some(ReplayScan::from(recorded)),
        Err(error) => {
            unread = Some(error);
            None
        }
    });
    let summary = replay(&mut core, scans, pace, args.auto_ack, &mut |judged| {
        if unheard.is_none() {
            let text = if args.json { json_line(judged).to_string() } else { text_line(judged) };
            unheard = output::try_line(&text).err();
        }
    })?;
    if unheard.is_none() {
        let text = if args.json { summary_json(&summary).to_string() } else { summary_text(&summary) };
        unheard = output::try_line(&text).err();
    }
    if let Some(error) = unread {
        return Err(error.into());
    }
    if let Some(error) = unheard.filter(|e| e.kind() != std::io::ErrorKind::BrokenPipe) {
        output::complain(&CliError::Output(error));
        return Ok(Exit::Faulty);
    }
    if summary.not_recorded {
        output::note(
            "the ledger did not take everything: see the verdicts not_recorded, and whether its disk is full",
        );
        return Ok(Exit::Unreachable);
    }
    Ok(Exit::Done)
}

/// Opening an order that is prepared is everybody's, as by its card. Adding one, or going on with a closed one, is not.
fn may_use(place: &Place, core: &Core, source: &str) -> Result<(), CliError> {
    let order = work_order::read(source.as_bytes(), Path::new(""), &place.shelf())?.order;
    match core.reader().order(&order.name)?.map(|known| known.state) {
        None => place.permit(Action::AddOrder),
        Some(OrderState::Closed) => place.permit(Action::ReopenOrder),
        Some(OrderState::Open | OrderState::Prepared) => Ok(()),
    }
}

fn core(place: &Place, settings: &Settings) -> Result<Core, CliError> {
    Ok(Core::new(place.open()?, settings, OPERATOR)?.with_shelf(place.shelf()))
}

fn pace(args: &args::Replay) -> Result<Pace, CliError> {
    let start = match &args.start {
        Some(text) => parse_start(text)?,
        None if args.step.is_some() => now(),
        None => return Ok(Pace::AsRecorded),
    };
    Ok(Pace::Fixed { start, step: args.step.unwrap_or(1000) })
}

fn parse_start(text: &str) -> Result<Stamp, CliError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|e| CliError::Usage {
        what: format!("--start {text}: {e}"),
        todo: "write it as 2026-03-01T08:00:00+08:00".into(),
    })?;
    Ok(Stamp { at: time.timestamp_millis(), offset_min: time.offset().local_minus_utc() / 60 })
}

fn first_stamp(pace: Pace) -> Stamp {
    match pace {
        Pace::AsRecorded => now(),
        Pace::Fixed { start, .. } => start,
    }
}

/// A work order file's text, known to be without fault, and where it came from.
pub(super) fn read_order(place: &Place, file: &Path) -> Result<(String, String), CliError> {
    let io = |source| StationError::Io { path: file.to_owned(), source };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(io)?;
    opened.take(MOST_ORDER + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > MOST_ORDER {
        return Err(CliError::Usage {
            what: format!("{}: has more than {MOST_ORDER} bytes, which no work order has", file.display()),
            todo: "give the order's own file".into(),
        });
    }
    let path = std::path::absolute(file).map_err(io)?;
    // A faulty file must change nothing, not even make a ledger.
    let order = work_order::read(&bytes, &path, &place.shelf())?;
    Ok((order.source, path.display().to_string()))
}

fn json_line(judged: &Judged) -> Value {
    let verdict = &judged.verdict;
    let mut line = Map::new();
    line.insert("n".into(), judged.n.into());
    line.insert("text".into(), judged.text.clone().into());
    line.insert("verdict".into(), verdict.kind.as_str().into());
    for (name, key) in [("dk", &verdict.keys.dk), ("pk", &verdict.keys.pk), ("sn", &verdict.keys.sn)] {
        if !key.is_empty() {
            line.insert(name.into(), key.clone().into());
        }
    }
    let more = [
        ("pair", verdict.pair.map(Value::from)),
        ("reason", verdict.reason.map(|r| r.as_str().into())),
        ("alarm", verdict.alarm().map(|a| a.as_str().into())),
        ("hint", verdict.hint.map(|h| h.as_str().into())),
        ("module", verdict.said.clone().map(Value::from)),
        ("command", verdict.command.map(Value::from)),
        ("challenge", judged.challenge.then(|| true.into())),
        ("cause", Some(judged.cause.clone()).filter(|c| !c.is_empty()).map(Value::from)),
    ];
    line.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?))));
    if !verdict.prior.is_empty() {
        let prior = verdict.prior.iter().map(|p| {
            json!({ "pair": p.id, "dk": p.keys.dk, "pk": p.keys.pk, "sn": p.keys.sn,
                    "at": rfc3339(stamp(p.at)), "operator": p.operator, "station": p.station })
        });
        line.insert("prior".into(), prior.collect());
    }
    line.into()
}

fn text_line(judged: &Judged) -> String {
    let verdict = &judged.verdict;
    let what = match (verdict.kind, verdict.reason, verdict.command) {
        (_, Some(reason), _) => format!("{}:{}", verdict.kind.as_str(), reason.as_str()),
        (Kind::Command, _, Some(command)) => format!("command:{command}"),
        _ => verdict.kind.as_str().to_string(),
    };
    let keys = [&verdict.keys.dk, &verdict.keys.sn].map(String::as_str).join(" ");
    let time = local(judged.stamp).format("%H:%M:%S");
    let shown: String = judged.text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let cause = if judged.cause.is_empty() { String::new() } else { format!("  ({})", judged.cause) };
    format!("{:>5}  {time}  {what:<28}  {:<32}  {shown}{cause}", judged.n, keys.trim())
}

fn summary_json(summary: &Summary) -> Value {
    let commit = |share| (summary.commit_ms(share) * 1e3).round() / 1e3;
    json!({ "summary": {
        "scans": summary.scans, "paired": summary.paired,
        "rejected": summary.rejected, "ignored": summary.ignored,
        "commit_ms": { "p50": commit(0.5), "p99": commit(0.99), "max": commit(1.0) },
    }})
}

fn summary_text(summary: &Summary) -> String {
    format!(
        "{} scans: {} paired, {} rejected, {} ignored; commit p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms",
        summary.scans,
        summary.paired,
        summary.rejected,
        summary.ignored,
        summary.commit_ms(0.5),
        summary.commit_ms(0.99),
        summary.commit_ms(1.0),
    )
}
