//! The relation file: which module belongs to which device, as the platform imports it.
//!
//! * [`template`]: what columns a file has and in what bytes it is written. The four presets, and
//!   the user's own downloaded template (header read by name).
//! * [`write`]: rows → CSV or XLSX, in constant memory, to a temporary file, synced, renamed, then
//!   read back and compared.
//! * [`manifest`]: what was written, when, by whom, and the ledger's chain head, beside the files.
//!
//! Architecture invariant: a file's header and its rows come from one column list.

pub mod manifest;
pub mod template;
pub mod write;

/// One row's worth of keys, borrowed from the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// DeviceKey.
    pub dk: &'a str,
    /// ProductKey.
    pub pk: &'a str,
    /// Serial number.
    pub sn: &'a str,
    /// Device name, ≤ 254 characters; may be empty.
    pub name: &'a str,
}

/// CSV or XLSX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Format {
    /// What the platform's dialog takes.
    #[default]
    Csv,
    /// For people.
    Xlsx,
}

/// What is wrong with a template or a relation file (the writer's room fills this in).
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RelationError(pub String);
