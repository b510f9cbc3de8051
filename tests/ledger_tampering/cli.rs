//! The same by the command line: exit codes and what is printed.

use std::process::{Command, Output};

use crate::bench::{Copy, relink};

fn check(copy: &Copy, more: &[&str]) -> Output {
    let first = copy.first_key();
    Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(copy.dir.path())
        .args(["check", "--key"])
        .arg(first)
        .args(more)
        .output()
        .unwrap()
}

/// The exit code, and all parts on stdout or stderr.
fn expect(what: &str, output: &Output, code: i32, parts: &[&str]) {
    let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(code), "{what}: {said}");
    for part in parts {
        assert!(said.contains(part), "{what}: no {part:?} in {said}");
    }
}

#[test]
fn a_whole_ledger_and_its_tampered_copies() {
    let copy = Copy::new();
    // The files of its export were never on this disk: no fault, as where they were handed over. Its event
    // has no manifest, which the station's own always have.
    expect("whole", &check(&copy, &[]), 1, &["its event does not hold its manifest"]);

    copy.tamper("UPDATE events SET operator = 'eve' WHERE seq = 5");
    expect("changed", &check(&copy, &[]), 1, &["FAULT the chain of events is broken at event 5"]);
    let conn = copy.open();
    relink(&conn, 5);
    drop(conn);
    expect(
        "linked anew",
        &check(&copy, &["--json"]),
        1,
        &["\"fault\":\"the seal of events 5 to", "\"summary\""],
    );

    let copy = Copy::new();
    copy.tamper("DELETE FROM pairs WHERE id = 3");
    expect("a pair gone", &check(&copy, &[]), 1, &["pair 3 is missing"]);
}

#[test]
fn keys_and_manifests_are_files_that_must_be_there() {
    let copy = Copy::new();
    expect("key", &check(&copy, &["--key", "nowhere.key"]), 2, &["nowhere.key"]);
    std::fs::write(copy.dir.path().join("x.key"), "x").unwrap();
    let x = copy.dir.path().join("x.key");
    expect("faulty key", &check(&copy, &["--key", x.to_str().unwrap()]), 2, &["x.key", "not a key file"]);
    expect("manifest", &check(&copy, &["--manifest", "nowhere.json"]), 2, &["nowhere.json"]);
    expect("no manifest", &check(&copy, &["--manifest", x.to_str().unwrap()]), 2, &["x.key"]);
}
