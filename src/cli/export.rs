//! `export`: relation files, an earlier export again, corrections.

use chrono::NaiveDate;
use serde_json::json;

use super::args::FileFormat;
use super::{CliError, Exit, Place, args, output};
use crate::ledger::{Ledger, Origin, PairFilter, PairState, PlatformState};
use crate::relation::Format;
use crate::station::clock::{day_number, local, now};
use crate::station::corrections::{self, CorrectionsRequest};
use crate::station::desk::{ExportReport, ExportRequest, TaskShared};
use crate::station::export::export;
use crate::station::export_again::export_again;
use crate::station::{Settings, StationError};
use crate::text::plural;

pub(super) fn run(place: &Place, args: &args::Export) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let ledger = place.open()?;
    if args.corrections {
        return corrections(place, &ledger, &settings, args);
    }
    let report = match args.again {
        Some(id) => {
            let operator = place.operator();
            export_again(&ledger, &settings, (id, &operator), &args.out, &TaskShared::default())
        }
        None => {
            let request = request(place, &settings, args)?;
            if let Some(name) = &args.order
                && ledger.reader()?.order(name)?.is_none()
            {
                return Err(crate::ledger::LedgerError::NoSuchOrder { name: name.clone() }.into());
            }
            check_shift(args.shift.as_deref(), &settings, &ledger)?;
            export(&ledger, &settings, &request, &TaskShared::default())
        }
    };
    match report {
        Ok(report) => {
            if args.rejected {
                output::note(&format!(
                    "these wait for the platform's answer to export {} now; until it is brought back they no longer count as rejected",
                    report.id
                ));
            }
            say(&report, args.json)
        }
        Err(StationError::NothingToExport) => {
            output::note(match args.rejected {
                true => {
                    "no rejected pair matches; no file was written. A rejected pair that was exported again waits for the platform's answer to that export: exports lists them"
                }
                false => "no pair matches; no file was written",
            });
            Ok(Exit::Done)
        }
        Err(e) => Err(e.into()),
    }
}

fn request(place: &Place, settings: &Settings, args: &args::Export) -> Result<ExportRequest, CliError> {
    let (first, last) = (args.date.as_deref().or(args.from.as_deref()), args.to.as_deref());
    let (first, last) = (first.map(day).transpose()?, last.map(day).transpose()?);
    // With --from alone: up to today.
    let today = day_number(local(now()).date_naive());
    let open_end = first.filter(|_| args.from.is_some()).map(|first| first.max(today));
    let filter = PairFilter {
        day: first,
        until: last.or(open_end),
        shift: args.shift.clone(),
        order: args.order.clone(),
        state: PairState::Active,
        only_new: args.only_new,
        platform: args.rejected.then_some(PlatformState::Rejected),
        origin: if args.history { Origin::Imported } else { Origin::Made },
        ..PairFilter::default()
    };
    if let (Some(first), Some(last)) = (filter.day, filter.until)
        && last < first
    {
        return Err(CliError::Usage {
            what: "--to is a day before --from".into(),
            todo: "give the first day with --from and the last with --to".into(),
        });
    }
    Ok(ExportRequest {
        out: args.out.clone(),
        filter,
        template: args.template.clone(),
        shelf: place.shelf(),
        format: match args.format {
            FileFormat::Csv => Format::Csv,
            FileFormat::Xlsx => Format::Xlsx,
            FileFormat::Json => Format::Json,
        },
        bom: settings.export.bom,
        gbk: settings.export.gbk,
        rows_per_file: args.rows.unwrap_or(settings.export.rows_per_file),
        operator: place.operator(),
        station: settings.station.clone(),
    })
}

fn say(report: &ExportReport, json: bool) -> Result<Exit, CliError> {
    for file in &report.aside {
        output::note(&format!(
            "{}: of an export that was interrupted before it was recorded; do not hand it over",
            file.display()
        ));
    }
    for file in &report.files {
        let line = if json {
            json!({ "file": file.path, "pk": file.pk, "rows": file.rows, "sha256": file.sha256 }).to_string()
        } else {
            let rows = plural(format!("{} row[s]", file.rows));
            format!("{}  {rows}  {}  sha256 {}", file.path.display(), file.pk, file.sha256)
        };
        output::line(&line)?;
    }
    if !json {
        for manifest in &report.manifests {
            output::line(&format!("{}  manifest", manifest.display()))?;
        }
    }
    Ok(Exit::Done)
}

fn corrections(
    place: &Place,
    ledger: &Ledger,
    settings: &Settings,
    args: &args::Export,
) -> Result<Exit, CliError> {
    let request = CorrectionsRequest { out: args.out.clone(), all: args.all, operator: place.operator() };
    let report = match corrections::write(ledger, settings, &request, &TaskShared::default()) {
        Ok(report) => report,
        Err(StationError::NothingToCorrect) => {
            output::note("no pair was voided after it was handed over; no file was written");
            return Ok(Exit::Done);
        }
        Err(e) => return Err(e.into()),
    };
    for file in &report.files {
        output::line(&match args.json {
            true => json!({ "file": file.path, "rows": file.rows, "sha256": file.sha256 }).to_string(),
            false => {
                let rows = plural(format!("{} row[s]", file.rows));
                format!("{}  {rows}  sha256 {}", file.path.display(), file.sha256)
            }
        })?;
    }
    if !args.json {
        output::line(&format!("{}  manifest", report.manifest.display()))?;
    }
    Ok(Exit::Done)
}

/// A shift that is neither set up nor on record is a slip of the pen.
pub(super) fn check_shift(shift: Option<&str>, settings: &Settings, ledger: &Ledger) -> Result<(), CliError> {
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

/// A day as it is typed.
pub(super) fn day(text: &str) -> Result<i32, CliError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map(day_number).map_err(|e| CliError::Usage {
        what: format!("{text} is no day: {e}"),
        todo: "write it as 2026-03-01".into(),
    })
}
