//! People, codes and counts that are changed behind the program's back: `check` names each.

use pairing_station::ledger::{Ledger, ledger_path};
use pairing_station::station::Settings;
use pairing_station::station::gate::{Gate, LogInAt};
use pairing_station::station::pin::Pin;

use super::given::{SUPERVISOR, Who, station};

/// What `check` says after this SQL.
fn faults_after(sql: &str) -> Vec<String> {
    let dir = station(Who::Nobody);
    let path = ledger_path(dir.path());
    {
        let gate = Gate::new(Ledger::open(&path).unwrap(), &Settings::default());
        gate.log_in(SUPERVISOR.0, &Pin::new("wrong-1"), LogInAt::Desk).unwrap_err();
    }
    let shell = rusqlite::Connection::open(&path).unwrap();
    shell.execute_batch(sql).unwrap();
    drop(shell);
    Ledger::open(&path).unwrap().reader().unwrap().check(&mut |_, _| true).unwrap().faults
}

#[test]
fn check_names_what_was_changed_without_an_event() {
    let check = |sql: &str, named: &str| {
        let faults = faults_after(sql);
        assert_eq!(faults.len(), 1, "{sql}: {faults:?}");
        assert!(faults[0].contains(named), "{sql}: {}", faults[0]);
    };
    assert_eq!(faults_after("SELECT 1"), Vec::<String>::new());
    check("UPDATE people SET role = 'supervisor' WHERE id = '5001'", "5001 is not what event");
    check("UPDATE people SET name = 'Mallory' WHERE id = '7001'", "7001 is not what event");
    check("UPDATE people SET active = 0 WHERE id = '5001'", "5001 is not what event");
    // Another's PIN, which is known to whoever does this.
    check(
        "UPDATE people SET pin = (SELECT pin FROM people WHERE id = '5001') WHERE id = '7001'",
        "7001 is not what event",
    );
    check("UPDATE people SET pin = NULL WHERE id = '5001'", "5001 is not what event");
    check("UPDATE people SET changed = 1 WHERE id = '5001'", "5001 is not what event");
    check("DELETE FROM people WHERE id = '1001'", "1001 is not among the people any more");
    check(
        "INSERT INTO people SELECT 'evil', 'Mallory', 'supervisor', pin, 1, changed FROM people WHERE id = '5001'",
        "evil is among the people",
    );
    check("UPDATE recovery SET code = (SELECT pin FROM people WHERE id = '5001')", "recovery code");
    check("DELETE FROM recovery", "recovery code");
    check("UPDATE wrong_pins SET wrong = 0", "wrong PINs of 7001");
    check("DELETE FROM wrong_pins WHERE id = '7001'", "wrong PINs of 7001");
}

#[test]
fn a_role_that_no_program_wrote_cannot_be_put_in() {
    let dir = station(Who::Nobody);
    let shell = rusqlite::Connection::open(ledger_path(dir.path())).unwrap();
    let error = shell.execute_batch("UPDATE people SET role = 'king' WHERE id = '5001'").unwrap_err();
    assert!(error.to_string().contains("CHECK"), "{error}");
}
