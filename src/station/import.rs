//! Lists taken over into the ledger: SNs that were issued, modules that an order may use.
//!
//! First everything is looked at and reported; then, unless it was only to be looked at, the new keys
//! and one event go in together, in one transaction.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::command::StationError;
use super::core::Core;
use crate::intake::{self, Faulty, SnList};
use crate::ledger::{LedgerError, ListKeys, Stamp};

/// What an import found, and took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Rows in the file.
    pub rows: u64,
    /// New keys: taken, or to be taken where it was only looked at.
    pub taken: u64,
    /// Keys that were on the list before.
    pub known: u64,
    /// Of both, those in an active pair.
    pub used: u64,
    /// What was not taken, and what does not agree.
    pub faulty: Vec<Faulty>,
}

/// SNs the platform issued, from its package or a list. Rows that name no product are of `product`; with
/// `only`, rows of another are faults.
pub fn sns(
    core: &mut Core,
    path: &Path,
    product: Option<&str>,
    only: bool,
    dry_run: bool,
    now: Stamp,
) -> Result<Report, StationError> {
    let SnList { rows, faulty, total } = intake::read_sns(path)?;
    let mut report = Report { rows: total, faulty, ..Report::default() };
    let mut new: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let pk = match (&row.pk, product) {
            (None, None) => return Err(StationError::NoProduct { file: path.to_owned(), line: row.line }),
            (Some(own), Some(product)) if only && own != product => {
                let (file, value) = (String::new(), own.clone());
                report.faulty.push(Faulty { line: row.line, file, value, reason: "wrong_product" });
                continue;
            }
            (Some(own), _) => own.clone(),
            (None, Some(product)) => product.to_owned(),
        };
        report.used += u64::from(core.reader().active_by_sn(&row.sn)?.is_some());
        if core.reader().sn_issued(&pk, &row.sn)? {
            report.known += 1;
        } else {
            report.taken += 1;
            new.entry(pk).or_default().push(row.sn);
        }
    }
    if !dry_run {
        let lists = new.into_iter().map(|(pk, sns)| ListKeys::IssuedSns { pk, sns }).collect();
        take(core, path, "sn", lists, &report, now)?;
    }
    Ok(report)
}

/// DKs that an order may use, from the module maker's list.
pub fn dks(
    core: &mut Core,
    path: &Path,
    order: &str,
    dry_run: bool,
    now: Stamp,
) -> Result<Report, StationError> {
    let record = core.reader().order(order)?;
    let record = record.ok_or_else(|| LedgerError::NoSuchOrder { name: order.to_owned() })?;
    let list = intake::read_dks(path, &record.order)?;
    let mut report = Report { rows: list.total, faulty: list.faulty, ..Report::default() };
    let mut new = Vec::new();
    for (_, dk) in list.rows {
        report.used += u64::from(core.reader().active_by_dk(&dk)?.is_some());
        if core.reader().dk_allowed(order, &dk)? {
            report.known += 1;
        } else {
            report.taken += 1;
            new.push(dk);
        }
    }
    if !dry_run {
        let list = ListKeys::AllowedDks { order: order.to_owned(), dks: new };
        take(core, path, "dk", vec![list], &report, now)?;
    }
    Ok(report)
}

fn take(
    core: &Core,
    path: &Path,
    what: &str,
    lists: Vec<ListKeys>,
    report: &Report,
    now: Stamp,
) -> Result<(), StationError> {
    let bytes = std::fs::read(path).map_err(|source| StationError::Io { path: path.to_owned(), source })?;
    let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let of: Vec<&str> = lists
        .iter()
        .map(|list| match list {
            ListKeys::IssuedSns { pk, .. } => pk.as_str(),
            ListKeys::AllowedDks { order, .. } => order.as_str(),
        })
        .collect();
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let detail = serde_json::json!({
        "what": what, "of": of, "file": file, "sha256": sha256,
        "taken": report.taken, "known": report.known, "faulty": report.faulty.len(),
    });
    core.import(lists, &detail, now)
}
