//! New settings on their way: into the file, on a thread of its own, and only then to the line. Both ask whether
//! who is at the desk may change them.

use crate::station::{Settings, Task};
use crate::ui::cx::{Cx, Ticket};

/// Settings that are being written or applied.
#[derive(Default)]
pub struct Saving {
    writing: Option<(Task<()>, Settings)>,
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
    pub fn begin(&mut self, cx: &Cx<'_>, settings: Settings) {
        let written = cx.desk.save_settings(cx.settings, settings.clone(), cx.data.to_owned());
        self.writing = Some((written, settings));
    }

    /// Takes the answers of the file and of the line; call it in every frame.
    pub fn tend(&mut self, cx: &mut Cx<'_>) -> Option<Saved> {
        if let Some(result) = self.writing.as_ref().and_then(|(task, _)| task.poll()) {
            let (_, settings) = self.writing.take()?;
            match result {
                Ok(()) => self.applying = Some((cx.save_settings(settings.clone()), settings)),
                Err(error) => {
                    cx.error(&error);
                    return Some(Saved::Refused(settings));
                }
            }
        }
        let applied = cx.outcome(self.applying.as_ref()?.0)?;
        let (_, settings) = self.applying.take()?;
        Some(if applied { Saved::InForce(settings) } else { Saved::Refused(settings) })
    }
}
