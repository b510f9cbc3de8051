//! Named templates: the user's own import templates, kept under a name in the data directory.
//!
//! ```text
//! <data>/templates/七厂.csv     the user's file, byte for byte (or .xlsx)
//! <data>/templates/七厂.toml    what goes with it: which file it was, when, its SHA-256, the fillings
//! ```
//!
//! * [`Shelf`] keeps them: [`entry`] is how one lies there, [`error`] what can be wrong with it.
//! * [`Shelf::open`] is how every template of an order or an export is found: a preset, a named one, a file.
//! * [`preview`]: how a relation file of a template will look, with real rows; [`desk`]: the window's way here.
//!
//! Architecture invariants:
//! * A name means one template. It is never replaced: another one of that name comes only after the first
//!   was removed, and neither is done unasked while an order exports with it.
//! * A template is there once its `.toml` is, which is written last and removed first.
//! * One that is not what was kept is named, and never used.
//! * Adding and removing one is an event in the ledger, where there is one ([`keep`], [`discard`]).

mod desk;
mod entry;
pub mod error;
pub mod preview;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use super::actor::Actor;
use super::command::StationError;
use crate::ledger::{Ledger, LedgerError, Reader, Stamp};
use crate::relation::{Blank, RelationError, Template, sha256_of_bytes};

pub use desk::LookedAt;
pub use error::ShelfError;

/// Characters of a name at most.
const MAX_NAME: usize = 40;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Where the named templates lie. Cheap to make and to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    dir: PathBuf,
}

/// A template that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// What it is to be called: see [`is_name`].
    pub name: String,
    /// What its file was called.
    pub file: String,
    /// Its file's bytes.
    pub bytes: Vec<u8>,
    /// Columns the station does not know, and what to fill them with.
    pub fills: Vec<(String, String)>,
}

/// A template that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What its file was called.
    pub file: String,
    /// When it was added.
    pub added: DateTime<FixedOffset>,
    /// Columns, fillings and bytes.
    pub template: Template,
}

/// A name on the shelf, and what lies there.
#[derive(Debug)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// The template, or what keeps it from being used.
    pub found: Result<Named, ShelfError>,
}

/// Whether a template can be called that: 1 to 40 letters, digits, `-`, `_` and Chinese characters, none
/// of the presets' names and none that Windows has for a device.
pub fn is_name(name: &str) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    let lower = name.to_ascii_lowercase();
    let device = DEVICES.contains(&lower.as_str())
        || (lower.len() == 4
            && DEVICES[4..].iter().any(|port| lower.starts_with(port))
            && lower.ends_with(|c: char| c.is_ascii_digit()));
    (1..=MAX_NAME).contains(&name.chars().count())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || han(c))
        && !device
        && Template::preset(&lower).is_none()
}

impl Shelf {
    /// The shelf of a data directory; it need not be there yet.
    pub fn of(data: &Path) -> Shelf {
        Shelf { dir: data.join("templates") }
    }

    /// The shelf beside a ledger, where nobody has said which data directory it belongs to.
    pub fn beside(ledger: &Path) -> Shelf {
        Shelf::of(ledger.parent().unwrap_or(Path::new("")))
    }

