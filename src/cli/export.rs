//! `export`.

use chrono::NaiveDate;
use serde_json::json;

use super::args::FileFormat;
use super::{CliError, Exit, Place, args, output};
use crate::ledger::{Ledger, Origin, PairFilter, PairState};
use crate::relation::Format;
use crate::station::clock::day_number;
use crate::station::desk::{ExportRequest, TaskShared};
use crate::station::export::export;
use crate::station::{Settings, StationError};

/// Who did it, in the manifest and the log.
const OPERATOR: &str = "command line";

pub(super) fn run(place: &Place, args: &args::Export) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let request = ExportRequest {
        out: args.out.clone(),
        filter: PairFilter {
            day: args.date.as_deref().map(day).transpose()?,
            shift: args.shift.clone(),
            order: args.order.clone(),
            state: PairState::Active,
            only_new: args.only_new,
            origin: if args.history { Origin::Imported } else { Origin::Made },
            ..PairFilter::default()
        },
        template: args.template.clone(),
        format: match args.format {
            FileFormat::Csv => Format::Csv,
            FileFormat::Xlsx => Format::Xlsx,
        },
        bom: settings.export.bom,
        gbk: settings.export.gbk,
        rows_per_file: args.rows.unwrap_or(settings.export.rows_per_file),
        operator: OPERATOR.into(),
        station: settings.station.clone(),
    };
    let ledger = place.open()?;
    if let Some(name) = &args.order
        && ledger.reader()?.order(name)?.is_none()
    {
        return Err(crate::ledger::LedgerError::NoSuchOrder { name: name.clone() }.into());
    }
    check_shift(args.shift.as_deref(), &settings, &ledger)?;
    let report = match export(&ledger, &settings, &request, &TaskShared::default()) {
        Ok(report) => report,
        Err(StationError::NothingToExport) => {
            output::note("no pair matches; no file was written");
            return Ok(Exit::Done);
        }
        Err(e) => return Err(e.into()),
    };
    for file in &report.files {
        let line = if args.json {
            json!({ "file": file.path, "pk": file.pk, "rows": file.rows, "sha256": file.sha256 }).to_string()
        } else {
            format!("{}  {} rows  {}  sha256 {}", file.path.display(), file.rows, file.pk, file.sha256)
        };
        output::line(&line)?;
    }
    if !args.json {
        for manifest in &report.manifests {
            output::line(&format!("{}  manifest", manifest.display()))?;
        }
    }
    Ok(Exit::Done)
}

/// A shift that is neither set up nor on record is a slip of the pen.
fn check_shift(shift: Option<&str>, settings: &Settings, ledger: &Ledger) -> Result<(), CliError> {
    let Some(name) = shift else { return Ok(()) };
    let filter = PairFilter { shift: Some(name.to_owned()), ..PairFilter::default() };
    if settings.shifts.iter().any(|s| s.name == name) || ledger.reader()?.count_pairs(&filter)? > 0 {
        return Ok(());
    }
    let known: Vec<_> = settings.shifts.iter().map(|s| s.name.as_str()).collect();
    Err(CliError::Usage {
        what: format!("--shift {name}: there is no such shift"),
        todo: format!("one of: {}", known.join(", ")),
    })
}

fn day(text: &str) -> Result<i32, CliError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map(day_number).map_err(|e| CliError::Usage {
        what: format!("--date {text}: {e}"),
        todo: "write it as 2026-03-01".into(),
    })
}
