//! Relation files from the ledger.
//!
//! One look at the ledger (a read transaction held from the first row to the last comparison), two
//! passes over it: the first writes the files, the second compares them, read back from disk, with
//! the ledger again. Only then do they get their names, and only then does the ledger mark their
//! pairs; a ledger that cannot take the marks takes the files' names away again. What a crash in between
//! leaves is dealt with by the next export (see [`leftover`]).

pub(super) mod leftover;
pub(super) mod sets;

use std::path::{Path, PathBuf};

use super::actor::Actor;
use super::clock::{day_date, local, now};
use super::command::StationError;
use super::desk::{ExportPreview, ExportReport, ExportRequest, TaskShared};
use super::export_check::{Written, written_manifests};
use super::settings::Settings;
use crate::ledger::{
    ChainHead, ExportFile, ExportKind, Ledger, LedgerError, NewExport, Origin, PairFilter, PairState,
    PlatformState, Reader, Stamp,
};
use crate::relation::manifest::{Head, Selection};
use crate::relation::{Encoding, Export, FileDone, Format, Provenance, Published, Template, file_stem};
use leftover::Naming;
use sets::{PublishedSets, Sets};

/// The template of pairs that belong to no order: the one an order has by default.
const DEFAULT_TEMPLATE: &str = "quectel-zh";

/// What an export of this selection would hold.
pub fn preview(reader: &Reader, filter: &PairFilter) -> Result<ExportPreview, StationError> {
    let filter = PairFilter { origin: origin(filter), search: String::new(), ..filter.clone() };
    let count = |state, only_new| reader.count_pairs(&PairFilter { state, only_new, ..filter.clone() });
    let rejected = match filter.platform {
        None | Some(PlatformState::Rejected) => Some(PlatformState::Rejected),
        Some(_) => None,
    };
    let rejected = rejected.map(|platform| {
        let state = PairState::Active;
        let only_rejected = PairFilter { state, only_new: false, platform: Some(platform), ..filter.clone() };
        reader.count_pairs(&only_rejected)
    });
    Ok(ExportPreview {
        pairs: count(PairState::Active, false)?,
        new: count(PairState::Active, true)?,
        rejected: rejected.transpose()?.unwrap_or(0),
        voided: count(PairState::Voided, false)?,
    })
}

/// What the old tool handed over is handed over again only where that is asked for by name.
fn origin(filter: &PairFilter) -> Origin {
    match filter.origin {
        Origin::Any => Origin::Made,
        asked => asked,
    }
}

/// Writes relation files and their manifest, and marks their pairs.
pub fn export(
    ledger: &Ledger,
    settings: &Settings,
    request: &ExportRequest,
    task: &TaskShared,
) -> Result<ExportReport, StationError> {
    let request = &ExportRequest { out: absolute(&request.out)?, ..request.clone() };
    let reader = ledger.reader()?;
    let aside = leftover::set_aside(&reader, &request.out);
    let stamp = now();
    let (published, written, pairs, _naming) = {
        let _snapshot = reader.snapshot()?;
        write(&reader, request, stamp, task)?
    };
    let files = files_of(&published);
    let event = event(settings, request, stamp, written, &aside);
    let total = pairs.len() as u64;
    let record = NewExport { event, pairs, files: files.clone() };
    match ledger.record_export(record, &mut |done, _| task.step(2 * total + done, 3 * total)) {
        Ok(id) => {
            let manifests = published.into_iter().map(|(_, set)| set.manifest_path).collect();
            Ok(ExportReport { id, files, manifests, aside })
        }
        Err(error) => {
            if is_certain(&error) {
                sets::withdraw(published);
            }
            Err(cancelled_or(error))
        }
    }
}

/// Whether an error means that nothing was recorded. Where that is in doubt, files stay: if they turn out to
/// be on no record, the next export sets them aside.
pub(super) fn is_certain(error: &LedgerError) -> bool {
    !matches!(error, LedgerError::Doubtful { .. })
}

