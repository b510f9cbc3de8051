//! One named template on disk: the user's bytes, and the note that says what goes with them.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::{Named, NewTemplate, ShelfError};
use crate::ledger::Stamp;
use crate::relation::bounded::{MAX_NOTE, read_text};
use crate::relation::{Blank, Column, Template, sha256_of_bytes, template_bytes};
use crate::station::clock::rfc3339;

/// How the note's file name ends.
pub(super) const NOTE: &str = "toml";

/// What stands in the note.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// What the user's file was called.
    file: String,
    /// When it was added, RFC 3339.
    added: String,
    /// The bytes beside this note.
    kind: Kind,
    /// Their SHA-256, lower-case hex.
    sha256: String,
    /// The columns that are filled.
    #[serde(rename = "fill", default, skip_serializing_if = "Vec::is_empty")]
    fills: Vec<FillLine>,
}

/// A column that is filled.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FillLine {
    /// Its header, letter by letter.
    column: String,
    /// The text, with placeholders.
    text: String,
}

/// How the bytes' file name ends, so that the user can open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Csv,
    Xlsx,
}

impl Kind {
    fn of(bytes: &[u8]) -> Kind {
        if bytes.starts_with(b"PK\x03\x04") { Kind::Xlsx } else { Kind::Csv }
    }

    fn path(self, dir: &Path, name: &str) -> PathBuf {
        dir.join(match self {
            Kind::Csv => format!("{name}.csv"),
            Kind::Xlsx => format!("{name}.xlsx"),
        })
    }
}

/// Where the note of that name lies.
pub(super) fn note_path(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.{NOTE}"))
}

/// Writes bytes, then note: without its note a template is not there. A note that is there is not replaced.
pub(super) fn write(
    dir: &Path,
    new: &NewTemplate,
    template: &Template,
    now: Stamp,
) -> Result<(), ShelfError> {
    let fill = |column: &Column| {
        let text = column.fill.as_ref()?.to_string();
        Some(FillLine { column: column.header.clone(), text })
    };
    let kind = Kind::of(&new.bytes);
    let note = Note {
        file: new.file.clone(),
        added: rfc3339(now),
        kind,
        sha256: sha256_of_bytes(&new.bytes),
        fills: template.columns().iter().filter_map(fill).collect(),
    };
    let path = note_path(dir, &new.name);
    let text = toml::to_string_pretty(&note)
        .map_err(|error| std::io::Error::new(ErrorKind::InvalidData, error))
        .map_err(ShelfError::io("write", &path))?;
    fs::create_dir_all(dir).map_err(ShelfError::io("make the directory", dir))?;
    put(dir, &kind.path(dir, &new.name), &new.bytes, true)?;
    put(dir, &path, text.as_bytes(), false)
}

/// Writes a file at once: to a temporary one, synced, renamed.
fn put(dir: &Path, path: &Path, bytes: &[u8], replace: bool) -> Result<(), ShelfError> {
    let io = || ShelfError::io("write", path);
    let mut draft = tempfile::NamedTempFile::new_in(dir).map_err(io())?;
    draft.write_all(bytes).map_err(io())?;
    draft.as_file().sync_all().map_err(io())?;
    let named = if replace { draft.persist(path) } else { draft.persist_noclobber(path) };
    named.map_err(|error| io()(error.error))?;
    Ok(())
}

/// Reads a template and holds it to what was kept.
pub(super) fn read(dir: &Path, name: &str) -> Result<Named, ShelfError> {
    let path = note_path(dir, name);
    let damaged = |path: &Path, what: String| {
        let (name, path) = (name.to_owned(), path.to_owned());
        ShelfError::Damaged { name, path, what }
    };
    let text = match read_text(&path, MAX_NOTE) {
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(damaged(&path, "it is not UTF-8 text".to_owned()));
        }
        text => text.map_err(ShelfError::io("read", &path))?,
    };
    let note: Note = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |at| 1 + text[..at.start.min(text.len())].matches('\n').count());
        damaged(&path, format!("line {line}, {}", error.message()))
    })?;
    let added: DateTime<FixedOffset> = DateTime::parse_from_rfc3339(&note.added)
        .map_err(|error| damaged(&path, format!("added = {:?}, {error}", note.added)))?;
    let body = note.kind.path(dir, name);
    let bytes = template_bytes(&body).map_err(|error| damaged(&body, error.to_string()))?;
    if sha256_of_bytes(&bytes) != note.sha256 {
        return Err(damaged(&body, "it is not the file that was added".to_owned()));
    }
    let fills: Vec<_> = note.fills.into_iter().map(|fill| (fill.column, fill.text)).collect();
    let filled = Blank::read(name, &bytes).and_then(|blank| blank.fill(&fills));
    let template = filled.map_err(|error| damaged(&path, error.to_string()))?;
    Ok(Named { name: name.to_owned(), file: note.file, added, template })
}

/// Removes note, then bytes: what is left when only the first succeeds is no template any more.
pub(super) fn remove(dir: &Path, name: &str) -> Result<(), ShelfError> {
    let note = note_path(dir, name);
    fs::remove_file(&note).map_err(ShelfError::io("remove", &note))?;
    for kind in [Kind::Csv, Kind::Xlsx] {
        let path = kind.path(dir, name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(ShelfError::io("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}
