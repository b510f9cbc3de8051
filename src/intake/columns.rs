//! Which column holds what: by the header's name, else by the values.

use super::table::Row;
use crate::relation::Field;

/// The rows of a table after its header, and where the wanted columns are.
pub(super) struct Columns<'a> {
    /// The rows that are no header.
    pub(super) rows: &'a [Row],
    /// The column of the wanted key.
    pub(super) key: usize,
    /// The column of the product key, if there is one.
    pub(super) pk: Option<usize>,
}

/// A column as people count them, from 1.
pub(super) fn number(column: usize) -> u64 {
    column as u64 + 1
}

/// Finds the column of `field`: the first row's cell of that name, else the column in which the most
/// rows are `like` it (more than half of them, for a list of something else is no list of these).
pub(super) fn find<'a>(rows: &'a [Row], field: Field, like: impl Fn(&str) -> bool) -> Option<Columns<'a>> {
    let first = rows.first()?;
    let named = |wanted| first.cells.iter().position(|cell| Field::of_header(cell) == wanted);
    if let Some(key) = named(field) {
        return Some(Columns { rows: &rows[1..], key, pk: named(Field::Pk) });
    }
    let width = rows.iter().map(|row| row.cells.len()).max()?;
    let fits =
        |column: usize| rows.iter().filter(|row| row.cells.get(column).is_some_and(|c| like(c))).count();
    // Of equals the first: `max_by_key` gives the last, hence from the right.
    let (key, count) =
        (0..width).rev().map(|column| (column, fits(column))).max_by_key(|(_, count)| *count)?;
    if 2 * count <= rows.len() {
        return None;
    }
    let header = !first.cells.get(key).is_some_and(|cell| like(cell));
    Some(Columns {
        rows: &rows[usize::from(header)..],
        key,
        pk: if header { named(Field::Pk) } else { None },
    })
}
