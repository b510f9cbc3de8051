//! Whether the ledger is whole, as far as anybody has seen: known to all its connections.
//!
//! Whoever meets damage (the writer, a reader, the checkpointer, a check in the background) says so here,
//! and from then on the writer takes nothing more: what it would write rests on what is broken. It does not
//! pass; the ledger is replaced by a backup, or opened again after its disk was mended.

use std::sync::{Arc, Mutex, PoisonError};

use super::error::LedgerError;

/// What was found, if anything was. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Health(Arc<Mutex<Option<String>>>);

impl Health {
    /// Passes an error on, and remembers what it says of damage.
    pub(super) fn noted(&self, error: LedgerError) -> LedgerError {
        if let LedgerError::Damaged { path, what } = &error {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.is_none() {
                tracing::error!(path = %path.display(), what, "the ledger is damaged: nothing more is written");
                *known = Some(what.clone());
            }
        }
        error
    }

    /// What is broken.
    pub(super) fn damage(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