/// The ledger must know where files lie from wherever it is asked.
pub(super) fn absolute(out: &Path) -> Result<PathBuf, StationError> {
    std::path::absolute(out).map_err(|source| StationError::Io { path: out.to_owned(), source })
}

/// The files, as the ledger keeps them.
pub(super) fn files_of(published: &[(usize, Published)]) -> Vec<ExportFile> {
    let file = |f: &FileDone| ExportFile {
        path: f.path.clone(),
        pk: f.pk.clone(),
        rows: f.rows,
        sha256: f.sha256.clone(),
    };
    published.iter().flat_map(|(_, set)| &set.files).map(file).collect()
}

pub(super) fn cancelled_or(error: LedgerError) -> StationError {
    match error {
        LedgerError::Cancelled => StationError::Cancelled,
        other => other.into(),
    }
}

/// Writes, reads back, compares, names. Gives the file sets (one for each template), what the event tells of
/// them, and the ids.
fn write(
    reader: &Reader,
    request: &ExportRequest,
    stamp: Stamp,
    task: &TaskShared,
) -> Result<(PublishedSets, Vec<Written>, Vec<i64>, Naming), StationError> {
    let filter = PairFilter {
        state: PairState::Active,
        search: String::new(),
        origin: origin(&request.filter),
        ..request.filter.clone()
    };
    if reader.count_pairs(&filter)? == 0 {
        return Err(StationError::NothingToExport);
    }
    let mut sets = asked_for(reader, request, &filter, stamp)?;
    let (ready, ids) = sets::write(reader, &filter, &mut sets, task)?;
    let voided = reader.count_pairs(&PairFilter { state: PairState::Voided, only_new: false, ..filter })?;
    let provenance = provenance(request, stamp, voided, reader.chain_head()?);
    let naming = leftover::hold();
    let published = sets::publish(ready, |_, ready| ready.publish(provenance.clone()))?;
    let written = |(set, done): &(usize, Published)| Written {
        path: done.manifest_path.clone(),
        manifest: done.manifest.clone(),
        orders: sets.orders_of(*set),
    };
    let written = published.iter().map(written).collect();
    Ok((published, written, ids, naming))
}

/// The sets that are asked for.
fn asked_for(
    reader: &Reader,
    request: &ExportRequest,
    filter: &PairFilter,
    stamp: Stamp,
) -> Result<Sets, StationError> {
    let (mut exports, mut of_orders) = (Vec::new(), Vec::new());
    let mut names: Vec<String> = Vec::new();
    let orders: Vec<(String, String)> = match (&request.template, &request.filter.order) {
        // A call has no columns that an order could choose.
        _ if request.format == Format::Json => vec![(String::new(), String::new())],
        (Some(template), _) => vec![(String::new(), template.clone())],
        (None, Some(order)) => {
            let record = reader.order(order)?.ok_or(LedgerError::NoSuchOrder { name: order.clone() })?;
            vec![(order.clone(), record.order.template)]
        }
        (None, None) if request.filter.origin == Origin::Imported => {
            // They belong to no order that could say how.
            vec![(String::new(), DEFAULT_TEMPLATE.to_owned())]
        }
        (None, None) => {
            // Only of orders that have a pair here: another's template may be gone.
            let mut with_pairs = Vec::new();
            for known in reader.orders()?.into_iter().filter(|o| o.done > 0) {
                let of = PairFilter { order: Some(known.order.name.clone()), ..filter.clone() };
                if reader.count_pairs(&of)? > 0 {
                    with_pairs.push((known.order.name, known.order.template));
                }
            }
            with_pairs
        }
    };
    for (order, spec) in orders {
        let at = match names.iter().position(|name| *name == spec) {
            Some(at) => at,
            None => {
                exports.push(Export {
                    dir: request.out.clone(),
                    stem: stem(request, stamp, exports.is_empty(), &spec),
                    template: template(&spec, request)?,
                    format: request.format,
                    rows_per_file: rows_per_file(request),
                    created: local(stamp),
                });
                names.push(spec);
                names.len() - 1
            }
        };
        of_orders.push((order, at));
    }
    if exports.is_empty() {
        return Err(StationError::NothingToExport);
    }
    Ok(Sets::new(exports, of_orders))
}

