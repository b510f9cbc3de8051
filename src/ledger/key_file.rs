//! The file with the key, outside of the ledger.
//!
//! Beside the ledger as `<ledger>.key`, or where the settings say (`key_file`): on a medium that whoever
//! reaches the ledger does not reach. It is a text of these lines:
//!
//! ```text
//! pairing-station key 1
//! # (what it is)
//! id 3f0c9d61a1b2c3d4
//! key (64 hex digits)
//! first 1
//! head (64 hex digits)
//! sum (64 hex digits)
//! ```
//!
//! `first` is the first event that the key sealed and `head` the link of the one before (zeros: there was
//! none), so that a ledger which claims to be sealed with this key from another event on, or after another
//! past, disagrees with the file. `sum` is HMAC-SHA256 with the key over `pairing-station/key-file/1\n`,
//! `first` as 8 bytes big-endian, and the 32 bytes of `head`.
//!
//! Architecture invariants:
//! * The file is made whole under another name, readable by its owner only, synced, and then given its
//!   name; what has that name already is never written over.
//! * What cannot be read as above is an error by name. It is never taken for a missing one.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::chain::{Hash, hex, unhex};
use super::error::LedgerError;
use super::open::{self, beside, sync_dir_of};
use super::seal::Key;

const TITLE: &str = "pairing-station key 1";

const ABOUT: &str = "\
# The key that seals the events of a pairing station's ledger. Without it nobody can tell whether they were
# changed; whoever has it can change them unseen. Show it to nobody, keep a copy of it in a safe place.";

const SUM: &[u8] = b"pairing-station/key-file/1\n";

/// No key file is longer.
const MOST: u64 = 4096;

/// A key and where it began.
#[derive(Debug, Clone)]
pub(super) struct KeyFile {
    pub(super) key: Key,
    /// The first event it sealed.
    pub(super) first: i64,
    /// The link of the event before that.
    pub(super) head: Hash,
}

/// Where the key of the ledger at `ledger` lies, unless the settings say otherwise.
pub fn key_path(ledger: &Path) -> PathBuf {
    beside(ledger, ".key")
}

/// Where the key lies if the settings name `place`: a file, or a directory for it.
pub fn key_path_in(ledger: &Path, place: &Path) -> PathBuf {
    match ledger.file_name() {
        Some(name) if place.is_dir() => key_path(&place.join(name)),
        _ => place.to_owned(),
    }
}

/// Copies the key file `from` to `to`, readable by its owner only and synced; false: there is none.
///
/// A faulty one is an error, and so is another key that lies at `to` already; the same key there is left
/// as it is.
pub fn copy_key(from: &Path, to: &Path) -> Result<bool, LedgerError> {
    let Some(file) = KeyFile::read(from)? else { return Ok(false) };
    match KeyFile::read(to)? {
        Some(there) if there.to_text() == file.to_text() => {}
        Some(there) => {
            let what =
                format!("it holds key {}, and key {} was to be put there", there.key.id(), file.key.id());
            return Err(LedgerError::KeyOfAnother { key_file: to.to_owned(), what });
        }
        None => file.write(to)?,
    }
    Ok(true)
}

impl KeyFile {
    /// Reads the file; `None`: there is none.
    pub(super) fn read(path: &Path) -> Result<Option<KeyFile>, LedgerError> {
        let mut text = Vec::new();
        match File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut text)) {
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(LedgerError::KeyPlace { path: path.to_owned(), source }),
        }
        let text = String::from_utf8_lossy(&text);
        let file = KeyFile::parse(&text);
        file.map(Some).map_err(|what| LedgerError::KeyFault { path: path.to_owned(), what })
    }

    /// What is wrong with a text, or the key in it.
    fn parse(text: &str) -> Result<KeyFile, &'static str> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#')).map(str::trim_end);
        if lines.next() != Some(TITLE) {
            return Err("it is not a key file of this program");
        }
        let mut value = |name: &str| {
            lines.next().and_then(|line| line.strip_prefix(name)).and_then(|rest| rest.strip_prefix(' '))
        };
        let id = value("id").ok_or("its line id is missing")?;
        let key = value("key").and_then(unhex).ok_or("its line key is missing or not 64 hex digits")?;
        let first =
            value("first").and_then(|n| n.parse().ok()).ok_or("its line first is missing or no number")?;
        let head = value("head").and_then(unhex).ok_or("its line head is missing or not 64 hex digits")?;
        let sum = value("sum").ok_or("its line sum is missing: its end was lost")?;
        let file = KeyFile { key: Key::new(key), first, head };
        if file.key.id() != id || hex(&file.sum()) != sum {
            return Err("its lines do not fit together: it was changed");
        }
        Ok(file)
    }

    fn sum(&self) -> [u8; 32] {
        self.key.mac_of(SUM, &[&self.first.to_be_bytes(), &self.head])
    }

    fn to_text(&self) -> String {
        let (id, key, head, sum) = (self.key.id(), hex(self.key.bytes()), hex(&self.head), hex(&self.sum()));
        let first = self.first;
        format!("{TITLE}\n{ABOUT}\nid {id}\nkey {key}\nfirst {first}\nhead {head}\nsum {sum}\n")
    }

    /// Writes it where nothing is yet.
    pub(super) fn write(&self, path: &Path) -> Result<(), LedgerError> {
        write_text(path, &self.to_text(), false)
            .map_err(|source| LedgerError::KeyPlace { path: path.to_owned(), source })
    }
}

