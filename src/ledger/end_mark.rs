//! The end mark: where the ledger ended when it was last opened or closed.
//!
//! Events cut off at the end leave a whole chain. So a small file beside the key (`<key>.end`) remembers the
//! last event's number and link, with a sum that cannot be made without the key. It is as safe as its
//! place: beside the ledger whoever reaches the one reaches the other; with the key on another medium he
//! does not. A crash leaves an older mark, which holds all the same: the chain only grows.
//!
//! A ledger that was found with another end at opening says so in an event (kind `cut`), because the mark
//! is written anew then. Writing it can fail without harm: it is no part of any commit.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::chain::{Hash, hex, unhex};
use super::key_file::write_text;
use super::open::beside;
use super::seal::Key;

const TITLE: &str = "pairing-station end 1";

const SUM: &[u8] = b"pairing-station/end/1\n";

/// No end mark is longer.
const MOST: u64 = 1024;

/// The end of a chain, as it was remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EndMark {
    /// Id of the key it was written with.
    pub(super) key: String,
    pub(super) seq: i64,
    pub(super) hash: Hash,
    sum: [u8; 32],
}

/// Where the mark of the ledger with this key file lies.
pub(super) fn path_of(key_path: &Path) -> PathBuf {
    beside(key_path, ".end")
}

impl EndMark {
    pub(super) fn new(key: &Key, seq: i64, hash: Hash) -> EndMark {
        EndMark { key: key.id().to_owned(), seq, hash, sum: sum(key, seq, &hash) }
    }

    /// Reads the mark beside a key file; `None`: there is none. The error says what is wrong with it.
    pub(super) fn read(key_path: &Path) -> Result<Option<EndMark>, String> {
        let path = path_of(key_path);
        let too_long = std::fs::metadata(&path).is_ok_and(|meta| meta.len() > MOST);
        match std::fs::read_to_string(&path) {
            _ if too_long => Err("it is too long".to_owned()),
            Ok(text) => EndMark::parse(&text)
                .map(Some)
                .ok_or_else(|| "its lines are not what they must be".to_owned()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e.to_string()),
        }
    }

    fn parse(text: &str) -> Option<EndMark> {
        let mut lines = text.lines();
        if lines.next()? != TITLE {
            return None;
        }
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
        Some(EndMark {
            key: value("key")?,
            seq: value("seq")?.parse().ok()?,
            hash: unhex(&value("hash")?)?,
            sum: unhex(&value("sum")?)?,
        })
    }

    /// Whether it was written with this key. One of another key cannot be told.
    pub(super) fn is_by(&self, key: &Key) -> bool {
        self.sum == sum(key, self.seq, &self.hash)
    }

    /// Writes it beside a key file.
    pub(super) fn write(&self, key_path: &Path) {
        let EndMark { key, seq, hash, sum } = self;
        let text = format!("{TITLE}\nkey {key}\nseq {seq}\nhash {}\nsum {}\n", hex(hash), hex(sum));
        let path = path_of(key_path);
        if let Err(error) = write_text(&path, &text, true) {
            tracing::warn!(path = %path.display(), %error, "the end of the ledger could not be remembered");
        }
    }
}

fn sum(key: &Key, seq: i64, hash: &Hash) -> [u8; 32] {
    key.mac_of(SUM, &[&seq.to_be_bytes(), hash])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_forged_by_nobody_without_the_key() {
        let dir = tempfile::tempdir().unwrap();
        let key_path = dir.path().join("ledger.sqlite.key");
        let (key, other) = (Key::new([1; 32]), Key::new([2; 32]));
        assert_eq!(EndMark::read(&key_path), Ok(None));
        for seq in [7, 8] {
            let mark = EndMark::new(&key, seq, [9; 32]);
            mark.write(&key_path);
            assert_eq!(EndMark::read(&key_path), Ok(Some(mark.clone())));
            assert!(mark.is_by(&key) && !mark.is_by(&other));
        }
        let path = path_of(&key_path);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("seq 8", "seq 7")).unwrap();
        assert!(!EndMark::read(&key_path).unwrap().unwrap().is_by(&key));
        for bad in ["", "x", &text[..text.len() - 2], &text.repeat(9)] {
            std::fs::write(&path, bad).unwrap();
            EndMark::read(&key_path).expect_err(bad);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else stays");
    }
}
