//! The commands, and what must be true after each was interrupted.
//!
//! A kill between two of an export's last steps leaves files with their names that are on no record: these
//! the next export sets aside, which the trial ends with.

use std::collections::HashSet;
use std::fs::File;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use pairing_station::ledger::ListCount;
use pairing_station::relation::sha256_of;

use crate::bench::Room;
use crate::steps::{Blow, End, Step, Struck, files_below, steps_of, strike};

const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// Programs at a time.
const WORKERS: usize = 2;

/// Of all steps the ordinary run tries each so-many-th.
const SAMPLE: usize = 14;

/// A command under trial.
struct Trial {
    args: &'static [&'static str],
    /// Whether what is there is as it was before, or as it is after; an error where it is neither.
    state: fn(&Room) -> Result<State, String>,
    /// Whether it can be given again once it is done.
    repeats: bool,
    /// What else must be true at the end, after the command was given again.
    end: fn(&Room) -> Result<(), String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    After,
}

/// Strikes at every step of a command, with every blow.
fn try_all(name: &str, prepared: &Room, trial: &Trial) {
    let begun = Instant::now();
    let steps = steps_of(&prepared.copy(), trial.args);
    let all = std::env::var_os("INTERRUPTIONS").is_some_and(|value| value == "all");
    let mut blows: Vec<(&Step, Blow)> =
        Blow::ALL.iter().flat_map(|b| steps.iter().map(|s| (s, *b))).collect();
    let possible = blows.len();
    if !all {
        blows = blows.into_iter().step_by(SAMPLE).collect();
    }
    let next = AtomicUsize::new(0);
    let (missed, faults) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((step, blow)) = blows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let room = prepared.copy();
                    let struck = strike(&room, trial.args, step, *blow);
                    if !struck.hit {
                        missed.lock().unwrap().push(format!("{step:?} {blow:?}"));
                    }
                    if let Err(fault) = judge(&room, trial, &struck) {
                        let fault =
                            format!("{step:?} {blow:?}, {:?}: {fault}; it said {}", struck.end, struck.said);
                        faults.lock().unwrap().push(fault);
                    }
                }
            });
        }
    });
    let (missed, faults) = (missed.into_inner().unwrap(), faults.into_inner().unwrap());
    println!(
        "{name}: {} steps, {} of {possible} interruptions tried, {} struck, {} faults, {:.1?}",
        steps.len(),
        blows.len(),
        blows.len() - missed.len(),
        faults.len(),
        begun.elapsed()
    );
    assert!(steps.len() > 20, "hardly a step was seen: {steps:?}");
    // Threads share the work differently each time; a step that is not reached is no interruption.
    assert!(
        missed.len() * 10 <= blows.len() * 3,
        "{} of {} did not strike: {missed:#?}",
        missed.len(),
        blows.len()
    );
    assert_eq!(faults, [""; 0]);
}

/// Before or after; and given again, it is done.
fn judge(room: &Room, trial: &Trial, struck: &Struck) -> Result<(), String> {
    if struck.said.contains("panicked") || struck.end == End::Exit(101) {
        return Err("it panicked".into());
    }
    let state = (trial.state)(room)?;
    room.expect_sound()?;
    match struck.end {
        End::Exit(0) if state == State::Before => {
            return Err("it said that it is done, and nothing is".into());
        }
        End::Exit(0) | End::Killed => {}
        End::Exit(_) if struck.said.trim().is_empty() => return Err("it failed without a word".into()),
        End::Exit(_) => {}
    }
    if state == State::After && !trial.repeats {
        return (trial.end)(room);
    }
    age_drafts(room);
    let (code, said) = room.run(trial.args);
    if code != 0 {
        return Err(format!("given again, it ends with {code}: {said}"));
    }
    if (trial.state)(room)? != State::After {
        return Err(format!("given again, it is not done: {said}"));
    }
    room.expect_sound()?;
    (trial.end)(room)
}

/// Files without a name are left in peace for an hour.
fn age_drafts(room: &Room) {
    let drafts =
        files_below(room.dir()).into_iter().filter(|path| path.extension().is_some_and(|e| e == "part"));
    for draft in drafts {
        let long_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
        File::options().write(true).open(draft).and_then(|file| file.set_modified(long_ago)).unwrap();
    }
}

/// A data directory with an order and pairs.
fn with_pairs() -> Room {
    let room = Room::new();
    room.write("order.toml", ORDER);
    let scans = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/scans/good-day.txt");
    let (code, said) = room.run(&["replay", scans, "--order", "order.toml"]);
    assert_eq!(code, 0, "{said}");
    room
}

fn nothing_more(_: &Room) -> Result<(), String> {
    Ok(())
}

