//! `check`: beside a running station too; nothing is changed.

use std::io::IsTerminal as _;

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::ledger::{LedgerError, Reader};
use crate::station::export_check::{check_exports, check_manifest_against};

pub(super) fn run(place: &Place, args: &args::Check) -> Result<Exit, CliError> {
    if !place.ledger.exists() {
        return Err(CliError::Device {
            what: format!("{}: there is no ledger here", place.ledger.display()),
            todo: "name the station's directory with --data, or its ledger with --ledger sqlite:PATH".into(),
        });
    }
    if let Some(key) = args.keys.iter().find(|key| !key.is_file()) {
        return Err(CliError::Usage {
            what: format!("--key {}: there is no such file", key.display()),
            todo: "name the file that was kept of the ledger's key".into(),
        });
    }
    let reader = open(place)?;
    let mut shown = Shown::default();
    let mut report = reader.check_with_keys(&args.keys, &mut |done, total| shown.at(done, total))?;
    shown.end();
    report.faults.extend(check_exports(&reader)?);
    for manifest in &args.manifests {
        report.faults.extend(check_manifest_against(&reader, manifest)?);
    }
    for fault in &report.faults {
        output::line(&if args.json {
            json!({ "fault": fault }).to_string()
        } else {
            format!("FAULT {fault}")
        })?;
    }
    let faults = report.faults.len();
    let (events, sealed, pairs) = (report.events, report.sealed, report.pairs);
    output::line(&if args.json {
        json!({ "summary": { "events": events, "sealed": sealed, "pairs": pairs, "faults": faults } })
            .to_string()
    } else {
        format!("{events} events ({sealed} sealed), {pairs} pairs, {faults} faults")
    })?;
    Ok(if faults == 0 { Exit::Done } else { Exit::Faulty })
}

/// Without the lock, so that a station can go on; but an older schema is brought up to date first, and so is a
/// ledger that nobody has worked on yet: it has no write-ahead log.
fn open(place: &Place) -> Result<Reader, CliError> {
    match Reader::open_beside(&place.ledger, &place.key_path()?) {
        Err(LedgerError::OlderSchema { .. } | LedgerError::Setting { pragma: "journal_mode", .. }) => {
            Ok(place.open()?.reader()?)
        }
        opened => Ok(opened?),
    }
}

/// How far it is, on a terminal: a line on stderr that is written over.
#[derive(Default)]
struct Shown {
    percent: Option<u64>,
}

impl Shown {
    fn at(&mut self, done: u64, total: u64) -> bool {
        let percent = (done.saturating_mul(100)).checked_div(total);
        if percent != self.percent && std::io::stderr().is_terminal() {
            output::progress(&format!("{done} of {total} events"));
        }
        self.percent = percent;
        true
    }

    fn end(&self) {
        if self.percent.is_some() && std::io::stderr().is_terminal() {
            output::progress("");
        }
    }
}
