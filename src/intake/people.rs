//! Operators whose badges are to be printed: a list of ids, and names where it has them.

use super::columns;
use super::table::Row;

/// Somebody on a list, as it stands there; whether a badge can carry the id is not judged here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Name; may be empty.
    pub name: String,
    /// The line of the file, from 1; 0 of somebody who was typed.
    pub line: u64,
    /// The column of the id, from 1; 0 of somebody who was typed.
    pub column: u64,
}

/// What columns of such lists are called, in lower case.
const IDS: [&str; 9] =
    ["工号", "工牌", "工牌号", "员工编号", "编号", "id", "badge", "operator", "employee id"];
const NAMES: [&str; 4] = ["姓名", "名字", "name", "employee name"];

impl Person {
    /// From one line as it is typed: the id, then a blank, a tab, a comma or a colon, then the name.
    /// `None` of an empty line.
    pub fn typed(line: &str) -> Option<Person> {
        let line = line.trim();
        let (id, name) = match line.split_once(|c: char| c.is_whitespace() || ",，、:：;；".contains(c)) {
            Some((id, name)) => (id, name.trim_matches(|c: char| c.is_whitespace() || ",，".contains(c))),
            None => (line, ""),
        };
        (!line.is_empty()).then(|| Person { id: id.to_owned(), name: name.to_owned(), ..Person::default() })
    }

    /// As it would be typed.
    pub fn to_line(&self) -> String {
        format!("{} {}", self.id, self.name).trim().to_owned()
    }
}

/// The people in the rows of a table. The first row names the columns, or else the first column holds the
/// ids and the second the names.
pub(super) fn from_rows(rows: &[Row]) -> Vec<Person> {
    let column = |names: &[&str]| {
        let first = rows.first()?;
        first.cells.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()))
    };
    let (skip, id, name) = match column(&IDS) {
        Some(id) => (1, id, column(&NAMES)),
        None => (0, 0, Some(1)),
    };
    let people = rows.iter().skip(skip).map(|row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default();
        Person { id: cell(Some(id)), name: cell(name), line: row.line, column: columns::number(id) }
    });
    people.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::table;

    fn person(id: &str, name: &str, (line, column): (u64, u64)) -> Person {
        Person { id: id.into(), name: name.into(), line, column }
    }

    #[test]
    fn a_list_is_read_with_and_without_a_header() {
        let check = |text: &str, expect: &[Person]| {
            assert_eq!(from_rows(&table::rows("list", text.as_bytes()).unwrap()), expect, "{text}");
        };
        check("1024,李雷\n1025,\n", &[person("1024", "李雷", (1, 1)), person("1025", "", (2, 1))]);
        check("姓名,工号\n李雷,1024\n,1025\n", &[person("1024", "李雷", (2, 2)), person("1025", "", (3, 2))]);
        check("ID\tShift\n7\tA\n", &[person("7", "", (2, 1))]);
        check("7\n8\n", &[person("7", "", (1, 1)), person("8", "", (2, 1))]);
    }

    #[test]
    fn somebody_is_typed_in_one_line() {
        for (line, id, name) in [
            ("1024 李雷", "1024", "李雷"),
            (" 1024,  Li Lei ", "1024", "Li Lei"),
            ("1024：李雷", "1024", "李雷"),
            ("1024\t李雷", "1024", "李雷"),
            ("1024", "1024", ""),
        ] {
            let read = Person::typed(line).unwrap();
            assert_eq!(read, person(id, name, (0, 0)), "{line:?}");
            assert_eq!(Person::typed(&read.to_line()).unwrap(), read);
        }
        assert_eq!(Person::typed("  "), None);
    }
}
