//! A room for each trial, and the bare facts about what is in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pairing_station::ledger::{EventFilter, Ledger, LedgerError, PairFilter, ledger_path};
use pairing_station::station::export_check::check_exports;
use tempfile::TempDir;

/// How long a lock may be left over that a program inherited which another thread is starting.
const LET_GO: Duration = Duration::from_secs(5);

/// A directory with a data directory and files for the command in it.
pub(crate) struct Room(TempDir);

impl Room {
    /// In memory where there is such a place: nobody pulls the plug, so that it need only be quick.
    pub(crate) fn new() -> Room {
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Room(dir.unwrap())
    }

    /// A copy of everything.
    pub(crate) fn copy(&self) -> Room {
        let copy = Room::new();
        copy_below(self.dir(), copy.dir());
        copy
    }

    pub(crate) fn dir(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.dir().join("data")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.dir().join(name), text).unwrap();
    }

    /// Runs a command undisturbed: its exit code, and what it said.
    pub(crate) fn run(&self, args: &[&str]) -> (i32, String) {
        let begun = Instant::now();
        loop {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
            let command = command.arg("--data").arg(self.data()).args(args).current_dir(self.dir());
            let output = command.output().unwrap();
            let said =
                [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let said = said.concat();
            // See `ledger`.
            if !said.contains("in use by another pairing station") || begun.elapsed() > LET_GO {
                return (output.status.code().unwrap_or(-1), said);
            }
        }
    }

    /// The ledger, opened as the station does.
    pub(crate) fn ledger(&self) -> Result<Ledger, String> {
        let begun = Instant::now();
        loop {
            match Ledger::open(&ledger_path(&self.data())) {
                // A program that another thread is about to start has this one's lock until it begins.
                Err(LedgerError::Locked { .. }) if begun.elapsed() < LET_GO => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                opened => return opened.map_err(|e| format!("it does not open: {e}")),
            }
        }
    }

    /// Pairs on record, and events.
    pub(crate) fn counts(&self) -> Result<(u64, u64), String> {
        let ledger = self.ledger()?;
        let reader = ledger.reader().map_err(|e| e.to_string())?;
        let pairs = reader.count_pairs(&PairFilter::default()).map_err(|e| e.to_string())?;
        let events = reader.count_events(&EventFilter::default()).map_err(|e| e.to_string())?;
        Ok((pairs, events))
    }

    /// The ledger is sound, and so are the files it knows of.
    pub(crate) fn expect_sound(&self) -> Result<(), String> {
        let ledger = self.ledger()?;
        let reader = ledger.reader().map_err(|e| e.to_string())?;
        let mut faults = reader.check(&mut |_, _| true).map_err(|e| e.to_string())?.faults;
        faults.extend(check_exports(&reader).map_err(|e| e.to_string())?);
        if faults.is_empty() { Ok(()) } else { Err(format!("the check finds {faults:?}")) }
    }
}

fn copy_below(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_below(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
