//! What an interrupted export left in the directory of relation files.
//!
//! Files get their names before the ledger marks their pairs, so a program that is killed between the two
//! leaves files that look handed over and are on no record. The next export into that directory looks for
//! them and gives them another ending: their pairs will be in a file again, and nobody takes the wrong one.
//! Nothing whole is removed; what never had a name is, once it is old.
//!
//! Only what is this ledger's own is touched: its manifest (with its name, or still without) carries the end
//! of the chain, which must be this ledger's, and a file must be what the manifest says. What any export on
//! record wrote, here or elsewhere, has its SHA-256 in the ledger and stays.

use std::collections::HashSet;
use std::fs::{self, DirEntry, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::Deserialize;

use crate::ledger::{LedgerError, Reader};
use crate::relation::manifest::Head;
use crate::relation::{DRAFT, MANIFEST, sha256_of};

/// A file without a name that is older belongs to no export still under way.
const OLD: Duration = Duration::from_secs(60 * 60);

/// Bytes of a manifest at most: one of a million rows in files of a hundred has two million.
const MOST: u64 = 16 * 1024 * 1024;

/// The ending that is given to a file nobody is to hand over.
const ENDING: &str = "interrupted";

/// What a manifest, of relation files or of corrections, says here.
#[derive(Deserialize)]
struct Told {
    chain_head: Head,
    files: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    file: String,
    sha256: String,
}

/// Held while files have names and are on no record yet.
pub(in crate::station) type Naming = MutexGuard<'static, ()>;

/// From the first name that is given to a file until the ledger has it: meanwhile nobody looks for
/// left-over files, which these would seem to be. (No other program can be at this ledger.)
pub(in crate::station) fn hold() -> Naming {
    static NAMING: Mutex<()> = Mutex::new(());
    NAMING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets aside what an interrupted export left in `dir`; the new paths. What cannot be done is logged: it
/// keeps nobody from exporting.
pub(in crate::station) fn set_aside(reader: &Reader, dir: &Path) -> Vec<PathBuf> {
    let _held = hold();
    match left_over(reader, dir) {
        Ok(left) => left,
        Err(error) => {
            tracing::warn!(dir = %dir.display(), %error, "left-over relation files were not looked for");
            Vec::new()
        }
    }
}

fn left_over(reader: &Reader, dir: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let Ok(entries) = fs::read_dir(dir) else { return Ok(Vec::new()) };
    let (mut aside, mut known) = (Vec::new(), None);
    for entry in entries.flatten() {
        let path = entry.path();
        let draft = is_draft(&path);
        if !draft && !entry.file_name().to_string_lossy().ends_with(MANIFEST) {
            continue;
        }
        if let Some(told) = read(&path)
            && is_of(reader, &told.chain_head)?
        {
            let known = match &known {
                Some(known) => known,
                None => known.insert(reader.every_file_written()?),
            };
            if told.files.iter().any(|file| !known.contains(&file.sha256)) {
                set_aside_set(dir, &path, &told, known, &mut aside);
                continue;
            }
        }
        if draft && is_old(&entry) {
            remove(&path);
        }
    }
    Ok(aside)
}

/// A file that has no name yet.
fn is_draft(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(DRAFT.0) && name.ends_with(DRAFT.1)
}

/// A manifest, or nothing.
fn read(path: &Path) -> Option<Told> {
    let mut text = String::new();
    File::open(path).ok()?.take(MOST).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// Whether the chain of this ledger was once at this end.
fn is_of(reader: &Reader, head: &Head) -> Result<bool, LedgerError> {
    let found = reader.chain_at(head.seq)?;
    Ok(found.seq == head.seq && found.hash == head.hash)
}

fn set_aside_set(
    dir: &Path,
    manifest: &Path,
    told: &Told,
    known: &HashSet<String>,
    aside: &mut Vec<PathBuf>,
) {
    let plain = |name: &str| Path::new(name).file_name().is_some_and(|last| last == name);
    for file in told.files.iter().filter(|file| plain(&file.file) && !known.contains(&file.sha256)) {
        let path = dir.join(&file.file);
        if sha256_of(&path).is_ok_and(|found| found == file.sha256) {
            aside.extend(rename(&path));
        }
    }
    // Last, so that an interruption of this is gone on with next time.
    if is_draft(manifest) {
        remove(manifest);
    } else {
        aside.extend(rename(manifest));
    }
}

fn rename(path: &Path) -> Option<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ENDING);
    let to = PathBuf::from(name);
    match fs::rename(path, &to) {
        Ok(()) => {
            tracing::warn!(path = %to.display(), "set aside: an export was interrupted before it was recorded");
            Some(to)
        }
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "a file of an interrupted export stays");
            None
        }
    }
}

fn is_old(entry: &DirEntry) -> bool {
    let changed = entry.metadata().and_then(|meta| meta.modified());
    changed.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > OLD))
}

fn remove(path: &Path) {
    match fs::remove_file(path) {
        Ok(()) => tracing::info!(path = %path.display(), "removed what an interrupted export had left"),
        Err(error) => tracing::warn!(path = %path.display(), %error, "an interrupted export's rest stays"),
    }
}
