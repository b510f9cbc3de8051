//! The search file: blocks of keys, each whole or not there.
//!
//! # Format
//!
//! All numbers little-endian. The file begins with 16 bytes: `PSTSRCH` and the version of this format,
//! the `application_id` of ledgers (u32), and the CRC-32 of those 12. Then blocks, one after another,
//! each a head of 68 bytes and its text:
//!
//! | bytes | what |
//! |---|---|
//! | 0–4 | `BLK1` |
//! | 4–8 | pairs in it (u32) |
//! | 8–16 | id of the first; the others have the ids that follow (i64) |
//! | 16–20 | bytes of its text (u32) |
//! | 20–24 | CRC-32 of its text |
//! | 24–32 | the greatest number of an event that made one of its pairs (i64) |
//! | 32–64 | the hash of that event in the ledger's chain |
//! | 64–68 | CRC-32 of these 64 bytes |
//!
//! The hash of the newest event stands for everything before it ([`crate::ledger`], `chain.rs`): where
//! the ledger has it, every block is of this ledger and of its present past; where not (another ledger,
//! or a backup that was restored), the whole file is worth nothing.
//!
//! Nothing is synced: a block that a power cut tore does not have its checksum, and is read from the
//! ledger again. A torn end is cut off when the file is opened.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;

use super::block::PAIRS;
use crate::ledger::chain::Hash;
use crate::ledger::error::LedgerError;
use crate::ledger::idset::IdSet;
use crate::ledger::private;
use crate::ledger::reader::Reader;
use crate::ledger::schema::APPLICATION_ID;

const MAGIC: &[u8; 7] = b"PSTSRCH";
const VERSION: u8 = 1;
const FILE_HEAD: usize = 16;
const BLOCK_MAGIC: &[u8; 4] = b"BLK1";
const BLOCK_HEAD: usize = 68;

/// Where a block's text lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Id of its first pair.
    pub(super) first: i64,
    count: i64,
    offset: u64,
    len: usize,
    crc: u32,
}

/// A block to be written.
#[derive(Debug)]
pub(super) struct NewBlock<'a> {
    pub(super) first: i64,
    pub(super) last: i64,
    /// See [`super::block`].
    pub(super) text: &'a [u8],
    /// The greatest number of an event that made one of its pairs, and that event's hash.
    pub(super) made: (i64, Hash),
}

/// What the file holds.
#[derive(Debug)]
pub(super) struct Index {
    path: PathBuf,
    /// By their first ids.
    blocks: BTreeMap<i64, Place>,
    covered: IdSet,
    /// Where the next block goes; 0: the file is begun anew.
    end: u64,
}

impl Place {
    /// Id of its last pair.
    pub(super) fn last(&self) -> i64 {
        self.first + self.count - 1
    }

    /// Reads the text into `buffer`.
    pub(super) fn read(&self, file: &mut File, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.resize(self.len, 0);
        file.seek(SeekFrom::Start(self.offset))?;
        file.read_exact(buffer)?;
        match crc32fast::hash(buffer) == self.crc {
            true => Ok(()),
            false => Err(io::Error::new(io::ErrorKind::InvalidData, "a block of the search file is damaged")),
        }
    }
}

