//! Rows removed, inserted and swapped, with the links as they were and made anew.

use rusqlite::Connection;

use crate::bench::{Copy, column, intruder, names, relink};

fn last_event(conn: &Connection) -> i64 {
    conn.query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap()
}

/// `tamper` is done to a copy; the links are made anew from `from` on where `anew`; a fault has all `parts`.
fn check(what: &str, anew: Option<i64>, tamper: &dyn Fn(&Connection), parts: &[&str]) {
    let copy = Copy::new();
    let conn = copy.open();
    tamper(&conn);
    if let Some(from) = anew {
        relink(&conn, from);
    }
    drop(conn);
    let what = format!("{what}, links {}", if anew.is_some() { "made anew" } else { "as they were" });
    names(&what, &copy.faults(), parts);
}

#[test]
fn an_event_that_is_removed_is_named() {
    let last = last_event(&Copy::new().open());
    for seq in [1, 2, last / 2, last] {
        let remove = move |conn: &Connection| {
            conn.execute("DELETE FROM events WHERE seq = ?", [seq]).unwrap();
        };
        let ended = format!("had ended with event {last}");
        let missing = format!("event {seq} is missing");
        let parts = if seq == last { vec![ended.as_str(), "cut off"] } else { vec![missing.as_str()] };
        check("an event removed", None, &remove, &parts);
        check("an event removed", Some(seq), &remove, &parts);
        // The ones behind it move up: all numbers are there.
        let close = move |conn: &Connection| {
            remove(conn);
            for behind in seq + 1..=last {
                conn.execute("UPDATE events SET seq = seq - 1 WHERE seq = ?", [behind]).unwrap();
                conn.execute("UPDATE pairs SET seq = seq - 1 WHERE seq = ?", [behind]).unwrap();
            }
        };
        if seq < last {
            let at = format!("{seq}");
            check(
                "an event removed, its gap closed",
                None,
                &close,
                &["the chain of events is broken at event", &at],
            );
            check("an event removed, its gap closed", Some(seq), &close, &["the seal of event", &at]);
        }
    }
}

#[test]
fn an_event_that_is_inserted_is_named() {
    let last = last_event(&Copy::new().open());
    for seq in [1, 2, last / 2, last + 1] {
        for (what, seal, says) in
            [("no seal", "NULL", "has no seal"), ("any seal", "randomblob(32)", "the seal of event")]
        {
            let insert = move |conn: &Connection| {
                for behind in (seq..=last).rev() {
                    conn.execute("UPDATE events SET seq = seq + 1 WHERE seq = ?", [behind]).unwrap();
                    conn.execute("UPDATE pairs SET seq = seq + 1 WHERE seq = ?", [behind]).unwrap();
                }
                intruder(conn, seq, &format!("zeroblob(32), {seal}"));
            };
            let at = format!("event {seq}");
            let broken = "is broken at event".to_owned();
            check(
                &format!("an event with {what} inserted at {seq}"),
                None,
                &insert,
                &[&broken, &seq.to_string()],
            );
            check(
                &format!("an event with {what} inserted at {seq}"),
                Some(seq),
                &insert,
                &[&at[..0], says, &seq.to_string()],
            );
        }
    }
}

#[test]
fn two_events_that_are_swapped_are_named() {
    let last = last_event(&Copy::new().open());
    for (a, b) in [(2, 3), (3, last - 1), (last - 1, last)] {
        let swap = move |conn: &Connection| {
            for (from, to) in [(a, -1), (b, a), (-1, b)] {
                conn.execute("UPDATE events SET seq = ?2 WHERE seq = ?1", [from, to]).unwrap();
                conn.execute("UPDATE pairs SET seq = ?2 WHERE seq = ?1", [from, to]).unwrap();
            }
        };
        check("two events swapped", None, &swap, &["is broken at event", &a.to_string()]);
        check("two events swapped", Some(a), &swap, &["the seal of event", &a.to_string()]);
    }
}

