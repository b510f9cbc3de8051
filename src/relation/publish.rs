//! An export's third step: its files get their names, all or none, and their manifest.

use super::draft::{Draft, sync_dir};
use super::manifest::{Manifest, ManifestFile};
use super::split::{Export, Part};
use super::write::{MAX_SAME_NAME, Unnamed, numbered};
use super::{FileDone, Provenance, RelationError};
use std::io;
use std::path::{Path, PathBuf};

/// Files that are written, synced, read back and compared, and have no names. Dropping it removes all files.
pub struct Ready {
    export: Export,
    files: Vec<Part>,
}

impl Ready {
    pub(super) fn new(export: Export, files: Vec<Part>) -> Ready {
        Ready { export, files }
    }

    /// Whether there is nothing to publish: no row was written.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Gives all files their names, then the manifest its own: a set without a manifest is one that
    /// a power cut interrupted. Where a name is taken, the whole set gets the next: `…-2_p11sf2_001`.
    pub fn publish(self, provenance: Provenance) -> Result<Published, RelationError> {
        let Ready { export, files } = self;
        if files.is_empty() {
            return Err(RelationError::NoRows);
        }
        let (again, manifest_path) = free_name(&export, &files)?;
        let entries = files.iter().map(|part| ManifestFile {
            file: part.name(&export, again),
            pk: part.file.pk.clone(),
            rows: part.file.rows,
            sha256: part.file.sealed.sha256.clone(),
            bytes: part.file.sealed.bytes,
        });
        let manifest = Manifest::new(&export, provenance, entries.collect());
        // Before the first rename: a full disk is met while nothing has a name.
        let mut draft = Draft::new(&export.dir)?;
        draft.push(manifest.to_json().as_bytes())?;
        let draft = draft.seal()?;

        let mut done = Vec::new();
        let named = name_all(&export, files, again, &mut done).and_then(|()| {
            let refused = |(_, error)| RelationError::io("name the file", &manifest_path)(error);
            draft.publish(&manifest_path).map_err(refused)
        });
        if let Err(error) = named {
            // All or none. The fault that began it is the one to tell; a file that cannot be
            // removed either lies there without a manifest.
            drop(remove(done.into_iter().map(|file| file.path)));
            return Err(error);
        }
        let published = Published { files: done, manifest, manifest_path };
        match sync_dir(&export.dir) {
            Ok(()) => Ok(published),
            Err(error) => {
                drop(published.withdraw());
                Err(error)
            }
        }
    }
}

fn name_all(
    export: &Export,
    files: Vec<Part>,
    again: u32,
    done: &mut Vec<FileDone>,
) -> Result<(), RelationError> {
    for part in files {
        let path = export.dir.join(part.name(export, again));
        let Unnamed { sealed, pk, rows } = part.file;
        let (sha256, bytes) = (sealed.sha256.clone(), sealed.bytes);
        let refused = |(_, error)| RelationError::io("name the file", &path)(error);
        sealed.publish(&path).map_err(refused)?;
        done.push(FileDone { path, pk, rows, sha256, bytes });
    }
    Ok(())
}

/// The first number under which no file of the set is there yet, and its manifest's path.
fn free_name(export: &Export, files: &[Part]) -> Result<(u32, PathBuf), RelationError> {
    let Export { dir, stem, .. } = export;
    for again in 1..=MAX_SAME_NAME {
        let manifest = dir.join(format!("{stem}{}_manifest.json", numbered(again)));
        let taken = |path: &Path| path.symlink_metadata().is_ok();
        if !taken(&manifest) && !files.iter().any(|part| taken(&dir.join(part.name(export, again)))) {
            return Ok((again, manifest));
        }
    }
    Err(RelationError::io("name the files of", &dir.join(stem))(io::ErrorKind::AlreadyExists.into()))
}

/// An export that is on disk under its names.
#[derive(Debug)]
pub struct Published {
    /// Each file, product by product.
    pub files: Vec<FileDone>,
    /// What the manifest says.
    pub manifest: Manifest,
    /// Where it lies.
    pub manifest_path: PathBuf,
}

impl Published {
    /// Removes the files again, the manifest first: for an export that the ledger then refused to
    /// record. Goes on after a fault, and gives the first.
    pub fn withdraw(self) -> Result<(), RelationError> {
        let files = self.files.into_iter().map(|file| file.path);
        remove(std::iter::once(self.manifest_path).chain(files))
    }
}

/// Removes all it can, and gives the first fault.
fn remove(paths: impl Iterator<Item = PathBuf>) -> Result<(), RelationError> {
    let mut first = Ok(());
    for path in paths {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                first = first.and(Err(RelationError::io("remove", &path)(error)));
            }
            _ => {}
        }
    }
    first
}
