//! The first sheet: what was asked for, and its numbers.

use rust_xlsxwriter::{Format, Worksheet};

use super::sheets::{reason_word, serial, time_format};
use super::{Fault, ReportRequest};
use crate::ledger::Stamp;
use crate::station::clock::day_date;
use crate::station::numbers::{Count, Numbers};
use crate::text::{Text, numbers as words, parts};

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, request: &ReportRequest, numbers: &Numbers) -> Result<(), Fault> {
    let lang = request.lang;
    sheet.set_column_width(0, 28)?;
    for column in 1..=8 {
        sheet.set_column_width(column, 16)?;
    }
    let mut page = Page { sheet, request, row: 0, bold: Format::new().set_bold() };
    page.head()?;
    page.counts(words::TOTAL, std::iter::once((lang.t(words::TOTAL).to_owned(), numbers.total)))?;
    let shifts = numbers.shifts.iter().map(|(of, count)| {
        let name = named(&of.shift, lang.t(words::NO_SHIFT));
        (words::shift_day(lang, &day(of.day), name), *count)
    });
    page.counts(words::BY_SHIFT, shifts)?;
    let rows = |counts: &[(String, Count)], none: Text| -> Vec<(String, Count)> {
        counts.iter().map(|(name, count)| (named(name, lang.t(none)).to_owned(), *count)).collect()
    };
    page.counts(words::BY_ORDER, rows(&numbers.orders, words::NO_ORDER).into_iter())?;
    page.counts(words::BY_OPERATOR, rows(&numbers.operators, words::NO_OPERATOR).into_iter())?;
    page.hours(numbers)?;
    page.reasons(numbers)
}

/// A name, or what stands for none.
fn named<'a>(name: &'a str, none: &'a str) -> &'a str {
    if name.is_empty() { none } else { name }
}

fn day(day: i32) -> String {
    day_date(day).map(|date| date.to_string()).unwrap_or_default()
}

struct Page<'a> {
    sheet: &'a mut Worksheet,
    request: &'a ReportRequest,
    row: u32,
    bold: Format,
}

impl Page<'_> {
    fn t(&self, text: Text) -> &'static str {
        self.request.lang.t(text)
    }

    fn head(&mut self) -> Result<(), Fault> {
        let title = Format::new().set_bold().set_font_size(16);
        self.sheet.write_string_with_format(0, 0, self.request.lang.t(words::TITLE), &title)?;
        self.row = 2;
        let selection = &self.request.selection;
        let all = self.t(words::ALL);
        let operator = selection.operator.as_deref().map(|id| named(id, self.t(words::NO_OPERATOR)));
        let facts = [
            (words::STATION, self.request.station.clone()),
            (words::FROM, day(selection.from)),
            (words::TO, day(selection.to)),
            (parts::SHIFT, selection.shift.as_deref().unwrap_or(all).to_owned()),
            (parts::ORDER, selection.order.as_deref().unwrap_or(all).to_owned()),
            (parts::OPERATOR, operator.unwrap_or(all).to_owned()),
            (words::MADE_BY, self.request.operator.clone()),
            (words::PROGRAM, concat!("pairing-station ", env!("CARGO_PKG_VERSION")).to_owned()),
        ];
        for (name, value) in facts {
            self.sheet.write_string(self.row, 0, self.request.lang.t(name))?;
            self.sheet.write_string(self.row, 1, value)?;
            self.row += 1;
        }
        self.sheet.write_string(self.row, 0, self.request.lang.t(words::MADE_AT))?;
        self.sheet.write_number_with_format(self.row, 1, serial(self.request.made), &time_format())?;
        self.row += 2;
        Ok(())
    }

    /// Headings in bold.
    fn headings(&mut self, names: &[Text]) -> Result<(), Fault> {
        for (column, name) in (0u16..).zip(names) {
            self.sheet.write_string_with_format(self.row, column, self.request.lang.t(*name), &self.bold)?;
        }
        self.row += 1;
        Ok(())
    }

    fn counts(&mut self, of: Text, rows: impl Iterator<Item = (String, Count)>) -> Result<(), Fault> {
        self.headings(&[
            of,
            words::GOOD,
            words::BAD,
            words::FIRST_PASS,
            words::PER_HOUR,
            words::VOIDED,
            words::VERIFIED,
            words::WORKED,
        ])?;
        for (name, count) in rows {
            self.sheet.write_string(self.row, 0, name)?;
            self.count(&count)?;
        }
        self.row += 1;
        Ok(())
    }

    fn count(&mut self, count: &Count) -> Result<(), Fault> {
        let (percent, rate) = (Format::new().set_num_format("0.0%"), Format::new().set_num_format("0.0"));
        let row = self.row;
        self.sheet.write_number(row, 1, count.good as f64)?;
        self.sheet.write_number(row, 2, count.bad as f64)?;
        if let Some(share) = count.first_pass_yield() {
            self.sheet.write_number_with_format(row, 3, share, &percent)?;
        }
        if let Some(pairs) = count.per_hour() {
            self.sheet.write_number_with_format(row, 4, pairs, &rate)?;
        }
        self.sheet.write_number(row, 5, count.voided as f64)?;
        self.sheet.write_number(row, 6, count.verified as f64)?;
        let hours = Format::new().set_num_format("[h]:mm");
        self.sheet.write_number_with_format(row, 7, count.worked as f64 / 86_400_000.0, &hours)?;
        self.row += 1;
        Ok(())
    }

    fn hours(&mut self, numbers: &Numbers) -> Result<(), Fault> {
        self.headings(&[words::HOUR, words::GOOD, words::BAD, words::OFFSET])?;
        let hour_format =
            Format::new().set_num_format("yyyy-mm-dd hh:mm").set_align(rust_xlsxwriter::FormatAlign::Left);
        for (of, count) in &numbers.hours {
            let stamp = Stamp { at: of.start, offset_min: of.offset_min };
            self.sheet.write_number_with_format(self.row, 0, serial(stamp), &hour_format)?;
            self.sheet.write_number(self.row, 1, count.good as f64)?;
            self.sheet.write_number(self.row, 2, count.bad as f64)?;
            self.sheet.write_string(self.row, 3, offset(of.offset_min))?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn reasons(&mut self, numbers: &Numbers) -> Result<(), Fault> {
        self.headings(&[words::REASON, words::TIMES, words::SHARE, words::CODE])?;
        let percent = Format::new().set_num_format("0.0%");
        for reason in &numbers.reasons {
            let word = reason_word(self.request.lang, &reason.reason, &reason.hint);
            self.sheet.write_string(self.row, 0, word)?;
            self.sheet.write_number(self.row, 1, reason.count as f64)?;
            let share = reason.count as f64 / numbers.total.bad.max(1) as f64;
            self.sheet.write_number_with_format(self.row, 2, share, &percent)?;
            self.sheet.write_string(self.row, 3, &reason.reason)?;
            self.row += 1;
        }
        Ok(())
    }
}

/// `+08:00`.
fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
