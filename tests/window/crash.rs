//! The real program crashes on purpose, is killed, and is started again; and what it opens on the network.

use std::os::unix::process::ExitStatusExt as _;

use crate::bench::{Bench, qr};
use crate::display::wait_for;
use crate::{DK, SN, alone, colour};
use pairing_station::ui::tokens::Says;

/// What the panic has in its message, and must not have in the file.
const KEYS: [&str; 6] = ["863950069494278", "VDR7098612099028", DK[0], DK[1], SN[0], SN[1]];

/// A window with a pair on record, in which `place` panics from now on.
fn about_to_crash(place: &str) -> (Bench, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let trigger = dir.path().join("now");
    let bench = Bench::open_with(&[("PAIRING_STATION_PANIC", &format!("{place}:{}", trigger.display()))]);
    bench.scan(DK[0]);
    bench.scan(&qr(SN[0]));
    bench.wait_for_scans(3);
    bench.wait_for_colour("green after a pair", colour(Says::Good), 0.02);
    std::fs::write(trigger, "").unwrap();
    (bench, dir)
}

/// The first crash file: it tells what it should, and nothing that it should not.
fn expect_crash_file(bench: &Bench, thread: &str) {
    let files = wait_for("a crash file", || Some(bench.crash_files()).filter(|files| !files.is_empty()));
    let text = std::fs::read_to_string(&files[0]).unwrap();
    for part in [
        env!("CARGO_PKG_VERSION"),
        &format!("Thread: {thread}"),
        "rehearsed in",
        "Backtrace:",
        "scan  paired",
    ] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
    for key in KEYS {
        assert!(!text.contains(key), "{key} stands in {text}");
    }
    let said = bench.stderr();
    assert!(said.contains("crashed in") && KEYS.iter().all(|key| !said.contains(key)), "{said}");
}

/// Starts the station again: it tells of the run before, and pairs.
fn expect_a_word_at_the_next_start(bench: Bench, crash_file: bool) {
    let bench = bench.again();
    let start = wait_for("the event of the start", || bench.last_detail("start"));
    assert!(start.contains("\"broken_off\""), "{start}");
    assert_eq!(start.contains("crash-"), crash_file, "{start}");
    bench.keep_picture("broken-off.png");
    let before = bench.scans().len();
    bench.scan(DK[2]);
    bench.scan(&qr(SN[2]));
    bench.wait_for_scans(before + 2);
    assert_eq!(bench.pairs(), [(DK[0].to_owned(), SN[0].to_owned()), (DK[2].to_owned(), SN[2].to_owned())]);
}

/// The window is red over everything, whatever is scanned or pressed, and nothing more is paired.
fn expect_a_line_that_stands(bench: &Bench) {
    bench.wait_for_colour("red over the window", colour(Says::Hard), 0.3);
    for code in [DK[1], &qr(SN[1]), "PSCMDACK", DK[1], &qr(SN[1])] {
        bench.scan(code);
    }
    bench.display.xdotool(&["key", "F12", "key", "Return", "key", "space"]);
    std::thread::sleep(std::time::Duration::from_millis(500));
    bench.wait_for_colour("still red", colour(Says::Hard), 0.3);
    assert_eq!(bench.pairs(), [(DK[0].to_owned(), SN[0].to_owned())]);
}

#[test]
fn a_line_whose_thread_crashes_says_so_and_stands() {
    let _alone = alone();
    let (bench, _trigger) = about_to_crash("line");
    bench.scan(DK[1]);
    expect_a_line_that_stands(&bench);
    bench.keep_picture("crashed.png");
    expect_crash_file(&bench, "line");
    let mut bench = bench.close();
    assert_eq!(bench.ended().code(), Some(3));
    expect_a_word_at_the_next_start(bench, true);
}

#[test]
fn a_ledger_whose_writer_crashes_stops_the_line() {
    let _alone = alone();
    let (bench, _trigger) = about_to_crash("ledger");
    bench.scan(DK[1]);
    expect_a_line_that_stands(&bench);
    expect_crash_file(&bench, "ledger-writer");
    let mut bench = bench.close();
    assert_eq!(bench.ended().code(), Some(3));
    expect_a_word_at_the_next_start(bench, true);
}

#[test]
fn a_window_that_crashes_leaves_a_ledger_in_order_and_a_word() {
    let _alone = alone();
    let (bench, _trigger) = about_to_crash("window");
    bench.scan(DK[1]);
    let mut bench = bench.wait_for_its_end();
    assert_eq!(bench.ended().code(), Some(3));
    expect_crash_file(&bench, "main");
    assert!(
        bench.last_detail("crash").is_some_and(|detail| detail.contains("crash-")),
        "no event of the crash"
    );
    // Another process has taken over to say so.
    let notice = wait_for("the notice", || bench.any_window());
    bench.keep_picture("crash-notice.png");
    bench.end_window(&notice);
    expect_a_word_at_the_next_start(bench, true);
}

#[test]
fn a_killed_station_tells_what_was_recorded() {
    let _alone = alone();
    let bench = Bench::open();
    bench.scan(DK[0]);
    bench.scan(&qr(SN[0]));
    bench.scan(DK[1]);
    bench.wait_for_scans(4);
    let mut bench = bench.kill();
    assert_eq!(bench.ended().signal(), Some(9));
    expect_a_word_at_the_next_start(bench, false);
}

#[test]
fn the_window_listens_on_no_network() {
    let _alone = alone();
    let bench = Bench::open();
    let (sockets, listening) = bench.listening();
    assert!(sockets > 0, "not even the display's socket was seen");
    assert_eq!(listening, Vec::<String>::new());
}