#[test]
fn a_pair_that_is_removed_inserted_or_swapped_is_named() {
    let conn = Copy::new().open();
    let ids: Vec<i64> = column(&conn, "SELECT id FROM pairs ORDER BY id");
    let imported: Vec<i64> = column(&conn, "SELECT id FROM pairs WHERE order_name = ''");
    for id in [ids[0], ids[ids.len() / 2], imported[0], ids[ids.len() - 1]] {
        // With everything that hangs on it, and the counts put right.
        let remove = move |conn: &Connection| {
            conn.execute_batch(&format!(
                "DELETE FROM dk_claims WHERE pair = {id}; DELETE FROM sn_claims WHERE pair = {id};
                 UPDATE active_counts SET active = active - 1 WHERE order_name = (SELECT order_name FROM pairs WHERE id = {id});
                 DELETE FROM pairs WHERE id = {id};"
            ))
            .unwrap();
        };
        let says = if imported.contains(&id) { "took over" } else { "is not there" };
        check("a pair removed", None, &remove, &[&id.to_string(), says]);
    }
    let insert = |conn: &Connection| {
        conn.execute_batch(
            "INSERT INTO pairs SELECT (SELECT max(id) + 1 FROM pairs), 'dk99', pk, 'sn99', name, at, offset_min, \
             order_name, operator, station, shift, shift_day, seq FROM pairs WHERE dk = 'dk4';
             INSERT INTO dk_claims SELECT dk, id FROM pairs WHERE dk = 'dk99';
             INSERT INTO sn_claims SELECT sn, id FROM pairs WHERE dk = 'dk99';
             UPDATE active_counts SET active = active + 1 WHERE order_name = 'WO1'",
        )
        .unwrap();
    };
    let new = ids[ids.len() - 1] + 1;
    check("a pair inserted", None, &insert, &[&format!("pair {new} is not the one its event made")]);
    let swap = |conn: &Connection| {
        conn.execute_batch(
            "UPDATE pairs SET sn = iif(dk = 'dk3', 'sn4', 'sn3') WHERE dk IN ('dk3', 'dk4');
             DELETE FROM sn_claims WHERE sn IN ('sn3', 'sn4');
             INSERT INTO sn_claims SELECT sn, id FROM pairs WHERE dk IN ('dk3', 'dk4')",
        )
        .unwrap();
    };
    check("the stickers of two pairs swapped", None, &swap, &["pair 3 is not the one its event made"]);
    check("the stickers of two pairs swapped", None, &swap, &["is not the one its event made"]);
}

#[test]
fn a_record_that_is_removed_is_named() {
    let check = |sql: &str, parts: &[&str]| check(sql, None, &|conn| conn.execute_batch(sql).unwrap(), parts);
    // As if the files had never been: the pairs would be handed over again.
    check(
        "DELETE FROM rejections; DELETE FROM answer_pairs; DELETE FROM answers; DELETE FROM export_pairs; \
         DELETE FROM export_files; DELETE FROM exports",
        &["tells of export", "its row is not there"],
    );
    check("DELETE FROM export_files WHERE n = 0; UPDATE export_files SET rows = 3, n = 0", &["export 1"]);
    check(
        "DELETE FROM correction_pairs; DELETE FROM correction_files; DELETE FROM corrections",
        &["tells of correction"],
    );
    // As if it had never been voided.
    check(
        "DELETE FROM voids WHERE pair = 1; INSERT INTO dk_claims VALUES ('dk1', 1); \
         INSERT INTO sn_claims VALUES ('sn1', 1); UPDATE active_counts SET active = active + 1 WHERE order_name = 'WO1'; \
         UPDATE tallies SET voided = voided - 1",
        &["tells of a void", "its row is not there"],
    );
    check("DELETE FROM orders WHERE name = 'WO2'", &["order WO2 was added"]);
    check("DELETE FROM event_hours WHERE first > 1", &["is filed under another hour"]);
    check("DELETE FROM tallies", &["the tally of hour"]);
    check("DELETE FROM replacements", &["was voided for another pair"]);
    check("DELETE FROM dk_claims WHERE dk = 'dk4'", &["has no claim on its DK dk4"]);
    check("INSERT INTO sn_claims VALUES ('sn1', 1)", &["SN sn1 is claimed by pair 1"]);
}
