//! `import sn | dk`; `import history` has a file of its own.

use std::path::Path;

use serde_json::json;

use super::{CliError, Exit, Place, args, history, output};
use crate::intake::Faulty;
use crate::station::clock::now;
use crate::station::core::Core;
use crate::station::import::{self, ListKind, Report};
use crate::text::{Lang, faults as words};

/// Faults that are printed one by one for people.
const NAMED: usize = 20;

pub(super) fn run(place: &Place, command: &args::Import) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let core = Core::new(place.open()?, &settings, &place.operator())?;
    let open = core.machine().order();
    let (kind, manner) = match command {
        args::Import::History(args) => return history::run(place, core.ledger(), &settings, args),
        args::Import::Sn { manner, pk } => {
            let product = pk.clone().or_else(|| open.map(|order| order.product_key.clone()));
            (ListKind::Sns { product, only: pk.is_some() }, manner)
        }
        args::Import::Dk { manner, order } => {
            let order = order.clone().or_else(|| open.map(|order| order.name.clone()));
            let order = order.ok_or_else(|| CliError::Usage {
                what: "no order is open".into(),
                todo: "say with --order NAME whose modules these are".into(),
            })?;
            (ListKind::Dks { order }, manner)
        }
    };
    let looked = import::look(core.reader(), &kind, &manner.file, &|_, _| true)?;
    let report = match manner.dry_run {
        true => looked.report,
        false => import::take(core.ledger(), core.actor(), &looked, now())?,
    };
    if manner.json {
        output::line(&summary_json(&report).to_string())?;
    } else {
        summary_text(&manner.file, &report, manner.dry_run)?;
    }
    Ok(if report.faulty.is_empty() { Exit::Done } else { Exit::Faulty })
}

fn summary_json(report: &Report) -> serde_json::Value {
    let faulty: Vec<_> = report
        .faulty
        .iter()
        .map(|fault| {
            let mut line = json!({
                "line": fault.line, "reason": fault.reason, "field": fault.field, "value": fault.value,
                "expected": expected(fault),
            });
            if fault.column > 0 {
                line["column"] = fault.column.into();
            }
            if !fault.file.is_empty() {
                line["file"] = fault.file.as_str().into();
            }
            if fault.first > 0 {
                line["first"] = fault.first.into();
            }
            line
        })
        .collect();
    json!({ "summary": {
        "rows": report.rows, "taken": report.taken, "known": report.known, "used": report.used,
        "repeated": report.repeated(), "faulty": faulty,
    } })
}

/// What should stand there.
fn expected(fault: &Faulty) -> &str {
    match fault.expected.as_str() {
        "" => Lang::English.t(words::expected(fault.reason, fault.field)),
        exactly => exactly,
    }
}

/// A fault as a sentence.
fn in_words(file: &Path, fault: &Faulty) -> String {
    let mut at = file.display().to_string();
    if !fault.file.is_empty() {
        at += &format!(", {}", fault.file);
    }
    if fault.line > 0 {
        at += &format!(", line {}", fault.line);
    }
    if fault.column > 0 {
        at += &format!(", column {}", fault.column);
    }
    let first = if fault.first > 0 { format!(", as line {}", fault.first) } else { String::new() };
    let Faulty { value, reason, .. } = fault;
    format!("{at}: {value:?} {reason}{first}; expected {}", expected(fault))
}

fn summary_text(file: &Path, report: &Report, dry_run: bool) -> Result<(), CliError> {
    for fault in report.faulty.iter().take(NAMED) {
        output::line(&in_words(file, fault))?;
    }
    if report.faulty.len() > NAMED {
        output::line(&format!("... and {} more; --json names all of them", report.faulty.len() - NAMED))?;
    }
    let verb = if dry_run { "new, not taken (--dry-run)" } else { "taken" };
    output::say(format!(
        "{} row[s]: {} {verb}, {} known before, {} faulty; {} of them [is|are] in a pair already",
        report.rows,
        report.taken,
        report.known,
        report.faulty.len(),
        report.used
    ))
}
