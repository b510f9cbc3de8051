//! The long sheets: one row for each pair, refusal and void.

use rust_xlsxwriter::{Format, Workbook};

use super::Fault;
use crate::ledger::{NewEvent, Pair, Stamp};
use crate::scan::{Hint, Reason};
use crate::station::spreadsheet::{cut, harmless};
use crate::text::records::void_reason;
use crate::text::{Lang, Text, numbers as words, parts, reason};

/// Rows of a worksheet, its header included.
const MAX_ROWS: u32 = 1_048_576;

/// A sheet that is written row by row.
pub(super) struct Long {
    /// Which of the workbook's sheets.
    index: usize,
    name: &'static str,
    row: u32,
    lang: Lang,
    time: Format,
}

/// What stands in a cell.
enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    Time(Stamp),
}

/// A column: its heading and its width in characters.
type Heading = (Text, f64);

impl Long {
    fn begin(
        book: &mut Workbook,
        lang: Lang,
        (name, what): (Text, &'static str),
        headings: &[Heading],
    ) -> Result<Long, Fault> {
        let bold = Format::new().set_bold();
        let index = book.worksheets().len();
        let sheet = book.add_worksheet_with_constant_memory()?.set_name(lang.t(name))?;
        for (column, (heading, width)) in (0u16..).zip(headings) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, lang.t(*heading), &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(Long { index, name: what, row: 1, lang, time: time_format() })
    }

    fn push(&mut self, book: &mut Workbook, cells: &[Cell<'_>]) -> Result<(), Fault> {
        if self.row >= MAX_ROWS {
            return Err(Fault::Full { what: self.name, max: MAX_ROWS });
        }
        let sheet = book.worksheet_from_index(self.index)?;
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text("") => {}
                Cell::Text(text) => {
                    sheet.write_string(self.row, column, cut((*text).to_owned()))?;
                }
                Cell::Number(number) => {
                    sheet.write_number(self.row, column, *number as f64)?;
                }
                Cell::Time(stamp) => {
                    sheet.write_number_with_format(self.row, column, serial(*stamp), &self.time)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }
}

/// How times are shown.
pub(super) fn time_format() -> Format {
    Format::new().set_num_format("yyyy-mm-dd hh:mm:ss")
}

/// The local clock's time as spreadsheets count it: days since 1899-12-30.
pub(super) fn serial(stamp: Stamp) -> f64 {
    let local = stamp.at.saturating_add(i64::from(stamp.offset_min) * 60_000);
    local as f64 / 86_400_000.0 + 25_569.0
}

/// The pairs made.
pub(super) struct Pairs(Long);

impl Pairs {
    pub(super) fn begin(book: &mut Workbook, lang: Lang) -> Result<Pairs, Fault> {
        let headings: &[Heading] = &[
            (words::NUMBER, 10.0),
            (parts::TIME, 20.0),
            (crate::text::common::DK, 20.0),
            (crate::text::common::PK, 10.0),
            (crate::text::common::SN, 24.0),
            (parts::NAME, 24.0),
            (parts::ORDER, 16.0),
            (parts::OPERATOR, 12.0),
            (parts::SHIFT, 10.0),
            (words::STATION, 10.0),
            (words::STATE, 10.0),
            (words::IN_FILE, 10.0),
        ];
        Long::begin(book, lang, (words::SHEET_PAIRS, "pairs"), headings).map(Pairs)
    }

    /// `pair` is how it stands now.
    pub(super) fn row(
        &mut self,
        book: &mut Workbook,
        event: &NewEvent,
        pair: Option<&Pair>,
    ) -> Result<(), Fault> {
        let lang = self.0.lang;
        let context = &event.context;
        let voided = pair.is_some_and(|pair| pair.voided.is_some());
        let exported = pair.is_some_and(|pair| pair.exported);
        let cells = [
            Cell::Number(event.pair.unwrap_or_default()),
            Cell::Time(event.stamp),
            Cell::Text(&event.dk),
            Cell::Text(&event.pk),
            Cell::Text(&event.sn),
            Cell::Text(pair.map_or("", |pair| &pair.name)),
            Cell::Text(&context.order),
            Cell::Text(&context.operator),
            Cell::Text(&context.shift),
            Cell::Text(&context.station),
            Cell::Text(lang.t(if voided { words::VOIDED } else { words::ACTIVE })),
            Cell::Text(lang.t(if exported { words::YES } else { words::NO })),
        ];
        self.0.push(book, &cells)
    }
}

/// The scans refused.
pub(super) struct Errors(Long);

impl Errors {
    pub(super) fn begin(book: &mut Workbook, lang: Lang) -> Result<Errors, Fault> {
        let headings: &[Heading] = &[
            (parts::TIME, 20.0),
            (words::REASON, 24.0),
            (words::CODE, 20.0),
            (words::TEXT, 48.0),
            (crate::text::common::DK, 20.0),
            (crate::text::common::SN, 24.0),
            (words::GUN, 14.0),
            (parts::ORDER, 16.0),
            (parts::OPERATOR, 12.0),
            (parts::SHIFT, 10.0),
            (words::STATION, 10.0),
        ];
        Long::begin(book, lang, (words::SHEET_ERRORS, "refusals"), headings).map(Errors)
    }

    pub(super) fn row(&mut self, book: &mut Workbook, event: &NewEvent) -> Result<(), Fault> {
        let context = &event.context;
        let text = harmless(&String::from_utf8_lossy(&event.raw));
        let cells = [
            Cell::Time(event.stamp),
            Cell::Text(reason_word(self.0.lang, &event.reason, &event.hint)),
            Cell::Text(&event.reason),
            Cell::Text(&text),
            Cell::Text(&event.dk),
            Cell::Text(&event.sn),
            Cell::Text(&event.source),
            Cell::Text(&context.order),
            Cell::Text(&context.operator),
            Cell::Text(&context.shift),
            Cell::Text(&context.station),
        ];
        self.0.push(book, &cells)
    }
}

/// The short words of a reason; its name, where a later program wrote it.
pub(super) fn reason_word<'a>(lang: Lang, name: &'a str, hint: &str) -> &'a str {
    Reason::from_name(name).map_or(name, |why| lang.t(reason::words(why, Hint::from_name(hint)).short))
}

/// The pairs voided.
pub(super) struct Voids(Long);

impl Voids {
    pub(super) fn begin(book: &mut Workbook, lang: Lang) -> Result<Voids, Fault> {
        let headings: &[Heading] = &[
            (parts::TIME, 20.0),
            (words::NUMBER, 10.0),
            (crate::text::common::DK, 20.0),
            (crate::text::common::PK, 10.0),
            (crate::text::common::SN, 24.0),
            (words::WHY, 30.0),
            (words::VOIDED_BY, 12.0),
            (words::PAIRED_AT, 20.0),
            (parts::ORDER, 16.0),
            (words::IN_FILE, 10.0),
        ];
        Long::begin(book, lang, (words::SHEET_VOIDS, "voids"), headings).map(Voids)
    }

