//! Events that tell of backups, restores and the disk.

use std::path::Path;

use serde_json::json;

use crate::ledger::{BackupError, Copied, NewEvent, Stamp};
use crate::station::actor::Actor;

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
pub(super) fn failed(actor: Actor<'_>, now: Stamp, file: &Path, error: &BackupError, why: &str) -> NewEvent {
    let detail = json!({ "file": file.display().to_string(), "error": error.to_string(), "why": why });
    actor.draft(now, "backup_failed").detail(&detail).build()
}

/// The event of a restore, of which nothing else is known yet.
pub fn restoring(actor: Actor<'_>, now: Stamp) -> NewEvent {
    actor.draft(now, "restore").build()
}

/// The event of a disk that has little room.
pub(super) fn disk_low(actor: Actor<'_>, now: Stamp, free: u64, urgent: bool) -> NewEvent {
    let detail = json!({ "free_mib": free >> 20, "urgent": urgent });
    actor.draft(now, "disk_low").detail(&detail).build()
}
