//! Corrections: what the platform must be told of pairs that were voided after they were handed over.
//!
//! It goes on believing a relation file until somebody deletes there what was voided here. A corrections
//! file is for that person: what to delete, in which file it went out, and what was paired again with that
//! module or that sticker. It is written as CSV and as XLSX with the same rows, read by people, imported
//! nowhere.
//!
//! Architecture invariant: the files are on disk, complete and with their names, before the ledger marks
//! their pairs; a ledger that cannot take the marks takes the files' names away again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::actor::Actor;
use super::clock::{local, now, stamp};
use super::command::StationError;
use super::desk::TaskShared;
use super::export::{absolute, cancelled_or, is_certain, leftover};
use super::export_check::{manifests_of, written_list};
use super::settings::Settings;
use super::spreadsheet::{cut, formula_safe, harmless};
use crate::ledger::{
    ExportFile, ExportRecord, Ledger, LedgerError, Millis, NewCorrection, Pair, PairFilter, Platform, Reader,
    Stamp,
};
use crate::relation::manifest::Head;
use crate::relation::{ListProvenance, ListWriter, PublishedList, file_stem};
use crate::text::Lang;
use crate::text::records::void_reason;

/// Which corrections, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionsRequest {
    /// Directory.
    pub out: PathBuf,
    /// All there ever were, not only those in no corrections file yet.
    pub all: bool,
    /// Who hands them over.
    pub operator: String,
}

/// What a corrections file would hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorrectionsPreview {
    /// Corrections that are in no corrections file yet.
    pub new: u64,
    /// All there ever were.
    pub all: u64,
    /// The first of the new ones, oldest pair first, [`SHOWN`] at most.
    pub first: Vec<Correction>,
}

/// How many corrections a preview shows one by one.
pub const SHOWN: usize = 100;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionsReport {
    /// Its id in the ledger.
    pub id: i64,
    /// Rows in each file.
    pub rows: u64,
    /// The CSV, and the XLSX.
    pub files: Vec<ExportFile>,
    /// The manifest.
    pub manifest: PathBuf,
}

/// A pair that was voided after it was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The voided pair.
    pub pair: Pair,
    /// Where it went out, oldest first; nowhere from here, where it was imported.
    pub handed_over: Vec<HandedOver>,
    /// The active pair its DK is in now.
    pub by_dk: Option<Pair>,
    /// The active pair its SN is in now.
    pub by_sn: Option<Pair>,
}

/// A relation file that holds a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// The export.
    pub export: i64,
    /// When.
    pub at: Millis,
    /// The file; several where it cannot be told which of them.
    pub files: Vec<PathBuf>,
}

/// What the platform is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Todo {
    /// Delete the device.
    Delete,
    /// The platform has accepted a later pair of that module: deleting by DK would delete that one. Look
    /// which it has.
    Look,
    /// Nothing: exactly this pair was made again.
    Keep,
}

impl Correction {
    /// What the platform is to be told.
    pub fn todo(&self) -> Todo {
        let same = |again: &Pair| again.sn == self.pair.sn && again.pk == self.pair.pk;
        match &self.by_dk {
            Some(again) if same(again) => Todo::Keep,
            Some(again) if again.platform == Platform::Accepted => Todo::Look,
            _ => Todo::Delete,
        }
    }
}

/// What a corrections file would hold now.
pub fn preview(reader: &Reader) -> Result<CorrectionsPreview, StationError> {
    let _snapshot = reader.snapshot()?;
    let (new, all) = (reader.count_corrections(false)?, reader.count_corrections(true)?);
    Ok(CorrectionsPreview { new, all, first: corrections(reader, false, SHOWN)? })
}

/// Writes a corrections file and marks its pairs.
///
/// # Errors
/// [`StationError::NothingToCorrect`], [`StationError::Relation`] where the files cannot be written, and the
/// ledger's own: then nothing is left, and nothing marked.
pub fn write(
    ledger: &Ledger,
    settings: &Settings,
    request: &CorrectionsRequest,
    task: &TaskShared,
) -> Result<CorrectionsReport, StationError> {
    let out = absolute(&request.out)?;
    let reader = ledger.reader()?;
    leftover::set_aside(&reader, &out);
    let at = now();
    let (published, pairs, _naming) = {
        let _snapshot = reader.snapshot()?;
        let corrections = corrections(&reader, request.all, usize::MAX)?;
        if corrections.is_empty() {
            return Err(StationError::NothingToCorrect);
        }
        let new = if request.all { "all" } else { "" };
        let stem = file_stem(&["corrections", &local(at).format("%Y%m%d_%H%M%S").to_string(), new]);
        let columns: Vec<(&str, f64)> = COLUMNS.iter().map(|(header, width, _)| (*header, *width)).collect();
        let mut list = ListWriter::create(&out, &stem, &columns, local(at), formula_safe)?;
        let total = corrections.len() as u64;
        for correction in &corrections {
            let cells: Vec<String> =
                COLUMNS.iter().map(|(_, _, cell)| cut(harmless(&cell(correction)))).collect();
            list.push(&cells)?;
            if !task.step(list.rows(), total) {
                return Err(StationError::Cancelled);
            }
        }
        let head = reader.chain_head()?;
        let provenance = ListProvenance {
            kind: "corrections".into(),
            program: concat!("pairing-station ", env!("CARGO_PKG_VERSION")).into(),
            station: settings.station.clone(),
            operator: request.operator.clone(),
            written: local(at),
            chain_head: Head { seq: head.seq, hash: head.hash, key: head.key },
        };
        let ids: Vec<i64> = corrections.iter().map(|correction| correction.pair.id).collect();
        let naming = leftover::hold();
        (list.publish(provenance)?, ids, naming)
    };
    record(ledger, Actor::at(settings, &request.operator, ""), published, pairs, at)
}

