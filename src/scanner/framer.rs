//! Bytes of a serial gun → codes: suffix, idle gap, STX/ETX.
//!
//! Pure: it is told what came and when the line fell silent, and never reads a clock.

use super::Millis;
use crate::scan::MAX_SCAN_BYTES;
use std::time::Duration;

/// What ends a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Suffix {
    /// CR, LF or CR LF, whichever comes: what nearly every gun sends.
    #[default]
    Auto,
    /// CR.
    Cr,
    /// LF.
    Lf,
    /// CR LF.
    Crlf,
    /// TAB.
    Tab,
    /// Nothing: an idle gap ends the code.
    None,
}

/// How a gun frames its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framing {
    /// What ends a code.
    pub suffix: Suffix,
    /// With [`Suffix::None`]: how long the line must be silent for a code to be over.
    pub idle_gap: Duration,
    /// STX begins a code and ETX ends one; both are cut off. Switched off, they are bytes like others.
    pub stx_etx: bool,
}

impl Default for Framing {
    fn default() -> Self {
        Framing { suffix: Suffix::Auto, idle_gap: Duration::from_millis(50), stx_etx: true }
    }
}

/// One code, framing removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// When its last byte came.
    pub at: Millis,
    /// Its bytes; one more than [`MAX_SCAN_BYTES`] stands for "too long", whatever followed.
    pub bytes: Vec<u8>,
}

/// Most bytes of one code that are kept: enough for `scan::read` to say that it is too long.
const KEPT: usize = MAX_SCAN_BYTES + 1;

const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const TAB: u8 = b'\t';
const LF: u8 = b'\n';
const CR: u8 = b'\r';

/// Cuts a stream of bytes into codes.
///
/// Architecture invariant: how the stream was cut into reads makes no difference to the codes.
#[derive(Debug)]
pub struct Framer {
    framing: Framing,
    code: Vec<u8>,
    /// When the last byte came.
    at: Millis,
    /// The code was over-long and is delivered; the rest of it is dropped.
    skipping: bool,
    /// The last byte was a CR (only CR LF needs to know).
    after_cr: bool,
}

impl Framer {
    /// A framer with nothing in it.
    pub fn new(framing: Framing) -> Self {
        Framer { framing, code: Vec::new(), at: 0, skipping: false, after_cr: false }
    }

    /// Takes what was read at `at` and appends the codes that it completes to `out`.
    pub fn push(&mut self, bytes: &[u8], at: Millis, out: &mut Vec<Frame>) {
        self.at = at;
        for &byte in bytes {
            match byte {
                // What stands before an STX had no end of its own, but it was sent: it is a code too.
                STX if self.framing.stx_etx => self.end(out),
                ETX if self.framing.stx_etx => self.end(out),
                _ if self.ends(byte) => self.end(out),
                _ => self.keep(byte, out),
            }
            self.after_cr = byte == CR;
        }
    }

    /// How long the line must be silent before [`Framer::silence`] is due; `None` while silence
    /// means nothing.
    pub fn silence_wanted(&self) -> Option<Duration> {
        (self.framing.suffix == Suffix::None && self.partial()).then_some(self.framing.idle_gap)
    }

    /// The line was silent for the idle gap: with [`Suffix::None`] that ends the code.
    ///
    /// Only silence that somebody waited through counts, not the distance of two reads: a busy
    /// machine that reads late must not cut a code in two.
    pub fn silence(&mut self, out: &mut Vec<Frame>) {
        if self.framing.suffix == Suffix::None {
            self.end(out);
        }
    }

    /// The line fell silent. Where the rest of an over-long code was being dropped, what comes next is a
    /// new code: a gun that babbled must not swallow the scan after it.
    pub fn rest(&mut self) {
        if self.skipping {
            self.reset();
        }
    }

    /// The line broke: the half code is no code.
    pub fn reset(&mut self) {
        self.code.clear();
        self.skipping = false;
        self.after_cr = false;
    }

    /// Is a code begun and not ended?
    pub fn partial(&self) -> bool {
        self.skipping || !self.code.is_empty()
    }

    /// What stands there without its end, and when the last of it came.
    pub fn so_far(&self) -> (Millis, &[u8]) {
        (self.at, &self.code)
    }