    /// The names that are taken, in order; damaged ones too.
    pub fn names(&self) -> Result<Vec<String>, ShelfError> {
        let entries = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(ShelfError::io("read", &self.dir))?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let path = entry.map_err(ShelfError::io("read", &self.dir))?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_name(stem));
            if let Some(name) = name
                && path.extension().is_some_and(|ending| ending == entry::NOTE)
            {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Every template that is kept, by name.
    pub fn list(&self) -> Result<Vec<Listed>, ShelfError> {
        let listed = |name: String| Listed { found: entry::read(&self.dir, &name), name };
        Ok(self.names()?.into_iter().map(listed).collect())
    }

    /// The template of that name.
    pub fn get(&self, name: &str) -> Result<Named, ShelfError> {
        self.expect(name)?;
        entry::read(&self.dir, name)
    }

    /// Whether the name is taken.
    pub fn has(&self, name: &str) -> bool {
        is_name(name) && entry::note_path(&self.dir, name).exists()
    }

    /// Keeps a template. Nothing is kept of one that cannot be filled.
    pub fn add(&self, new: &NewTemplate, now: Stamp) -> Result<Named, ShelfError> {
        let name = &new.name;
        if Template::preset(&name.to_ascii_lowercase()).is_some() {
            return Err(ShelfError::Preset { name: name.clone() });
        }
        if !is_name(name) {
            return Err(ShelfError::Name { name: name.clone(), max: MAX_NAME });
        }
        // Two names that differ in their case only are one file on Windows.
        if let Some(taken) = self.names()?.into_iter().find(|taken| taken.eq_ignore_ascii_case(name)) {
            return Err(ShelfError::Taken { name: taken });
        }
        let template = Blank::read(name, &new.bytes)?.fill(&new.fills)?;
        entry::write(&self.dir, new, &template, now)?;
        self.get(name)
    }

    /// Takes a template off the shelf, a damaged one too. Who uses it is for the caller to ask: [`users`].
    pub fn remove(&self, name: &str) -> Result<(), ShelfError> {
        self.expect(name)?;
        entry::remove(&self.dir, name)
    }

    /// Refuses a name that is not taken.
    fn expect(&self, name: &str) -> Result<(), ShelfError> {
        if self.has(name) {
            return Ok(());
        }
        Err(ShelfError::NoSuch { name: name.to_owned(), known: self.names()?.join(", ") })
    }

    /// The template an order or an export names: a preset, else one of this shelf, else a file's path.
    pub fn open(&self, spec: &str) -> Result<Template, StationError> {
        if let Some(preset) = Template::preset(spec) {
            return Ok(preset);
        }
        if self.has(spec) {
            return Ok(self.get(spec)?.template);
        }
        match Template::open(spec) {
            Err(RelationError::UnknownTemplate { spec, .. }) => {
                Err(RelationError::UnknownTemplate { spec, presets: self.choices()? }.into())
            }
            opened => Ok(opened?),
        }
    }

    /// What can be named instead of a file: the presets and the names on this shelf.
    pub fn choices(&self) -> Result<String, ShelfError> {
        let presets = Template::PRESETS.iter().map(|name| (*name).to_owned());
        Ok(presets.chain(self.names()?).collect::<Vec<_>>().join(", "))
    }
}

/// Keeps a template, and an event of it. Where that cannot be recorded, the template is not kept.
pub fn keep(
    ledger: &Ledger,
    actor: Actor<'_>,
    shelf: &Shelf,
    new: &NewTemplate,
    now: Stamp,
) -> Result<Named, StationError> {
    let named = shelf.add(new, now)?;
    let detail = serde_json::json!({
        "what": "added", "name": new.name, "file": new.file, "sha256": sha256_of_bytes(&new.bytes),
    });
    if let Err(error) = ledger.append(vec![actor.draft(now, "template").detail(&detail).build()]) {
        shelf.remove(&new.name)?;
        return Err(error.into());
    }
    Ok(named)
}

/// Takes a template off the shelf, with an event of it: first the event, for what is gone cannot be
/// brought back where that fails.
pub fn discard(
    ledger: &Ledger,
    actor: Actor<'_>,
    shelf: &Shelf,
    name: &str,
    now: Stamp,
) -> Result<(), StationError> {
    shelf.expect(name)?;
    let detail = serde_json::json!({ "what": "removed", "name": name });
    ledger.append(vec![actor.draft(now, "template").detail(&detail).build()])?;
    Ok(shelf.remove(name)?)
}

/// The orders that export with the template of that name.
pub fn users(reader: &Reader, name: &str) -> Result<Vec<String>, LedgerError> {
    let orders = reader.orders()?.into_iter().map(|record| record.order);
    Ok(orders.filter(|order| order.template == name).map(|order| order.name).collect())
}

/// Refuses what would change the meaning of orders, by their names.
pub fn refuse_used(reader: &Reader, name: &str) -> Result<(), StationError> {
    let orders = users(reader, name)?;
    if orders.is_empty() {
        return Ok(());
    }
    Err(ShelfError::Used { name: name.to_owned(), orders }.into())
}
