//! A work order as it is taken in: read, its template loaded, ready to be kept.
//!
//! The order room is pure; whether the template is there and can be filled is found out here, when
//! the order comes in, and not at the export of a day's work.

use std::path::Path;

use super::command::StationError;
use crate::order::{Order, OrderError};
use crate::relation::Template;

/// An order without fault, and the text the ledger keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkOrder {
    /// Its rules.
    pub order: Order,
    /// Its file's text; written anew where the template's place had to be made absolute.
    pub source: String,
}

/// Reads a work order file's bytes. `origin` is its path: a template file it names is looked for
/// beside it.
pub fn read(bytes: &[u8], origin: &Path) -> Result<WorkOrder, StationError> {
    let refused = |source| StationError::Order { origin: origin.display().to_string(), source };
    let source = std::str::from_utf8(bytes).map_err(|e| refused(not_utf8(bytes, e.valid_up_to())))?;
    let mut order = Order::parse(source).map_err(refused)?;
    if Template::preset(&order.template).is_some() {
        return Ok(WorkOrder { order, source: source.to_owned() });
    }
    let beside = origin.parent().unwrap_or(Path::new("")).join(&order.template);
    let path = std::path::absolute(&beside).unwrap_or(beside);
    if !path.is_file() {
        let presets = Template::PRESETS.join(", ");
        let what =
            format!("template \"{}\" is neither a preset nor a file ({})", order.template, path.display());
        return Err(refused(at_key(
            source,
            "template",
            what,
            format!("write one of {presets}, or a file's path"),
        )));
    }
    if let Err(error) = Template::load(&path) {
        let todo = "mend the template, or name another".to_owned();
        return Err(refused(at_key(source, "template", error.to_string(), todo)));
    }
    order.template = path.display().to_string();
    Ok(WorkOrder { source: order.to_toml(), order })
}

fn not_utf8(bytes: &[u8], at: usize) -> OrderError {
    let before = &bytes[..at];
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    OrderError {
        line: before.iter().filter(|b| **b == b'\n').count() + 1,
        column: String::from_utf8_lossy(&before[line_start..]).chars().count() + 1,
        what: "the file is not UTF-8 text from here on".into(),
        todo: "save it as UTF-8".into(),
    }
}

/// A fault at a key's line.
pub(super) fn at_key(source: &str, key: &str, what: String, todo: String) -> OrderError {
    let is_key = |line: &&str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let line = source.lines().position(|line| is_key(&line)).unwrap_or(0);
    OrderError { line: line + 1, column: 1, what, todo }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\n";

    #[test]
    fn a_template_that_cannot_be_filled_is_refused_when_the_order_comes() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("bad.csv"), "*DeviceKey,*ProductKey,Device SN,*Batch\r\n").unwrap();
        let check = |template: &str, said: &str| {
            let source = format!("{RULES}template = \"{template}\"\n");
            let error = read(source.as_bytes(), &dir.path().join("order.toml")).unwrap_err().to_string();
            assert!(error.contains("line 3") && error.contains(said), "{template}: {error}");
        };
        check("nope", "neither a preset nor a file");
        check("bad.csv", "Batch");
    }

    #[test]
    fn a_template_beside_the_order_is_kept_by_its_full_path() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("t.csv"), "*DeviceKey,*ProductKey,Device SN\r\n").unwrap();
        let source = format!("{RULES}template = \"t.csv\"\n");
        let read = read(source.as_bytes(), &dir.path().join("order.toml")).unwrap();
        assert_eq!(Path::new(&read.order.template), dir.path().join("t.csv"));
        assert_eq!(Order::parse(&read.source).unwrap(), read.order);
    }

    #[test]
    fn text_that_is_not_utf8_is_named_by_its_place() {
        let error = read(b"name = \"A\"\nxy\xD6\xD0", Path::new("o.toml")).unwrap_err().to_string();
        assert!(error.contains("line 2, column 3") && error.contains("save it as UTF-8"), "{error}");
    }
}
