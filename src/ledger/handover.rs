//! The vocabulary of what goes to the platform and what comes back: exports, answers, corrections.

use std::path::PathBuf;

use serde::Deserialize;

use super::types::{Millis, NewEvent};

/// How a pair stands at the platform. A void changes nothing in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Platform {
    /// In no relation file, and not imported.
    #[default]
    NotHandedOver,
    /// Imported, and in no relation file of this ledger: whoever made it handed it over; what the platform
    /// said then is not known here.
    Elsewhere,
    /// In a relation file; of the last one it is in the platform has said nothing yet.
    Waiting,
    /// Taken, out of the last relation file it is in.
    Accepted,
    /// Refused, out of the last relation file it is in: why, in the platform's words (may be empty).
    Rejected(String),
}

/// The same without the platform's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlatformState {
    /// [`Platform::NotHandedOver`].
    NotHandedOver,
    /// [`Platform::Elsewhere`].
    Elsewhere,
    /// [`Platform::Waiting`].
    Waiting,
    /// [`Platform::Accepted`].
    Accepted,
    /// [`Platform::Rejected`].
    Rejected,
}

impl Platform {
    /// Without the platform's words.
    pub fn state(&self) -> PlatformState {
        match self {
            Platform::NotHandedOver => PlatformState::NotHandedOver,
            Platform::Elsewhere => PlatformState::Elsewhere,
            Platform::Waiting => PlatformState::Waiting,
            Platform::Accepted => PlatformState::Accepted,
            Platform::Rejected(_) => PlatformState::Rejected,
        }
    }
}

impl PlatformState {
    /// Its name in JSON and in files.
    pub fn as_str(self) -> &'static str {
        match self {
            PlatformState::NotHandedOver => "not_handed_over",
            PlatformState::Elsewhere => "elsewhere",
            PlatformState::Waiting => "waiting",
            PlatformState::Accepted => "accepted",
            PlatformState::Rejected => "rejected",
        }
    }
}

/// A relation file export, to be recorded once its files are on disk and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExport {
    /// The export's event (kind `export`; detail = the manifest).
    pub event: NewEvent,
    /// Ids of the pairs in its files.
    pub pairs: Vec<i64>,
    /// Each file.
    pub files: Vec<ExportFile>,
}

/// One file of an export, or of a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// File path as written.
    pub path: PathBuf,
    /// ProductKey of all its rows; empty in a corrections file, which is of all products.
    pub pk: String,
    /// Rows below the header.
    pub rows: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// An export on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRecord {
    /// Its id.
    pub id: i64,
    /// Number of its event.
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// What was asked for.
    pub kind: ExportKind,
    /// Its files.
    pub files: Vec<ExportFile>,
    /// Pairs in it.
    pub pairs: u64,
    /// Of them, taken by the platform: as the answers to this export say, whatever later ones say.
    pub accepted: u64,
    /// Of them, refused, likewise.
    pub rejected: u64,
    /// Of them, voided since.
    pub voided: u64,
    /// The detail of its event.
    pub detail: String,
}

impl ExportRecord {
    /// Pairs in it of which no answer to this export says anything.
    pub fn waiting(&self) -> u64 {
        self.pairs.saturating_sub(self.accepted + self.rejected)
    }
}

/// What an export was made for: the member `kind` of its event's detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ExportKind {
    /// Pairs made here: a day, a shift, an order, all, or what is new.
    #[default]
    Relation,
    /// Pairs the platform had rejected, again.
    Rejected,
    /// Pairs taken over from the old tool.
    Imported,
}

impl ExportKind {
    /// Its name in the event and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ExportKind::Relation => "relation",
            ExportKind::Rejected => "rejected",
            ExportKind::Imported => "imported",
        }
    }

    /// What the detail of an event says. Exports of older programs say nothing: they were of the first kind.
    pub(super) fn read(detail: &str) -> ExportKind {
        #[derive(Deserialize)]
        struct Detail {
            kind: String,
        }
        let said = serde_json::from_str(detail).map_or_else(|_| String::new(), |Detail { kind }| kind);
        let kinds = [ExportKind::Rejected, ExportKind::Imported];
        kinds.into_iter().find(|kind| kind.as_str() == said).unwrap_or_default()
    }
}

/// What the platform said of an export, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// The answer's event (kind `answer`; the ledger adds what it says of which pairs to the detail).
    pub event: NewEvent,
    /// Which export it answers.
    pub export: i64,
    /// The pairs it refused, each once.
    pub rejected: Vec<Rejection>,
    /// All others of the export were taken.
    pub others_accepted: bool,
}

/// A pair the platform refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Its id.
    pub pair: i64,
    /// Why, in the platform's words; may be empty.
    pub error: String,
}

/// An answer on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRecord {
    /// Its id.
    pub id: i64,
    /// Which export it answers.
    pub export: i64,
    /// When.
    pub at: Millis,
    /// Who entered it.
    pub by: String,
    /// Pairs it says were taken.
    pub accepted: u64,
    /// Pairs it says were refused.
    pub rejected: u64,
    /// The detail of its event.
    pub detail: String,
}

/// A corrections file, to be recorded once it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCorrection {
    /// Its event (kind `correction`; detail = the manifest).
    pub event: NewEvent,
    /// Ids of the pairs in it: voided, and handed over before.
    pub pairs: Vec<i64>,
    /// Each file.
    pub files: Vec<ExportFile>,
}

/// A corrections file on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRecord {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// Its files, each with all the rows.
    pub files: Vec<ExportFile>,
    /// Pairs in it.
    pub pairs: u64,
    /// The detail of its event.
    pub detail: String,
}

/// What the platform said of one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairAnswer {
    /// Number of the answer's event.
    pub seq: i64,
    /// Which export it answers.
    pub export: i64,
    /// Its words; `None` = accepted.
    pub error: Option<String>,
}
