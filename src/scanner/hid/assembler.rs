//! Reports of a HID POS gun → codes.
//!
//! Pure: it is told what came and when the line fell silent, and never reads a clock.
//!
//! A code reads the same whether a HID gun or a serial gun sent it, for a double reading by two guns is
//! told from two scans by their text:
//! * The AIM identifier is not put before the code. It has a field of its own here, so that a serial
//!   gun would have to be set to send it to look the same, and the check-up would blame the gun for a
//!   setting that it does not have.
//! * A suffix (CR, LF, TAB) and STX and ETX around a code are cut off, as the framer does it.
//!
//! Architecture invariants:
//! * How a code is spread over reports makes no difference to it.
//! * A code of which a piece is missing is never given out: a cut-off SN may still be a good SN. What
//!   came of it is told as [`Piece::Lost`].
//! * Memory is bounded by [`MAX_SCAN_BYTES`], whatever comes.

use super::layout::{Layout, More, Part};
use crate::scan::MAX_SCAN_BYTES;
use crate::scanner::Millis;
use crate::scanner::framer::Frame;
use std::time::Duration;

/// Most bytes of one code that are kept: enough for `scan::read` to say that it is too long.
const KEPT: usize = MAX_SCAN_BYTES + 1;

/// Bytes around a code that may be kept besides, until its end shows that they are only that.
const AROUND: usize = 8;

/// How long the rest of a code that goes on may take. The reports of one code come milliseconds apart.
const REST: Duration = Duration::from_millis(500);

/// How long the line must be silent after a full report for a code without a flag to be over. A gun is
/// asked for reports every 10 ms at the most.
const GAP: Duration = Duration::from_millis(50);

/// What came of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A whole code, framing removed; with one byte more than [`MAX_SCAN_BYTES`] it was too long.
    Code(Frame),
    /// What came of a code whose rest did not.
    Lost(Frame),
}

/// Puts the reports of one gun together.
#[derive(Debug)]
pub struct Assembler {
    layouts: Vec<Layout>,
    code: Vec<u8>,
    /// When the last report of the code came.
    at: Millis,
    /// A code is begun and goes on; and how that was said.
    open: Option<More>,
    /// The AIM identifier of the code that is begun.
    symbology: Option<[u8; 3]>,
    /// The code was over-long and is given out; the rest of it is dropped.
    skipping: bool,
    /// A piece of the code is missing: whatever still comes of it, it is no code.
    damaged: bool,
}

impl Assembler {
    /// An assembler with nothing in it. A report is taken by the first layout that fits its id.
    pub fn new(layouts: Vec<Layout>) -> Assembler {
        let (code, open, symbology) = (Vec::new(), None, None);
        Assembler { layouts, code, at: 0, open, symbology, skipping: false, damaged: false }
    }

    /// Takes one report read at `at`, appends what it completes to `out`, and gives the data in it;
    /// `None` if it is of no known shape, which changes nothing.
    pub fn push<'r>(&mut self, report: &'r [u8], at: Millis, out: &mut Vec<Piece>) -> Option<&'r [u8]> {
        let mut parts = self.layouts.iter().filter_map(|layout| Some((layout.cut(report)?, layout.more)));
        let (part, how) = parts.next()?;
        self.take(part, how, at, out);
        Some(part.data)
    }

    fn take(&mut self, part: Part<'_>, how: More, at: Millis, out: &mut Vec<Piece>) {
        // Another symbology is another code: the rest of the one before never came.
        let another =
            self.symbology.is_some() && part.symbology.is_some() && self.symbology != part.symbology;
        if self.open.is_some() && another {
            self.lose(out);
        }
        self.at = at;
        self.symbology = self.symbology.or(part.symbology);
        self.damaged |= part.cut;
        self.keep(part.data, out);
        // The flag that a code goes on is at the end of a report: in one that is cut it is missing, too.
        if part.more || part.cut {
            self.open = Some(how);
        } else {
            self.end(out);
        }
    }

    /// How long the line must be silent before [`Assembler::silence`] is due; `None` while silence
    /// means nothing.
    pub fn silence_wanted(&self) -> Option<Duration> {
        self.open.map(|how| match how {
            More::Flag { .. } => REST,
            More::WhenFull => GAP,
        })
    }

    /// The line was silent for so long: a code without a flag is over; of one with a flag the rest
    /// will not come, and must not be taken for the beginning of the next.
    ///
    /// Only silence that somebody waited through counts, not the distance of two reads.
    pub fn silence(&mut self, out: &mut Vec<Piece>) {
        match self.open {
            Some(More::WhenFull) => self.end(out),
            Some(More::Flag { .. }) => self.lose(out),
            None => {}
        }
    }

    /// The line broke: the half code is no code.
    pub fn reset(&mut self) {
        self.code.clear();
        self.open = None;
        self.symbology = None;
        self.skipping = false;
        self.damaged = false;
    }

    /// Is a code begun and not ended?
    pub fn partial(&self) -> bool {
        self.open.is_some()
    }

    fn keep(&mut self, data: &[u8], out: &mut Vec<Piece>) {
        if self.skipping {
            return;
        }
        let room = (KEPT + AROUND).saturating_sub(self.code.len());
        self.code.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room && !self.damaged {
            out.push(Piece::Code(Frame { at: self.at, bytes: self.code[..KEPT].to_vec() }));
            self.code.clear();
            self.skipping = true;
        }
    }

    fn end(&mut self, out: &mut Vec<Piece>) {
        if self.damaged {
            return self.lose(out);
        }
        let code = bare(&self.code);
        if !self.skipping && !code.is_empty() {
            let bytes = code[..code.len().min(KEPT)].to_vec();
            out.push(Piece::Code(Frame { at: self.at, bytes }));
        }
        self.reset();
    }

    fn lose(&mut self, out: &mut Vec<Piece>) {
        if !self.skipping && !self.code.is_empty() {
            out.push(Piece::Lost(Frame { at: self.at, bytes: std::mem::take(&mut self.code) }));
        }
        self.reset();
    }
}

/// Without the suffix, STX and ETX that a gun was set to put around a code.
fn bare(code: &[u8]) -> &[u8] {
    const STX: u8 = 0x02;
    const ETX: u8 = 0x03;
    let start = code.iter().position(|&byte| byte != STX).unwrap_or(code.len());
    let suffix = |byte: &u8| matches!(*byte, b'\r' | b'\n' | b'\t' | ETX);
    let end = code.iter().rposition(|byte| !suffix(byte)).map_or(start, |last| last + 1);
    &code[start..end.max(start)]
}
