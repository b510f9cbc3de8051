use super::*;
use crate::scanner::{Clock, GunState, ScannerEvent};
use crossbeam_channel::bounded;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

const AT: Millis = 1_795_335_300_123; // 2026-11-22T08:15:00.123Z

fn scan(bytes: &[u8], at: Millis) -> Scan {
    Scan { source: "bench left".into(), at, bytes: bytes.to_vec() }
}

fn scans(content: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let read = read("file", content).unwrap();
    read.into_iter().map(|recorded| (recorded.line, recorded.bytes)).collect()
}

#[test]
fn a_line_has_the_contracts_form() {
    let line: serde_json::Value = serde_json::from_str(&line(&scan(b"86\x1d\xd6", AT))).unwrap();
    assert_eq!(line["at"], "2026-11-22T08:15:00.123Z");
    assert_eq!(line["source"], "bench left");
    assert_eq!(line["hex"], "38361dd6");
    assert!(line["text"].is_string());
}

#[test]
fn what_is_recorded_is_read_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("day.jsonl");
    let every: Vec<u8> = (0..=255).collect();
    let made = [scan(b"863950069494278", AT), scan(&every, AT + 1), scan("＝\r\n".as_bytes(), AT - 5)];
    for scan in &made {
        // Reopened each time: a recording goes on where it was.
        Recorder::append(&path).unwrap().record(scan).unwrap();
    }
    let back = read_file(&path).unwrap();
    for (line, (scan, back)) in made.iter().zip(&back).enumerate() {
        let source = Some(scan.source.clone());
        let expect = Recorded {
            line: line + 1,
            at: Some(scan.at),
            offset_min: Some(0),
            source,
            bytes: scan.bytes.clone(),
        };
        assert_eq!(back, &expect);
    }
    assert_eq!(back.len(), made.len());
}

#[test]
fn a_line_torn_by_a_power_cut_spoils_only_itself() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("day.jsonl");
    Recorder::append(&path).unwrap().record(&scan(b"one", AT)).unwrap();
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"at\":\"20").unwrap();
    Recorder::append(&path).unwrap().record(&scan(b"two", AT)).unwrap();
    let error = read_file(&path).unwrap_err().to_string();
    assert!(error.contains("day.jsonl:2: "), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
}

#[test]
fn plain_text_is_one_scan_a_line_as_it_is() {
    let check = |content: &[u8], expect: &[(usize, &[u8])]| {
        let expect: Vec<(usize, Vec<u8>)> =
            expect.iter().map(|(line, code)| (*line, code.to_vec())).collect();
        assert_eq!(scans(content), expect, "{}", content.escape_ascii());
    };
    check(b"", &[]);
    check(b"\n \r\n\t\n", &[]);
    check(b"one\ntwo", &[(1, b"one"), (2, b"two")]);
    check(b"one\r\n\r\n two \r\n", &[(1, b"one"), (3, b" two ")]);
    check(b"\xEF\xBB\xBFone\n", &[(1, b"one")]);
    // GBK, and bytes that are no text at all, stay what they are.
    check(b"\xd6\xd0\xce\xc4\n\xff\x00\x1d\n", &[(1, b"\xd6\xd0\xce\xc4"), (2, b"\xff\x00\x1d")]);
    // A code may be JSON, or look like it.
    check(b"{\"imei\":\"1\"}\n", &[(1, b"{\"imei\":\"1\"}")]);
    check(b"{not json\n", &[(1, b"{not json")]);
    check(
        b"one\n{\"at\":\"x\",\"source\":\"y\",\"hex\":\"00\"}\n",
        &[(1, b"one"), (2, b"{\"at\":\"x\",\"source\":\"y\",\"hex\":\"00\"}")],
    );
}

#[test]
fn a_recording_is_known_by_its_first_line() {
    let content = br#"

{"at":"2026-11-22T16:15:00.123+08:00","source":"left","hex":"6F6e65","text":"not read","later":[1]}
{"hex":"","source":"","at":"1970-01-01T00:00:00Z"}"#;
    let left = Recorded {
        line: 3,
        at: Some(AT),
        offset_min: Some(480),
        source: Some("left".into()),
        bytes: b"one".to_vec(),
    };
    let none =
        Recorded { line: 4, at: Some(0), offset_min: Some(0), source: Some("".into()), bytes: Vec::new() };
    assert_eq!(read("file", &content[..]).unwrap(), [left, none]);
}

