//! Recordings of scans: written while a line runs, read back for `replay`, played as a simulated gun.
//!
//! A recording is JSON Lines, one scan a line; `scanners listen --json` prints the same lines:
//!
//! ```text
//! {"at":"2026-11-22T08:15:00.123Z","source":"bench left","hex":"383633393530303639343934323738","text":"863950069494278"}
//! ```
//!
//! `hex` is the scan; `text` is there for people and is never read. A file without such lines is
//! plain text, one scan a line.

mod play;
mod read;

pub use play::{Pace, Player, play};
pub use read::{Recorded, RecordingError, Scans, open_file, read, read_file, stream};

use super::{Millis, Scan};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// A line as it is read: whatever else is in it is somebody else's.
#[derive(Deserialize)]
struct Needed {
    at: String,
    source: String,
    hex: String,
}

/// A scan as a line of a recording, without the line's end.
pub fn line(scan: &Scan) -> String {
    let at = Value::from(rfc3339(scan.at));
    let source = Value::from(&*scan.source);
    let hex: String = scan.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = Value::from(crate::scan::read(&scan.bytes, None).text);
    // Put together by hand for the order of the keys, which people read.
    format!(r#"{{"at":{at},"source":{source},"hex":"{hex}","text":{text}}}"#)
}

/// A time as contracts have it: RFC 3339 with milliseconds, UTC.
fn rfc3339(at: Millis) -> String {
    DateTime::<Utc>::from_timestamp_millis(at)
        .unwrap_or(DateTime::UNIX_EPOCH)
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Appends scans to a recording.
#[derive(Debug)]
pub struct Recorder {
    file: File,
}

impl Recorder {
    /// Opens a recording, or begins one. A last line that a power cut tore is closed, so that it
    /// spoils only itself.
    pub fn append(path: &Path) -> io::Result<Recorder> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        if file.seek(SeekFrom::End(0))? > 0 {
            file.seek(SeekFrom::End(-1))?;
            let mut last = [0];
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                file.write_all(b"\n")?;
            }
        }
        Ok(Recorder { file })
    }

    /// Writes one scan through to the operating system.
    pub fn record(&mut self, scan: &Scan) -> io::Result<()> {
        let mut line = line(scan);
        line.push('\n');
        // One write, so that nothing can come between the line and its end.
        self.file.write_all(line.as_bytes())?;
        self.file.flush()
    }

    /// Has everything written so far put on the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }
}

#[cfg(test)]
mod tests;
