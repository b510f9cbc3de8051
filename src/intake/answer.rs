//! The platform's list of rows it refused: pasted, or a file.
//!
//! What such a list looks like is nowhere laid down. So: the keys' columns by header, else by value (the
//! column in which the most cells are keys that the caller knows); the reason by header, else all
//! that is left of the row.

use super::table::{self, Row};
use super::{IntakeError, Source, columns};
use crate::order::is_sn;
use crate::relation::Field;

/// What a column of reasons is called; without blanks and in lower case.
const REASONS: [&str; 27] = [
    "失败原因",
    "错误原因",
    "导入失败原因",
    "原因",
    "错误信息",
    "失败信息",
    "错误提示",
    "错误描述",
    "提示信息",
    "错误码",
    "错误代码",
    "错误",
    "error",
    "errormessage",
    "errormsg",
    "errorcode",
    "errcode",
    "errmsg",
    "errorreason",
    "message",
    "msg",
    "reason",
    "failreason",
    "failurereason",
    "failedreason",
    "code",
    "errorinfo",
];

/// Such a list, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerList {
    /// Its rows, in its order.
    pub rows: Vec<AnswerRow>,
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// Its line (of a sheet: its row) from 1.
    pub line: u64,
    /// The column of its key, from 1; 0 where no column holds keys.
    pub column: u64,
    /// What it is known by.
    pub key: AnswerKey,
    /// Why, in the platform's words; may be empty.
    pub error: String,
}

/// What a refused row is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerKey {
    /// Columns with headers; one of both may be empty.
    Named {
        /// DeviceKey.
        dk: String,
        /// Serial number.
        sn: String,
    },
    /// A column without a header: a DK or an SN; or, where it holds no key, whatever stands there.
    Either(String),
}

impl AnswerKey {
    /// The key as it stands in the list.
    pub fn text(&self) -> &str {
        match self {
            AnswerKey::Named { dk, sn } if dk.is_empty() => sn,
            AnswerKey::Named { dk: text, .. } | AnswerKey::Either(text) => text,
        }
    }
}

impl Source {
    /// What somebody pasted.
    pub fn pasted(text: String) -> Source {
        Source::of("", text.into_bytes())
    }

    /// The rows of a list of refused rows (csv, txt, xlsx, or pasted). `known` says whether a text is a
    /// DK or an SN that may stand in it. A list without rows is one: nothing was refused.
    pub fn answer(&self, known: &dyn Fn(&str) -> bool) -> Result<AnswerList, IntakeError> {
        let rows = match table::rows_with(self.name(), self.bytes(), delimiter) {
            Err(IntakeError::Empty { .. }) => Vec::new(),
            rows => rows?,
        };
        Ok(from_rows(rows, known))
    }
}

/// Tables that are copied from a page or a spreadsheet have tabs; commas and semicolons then belong to the
/// reasons.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.contains('\t') { b'\t' } else { table::delimiter(text) }
}

/// Where things stand.
struct Columns {
    dk: Option<usize>,
    sn: Option<usize>,
    /// A column without a header that has one key or the other.
    either: Option<usize>,
    /// Columns of reasons; none = whatever is left.
    reasons: Vec<usize>,
    /// Columns that are neither keys nor reasons.
    other: Vec<usize>,
}

fn from_rows(mut rows: Vec<Row>, known: &dyn Fn(&str) -> bool) -> AnswerList {
    if rows.iter().all(|row| row.cells.len() == 1) {
        // Words with blanks between them: `863950069494278 已存在`.
        for row in &mut rows {
            row.cells = row.cells[0].split([' ', '\u{3000}', '，', '：']).map(str::to_owned).collect();
            row.cells.retain(|cell| !cell.is_empty());
        }
    }
    let (columns, header) = match by_header(&rows) {
        Some(columns) => (columns, 1),
        None => by_value(&rows, known),
    };
    AnswerList { rows: rows.iter().skip(header).map(|row| columns.read(row)).collect() }
}

fn by_header(rows: &[Row]) -> Option<Columns> {
    let cells = &rows.first()?.cells;
    let all = |wanted: &[Field]| -> Vec<usize> {
        (0..cells.len()).filter(|at| wanted.contains(&Field::of_header(&cells[*at]))).collect()
    };
    let (dk, sn) = (all(&[Field::Dk]).first().copied(), all(&[Field::Sn]).first().copied());
    if dk.is_none() && sn.is_none() {
        return None;
    }
    let reasons = (0..cells.len()).filter(|at| REASONS.contains(&plain(&cells[*at]).as_str())).collect();
    let mut other = all(&[Field::Pk, Field::Name, Field::Fingerprint]);
    other.extend((0..cells.len()).filter(|at| ROW_NUMBERS.contains(&plain(&cells[*at]).as_str())));
    Some(Columns { dk, sn, either: None, reasons, other })
}

/// What a column that only counts the rows is called.
const ROW_NUMBERS: [&str; 7] = ["序号", "行号", "行", "no", "row", "line", "id"];

fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| !c.is_whitespace() && !"*_-.".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The column with the most known keys; where there is none, the one with the most texts that look like
/// keys. And whether the first row is a header: it is where it has no key, and all others have one.
fn by_value(rows: &[Row], known: &dyn Fn(&str) -> bool) -> (Columns, usize) {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let like = |cell: &str| cell.len() >= 8 && is_sn(cell) && cell.bytes().any(|byte| byte.is_ascii_digit());
    let best = |fits: &dyn Fn(&str) -> bool| {
        let count = |at: usize| rows.iter().filter(|row| row.cells.get(at).is_some_and(|c| fits(c))).count();
        // Of equals the first: `max_by_key` gives the last, hence from the right.
        (0..width).rev().map(|at| (at, count(at))).max_by_key(|(_, n)| *n).filter(|(_, n)| *n > 0)
    };
    let either = best(known).or_else(|| best(&like)).map(|(at, _)| at);
    let columns = Columns { dk: None, sn: None, either, reasons: Vec::new(), other: Vec::new() };
    let is_key = |row: &Row| {
        let cell = either.and_then(|at| row.cells.get(at));
        cell.is_some_and(|cell| known(cell) || like(cell))
    };
    let header = rows.len() > 1 && !is_key(&rows[0]) && rows[1..].iter().all(is_key);
    (columns, usize::from(header))
}

impl Columns {
    fn read(&self, row: &Row) -> AnswerRow {
        let cell = |at: usize| row.cells.get(at).map(String::as_str).unwrap_or_default();
        let keys = [self.dk, self.sn, self.either];
        let key = match (self.either, self.dk.or(self.sn)) {
            (Some(at), _) => AnswerKey::Either(cell(at).to_owned()),
            (None, Some(_)) => {
                let named = |at: Option<usize>| at.map(cell).unwrap_or_default().to_owned();
                AnswerKey::Named { dk: named(self.dk), sn: named(self.sn) }
            }
            (None, None) => AnswerKey::Either(row.cells.join(" ")),
        };
        let rest = (0..row.cells.len()).filter(|at| !keys.contains(&Some(*at)) && !self.other.contains(at));
        let from: Vec<usize> = if self.reasons.is_empty() { rest.collect() } else { self.reasons.clone() };
        let words: Vec<&str> = from.into_iter().map(cell).filter(|cell| !cell.is_empty()).collect();
        let error = if keys == [None; 3] { String::new() } else { words.join(" ") };
        let with_key = [self.either, self.dk, self.sn].into_iter().flatten().find(|at| !cell(*at).is_empty());
        let column = with_key.or(self.either).or(self.dk).or(self.sn).map_or(0, columns::number);
        AnswerRow { line: row.line, column, key, error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["863950069494278", "863950061408912", "VDR7098612099028", "A1"];

    /// Each row as `line dk/sn error` (or `line key error`).
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let list = Source::pasted(text.to_owned()).answer(&|key| KNOWN.contains(&key)).unwrap();
        let found: Vec<String> = list
            .rows
            .iter()
            .map(|AnswerRow { line, key, error, .. }| match key {
                AnswerKey::Named { dk, sn } => format!("{line} {dk}/{sn} {error}"),
                AnswerKey::Either(key) => format!("{line} {key} {error}"),
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn columns_are_found_by_their_headers() {
        check(
            "*设备DeviceKey,*产品ProductKey,设备SN,设备名称,证书指纹,失败原因\r\n863950069494278,p11sf2,A1,电表,,\"已存在,70062\"\r\n",
            &["2 863950069494278/A1 已存在,70062"],
        );
        check("No,SN,Error Code,Error Message\n1,A1,5178,bad SN\n", &["2 /A1 5178 bad SN"]);
        check("DK\treason\nx\t\n\t70062\n", &["2 x/ ", "3 / 70062"]);
        check("行号,IMEI,状态,说明\n7,x,失败,已存在\n", &["2 x/ 失败 已存在"]);
        check("IMEI\nx\n", &["2 x/ "]);
    }

    #[test]
    fn without_a_header_they_are_found_by_what_stands_there() {
        check(
            "1\t863950069494278\tDK exists, twice\n2\tx\t\n",
            &["1 863950069494278 1 DK exists, twice", "2 x 2"],
        );
        check("第几行,设备,怎么了\n1,A1,70062\n", &["2 A1 1 70062"]);
        check("863950069494278\nVDR7098612099028\n", &["1 863950069494278 ", "2 VDR7098612099028 "]);
        check(
            "863950069494278 已存在 70062\n863950061408912 70062\n",
            &["1 863950069494278 已存在 70062", "2 863950061408912 70062"],
        );
        check("哪一台,为何\n863950060000000,70062\n", &["2 863950060000000 70062"]);
        check("什么也没有", &["1 什么也没有 "]);
    }

    #[test]
    fn an_empty_list_is_one() {
        check("", &[]);
        check("\r\n \n", &[]);
        check("设备DeviceKey,失败原因\r\n", &[]);
    }
}
