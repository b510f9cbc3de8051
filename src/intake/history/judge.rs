//! Each row of a history by the rules a scan is judged by, and against the rows before it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::sheet::{Sheet, Span};
use super::{HistoryFault, HistoryRow, MAX_NAME};
use crate::order::{DkKind, formula_start, is_product_key, is_sn};
use crate::scan::judge_dk;

/// Judges every row; gives the faults, in order. MAC addresses are brought into the form that a scan
/// of them has.
///
/// Of several rows with the same key the first may be taken, the others are faults: which of them is
/// right, the file does not say. A row that is faulty by itself keeps its well-formed keys from later
/// ones all the same.
pub(super) fn judge(sheet: &mut Sheet, kind: DkKind) -> Vec<HistoryFault> {
    if kind == DkKind::Mac {
        normalise(sheet, kind);
    }
    let sheet = &*sheet;
    let (mut dks, mut sns) = (Seen::of(sheet.len()), Seen::of(sheet.len()));
    let mut faults = Vec::new();
    for (at, place) in sheet.rows.iter().enumerate() {
        let row = sheet.row(at);
        let own = match place.fault {
            Some(reason) => Err(("row", sheet.get(place.whole), reason)),
            None => of_row(&row, kind),
        };
        let by_dk = judge_dk(row.dk, kind).is_ok().then(|| dks.before(row.dk, at)).flatten();
        let by_sn = is_sn(row.sn).then(|| sns.before(row.sn, at)).flatten();
        let twice = match (by_dk, by_sn) {
            (None, None) => Ok(()),
            (Some(_), None) => Err(("dk", row.dk, "duplicate_dk")),
            (None, Some(_)) => Err(("sn", row.sn, "duplicate_sn")),
            (Some(_), Some(_)) => Err(("dk", row.dk, "duplicate_both")),
        };
        if let Err((field, value, reason)) = own.and(twice) {
            let mut lines: Vec<u64> =
                by_dk.into_iter().chain(by_sn).map(|row| sheet.rows[row].line).collect();
            lines.dedup();
            faults.push(HistoryFault {
                row: at,
                line: row.line,
                column: sheet.column(field),
                field,
                value: value.to_owned(),
                reason,
                lines,
                pairs: Vec::new(),
            });
        }
    }
    faults
}

/// What is wrong with a row by itself: field, value and reason.
fn of_row<'a>(row: &HistoryRow<'a>, kind: DkKind) -> Result<(), (&'static str, &'a str, &'static str)> {
    judge_dk(row.dk, kind).map_err(|reason| ("dk", row.dk, reason.as_str()))?;
    let form = |field, value: &'a str, good: bool, reason| match good {
        true => Ok(()),
        false if value.is_empty() => Err((field, value, "empty")),
        false => Err((field, value, reason)),
    };
    form("pk", row.pk, is_product_key(row.pk), "pk_format")?;
    form("sn", row.sn, is_sn(row.sn), "sn_format")?;
    let name = row.name.len() <= MAX_NAME || row.name.chars().count() <= MAX_NAME;
    form("name", row.name, name && !row.name.chars().any(char::is_control), "name_format")?;
    // It would go into relation files as it is, and a spreadsheet would run it.
    form("name", row.name, formula_start(row.name).is_none(), "name_formula")
}

/// Replaces each DK by what a scan of it would be kept as.
fn normalise(sheet: &mut Sheet, kind: DkKind) {
    for at in 0..sheet.len() {
        let normal = match judge_dk(sheet.row(at).dk, kind) {
            Ok(Cow::Owned(dk)) => dk,
            _ => continue,
        };
        let start = sheet.text.len() as u32;
        sheet.text.push_str(&normal);
        sheet.rows[at].fields[0] = Span { start, end: sheet.text.len() as u32 };
    }
}

/// Keys met so far, and the row each was met in first.
struct Seen<'a>(HashMap<&'a str, usize>);

impl<'a> Seen<'a> {
    fn of(rows: usize) -> Seen<'a> {
        Seen(HashMap::with_capacity(rows))
    }

    /// The row before this one that has the same key.
    fn before(&mut self, key: &'a str, row: usize) -> Option<usize> {
        let first = *self.0.entry(key).or_insert(row);
        (first != row).then_some(first)
    }
}
