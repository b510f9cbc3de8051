//! Commits that fail: what is said, what is there afterwards, and what comes next.

mod replacing;

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::ledger::batch::{BatchPair, PairBatch};
use crate::ledger::imports::ImportedPairs;
use crate::ledger::key_file::key_path;
use crate::ledger::types::{Context, PairFilter, Stamp};

fn writer(dir: &tempfile::TempDir) -> Writer {
    let path = dir.path().join("ledger.sqlite");
    open::create(&path).unwrap();
    Writer::open(&path, &key_path(&path), SharedStanding::default()).unwrap()
}

fn event() -> NewEvent {
    let stamp = Stamp { at: 0, offset_min: 0 };
    NewEvent {
        verdict: "paired".into(),
        detail: "x".repeat(2000),
        ..NewEvent::new(stamp, Context::default(), "scan")
    }
}

fn pair(writer: &mut Writer, id: i64) -> Result<PairOutcome, LedgerError> {
    let pair = NewPair {
        id,
        dk: format!("dk{id}"),
        pk: "p11sf2".into(),
        sn: format!("sn{id}"),
        name: String::new(),
    };
    writer.pair(pair, event())
}

/// What is there, and that it is whole.
fn pairs(writer: &Writer) -> u64 {
    let report = writer.reader.check(&mut |_, _| true).unwrap();
    assert_eq!(report.faults, [""; 0]);
    assert_eq!(report.pairs, report.events);
    writer.reader.count_pairs(&PairFilter::default()).unwrap()
}

#[test]
fn a_full_disk_is_named_and_leaves_no_pair() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    let size: i64 = writer.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = |writer: &Writer, pages: i64| {
        writer.conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    };
    limit(&writer, size);
    let (mut made, mut id) = (1, 1);
    let error = loop {
        id += 1;
        match pair(&mut writer, id) {
            Ok(outcome) => assert_eq!(outcome, PairOutcome::Paired),
            Err(error) => break error,
        }
        made += 1;
    };
    assert!(matches!(error, LedgerError::Full { .. }), "{error:?}");
    assert_eq!(pairs(&writer), made);
    // Still full, and still told so; with space again the same pair goes in.
    assert!(matches!(pair(&mut writer, id), Err(LedgerError::Full { .. })));
    limit(&writer, size + 100);
    assert_eq!(pair(&mut writer, id).unwrap(), PairOutcome::Paired);
    assert_eq!(pairs(&writer), made + 1);
}

#[test]
fn an_import_that_finds_the_disk_full_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    let keys: Vec<String> = (0..5000).map(|n| format!("key{n}")).collect();
    let pairs = keys.iter().map(|key| BatchPair { dk: key, pk: "p11sf2", sn: key, name: "" });
    let batch = PairBatch::new(pairs);
    let ids = ImportedPairs::of(&batch, 2);
    let import = NewEvent::new(Stamp { at: 0, offset_min: 0 }, Context::default(), "import");
    let size: i64 = writer.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = |writer: &Writer, pages: i64| {
        writer.conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    };
    // Full among the pairs, and full among the claims.
    for room in [20, 80] {
        limit(&writer, size + room);
        let error = writer.import_pairs(&ids, &batch, import.clone()).unwrap_err();
        assert!(matches!(error, LedgerError::Full { .. }), "{error:?}");
        assert_eq!(pairs_and_events(&writer), (1, 1));
    }
    limit(&writer, size + 1000);
    assert!(writer.import_pairs(&ids, &batch, import).unwrap());
    assert_eq!(pairs_and_events(&writer), (5001, 2));
}

fn pairs_and_events(writer: &Writer) -> (u64, u64) {
    let report = writer.reader.check(&mut |_, _| true).unwrap();
    assert_eq!(report.faults, [""; 0]);
    (report.pairs, report.events)
}

#[test]
fn a_commit_that_fails_is_an_error_and_leaves_no_pair() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    let fail = Arc::new(AtomicBool::new(true));
    let hook = Arc::clone(&fail);
    // Fails one commit, and lets the one that settles it through.
    writer.conn.commit_hook(Some(move || hook.swap(false, Ordering::Relaxed))).unwrap();
    let error = pair(&mut writer, 2).unwrap_err();
    assert!(matches!(error, LedgerError::Sqlite { .. }), "{error:?}");
    assert_eq!(pairs(&writer), 1);
    assert_eq!(writer.reader.active_by_dk("dk2").unwrap(), None);
    assert_eq!(pair(&mut writer, 2).unwrap(), PairOutcome::Paired);
    assert_eq!(pairs(&writer), 2);
}

