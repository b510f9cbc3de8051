//! `import history`.

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::intake::{HistoryFault, HistoryNote};
use crate::ledger::Ledger;
use crate::order::DkKind;
use crate::station::Settings;
use crate::station::clock::now;
use crate::station::desk::TaskShared;
use crate::station::history::{self, HistoryReport, HistoryRequest};
use crate::text::{Lang, faults as words};

/// Faults that are printed one by one for people.
const NAMED: usize = 20;

pub(super) fn run(
    place: &Place,
    ledger: &Ledger,
    settings: &Settings,
    args: &args::History,
) -> Result<Exit, CliError> {
    let request = HistoryRequest {
        file: args.manner.file.clone(),
        dk_kind: match args.dk_kind {
            args::DkKindName::Imei => DkKind::Imei,
            args::DkKindName::Mac => DkKind::Mac,
            args::DkKindName::Text => DkKind::Text,
        },
        take_good: args.take_good,
        dry_run: args.manner.dry_run,
        looked_at: None,
        operator: place.operator(),
    };
    let report = history::import(ledger, settings, &request, now(), &TaskShared::default())?;
    if args.manner.json {
        output::line(&summary_json(&report).to_string())?;
    } else {
        summary_text(&request, &report)?;
    }
    Ok(if report.faulty.is_empty() { Exit::Done } else { Exit::Faulty })
}

fn summary_json(report: &HistoryReport) -> serde_json::Value {
    let faulty: Vec<_> = report.faulty.iter().map(fault_json).collect();
    let notes: Vec<_> = report.notes.iter().map(|note| note.as_str()).collect();
    let mut summary = json!({
        "rows": report.rows, "taken": report.taken, "known": report.known, "good": report.good,
        "faulty": faulty, "notes": notes,
    });
    if let Some((first, last)) = report.ids {
        summary["pairs"] = json!({ "first": first, "last": last });
    }
    if let Some(rejected) = &report.rejected {
        summary["rejected"] = json!(rejected);
    }
    json!({ "summary": summary })
}

fn fault_json(fault: &HistoryFault) -> serde_json::Value {
    let expected = Lang::English.t(words::expected(fault.reason, fault.field));
    let mut line = json!({
        "line": fault.line, "reason": fault.reason, "field": fault.field, "value": fault.value, "expected": expected,
    });
    if fault.column > 0 {
        line["column"] = json!(fault.column);
    }
    if !fault.lines.is_empty() {
        line["lines"] = json!(fault.lines);
    }
    if !fault.pairs.is_empty() {
        line["pairs"] = json!(fault.pairs);
    }
    line
}

fn summary_text(request: &HistoryRequest, report: &HistoryReport) -> Result<(), CliError> {
    let file = request.file.display();
    for note in &report.notes {
        output::note(&format!("{file}: {}", sentence(*note)));
    }
    for fault in report.faulty.iter().take(NAMED) {
        let as_lines = fault.lines.iter().map(|line| format!(", as line {line}"));
        let others: String = as_lines.chain(fault.pairs.iter().map(|id| format!(", in pair {id}"))).collect();
        let HistoryFault { line, column, reason, field, value, .. } = fault;
        let column = if *column > 0 { format!(", column {column}") } else { String::new() };
        let expected = Lang::English.t(words::expected(reason, field));
        output::line(&format!(
            "{file}, line {line}{column}: {reason} ({field} {value:?}{others}); expected {expected}"
        ))?;
    }
    if report.faulty.len() > NAMED {
        output::line(&format!("... and {} more; --json names all of them", report.faulty.len() - NAMED))?;
    }
    let verb = if request.dry_run { "to be taken (--dry-run)" } else { "taken" };
    let HistoryReport { rows, taken, known, .. } = report;
    output::say(format!(
        "{rows} row[s]: {taken} {verb}, {known} known before, {} faulty",
        report.faulty.len()
    ))?;
    if let Some((first, last)) = report.ids {
        output::line(&format!("they are pairs {first} to {last}, and count as exported"))?;
    }
    match &report.rejected {
        Some(rejected) => output::line(&format!("the rest is in {}", rejected.display())),
        None if !report.faulty.is_empty() && !request.take_good => output::line(&format!(
            "nothing is taken while a row is faulty: mend the file, or take the {} good ones with --take-good",
            report.good
        )),
        None => Ok(()),
    }
}

fn sentence(note: HistoryNote) -> &'static str {
    match note {
        HistoryNote::HeaderDisagrees => {
            "the header names the columns in another order than the rows have them (V1.2.0 of the old tool wrote such files); the rows were believed"
        }
        HistoryNote::NoHeader => "there is no header; the columns were told by their values",
    }
}