impl Index {
    /// Looks what is there and fits the ledger; what follows that is cut off.
    pub(super) fn open(path: &Path, reader: &Reader) -> Result<Index, LedgerError> {
        let mut index =
            Index { path: path.to_owned(), blocks: BTreeMap::new(), covered: IdSet::default(), end: 0 };
        match index.load() {
            Ok(Some((seq, hash))) if hash_of(reader, seq)? != Some(hash) => {
                tracing::info!(path = %path.display(), "the search file is of another ledger or past: it is made again");
                index.start_over();
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "the search file cannot be read: it is made again");
                index.start_over();
            }
        }
        index.cut();
        Ok(index)
    }

    /// Cuts off what no block can be read from.
    fn cut(&self) {
        let longer = |meta: std::fs::Metadata| meta.is_file() && meta.len() > self.end;
        if !std::fs::metadata(&self.path).is_ok_and(longer) {
            return;
        }
        let cut = OpenOptions::new().write(true).open(&self.path).and_then(|file| file.set_len(self.end));
        if let Err(error) = cut {
            // Cut off when the next block is written, if one ever can be.
            tracing::warn!(path = %self.path.display(), %error, "the torn end of the search file stays");
        }
    }

    /// Walks through the heads up to the end or the first that is not whole; the newest event.
    fn load(&mut self) -> io::Result<Option<(i64, Hash)>> {
        let mut file = File::open(&self.path)?;
        let len = file.metadata()?.len();
        let mut head = [0; FILE_HEAD];
        if len < FILE_HEAD as u64 {
            return Ok(None);
        }
        file.read_exact(&mut head)?;
        if head != file_head() {
            tracing::info!(path = %self.path.display(), "the search file has another format: it is made again");
            return Ok(None);
        }
        self.end = FILE_HEAD as u64;
        let mut newest = None;
        while self.end + BLOCK_HEAD as u64 <= len {
            let mut head = [0; BLOCK_HEAD];
            file.seek(SeekFrom::Start(self.end))?;
            file.read_exact(&mut head)?;
            let Some((place, made)) = read_head(&head, self.end) else { break };
            let end = place.offset + place.len as u64;
            let ids = IdSet::range(place.first, place.last());
            if end > len || self.covered.and(&ids).len() > 0 {
                break;
            }
            self.add(place);
            self.end = end;
            newest = newest.max(Some(made));
        }
        Ok(newest)
    }

    fn add(&mut self, place: Place) {
        self.covered = self.covered.or(&IdSet::range(place.first, place.last()));
        self.blocks.insert(place.first, place);
    }

    /// Ids whose keys are in the file.
    pub(super) fn covered(&self) -> &IdSet {
        &self.covered
    }

    /// The blocks that have ids of `wanted`, with the first and last wanted of each.
    pub(super) fn find(&self, wanted: &IdSet) -> Vec<(Place, i64, i64)> {
        let mut found = Vec::new();
        for (first, last) in wanted.ranges() {
            let begin = self.blocks.range(..=first).next_back().map_or(first, |(id, _)| *id);
            for place in self.blocks.range(begin..=last).map(|(_, place)| place) {
                let (from, to) = (place.first.max(first), place.last().min(last));
                if from <= to {
                    found.push((*place, from, to));
                }
            }
        }
        found
    }

    /// Forgets all blocks; the file is begun anew with the next.
    pub(super) fn start_over(&mut self) {
        self.blocks.clear();
        self.covered = IdSet::default();
        self.end = 0;
    }

    /// Writes a block behind the others. Where that fails, the file is as it was before.
    pub(super) fn append(&mut self, block: &NewBlock<'_>) -> io::Result<()> {
        // Opened by name each time: whoever reads opens it so, and it may have been removed.
        let mut options = OpenOptions::new();
        let mut file =
            private::of_owner(options.write(true).create(true).truncate(false)).open(&self.path)?;
        if self.end > 0 && file.metadata()?.len() < self.end {
            self.start_over();
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the search file became shorter"));
        }
        let begin = self.end;
        let place = self.write(&mut file, block).inspect_err(|_| {
            // What room it took it gives back; if it cannot, the rest is cut off next time.
            if let Err(error) = file.set_len(begin) {
                tracing::warn!(path = %self.path.display(), %error, "a half-written block stays for now");
            }
        })?;
        self.end = place.offset + place.len as u64;
        self.add(place);
        Ok(())
    }

    fn write(&self, file: &mut File, block: &NewBlock<'_>) -> io::Result<Place> {
        let too_long = |_| io::Error::new(io::ErrorKind::InvalidInput, "a block is too long");
        let len = u32::try_from(block.text.len()).map_err(too_long)?;
        let count = u32::try_from(block.last - block.first + 1).map_err(too_long)?;
        let crc = crc32fast::hash(block.text);
        file.set_len(self.end)?;
        file.seek(SeekFrom::Start(self.end))?;
        let mut begin = self.end;
        if begin == 0 {
            file.write_all(&file_head())?;
            begin = FILE_HEAD as u64;
        }
        let mut head = [0; BLOCK_HEAD];
        head[..4].copy_from_slice(BLOCK_MAGIC);
        head[4..8].copy_from_slice(&count.to_le_bytes());
        head[8..16].copy_from_slice(&block.first.to_le_bytes());
        head[16..20].copy_from_slice(&len.to_le_bytes());
        head[20..24].copy_from_slice(&crc.to_le_bytes());
        head[24..32].copy_from_slice(&block.made.0.to_le_bytes());
        head[32..64].copy_from_slice(&block.made.1);
        let sum = crc32fast::hash(&head[..64]);
        head[64..].copy_from_slice(&sum.to_le_bytes());
        file.write_all(&head)?;
        file.write_all(block.text)?;
        let offset = begin + BLOCK_HEAD as u64;
        Ok(Place { first: block.first, count: count.into(), offset, len: block.text.len(), crc })
    }
}

