//! `backup`.

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::ledger::{Copied, LedgerError, Pace, Reader};
use crate::station::StationError;
use crate::station::actor::Actor;
use crate::station::backups;
use crate::station::clock::now;

pub(super) fn run(place: &Place, args: &args::Backup) -> Result<Exit, CliError> {
    place.has_ledger()?;
    let on = &mut |_, _| true;
    let copied = match place.open() {
        Ok(ledger) => {
            let copied = ledger.backup(&args.file, Pace::Full, 0, on)?;
            let settings = place.settings()?;
            let by = place.operator();
            let event = backups::made(Actor::at(&settings, &by, ""), now(), &copied, "command");
            ledger.append(vec![event])?;
            copied
        }
        // The station is at work: its ledger is copied beside it, and its log tells of nothing.
        Err(CliError::Station(StationError::Ledger(LedgerError::Locked { .. }))) => {
            Reader::open_beside(&place.ledger, &place.key_path()?)?.backup(&args.file, Pace::Beside, 0, on)?
        }
        Err(other) => return Err(other),
    };
    tell(&copied, args.json)?;
    Ok(Exit::Done)
}

fn tell(copied: &Copied, as_json: bool) -> Result<(), CliError> {
    let file = copied.file.display().to_string();
    output::line(&match as_json {
        true => json!({
            "file": file, "bytes": copied.bytes, "sha256": copied.sha256,
            "head": { "seq": copied.head.seq, "hash": copied.head.hash },
            "ms": u64::try_from(copied.took.as_millis()).unwrap_or(u64::MAX),
        })
        .to_string(),
        false => format!(
            "{file}: {} events, {:.1} MiB, checked, in {:.1} s; SHA-256 {}",
            copied.head.seq,
            copied.bytes as f64 / f64::from(1 << 20),
            copied.took.as_secs_f64(),
            copied.sha256
        ),
    })
}
