//! How the last run of this station ended: with a stop, or with a crash, a kill, a power cut.
//!
//! A small file beside the ledger stands there from a start to a clean stop. One that is still there at a start
//! tells that the run before was broken off; then the ledger says what was recorded, and the operator is told
//! that, and what was not.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::clock::{rfc3339, stamp};
use super::crash;
use crate::ledger::{EventFilter, LedgerError, Millis, Origin, PairFilter, PairState, Reader, private};
use crate::pairing::{Keys, Kind, Side};

/// Who did what was done by command; see `cli`.
const BY_COMMAND: &str = "command line";

/// Events that are looked at, back from the newest.
const LOOK_BACK: u64 = 200;

/// What of a run that was broken off was recorded, and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenOff {
    /// The last event on record: what was scanned after it is not.
    pub last: Millis,
    /// The last pair that was made and is in force, and when.
    pub pair: Option<(Millis, Keys)>,
    /// The half that was held then, and is not any more.
    pub half: Option<Side>,
    /// The file of the crash, if that is what it was.
    pub crash: Option<PathBuf>,
}

/// The file that stands there while the station runs.
#[derive(Debug)]
pub(super) struct Mark {
    path: PathBuf,
}

impl Mark {
    /// Puts it there; gives what is to be told of the run before, if that did not end with a stop.
    pub(super) fn set(ledger: &Path, reader: &Reader) -> Result<(Mark, Option<BrokenOff>), LedgerError> {
        let mark = Mark { path: beside(ledger) };
        let broken_off = match std::fs::metadata(&mark.path) {
            Ok(meta) => look(reader, meta.modified().ok())?,
            Err(_) => None,
        };
        if let Err(error) = mark.write() {
            // Without it the next start only says less.
            tracing::warn!(path = %mark.path.display(), %error, "that the station runs could not be noted");
        }
        Ok((mark, broken_off))
    }

    fn write(&self) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = private::of_owner(options.write(true).create(true).truncate(true)).open(&self.path)?;
        writeln!(file, "{}", std::process::id())?;
        file.sync_all()?;
        sync_dir(&self.path)
    }

    /// Takes it away: the run ended as it should.
    pub(super) fn remove(self) {
        let removed = std::fs::remove_file(&self.path).and_then(|()| sync_dir(&self.path));
        if let Err(error) = removed
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(path = %self.path.display(), %error, "that the station has stopped could not be noted");
        }
    }
}

/// Where it lies.
fn beside(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".running");
    PathBuf::from(name)
}

/// A power cut must not bring the file back. Windows has no such call.
fn sync_dir(path: &Path) -> io::Result<()> {
    match path.parent().filter(|dir| cfg!(unix) && !dir.as_os_str().is_empty()) {
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}

/// What is on record of the run before, which began at `began`; `None` where it stopped after all: its
/// last event says so, and only the file stayed.
fn look(reader: &Reader, began: Option<SystemTime>) -> Result<Option<BrokenOff>, LedgerError> {
    let _snapshot = reader.snapshot()?;
    // What was done by command since is no work of the line.
    let events = reader.page_events(&EventFilter::default(), 0, LOOK_BACK)?;
    let Some(last) =
        events.iter().find(|event| event.event.context.operator != BY_COMMAND).or(events.first())
    else {
        return Ok(None);
    };
    let last = &last.event;
    if last.kind == "stop" {
        return Ok(None);
    }
    let made = PairFilter { origin: Origin::Made, state: PairState::Active, ..PairFilter::default() };
    let pair = reader.page_pairs(&made, 0, 1)?.pop();
    let half = match last.verdict.as_str() {
        verdict if verdict == Kind::Module.as_str() => Some(Side::Module),
        verdict if verdict == Kind::Device.as_str() => Some(Side::Device),
        _ => None,
    };
    Ok(Some(BrokenOff {
        last: last.stamp.at,
        pair: pair.map(|pair| (pair.stamp.at, super::event::prior_of(&pair).keys)),
        half,
        crash: crash::here().and_then(|dir| newest_since(&dir, began)),
    }))
}

/// The newest crash file, if it was written since.
fn newest_since(dir: &Path, began: Option<SystemTime>) -> Option<PathBuf> {
    let newest = crash::report::files(dir).pop()?;
    let written = std::fs::metadata(&newest).and_then(|meta| meta.modified()).ok()?;
    (began.is_none_or(|began| written >= began)).then_some(newest)
}

impl BrokenOff {
    /// As it stands in the event of the start.
    pub(super) fn detail(&self) -> serde_json::Value {
        let crash = self.crash.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy());
        serde_json::json!({ "last_event": rfc3339(stamp(self.last)), "crash": crash })
    }
}
