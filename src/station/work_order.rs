//! A work order as it is taken in: read, its template loaded, ready to be kept.
//!
//! The order room is pure; whether the template is there and can be filled is found out here, when
//! the order comes in, and not at the export of a day's work.

use std::path::Path;

use super::command::StationError;
use super::templates::Shelf;
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

/// Reads a work order file's bytes. Its template is a preset, one of the `shelf`, or a file: `origin` is the
/// order's path, and the file is looked for beside it.
pub fn read(bytes: &[u8], origin: &Path, shelf: &Shelf) -> Result<WorkOrder, StationError> {
    let refused = |source| StationError::Order { origin: origin.display().to_string(), source };
    let source = std::str::from_utf8(bytes).map_err(|e| refused(not_utf8(bytes, e.valid_up_to())))?;
    let mut order = Order::parse(source).map_err(refused)?;
    if Template::preset(&order.template).is_some() {
        return Ok(WorkOrder { order, source: source.to_owned() });
    }
    let refuse = |what: String, todo: String| Err(refused(at_key(source, "template", what, todo)));
    let unusable = |error: String| refuse(error, "mend the template, or name another".to_owned());
    if shelf.has(&order.template) {
        return match shelf.get(&order.template) {
            Ok(_) => Ok(WorkOrder { order, source: source.to_owned() }),
            Err(error) => unusable(error.to_string()),
        };
    }
    let beside = origin.parent().unwrap_or(Path::new("")).join(&order.template);
    let path = std::path::absolute(&beside).unwrap_or(beside);
    if !path.is_file() {
        let (name, path) = (&order.template, path.display());
        let what =
            format!("template \"{name}\" is neither a preset, nor one added by name, nor a file ({path})");
        return refuse(what, format!("write one of {}, or a file's path", shelf.choices()?));
    }
    if let Err(error) = Template::load(&path) {
        return unusable(error.to_string());
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
    use crate::ledger::Stamp;
    use crate::station::templates::NewTemplate;

    const RULES: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\n";

    #[test]
    fn a_template_that_cannot_be_filled_is_refused_when_the_order_comes() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("bad.csv"), "*DeviceKey,*ProductKey,Device SN,*Batch\r\n").unwrap();
        let check = |template: &str, said: &str| {
            let source = format!("{RULES}template = \"{template}\"\n");
            let error = read(source.as_bytes(), &dir.path().join("order.toml"), &Shelf::of(dir.path()));
            let error = error.unwrap_err().to_string();
            assert!(error.contains("line 3") && error.contains(said), "{template}: {error}");
        };
        check("nope", "neither a preset, nor one added by name, nor a file");
        check("bad.csv", "Batch");
    }

    #[test]
    fn a_template_beside_the_order_is_kept_by_its_full_path() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("t.csv"), "*DeviceKey,*ProductKey,Device SN\r\n").unwrap();
        let source = format!("{RULES}template = \"t.csv\"\n");
        let read = read(source.as_bytes(), &dir.path().join("order.toml"), &Shelf::of(dir.path())).unwrap();
        assert_eq!(Path::new(&read.order.template), dir.path().join("t.csv"));
        assert_eq!(Order::parse(&read.source).unwrap(), read.order);
    }

    #[test]
    fn a_named_template_comes_before_a_file_and_must_be_whole() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(dir.path());
        let bytes = "*DeviceKey,*ProductKey,Device SN\r\n".as_bytes().to_vec();
        let new = NewTemplate { name: "七厂".into(), file: "t.csv".into(), bytes, fills: Vec::new() };
        shelf.add(&new, Stamp { at: 0, offset_min: 0 }).unwrap();
        std::fs::write(dir.path().join("七厂"), "a file of that name").unwrap();
        let source = format!("{RULES}template = \"七厂\"\n");
        let origin = dir.path().join("order.toml");
        let kept = read(source.as_bytes(), &origin, &shelf).unwrap();
        assert_eq!((kept.order.template.as_str(), &kept.source), ("七厂", &source));
        std::fs::write(dir.path().join("templates/七厂.csv"), "DK,PK,SN").unwrap();
        let error = read(source.as_bytes(), &origin, &shelf).unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("七厂 is damaged"), "{error}");
    }

    #[test]
    fn text_that_is_not_utf8_is_named_by_its_place() {
        let error = read(b"name = \"A\"\nxy\xD6\xD0", Path::new("o.toml"), &Shelf::of(Path::new("")));
        let error = error.unwrap_err().to_string();
        assert!(error.contains("line 2, column 3") && error.contains("save it as UTF-8"), "{error}");
    }
}
