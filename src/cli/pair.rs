//! `pair`: a pair's whole life.

use serde_json::{Value, json};

use super::{CliError, Exit, Place, args, output};
use crate::ledger::{Pair, Reader};
use crate::station::clock::rfc3339;
use crate::station::desk::TaskShared;
use crate::station::life::{self, Entry, PairLife, Step, Walks};
use crate::text::Lang;
use crate::text::records::void_reason;

/// Pairs of one key that are told of at most.
const MOST: u64 = 100;

pub(super) fn run(place: &Place, args: &args::Pair) -> Result<Exit, CliError> {
    let reader = place.open()?.reader()?;
    let pairs = find(&reader, &args.key)?;
    if pairs.is_empty() {
        return Err(CliError::Usage {
            what: format!("{}: no pair has this DK, SN or id", args.key),
            todo: "give a whole DK or SN, letter case included, or a pair's number".into(),
        });
    }
    for pair in &pairs {
        // A pair that was found stays: pairs are never deleted.
        let Some(life) = life::whole(&reader, pair.id, &Walks::default(), &TaskShared::default())? else {
            continue;
        };
        tell(&life, args.json)?;
    }
    Ok(Exit::Done)
}

/// The pairs of a key, as a DK, as an SN; where there are none, the pair with this number.
fn find(reader: &Reader, key: &str) -> Result<Vec<Pair>, CliError> {
    let mut pairs = reader.pairs_with_dk(key, MOST)?;
    pairs.extend(reader.pairs_with_sn(key, MOST)?);
    if pairs.is_empty()
        && let Ok(id) = key.trim_start_matches('#').parse()
    {
        pairs.extend(reader.pair(id)?);
    }
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.id));
    pairs.dedup_by_key(|pair| pair.id);
    Ok(pairs)
}

fn tell(life: &PairLife, as_json: bool) -> Result<(), CliError> {
    let pair = &life.pair;
    if as_json {
        let head = json!({
            "pair": pair.id, "dk": pair.dk, "pk": pair.pk, "sn": pair.sn, "name": pair.name,
            "order": pair.context.order, "active": pair.voided.is_none(), "exported": pair.exported,
            "left_out": life.left_out,
        });
        output::line(&head.to_string())?;
        return life
            .entries
            .iter()
            .try_for_each(|entry| output::line(&as_object(pair.id, entry).to_string()));
    }
    let state = if pair.voided.is_some() { "voided" } else { "active" };
    output::line(&format!("pair {}  {}  {}  {}  {state}", pair.id, pair.dk, pair.pk, pair.sn))?;
    if life.left_out > 0 {
        output::line(&format!("  … {} older scans are left out", life.left_out))?;
    }
    life.entries.iter().try_for_each(|entry| output::line(&as_text(entry)))
}

/// One entry: `{"pair":1,"seq":7,"at":"…","what":"made","operator":"…","station":"…", …}`.
fn as_object(pair: i64, entry: &Entry) -> Value {
    let mut line = json!({
        "pair": pair, "seq": entry.seq, "at": rfc3339(entry.stamp), "what": entry.step.as_str(),
        "operator": entry.operator, "station": entry.station,
    });
    let more = match &entry.step {
        Step::Made { order, guns } => json!({ "order": order, "guns": guns }),
        Step::Imported { file } => json!({ "file": file }),
        Step::Named(event) => {
            let it = &event.event;
            json!({
                "kind": it.kind, "verdict": it.verdict, "reason": it.reason, "hint": it.hint, "gun": it.source,
                "dk": it.dk, "pk": it.pk, "sn": it.sn, "text": String::from_utf8_lossy(&it.raw),
            })
        }
        Step::Exported { export, files } => {
            let files: Vec<Value> = files
                .iter()
                .map(|file| json!({ "file": file.path, "rows": file.rows, "sha256": file.sha256 }))
                .collect();
            json!({ "export": export, "files": files })
        }
        Step::Answered { export, error } => {
            json!({ "export": export, "accepted": error.is_none(), "error": error })
        }
        Step::Replaced { other, gone } => json!({ "other": other, "gone": gone }),
        Step::Voided { why } => json!({ "why": why }),
    };
    if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
        line.extend(more);
    }
    line
}

fn as_text(entry: &Entry) -> String {
    let what = match &entry.step {
        Step::Made { order, guns } => format!("order {order}, guns {}", guns.join(" + ")),
        Step::Imported { file } => format!("from {file}"),
        Step::Named(event) => {
            let it = &event.event;
            let reason = if it.reason.is_empty() { String::new() } else { format!(" ({})", it.reason) };
            let verdict = if it.verdict.is_empty() { it.kind } else { &it.verdict };
            format!(
                "{verdict}{reason}, gun {}: {}",
                it.source,
                String::from_utf8_lossy(&it.raw).escape_debug()
            )
        }
        Step::Exported { export, files } => {
            let files: Vec<String> = files.iter().map(|file| file.path.display().to_string()).collect();
            format!("export {export}: {}", files.join(", "))
        }
        Step::Answered { export, error: None } => format!("export {export}: accepted"),
        Step::Answered { export, error: Some(error) } => {
            format!("export {export}: rejected: {}", error.escape_debug())
        }
        Step::Replaced { other, gone: true } => format!("pair {other} took its place"),
        Step::Replaced { other, gone: false } => format!("takes the place of pair {other}"),
        Step::Voided { why } => void_reason(Lang::English, why).to_owned(),
    };
    let (at, step) = (rfc3339(entry.stamp), entry.step.as_str());
    format!(
        "  {:>8}  {at}  {step:<8}  operator {}, station {}: {what}",
        entry.seq, entry.operator, entry.station
    )
}