#[test]
fn a_fault_is_named_with_its_line() {
    let check = |line: &str, expect: &str| {
        let good = r#"{"at":"2026-11-22T08:15:00Z","source":"left","hex":"00"}"#;
        let error =
            read("day.jsonl", format!("{good}\n\n{line}\n{good}\n").as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("day.jsonl:3: ") && error.contains(expect), "{line}: {error}");
        assert!(error.ends_with("mend or delete the line"), "{error}");
    };
    check("863950069494278", "invalid type: integer");
    check("hello", "column 1: expected value");
    check(r#"{"at":"2026-11-22T08:15:00Z","hex":"00"}"#, "missing field `source`");
    check(r#"{"at":5,"source":"left","hex":"00"}"#, "invalid type: integer `5`");
    check(r#"{"at":"yesterday","source":"left","hex":"00"}"#, "\"at\" is \"yesterday\"");
    check(r#"{"at":"2026-11-22T08:15:00","source":"left","hex":"00"}"#, "no RFC 3339 time");
    check(r#"{"at":"2026-11-22T08:15:00Z","source":"left","hex":"000"}"#, "3 digits");
    check(r#"{"at":"2026-11-22T08:15:00Z","source":"left","hex":"0g"}"#, "'g'");
    check(r#"{"at":"2026-11-22T08:15:00Z","source":"left","hex":"０0"}"#, "no hexadecimal digit");
    // The first line is of a recording, though a faulty one.
    let error = read("day.jsonl", &b"{\"hex\":\"00\"}"[..]).unwrap_err().to_string();
    assert!(error.starts_with("day.jsonl:1: column 12: missing field `at`"), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_says_so() {
    let error = read_file(Path::new("/nonexistent/day.jsonl")).unwrap_err().to_string();
    assert!(error.starts_with("/nonexistent/day.jsonl: cannot be read ("), "{error}");
    for mark in [b"\xFF\xFE8\x00", b"\xFE\xFF\x008"] {
        let error = read("day.txt", &mark[..]).unwrap_err().to_string();
        assert_eq!(error, "day.txt: is UTF-16 text; save it as UTF-8 (or GBK), one scan a line");
    }
}

/// A clock that ticks when it is read.
fn clock() -> Clock {
    let now = AtomicI64::new(100);
    Arc::new(move || now.fetch_add(1, Ordering::Relaxed))
}

#[test]
fn a_recording_plays_in_order_under_its_guns_names() {
    let content = br#"{"at":"2026-11-22T08:15:00.000Z","source":"left","hex":"31"}
{"at":"2026-11-22T08:15:00.080Z","source":"right","hex":"32"}
{"at":"2026-11-22T08:14:00.000Z","source":"left","hex":"33"}"#;
    let (sender, events) = bounded(1);
    let begun = Instant::now();
    let recorded = read("file", &content[..]).unwrap();
    let player = play(recorded, "demo".into(), sender, clock(), Pace::Recorded).unwrap();
    let played: Vec<ScannerEvent> = events.iter().collect();
    assert!(begun.elapsed() >= Duration::from_millis(80));
    player.wait();
    let scan =
        |source: &str, at, byte| ScannerEvent::Scan(Scan { source: source.into(), at, bytes: vec![byte] });
    let ready = ScannerEvent::State { source: "demo".into(), at: 100, state: GunState::Ready };
    assert_eq!(played, [ready, scan("left", 101, b'1'), scan("right", 102, b'2'), scan("left", 103, b'3')]);
}

#[test]
fn a_player_stops_while_it_waits_and_while_the_channel_is_full() {
    let lines = read("file", &b"one\ntwo\n"[..]).unwrap();
    let (sender, events) = bounded(1);
    let hour = Pace::Every(Duration::from_secs(3600));
    let player = play(lines.clone(), "demo".into(), sender.clone(), clock(), hour).unwrap();
    events.recv().unwrap();
    assert!(!player.is_finished());
    player.stop();
    let player = play(lines, "demo".into(), sender, clock(), Pace::Every(Duration::ZERO)).unwrap();
    while events.is_empty() {
        std::thread::yield_now();
    }
    player.stop();
    assert!(matches!(events.recv().unwrap(), ScannerEvent::State { .. }));
    assert!(events.try_recv().is_err(), "nothing comes after it was stopped");
}