fn file_head() -> [u8; FILE_HEAD] {
    let mut head = [0; FILE_HEAD];
    head[..7].copy_from_slice(MAGIC);
    head[7] = VERSION;
    head[8..12].copy_from_slice(&(APPLICATION_ID as u32).to_le_bytes());
    let sum = crc32fast::hash(&head[..12]);
    head[12..].copy_from_slice(&sum.to_le_bytes());
    head
}

/// A block's head at `at`; `None` if it is none.
fn read_head(head: &[u8; BLOCK_HEAD], at: u64) -> Option<(Place, (i64, Hash))> {
    let u32_at = |at: usize| head[at..at + 4].try_into().ok().map(u32::from_le_bytes);
    let i64_at = |at: usize| head[at..at + 8].try_into().ok().map(i64::from_le_bytes);
    if !head.starts_with(BLOCK_MAGIC) || u32_at(64)? != crc32fast::hash(&head[..64]) {
        return None;
    }
    let (count, first) = (i64::from(u32_at(4)?), i64_at(8)?);
    if !(1..=PAIRS).contains(&count) || first < 1 || first > i64::MAX - count {
        return None;
    }
    let len = usize::try_from(u32_at(16)?).ok()?;
    let place = Place { first, count, offset: at + BLOCK_HEAD as u64, len, crc: u32_at(20)? };
    Some((place, (i64_at(24)?, head[32..64].try_into().ok()?)))
}

