//! What of a list cannot be used or does not agree, in words.

use crate::intake::Faulty;
use crate::text::{Lang, faults, history, lists as words};
use crate::ui::cx::Cx;
use crate::ui::parts::faults::Shown;

/// A fault of a list: its line and column, or the file inside a package.
pub(super) fn of_list(cx: &Cx<'_>, fault: &Faulty) -> Shown {
    let place = match (fault.file.is_empty(), fault.line) {
        (true, _) => place(cx.lang, fault.line, fault.column),
        (false, 0) => fault.file.clone(),
        (false, line) => words::in_file(cx.lang, &fault.file, &place(cx.lang, line, fault.column)),
    };
    let why = match fault.first {
        0 => cx.t(faults::why(fault.reason)).to_owned(),
        first => history::as_lines(cx.lang, &first.to_string()),
    };
    let expected = match fault.expected.is_empty() {
        true => cx.t(faults::expected(fault.reason, fault.field)).to_owned(),
        false => fault.expected.clone(),
    };
    Shown { place, value: fault.value.clone(), why, expected }
}

/// A line, and the column where there is one.
pub(super) fn place(lang: Lang, line: u64, column: u64) -> String {
    match column {
        0 => words::line(lang, line),
        column => words::line_column(lang, line, column),
    }
}
