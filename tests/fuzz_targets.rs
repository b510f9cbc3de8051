//! The fuzz targets on a stable toolchain: what the runs by coverage have kept (`tests/fuzz/corpus`), that
//! changed at random, and random bytes; the same in each run. `tests/fuzz` drives the same functions by
//! coverage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "fuzz/targets.rs"]
mod targets;

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// How long each target runs; `FUZZ_SECONDS` makes it longer.
fn time() -> Duration {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs_f64(seconds.unwrap_or(1.0))
}

/// Bytes that get further than noise does: pieces of what guns and files really hold, and noise.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"863950069494278",
        b"8639500694942781",
        b"pk=p11sf2&sn=VDR7098612099028&v=1",
        b"PK=p11sf2+SN=VDR1",
        b"ABCPK=p11sf2+SN=VDR1ABC",
        b"IMEI:863950069494278,MAC:AABBCCDDEEFF",
        b";D1Q20GM050038341P;",
        b"PSCMDACK",
        b"PSOP1024",
        b"]Q1",
        b"\r",
        b"\n",
        b"\r\n",
        b"\t",
        b"\x02",
        b"\x03",
        b"\xd2\xc6\xd4\xb6",
        "＝ｐｋ移".as_bytes(),
        b"{\"at\":\"2026-11-22T08:15:00.123Z\",\"source\":\"left\",\"hex\":\"31320d\"}\n",
        b"{\"hex\":\"",
        b"\"}",
        b"\xef\xbb\xbf",
        b"AT+CGSN\r\r\n863950069494278\r\n\r\nOK\r\n",
        b"+CGSN: \"863950069494278\"\r\n",
        b"\r\nERROR\r\n",
        b"RDY\r\n",
        // A report of a Honeywell gun, and the head of a bar code scanner's report descriptor.
        b"\x02\x0f]C0863950069494278",
        b"\x05\x8c\x09\x02\xa1\x01\x85\x02\x09\x12\xa1\x02\x05\x01\x09\x3b\x15\x00\x25\x38\x75\x08\x95\x01\x81\x02",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
        2 => prop::collection::vec(any::<u8>(), 0..12),
        1 => "[ -~]{0,30}".prop_map(String::into_bytes),
        // Longer than anything that is kept.
        1 => (any::<u8>(), 0..9000usize).prop_map(|(byte, count)| vec![byte; count]),
    ];
    let head = prop::collection::vec(any::<u8>(), 0..3);
    (head, prop::collection::vec(piece, 0..12)).prop_map(|(head, pieces)| [head, pieces.concat()].concat())
}

/// What the runs by coverage have kept of a target, by name.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let files = std::fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// A change to an input.
#[derive(Debug, Clone)]
enum Edit {
    Set(Index, u8),
    Flip(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize),
    Insert(Index, Vec<u8>),
    Extreme(Index, u8),
    CutOff(Index),
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |index: &Index| index.index(bytes.len() + 1);
        match self {
            Edit::Set(at, byte) => {
                let at = place(at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Edit::Flip(at, bit) => {
                let at = place(at);
                if let Some(old) = bytes.get_mut(at) {
                    *old ^= 1 << (bit % 8);
                }
            }
            Edit::Remove(at, count) => {
                let at = place(at);
                bytes.drain(at..(at + count).min(bytes.len()));
            }
            Edit::Repeat(at, count) => {
                let at = place(at);
                let again = bytes[at..(at + count).min(bytes.len())].to_vec();
                bytes.splice(at..at, again);
            }
            Edit::Insert(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, piece.iter().copied());
            }
            Edit::Extreme(at, byte) => {
                let at = place(at);
                bytes.iter_mut().skip(at).take(4).for_each(|old| *old = *byte);
            }
            Edit::CutOff(at) => bytes.truncate(place(at)),
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        3 => (at(), any::<u8>()).prop_map(|(at, bit)| Edit::Flip(at, bit)),
        2 => (at(), 1..40usize).prop_map(|(at, count)| Edit::Remove(at, count)),
        2 => (at(), 1..200usize).prop_map(|(at, count)| Edit::Repeat(at, count)),
        2 => (at(), bytes()).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        2 => (at(), prop::sample::select(vec![0, 0x7f, 0x80, 0xff])).prop_map(|(at, byte)| Edit::Extreme(at, byte)),
        1 => at().prop_map(Edit::CutOff),
    ]
}

/// Something kept, changed in a few places; or bytes made up.
fn input(kept: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let changed = (prop::sample::select(kept), prop::collection::vec(edit(), 1..6));
    let changed = changed.prop_map(|(mut bytes, edits)| {
        edits.iter().for_each(|edit| edit.apply(&mut bytes));
        bytes
    });
    prop_oneof![3 => changed, 1 => bytes()]
}

fn try_on((name, target): &targets::Target, input: &[u8]) {
    let broken = std::panic::catch_unwind(|| target(input));
    assert!(broken.is_ok(), "{name}: {}", input.escape_ascii());
}

#[test]
fn what_was_found_stays_mended() {
    for target in targets::ALL {
        let kept = corpus(target.0);
        assert!(!kept.is_empty(), "{}: no corpus", target.0);
        kept.iter().for_each(|input| try_on(target, input));
    }
}

#[test]
fn no_bytes_break_a_promise() {
    for target in targets::ALL {
        let config = Config { rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let inputs = input(corpus(target.0));
        let end = Instant::now() + time();
        let mut runs = 0;
        while Instant::now() < end || runs < 256 {
            try_on(target, &inputs.new_tree(&mut runner).unwrap().current());
            runs += 1;
        }
        println!("{}: {runs} runs", target.0);
    }
    // No input of a few thousand bytes made any of them ask for much.
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kib < 1024 * 1024, "{kib} KiB at the peak");
    }
}
