//! Looking through a recording: what the station would have said.
//!
//! The recording is fed to the line's own [`Core`](super::core::Core) on a scratch ledger, with the
//! times it was made at; a hard alarm is acknowledged before the next scan. The ledger is empty at
//! first, so a code that was paired before the recording began is no duplicate here; the lists that
//! bind an order are the station's own. A plain file of scans has no times: its scans are taken as one
//! second apart.
//!
//! Bounded: the first [`MOST`] scans, read from at most [`MOST_BYTES`].

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::clock::now;
use super::command::StationError;
use super::core::Judged;
use super::desk::TaskShared;
use super::replay::{OPERATOR, Pace, ReplayScan, Summary, replay};
use super::scratch::Scratch;
use super::settings::Settings;
use super::training::built_in_order;
use crate::ledger::{Ledger, LedgerError, Millis, Reader};
use crate::order::Order;
use crate::pairing::Verdict;
use crate::scan::Rule;
use crate::scanner::recording::{self, Recorded, RecordingError};

/// Most scans that are looked through.
pub const MOST: usize = 100_000;

/// Most bytes of a file that are read: a scan is a few hundred.
pub const MOST_BYTES: u64 = 256 << 20;

/// A line of more bytes is none of a recording: the longest scan is a few thousand, twice in hex.
const LONGEST_LINE: usize = 1 << 20;

/// What is to be looked through, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The recording, or a plain file with one scan a line.
    pub file: PathBuf,
    /// The order's name; `None` = the open one, or the built-in one where none is open.
    pub order: Option<String>,
}

/// What the station would have said.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The order whose rules were used.
    pub order: String,
    /// Every verdict, in order; a half that timed out is one of its own.
    pub rows: Vec<Rehearsed>,
    /// Scans, pairs and refusals.
    pub summary: Summary,
    /// The file holds more than was looked through.
    pub more: bool,
}

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// The scan's number, from 1; of a half that timed out, that of the scan that found it out.
    pub n: u64,
    /// Its line in the file, from 1.
    pub line: usize,
    /// When it was made; `None` for a plain file.
    pub at: Option<Millis>,
    /// Which gun.
    pub source: String,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// The rule that read it.
    pub rule: Rule,
    /// Where none did: the rules that were tried.
    pub tried: Vec<Rule>,
    /// What the station would have said.
    pub verdict: Verdict,
}

/// Looks through a recording; progress in scans.
///
/// # Errors
/// [`StationError::Recording`], which names the line; [`StationError::Cancelled`]; the order is not
/// there; no room for a scratch ledger.
pub(super) fn rehearse(
    ledger: &Ledger,
    reader: &Reader,
    settings: &Settings,
    plan: &Plan,
    task: &TaskShared,
) -> Result<Rehearsal, StationError> {
    let (scans, more) = read(&plan.file)?;
    let order = order(reader, plan)?;
    let lists = ledger.reader()?;
    let mut scratch = Scratch::begin(ledger.path(), &order, lists, settings, OPERATOR, now())?;
    let facts: Vec<(usize, Option<Millis>)> = scans.iter().map(|scan| (scan.line, scan.at)).collect();
    let total = scans.len() as u64;
    let pace = match facts.first() {
        Some((_, None)) => Pace::Fixed { start: now(), step: 1000 },
        _ => Pace::AsRecorded,
    };
    let fed =
        (0..).zip(scans).map_while(|(done, scan)| task.step(done, total).then(|| ReplayScan::from(scan)));
    let mut rows = Vec::new();
    let summary = replay(&mut scratch.core, fed, pace, true, &mut |judged| {
        rows.push(rehearsed(judged, &facts));
    })?;
    if task.is_cancelled() {
        return Err(StationError::Cancelled);
    }
    task.step(total, total);
    Ok(Rehearsal { order: order.name, rows, summary, more })
}

