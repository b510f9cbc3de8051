//! New settings on their way: into the file, on a thread of its own, and only then to the line.

use std::path::Path;

use egui::Ui;

use super::Errand;
use crate::station::settings::SettingsError;
use crate::station::{Settings, StationError};
use crate::ui::cx::{Cx, Ticket};

/// Settings that are being written or applied.
#[derive(Default)]
pub struct Saving {
    writing: Option<Errand<(Settings, Result<(), SettingsError>)>>,
    applying: Option<(Ticket, Settings)>,
}

/// What became of them.
#[derive(Debug)]
pub enum Saved {
    /// They are in force.
    InForce(Settings),
    /// The file or the line would not take them; the user has been told.
    Refused(Settings),
}

impl Saving {
    /// Some are on their way: others wait.
    pub fn busy(&self) -> bool {
        self.writing.is_some() || self.applying.is_some()
    }

    /// Sends settings on their way.
    pub fn begin(&mut self, ui: &Ui, cx: &Cx<'_>, settings: Settings) {
        let data = cx.data.to_owned();
        self.writing = Some(Errand::run(ui.ctx(), move || save(settings, &data)));
    }

    /// Takes the answers of the file and of the line; call it in every frame.
    pub fn tend(&mut self, cx: &mut Cx<'_>) -> Option<Saved> {
        if let Some((settings, result)) = Errand::take(&mut self.writing) {
            match result {
                Ok(()) => self.applying = Some((cx.save_settings(settings.clone()), settings)),
                Err(error) => {
                    cx.error(&StationError::Settings(error));
                    return Some(Saved::Refused(settings));
                }
            }
        }
        let applied = cx.outcome(self.applying.as_ref()?.0)?;
        let (_, settings) = self.applying.take()?;
        Some(if applied { Saved::InForce(settings) } else { Saved::Refused(settings) })
    }
}

fn save(settings: Settings, data: &Path) -> (Settings, Result<(), SettingsError>) {
    let result = settings.save(data);
    (settings, result)
}
