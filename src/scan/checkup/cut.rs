//! What was heard, cut into readings, and these into texts and what framed them.

use super::{Gun, Heard, Way, What};

/// What was sent no later than this after what went before belongs to the same reading, in
/// milliseconds: nobody pulls a trigger twice in a second.
const READING: i64 = 1000;

/// A character that ends codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// CR; of a keyboard, Enter.
    Cr,
    /// LF.
    Lf,
    /// CR and LF together.
    CrLf,
    /// TAB.
    Tab,
    /// ETX.
    Etx,
}

/// All that a gun sent within a second.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    heard: &'a [Heard<'a>],
}

/// A text and what framed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    pub(super) stx: bool,
    pub(super) ends: Vec<End>,
}

/// What a reading consists of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cut {
    /// Ends that stood before any text.
    pub(super) before: Vec<u8>,
    pub(super) pieces: Vec<Piece>,
    /// Whether the ends are known: bytes were heard, not only the codes made of them.
    pub(super) framed: bool,
}

/// Cuts what was heard where the gun was silent.
pub(super) fn readings<'a>(heard: &'a [Heard<'a>]) -> Vec<Reading<'a>> {
    // What has no end is told half a second after its bytes, with their time: it goes back in time.
    let late = |pair: &[Heard<'_>]| pair[1].at.saturating_sub(pair[0].at) > READING;
    let mut readings = Vec::new();
    let mut from = 0;
    for (at, pair) in heard.windows(2).enumerate() {
        if late(pair) {
            readings.push(Reading { heard: &heard[from..=at] });
            from = at + 1;
        }
    }
    if from < heard.len() {
        readings.push(Reading { heard: &heard[from..] });
    }
    readings
}

impl Reading<'_> {
    /// The station has made a code of it, or has given up waiting for its end.
    pub(super) fn is_over(&self) -> bool {
        self.heard.iter().any(|heard| heard.what != What::Raw)
    }

    /// The station made a code of it.
    pub(super) fn has_code(&self) -> bool {
        self.heard.iter().any(|heard| heard.what == What::Code)
    }

    /// The bytes as they came; what the station made of them where only that was heard.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let of = |what: What| {
            let those = self.heard.iter().filter(move |heard| heard.what == what);
            those.flat_map(|heard| heard.bytes.iter().copied()).collect::<Vec<u8>>()
        };
        [What::Raw, What::Code, What::Unfinished]
            .map(of)
            .into_iter()
            .find(|b| !b.is_empty())
            .unwrap_or_default()
    }

    /// Texts and frames.
    pub(super) fn cut(&self, gun: Gun) -> Cut {
        let has_raw = self.heard.iter().any(|heard| heard.what == What::Raw && !heard.bytes.is_empty());
        // Reports are padded and have no ends; the codes made of them are what counts.
        if has_raw && (gun.way != Way::Reports || !self.has_code()) {
            return split(&self.bytes());
        }
        let codes = self.heard.iter().filter(|heard| heard.what == What::Code);
        let left = self.heard.iter().filter(|heard| heard.what == What::Unfinished && !self.has_code());
        // A suffix within a report is text to the station.
        let pieces = codes.chain(left).flat_map(|heard| split(heard.bytes).pieces);
        Cut { before: Vec::new(), pieces: pieces.collect(), framed: false }
    }
}

const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// Cuts bytes at what ends codes.
pub(super) fn split(bytes: &[u8]) -> Cut {
    let mut cut = Cut { framed: true, ..Cut::default() };
    let mut stx = false;
    // A text is begun and has no end yet.
    let mut open = false;
    for &byte in bytes {
        let end = match byte {
            b'\r' => End::Cr,
            b'\n' => End::Lf,
            b'\t' => End::Tab,
            ETX => End::Etx,
            STX => {
                (stx, open) = (true, false);
                continue;
            }
            _ => {
                if !open {
                    cut.pieces.push(Piece { stx, ..Piece::default() });
                    (open, stx) = (true, false);
                }
                if let Some(piece) = cut.pieces.last_mut() {
                    piece.bytes.push(byte);
                }
                continue;
            }
        };
        open = false;
        match cut.pieces.last_mut() {
            None => cut.before.push(byte),
            Some(piece) => match (piece.ends.last_mut(), end) {
                (Some(last @ End::Cr), End::Lf) => *last = End::CrLf,
                _ => piece.ends.push(end),
            },
        }
    }
    cut
}