fn order(reader: &Reader, plan: &Plan) -> Result<Order, StationError> {
    let Some(name) = &plan.order else {
        return Ok(reader.open_order()?.map_or_else(built_in_order, |open| open.order));
    };
    let found = reader.order(name)?;
    Ok(found.ok_or_else(|| LedgerError::NoSuchOrder { name: name.clone() })?.order)
}

fn rehearsed(judged: &Judged, facts: &[(usize, Option<Millis>)]) -> Rehearsed {
    let scan = usize::try_from(judged.n).ok().and_then(|n| facts.get(n.checked_sub(1)?));
    let (line, at) = scan.copied().unwrap_or_default();
    Rehearsed {
        n: judged.n,
        line,
        at,
        source: judged.source.clone(),
        raw: judged.raw.clone(),
        rule: judged.rule,
        tried: judged.tried.clone(),
        verdict: judged.verdict.clone(),
    }
}

/// The first [`MOST`] scans of a file, and whether there are more.
fn read(path: &Path) -> Result<(Vec<Recorded>, bool), RecordingError> {
    let name = path.display().to_string();
    let open = File::open(path).map_err(|error| RecordingError::Unreadable { file: name.clone(), error })?;
    let input = Bounded::new(BufReader::new(open), MOST, MOST_BYTES);
    let cut = input.cut.clone();
    let scans = recording::stream(&name, Box::new(input))?.collect::<Result<Vec<_>, _>>()?;
    Ok((scans, cut.get()))
}

/// An input that ends after so many lines, or with the line in which so many bytes are read.
struct Bounded<R> {
    input: R,
    lines: usize,
    bytes: u64,
    /// Bytes of the line that is being read.
    line: usize,
    /// Set when it ended before its input did.
    cut: Rc<Cell<bool>>,
}

impl<R: BufRead> Bounded<R> {
    fn new(input: R, lines: usize, bytes: u64) -> Bounded<R> {
        Bounded { input, lines, bytes, line: 0, cut: Rc::default() }
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.input.fill_buf()?;
        if self.lines == 0 {
            self.cut.set(!bytes.is_empty());
            return Ok(&[]);
        }
        if self.line > LONGEST_LINE {
            let what = format!("a line of more than {} KiB: this is no file of scans", LONGEST_LINE >> 10);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        // Never past the end of a line, so that what is cut off is whole lines.
        let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
        Ok(&bytes[..end])
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed is still in the buffer: whether a line ends with it is seen there.
        let ends = self.input.fill_buf().is_ok_and(|bytes| bytes[..amount.min(bytes.len())].ends_with(b"\n"));
        self.bytes = self.bytes.saturating_sub(amount as u64);
        self.line += amount;
        if ends {
            self.line = 0;
            self.lines = if self.bytes == 0 { 0 } else { self.lines.saturating_sub(1) };
        }
        self.input.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(into.len());
        into[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_cut_at_the_end_of_a_line() {
        let check = |text: &str, lines: usize, bytes: u64, expect: (&str, bool)| {
            let mut bounded = Bounded::new(BufReader::with_capacity(3, text.as_bytes()), lines, bytes);
            let mut read = String::new();
            bounded.read_to_string(&mut read).unwrap();
            let found = (read.as_str(), bounded.cut.get());
            assert_eq!(found, expect, "{text:?} within {lines} lines, {bytes} bytes");
        };
        check("", 2, 9, ("", false));
        check("one\ntwo\n", 2, 9, ("one\ntwo\n", false));
        check("one\ntwo", 2, 9, ("one\ntwo", false));
        check("one\ntwo\nthree\n", 2, 99, ("one\ntwo\n", true));
        check("one\ntwo\nthree\n", 9, 4, ("one\n", true));
        check("one\ntwo\nthree\n", 9, 6, ("one\ntwo\n", true));
    }

    #[test]
    fn a_line_without_end_is_no_scan() {
        let mut endless = Bounded::new(BufReader::new(io::repeat(b'x')), MOST, MOST_BYTES);
        let fault = endless.read_until(b'\n', &mut Vec::new()).unwrap_err();
        assert!(fault.to_string().contains("1024 KiB"), "{fault}");
    }
}
