//! Is everything as it must be?

use super::error::LedgerError;
use super::reader::Reader;
use super::types::{CheckReport, Progress};

impl Reader {
    /// Integrity.
    pub fn check(&self, _progress: Progress<'_>) -> Result<CheckReport, LedgerError> {
        Ok(CheckReport::default())
    }
}
