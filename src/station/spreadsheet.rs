//! Files for people's spreadsheets: a text is never run as a formula there.

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front: what was scanned, or
/// came in a file, must not compute.
pub(super) fn formula_safe(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
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
