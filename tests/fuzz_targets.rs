//! The fuzz targets on a stable toolchain: random bytes, the same in each run. `tests/fuzz` drives the same
//! functions by coverage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "fuzz/targets.rs"]
mod targets;

use std::time::{Duration, Instant};

use proptest::prelude::*;
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

#[test]
fn no_bytes_break_a_promise() {
    for (name, target) in targets::ALL {
        let config = Config { rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let end = Instant::now() + time();
        let mut runs = 0;
        while Instant::now() < end || runs < 256 {
            let input = bytes().new_tree(&mut runner).unwrap().current();
            let broken = std::panic::catch_unwind(|| target(&input));
            assert!(broken.is_ok(), "{name}: {}", input.escape_ascii());
            runs += 1;
        }
        println!("{name}: {runs} runs");
    }
}
