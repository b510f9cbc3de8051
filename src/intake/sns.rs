//! SNs that the platform issued: from its package, or from a list.

use super::table::Row;
use super::{Faulty, IntakeError, Progress, columns, step};
use crate::order::{is_product_key, is_sn};
use crate::relation::Field;
use crate::scan::{self, Code};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// A list of SNs as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SnList {
    /// SNs of good form, each once, in the file's order.
    pub rows: Vec<SnRow>,
    /// What cannot be used, and what does not agree.
    pub faulty: Vec<Faulty>,
    /// Rows in all.
    pub total: u64,
}

/// One SN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnRow {
    /// The file inside the package it stands in; empty where the list is a file of its own.
    pub file: Arc<str>,
    /// Its line; 0 where it was read from an image.
    pub line: u64,
    /// Its column, from 1; 0 where it was read from an image.
    pub column: u64,
    /// The column that names its product, from 1; 0 where none does.
    pub pk_column: u64,
    /// Its product, where the file says so.
    pub pk: Option<String>,
    /// The SN.
    pub sn: String,
}

/// The SNs in the rows of a table; `inside`: the file is one of a package.
pub(super) fn from_rows(
    file: &str,
    inside: bool,
    rows: &[Row],
    progress: Progress<'_>,
) -> Result<SnList, IntakeError> {
    let like_sn = |cell: &str| {
        qr(cell).is_some() || (is_sn(cell) && cell.bytes().any(|b| b.is_ascii_digit()) && cell.len() >= 8)
    };
    let found = columns::find(rows, Field::Sn, like_sn)
        .ok_or_else(|| IntakeError::NoColumn { file: file.to_owned(), wanted: "SNs" })?;
    let mut list = SnList::default();
    let name: Arc<str> = if inside { file } else { "" }.into();
    let column = columns::number(found.key);
    let mut seen = BTreeMap::new();
    for row in found.rows {
        step(progress, list.total, found.rows.len())?;
        list.total += 1;
        let cell = row.cells.get(found.key).map(String::as_str).unwrap_or_default();
        let own_pk = found.pk.and_then(|at| row.cells.get(at)).filter(|pk| !pk.is_empty()).cloned();
        // A code names its product itself.
        let (pk, pk_column, sn) = match qr(cell) {
            Some((pk, sn)) => (Some(pk), column, sn),
            None => (own_pk, found.pk.map_or(0, columns::number), cell.to_owned()),
        };
        let fault = |field, reason| Faulty {
            line: row.line,
            column,
            file: name.to_string(),
            field,
            value: cell.to_owned(),
            reason,
            ..Faulty::default()
        };
        match judge(cell, &sn, pk.as_deref()) {
            Some(("pk", reason)) => {
                let value = pk.unwrap_or_default();
                list.faulty.push(Faulty { column: pk_column, value, ..fault("pk", reason) });
            }
            Some((field, reason)) => list.faulty.push(fault(field, reason)),
            None => match seen.entry(sn.clone()) {
                Entry::Occupied(first) => {
                    list.faulty.push(Faulty { first: *first.get(), ..fault("sn", "duplicate_sn") });
                }
                Entry::Vacant(new) => {
                    new.insert(row.line);
                    let file = Arc::clone(&name);
                    list.rows.push(SnRow { file, line: row.line, column, pk_column, pk, sn });
                }
            },
        }
    }
    Ok(list)
}

/// What is wrong with a row by itself: field and reason.
fn judge(cell: &str, sn: &str, pk: Option<&str>) -> Option<(&'static str, &'static str)> {
    if cell.is_empty() {
        Some(("sn", "empty"))
    } else if !is_sn(sn) {
        Some(("sn", "sn_format"))
    } else if pk.is_some_and(|pk| !is_product_key(pk)) {
        Some(("pk", "pk_format"))
    } else {
        None
    }
}

/// PK and SN, if the text is a device QR's.
pub(super) fn qr(text: &str) -> Option<(String, String)> {
    match scan::read(text.as_bytes(), None).code {
        Code::Device { pk, sn } => Some((pk, sn)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::table;

    #[track_caller]
    fn check(text: &str, expect: &[(u64, Option<&str>, &str)], faulty: &[(u64, u64, &str, &str, u64)]) {
        let rows = table::rows("list", text.as_bytes()).unwrap();
        let list = from_rows("list", false, &rows, &|_, _| true).unwrap();
        let rows: Vec<_> = list.rows.iter().map(|r| (r.line, r.pk.as_deref(), r.sn.as_str())).collect();
        assert_eq!(rows, expect, "{text}");
        let faults: Vec<_> =
            list.faulty.iter().map(|f| (f.line, f.column, f.value.as_str(), f.reason, f.first)).collect();
        assert_eq!(faults, faulty, "{text}");
        assert_eq!(list.total as usize, expect.len() + faulty.len(), "{text}");
    }

    #[test]
    fn the_column_is_found_by_its_name_or_by_its_values() {
        check("SN,ProductKey\r\nVDR1,p11sf2\r\n", &[(2, Some("p11sf2"), "VDR1")], &[]);
        check("序号,*设备SN\n1,VDR7098612099028\n", &[(2, None, "VDR7098612099028")], &[]);
        check(
            "VDR7098612099028\nVDR7098612099029\n",
            &[(1, None, "VDR7098612099028"), (2, None, "VDR7098612099029")],
            &[],
        );
        check(
            "no,what\n1,pk=p11sf2&sn=VDR70986&v=1\n2,pk=p11sf2&sn=VDR70987&v=1\n",
            &[(2, Some("p11sf2"), "VDR70986"), (3, Some("p11sf2"), "VDR70987")],
            &[],
        );
    }

    #[test]
    fn a_fault_has_its_place_its_value_and_its_reason() {
        check(
            "PK,SN\np11sf2,VDR1\np11sf2,VDR-2\np11sf2,VDR1\np1,VDR3\np11sf2, \n",
            &[(2, Some("p11sf2"), "VDR1")],
            &[
                (3, 2, "VDR-2", "sn_format", 0),
                (4, 2, "VDR1", "duplicate_sn", 2),
                (5, 1, "p1", "pk_format", 0),
                (6, 2, "", "empty", 0),
            ],
        );
    }

    #[test]
    fn a_list_of_something_else_is_refused() {
        let rows = table::rows("list", "a,b\nx,y\n".as_bytes()).unwrap();
        assert!(matches!(from_rows("list", false, &rows, &|_, _| true), Err(IntakeError::NoColumn { .. })));
    }
    #[test]
    fn a_long_list_can_be_stopped() {
        let text: String = (0..5000).map(|n| format!("VDR{n:08}\n")).collect();
        let rows = table::rows("list", text.as_bytes()).unwrap();
        let error = from_rows("list", false, &rows, &|done, total| {
            assert_eq!(total, 5000);
            done < 2000
        });
        assert!(matches!(error, Err(IntakeError::Cancelled)), "{error:?}");
    }
}
