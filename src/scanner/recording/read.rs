//! Reading recordings, and plain files of scans.

use super::Needed;
use crate::scanner::Millis;
use chrono::DateTime;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a line at most: what a longer one has more counts as the next, so that no file fills the memory.
const MOST_LINE: u64 = 1024 * 1024;

/// Bytes of a whole recording at most. A day of a busy line has some 20 MB.
const MOST_RECORDING: u64 = 256 * 1024 * 1024;

/// One scan of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its line in the file, from 1.
    pub line: usize,
    /// When it was made; a plain file does not say.
    pub at: Option<Millis>,
    /// The local clock's offset from UTC then, in minutes, as the recording has it.
    pub offset_min: Option<i32>,
    /// Which gun made it; a plain file does not say.
    pub source: Option<Arc<str>>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a recording cannot be used. Nothing of it is.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It could not be read at all.
    #[error("{file}: cannot be read ({error}); see whether it is there, is a file and may be read")]
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
    /// It is a recording of more than any line makes.
    #[error("{file}: is a recording of more than {} MB; give it in parts", MOST_RECORDING >> 20)]
    TooBig {
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
    #[error("column {}: {}", .0.column(), without_place(.0))]
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

/// Scans as they are read: a recording whole and checked beforehand, plain text line by line, so
/// that what a person types or a program sends is judged when it comes.
pub struct Scans<'a>(Kind<'a>);

enum Kind<'a> {
    Recording(std::vec::IntoIter<Recorded>),
    Plain(Lines<'a>, Option<Recorded>),
}

/// Opens a file of scans; `-` is standard input. See [`stream`].
pub fn open_file(path: &Path) -> Result<Scans<'static>, RecordingError> {
    if path == Path::new("-") {
        return stream("standard input", Box::new(BufReader::new(io::stdin())));
    }
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => stream(&name, Box::new(BufReader::new(file))),
        Err(error) => Err(RecordingError::Unreadable { file: name, error }),
    }
}

/// Reads scans from `input`, which errors call `file`.
///
/// It is a recording if its first line that is not blank is a JSON object with a `hex` key; else it
/// is plain text: one scan a line, its bytes as they are (whatever their encoding), the line's LF or
/// CR LF cut off. A blank line is no scan.
pub fn stream<'a>(file: &str, input: Box<dyn BufRead + 'a>) -> Result<Scans<'a>, RecordingError> {
    let mut lines = Lines { file: file.to_owned(), input, number: 0 };
    let Some(first) = lines.next().transpose()? else { return Ok(Scans(Kind::Plain(lines, None))) };
    if !is_recorded(&first.bytes) {
        return Ok(Scans(Kind::Plain(lines, Some(first))));
    }
    let fault = |line, fault| RecordingError::Line { file: file.to_owned(), line, fault };
    let mut read = 0;
    let parsed = |line: Result<Recorded, RecordingError>| {
        let Recorded { line, bytes, .. } = line?;
        read += bytes.len() as u64;
        if read > MOST_RECORDING {
            return Err(RecordingError::TooBig { file: file.to_owned() });
        }
        recorded(line, &bytes).map_err(|why| fault(line, why))
    };
    let all: Vec<Recorded> = std::iter::once(Ok(first)).chain(lines).map(parsed).collect::<Result<_, _>>()?;
    Ok(Scans(Kind::Recording(all.into_iter())))
}

/// Reads all scans of a file, as [`open_file`] opens it.
pub fn read_file(path: &Path) -> Result<Vec<Recorded>, RecordingError> {
    open_file(path)?.collect()
}

/// Reads all scans of `input`, as [`stream`] does.
pub fn read(file: &str, input: impl Read) -> Result<Vec<Recorded>, RecordingError> {
    stream(file, Box::new(BufReader::new(input)))?.collect()
}

impl Iterator for Scans<'_> {
    type Item = Result<Recorded, RecordingError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Kind::Recording(all) => all.next().map(Ok),
            Kind::Plain(lines, first) => first.take().map(Ok).or_else(|| lines.next()),
        }
    }
}

/// Lines that are not blank, without their ends.
struct Lines<'a> {
    file: String,
    input: Box<dyn BufRead + 'a>,
    number: usize,
}

impl Iterator for Lines<'_> {
    type Item = Result<Recorded, RecordingError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            match (&mut self.input).take(MOST_LINE).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => self.number += 1,
                Err(error) => {
                    return Some(Err(RecordingError::Unreadable { file: self.file.clone(), error }));
                }
            }
            if self.number == 1 {
                if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
                    return Some(Err(RecordingError::Utf16 { file: self.file.clone() }));
                }
                // A byte order mark is the editor's, not the first scan's.
                if bytes.starts_with(b"\xEF\xBB\xBF") {
                    bytes.drain(..3);
                }
            }
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if !bytes.trim_ascii().is_empty() {
                let line = self.number;
                return Some(Ok(Recorded { line, at: None, offset_min: None, source: None, bytes }));
            }
        }
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
    let offset_min = Some(time.offset().local_minus_utc() / 60);
    Ok(Recorded { line, at: Some(time.timestamp_millis()), offset_min, source: Some(source.into()), bytes })
}

fn bytes(hex: &str) -> Result<Vec<u8>, LineFault> {
    let digit = |c: char| c.to_digit(16).map(|digit| digit as u8).ok_or(LineFault::NoHex(c));
    let digits = hex.chars().map(digit).collect::<Result<Vec<u8>, _>>()?;
    if digits.len() % 2 == 1 {
        return Err(LineFault::OddHex(digits.len()));
    }
    Ok(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The parser's words without its "at line 1 column 2": its line 1 is whichever line it was given.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or(&said).to_owned()
}
