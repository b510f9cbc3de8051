//! The n-th operation of the disk fails, for n = 1, 2, 3 …, until a whole shift passes without it: never a
//! `paired` without its pair, never a panic or a halt, always a name for what happened.
//!
//! Once as a single failure, once as a disk that fails from then on and is mended at the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use pairing_station::ledger::{Ledger, LedgerError, ledger_path};
use pairing_station::pairing::Kind;
use pairing_station::scan::Reason;
use pairing_station::station::StationError;
use pairing_station::station::core::{Core, Judged};
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use crate::shift::{Ear, STRANGER, Shift, room, sn};
use crate::vfs::{Answer, Ask, Disk, watch};

/// Longer than any shift takes: then it hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Trials at a time.
const WORKERS: usize = 2;

/// What a doubtful commit is answered with.
const DOUBT: &str = "did not answer after a failed commit";

/// An operation that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Open,
    Read,
    Write,
    Sync,
    Truncate,
    Delete,
    Size,
    Lock,
    Map,
}

/// How: all of it, or half of it done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Fail(i32),
    Half(i32),
}

/// Everything that is tried, each for every n.
const FAULTS: [(Class, &str, How); 13] = [
    (Class::Open, "cannot open", How::Fail(ffi::SQLITE_CANTOPEN)),
    (Class::Open, "I/O error", How::Fail(ffi::SQLITE_IOERR)),
    (Class::Read, "I/O error", How::Fail(ffi::SQLITE_IOERR_READ)),
    (Class::Write, "I/O error", How::Fail(ffi::SQLITE_IOERR_WRITE)),
    (Class::Write, "disk full", How::Fail(ffi::SQLITE_FULL)),
    (Class::Write, "short, I/O error", How::Half(ffi::SQLITE_IOERR_WRITE)),
    (Class::Write, "short, disk full", How::Half(ffi::SQLITE_FULL)),
    (Class::Sync, "I/O error", How::Fail(ffi::SQLITE_IOERR_FSYNC)),
    (Class::Truncate, "I/O error", How::Fail(ffi::SQLITE_IOERR_TRUNCATE)),
    (Class::Delete, "I/O error", How::Fail(ffi::SQLITE_IOERR_DELETE)),
    (Class::Size, "I/O error", How::Fail(ffi::SQLITE_IOERR_FSTAT)),
    (Class::Lock, "I/O error", How::Fail(ffi::SQLITE_IOERR_LOCK)),
    (Class::Map, "I/O error", How::Fail(ffi::SQLITE_IOERR_SHMMAP)),
];

/// A disk of which one operation fails.
struct Faulty {
    class: Class,
    how: How,
    nth: usize,
    lasting: bool,
    count: AtomicUsize,
    mended: AtomicBool,
}

impl Faulty {
    fn was_hit(&self) -> bool {
        self.count.load(Ordering::Relaxed) >= self.nth
    }
}

impl Disk for Faulty {
    fn ask(&self, ask: Ask<'_>) -> Answer {
        let class = match ask {
            Ask::Open => Class::Open,
            Ask::Read => Class::Read,
            Ask::Write { .. } => Class::Write,
            Ask::Truncate { .. } => Class::Truncate,
            Ask::Sync { .. } => Class::Sync,
            Ask::Size => Class::Size,
            Ask::Lock => Class::Lock,
            Ask::Map => Class::Map,
            Ask::Delete { .. } => Class::Delete,
        };
        if class == self.class && !self.mended.load(Ordering::Relaxed) {
            let n = self.count.fetch_add(1, Ordering::Relaxed) + 1;
            if n == self.nth || (self.lasting && n > self.nth) {
                return match self.how {
                    How::Fail(code) => Answer::Fail(code),
                    How::Half(code) => Answer::Half(code),
                };
            }
        }
        // Nobody pulls the plug here.
        if class == Class::Sync { Answer::Pretend } else { Answer::Obey }
    }
}

/// What was last said of two keys.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Nothing,
    Paired(i64),
    NotRecorded(String),
}

/// Listens, and looks after each word whether it is true.
struct Judge {
    path: PathBuf,
    said: BTreeMap<(String, String), Said>,
    doubtful: bool,
    refused: usize,
    faults: Vec<String>,
}

impl Judge {
    fn new(path: PathBuf) -> Judge {
        Judge { path, said: BTreeMap::new(), doubtful: false, refused: 0, faults: Vec::new() }
    }

    /// A connection past the faulty disk.
    fn look(&self) -> rusqlite::Result<Connection> {
        Connection::open_with_flags_and_vfs(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY, c"unix")
    }

    fn expect_pair(&mut self, id: i64, (dk, sn): &(String, String)) {
        let sql = "SELECT count(*) FROM pairs p JOIN dk_claims d ON d.pair = p.id JOIN sn_claims s ON s.pair = p.id \
                   WHERE p.id = ?1 AND p.dk = ?2 AND d.dk = ?2 AND p.sn = ?3 AND s.sn = ?3";
        let found =
            self.look().and_then(|conn| conn.query_row(sql, (id, dk, sn), |row| row.get::<_, i64>(0)));
        if found != Ok(1) {
            self.faults
                .push(format!("paired was said of {dk} and {sn} ({id}), and the ledger has {found:?}"));
        }
    }

