//! What the line does once a part of the program has crashed: nothing more, and it says so.

use super::{Runner, answer};
use crate::pairing::Verdict;
use crate::station::clock::now;
use crate::station::command::{Command, StationError};
use crate::station::core::Input;

impl Runner {
    /// Whether something has crashed; the first time that is seen it is recorded and shown.
    pub(super) fn broken(&mut self) -> bool {
        let Some(crash) = self.board.crash() else { return false };
        if !self.crash_told {
            self.crash_told = true;
            let file =
                crash.file.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy());
            let detail = serde_json::json!({ "thread": crash.thread, "place": crash.place, "file": file });
            if let Err(error) = self.core.note_with("crash", &detail, now()) {
                tracing::error!(%error, "the crash could not be recorded");
            }
            (self.wake)();
        }
        true
    }

    /// Refuses a scan; the gun and whoever holds it are told.
    pub(super) fn refuse(&mut self, input: Input<'_>, gun: Option<&str>) -> Verdict {
        let judged = self.core.refuse_after_crash(input);
        if let Some(gun) = gun {
            self.guns.answer(gun, &judged.verdict);
        }
        self.picture.judged(&judged, &self.core);
        self.publish();
        judged.verdict
    }

    /// Records how the line ends. After a crash it is no stop: the next start tells of it.
    pub(super) fn end(mut self) {
        if self.broken() {
            return;
        }
        match self.core.note("stop", now()) {
            Ok(()) => self.mark.remove(),
            Err(error) => tracing::error!(%error, "the stop could not be recorded"),
        }
    }
}

/// Answers a command that comes after a crash.
pub(super) fn refuse_after_crash(command: Command) {
    if let Some(reply) = command.into_reply() {
        answer(&reply, Err(StationError::Stopped));
    }
}
