//! What is fuzzed: each function takes any bytes and panics where a promise is broken.
//!
//! They are used twice: by the coverage-guided targets beside this file (`cargo fuzz`, nightly), and by
//! `tests/fuzz_targets.rs`, an ordinary test with random bytes.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared; each program uses its target, and a broken promise is a panic"
)]

use std::time::Duration;

use pairing_station::order::Order;
use pairing_station::scan::{self, Code, MAX_SCAN_BYTES};
use pairing_station::scanner::Scan;
use pairing_station::scanner::framer::{Frame, Framer, Framing, Suffix};
use pairing_station::scanner::hid::{Assembler, Descriptor, Piece, Profile};
use pairing_station::scanner::module::{AtReader, LONGEST, Said};
use pairing_station::scanner::recording;

#[path = "targets/files.rs"]
mod files;

pub use files::{history, lists, order, package, settings, template};

/// A target, and its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Target] = &[
    ("framer", framer),
    ("hid", hid),
    ("at", at),
    ("recording", recording),
    ("reading", reading),
    ("template", template),
    ("order", order),
    ("package", package),
    ("lists", lists),
    ("history", history),
    ("settings", settings),
];

/// The framer: the first byte is its settings, the second how the rest is cut into reads.
///
/// However the bytes are cut the codes are the same, none is empty or longer than is kept, and together
/// they are no longer than what was sent.
pub fn framer(input: &[u8]) {
    let [settings, cut, sent @ ..] = input else { return };
    let suffixes = [Suffix::Auto, Suffix::Cr, Suffix::Lf, Suffix::Crlf, Suffix::Tab, Suffix::None];
    let framing = Framing {
        suffix: suffixes[usize::from(settings & 0x7f) % suffixes.len()],
        idle_gap: Duration::from_millis(50),
        stx_etx: settings & 0x80 == 0,
    };
    let whole = frames(framing, &[sent]);
    let pieces: Vec<&[u8]> = sent.chunks(usize::from(*cut % 32) + 1).collect();
    assert_eq!(frames(framing, &pieces), whole, "the cut of the reads shows");
    let mut given = 0;
    for code in &whole {
        assert!(!code.is_empty() && code.len() <= MAX_SCAN_BYTES + 1, "{} bytes", code.len());
        assert!(!framing.stx_etx || !code.iter().any(|byte| matches!(byte, 2 | 3)), "{code:?}");
        given += code.len();
    }
    assert!(given <= sent.len());
}

fn frames(framing: Framing, pieces: &[&[u8]]) -> Vec<Vec<u8>> {
    let mut framer = Framer::new(framing);
    let mut out: Vec<Frame> = Vec::new();
    for piece in pieces {
        framer.push(piece, 1, &mut out);
        assert!(framer.so_far().1.len() <= MAX_SCAN_BYTES + 1, "it keeps more than it may");
    }
    framer.silence(&mut out);
    out.into_iter().map(|frame| frame.bytes).collect()
}

/// The HID assembler: the first byte is the profile, the second how long the report descriptor is, the
/// third how long each report.
///
/// Any descriptor and any reports give whole codes that are bounded, or nothing; silence and a break
/// leave nothing behind.
pub fn hid(input: &[u8]) {
    let [profile, descriptor, report, rest @ ..] = input else { return };
    let profiles = [Profile::Auto, Profile::Honeywell, Profile::Idtech, Profile::Microscan];
    let (descriptor, reports) = rest.split_at(usize::from(*descriptor).min(rest.len()));
    let descriptor = Descriptor::parse(descriptor).ok();
    let layouts = profiles[usize::from(profile % 4)].layouts(0x0c2e, descriptor.as_ref());
    let mut assembler = Assembler::new(layouts);
    let mut out = Vec::new();
    for report in reports.chunks(usize::from(*report) + 1) {
        let data = assembler.push(report, 1, &mut out);
        assert!(data.is_none_or(|data| data.len() <= report.len()));
    }
    assembler.silence(&mut out);
    assert!(!assembler.partial() && assembler.silence_wanted().is_none(), "silence leaves a code behind");
    let mut given = 0;
    for piece in out {
        let (Piece::Code(Frame { bytes, .. }) | Piece::Lost(Frame { bytes, .. })) = piece;
        assert!(bytes.len() <= MAX_SCAN_BYTES + 1, "{} bytes", bytes.len());
        given += bytes.len();
    }
    assert!(given <= reports.len(), "more came out than went in");
}

