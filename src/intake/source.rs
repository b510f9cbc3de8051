//! A file that a user brought, read whole before anything in it is looked at.

use super::{DkList, IntakeError, Person, Progress, SnList, dks, package, people, sns, table};
use crate::order::Order;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The file's bytes: what is looked at and what its SHA-256 is of are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: String,
    bytes: Vec<u8>,
}

impl Source {
    /// Reads a file of at most [`MAX_BYTES`](super::MAX_BYTES).
    pub fn read(path: &Path) -> Result<Source, IntakeError> {
        let (name, bytes) = table::bytes(path)?;
        Ok(Source { name, bytes })
    }

    /// What is in memory already; `name` is what messages call it.
    pub fn of(name: &str, bytes: Vec<u8>) -> Source {
        Source { name: name.to_owned(), bytes }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file's name, without its directory.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its bytes, lower-case hex.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The SNs of a list (csv, txt, xlsx) or of the platform's package (zip).
    pub fn sns(&self, progress: Progress<'_>) -> Result<SnList, IntakeError> {
        if package::is_one(&self.bytes) {
            return package::read(&self.name, &self.bytes, progress);
        }
        sns::from_rows(&self.name, false, &table::rows(&self.name, &self.bytes)?, progress)
    }

    /// The operators of a list (csv, txt, xlsx).
    pub fn people(&self) -> Result<Vec<Person>, IntakeError> {
        Ok(people::from_rows(&table::rows(&self.name, &self.bytes)?))
    }

    /// The DKs of a list (csv, txt, xlsx). `order` says what a DK is: what a scan of the cell would be
    /// read as is what it is here, a whole vendor label too.
    pub fn dks(&self, order: &Order, progress: Progress<'_>) -> Result<DkList, IntakeError> {
        dks::from_rows(&self.name, &table::rows(&self.name, &self.bytes)?, order, progress)
    }
}
