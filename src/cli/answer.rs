//! `answer`.

use std::io::Read as _;
use std::path::Path;

use serde_json::{Value, json};

use super::{CliError, Exit, Place, args, output};
use crate::intake::MAX_BYTES;
use crate::station::actor::Actor;
use crate::station::answer::{self, AnswerFault, AnswerReason, AnswerReport, AnswerSource, LookedAnswer};
use crate::station::clock::now;
use crate::text::{Lang, answer as words};

/// Rows that are printed one by one for people.
const NAMED: usize = 20;

pub(super) fn run(place: &Place, args: &args::Answer) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let ledger = place.open()?;
    let looked = answer::look(&ledger.reader()?, &source(&args.file)?, args.export)?;
    let report = match args.dry_run {
        true => None,
        false => {
            let operator = place.operator();
            let actor = Actor::at(&settings, &operator, "");
            Some(answer::take(&ledger, actor, &looked, args.all_others_accepted, now())?)
        }
    };
    if args.json {
        for row in rows_json(&looked) {
            output::line(&row.to_string())?;
        }
        output::line(&summary_json(&looked, report).to_string())?;
    } else {
        say(&looked, report)?;
    }
    Ok(if looked.faults.is_empty() { Exit::Done } else { Exit::Faulty })
}

fn source(file: &Path) -> Result<AnswerSource, CliError> {
    if file != Path::new("-") {
        return Ok(AnswerSource::File(file.to_owned()));
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MAX_BYTES + 1).read_to_string(&mut text);
    let what = match read {
        Ok(read) if read as u64 > MAX_BYTES => Some(format!("it has more than {MAX_BYTES} bytes")),
        Ok(_) => None,
        Err(error) => Some(error.to_string()),
    };
    if let Some(what) = what {
        return Err(CliError::Usage {
            what: format!("standard input: {what}"),
            todo: "give the list as UTF-8 text, or as a file".into(),
        });
    }
    Ok(AnswerSource::Text(text))
}

fn rows_json(looked: &LookedAnswer) -> impl Iterator<Item = Value> {
    looked.rejected.iter().map(|row| {
        json!({
            "line": row.line, "pair": row.pair.id, "dk": row.pair.dk, "pk": row.pair.pk, "sn": row.pair.sn,
            "error": row.error, "code": row.known().map(|error| error.code()),
        })
    })
}

fn summary_json(looked: &LookedAnswer, report: Option<AnswerReport>) -> Value {
    let faulty: Vec<_> = looked
        .faults
        .iter()
        .map(|fault| {
            let mut said =
                json!({ "line": fault.line, "value": fault.value, "reason": fault.reason.as_str() });
            if fault.column > 0 {
                said["column"] = json!(fault.column);
            }
            said["expected"] = json!(expected(&fault.reason, looked.export.id));
            match &fault.reason {
                AnswerReason::OtherExport(exports) => said["exports"] = json!(exports),
                AnswerReason::Twice { line } => said["first"] = json!(line),
                _ => {}
            }
            said
        })
        .collect();
    let mut summary = json!({
        "export": looked.export.id, "rows": looked.rows, "rejected": looked.rejected.len(),
        "others": looked.others(), "faulty": faulty,
    });
    if let Some(AnswerReport { id, accepted, .. }) = report {
        summary["answer"] = json!(id);
        summary["accepted"] = json!(accepted);
    }
    json!({ "summary": summary })
}

fn say(looked: &LookedAnswer, report: Option<AnswerReport>) -> Result<(), CliError> {
    for row in looked.rejected.iter().take(NAMED) {
        output::line(&format!(
            "line {}: pair {} ({}, {})  {}",
            row.line, row.pair.id, row.pair.dk, row.pair.sn, row.error
        ))?;
    }
    more(looked.rejected.len())?;
    for fault in looked.faults.iter().take(NAMED) {
        output::line(&in_words(fault, looked.export.id))?;
    }
    more(looked.faults.len())?;
    let (export, rejected) = (looked.export.id, looked.rejected.len());
    output::say(match report {
        None => format!(
            "export {export}: {rejected} of {} pair[s] rejected, {} not named; nothing recorded (--dry-run)",
            looked.export.pairs,
            looked.others()
        ),
        Some(report) => format!(
            "export {export}: recorded {} rejected and {} accepted pair[s] (answer {})",
            report.rejected, report.accepted, report.id
        ),
    })
}

fn more(rows: usize) -> Result<(), CliError> {
    if rows <= NAMED {
        return Ok(());
    }
    output::line(&format!("... and {} more; --json names all of them", rows - NAMED))
}

fn in_words(fault: &AnswerFault, export: i64) -> String {
    let AnswerFault { line, column, value, reason } = fault;
    let why = match reason {
        AnswerReason::Empty => "has no DK and no SN".to_owned(),
        AnswerReason::UnknownKey => "is no DK and no SN of any pair".to_owned(),
        AnswerReason::NotInExport => "is in no relation file of this ledger".to_owned(),
        AnswerReason::OtherExport(exports) => {
            let exports: Vec<String> = exports.iter().map(i64::to_string).collect();
            format!("is not in export {export}, but in {}", exports.join(", "))
        }
        AnswerReason::KeysDisagree => "has the SN of another device beside it".to_owned(),
        AnswerReason::Twice { line } => format!("stands on line {line} already"),
    };
    let column = if *column > 0 { format!(", column {column}") } else { String::new() };
    format!("line {line}{column}: {value:?} {why}; expected {}", expected(reason, export))
}

/// What should stand there.
fn expected(reason: &AnswerReason, export: i64) -> String {
    match reason {
        AnswerReason::Empty => Lang::English.t(words::WANT_KEY).to_owned(),
        AnswerReason::KeysDisagree => Lang::English.t(words::WANT_ONE_PAIR).to_owned(),
        AnswerReason::Twice { .. } => Lang::English.t(words::WANT_ONCE).to_owned(),
        AnswerReason::UnknownKey | AnswerReason::NotInExport | AnswerReason::OtherExport(_) => {
            words::want_exported(Lang::English, export)
        }
    }
}