/// The AT reader: the first byte is how the rest is cut into reads. However it is cut the lines are the
/// same, and what is kept of them is bounded.
pub fn at(input: &[u8]) {
    let [cut, sent @ ..] = input else { return };
    let whole = said(&[sent]);
    let pieces: Vec<&[u8]> = sent.chunks(usize::from(*cut % 32) + 1).collect();
    assert_eq!(said(&pieces), whole, "the cut of the reads shows");
    let ends = sent.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
    assert!(whole.len() <= ends);
    for said in whole {
        match said {
            Said::Imei(digits) => assert!(!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())),
            Said::Refused(line) | Said::Other(line) => assert!(line.len() <= LONGEST, "{line:?}"),
            Said::Echo | Said::Ok | Said::Booted | Said::Garbage => {}
        }
    }
}

fn said(pieces: &[&[u8]]) -> Vec<Said> {
    let mut reader = AtReader::new();
    let mut said = Vec::new();
    pieces.iter().for_each(|piece| reader.push(piece, &mut said));
    said
}

/// The reader of recordings: what it reads as plain text is what stands there; what it reads as a recording
/// is the same when it is written and read again; a fault names its file.
pub fn recording(input: &[u8]) {
    let scans = match recording::read("day.jsonl", input) {
        Ok(scans) => scans,
        Err(error) => {
            assert!(error.to_string().starts_with("day.jsonl:"), "{error}");
            return;
        }
    };
    let lines: usize = input.split(|byte| *byte == b'\n').count();
    assert!(scans.iter().all(|scan| scan.line >= 1 && scan.line <= lines));
    let (Some(source), Some(_)) =
        (scans.first().and_then(|scan| scan.source.clone()), scans.first().and_then(|scan| scan.at))
    else {
        assert!(scans.iter().all(|scan| scan.source.is_none() && !scan.bytes.is_empty()));
        return;
    };
    let again: String = scans
        .iter()
        .map(|scan| {
            let (source, at) = (scan.source.clone().unwrap_or(source.clone()), scan.at.unwrap_or(0));
            recording::line(&Scan { source, at, bytes: scan.bytes.clone() }) + "\n"
        })
        .collect();
    let read_again = recording::read("again", again.as_bytes()).unwrap();
    let key = |scan: &recording::Recorded| (scan.at, scan.source.clone(), scan.bytes.clone());
    assert_eq!(
        read_again.iter().map(key).collect::<Vec<_>>(),
        scans.iter().map(key).collect::<Vec<_>>(),
        "what was written is not what is read"
    );
}

/// What a code means: never a panic, the same each time, and a code that is taken has the form that the
/// ledger and the relation file rely on. The first byte chooses the order.
pub fn reading(input: &[u8]) {
    let [order, code @ ..] = input else { return };
    let order = match order % 4 {
        0 => None,
        1 => Some(""),
        2 => Some("dk_kind = \"mac\"\ndevice_qr = \"ABCPK={pk}+SN={sn}ABC\"\n"),
        _ => Some("dk_kind = \"text\"\naccept_imeisv = true\naccept_imei14 = true\nluhn = \"warn\"\n"),
    };
    let order =
        order.map(|more| Order::parse(&format!("name = \"A\"\nproduct_key = \"p11sf2\"\n{more}")).unwrap());
    let reading = scan::read(code, order.as_ref());
    assert_eq!(scan::read(code, order.as_ref()), reading, "the same code, read otherwise");
    match &reading.code {
        Code::Module { dk, .. } => {
            assert!(!dk.is_empty() && dk.len() <= MAX_SCAN_BYTES && !dk.chars().any(char::is_control));
        }
        Code::Device { pk, sn } => {
            let plain = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric());
            assert!(pk.len() == 6 && plain(pk), "pk {pk:?}");
            assert!((1..=64).contains(&sn.len()) && plain(sn), "sn {sn:?}");
        }
        Code::Control(_) => assert!(code.len() <= MAX_SCAN_BYTES),
        Code::Refused { .. } => {}
    }
}
