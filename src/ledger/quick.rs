//! SQLite's quick check of a file, with pauses, and to be cancelled.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::backup::Pace;

/// Steps of SQLite between two pauses: about a millisecond's work.
const STEPS: i32 = 2_000;

/// How often it is asked whether to go on.
const LOOK: Duration = Duration::from_millis(50);

/// Most faults that are named.
const NAMED: &str = "PRAGMA quick_check(5)";

/// Looks whether the file is whole: pages, trees and rows, not what the rows say. Each fault; none: whole.
/// It takes the connection, because it works on a thread of its own while `go_on` is asked.
pub(super) fn check(
    mut conn: Connection,
    pace: Pace,
    go_on: &mut dyn FnMut() -> bool,
) -> rusqlite::Result<Vec<String>> {
    if pace == Pace::Beside {
        let mut begun = Instant::now();
        conn.progress_handler(
            STEPS,
            Some(move || {
                pace.pause(begun.elapsed());
                begun = Instant::now();
                false
            }),
        )?;
    }
    let stop = conn.get_interrupt_handle();
    let (done, waiting) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // Fails only when nobody waits any more.
            done.send(faults(&conn)).unwrap_or_default();
        });
        loop {
            match waiting.recv_timeout(LOOK) {
                Ok(found) => return found,
                Err(RecvTimeoutError::Timeout) if go_on() => {}
                // Interrupted again and again: the first may come before the check has begun.
                Err(RecvTimeoutError::Timeout) => stop.interrupt(),
                Err(RecvTimeoutError::Disconnected) => return Err(interrupted()),
            }
        }
    })
}

fn faults(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let said: Vec<String> =
        conn.prepare(NAMED)?.query_map([], |row| row.get(0)).and_then(Iterator::collect)?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

fn interrupted() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT), None)
}
