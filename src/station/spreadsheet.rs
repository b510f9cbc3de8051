//! Files for people's spreadsheets: a text is never run as a formula there, and always fits its cell.

use crate::order::formula_start;

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front: what was scanned, or
/// came in a file, must not compute.
pub(super) fn formula_safe(cell: String) -> String {
    let computes = formula_start(&cell).is_some() || cell.starts_with(['\t', '\r']);
    if computes { format!("'{cell}") } else { cell }
}

/// What a spreadsheet cell can hold, in UTF-16 units; a longer one says how much is missing.
const MAX_CELL: usize = 32_767;

/// A text cut to what a cell holds.
pub(super) fn cut(cell: String) -> String {
    let length = cell.encode_utf16().count();
    if length <= MAX_CELL {
        return cell;
    }
    let mut room = MAX_CELL - 40;
    let kept: String = cell
        .chars()
        .take_while(|c| {
            let fits = room >= c.len_utf16();
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    format!("{kept}… ({length} characters in all)")
}

/// Control characters as a picture of themselves, so that no log moves a terminal's cursor.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_compute_is_changed() {
        let check = |cell: &str, expect: &str| assert_eq!(formula_safe(cell.to_owned()), expect);
        check("=1+1", "'=1+1");
        check("+86", "'+86");
        check("-1", "'-1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("VDR7098612099028", "VDR7098612099028");
        check("a=b", "a=b");
        check("", "");
    }
}
