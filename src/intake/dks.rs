//! Modules that an order may use: the maker's delivery list.

use super::table::Row;
use super::{Faulty, IntakeError, columns, table};
use crate::order::Order;
use crate::relation::Field;
use crate::scan::{self, Code, Reason};
use std::collections::BTreeSet;
use std::path::Path;

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

/// Reads a list (csv, txt, xlsx). `order` says what a DK is: what a scan of the cell would be read as
/// is what it is here, a whole vendor label too.
pub fn read_dks(path: &Path, order: &Order) -> Result<DkList, IntakeError> {
    let (file, bytes) = table::bytes(path)?;
    from_rows(&file, &table::rows(&file, &bytes)?, order)
}

fn from_rows(file: &str, rows: &[Row], order: &Order) -> Result<DkList, IntakeError> {
    let found = columns::find(rows, Field::Dk, |cell| dk(cell, order).is_ok())
        .ok_or_else(|| IntakeError::NoColumn { file: file.to_owned(), wanted: "module keys (IMEIs)" })?;
    let mut list = DkList::default();
    let mut seen = BTreeSet::new();
    for row in found.rows {
        list.total += 1;
        let cell = row.cells.get(found.key).map(String::as_str).unwrap_or_default();
        let read = dk(cell, order).and_then(|dk| match seen.insert(dk.clone()) {
            true => Ok(dk),
            false => Err("duplicate_dk"),
        });
        match read {
            Ok(dk) => list.rows.push((row.line, dk)),
            Err(reason) => {
                let (file, value) = (String::new(), cell.to_owned());
                list.faulty.push(Faulty { line: row.line, file, value, reason });
            }
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

    #[test]
    fn a_delivery_list_is_read_as_scans_of_it_would_be() {
        let order = Order::default_for("WO1", "p11sf2");
        let text =
            "No,IMEI\n1,863950069494278\n2,863950069494279\n3,IMEI:863950061408912\n4,863950069494278\n5,\n";
        let list = from_rows("list", &table::rows("list", text.as_bytes()).unwrap(), &order).unwrap();
        assert_eq!(list.rows, [(2, "863950069494278".to_owned()), (4, "863950061408912".to_owned())]);
        let faults: Vec<_> = list.faulty.iter().map(|f| (f.line, f.reason)).collect();
        assert_eq!(faults, [(3, "imei_check_digit"), (5, "duplicate_dk"), (6, "empty")]);
        assert_eq!(list.total, 5);
        let bare = table::rows("list", b"863950069494278\n863950061408912\n").unwrap();
        assert_eq!(from_rows("list", &bare, &order).unwrap().rows.len(), 2);
        let other = table::rows("list", b"name\nx\ny\n").unwrap();
        assert!(matches!(from_rows("list", &other, &order), Err(IntakeError::NoColumn { .. })));
    }
}
