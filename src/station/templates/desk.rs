//! The window's way to the shelf: each question on a thread of its own.

use std::path::PathBuf;

use super::preview::Samples;
use super::{Listed, Named, NewTemplate, Shelf, discard, keep, refuse_used};
use crate::relation::{Blank, template_bytes};
use crate::station::Settings;
use crate::station::actor::Actor;
use crate::station::clock::now;
use crate::station::desk::{Desk, Task, open_order};
use crate::station::rights::Action;

/// A template's file that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    /// What the file is called.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was found in it.
    pub blank: Blank,
}

impl Desk {
    /// Every named template.
    pub fn templates(&self, shelf: Shelf) -> Task<Vec<Listed>> {
        self.ask(move |_, _| Ok(shelf.list()?))
    }

    /// The names of the named templates.
    pub fn template_names(&self, shelf: Shelf) -> Task<Vec<String>> {
        self.ask(move |_, _| Ok(shelf.names()?))
    }

    /// Reads a template's file; changes nothing.
    pub fn look_at_template(&self, path: PathBuf) -> Task<LookedAt> {
        self.ask(move |_, _| {
            let bytes = template_bytes(&path)?;
            let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let blank = Blank::read(&file, &bytes)?;
            Ok(LookedAt { file, bytes, blank })
        })
    }

    /// The rows for a preview: the last pairs, or made-up ones of the day `today` (`yyyymmdd`).
    pub fn template_samples(&self, today: i32) -> Task<Samples> {
        self.ask(move |reader, _| Ok(Samples::read(reader, today)?))
    }

    /// Keeps a template. While orders export with a template of that name that is gone, only if `anyway`.
    pub fn add_template(
        &self,
        (settings, operator): (Settings, String),
        shelf: Shelf,
        new: NewTemplate,
        anyway: bool,
    ) -> Task<Named> {
        let ledger = self.ledger().clone();
        self.act_as(Action::Templates, move |permit, reader, _| {
            let operator = permit.by(operator);
            if !anyway {
                refuse_used(reader, &new.name)?;
            }
            let order = open_order(reader)?;
            keep(&ledger, Actor::at(&settings, &operator, &order), &shelf, &new, now())
        })
    }

    /// Removes a template. While orders export with it, only if `anyway`.
    pub fn remove_template(
        &self,
        (settings, operator): (Settings, String),
        shelf: Shelf,
        name: String,
        anyway: bool,
    ) -> Task<()> {
        let ledger = self.ledger().clone();
        self.act_as(Action::Templates, move |permit, reader, _| {
            let operator = permit.by(operator);
            if !anyway {
                refuse_used(reader, &name)?;
            }
            let order = open_order(reader)?;
            discard(&ledger, Actor::at(&settings, &operator, &order), &shelf, &name, now())
        })
    }
}