/// Writes a file whole under another name, synced and for its owner only, and gives it its name;
/// `over`: also where there is one already.
pub(super) fn write_text(path: &Path, text: &str, over: bool) -> std::io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".pairing-station-").tempfile_in(dir)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if over { file.persist(path).map(|_| ()) } else { file.persist_noclobber(path).map(|_| ()) }
        .map_err(|refused| refused.error)?;
    sync_dir_of(path)
}

/// Moves the key (and the end mark) of a ledger that is gone out of the way of a new one's.
pub(super) fn set_aside(path: &Path) -> Result<(), LedgerError> {
    let Some(old) = KeyFile::read(path)? else { return Ok(()) };
    let move_away = |from: &Path| -> std::io::Result<()> {
        let to = beside(from, &format!(".{}", old.key.id()));
        match std::fs::rename(from, &to) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            done => done
                .inspect(|()| tracing::warn!(to = %to.display(), "an earlier ledger's file was moved away")),
        }
    };
    move_away(path)
        .and_then(|()| move_away(&super::end_mark::path_of(path)))
        .map_err(|source| LedgerError::KeyPlace { path: path.to_owned(), source })
}

/// Puts the key file `from` where `to` is, for the ledger it seals; another ledger's that lies there is moved
/// aside. `from` is gone afterwards; where it is gone already nothing is done.
pub(super) fn put_in_place(from: &Path, to: &Path) -> Result<(), LedgerError> {
    let Some(new) = KeyFile::read(from)? else { return Ok(()) };
    if KeyFile::read(to)?.is_some_and(|there| there.to_text() != new.to_text()) {
        set_aside(to)?;
    }
    copy_key(from, to)?;
    forget_end(from)?;
    open::remove(from).map_err(|source| LedgerError::KeyPlace { path: from.to_owned(), source })
}

/// Removes the end mark beside a key file: the ledger it is about has another end from now on.
pub(super) fn forget_end(key: &Path) -> Result<(), LedgerError> {
    let mark = super::end_mark::path_of(key);
    open::remove(&mark).map_err(|source| LedgerError::KeyPlace { path: mark, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> KeyFile {
        KeyFile { key: Key::new([7; 32]), first: 41, head: [0x5a; 32] }
    }

    #[test]
    fn a_file_is_read_as_it_was_written_and_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = key_path(&dir.path().join("ledger.sqlite"));
        assert!(KeyFile::read(&path).unwrap().is_none());
        some().write(&path).unwrap();
        let read = KeyFile::read(&path).unwrap().unwrap();
        assert_eq!((read.key.bytes(), read.first, read.head), (&[7; 32], 41, [0x5a; 32]));
        some().write(&path).unwrap_err();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "only its owner reads it");
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else stays");
    }

    #[test]
    fn every_byte_that_is_lost_or_changed_is_found() {
        let text = some().to_text();
        KeyFile::parse(&text).unwrap();
        KeyFile::parse(&text.replace('\n', "\r\n")).unwrap();
        let remarks = text.find('#').unwrap()..text.find("\nid ").unwrap();
        for at in (0..text.len() - 1).filter(|at| !remarks.contains(at)) {
            KeyFile::parse(&text[..at]).expect_err(&text[..at]);
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            KeyFile::parse(&changed).expect_err(&changed);
        }
    }

    #[test]
    fn faults_are_named() {
        let text = some().to_text();
        let check = |text: &str, expect: &str| {
            let found = KeyFile::parse(text).map(|_| ()).unwrap_err();
            assert!(found.contains(expect), "{text:?}: {found}");
        };
        check("", "not a key file");
        check("pairing-station key 2\n", "not a key file");
        check(&text.replace("key 0", "key x"), "line key");
        check(&text.replace("first 41", "first x"), "line first");
        check(&text.replace("first 41", "first 42"), "do not fit");
        check(&text.replace("head 5a", "head 5b"), "do not fit");
        check(&text[..text.find("sum").unwrap()], "its end was lost");
        check(&text.replace(&format!("id {}", some().key.id()), "id 0000000000000000"), "do not fit");
    }

    #[test]
    fn a_copy_is_the_same_key_and_replaces_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let [a, b, c] = ["a", "b", "c"].map(|name| dir.path().join(name));
        assert!(!copy_key(&a, &b).unwrap());
        some().write(&a).unwrap();
        assert!(copy_key(&a, &b).unwrap());
        assert!(copy_key(&a, &b).unwrap(), "the same again is well");
        assert_eq!(std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
        KeyFile { first: 1, ..some() }.write(&c).unwrap();
        let error = copy_key(&c, &b).unwrap_err();
        assert!(matches!(error, LedgerError::KeyOfAnother { .. }), "{error:?}");
        assert_eq!(std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
        std::fs::write(&c, "x").unwrap();
        assert!(matches!(copy_key(&c, &b).unwrap_err(), LedgerError::KeyFault { .. }));
    }

    #[test]
    fn the_place_may_be_a_directory() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Path::new("/data/ledger.sqlite");
        assert_eq!(key_path_in(ledger, dir.path()), dir.path().join("ledger.sqlite.key"));
        assert_eq!(key_path_in(ledger, &dir.path().join("my.key")), dir.path().join("my.key"));
    }
}
