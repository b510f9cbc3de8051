//! The seals: every event against its key, and the keys against what the ledger, their files and the end
//! mark say of them.

use std::path::PathBuf;

use rusqlite::OptionalExtension;

use super::chain::{GENESIS, Hash, hex};
use super::check::Faults;
use super::check_walk::{EventRow, range};
use super::end_mark::{self, EndMark};
use super::error::LedgerError;
use super::key_file::KeyFile;
use super::reader::Reader;
use super::seal::Key;
use super::told::Told;

/// The events from one key's first to the next one's.
struct Reign {
    first: i64,
    id: String,
    /// `None`: its file is not here.
    key: Option<Key>,
}

/// What is wrong with a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// There is one where no key was yet.
    TooEarly,
    /// There is none.
    Unsealed,
    /// It is not what the key gives.
    NotTheKeys,
    /// Nobody can say.
    KeyNotHere,
}

/// The keys there are, and what was wrong so far.
pub(super) struct Seals {
    reigns: Vec<Reign>,
    files: Vec<(PathBuf, KeyFile)>,
    mark: Option<EndMark>,
    mark_path: PathBuf,
    /// Which reign the walk is in; `None`: before the first.
    now: Option<usize>,
    /// Events in a row with the same thing wrong.
    run: Option<(i64, i64, Wrong)>,
    faults: Faults,
    /// Events whose seal was found to be the key's.
    pub(super) sealed: u64,
}

impl Seals {
    /// The keys that are at their place, and those in these files, which must be there.
    pub(super) fn gather(reader: &Reader, more: &[PathBuf]) -> Result<Seals, LedgerError> {
        let mut faults = Faults::default();
        let mut files = Vec::new();
        match KeyFile::read(reader.key_path()) {
            Ok(Some(file)) => files.push((reader.key_path().to_owned(), file)),
            Ok(None) => {}
            Err(error) => faults.add(error.to_string()),
        }
        for path in more {
            let file = KeyFile::read(path)?.ok_or_else(|| LedgerError::KeyPlace {
                path: path.clone(),
                source: std::io::ErrorKind::NotFound.into(),
            })?;
            files.push((path.clone(), file));
        }
        let mark_path = end_mark::path_of(reader.key_path());
        let mark = EndMark::read(reader.key_path()).unwrap_or_else(|what| {
            faults.add(format!("the end mark {} cannot be read ({what})", mark_path.display()));
            None
        });
        let reigns = reader.reigns(&files)?;
        Ok(Seals { reigns, files, mark, mark_path, now: None, run: None, faults, sealed: 0 })
    }

    /// The next event; its seal must be over `link`. Whether something is wrong with it.
    pub(super) fn meet(&mut self, event: &EventRow<'_>, link: &Hash) -> bool {
        let seq = event.columns.seq;
        let next = self.now.map_or(0, |now| now + 1);
        if self.reigns.get(next).is_some_and(|reign| reign.first <= seq) {
            self.end_of_run();
            self.now = Some(next);
        }
        let reign = self.now.and_then(|now| self.reigns.get(now));
        let wrong = match (reign, event.seal) {
            (None, None) => None,
            (None, Some(_)) => Some(Wrong::TooEarly),
            (Some(_), None) => Some(Wrong::Unsealed),
            (Some(Reign { key: None, .. }), Some(_)) => Some(Wrong::KeyNotHere),
            (Some(Reign { key: Some(key), .. }), Some(seal)) if key.seal(link)[..] == *seal => {
                self.sealed += 1;
                None
            }
            (Some(_), Some(_)) => Some(Wrong::NotTheKeys),
        };
        match (&mut self.run, wrong) {
            (Some((_, last, what)), Some(wrong)) if *last + 1 == seq && *what == wrong => *last = seq,
            (_, Some(wrong)) => {
                self.end_of_run();
                self.run = Some((seq, seq, wrong));
            }
            (_, None) => self.end_of_run(),
        }
        wrong.is_some_and(|wrong| wrong != Wrong::KeyNotHere)
    }

    /// Whether the seal of this event, the one met last, was found wrong.
    pub(super) fn wrong_at(&self, seq: i64) -> bool {
        self.run.is_some_and(|(_, last, wrong)| last == seq && wrong == Wrong::NotTheKeys)
    }

    fn end_of_run(&mut self) {
        let Some((first, last, wrong)) = self.run.take() else { return };
        let which = range("event", first, last);
        let (is, has, it_was) =
            if first == last { ("is", "has", "it was") } else { ("are", "have", "they were") };
        let reign = self.now.and_then(|now| self.reigns.get(now));
        let (id, from) = reign.map_or(("", 0), |reign| (&reign.id, reign.first));
        self.faults.add(match wrong {
            Wrong::TooEarly => format!("{which} {has} a seal, and no key sealed yet"),
            Wrong::Unsealed => format!(
                "{which} {has} no seal, and key {id} seals from event {from} on: the station did not write it so"
            ),
            Wrong::NotTheKeys => format!(
                "the seal of {which} is not the one of key {id}: what was written there, or before, was changed"
            ),
            Wrong::KeyNotHere => format!(
                "{which} {is} sealed with key {id}, which is not here, so nobody can tell whether {it_was} changed: \
                 bring its file (check --key FILE)"
            ),
        });
    }

