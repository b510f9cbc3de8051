//! What is checked beside the walk, on a thread and a connection of its own: SQLite's look at the file, and
//! the claims, which are in an order of their own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::Scope;
use std::time::Duration;

use rusqlite::{InterruptHandle, Transaction};

use super::check_digest::{Digest, Salt};
use super::error::LedgerError;
use super::reader::Reader;

/// How often whoever waits for the end is asked whether he still wants it.
const ASK: Duration = Duration::from_millis(100);

/// Tries to get two connections to the same state of a ledger that is being written.
const TRIES: usize = 200;

/// What the other thread found.
pub(super) struct Beside {
    /// SQLite's own complaints; where there are any, the rest would only say it again in other words.
    pub(super) damage: Vec<String>,
    /// Rows that a CHECK of their table does not allow. The file is whole; somebody has written them.
    pub(super) unallowed: Vec<String>,
    /// The claims on DKs and on SNs.
    pub(super) claims: [Digest; 2],
}

/// One picture of the ledger, and another connection with the same one. `None` for the other: the reader is
/// in an older picture already, or commits come so fast that no two pictures are the same.
pub(super) fn pictures(reader: &Reader) -> Result<(Option<Transaction<'_>>, Option<Reader>), LedgerError> {
    let second = Reader::open_to_check(reader.path())?;
    for _ in 0..TRIES {
        let Some(first) = reader.snapshot()? else { return Ok((None, None)) };
        second.conn.execute_batch("BEGIN").map_err(|e| reader.name(e))?;
        // Every commit that changes anything appends an event; the first look fixes the picture.
        if reader.chain_head()? == second.chain_head()? {
            return Ok((Some(first), Some(second)));
        }
        second.conn.execute_batch("ROLLBACK").map_err(|e| reader.name(e))?;
    }
    Ok((reader.snapshot()?, None))
}

/// The look, on a thread of its own.
pub(super) struct Looking {
    end: Receiver<Result<Beside, LedgerError>>,
    interrupt: InterruptHandle,
}

impl Looking {
    /// Begins; the thread ends with the scope.
    pub(super) fn begin<'scope>(scope: &'scope Scope<'scope, '_>, second: Reader, salt: &Salt) -> Looking {
        let (send, end) = sync_channel(1);
        let interrupt = second.interrupt_handle();
        let salt = salt.clone();
        // Whoever waited is gone only after an error of his own.
        scope.spawn(move || send.send(look(&second, &salt)).unwrap_or_default());
        Looking { end, interrupt }
    }

    /// Ends it early.
    pub(super) fn stop(&self) {
        self.interrupt.interrupt();
    }

    /// Waits for its end; `go_on` is asked meanwhile.
    pub(super) fn wait(&self, go_on: &mut dyn FnMut() -> bool) -> Result<Beside, LedgerError> {
        loop {
            match self.end.recv_timeout(ASK) {
                Ok(end) => return end,
                Err(RecvTimeoutError::Timeout) if go_on() => {}
                Err(RecvTimeoutError::Timeout) => self.stop(),
                Err(RecvTimeoutError::Disconnected) => return Err(LedgerError::Stopped),
            }
        }
    }
}

/// Looks at the file and at the claims.
pub(super) fn look(second: &Reader, salt: &Salt) -> Result<Beside, LedgerError> {
    let of_rows = |line: &String| line.starts_with("CHECK constraint failed");
    let (unallowed, damage): (Vec<_>, Vec<_>) = integrity(second)?.into_iter().partition(of_rows);
    let claims = if damage.is_empty() { claims(second, salt)? } else { Default::default() };
    Ok(Beside { damage, unallowed, claims })
}

/// SQLite's own check of the file, its indexes and constraints.
fn integrity(reader: &Reader) -> Result<Vec<String>, LedgerError> {
    let said = reader
        .prepare("PRAGMA integrity_check(20)")?
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(|e| reader.name(e))?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

fn claims(reader: &Reader, salt: &Salt) -> Result<[Digest; 2], LedgerError> {
    let mut digests = [Digest::default(); 2];
    for (digest, sql) in
        digests.iter_mut().zip(["SELECT dk, pair FROM dk_claims", "SELECT sn, pair FROM sn_claims"])
    {
        let mut statement = reader.prepare(sql)?;
        let mut found = statement.query([]).map_err(|e| reader.name(e))?;
        while let Some(row) = found.next().map_err(|e| reader.name(e))? {
            let pair = row.get(1).map_err(|e| reader.name(e))?;
            digest.add(salt, super::check_walk::bytes(row, 0).map_err(|e| reader.name(e))?, pair);
        }
    }
    Ok(digests)
}