    /// Whether these keys are an active pair.
    fn is_active(&self, (dk, sn): &(String, String)) -> rusqlite::Result<bool> {
        let sql = "SELECT count(*) FROM dk_claims d JOIN sn_claims s ON s.pair = d.pair WHERE d.dk = ? AND s.sn = ?";
        self.look()?.query_row(sql, [dk, sn], |row| Ok(row.get::<_, i64>(0)? > 0))
    }

    fn refusal(&mut self, what: &str, error: &StationError) {
        self.refused += 1;
        let text = error.to_string();
        self.doubtful |= text.contains(DOUBT);
        if let Some(fault) = unnamed(error) {
            self.faults.push(format!("{what}: {fault}: {text} ({error:?})"));
        }
    }
}

/// What is wrong with the name of an error of a disk.
fn unnamed(error: &StationError) -> Option<&'static str> {
    let text = error.to_string();
    if !(text.contains("; ") || text.contains(": ")) {
        return Some("does not say what to do");
    }
    match error {
        StationError::Ledger(LedgerError::Sqlite { source, .. }) => match source.sqlite_error_code() {
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::DatabaseBusy) => None,
            _ => Some("is no error of a disk"),
        },
        StationError::Ledger(
            LedgerError::Full { .. }
            | LedgerError::Io { .. }
            | LedgerError::ReadOnly { .. }
            | LedgerError::Doubtful { .. }
            // SQLite does not say why it could not set it.
            | LedgerError::Setting { .. },
        )
        | StationError::Relation(_)
        | StationError::Backup(_) => None,
        // What the faults before make of later commands.
        StationError::Ledger(LedgerError::NoSuchOrder { .. }) => None,
        _ => Some("is not what happened"),
    }
}

impl Ear for Judge {
    fn attempt(&mut self, dk: &str, sn: &str) {
        self.said.entry((dk.to_owned(), sn.to_owned())).or_insert(Said::Nothing);
    }

    fn judged(&mut self, _: &Core, judged: &Judged) {
        let verdict = &judged.verdict;
        let keys = (verdict.keys.dk.clone(), verdict.keys.sn.clone());
        // As true as paired: somebody takes the device away.
        if matches!(verdict.kind, Kind::Paired | Kind::AlreadyPaired) {
            let id = verdict.pair.or_else(|| verdict.prior.first().map(|prior| prior.id)).unwrap_or(0);
            self.expect_pair(id, &keys);
            self.said.insert(keys, Said::Paired(id));
        } else if verdict.reason == Some(Reason::NotRecorded) {
            self.refused += 1;
            let doubtful = judged.cause.contains(DOUBT);
            self.doubtful |= doubtful;
            if judged.cause.is_empty() {
                self.faults.push(format!("not_recorded without a cause: {judged:?}"));
            }
            // Said of a half, it says nothing of a pair.
            if keys.0.is_empty() || keys.1.is_empty() {
                return;
            }
            if self.is_active(&keys) != Ok(false) && !doubtful {
                self.faults.push(format!("not_recorded was said of {keys:?}, and it is there"));
            }
            self.said.insert(keys, Said::NotRecorded(judged.cause.clone()));
        }
    }

    fn wrong(&mut self, what: String) {
        self.faults.push(what);
    }

    fn done(&mut self, _: Option<&Core>, what: &'static str, result: Result<(), StationError>) {
        if let Err(error) = result {
            self.refusal(what, &error);
        }
    }
}

/// One shift on one faulty disk.
#[derive(Debug, Clone, Copy)]
struct Trial {
    class: Class,
    how: How,
    nth: usize,
    lasting: bool,
}

/// What came of it.
#[derive(Debug, Default)]
struct Outcome {
    hit: bool,
    refused: usize,
    doubtful: bool,
    faults: Vec<String>,
}

fn try_shift(trial: Trial) -> Outcome {
    let dir = room();
    let disk = Arc::new(Faulty {
        class: trial.class,
        how: trial.how,
        nth: trial.nth,
        lasting: trial.lasting,
        count: AtomicUsize::new(0),
        mended: AtomicBool::new(false),
    });
    let _watched = watch(dir.path(), Arc::clone(&disk) as Arc<dyn Disk>);
    let mut judge = Judge::new(ledger_path(dir.path()));
    Shift::new(dir.path(), 1, false, &mut judge).run();
    let hit = disk.was_hit();
    disk.mended.store(true, Ordering::Relaxed);
    if let Err(fault) = afterwards(dir.path(), &mut judge, trial.lasting) {
        judge.faults.push(fault);
    }
    Outcome { hit, refused: judge.refused, doubtful: judge.doubtful, faults: judge.faults }
}

