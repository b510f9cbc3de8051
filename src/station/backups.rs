//! Backups: what the ledger tells of them.

use serde_json::json;

use super::actor::Actor;
use crate::ledger::{BackupError, Copied, NewEvent, Stamp};

/// The event of a backup that was made.
pub fn made(actor: Actor<'_>, now: Stamp, copied: &Copied, why: &str) -> NewEvent {
    let detail = json!({
        "file": copied.file.display().to_string(), "bytes": copied.bytes, "sha256": copied.sha256,
        "head": { "seq": copied.head.seq, "hash": copied.head.hash },
        "ms": u64::try_from(copied.took.as_millis()).unwrap_or(u64::MAX), "why": why,
    });
    actor.draft(now, "backup").detail(&detail).build()
}

/// The event of one that was not.
pub fn failed(
    actor: Actor<'_>,
    now: Stamp,
    file: &std::path::Path,
    error: &BackupError,
    why: &str,
) -> NewEvent {
    let detail = json!({ "file": file.display().to_string(), "error": error.to_string(), "why": why });
    actor.draft(now, "backup_failed").detail(&detail).build()
}

/// The event of a restore, of which nothing else is known yet.
pub fn restoring(actor: Actor<'_>, now: Stamp) -> NewEvent {
    actor.draft(now, "restore").build()
}
