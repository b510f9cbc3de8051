//! The old tool's CSV exports.
//!
//! The tool quotes nothing and writes no line end after the last row, so a line is cut at its
//! separators and nothing else. V1.2.0 wrote a header in another order than its rows: the header says
//! which columns there are, the values of the whole file which of them is which.

use super::sheet::{OWN_HEADER, Place, Sheet, Span};
use super::{HistoryNote, IntakeError, MAX_ROWS, table};
use crate::order::{DkKind, is_product_key};
use crate::relation::{Encoding, Field};
use crate::scan::judge_dk;

/// Which column is what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    dk: usize,
    pk: usize,
    sn: usize,
    name: Option<usize>,
    /// Columns in all.
    width: usize,
}

/// Reads an export.
pub(super) fn read(file: &str, bytes: &[u8], kind: DkKind) -> Result<Sheet, IntakeError> {
    if bytes.starts_with(b"PK\x03\x04") {
        let what = "is a workbook or an archive".to_owned();
        return Err(IntakeError::NotHistory { file: file.to_owned(), what });
    }
    let (encoding, text) =
        Encoding::detect(bytes).ok_or_else(|| IntakeError::Encoding { file: file.to_owned() })?;
    let text = text.into_owned();
    let first = lines(&text).next().ok_or_else(|| IntakeError::Empty { file: file.to_owned() })?;
    let delimiter = char::from(table::delimiter(&text));
    let named = named(file, first.text, delimiter)?;
    let body = usize::from(named.is_some());
    let (columns, note) = match named {
        Some(named) => by_values(&text, delimiter, named, body, kind)
            .filter(|found| *found != named)
            .map_or((named, None), |found| (found, Some(HistoryNote::HeaderDisagrees))),
        None => {
            let guess = Columns { dk: 0, pk: 1, sn: 2, name: Some(3), width: 4 };
            let found = by_values(&text, delimiter, guess, body, kind).ok_or_else(|| {
                let what =
                    "its first line names no columns, and its values are no DKs, PKs and SNs".to_owned();
                IntakeError::NotHistory { file: file.to_owned(), what }
            })?;
            (found, Some(HistoryNote::NoHeader))
        }
    };
    let rows: Vec<Place> =
        lines(&text).skip(body).take(MAX_ROWS + 1).map(|l| place(&l, delimiter, columns)).collect();
    if rows.len() > MAX_ROWS {
        return Err(IntakeError::TooManyRows { file: file.to_owned(), max: MAX_ROWS });
    }
    let header = if body == 1 { first.text } else { OWN_HEADER }.to_owned();
    let notes = note.into_iter().collect();
    let numbers = [Some(columns.dk), Some(columns.pk), Some(columns.sn), columns.name];
    let numbers = numbers.map(|column| column.map_or(0, |column| column as u64 + 1));
    Ok(Sheet { header, delimiter, encoding, columns: numbers, rows, notes, text })
}

/// A line that is not blank.
struct Line<'t> {
    number: u64,
    /// Where it begins in the text.
    at: usize,
    text: &'t str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut next = 0;
    let numbered = (1..).zip(text.split('\n')).map(move |(number, line)| {
        let at = next;
        next += line.len() + 1;
        Line { number, at, text: line.strip_suffix('\r').unwrap_or(line) }
    });
    numbered.filter(|line| line.text.bytes().any(|b| !matches!(b, b' ' | b'\t' | b',' | b';')))
}

/// The columns by the names in the first line; `None` if it is no header.
fn named(file: &str, first: &str, delimiter: char) -> Result<Option<Columns>, IntakeError> {
    let fields: Vec<Field> = first.split(delimiter).map(Field::of_header).collect();
    let column = |wanted| fields.iter().position(|field| *field == wanted);
    let found = [column(Field::Dk), column(Field::Pk), column(Field::Sn)];
    let [Some(dk), Some(pk), Some(sn)] = found else {
        let Some(missing) = found.iter().position(Option::is_none).filter(|_| found != [None; 3]) else {
            return Ok(None);
        };
        let wanted = ["DKs (DeviceKey)", "PKs (ProductKey)", "SNs"][missing];
        return Err(IntakeError::NoColumn { file: file.to_owned(), wanted });
    };
    Ok(Some(Columns { dk, pk, sn, name: column(Field::Name), width: fields.len() }))
}

/// What the values say of three columns: the order in which most rows have a DK where the DK should be
/// and a PK where the PK should be. The order given, where it is as good as any; `None` if none is.
fn by_values(text: &str, delimiter: char, of: Columns, skip: usize, kind: DkKind) -> Option<Columns> {
    let given = [of.dk, of.pk, of.sn];
    let (mut dks, mut pks, mut rows) = ([0usize; 3], [0usize; 3], 0usize);
    for line in lines(text).skip(skip) {
        rows += 1;
        for (column, cell) in line.text.split(delimiter).enumerate() {
            if let Some(at) = given.iter().position(|wanted| *wanted == column) {
                let cell = cell.trim();
                dks[at] += usize::from(is_like_dk(cell, kind));
                pks[at] += usize::from(is_product_key(cell));
            }
        }
    }
    let most = |count: usize| 2 * count > rows;
    let orders = [[0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0], [2, 0, 1]];
    let [dk, pk, sn] = orders.into_iter().find(|[dk, pk, _]| most(dks[*dk]) && most(pks[*pk]))?;
    Some(Columns { dk: given[dk], pk: given[pk], sn: given[sn], ..of })
}

