//! `check`.

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::station::export_check::check_exports;

pub(super) fn run(place: &Place, args: &args::Check) -> Result<Exit, CliError> {
    place.has_ledger()?;
    let reader = place.open()?.reader()?;
    let mut report = reader.check(&mut |_, _| true)?;
    report.faults.extend(check_exports(&reader)?);
    for fault in &report.faults {
        output::line(&if args.json {
            json!({ "fault": fault }).to_string()
        } else {
            format!("FAULT {fault}")
        })?;
    }
    let faults = report.faults.len();
    output::line(&if args.json {
        json!({ "summary": { "events": report.events, "pairs": report.pairs, "faults": faults } }).to_string()
    } else {
        format!("{} events, {} pairs, {faults} faults", report.events, report.pairs)
    })?;
    Ok(if faults == 0 { Exit::Done } else { Exit::Faulty })
}
