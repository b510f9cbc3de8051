//! What can be on a disk after the power went: everything that was synced, and any part of what was not.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::record::{Change, Names, Node, Step};

/// The smallest part of a write that a disk writes whole.
const SECTOR: usize = 512;

/// What became of the writes that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// None is there.
    Dropped,
    /// All are there.
    Kept,
    /// Every second one is there, from the first or from the second on.
    Second(usize),
    /// Only the last is there.
    LastOnly,
    /// All are there, and so many bytes of the last.
    Torn(usize),
    /// Each is there, or not, or in part, by chance.
    Chance(u64),
}

/// How thoroughly the fates are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// One tear, one throw of the dice.
    Sample,
    /// A tear at each sector, eight throws.
    Every,
}

/// A disk whose power may go at any moment.
#[derive(Debug, Default)]
pub(crate) struct Platter {
    durable: HashMap<u64, Vec<u8>>,
    pending: Vec<Change>,
    names: Arc<Names>,
    durable_names: Arc<Names>,
}

/// The files found after a power cut.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) how: String,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Platter {
    /// Goes one step on. The names of a step are those before it, which are those after the last.
    pub(crate) fn step(&mut self, step: &Step) {
        self.names = Arc::clone(&step.names);
        match &step.change {
            Change::Made { file } => {
                // The system gives the number of a removed file again.
                self.durable.insert(*file, Vec::new());
                self.pending.retain(|change| of(change) != *file);
            }
            Change::Sync { file } => {
                let content = self.durable.entry(*file).or_default();
                self.pending.retain(|change| {
                    if of(change) == *file {
                        apply(content, change, usize::MAX);
                    }
                    of(change) != *file
                });
                self.durable_names = Arc::clone(&step.names);
            }
            Change::Delete { durable } => {
                if *durable {
                    self.durable_names = Arc::clone(&step.names);
                }
            }
            Change::Write { .. } | Change::Truncate { .. } => self.pending.push(step.change.clone()),
        }
    }

    /// What may be found if the power goes now.
    pub(crate) fn cuts(&self, care: Care, seed: u64) -> Vec<Found> {
        let mut fates = vec![Fate::Dropped, Fate::Kept, Fate::Second(0), Fate::Second(1), Fate::LastOnly];
        let len = match self.pending.last() {
            Some(Change::Write { bytes, .. }) => bytes.len(),
            _ => 0,
        };
        match care {
            Care::Sample => {
                fates.push(Fate::Torn(len / 2 / SECTOR * SECTOR + usize::from(len < 2 * SECTOR) * len / 2));
                fates.push(Fate::Chance(seed));
            }
            Care::Every => {
                let tears =
                    (1..=len.div_ceil(SECTOR)).map(|n| if n * SECTOR < len { n * SECTOR } else { len / 2 });
                fates.extend(tears.map(Fate::Torn));
                fates.extend((0..8).map(|n| Fate::Chance(seed * 8 + n)));
            }
        }
        let mut found = Vec::new();
        for fate in fates {
            found.push(self.cut(fate, &self.names, "names as they were"));
            if self.names != self.durable_names {
                found.push(self.cut(fate, &self.durable_names, "names as last synced"));
            }
        }
        found
    }

    fn cut(&self, fate: Fate, names: &Names, which: &str) -> Found {
        let mut content = self.durable.clone();
        let mut dice = Dice::new(fate);
        for (n, change) in self.pending.iter().enumerate() {
            let last = n + 1 == self.pending.len();
            let bytes = match fate {
                Fate::Dropped => 0,
                Fate::Kept => usize::MAX,
                Fate::Second(first) => {
                    if n % 2 == first {
                        usize::MAX
                    } else {
                        0
                    }
                }
                Fate::LastOnly => {
                    if last {
                        usize::MAX
                    } else {
                        0
                    }
                }
                Fate::Torn(bytes) => {
                    if last {
                        bytes
                    } else {
                        usize::MAX
                    }
                }
                Fate::Chance(_) => dice.throw(),
            };
            if bytes > 0 {
                apply(content.entry(of(change)).or_default(), change, bytes);
            }
        }
        let files = names.iter().map(|(name, node)| {
            let bytes = match node {
                Node::File(file) => content.get(file).cloned().unwrap_or_default(),
                Node::Text(text) => text.clone(),
            };
            (name.clone(), bytes)
        });
        Found { how: format!("{fate:?}, {which}, {} not synced", self.pending.len()), files: files.collect() }
    }
}

impl Found {
    /// Puts the files into a directory.
    pub(crate) fn lay(&self, dir: &Path) {
        for (name, bytes) in &self.files {
            fs::write(dir.join(name), bytes).expect("a file of the trial");
        }
    }

    /// Two of the same are one trial.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (name, bytes) in &self.files {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        hash.finalize().into()
    }
}

fn of(change: &Change) -> u64 {
    match change {
        Change::Made { file }
        | Change::Write { file, .. }
        | Change::Truncate { file, .. }
        | Change::Sync { file } => *file,
        Change::Delete { .. } => 0,
    }
}

/// Does a change to a file's content, or as much of a write as `most` bytes.
fn apply(content: &mut Vec<u8>, change: &Change, most: usize) {
    match change {
        Change::Write { at, bytes, .. } => {
            let (at, bytes) = (*at as usize, &bytes[..bytes.len().min(most)]);
            if content.len() < at + bytes.len() {
                content.resize(at + bytes.len(), 0);
            }
            content[at..at + bytes.len()].copy_from_slice(bytes);
        }
        Change::Truncate { size, .. } => content.resize(*size as usize, 0),
        Change::Made { .. } | Change::Sync { .. } | Change::Delete { .. } => {}
    }
}

/// Chance that comes out the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn new(fate: Fate) -> Dice {
        let seed = if let Fate::Chance(seed) = fate { seed } else { 0 };
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// How many bytes of a write are there: none, all, or some sectors.
    fn throw(&mut self) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let thrown = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as usize;
        match thrown % 4 {
            0 => 0,
            1 => SECTOR * (1 + thrown / 4 % 7),
            _ => usize::MAX,
        }
    }
}