/// Whether a value could be meant as a DK: an IMEI with a wrong check digit is one too.
fn is_like_dk(cell: &str, kind: DkKind) -> bool {
    match kind {
        DkKind::Imei => cell.len() == 15 && cell.bytes().all(|b| b.is_ascii_digit()),
        DkKind::Mac | DkKind::Text => judge_dk(cell, kind).is_ok(),
    }
}

fn place(line: &Line<'_>, delimiter: char, columns: Columns) -> Place {
    let mut fields = [Span::default(); 4];
    let (mut at, mut missing, mut more) = (line.at, 3, false);
    for (column, cell) in line.text.split(delimiter).enumerate() {
        let trimmed = cell.trim();
        let start = at + (cell.len() - cell.trim_start().len());
        at += cell.len() + delimiter.len_utf8();
        more |= column >= columns.width && !trimmed.is_empty();
        let field = if column == columns.dk {
            0
        } else if column == columns.pk {
            1
        } else if column == columns.sn {
            2
        } else if Some(column) == columns.name {
            3
        } else {
            continue;
        };
        missing -= usize::from(field < 3);
        fields[field] = span(start, trimmed.len());
    }
    let fault = (missing > 0 || more).then_some("columns");
    Place { line: line.number, whole: span(line.at, line.text.len()), fields, fault }
}

/// A file is bounded far below what 32 bits hold.
fn span(start: usize, len: usize) -> Span {
    Span { start: start as u32, end: (start + len) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "863950061408912,p11sf2,VDR4484216898769";
    const B: &str = "863950065195010,p11sf2,VDR7910303100740";

    /// `expect`: each row as `line dk pk sn name fault`, and the notes.
    #[track_caller]
    fn check(text: &str, expect: &[&str], notes: &[HistoryNote]) {
        let sheet = read("file", text.as_bytes(), DkKind::Imei).unwrap();
        let rows: Vec<String> = (0..sheet.len())
            .map(|at| {
                let row = sheet.row(at);
                let fault = sheet.rows[at].fault.unwrap_or("-");
                format!("{} {} {} {} {} {fault}", row.line, row.dk, row.pk, row.sn, row.name)
            })
            .collect();
        assert_eq!(rows, expect, "{text}");
        assert_eq!(sheet.notes, notes, "{text}");
    }

    #[test]
    fn the_header_says_which_columns_and_the_values_which_is_which() {
        let [a, b] =
            ["2 863950061408912 p11sf2 VDR4484216898769", "3 863950065195010 p11sf2 VDR7910303100740"];
        let two = [format!("{a}  -"), format!("{b} 电表 -")];
        let two = [two[0].as_str(), two[1].as_str()];
        check(&format!("{OWN_HEADER}\r\n{A},\r\n{B},电表"), &two, &[]);
        let mislabelled = "*产品ProductKey,*设备DeviceKey,*设备SN,设备名称,证书指纹";
        check(&format!("{mislabelled}\r\n{A},\r\n{B},电表"), &two, &[HistoryNote::HeaderDisagrees]);
        let rows =
            "p11sf2,863950061408912,VDR4484216898769,,\np11sf2,863950065195010,VDR7910303100740,电表,\n";
        check(&format!("{mislabelled}\n{rows}"), &two, &[]);
        let rows =
            "x\tVDR4484216898769\tp11sf2\t863950061408912\nx\tVDR7910303100740\tp11sf2\t863950065195010";
        check(&format!("No\tSN\tPK\tDK\n{rows}"), &[&format!("{a}  -"), &format!("{b}  -")], &[]);
        check(
            &format!("{A}\n\n{B},x"),
            &[
                "1 863950061408912 p11sf2 VDR4484216898769  -",
                "3 863950065195010 p11sf2 VDR7910303100740 x -",
            ],
            &[HistoryNote::NoHeader],
        );
    }

    #[test]
    fn rows_with_too_few_or_too_many_cells_are_named() {
        check(
            &format!(
                "{OWN_HEADER}\n 863950061408912 , p11sf2 ,VDR1\n863950061408912,p11sf2\n{B},a,\n{B},a,b\n"
            ),
            &[
                "2 863950061408912 p11sf2 VDR1  -",
                "3 863950061408912 p11sf2   columns",
                "4 863950065195010 p11sf2 VDR7910303100740 a -",
                "5 863950065195010 p11sf2 VDR7910303100740 a columns",
            ],
            &[],
        );
    }

    #[test]
    fn what_is_no_export_is_named() {
        let check = |bytes: &[u8], expect: &str| {
            let error = read("file", bytes, DkKind::Imei).unwrap_err().to_string();
            assert!(error.starts_with("file") && error.contains(expect), "{error}");
        };
        check(b"", "no rows");
        check(b"\r\n,,\r\n", "no rows");
        check(b"PK\x03\x04", "workbook");
        check(b"\xff\xff\xff", "UTF-8");
        check(b"DK,SN\n1,2\n", "PKs (ProductKey)");
        check(b"*ProductKey,name\n1,2\n", "DKs (DeviceKey)");
        check(b"one,two,three\n1,2,3\n", "names no columns");
    }
}