    pub(super) fn row(
        &mut self,
        book: &mut Workbook,
        event: &NewEvent,
        pair: Option<&Pair>,
    ) -> Result<(), Fault> {
        let exported = pair.is_some_and(|pair| pair.exported);
        let why = pair.and_then(|pair| pair.voided.as_ref()).map_or("", |voided| voided.why.as_str());
        let cells = [
            Cell::Time(event.stamp),
            Cell::Number(event.pair.unwrap_or_default()),
            Cell::Text(&event.dk),
            Cell::Text(&event.pk),
            Cell::Text(&event.sn),
            Cell::Text(void_reason(self.0.lang, why)),
            Cell::Text(&event.context.operator),
            pair.map_or(Cell::Text(""), |pair| Cell::Time(pair.stamp)),
            Cell::Text(pair.map_or("", |pair| &pair.context.order)),
            Cell::Text(self.0.lang.t(if exported { words::YES } else { words::NO })),
        ];
        self.0.push(book, &cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_the_local_clocks() {
        let check =
            |at, offset_min, expect: f64| assert!((serial(Stamp { at, offset_min }) - expect).abs() < 1e-9);
        check(0, 0, 25_569.0);
        // 2026-03-01 08:00 in Shanghai.
        check(1_772_323_200_000, 480, 46_082.0 + 1.0 / 3.0);
        check(1_772_323_200_000, 0, 46_082.0);
    }
}
