//! `log`: the scan error log.

use chrono::{DateTime, NaiveDate};

use super::args::LogFormat;
use super::{CliError, Exit, Place, args, output};
use crate::scan::Reason;
use crate::station::clock::day_start;
use crate::station::scan_log::{LogFile, LogSelection, write_log};
use crate::text::plural;

pub(super) fn run(place: &Place, args: &args::Log) -> Result<Exit, CliError> {
    let selection = LogSelection {
        since: args.since.as_deref().map(since).transpose()?,
        reason: args.reason.as_deref().map(reason).transpose()?,
        ..LogSelection::refused()
    };
    let to_stdout = args.out.as_os_str() == "-";
    let format = match args.format {
        LogFormat::Csv => LogFile::Csv,
        LogFormat::Json => LogFile::Json,
        LogFormat::Xlsx if to_stdout => {
            return Err(CliError::Usage {
                what: "--format xlsx cannot go to standard output".into(),
                todo: "name a file with --out FILE.xlsx".into(),
            });
        }
        LogFormat::Xlsx => LogFile::Xlsx,
    };
    let reader = place.open()?.reader()?;
    let out = if to_stdout { None } else { Some(args.out.as_path()) };
    let rows = write_log(&reader, &selection, format, out, &mut |_, _| true)?;
    output::note(&plural(format!("{rows} scan[s]")));
    Ok(Exit::Done)
}

fn reason(name: &str) -> Result<Reason, CliError> {
    Reason::from_name(name).ok_or_else(|| CliError::Usage {
        what: format!("--reason {name}: there is no such reason"),
        todo: format!("one of: {}", Reason::ALL.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(", ")),
    })
}

fn since(text: &str) -> Result<i64, CliError> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.timestamp_millis());
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Ok(day_start(day));
    }
    Err(CliError::Usage {
        what: format!("--since {text}: neither a moment nor a day"),
        todo: "write it as 2026-03-01T08:00:00+08:00 or 2026-03-01".into(),
    })
}
