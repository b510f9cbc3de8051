//! The chain of events: each row carries the SHA-256 of itself and of the row before.
//!
//! # Encoding
//!
//! The hash of an event is SHA-256 over, in this order:
//!
//! 1. the 18 bytes `pairing-station/1\n`,
//! 2. the 32 bytes of the hash before it (32 zero bytes before the first event),
//! 3. every column in the order of the table: `seq`, `at`, `offset_min`, `kind`, `source`, `raw`,
//!    `verdict`, `reason`, `hint`, `rule`, `dk`, `pk`, `sn`, `pair`, `order_name`, `operator`,
//!    `station`, `shift`, `shift_day`, `detail`, `first_pass`.
//!
//! An integer is the byte `i` and its 8 bytes, big-endian, two's complement (`first_pass`: 0 or 1).
//! A text or blob is the byte `b`, its length in bytes as 8 bytes big-endian, and its bytes. NULL
//! (only `pair`) is the byte `n`. So no two different rows have the same encoding.
//!
//! What it shows: a row changed, dropped from the middle, inserted or put in another place breaks the
//! chain at that row. Whoever computes all links anew leaves a whole chain: the seals are against that
//! (`seal.rs`). Rows dropped from the end leave a whole chain too: the end mark (`end_mark.rs`) and the
//! manifest of each relation file, which carries the head of its time, are against that.

use sha2::{Digest, Sha256};

use super::types::NewEvent;

/// A link of the chain.
pub(super) type Hash = [u8; 32];

/// What comes before the first event.
pub(super) const GENESIS: Hash = [0; 32];

const PREFIX: &[u8] = b"pairing-station/1\n";

/// An event as it is hashed: its columns, borrowed from wherever they are. Texts are bytes, for a tampered
/// row may hold what is no text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) offset_min: i64,
    pub(super) kind: &'a [u8],
    pub(super) source: &'a [u8],
    pub(super) raw: &'a [u8],
    pub(super) verdict: &'a [u8],
    pub(super) reason: &'a [u8],
    pub(super) hint: &'a [u8],
    pub(super) rule: &'a [u8],
    pub(super) dk: &'a [u8],
    pub(super) pk: &'a [u8],
    pub(super) sn: &'a [u8],
    pub(super) pair: Option<i64>,
    pub(super) order: &'a [u8],
    pub(super) operator: &'a [u8],
    pub(super) station: &'a [u8],
    pub(super) shift: &'a [u8],
    pub(super) shift_day: i64,
    pub(super) detail: &'a [u8],
    pub(super) first_pass: i64,
}

impl<'a> Columns<'a> {
    /// An event as it will be written with this number.
    pub(super) fn of(seq: i64, event: &'a NewEvent) -> Columns<'a> {
        let c = &event.context;
        Columns {
            seq,
            at: event.stamp.at,
            offset_min: event.stamp.offset_min.into(),
            kind: event.kind.as_bytes(),
            source: event.source.as_bytes(),
            raw: &event.raw,
            verdict: event.verdict.as_bytes(),
            reason: event.reason.as_bytes(),
            hint: event.hint.as_bytes(),
            rule: event.rule.as_bytes(),
            dk: event.dk.as_bytes(),
            pk: event.pk.as_bytes(),
            sn: event.sn.as_bytes(),
            pair: event.pair,
            order: c.order.as_bytes(),
            operator: c.operator.as_bytes(),
            station: c.station.as_bytes(),
            shift: c.shift.as_bytes(),
            shift_day: c.shift_day.into(),
            detail: event.detail.as_bytes(),
            first_pass: event.first_pass.into(),
        }
    }

    /// The pair that came with it, where it is the scan that completed one.
    pub(super) fn made(&self) -> Option<i64> {
        self.pair.filter(|_| self.kind == b"scan" && self.verdict == b"paired")
    }
}

/// Computes links. What is hashed is put together first: many small pieces cost more than what is in them.
#[derive(Debug, Default)]
pub(super) struct Linker {
    piece: Vec<u8>,
}

impl Linker {
    /// The hash of the event that follows the one with hash `before`.
    pub(super) fn link(&mut self, before: &Hash, event: &Columns<'_>) -> Hash {
        let e = event;
        self.piece.clear();
        self.piece.extend_from_slice(PREFIX);
        self.piece.extend_from_slice(before);
        for value in [e.seq, e.at, e.offset_min] {
            self.int(value);
        }
        for bytes in [e.kind, e.source, e.raw, e.verdict, e.reason, e.hint, e.rule, e.dk, e.pk, e.sn] {
            self.bytes(bytes);
        }
        match e.pair {
            Some(id) => self.int(id),
            None => self.piece.push(b'n'),
        }
        for bytes in [e.order, e.operator, e.station, e.shift] {
            self.bytes(bytes);
        }
        self.int(e.shift_day);
        self.bytes(e.detail);
        self.int(e.first_pass);
        Sha256::digest(&self.piece).into()
    }

    fn int(&mut self, value: i64) {
        self.piece.push(b'i');
        self.piece.extend_from_slice(&value.to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.piece.push(b'b');
        self.piece.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.piece.extend_from_slice(bytes);
    }
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for digit in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
    }
    out
}

/// 32 bytes from 64 lower-case hex digits.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_there_and_back_and_nothing_else_does() {
        let bytes: [u8; 32] = std::array::from_fn(|n| (n * 9) as u8);
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        for bad in ["", "00", &"0".repeat(63), &"G".repeat(64), &"A".repeat(64), &"+f".repeat(32)] {
            assert_eq!(unhex(bad), None, "{bad:?}");
        }
    }
}