/// Marks the pairs; where that cannot be, the files go too.
fn record(
    ledger: &Ledger,
    actor: Actor<'_>,
    published: PublishedList,
    pairs: Vec<i64>,
    at: Stamp,
) -> Result<CorrectionsReport, StationError> {
    let file = |f: &crate::relation::FileDone| ExportFile {
        path: f.path.clone(),
        pk: String::new(),
        rows: f.rows,
        sha256: f.sha256.clone(),
    };
    let files: Vec<ExportFile> = published.files.iter().map(file).collect();
    let event = actor.draft(at, "correction").detail(&written_list(&published)).build();
    let rows = pairs.len() as u64;
    match ledger.record_correction(NewCorrection { event, pairs, files: files.clone() }) {
        Ok(id) => Ok(CorrectionsReport { id, rows, files, manifest: published.manifest_path }),
        Err(error) => {
            if is_certain(&error)
                && let Err(left) = published.withdraw()
            {
                tracing::error!(%left, "a corrections file that is not in the ledger was left behind");
            }
            Err(cancelled_or(error))
        }
    }
}

/// The corrections with all that is known of them, oldest pair first, `most` at most.
fn corrections(reader: &Reader, all: bool, most: usize) -> Result<Vec<Correction>, StationError> {
    let mut pairs: Vec<Pair> = Vec::new();
    let walked = reader.each_correction(all, &mut |pair| {
        pairs.push(pair.clone());
        pairs.len() < most
    });
    match walked {
        Ok(()) | Err(LedgerError::Cancelled) => {}
        Err(error) => return Err(error.into()),
    }
    let mut went_out = went_out(reader, &pairs)?;
    let again =
        |pair: &Pair| Ok::<_, LedgerError>((reader.active_by_dk(&pair.dk)?, reader.active_by_sn(&pair.sn)?));
    let with_all = |pair: Pair| {
        let (by_dk, by_sn) = again(&pair)?;
        Ok(Correction { handed_over: went_out.remove(&pair.id).unwrap_or_default(), pair, by_dk, by_sn })
    };
    pairs.into_iter().map(with_all).collect()
}

/// In which files pairs went out.
fn went_out(reader: &Reader, pairs: &[Pair]) -> Result<BTreeMap<i64, Vec<HandedOver>>, StationError> {
    let ids: Vec<i64> = pairs.iter().map(|pair| pair.id).collect();
    let mut held: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (pair, exports) in reader.exports_holding(&ids)? {
        for export in exports {
            held.entry(export).or_default().insert(pair);
        }
    }
    let mut went_out: BTreeMap<i64, Vec<HandedOver>> = BTreeMap::new();
    if held.is_empty() {
        return Ok(went_out);
    }
    let mut exports = reader.exports()?;
    exports.reverse();
    for export in exports {
        let Some(wanted) = held.get(&export.id) else { continue };
        for (pair, files) in files_with(reader, &export, wanted)? {
            let handed_over = HandedOver { export: export.id, at: export.at, files };
            went_out.entry(pair).or_default().push(handed_over);
        }
    }
    Ok(went_out)
}