/// As many as asked for, and no more than the platform takes in a call.
fn rows_per_file(request: &ExportRequest) -> u64 {
    match request.format {
        Format::Json => request.rows_per_file.min(request.format.max_rows()),
        Format::Csv | Format::Xlsx => request.rows_per_file,
    }
}

fn template(spec: &str, request: &ExportRequest) -> Result<Template, StationError> {
    if request.format == Format::Json {
        return Ok(Template::create_batch());
    }
    let template = request.shelf.open(spec)?;
    if Template::preset(spec).is_none() {
        return Ok(template); // the user's own file says in which bytes it wants to be written
    }
    Ok(if request.gbk { template.with_encoding(Encoding::Gbk) } else { template.with_bom(request.bom) })
}

/// `relation_20260301_白班_WO1001`; further templates of one export carry their names.
fn stem(request: &ExportRequest, stamp: Stamp, first: bool, spec: &str) -> String {
    let day = match (request.filter.day, request.filter.until) {
        (Some(day), None) => day.to_string(),
        (Some(first), Some(last)) => format!("{first}-{last}"),
        (None, Some(last)) => format!("to_{last}"),
        (None, None) => local(stamp).format("to_%Y%m%d_%H%M%S").to_string(),
    };
    let shift = request.filter.shift.as_deref().unwrap_or("");
    let order = request.filter.order.as_deref().unwrap_or("");
    let new = if request.filter.only_new { "new" } else { "" };
    let again = if kind(request) == ExportKind::Rejected { "rejected" } else { "" };
    let template = if first {
        String::new()
    } else {
        Path::new(spec).file_stem().unwrap_or_default().to_string_lossy().into_owned()
    };
    file_stem(&[&day, shift, order, new, again, &template])
}

/// What the export is made for.
fn kind(request: &ExportRequest) -> ExportKind {
    match (request.filter.platform, request.filter.origin) {
        (Some(PlatformState::Rejected), _) => ExportKind::Rejected,
        (_, Origin::Imported) => ExportKind::Imported,
        _ => ExportKind::Relation,
    }
}

/// A day as a manifest has it.
fn date(day: Option<i32>) -> Option<String> {
    day.and_then(day_date).map(|date| date.to_string())
}

fn provenance(request: &ExportRequest, stamp: Stamp, voided: u64, head: ChainHead) -> Provenance {
    Provenance {
        program: concat!("pairing-station ", env!("CARGO_PKG_VERSION")).into(),
        station: request.station.clone(),
        operator: request.operator.clone(),
        written: local(stamp),
        selection: Selection {
            day: date(request.filter.day),
            production_day: request.filter.production_day,
            until: date(request.filter.until),
            shift: request.filter.shift.clone(),
            order: request.filter.order.clone(),
            only_new: request.filter.only_new,
            rejected: kind(request) == ExportKind::Rejected,
            imported: request.filter.origin == Origin::Imported,
        },
        voided,
        chain_head: Head { seq: head.seq, hash: head.hash, key: head.key },
    }
}

fn event(
    settings: &Settings,
    request: &ExportRequest,
    stamp: Stamp,
    written: Vec<Written>,
    aside: &[PathBuf],
) -> crate::ledger::NewEvent {
    let actor = Actor {
        station: &request.station,
        operator: &request.operator,
        order: request.filter.order.as_deref().unwrap_or_default(),
        shifts: &settings.shifts,
    };
    let kind = serde_json::json!({ "kind": kind(request).as_str() });
    let draft = actor.draft(stamp, "export").detail(&written_manifests(written)).detail(&kind);
    match aside {
        [] => draft.build(),
        aside => draft.detail(&serde_json::json!({ "interrupted": aside })).build(),
    }
}