#[test]
fn a_commit_nobody_can_ask_about_ends_everything_until_reopened() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = writer(&dir);
    pair(&mut first, 1).unwrap();
    let gone = Arc::new(AtomicBool::new(false));
    let (commit, ask) = (Arc::clone(&gone), Arc::clone(&gone));
    first
        .conn
        .commit_hook(Some(move || {
            commit.store(true, Ordering::Relaxed);
            true
        }))
        .unwrap();
    // From the failed commit on, every question fails too.
    first.conn.progress_handler(1, Some(move || ask.load(Ordering::Relaxed))).unwrap();
    for _ in 0..2 {
        let error = pair(&mut first, 2).unwrap_err();
        assert!(matches!(error, LedgerError::Doubtful { .. }), "{error:?}");
    }
    gone.store(false, Ordering::Relaxed);
    assert!(
        matches!(first.append(&[event()]), Err(LedgerError::Doubtful { .. })),
        "it does not recover by itself"
    );
    let path = first.path.clone();
    first.close();
    let mut second = Writer::open(&path, &key_path(&path), SharedStanding::default()).unwrap();
    assert_eq!(pairs(&second), 1);
    assert_eq!(pair(&mut second, 2).unwrap(), PairOutcome::Paired);
}

#[test]
fn a_lost_connection_to_the_thread_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let thread = WriterThread::start(writer(&dir)).unwrap();
    // The answer's sender is dropped with the work that panics.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let answer: Result<(), _> = thread.call(|_| panic!("the writer dies"));
    let next = thread.call(|writer| writer.append(&[event()]));
    std::panic::set_hook(hook);
    assert!(matches!(answer, Err(LedgerError::Stopped)), "{answer:?}");
    assert!(matches!(next, Err(LedgerError::Stopped)), "{next:?}");
}

#[test]
fn the_log_is_moved_into_the_file_when_the_line_is_idle() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    for id in 1..=50 {
        pair(&mut writer, id).unwrap();
    }
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    // Once everything is in the file, the log begins anew with the next commit.
    let mut id = 50;
    loop {
        std::thread::sleep(std::time::Duration::from_millis(400));
        id += 1;
        pair(&mut writer, id).unwrap();
        let pages = writer.pages.load(Ordering::Relaxed);
        if pages < 20 {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{pages} pages are still in the log");
    }
    assert_eq!(pairs(&writer), u64::try_from(id).unwrap());
}

/// Bytes of the log's file; none if there is no file.
fn log_len(writer_path: &Path) -> u64 {
    std::fs::metadata(open::beside(writer_path, "-wal")).map_or(0, |meta| meta.len())
}

#[test]
fn the_log_is_started_over_before_it_grows_without_bound() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    // No help from the other thread, as on a line that never pauses.
    drop(writer.checkpointer.take());
    writer.conn.pragma_update(None, "synchronous", "OFF").unwrap();
    // Six pages and more each: past the bound, and a good way further.
    let count = i64::try_from(checkpoint::FULL).unwrap() / 5;
    for id in 1..=count {
        pair(&mut writer, id).unwrap();
        writer.keep_log_bounded();
    }
    let last = writer.pages.load(Ordering::Relaxed);
    assert!(last < checkpoint::FULL, "the log did not begin anew: {last} pages");
    let (len, bound) = (log_len(&writer.path), (checkpoint::FULL + 100) * 4120);
    assert!(len < bound, "{len} bytes of log");
    assert_eq!(pairs(&writer), u64::try_from(count).unwrap());
}

#[test]
fn a_long_reader_keeps_the_log_but_does_not_stop_the_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    let other = Connection::open(&writer.path).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM pairs").unwrap();
    pair(&mut writer, 2).unwrap();
    writer.pages.store(checkpoint::FULL, Ordering::Relaxed);
    writer.keep_log_bounded();
    assert_eq!(writer.bound, checkpoint::FULL + checkpoint::WAITING, "it is left for a while");
    other.execute_batch("COMMIT").unwrap();
    writer.pages.store(writer.bound, Ordering::Relaxed);
    writer.keep_log_bounded();
    pair(&mut writer, 3).unwrap();
    assert!(writer.pages.load(Ordering::Relaxed) < 20, "the log began anew");
    assert_eq!(pairs(&writer), 3);
}

#[test]
fn on_a_full_disk_the_log_gives_back_its_room_and_the_work_is_done_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    pair(&mut writer, 1).unwrap();
    assert!(log_len(&writer.path) > 0);
    let path = writer.path.clone();
    let mut tries = 0;
    let done = writer.transact(|txn| {
        tries += 1;
        let seq = txn.event(&event())?;
        if tries == 1 {
            let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
            return Err(Stop::Sqlite(rusqlite::Error::SqliteFailure(full, None)));
        }
        assert_eq!(log_len(&path), 0);
        Ok(seq)
    });
    assert_eq!(done.unwrap().unwrap(), 2);
    assert_eq!(tries, 2);
    let filter = crate::ledger::types::EventFilter::default();
    assert_eq!(writer.reader.count_events(&filter).unwrap(), 2);
}

#[test]
fn a_clean_end_leaves_no_log_even_with_a_reader_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = writer(&dir);
    let reader = Reader::open(&writer.path, SharedStanding::default()).unwrap();
    for id in 1..=200 {
        pair(&mut writer, id).unwrap();
    }
    let path = writer.path.clone();
    assert!(log_len(&path) > 0);
    writer.close();
    assert_eq!(log_len(&path), 0);
    drop(reader);
    assert_eq!(log_len(&path), 0);
}

#[test]
fn a_ledger_that_could_not_be_made_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.sqlite");
    // A directory in the way: the rename at the end fails.
    std::fs::create_dir(&path).unwrap();
    open::create(&path).unwrap_err();
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["ledger.sqlite"]);
}
