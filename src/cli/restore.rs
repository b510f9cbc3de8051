//! `restore`.

use serde_json::{Value, json};

use super::{CliError, Exit, Place, args, output};
use crate::ledger::{Lost, Missing, RestoreError, Restored, key_path, restore_with};
use crate::station::Settings;
use crate::station::actor::Actor;
use crate::station::backups;
use crate::station::clock::{now, rfc3339, stamp};

pub(super) fn run(place: &Place, by: &str, args: &args::Backup) -> Result<Exit, CliError> {
    // Faulty settings are no reason to leave a station without its ledger.
    let settings = place.settings().unwrap_or_else(|error| {
        output::note(&format!("{error}; the restore goes on with the defaults"));
        Settings::default()
    });
    let event = backups::restoring(Actor::at(&settings, by, ""), now());
    let key = place.key_path().unwrap_or_else(|_| key_path(&place.ledger));
    match restore_with(&place.ledger, &key, &args.file, event, &mut |_, _| true) {
        Ok(restored) => {
            output::line(&if args.json { in_json(&restored).to_string() } else { in_words(&restored) })?;
            Ok(Exit::Done)
        }
        Err(RestoreError::Faulty { file, faults }) => {
            for fault in &faults {
                output::line(&if args.json {
                    json!({ "fault": fault }).to_string()
                } else {
                    format!("FAULT {fault}")
                })?;
            }
            Err(RestoreError::Faulty { file, faults }.into())
        }
        Err(other) => Err(other.into()),
    }
}

fn in_json(restored: &Restored) -> Value {
    let missing = match &restored.missing {
        Missing::Nothing => json!({ "events": 0, "pairs": 0, "voids": 0, "exports": 0 }),
        Missing::Unknown { what } => json!({ "unknown": what }),
        Missing::These(lost) => {
            let ends = lost.ends.as_ref();
            let end =
                |n: usize| ends.map(|ends| json!({ "pair": ends[n].0, "dk": ends[n].1, "sn": ends[n].2 }));
            json!({
                "since": lost.at.map(|at| rfc3339(stamp(at))), "events": lost.events, "pairs": lost.pairs,
                "first": end(0), "last": end(1), "voids": lost.voids, "exports": lost.exports,
            })
        }
    };
    json!({
        "file": restored.file.display().to_string(), "events": restored.events, "pairs": restored.pairs,
        "head": { "seq": restored.head.seq, "hash": restored.head.hash },
        "replaced": restored.replaced.as_ref().map(|path| path.display().to_string()), "missing": missing,
    })
}

fn in_words(restored: &Restored) -> String {
    let mut text = format!(
        "{}: checked and restored, {} events, {} pairs",
        restored.file.display(),
        restored.events,
        restored.pairs
    );
    if let Some(replaced) = &restored.replaced {
        text += &format!("\nthe ledger that was here is kept as {}", replaced.display());
    }
    match &restored.missing {
        Missing::Nothing => {}
        Missing::Unknown { what } => {
            text += &format!("\nwhat that had beyond the backup cannot be said: {what}");
        }
        Missing::These(lost) => text += &lost_in_words(lost),
    }
    text
}

fn lost_in_words(lost: &Lost) -> String {
    let since = lost.at.map_or_else(|| "the beginning".to_owned(), |at| rfc3339(stamp(at)));
    let mut text = format!(
        "\nnot in the restored ledger, since {since}: {} events, {} pairs, {} voids, {} exports",
        lost.events, lost.pairs, lost.voids, lost.exports
    );
    if let Some([first, last]) = &lost.ends {
        text += &format!(
            "\nthese pairs are not in the restored ledger: {}, from {} {} {} to {} {} {}; pair them again, or hold their devices back",
            lost.pairs, first.0, first.1, first.2, last.0, last.1, last.2
        );
    }
    if lost.exports > 0 {
        text += "\nthe platform may have relation files that this ledger knows nothing of";
    }
    text
}