/// Relation files on record are whole; those on no record have no name, or are whole and yet to be set aside.
fn exported(room: &Room) -> Result<State, String> {
    let ledger = room.ledger()?;
    let exports = ledger.reader().and_then(|reader| reader.exports()).map_err(|e| e.to_string())?;
    for file in exports.iter().flat_map(|export| &export.files) {
        if sha256_of(&file.path).ok().as_deref() != Some(&file.sha256) {
            return Err(format!("{} is on record and not whole", file.path.display()));
        }
    }
    Ok(if exports.is_empty() { State::Before } else { State::After })
}

/// In the end nothing lies in the directory under a relation file's name that is on no record.
fn only_what_is_on_record(room: &Room) -> Result<(), String> {
    let ledger = room.ledger()?;
    let exports = ledger.reader().and_then(|reader| reader.exports()).map_err(|e| e.to_string())?;
    let known: HashSet<_> = exports.iter().flat_map(|export| &export.files).map(|file| &file.path).collect();
    for path in files_below(&room.dir().join("out")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let fine =
            known.contains(&path) || name.ends_with("_manifest.json") || name.ends_with(".interrupted");
        if !fine {
            return Err(format!("{name} is left over"));
        }
    }
    Ok(())
}

#[test]
fn an_export() {
    let args = &["export", "--out", "out", "--json"];
    try_all(
        "export",
        &with_pairs(),
        &Trial { args, state: exported, repeats: true, end: only_what_is_on_record },
    );
}

/// None or all of a list's `want` keys.
fn all_or_none(found: Option<ListCount>, want: u64) -> Result<State, String> {
    match found.map_or(0, |count| count.listed) {
        0 => Ok(State::Before),
        found if found == want => Ok(State::After),
        found => Err(format!("{found} of {want} are in the list")),
    }
}

#[test]
fn an_import_of_sns() {
    let room = with_pairs();
    let list: String = (0..300).map(|n| format!("p11sf2,VDR{n:013}\n")).collect();
    room.write("sns.csv", &format!("产品ProductKey,设备SN\n{list}"));
    let state = |room: &Room| {
        let ledger = room.ledger()?;
        let found = ledger.reader().and_then(|r| r.issued_count("p11sf2")).map_err(|e| e.to_string())?;
        all_or_none(found, 300)
    };
    let args = &["import", "sn", "sns.csv"];
    try_all("import sn", &room, &Trial { args, state, repeats: true, end: nothing_more });
}

#[test]
fn an_import_of_dks() {
    let room = with_pairs();
    let list: String = (0..300).map(|n| format!("{}\n", imei(n))).collect();
    room.write("dks.txt", &list);
    let state = |room: &Room| {
        let ledger = room.ledger()?;
        let found = ledger.reader().and_then(|r| r.allowed_count("A")).map_err(|e| e.to_string())?;
        all_or_none(found, 300)
    };
    let args = &["import", "dk", "dks.txt"];
    try_all("import dk", &room, &Trial { args, state, repeats: true, end: nothing_more });
}

fn imei(n: u32) -> String {
    let body = format!("86412306{n:06}");
    let digit = pairing_station::scan::imei::check_digit(&body);
    format!("{body}{digit}")
}

/// Pairs of the old tool in these trials.
const HISTORY: u32 = 200;

fn history(bad: &str) -> Room {
    let room = with_pairs();
    let rows: String = (0..HISTORY).map(|n| format!("{},p11sf2,VDR9{n:012},\r\n", imei(n))).collect();
    room.write("old.csv", &format!("*设备DeviceKey,*产品ProductKey,*设备SN,设备名称\r\n{rows}{bad}"));
    room
}

fn history_taken(room: &Room) -> Result<State, String> {
    match room.counts()?.0 {
        12 => Ok(State::Before),
        n if n == 12 + u64::from(HISTORY) => Ok(State::After),
        n => Err(format!("there are {n} pairs")),
    }
}

#[test]
fn an_import_of_the_old_tools_pairs() {
    let args = &["import", "history", "old.csv"];
    try_all(
        "import history",
        &history(""),
        &Trial { args, state: history_taken, repeats: true, end: nothing_more },
    );
}

/// A ledger of the first release, with a day's work in it; as one whose first start was killed, without the
/// write-ahead log that every later start sets.
fn of_the_first_release() -> Room {
    let room = Room::new();
    std::fs::create_dir(room.data()).unwrap();
    let conn = rusqlite::Connection::open(room.data().join("ledger.sqlite")).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(include_str!("../../src/ledger/migrations/0001_ledger.sql")).unwrap();
    conn.execute_batch(include_str!("../data/ledger/first-release.sql")).unwrap();
    // `PST1`, as every ledger has it.
    conn.execute_batch("PRAGMA application_id = 0x50535431; PRAGMA user_version = 1").unwrap();
    conn.close().unwrap();
    room
}

