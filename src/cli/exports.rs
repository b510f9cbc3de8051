//! `exports`.

use serde_json::{Value, json};

use super::{CliError, Exit, Place, output};
use crate::ledger::ExportRecord;
use crate::relation::manifest::Selection;
use crate::station::clock::{rfc3339, stamp};
use crate::station::export_check::manifests_of;
use crate::text::plural;

pub(super) fn run(place: &Place, json: bool) -> Result<Exit, CliError> {
    for export in place.open()?.reader()?.exports()? {
        // A detail that cannot be read is for `check` to name.
        let manifests = manifests_of(&export).unwrap_or_default();
        let selection = manifests.into_iter().next().map(|written| written.manifest.provenance.selection);
        output::line(&match json {
            true => in_json(&export, selection.as_ref()).to_string(),
            false => in_words(&export, selection.as_ref()),
        })?;
    }
    Ok(Exit::Done)
}

fn in_json(export: &ExportRecord, selection: Option<&Selection>) -> Value {
    let files: Vec<_> = export
        .files
        .iter()
        .map(|f| json!({ "file": f.path, "pk": f.pk, "rows": f.rows, "sha256": f.sha256 }))
        .collect();
    json!({
        "id": export.id, "at": rfc3339(stamp(export.at)), "by": export.by, "kind": export.kind.as_str(),
        "selection": selection, "pairs": export.pairs, "accepted": export.accepted, "rejected": export.rejected,
        "waiting": export.waiting(), "voided": export.voided, "files": files,
    })
}

fn in_words(export: &ExportRecord, selection: Option<&Selection>) -> String {
    let what = selection.map(chosen).unwrap_or_default();
    plural(format!(
        "{:>4}  {}  {}  {}{what}  {} pair[s]: {} accepted, {} rejected, {} waiting; {} voided since",
        export.id,
        rfc3339(stamp(export.at)),
        export.by,
        export.kind.as_str(),
        export.pairs,
        export.accepted,
        export.rejected,
        export.waiting(),
        export.voided,
    ))
}

/// What was asked for, part by part.
fn chosen(selection: &Selection) -> String {
    let Selection { day, until, shift, order, only_new, .. } = selection;
    let days = match (day, until) {
        (Some(day), None) => format!(" {day}"),
        (Some(first), Some(last)) => format!(" {first} to {last}"),
        (None, Some(last)) => format!(" to {last}"),
        (None, None) => String::new(),
    };
    let part = |of: &Option<String>| of.as_ref().map(|text| format!(" {text}")).unwrap_or_default();
    format!("{days}{}{}{}", part(shift), part(order), if *only_new { " only new" } else { "" })
}
