//! A disk that writes down what is asked of it, and what the station said meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pairing_station::ledger::ChainHead;
use pairing_station::pairing::Kind;
use pairing_station::station::StationError;
use pairing_station::station::core::{Core, Judged};

use crate::shift::Ear;
use crate::vfs::{Answer, Ask, Disk};

/// The files of a directory by their names.
pub(crate) type Names = BTreeMap<String, Node>;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A file of SQLite's, by its inode.
    File(u64),
    /// A small file of the station's own, with what was in it.
    Text(Vec<u8>),
}

/// One step of the disk.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// A file was made, empty.
    Made { file: u64 },
    /// Bytes were written.
    Write { file: u64, at: u64, bytes: Vec<u8> },
    /// A file was cut, or stretched with zeros.
    Truncate { file: u64, size: u64 },
    /// What was written to a file is durable, and so are the names.
    Sync { file: u64 },
    /// A file was removed; `durable`: and the names are durable.
    Delete { durable: bool },
}

/// A step, and the names as they were when it was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) names: Arc<Names>,
    pub(crate) change: Change,
}

/// All of it, in order. What was said has its place among the steps: after so many of them.
#[derive(Debug, Default)]
pub(crate) struct Story {
    pub(crate) steps: Vec<Step>,
    /// The end of the chain of events, each time something was said.
    pub(crate) told: Vec<(usize, ChainHead)>,
    /// Keys that were scanned.
    pub(crate) attempts: Vec<(usize, String, String)>,
    /// Pairs acknowledged with `paired`.
    pub(crate) paired: Vec<(usize, i64, String, String)>,
}

/// The disk.
pub(crate) struct Recorder {
    dir: PathBuf,
    /// Says that it synced, and did not.
    lies: bool,
    story: Mutex<Story>,
}

impl Recorder {
    pub(crate) fn new(dir: &Path, lies: bool) -> Recorder {
        Recorder { dir: dir.to_owned(), lies, story: Mutex::default() }
    }

    fn story(&self) -> MutexGuard<'_, Story> {
        self.story.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written down, with the names as they are now.
    pub(crate) fn take(&self) -> Story {
        self.note(&mut self.story(), Change::Delete { durable: false });
        std::mem::take(&mut *self.story())
    }

    fn note(&self, story: &mut Story, change: Change) {
        let now = names(&self.dir);
        let names = match story.steps.last() {
            Some(last) if *last.names == now => Arc::clone(&last.names),
            _ => Arc::new(now),
        };
        story.steps.push(Step { names, change });
    }
}

/// The names in a directory. Left out is what no opening relies on: the log's index, the room held back, the
/// search file, the directory of relation files.
fn names(dir: &Path) -> Names {
    let mut names = Names::new();
    for entry in fs::read_dir(dir).expect("the directory").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // A file may go between the two looks.
        let Ok(meta) = entry.metadata() else { continue };
        let left_out = ["-shm", ".spare", ".search"].iter().any(|end| name.ends_with(end));
        if left_out || meta.is_dir() {
            continue;
        }
        let of_sqlite = name.ends_with("-wal") || name.ends_with("-journal") || name.contains(".sqlite.new");
        let node = if of_sqlite || name == "ledger.sqlite" {
            Node::File(meta.ino())
        } else {
            let Ok(text) = fs::read(entry.path()) else { continue };
            Node::Text(text)
        };
        names.insert(name, node);
    }
    names
}

impl Disk for Recorder {
    fn ask(&self, ask: Ask<'_>) -> Answer {
        let (change, answer) = match ask {
            Ask::Write { file, at, bytes } => {
                (Change::Write { file, at, bytes: bytes.to_vec() }, Answer::Obey)
            }
            Ask::Truncate { file, size } => (Change::Truncate { file, size }, Answer::Obey),
            // The real disk need not sync: nobody pulls its plug.
            Ask::Sync { .. } if self.lies => return Answer::Pretend,
            Ask::Sync { file } => (Change::Sync { file }, Answer::Pretend),
            Ask::Delete { durable } => (Change::Delete { durable }, Answer::Obey),
            Ask::Open | Ask::Read | Ask::Size | Ask::Lock | Ask::Map => return Answer::Obey,
        };
        let mut story = self.story();
        self.note(&mut story, change);
        answer
    }

    fn made(&self, file: u64) {
        let mut story = self.story();
        self.note(&mut story, Change::Made { file });
    }
}

/// Listens to a station on a [`Recorder`], where nothing may fail.
pub(crate) struct Clerk(pub(crate) Arc<Recorder>);

impl Clerk {
    fn told(&self, core: &Core) {
        let head = core.reader().chain_head().expect("the ledger answers");
        let mut story = self.0.story();
        let at = story.steps.len();
        story.told.push((at, head));
    }
}

impl Ear for Clerk {
    fn attempt(&mut self, dk: &str, sn: &str) {
        let mut story = self.0.story();
        let at = story.steps.len();
        story.attempts.push((at, dk.to_owned(), sn.to_owned()));
    }

    fn judged(&mut self, core: &Core, judged: &Judged) {
        assert_eq!(judged.cause, "", "{judged:?}");
        self.told(core);
        if let (Kind::Paired, Some(id)) = (judged.verdict.kind, judged.verdict.pair) {
            let keys = &judged.verdict.keys;
            let mut story = self.0.story();
            let at = story.steps.len();
            story.paired.push((at, id, keys.dk.clone(), keys.sn.clone()));
        }
    }

    fn wrong(&mut self, what: String) {
        panic!("{what}");
    }

    fn done(&mut self, core: Option<&Core>, what: &'static str, result: Result<(), StationError>) {
        if let Err(error) = result {
            panic!("{what}: {error}");
        }
        if let Some(core) = core {
            self.told(core);
        }
    }
}