/// The hash of an event in the ledger's chain.
pub(super) fn hash_of(reader: &Reader, seq: i64) -> Result<Option<Hash>, LedgerError> {
    let mut statement = reader.prepare("SELECT hash FROM events WHERE seq = ?")?;
    statement.query_row([seq], |row| row.get(0)).optional().map_err(|e| reader.name(e))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::ledger::{Context, Ledger, NewEvent, NewPair, Stamp};

    /// A ledger of six pairs, and the bytes of a file of three blocks of two.
    fn given(dir: &Path) -> (Ledger, Vec<u8>) {
        let ledger = Ledger::open(&dir.join("ledger.sqlite")).unwrap();
        for n in 1..=6 {
            let id = ledger.reserve_pair_id();
            let pair = NewPair {
                id,
                dk: format!("D{n}"),
                pk: "p11sf2".into(),
                sn: format!("S{n}"),
                name: String::new(),
            };
            let event = NewEvent::new(Stamp { at: n, offset_min: 0 }, Context::default(), "scan");
            ledger.pair(pair, event).unwrap();
        }
        let path = dir.join("whole");
        let mut index = Index::open(&path, &ledger.reader().unwrap()).unwrap();
        write_from(&mut index, &ledger.reader().unwrap());
        (ledger, fs::read(path).unwrap())
    }

    /// Writes the blocks of two that the file lacks.
    fn write_from(index: &mut Index, reader: &Reader) {
        for first in [1, 3, 5] {
            if !index.covered().contains(first) {
                let mut text = Vec::new();
                let newest = super::super::block::read(reader, first, first + 1, &mut text).unwrap();
                let made = (newest, hash_of(reader, newest).unwrap().unwrap());
                index.append(&NewBlock { first, last: first + 1, text: &text, made }).unwrap();
            }
        }
    }

    fn open(path: &Path, bytes: &[u8], reader: &Reader) -> Index {
        fs::write(path, bytes).unwrap();
        Index::open(path, reader).unwrap()
    }

    #[test]
    fn what_was_torn_at_any_byte_is_noticed_and_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let (ledger, whole) = given(dir.path());
        let reader = ledger.reader().unwrap();
        let path = dir.path().join("torn");
        let block = BLOCK_HEAD + b"d1\ns1\nd2\ns2\n".len();
        for torn in 0..=whole.len() {
            let mut index = open(&path, &whole[..torn], &reader);
            let blocks = torn.saturating_sub(FILE_HEAD) / block;
            assert_eq!(*index.covered(), IdSet::range(1, 2 * blocks as i64), "{torn} bytes");
            write_from(&mut index, &reader);
            assert_eq!(fs::read(&path).unwrap(), whole, "{torn} bytes");
        }
    }

    #[test]
    fn a_byte_that_changed_is_never_taken_for_a_key() {
        let dir = tempfile::tempdir().unwrap();
        let (ledger, whole) = given(dir.path());
        let reader = ledger.reader().unwrap();
        let path = dir.path().join("changed");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            let index = open(&path, &bytes, &reader);
            let (mut file, mut text) = (File::open(&path).unwrap(), Vec::new());
            for (place, first, last) in index.find(&IdSet::range(1, 6)) {
                if place.read(&mut file, &mut text).is_ok() {
                    let right = format!("d{first}\ns{first}\nd{last}\ns{last}\n");
                    assert_eq!(text, right.into_bytes(), "byte {at}");
                }
            }
        }
    }

    #[test]
    fn blocks_are_found_by_the_ids_wanted() {
        let dir = tempfile::tempdir().unwrap();
        let (ledger, whole) = given(dir.path());
        let index = open(&dir.path().join("whole"), &whole, &ledger.reader().unwrap());
        let check = |wanted: &[(i64, i64)], expect: &[(i64, i64, i64)]| {
            let found = index.find(&IdSet::from_ranges(wanted.to_vec()));
            let found: Vec<_> =
                found.iter().map(|(place, first, last)| (place.first, *first, *last)).collect();
            assert_eq!(found, expect, "{wanted:?}");
        };
        check(&[], &[]);
        check(&[(2, 3)], &[(1, 2, 2), (3, 3, 3)]);
        check(&[(4, 4), (6, 9)], &[(3, 4, 4), (5, 6, 6)]);
    }

    #[test]
    fn a_file_of_another_ledger_or_an_older_format_is_begun_anew() {
        let [dir, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let (ledger, whole) = given(dir.path());
        let reader = ledger.reader().unwrap();
        let stranger = Ledger::open(&other.path().join("ledger.sqlite")).unwrap();
        let path = other.path().join("ledger.sqlite.search");
        let index = open(&path, &whole, &stranger.reader().unwrap());
        assert_eq!(*index.covered(), IdSet::default());
        let mut older = whole.clone();
        older[7] = VERSION - 1;
        let sum = crc32fast::hash(&older[..12]);
        older[12..16].copy_from_slice(&sum.to_le_bytes());
        let mut index = open(&path, &older, &reader);
        assert_eq!(*index.covered(), IdSet::default());
        write_from(&mut index, &reader);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
}