/// The disk is mended and the station started again.
fn afterwards(dir: &Path, judge: &mut Judge, lasting: bool) -> Result<(), String> {
    let ledger = Ledger::open(&ledger_path(dir)).map_err(|e| format!("mended, it does not open: {e}"))?;
    let reader = ledger.reader().map_err(|e| e.to_string())?;
    let report = reader.check(&mut |_, _| true).map_err(|e| e.to_string())?;
    if !report.faults.is_empty() {
        return Err(format!("the check finds {:?}", report.faults));
    }
    for (keys, said) in &judge.said {
        let active = judge.is_active(keys).map_err(|e| e.to_string())?;
        match said {
            Said::Paired(id) => {
                let pair = reader.pair(*id).map_err(|e| e.to_string())?;
                if pair.is_none_or(|pair| (&pair.dk, &pair.sn) != (&keys.0, &keys.1)) {
                    return Err(format!("{keys:?} was paired and is gone"));
                }
            }
            Said::NotRecorded(cause) if active && !cause.contains(DOUBT) => {
                return Err(format!("{keys:?} was not recorded ({cause}) and turned up"));
            }
            // A single failure is overcome by scanning again; the last of the shift's attempts is not one.
            // A single failure is overcome by scanning again.
            Said::NotRecorded(_) | Said::Nothing if !lasting && !judge.doubtful && keys.1 != sn(STRANGER) => {
                return Err(format!("{keys:?} was never recorded after a single failure"));
            }
            Said::NotRecorded(_) | Said::Nothing => {}
        }
    }
    drop((reader, ledger));
    // A whole shift again, with nothing failing.
    let refused = judge.refused;
    Shift::new(dir, 1, false, judge).run();
    if judge.refused > refused {
        return Err("mended and started again, it still refuses".to_owned());
    }
    Ok(())
}

/// Panics of any thread, while this process lives.
fn panics() -> &'static Mutex<Vec<String>> {
    static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(info.to_string());
            before(info);
        }));
    });
    &PANICS
}

/// Every `stride`th n of one fault, until a shift is not hit; what came of it.
fn each_n(class: Class, how: How, lasting: bool, stride: usize) -> Summary {
    let mut summary = Summary::default();
    for nth in (1..).step_by(stride) {
        let trial = Trial { class, how, nth, lasting };
        let (send, answer) = bounded(1);
        std::thread::spawn(move || send.send(try_shift(trial)).unwrap_or_default());
        let Ok(outcome) = answer.recv_timeout(PATIENCE) else {
            summary.faults.push(format!("{trial:?}: it hangs or has panicked"));
            break;
        };
        summary.faults.extend(outcome.faults.iter().map(|fault| format!("{trial:?}: {fault}")));
        if !outcome.hit {
            break;
        }
        summary.trials += 1;
        summary.silent += usize::from(outcome.refused == 0);
        summary.doubtful += usize::from(outcome.doubtful);
    }
    summary
}

#[derive(Debug, Default)]
struct Summary {
    trials: usize,
    /// In which nobody at the line noticed anything.
    silent: usize,
    doubtful: usize,
    faults: Vec<String>,
}

#[test]
fn no_failure_of_the_disk_makes_the_station_lie_or_stop() {
    let begun = Instant::now();
    let panics = panics();
    // The long run: every n.
    let long = std::env::var_os("DISK_FAILURES").is_some_and(|value| value == "all");
    let work: Vec<_> = FAULTS.into_iter().flat_map(|fault| [(fault, false), (fault, true)]).collect();
    let next = AtomicUsize::new(0);
    let all = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(((class, name, how), lasting)) = work.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let stride = if long { 1 } else { stride_of(*class) };
                    let summary = each_n(*class, *how, *lasting, stride);
                    println!(
                        "{class:?}, {name}, {}: {} trials, {} unnoticed, {} doubtful, {} faults, {:.1?}",
                        if *lasting { "lasting" } else { "once" },
                        summary.trials,
                        summary.silent,
                        summary.doubtful,
                        summary.faults.len(),
                        begun.elapsed(),
                    );
                    all.lock().unwrap_or_else(PoisonError::into_inner).push(summary);
                }
            });
        }
    });
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let trials: usize = all.iter().map(|summary| summary.trials).sum();
    let faults: Vec<String> = all.into_iter().flat_map(|summary| summary.faults).collect();
    println!("{trials} failures in turn, {:.1?}", begun.elapsed());
    assert!(trials > 100, "only {trials} failures were tried");
    assert_eq!(faults, [""; 0]);
    assert_eq!(*panics.lock().unwrap_or_else(PoisonError::into_inner), [""; 0]);
}

/// Which n the short run tries: the rare operations all, the many sampled.
fn stride_of(class: Class) -> usize {
    match class {
        Class::Truncate | Class::Delete => 1,
        Class::Open | Class::Map => 3,
        Class::Sync | Class::Size => 5,
        Class::Write | Class::Read | Class::Lock => 29,
    }
}
