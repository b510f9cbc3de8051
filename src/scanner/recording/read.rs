//! Reading recordings, and plain files of scans.

use super::Needed;
use crate::scanner::Millis;
use chrono::DateTime;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// One scan of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its line in the file, from 1.
    pub line: usize,
    /// When it was made; a plain file does not say.
    pub at: Option<Millis>,
    /// Which gun made it; a plain file does not say.
    pub source: Option<Arc<str>>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a recording cannot be used. Nothing of it is.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It could not be read at all.
    #[error("{file}: cannot be read: {error}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the OS said.
        #[source]
        error: io::Error,
    },
    /// It is UTF-16, as some Windows programs save text.
    #[error("{file}: is UTF-16 text; save it as UTF-8 (or GBK), one scan a line")]
    Utf16 {
        /// The file.
        file: String,
    },
    /// It began as a recording, and this line is not of one.
    #[error(
        "{file}:{line}: {fault}; each line of a recording is one JSON object with \"at\", \"source\" and \"hex\": mend or delete the line"
    )]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        fault: LineFault,
    },
}

/// What is wrong with a line of a recording.
#[derive(Debug, thiserror::Error)]
pub enum LineFault {
    /// No JSON, or a key is missing or of the wrong type.
    #[error("{0}")]
    Json(#[source] serde_json::Error),
    /// `at` is no time.
    #[error("\"at\" is \"{0}\", which is no RFC 3339 time such as 2026-11-22T08:15:00.123Z")]
    Time(String),
    /// `hex` has half a byte.
    #[error("\"hex\" has {0} digits, which is half a byte too many or too few")]
    OddHex(usize),
    /// `hex` is not hexadecimal.
    #[error("\"hex\" has {0:?} in it, which is no hexadecimal digit")]
    NoHex(char),
}

/// Reads a file of scans; `-` is standard input.
pub fn read_file(path: &Path) -> Result<Vec<Recorded>, RecordingError> {
    let unreadable = |error| RecordingError::Unreadable { file: path.display().to_string(), error };
    if path == Path::new("-") {
        return read("standard input", io::stdin().lock());
    }
    read(&path.display().to_string(), File::open(path).map_err(unreadable)?)
}

/// Reads scans from `input`, which errors call `file`.
///
/// It is a recording if its first line that is not blank is a JSON object with a `hex` key; else it
/// is plain text: one scan a line, its bytes as they are (whatever their encoding), the line's LF or
/// CR LF cut off. A blank line is no scan.
pub fn read(file: &str, mut input: impl Read) -> Result<Vec<Recorded>, RecordingError> {
    let mut content = Vec::new();
    input
        .read_to_end(&mut content)
        .map_err(|error| RecordingError::Unreadable { file: file.to_owned(), error })?;
    if content.starts_with(&[0xFF, 0xFE]) || content.starts_with(&[0xFE, 0xFF]) {
        return Err(RecordingError::Utf16 { file: file.to_owned() });
    }
    // A byte order mark is the editor's, not the first scan's.
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&content);
    let lines = content.split(|&byte| byte == b'\n').enumerate();
    let mut lines = lines
        .map(|(index, line)| (index + 1, line.strip_suffix(b"\r").unwrap_or(line)))
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .peekable();
    if lines.peek().is_some_and(|(_, first)| is_recorded(first)) {
        let fault = |line, fault| RecordingError::Line { file: file.to_owned(), line, fault };
        lines.map(|(number, line)| recorded(number, line).map_err(|why| fault(number, why))).collect()
    } else {
        let plain =
            |(line, bytes): (usize, &[u8])| Recorded { line, at: None, source: None, bytes: bytes.into() };
        Ok(lines.map(plain).collect())
    }
}

/// Is this the line of a recording, however faulty, and not a scan that happens to be JSON?
fn is_recorded(line: &[u8]) -> bool {
    let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line);
    object.is_ok_and(|object| object.contains_key("hex"))
}

fn recorded(line: usize, text: &[u8]) -> Result<Recorded, LineFault> {
    let Needed { at, source, hex } = serde_json::from_slice(text).map_err(LineFault::Json)?;
    let Ok(time) = DateTime::parse_from_rfc3339(&at) else { return Err(LineFault::Time(at)) };
    let bytes = bytes(&hex)?;
    Ok(Recorded { line, at: Some(time.timestamp_millis()), source: Some(source.into()), bytes })
}

fn bytes(hex: &str) -> Result<Vec<u8>, LineFault> {
    let digit = |c: char| c.to_digit(16).map(|digit| digit as u8).ok_or(LineFault::NoHex(c));
    let digits = hex.chars().map(digit).collect::<Result<Vec<u8>, _>>()?;
    if digits.len() % 2 == 1 {
        return Err(LineFault::OddHex(digits.len()));
    }
    Ok(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