/// The schema is one of those between the first and the newest, each of them whole.
fn migrated(room: &Room) -> Result<State, String> {
    // Looked at without the station's opening, which would migrate.
    let conn = rusqlite::Connection::open(room.data().join("ledger.sqlite")).map_err(|e| e.to_string())?;
    let version =
        conn.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).map_err(|e| e.to_string())?;
    let whole: String =
        conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|e| e.to_string())?;
    let pairs: i64 =
        conn.query_row("SELECT count(*) FROM pairs", [], |row| row.get(0)).map_err(|e| e.to_string())?;
    match (whole.as_str(), pairs) {
        ("ok", 12) if version == newest() => Ok(State::After),
        ("ok", 12) if (1..newest()).contains(&version) => Ok(State::Before),
        other => Err(format!("schema {version}: {other:?}")),
    }
}

/// The schema of a ledger made now.
fn newest() -> i64 {
    static NEWEST: std::sync::OnceLock<i64> = std::sync::OnceLock::new();
    *NEWEST.get_or_init(|| {
        let room = Room::new();
        drop(room.ledger().unwrap());
        let conn = rusqlite::Connection::open(room.data().join("ledger.sqlite")).unwrap();
        conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
    })
}

#[test]
fn a_migration() {
    let args = &["check"];
    try_all(
        "migration",
        &of_the_first_release(),
        &Trial { args, state: migrated, repeats: true, end: nothing_more },
    );
}

#[test]
fn a_first_start() {
    let room = Room::new();
    room.write("order.toml", ORDER);
    // There is an order, or there is not, or not even a ledger.
    let state = |room: &Room| {
        if !room.data().join("ledger.sqlite").exists() {
            return Ok(State::Before);
        }
        let ledger = room.ledger()?;
        let orders = ledger.reader().and_then(|reader| reader.orders()).map_err(|e| e.to_string())?;
        Ok(if orders.is_empty() { State::Before } else { State::After })
    };
    let args = &["order", "add", "order.toml"];
    try_all("first start", &room, &Trial { args, state, repeats: true, end: nothing_more });
}

/// The copy, if it is there: whole, sound, with all pairs.
fn backed_up(room: &Room) -> Result<State, String> {
    if !room.dir().join("copy.sqlite").exists() {
        return Ok(State::Before);
    }
    // Opening it makes files beside it: elsewhere.
    let other = Room::new();
    std::fs::create_dir(other.data()).map_err(|e| e.to_string())?;
    for end in ["", ".key"] {
        let (from, to) = (format!("copy.sqlite{end}"), format!("ledger.sqlite{end}"));
        std::fs::copy(room.dir().join(from), other.data().join(to)).map_err(|e| e.to_string())?;
    }
    other.expect_sound()?;
    match other.counts()?.0 {
        12 => Ok(State::After),
        n => Err(format!("the copy has {n} pairs")),
    }
}

#[test]
fn a_backup() {
    let args = &["backup", "copy.sqlite"];
    try_all("backup", &with_pairs(), &Trial { args, state: backed_up, repeats: false, end: nothing_more });
}

/// The backup's twelve pairs, or the fifteen that were there when it was restored.
fn restored(room: &Room) -> Result<State, String> {
    match room.counts()?.0 {
        15 => Ok(State::Before),
        12 => Ok(State::After),
        n => Err(format!("there are {n} pairs")),
    }
}

/// What was replaced is kept, whole.
fn replaced_is_kept(room: &Room) -> Result<(), String> {
    let kept = files_below(&room.data()).into_iter().filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.contains("replaced") && !["-wal", "-shm"].iter().any(|end| name.ends_with(end))
    });
    for path in kept {
        let pairs = rusqlite::Connection::open(&path)
            .and_then(|conn| conn.query_row("SELECT count(*) FROM pairs", [], |row| row.get::<_, i64>(0)));
        if pairs == Ok(15) {
            return Ok(());
        }
    }
    Err(format!("the fifteen pairs are nowhere: {:?}", files_below(&room.data())))
}

#[test]
fn a_restore() {
    let room = with_pairs();
    let (code, said) = room.run(&["backup", "copy.sqlite"]);
    assert_eq!(code, 0, "{said}");
    let more: String = (0..3).map(|n| format!("{}\npk=p11sf2&sn=VDR8{n:012}&v=1\n", imei(n))).collect();
    room.write("more.txt", &more);
    let (code, said) = room.run(&["replay", "more.txt"]);
    assert_eq!(code, 0, "{said}");
    let args = &["restore", "copy.sqlite"];
    try_all("restore", &room, &Trial { args, state: restored, repeats: true, end: replaced_is_kept });
}
