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
//! chain at that row. Rows dropped from the end leave a whole chain; the manifest of each relation
//! file carries the head of its time against that.

use sha2::{Digest, Sha256};

use super::types::NewEvent;

/// A link of the chain.
pub(super) type Hash = [u8; 32];

/// What comes before the first event.
pub(super) const GENESIS: Hash = [0; 32];

const PREFIX: &[u8] = b"pairing-station/1\n";

/// The hash of the event with number `seq` that follows the one with hash `before`.
pub(super) fn link(before: &Hash, seq: i64, event: &NewEvent) -> Hash {
    let mut sink = Encoder(Sha256::new());
    sink.0.update(PREFIX);
    sink.0.update(before);
    sink.int(seq);
    sink.int(event.stamp.at);
    sink.int(event.stamp.offset_min.into());
    sink.bytes(event.kind.as_bytes());
    sink.bytes(event.source.as_bytes());
    sink.bytes(&event.raw);
    for text in [&event.verdict, &event.reason, &event.hint, &event.rule, &event.dk, &event.pk, &event.sn] {
        sink.bytes(text.as_bytes());
    }
    match event.pair {
        Some(id) => sink.int(id),
        None => sink.0.update(b"n"),
    }
    let context = &event.context;
    for text in [&context.order, &context.operator, &context.station, &context.shift] {
        sink.bytes(text.as_bytes());
    }
    sink.int(context.shift_day.into());
    sink.bytes(event.detail.as_bytes());
    sink.int(event.first_pass.into());
    sink.0.finalize().into()
}

/// Lower-case hex.
pub(super) fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::with_capacity(64), |mut out, byte| {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
        out
    })
}

struct Encoder(Sha256);

impl Encoder {
    fn int(&mut self, value: i64) {
        self.0.update(b"i");
        self.0.update(value.to_be_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(b"b");
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }
}