    fn ends(&mut self, byte: u8) -> bool {
        match self.framing.suffix {
            Suffix::Auto => byte == CR || byte == LF,
            Suffix::Cr => byte == CR,
            Suffix::Lf => byte == LF,
            Suffix::Tab => byte == TAB,
            Suffix::None => false,
            Suffix::Crlf => {
                let ends = byte == LF && self.after_cr;
                if ends && !self.skipping {
                    // The CR was kept while it could still have been a byte of the code. (In a code that
                    // is being skipped it was not.)
                    self.code.pop();
                }
                ends
            }
        }
    }

    fn keep(&mut self, byte: u8, out: &mut Vec<Frame>) {
        if self.skipping {
            return;
        }
        if self.code.len() == KEPT {
            self.emit(out);
            self.skipping = true;
            return;
        }
        self.code.push(byte);
    }

    fn end(&mut self, out: &mut Vec<Frame>) {
        if !self.skipping && !self.code.is_empty() {
            self.emit(out);
        }
        self.reset();
    }

    fn emit(&mut self, out: &mut Vec<Frame>) {
        out.push(Frame { at: self.at, bytes: std::mem::take(&mut self.code) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Suffix; 6] = [Suffix::Auto, Suffix::Cr, Suffix::Lf, Suffix::Crlf, Suffix::Tab, Suffix::None];

    fn framer(suffix: Suffix) -> Framer {
        Framer::new(Framing { suffix, ..Framing::default() })
    }

    /// The codes of `chunks`, then of a silence.
    fn frames(mut framer: Framer, chunks: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        for chunk in chunks {
            framer.push(chunk, 0, &mut out);
        }
        framer.silence(&mut out);
        out.into_iter().map(|frame| frame.bytes).collect()
    }

    #[track_caller]
    fn check(suffix: Suffix, sent: &[u8], expect: &[&[u8]]) {
        assert_eq!(frames(framer(suffix), &[sent]), expect, "{suffix:?} whole");
        let bytes: Vec<&[u8]> = sent.chunks(1).collect();
        assert_eq!(frames(framer(suffix), &bytes), expect, "{suffix:?} byte by byte");
    }

    #[test]
    fn a_suffix_ends_a_code_and_an_empty_frame_is_none() {
        check(Suffix::Auto, b"one\rtwo\nthree\r\nfour\n\r\n\r", &[b"one", b"two", b"three", b"four"]);
        check(Suffix::Auto, b"\r\n\r\n", &[]);
        check(Suffix::Auto, b"a\tb\r", &[b"a\tb"]);
        check(Suffix::Cr, b"one\rtwo\nstill\r", &[b"one", b"two\nstill"]);
        check(Suffix::Lf, b"one\ntwo\rstill\n", &[b"one", b"two\rstill"]);
        check(Suffix::Crlf, b"one\r\ntwo\rthree\nfour\r\n\r\n", &[b"one", b"two\rthree\nfour"]);
        check(Suffix::Crlf, b"\r\r\n", &[b"\r"]);
        check(Suffix::Tab, b"one\t\ttwo\t", &[b"one", b"two"]);
        check(Suffix::None, b"one\r", &[b"one\r"]);
    }

    #[test]
    fn a_code_without_its_end_is_not_given_out() {
        for suffix in [Suffix::Auto, Suffix::Cr, Suffix::Lf, Suffix::Crlf, Suffix::Tab] {
            check(suffix, b"half", &[]);
        }
        check(Suffix::Crlf, b"half\r", &[]);
    }

    #[test]
    fn stx_and_etx_are_cut_off_and_etx_ends() {
        check(Suffix::Auto, b"\x02one\x03\r\n\x02two\x03", &[b"one", b"two"]);
        check(Suffix::Crlf, b"\x02one\x03\r\n", &[b"one"]);
        check(Suffix::Tab, b"\x02one\x03\ttwo\t", &[b"one", b"two"]);
        check(Suffix::None, b"\x02one\x03\x02two\x03", &[b"one", b"two"]);
        // A code whose end was lost is still given out when the next one begins.
        check(Suffix::Auto, b"lost\x02one\r", &[b"lost", b"one"]);
        let plain = Framer::new(Framing { stx_etx: false, ..Framing::default() });
        assert_eq!(frames(plain, &[b"\x02one\x03\r"]), [b"\x02one\x03"]);
    }

    #[test]
    fn silence_ends_a_code_only_where_there_is_no_suffix() {
        let mut framer = framer(Suffix::None);
        let mut out = Vec::new();
        assert_eq!(framer.silence_wanted(), None);
        framer.push(b"on", 10, &mut out);
        framer.push(b"e", 20, &mut out);
        assert_eq!((framer.silence_wanted(), out.len()), (Some(Duration::from_millis(50)), 0));
        framer.silence(&mut out);
        framer.silence(&mut out);
        assert_eq!(out, [Frame { at: 20, bytes: b"one".to_vec() }]);

        let mut framer = self::framer(Suffix::Auto);
        framer.push(b"half", 10, &mut out);
        framer.silence(&mut out);
        framer.push(b" whole\r", 90, &mut out);
        assert_eq!(out[1], Frame { at: 90, bytes: b"half whole".to_vec() });
    }

    #[test]
    fn a_break_drops_the_half_code() {
        for suffix in ALL {
            let mut framer = framer(suffix);
            let mut out = Vec::new();
            framer.push(b"half", 0, &mut out);
            framer.reset();
            framer.push(b"whole\x03", 1, &mut out);
            assert_eq!(out, [Frame { at: 1, bytes: b"whole".to_vec() }], "{suffix:?}");
        }
    }

    #[test]
    fn an_over_long_code_is_given_out_once_and_bounded() {
        let long = vec![b'x'; KEPT + 5000];
        for (length, given) in [(MAX_SCAN_BYTES, MAX_SCAN_BYTES), (KEPT, KEPT), (KEPT + 5000, KEPT)] {
            for (suffix, end) in [(Suffix::Auto, "\r"), (Suffix::Crlf, "\r\n"), (Suffix::None, "\x03")] {
                let sent = [&long[..length], end.as_bytes(), b"next", end.as_bytes()].concat();
                let lengths: Vec<usize> = frames(framer(suffix), &[&sent]).iter().map(Vec::len).collect();
                assert_eq!(lengths, [given, 4], "{suffix:?} {length}");
            }
        }
        let mut framer = framer(Suffix::Auto);
        let mut out = Vec::new();
        for _ in 0..100 {
            framer.push(&long, 0, &mut out);
        }
        assert_eq!(out.len(), 1, "a gun that babbles is told once, at once");
        assert!(framer.code.capacity() <= 2 * KEPT);
        framer.rest();
        framer.push(b"next\r", 0, &mut out);
        assert_eq!(out[1].bytes, b"next", "after a rest a new code begins");
        framer.push(b"half", 0, &mut out);
        framer.rest();
        framer.push(b" whole\r", 0, &mut out);
        assert_eq!(out[2].bytes, b"half whole", "a code that may still come to its end is left alone");
    }

    proptest! {
        #[test]
        fn how_the_stream_is_cut_makes_no_difference(
            codes in prop::collection::vec("[ -~]{0,12}", 0..8),
            ends in prop::collection::vec(prop::sample::select(vec!["\r", "\n", "\r\n", "\t", "\x03", "\x02", ""]), 8),
            suffix in prop::sample::select(ALL.to_vec()),
            stx_etx: bool,
            cuts in prop::collection::vec(0usize..120, 0..6),
        ) {
            let sent: Vec<u8> = codes.iter().zip(&ends).flat_map(|(code, end)| [code.as_bytes(), end.as_bytes()].concat()).collect();
            let framing = Framing { suffix, stx_etx, ..Framing::default() };
            let whole = frames(Framer::new(framing), &[&sent]);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(sent.len())).collect();
            cuts.extend([0, sent.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &sent[pair[0]..pair[1]]).collect();
            prop_assert_eq!(&frames(Framer::new(framing), &pieces), &whole);
            prop_assert_eq!(&frames(Framer::new(framing), &sent.chunks(1).collect::<Vec<_>>()), &whole);
            prop_assert!(whole.iter().all(|code| !code.is_empty()));
        }

        #[test]
        fn codes_come_out_as_they_went_in(codes in prop::collection::vec("[ -~]{1,40}", 1..20)) {
            for (suffix, end) in [(Suffix::Cr, "\r"), (Suffix::Lf, "\n"), (Suffix::Crlf, "\r\n"), (Suffix::Tab, "\t")] {
                let sent = codes.iter().map(|code| format!("{code}{end}")).collect::<String>();
                for given in [suffix, if suffix == Suffix::Tab { suffix } else { Suffix::Auto }] {
                    let expect: Vec<Vec<u8>> = codes.iter().map(|code| code.as_bytes().to_vec()).collect();
                    prop_assert_eq!(frames(framer(given), &[sent.as_bytes()]), expect);
                }
            }
        }
    }
}
