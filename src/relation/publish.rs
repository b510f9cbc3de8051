//! An export's third step: its files get their names, all or none, and their manifest.

use super::draft::{Draft, Sealed, sync_dir};
use super::manifest::{Manifest, ManifestFile};
use super::split::{Export, Part};
use super::write::{MAX_SAME_NAME, Unnamed, numbered};
use super::{FileDone, Provenance, RelationError};
use std::io;
use std::path::{Path, PathBuf};

/// How the name of a manifest ends.
pub const MANIFEST: &str = "_manifest.json";

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

    /// Whether these are, to the byte, the files that a manifest tells of.
    pub fn is_again(&self, manifest: &Manifest) -> Result<(), RelationError> {
        let (written, wanted) = (self.files.len(), manifest.files.len());
        for (part, entry) in self.files.iter().zip(&manifest.files) {
            let Unnamed { sealed, pk, rows } = &part.file;
            if sealed.sha256 != entry.sha256 || *pk != entry.pk || *rows != entry.rows {
                let (wanted, found) = (entry.sha256.clone(), sealed.sha256.clone());
                return Err(RelationError::NotAgain { file: entry.file.clone(), wanted, found });
            }
        }
        if written == wanted { Ok(()) } else { Err(RelationError::NotAsMany { wanted, written }) }
    }

    /// Gives all files their names, then the manifest its own: a set without a manifest is one that
    /// a power cut interrupted. Where a name is taken, the whole set gets the next: `…-2_p11sf2_001`.
    pub fn publish(self, provenance: Provenance) -> Result<Published, RelationError> {
        self.publish_with(|export, files| Manifest::new(export, provenance, files))
    }

    /// The same for files that [`Ready::is_again`] found to be those of an earlier export, with its manifest.
    pub fn publish_again(self, manifest: &Manifest) -> Result<Published, RelationError> {
        self.publish_with(|_, files| Manifest { files, ..manifest.clone() })
    }

    fn publish_with(
        self,
        manifest: impl FnOnce(&Export, Vec<ManifestFile>) -> Manifest,
    ) -> Result<Published, RelationError> {
        let Ready { export, files } = self;
        if files.is_empty() {
            return Err(RelationError::NoRows);
        }
        let names = |again| files.iter().map(|part| part.name(&export, again)).collect::<Vec<_>>();
        let (names, manifest_path) = free_names(&export.dir, &export.stem, names)?;
        let entry = |(part, file): (&Part, &String)| ManifestFile {
            file: file.clone(),
            pk: part.file.pk.clone(),
            rows: part.file.rows,
            sha256: part.file.sealed.sha256.clone(),
            bytes: part.file.sealed.bytes,
        };
        let manifest = manifest(&export, files.iter().zip(&names).map(entry).collect());
        let (mut set, mut done) = (Vec::new(), Vec::new());
        for (part, name) in files.into_iter().zip(names) {
            let path = export.dir.join(name);
            let Unnamed { sealed, pk, rows } = part.file;
            done.push(FileDone {
                path: path.clone(),
                pk,
                rows,
                sha256: sealed.sha256.clone(),
                bytes: sealed.bytes,
            });
            set.push((path, sealed));
        }
        publish_set(&export.dir, set, &manifest_path, &manifest.to_json())?;
        Ok(Published { files: done, manifest, manifest_path })
    }
}

/// Gives files their names, then writes the manifest beside them: all or none.
pub(super) fn publish_set(
    dir: &Path,
    mut set: Vec<(PathBuf, Sealed)>,
    manifest_path: &Path,
    manifest: &str,
) -> Result<(), RelationError> {
    // Before the first rename: a full disk is met while nothing has a name.
    let mut draft = Draft::new(dir)?;
    draft.push(manifest.as_bytes())?;
    set.push((manifest_path.to_owned(), draft.seal()?));
    let mut done = Vec::new();
    let name = |(path, sealed): (PathBuf, Sealed)| {
        sealed.publish(&path).map_err(|(_, error)| RelationError::io("name the file", &path)(error))?;
        done.push(path);
        Ok(())
    };
    let named = set.into_iter().try_for_each(name).and_then(|()| sync_dir(dir));
    if named.is_err() {
        // The fault that began it is the one to tell; a file that cannot be removed either lies
        // there without a manifest, which goes first.
        drop(remove(done.into_iter().rev()));
    }
    named
}

/// The names of a set under the first number under which none of them is there yet, and its manifest's path.
pub(super) fn free_names(
    dir: &Path,
    stem: &str,
    names: impl Fn(u32) -> Vec<String>,
) -> Result<(Vec<String>, PathBuf), RelationError> {
    for again in 1..=MAX_SAME_NAME {
        let manifest = dir.join(format!("{stem}{}{MANIFEST}", numbered(again)));
        let taken = |path: &Path| path.symlink_metadata().is_ok();
        let names = names(again);
        if !taken(&manifest) && !names.iter().any(|name| taken(&dir.join(name))) {
            return Ok((names, manifest));
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
pub(super) fn remove(paths: impl Iterator<Item = PathBuf>) -> Result<(), RelationError> {
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