/// Which of an export's files hold these of its pairs. Rows are in the order of ids, so a product's pairs
/// fill its files one after the other; the export is only walked where a product has several.
fn files_with(
    reader: &Reader,
    export: &ExportRecord,
    wanted: &BTreeSet<i64>,
) -> Result<Vec<(i64, Vec<PathBuf>)>, StationError> {
    let mut products: BTreeMap<&str, Vec<&ExportFile>> = BTreeMap::new();
    for file in &export.files {
        products.entry(&file.pk).or_default().push(file);
    }
    let one_each = products.values().all(|files| files.len() == 1);
    // Sets of several templates share products: which order went to which set is not worth a second walk.
    let one_set = manifests_of(export).is_ok_and(|manifests| manifests.len() == 1);
    let mut found = Vec::new();
    let mut before: BTreeMap<String, u64> = BTreeMap::new();
    let mut place = |pair: &Pair| {
        let at = before.entry(pair.pk.clone()).or_default();
        *at += 1;
        if !wanted.contains(&pair.id) {
            return;
        }
        let files = products.get(pair.pk.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut upto = 0;
        let holds = |file: &&&ExportFile| {
            upto += file.rows;
            *at <= upto
        };
        let files: Vec<PathBuf> = match files.iter().find(holds) {
            Some(file) if one_set => vec![file.path.clone()],
            _ => files.iter().map(|file| file.path.clone()).collect(),
        };
        found.push((pair.id, files));
    };
    if one_each || !one_set {
        for id in wanted {
            if let Some(pair) = reader.pair(*id)? {
                place(&pair);
            }
        }
    } else {
        let filter = PairFilter { export: Some(export.id), ..PairFilter::default() };
        reader.each_pair(&filter, &mut |pair| {
            place(pair);
            true
        })?;
    }
    Ok(found)
}

/// A column: its header (one for readers of either language), its width, and its cell.
type Column = (&'static str, f64, fn(&Correction) -> String);

/// The columns, in order: one list for the header and the rows.
const COLUMNS: [Column; 19] = [
    ("处理 to do", 18.0, |c| todo(c.todo()).into()),
    ("设备DeviceKey", 22.0, |c| c.pair.dk.clone()),
    ("产品ProductKey", 18.0, |c| c.pair.pk.clone()),
    ("设备SN", 22.0, |c| c.pair.sn.clone()),
    ("设备名称 name", 28.0, |c| c.pair.name.clone()),
    ("配对时间 paired at", 20.0, |c| moment(c.pair.stamp)),
    ("作废时间 voided at", 20.0, |c| of_void(c, |void| moment(stamp(void.at)))),
    ("作废人 voided by", 16.0, |c| of_void(c, |void| void.by.clone())),
    ("作废原因 why", 28.0, |c| of_void(c, |void| why(&void.why))),
    ("导出文件 relation file", 48.0, files),
    ("导出时间 exported at", 20.0, |c| each_export(c, |out| moment(stamp(out.at)))),
    ("平台结果 platform", 24.0, |c| platform(&c.pair.platform)),
    ("该DK现配SN DK now with SN", 22.0, |c| again(&c.by_dk, |pair| pair.sn.clone())),
    ("配对时间 at", 20.0, |c| again(&c.by_dk, |pair| moment(pair.stamp))),
    ("已导出 exported", 16.0, |c| again(&c.by_dk, |pair| yes_no(pair.exported).into())),
    ("该SN现配DK SN now with DK", 22.0, |c| again(&c.by_sn, |pair| pair.dk.clone())),
    ("配对时间 at", 20.0, |c| again(&c.by_sn, |pair| moment(pair.stamp))),
    ("已导出 exported", 16.0, |c| again(&c.by_sn, |pair| yes_no(pair.exported).into())),
    ("配对号 pair", 10.0, |c| c.pair.id.to_string()),
];

fn todo(todo: Todo) -> &'static str {
    match todo {
        Todo::Delete => "删除 delete",
        Todo::Look => "先核对 look first",
        Todo::Keep => "保留 keep",
    }
}

/// An offered reason in both languages, as everything here; one's own words as they are.
fn why(on_record: &str) -> String {
    let [chinese, english] = Lang::ALL.map(|lang| void_reason(lang, on_record));
    if chinese == english { chinese.to_owned() } else { format!("{chinese} {english}") }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "是 yes" } else { "否 no" }
}

fn platform(platform: &Platform) -> String {
    match platform {
        Platform::NotHandedOver => String::new(),
        Platform::Elsewhere => "旧工具 old tool".into(),
        Platform::Waiting => "未回 no answer".into(),
        Platform::Accepted => "已接受 accepted".into(),
        Platform::Rejected(error) => format!("拒绝 rejected: {error}"),
    }
}

/// Local date and time, as people write it.
fn moment(stamp: Stamp) -> String {
    local(stamp).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn of_void(correction: &Correction, cell: fn(&crate::ledger::Voided) -> String) -> String {
    correction.pair.voided.as_ref().map(cell).unwrap_or_default()
}

fn again(pair: &Option<Pair>, cell: fn(&Pair) -> String) -> String {
    pair.as_ref().map(cell).unwrap_or_default()
}

fn each_export(correction: &Correction, cell: fn(&HandedOver) -> String) -> String {
    correction.handed_over.iter().map(cell).collect::<Vec<_>>().join("; ")
}

fn files(correction: &Correction) -> String {
    each_export(correction, |out| {
        let names = out.files.iter().filter_map(|file| file.file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" | ")
    })
}
