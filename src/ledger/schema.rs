//! The schema, its versions, and the guards that make tables append-only.

use std::path::Path;

use rusqlite::Connection;

use super::error::{LedgerError, sqlite_error};

/// `application_id` of a ledger: `PST1`.
pub(super) const APPLICATION_ID: i64 = 0x5053_5431;

/// One step to the next schema version each, from version 0 on. Never change one that was released.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_answers.sql"),
    include_str!("migrations/0003_order_edit.sql"),
    include_str!("migrations/0004_replacements.sql"),
    include_str!("migrations/0005_seals.sql"),
    include_str!("migrations/0006_people.sql"),
];

/// The newest schema this program knows.
pub(super) const NEWEST: i64 = MIGRATIONS.len() as i64;

/// Tables whose rows are never changed or deleted.
const APPEND_ONLY: &[&str] = &[
    "events",
    "event_hours",
    "pairs",
    "voids",
    "replacements",
    "exports",
    "export_files",
    "export_pairs",
    "answers",
    "answer_pairs",
    "rejections",
    "corrections",
    "correction_files",
    "correction_pairs",
    "seals",
];

/// Brings the schema up to date, each step in a transaction with its version number.
pub(super) fn migrate(conn: &Connection, path: &Path, steps: &[&str]) -> Result<(), LedgerError> {
    let name = |e| sqlite_error(path, e);
    let version = version(conn).map_err(name)?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    for (n, step) in steps.iter().enumerate().skip(done) {
        let batch = format!(
            "BEGIN IMMEDIATE; {step}\n; {guards} PRAGMA user_version = {next}; COMMIT;",
            guards = if n + 1 == steps.len() { guards() } else { String::new() },
            next = n + 1
        );
        if let Err(error) = conn.execute_batch(&batch) {
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK").map_err(name)?;
            }
            return Err(name(error));
        }
        tracing::info!(path = %path.display(), schema = n + 1, "ledger schema migrated");
    }
    Ok(())
}

/// The schema version of an open database.
pub(super) fn version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// The triggers. Made again after the last step, so that no step can lose one.
fn guards() -> String {
    let mut sql = String::new();
    for table in APPEND_ONLY {
        for verb in ["UPDATE", "DELETE"] {
            let name = format!("{table}_no_{}", verb.to_lowercase());
            sql += &format!(
                "DROP TRIGGER IF EXISTS {name};
                 CREATE TRIGGER {name} BEFORE {verb} ON {table}
                 BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
            );
        }
    }
    // An order has a count from its first pair on, and keeps it when that is voided.
    sql + "DROP TRIGGER IF EXISTS orders_no_update;
           CREATE TRIGGER orders_no_update BEFORE UPDATE OF id, name, added ON orders
           BEGIN SELECT RAISE(ABORT, 'only state and rules of an order change'); END;
           DROP TRIGGER IF EXISTS orders_rules_stay;
           CREATE TRIGGER orders_rules_stay BEFORE UPDATE OF source ON orders
           WHEN EXISTS (SELECT 1 FROM active_counts WHERE order_name = OLD.name)
           BEGIN SELECT RAISE(ABORT, 'the rules of an order that had pairs stay'); END;
           DROP TRIGGER IF EXISTS orders_no_delete;
           CREATE TRIGGER orders_no_delete BEFORE DELETE ON orders
           BEGIN SELECT RAISE(ABORT, 'orders are kept'); END;\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Connection {
        Connection::open_in_memory().unwrap()
    }

    #[test]
    fn steps_not_done_yet_are_done_in_order() {
        let conn = memory();
        let path = Path::new("x");
        migrate(&conn, path, MIGRATIONS).unwrap();
        assert_eq!(version(&conn).unwrap(), NEWEST);
        let mut more = MIGRATIONS.to_vec();
        more.push("CREATE TABLE extra (x INTEGER); INSERT INTO extra VALUES (7)");
        migrate(&conn, path, &more).unwrap();
        migrate(&conn, path, &more).unwrap();
        assert_eq!(version(&conn).unwrap(), NEWEST + 1);
        let rows: i64 = conn.query_row("SELECT count(*) FROM extra", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, 1);
    }

    #[test]
    fn a_ledger_of_the_first_release_is_brought_up_to_date() {
        let conn = memory();
        conn.execute_batch(&format!("{}; PRAGMA user_version = 1;", MIGRATIONS[0])).unwrap();
        migrate(&conn, Path::new("x"), MIGRATIONS).unwrap();
        assert_eq!(version(&conn).unwrap(), NEWEST);
        for table in APPEND_ONLY {
            let guards = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?";
            let guards: i64 = conn.query_row(guards, [table], |row| row.get(0)).unwrap();
            assert_eq!(guards, 2, "{table}");
        }
    }

    #[test]
    fn a_ledger_of_each_older_schema_comes_up_to_date_with_its_guards() {
        for done in 1..MIGRATIONS.len() {
            let conn = memory();
            let path = Path::new("x");
            conn.execute_batch(&MIGRATIONS[..done].concat()).unwrap();
            conn.pragma_update(None, "user_version", done as i64).unwrap();
            let columns = "seq, at, offset_min, kind, source, raw, verdict, reason, hint, rule, dk, pk, sn, pair, \
                           order_name, operator, station, shift, shift_day, detail, first_pass, hash";
            let event = format!(
                "INSERT INTO events ({columns}) VALUES (1, 0, 0, 'export', '', x'', '', '', '', '', '', '', '', NULL, \
                 '', '', '', '', 0, '', 0, zeroblob(32)); INSERT INTO exports VALUES (1, 1, 0, 'anna')"
            );
            conn.execute_batch(&event).unwrap();
            migrate(&conn, path, MIGRATIONS).unwrap();
            assert_eq!(version(&conn).unwrap(), NEWEST, "from {done}");
            conn.execute_batch("INSERT INTO answers VALUES (1, 1, 1, 0, 'anna')").unwrap();
            let error = conn.execute_batch("DELETE FROM answers").unwrap_err().to_string();
            assert!(error.contains("append-only"), "{error}");
        }
    }

    #[test]
    fn a_ledger_of_the_first_release_gets_the_guards_of_today() {
        let conn = memory();
        let guards = |conn: &Connection| -> Vec<(String, String)> {
            let mut found = conn
                .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
                .unwrap();
            found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
        };
        // As it was released: no rule of an order ever changed.
        let old = "CREATE TRIGGER orders_no_update BEFORE UPDATE OF id, name, source, added ON orders
                   BEGIN SELECT RAISE(ABORT, 'only the state of an order changes'); END;";
        conn.execute_batch(&format!("{}; {old} PRAGMA user_version = 1;", MIGRATIONS[0])).unwrap();
        migrate(&conn, Path::new("x"), MIGRATIONS).unwrap();
        let new = memory();
        migrate(&new, Path::new("x"), MIGRATIONS).unwrap();
        assert_eq!(guards(&conn), guards(&new));
        assert!(guards(&conn).iter().any(|(name, _)| name == "orders_rules_stay"));
    }

    #[test]
    fn a_step_that_fails_changes_nothing() {
        let conn = memory();
        let path = Path::new("x");
        migrate(&conn, path, MIGRATIONS).unwrap();
        let mut more = MIGRATIONS.to_vec();
        more.push("CREATE TABLE extra (x INTEGER); INSERT INTO nowhere VALUES (1)");
        migrate(&conn, path, &more).unwrap_err();
        assert_eq!(version(&conn).unwrap(), NEWEST);
        conn.query_row("SELECT 1 FROM sqlite_schema WHERE name = 'extra'", [], |_| Ok(())).unwrap_err();
    }
}
