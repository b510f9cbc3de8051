//! Modules that an order may use: the maker's delivery list.

use super::table::Row;
use super::{Faulty, IntakeError, Progress, columns, step};
use crate::order::Order;
use crate::relation::Field;
use crate::scan::{self, Code, Reason};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A list of DKs as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DkList {
    /// DKs of good form, normalised as a scan of them would be, each once, in the file's order.
    pub rows: Vec<(u64, String)>,
    /// What cannot be used.
    pub faulty: Vec<Faulty>,
    /// Rows in all.
    pub total: u64,
}

/// The DKs in the rows of a table.
pub(super) fn from_rows(
    file: &str,
    rows: &[Row],
    order: &Order,
    progress: Progress<'_>,
) -> Result<DkList, IntakeError> {
    let found = columns::find(rows, Field::Dk, |cell| dk(cell, order).is_ok())
        .ok_or_else(|| IntakeError::NoColumn { file: file.to_owned(), wanted: "module keys (IMEIs)" })?;
    let mut list = DkList::default();
    let mut seen = BTreeMap::new();
    for row in found.rows {
        step(progress, list.total, found.rows.len())?;
        list.total += 1;
        let cell = row.cells.get(found.key).map(String::as_str).unwrap_or_default();
        let fault = |reason| Faulty {
            line: row.line,
            column: columns::number(found.key),
            field: "dk",
            value: cell.to_owned(),
            reason,
            ..Faulty::default()
        };
        match dk(cell, order).map(|dk| (dk.clone(), seen.entry(dk))) {
            Ok((_, Entry::Occupied(first))) => {
                list.faulty.push(Faulty { first: *first.get(), ..fault("duplicate_dk") });
            }
            Ok((dk, Entry::Vacant(new))) => {
                new.insert(row.line);
                list.rows.push((row.line, dk));
            }
            Err(reason) => list.faulty.push(fault(reason)),
        }
    }
    Ok(list)
}

fn dk(cell: &str, order: &Order) -> Result<String, &'static str> {
    match scan::read(cell.as_bytes(), Some(order)).code {
        Code::Module { dk, check_digit_wrong: false } => Ok(dk),
        Code::Module { .. } => Err(Reason::ImeiCheckDigit.as_str()),
        Code::Refused { reason, .. } => Err(reason.as_str()),
        Code::Device { .. } | Code::Control(_) => Err(Reason::UnknownCode.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::table;

    fn read(text: &str) -> Result<DkList, IntakeError> {
        let order = Order::default_for("WO1", "p11sf2");
        from_rows("list", &table::rows("list", text.as_bytes())?, &order, &|_, _| true)
    }

    #[test]
    fn a_delivery_list_is_read_as_scans_of_it_would_be() {
        let text =
            "No,IMEI\n1,863950069494278\n2,863950069494279\n3,IMEI:863950061408912\n4,863950069494278\n5,\n";
        let list = read(text).unwrap();
        assert_eq!(list.rows, [(2, "863950069494278".to_owned()), (4, "863950061408912".to_owned())]);
        let faults: Vec<_> =
            list.faulty.iter().map(|f| (f.line, f.column, f.value.as_str(), f.reason, f.first)).collect();
        let expect = [
            (3, 2, "863950069494279", "imei_check_digit", 0),
            (5, 2, "863950069494278", "duplicate_dk", 2),
            (6, 2, "", "empty", 0),
        ];
        assert_eq!(faults, expect);
        assert_eq!(list.total, 5);
        assert_eq!(read("863950069494278\n863950061408912\n").unwrap().rows.len(), 2);
        assert!(matches!(read("name\nx\ny\n"), Err(IntakeError::NoColumn { .. })));
    }
}
