//! Every column of every table.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::bench::{Copy, column, names, relink};

/// Columns a change of which says nothing about pairs, events or files.
pub(crate) const NOTHING_SAID: [(&str, &str, &str); 12] = [
    ("scratch", "id", "one row that is written to settle a failed commit"),
    ("scratch", "n", "its content means nothing"),
    ("spent_ids", "id", "keeps ids from being given again; a pair with such an id would be refused"),
    (
        "issued_sns",
        "pk",
        "a list that only lets more or fewer codes in; what it let in is judged by its event",
    ),
    ("issued_sns", "sn", "likewise"),
    ("allowed_dks", "order_name", "likewise"),
    ("allowed_dks", "dk", "likewise"),
    ("export_files", "n", "the order of its files: any number that keeps it"),
    ("correction_files", "n", "likewise"),
    ("voids", "id", "which of them was first is in their events"),
    ("orders", "id", "in which order they are listed"),
    ("orders", "added", "when it came is in its event"),
];

/// Tables, each column with its type, and which make up the key.
fn columns(conn: &Connection) -> Vec<(String, String, String)> {
    let sql = "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c \
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid";
    let mut statement = conn.prepare(sql).unwrap();
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    found.map(Result::unwrap).collect()
}

/// A row of the table, by its key, as a condition; the first, the middle and the last.
fn some_rows(conn: &Connection, table: &str) -> Vec<String> {
    let key: Vec<String> =
        column(conn, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"));
    let parts: Vec<String> = key.iter().map(|name| format!("'{name} IS ' || quote({name})")).collect();
    let sql = format!("SELECT {} FROM {table} ORDER BY {}", parts.join(" || ' AND ' || "), key.join(", "));
    let rows: Vec<String> = column(conn, &sql);
    let mut some = vec![0, rows.len() / 2, rows.len().saturating_sub(1)];
    some.dedup();
    some.into_iter().filter_map(|at| rows.get(at).cloned()).collect()
}

/// Another value of the same type.
fn other(value: &Value, wanted: &str) -> String {
    match (value, wanted) {
        (Value::Null, "INTEGER") => "1".into(),
        (Value::Null, "TEXT") => "'x'".into(),
        (Value::Null, _) => "x'00'".into(),
        (Value::Integer(value), _) => (value + 1).to_string(),
        (Value::Text(text), _) => format!("'{}x'", text.replace('\'', "''")),
        (Value::Blob(bytes), _) if bytes.is_empty() => "x'00'".into(),
        (Value::Blob(bytes), _) => {
            let turned = bytes.iter().map(|byte| format!("{:02x}", byte ^ 1)).collect::<String>();
            format!("x'{turned}'")
        }
        (Value::Real(_), _) => panic!("a number with a point"),
    }
}

/// What a fault says of this row, at least.
fn identity(conn: &Connection, table: &str, row: &str) -> Vec<String> {
    let one = |what: &str| -> String {
        conn.query_row(&format!("SELECT CAST({what} AS TEXT) FROM {table} WHERE {row}"), [], |row| row.get(0))
            .unwrap()
    };
    match table {
        "events" => vec![format!("event {}", one("seq")), format!("events {}", one("seq"))],
        "pairs" => vec![format!("pair {}", one("id"))],
        "event_hours" => vec!["is filed under another hour".into(), "row".into()],
        "pair_spans" => {
            let damage = "CHECK constraint failed in pair_spans".to_owned();
            vec!["is filed under another day".into(), "is missing".into(), "are missing".into(), damage]
        }
        "dk_claims" => vec![format!("pair {}", one("pair")), one("dk")],
        "sn_claims" => vec![format!("pair {}", one("pair")), one("sn")],
        "voids" => vec![format!("pair {}", one("pair")), "of voids".into(), format!("event {}", one("seq"))],
        "tallies" => vec![format!("hour {}", one("hour"))],
        "active_counts" => vec![format!("order {}", one("order_name"))],
        "orders" => vec![format!("order {}", one("name"))],
        "exports" => vec![format!("export {}", one("id"))],
        "export_files" | "export_pairs" => vec![format!("export {}", one("export"))],
        "answers" => vec![format!("answer {}", one("id")), "a row of answers that".into()],
        "answer_pairs" => vec![format!("answer {}", one("answer")), "failed in answer_pairs".into()],
        "rejections" => vec![format!("answer {}", one("answer"))],
        "corrections" => vec![format!("correction {}", one("id")), "a row of corrections that".into()],
        "correction_files" | "correction_pairs" => vec![format!("correction {}", one("correction"))],
        "replacements" => vec![format!("pair {}", one("pair")), format!("pair {}", one("replaced"))],
        "people" => vec![one("id"), "failed in people".into()],
        "recovery" => vec!["recovery".into()],
        "wrong_pins" => vec![one("id")],
        "seals" => vec![format!("key {}", one("key")), format!("event {}", one("first"))],
        other => panic!("the table {other} is new: say here how a fault names its rows"),
    }
}

#[test]
fn nothing_is_wrong_before() {
    let report = Copy::new().report();
    assert_eq!(report.faults, [""; 0]);
    assert_eq!(report.sealed, report.events);
}

#[test]
fn every_change_of_a_column_is_named() {
    let whole = Copy::new().open();
    let (mut changed, mut unnamed) = (0, Vec::new());
    for (table, name, wanted) in columns(&whole) {
        if NOTHING_SAID.iter().any(|(of, column, _)| (*of, *column) == (table.as_str(), name.as_str())) {
            continue;
        }
        let rows = some_rows(&whole, &table);
        assert!(!rows.is_empty(), "{table} has no row to be changed");
        for row in rows {
            let value = whole
                .query_row(&format!("SELECT {name} FROM {table} WHERE {row}"), [], |row| {
                    row.get::<_, Value>(0)
                })
                .unwrap();
            let sql =
                format!("UPDATE OR REPLACE {table} SET {name} = {} WHERE {row}", other(&value, &wanted));
            let copy = Copy::new();
            copy.tamper(&sql);
            let (faults, named) = (copy.faults(), identity(&whole, &table, &row));
            if !faults.iter().any(|fault| named.iter().any(|name| fault.contains(name))) {
                unnamed.push(format!("{sql}: nothing names {named:?}: {faults:#?}"));
            }
            changed += 1;
        }
    }
    assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
    assert!(changed > 250, "{changed} columns were changed");
}

#[test]
fn what_is_left_out_is_there() {
    let all = columns(&Copy::new().open());
    for (table, name, why) in NOTHING_SAID {
        assert!(
            all.iter().any(|(of, column, _)| of == table && column == name),
            "{table}.{name} ({why}) is gone"
        );
    }
}

#[test]
fn a_changed_event_is_named_once_and_first_however_well_the_links_are_made() {
    let whole = Copy::new().open();
    let last: i64 = whole.query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
    let of_events = columns(&whole)
        .into_iter()
        .filter(|(table, name, _)| table == "events" && !["seq", "hash", "seal"].contains(&name.as_str()));
    for (_, name, wanted) in of_events {
        // Not the one event of the first key: what follows it is sealed with another.
        for seq in [2, last / 2, last] {
            let sql = format!("SELECT {name} FROM events WHERE seq = {seq}");
            let value = whole.query_row(&sql, [], |row| row.get::<_, Value>(0)).unwrap();
            let sql = format!("UPDATE events SET {name} = {} WHERE seq = {seq}", other(&value, &wanted));
            let copy = Copy::new();
            copy.tamper(&sql);
            let faults = copy.faults();
            let of_chain = |fault: &&String| fault.contains("the chain of") || fault.contains("the seal of");
            let chain: Vec<_> = faults.iter().filter(of_chain).collect();
            assert_eq!(chain.len(), 1, "{sql}: {faults:#?}");
            names(&sql, &faults, &["the chain of events is broken at event", &format!("event {seq}:")]);

            // With the links made anew, its seal and all that follow are not what the key gives.
            let copy = Copy::new();
            let conn = copy.open();
            conn.execute_batch(&sql).unwrap();
            relink(&conn, seq);
            drop(conn);
            let faults = copy.faults();
            assert!(!faults.iter().any(|fault| fault.contains("chain")), "{sql}: {faults:#?}");
            let first = if seq == last { format!("event {seq} ") } else { format!("events {seq} to ") };
            names(&sql, &faults, &["the seal of", &first, "is not the one of key"]);
        }
    }
}