    /// What is left to be said after the walk; `end` is the last event.
    pub(super) fn finish(
        mut self,
        reader: &Reader,
        told: &Told,
        end: (i64, Hash),
    ) -> Result<Faults, LedgerError> {
        self.end_of_run();
        self.begins(told);
        self.files(reader)?;
        self.end(reader, end)?;
        for (seq, ended, ends) in &told.cuts {
            self.faults.add(format!(
                "event {seq} tells that the ledger ended with event {ended} when it was closed and with event {ends} \
                 when it was opened again: its end was cut off, or another copy was put in its place"
            ));
        }
        Ok(self.faults)
    }

    /// Each key's row against the event with which it began.
    fn begins(&mut self, told: &Told) {
        if self.reigns.is_empty() {
            self.faults
                .add("the ledger does not say which key seals it: the rows of its seals are gone".to_owned());
        }
        for Reign { first, id, .. } in &self.reigns {
            // A new ledger has no past that an event would have to cover.
            if *first != 1 && !told.keys.iter().any(|(seq, said)| seq == first && said == id) {
                self.faults.add(format!(
                    "key {id} is said to seal from event {first} on, and that event does not say so"
                ));
            }
        }
        for (seq, id) in &told.keys {
            if !self.reigns.iter().any(|reign| reign.first == *seq && reign.id == *id) {
                self.faults.add(format!(
                    "event {seq} tells that key {id} seals from there on, and the ledger's seals do not"
                ));
            }
        }
    }

    /// Each key file against the ledger.
    fn files(&mut self, reader: &Reader) -> Result<(), LedgerError> {
        for (path, file) in &self.files {
            let (path, id, first) = (path.display(), file.key.id(), file.first);
            let Some(reign) = self.reigns.iter().find(|reign| reign.id == id) else {
                self.faults.add(format!(
                    "no event is sealed with key {id} of {path}, which seals from event {first} on"
                ));
                continue;
            };
            if reign.first != first {
                let says = reign.first;
                self.faults.add(format!("key {id} seals from event {first} on by its file {path}, and from event {says} on by the ledger"));
            } else if link_of(reader, first - 1)? != Some(file.head) {
                let (before, head) = (first - 1, hex(&file.head));
                self.faults.add(format!(
                    "event {before} does not have the hash {head} that it had when key {id} began ({path}): the past was \
                     rewritten after that"
                ));
            }
        }
        Ok(())
    }

    /// The end that was remembered against the ledger.
    fn end(&mut self, reader: &Reader, (last, _): (i64, Hash)) -> Result<(), LedgerError> {
        let Some(mark) = &self.mark else { return Ok(()) };
        let path = self.mark_path.display();
        let key = self.files.iter().find(|(_, file)| file.key.id() == mark.key);
        if key.is_some_and(|(_, file)| !mark.is_by(&file.key)) {
            self.faults.add(format!("the end mark {path} was not written by the station: it was changed"));
        } else if mark.seq > last {
            self.faults.add(format!(
                "the ledger ends with event {last}, and it had ended with event {} when it was last opened or closed \
                 ({path}): its end was cut off",
                mark.seq
            ));
        } else if link_of(reader, mark.seq)? != Some(mark.hash) {
            self.faults.add(format!(
                "event {} does not have the hash {} that it had when the ledger was last opened or closed ({path}): \
                 the past was rewritten after that",
                mark.seq,
                hex(&mark.hash)
            ));
        }
        Ok(())
    }
}

/// The hash of an event; that of the one before the first.
fn link_of(reader: &Reader, seq: i64) -> Result<Option<Hash>, LedgerError> {
    if seq == 0 {
        return Ok(Some(GENESIS));
    }
    let mut statement = reader.prepare("SELECT hash FROM events WHERE seq = ?")?;
    statement.query_row([seq], |row| row.get(0)).optional().map_err(|e| reader.name(e))
}

impl Reader {
    fn reigns(&self, files: &[(PathBuf, KeyFile)]) -> Result<Vec<Reign>, LedgerError> {
        let key = |id: &str| files.iter().map(|(_, file)| &file.key).find(|key| key.id() == id).cloned();
        self.prepare("SELECT first, key FROM seals ORDER BY first")?
            .query_map([], |row| {
                let id: String = row.get(1)?;
                Ok(Reign { first: row.get(0)?, key: key(&id), id })
            })
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }
}
