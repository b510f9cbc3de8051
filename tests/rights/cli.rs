//! Every action on the command line: the real program, by everybody.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pairing_station::ledger::{Ledger, ledger_path};
use pairing_station::station::rights::Action;

use super::given::{OPERATOR, SUPERVISOR, TECHNICIAN, Who, events, file, station};

/// Runs the program, as nobody asks for a PIN: standard input is closed.
fn run(data: &Path, args: &[String], vars: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(data)
        .args(args)
        .envs(vars.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// How an action is asked for on the command line, and how that ends where it is allowed; `None`: it is not there.
/// No wildcard: whoever adds an action says here how it is tried.
fn command(action: Action, dir: &Path) -> Option<(String, i32)> {
    let path = |name: &str| dir.join(name).display().to_string();
    let put = |name: &str, text: &str| file(dir, name, text).display().to_string();
    let order = |name: &str| put(name, "name = \"B\"\nproduct_key = \"p11sf2\"\nack = \"supervisor\"\n");
    Some(match action {
        Action::Pair => (format!("replay {}", put("scans", "863950061755148\n")), 0),
        // In the window only.
        Action::Verify
        | Action::Acknowledge
        | Action::Undo
        | Action::Cancel
        | Action::NameOperator
        | Action::OpenByCard
        | Action::CheckUp
        | Action::Record
        | Action::Rehearse
        | Action::Train
        | Action::SetGuns
        | Action::Void
        | Action::Replace
        | Action::Settings
        | Action::Backup
        | Action::Restore => return None,
        Action::TestAlarms => (format!("challenge --out {}", path("test.pdf")), 0),
        Action::Check => ("check".into(), 0),
        Action::LookAtOrders => ("order list".into(), 0),
        Action::LookAtPeople => ("people list".into(), 0),
        Action::ListDevices => ("scanners list".into(), 0),
        Action::OwnPin => (format!("people pin {}", TECHNICIAN.0), 0),
        Action::LookAtScanLog => return None,
        Action::WriteScanLog => (format!("log --out {}", path("log.csv")), 0),
        Action::LookAtRecords => ("exports".into(), 0),
        Action::AcknowledgeSupervised => {
            (format!("replay {} --auto-ack --order {}", put("scans", "1\n"), order("b.toml")), 0)
        }
        Action::Export => (format!("export --out {}", path("out")), 0),
        Action::ExportAgain => (format!("export --again 99 --out {}", path("out")), 2),
        Action::Correct => (format!("export --corrections --out {}", path("out")), 0),
        Action::Answer => (format!("answer {}", put("answer.csv", "x\n")), 2),
        Action::ImportSns => (format!("import sn {} --pk p11sf2", put("sn.txt", "VDR0319035976399\n")), 0),
        Action::ImportDks => (format!("import dk {}", put("dk.txt", "863950061755148\n")), 0),
        Action::ImportHistory => (format!("import history {}", put("old.csv", "x\n")), 2),
        Action::MakeLabels => (format!("labels --pk p11sf2 --count 1 --out {}", path("new.zip")), 0),
        Action::ReprintLabels => (format!("labels --pk p11sf2 --again --out {}", path("again.zip")), 2),
        Action::PrintCards => (format!("cards --controls --out {}", path("cards.pdf")), 0),
        Action::Templates => ("template remove mine".into(), 2),
        Action::AddOrder => (format!("order add {}", order("b.toml")), 0),
        Action::EditOrder => (format!("order edit {}", order("b.toml")), 2),
        Action::OpenOrder => ("order open A".into(), 0),
        Action::CloseOrder => ("order close A".into(), 0),
        Action::ReopenOrder => ("order reopen A".into(), 2),
        Action::Numbers => (format!("report --out {}", path("report.xlsx")), 0),
        Action::People => ("people remove 5001".into(), 0),
    })
}

/// Tries an action as somebody; the process and the ledger tell whether it was allowed.
fn tried(who: Who, action: Action) {
    let dir = station(who);
    let Some((line, code)) = command(action, dir.path()) else { return };
    let mut args = words(&line);
    let mut vars = vec![("PAIRING_STATION_NEW_PIN", "teal-9264")];
    if let Some((id, pin)) = who.login() {
        args.extend(["--as".into(), id.into()]);
        vars.push(("PAIRING_STATION_PIN", pin));
    }
    let before = work(dir.path());
    let output = run(dir.path(), &args, &vars);
    let said = text(&output.stderr);
    let what = format!("{who:?} {action:?} ({line}): {said}");
    if who == Who::NotSetUp && matches!(action, Action::People | Action::OwnPin) {
        // There is nobody to change.
        assert_eq!(output.status.code(), Some(2), "{what}");
        assert!(said.contains("nobody has the id"), "{what}");
        return;
    }
    if who.may(action) {
        assert_eq!(output.status.code(), Some(code), "{what}");
        assert!(!said.contains("log in as one"), "{what}");
    } else {
        assert_eq!(output.status.code(), Some(2), "{what}");
        // Whoever is not logged in has no PIN of their own: then it is somebody else's.
        let refused = if action == Action::OwnPin { Action::People } else { action };
        let role = refused.least().as_str();
        assert!(said.contains(&format!("it takes a {role}")) && said.contains("--as ID"), "{what}");
        assert_eq!(work(dir.path()), before, "refused, and the ledger changed: {what}");
    }
    assert!(!said.contains(SUPERVISOR.1) && !said.contains("panicked"), "{what}");
}

/// Events that are no log-ins.
fn work(dir: &Path) -> usize {
    let ledger = Ledger::open(&ledger_path(dir)).unwrap();
    events(&ledger).iter().filter(|event| !event.event.kind.starts_with("log")).count()
}

#[test]
fn every_action_by_everybody_on_the_command_line() {
    for action in Action::ALL {
        for who in Who::ALL {
            tried(who, *action);
        }
    }
}

#[test]
fn an_operators_id_does_not_log_in_and_a_wrong_pin_does_not_help() {
    let dir = station(Who::Nobody);
    let export = |id: &str, pin: &str| {
        let args = words(&format!("export --out {} --as {id}", dir.path().join("out").display()));
        let output = run(dir.path(), &args, &[("PAIRING_STATION_PIN", pin)]);
        (output.status.code(), text(&output.stderr))
    };
    for (id, pin) in
        [(OPERATOR, ""), (OPERATOR, "1001"), ("nobody", SUPERVISOR.1), (SUPERVISOR.0, "red-4828")]
    {
        let (code, said) = export(id, pin);
        assert_eq!(code, Some(2), "{id}: {said}");
        assert!(said.contains("wrong PIN"), "{id}: {said}");
    }
    assert!(!dir.path().join("out").exists());
    for _ in 0..4 {
        export(SUPERVISOR.0, "red-4828");
    }
    let (code, said) = export(SUPERVISOR.0, SUPERVISOR.1);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("too many wrong PINs"), "each process counts on from the one before: {said}");
}

#[test]
fn a_pin_comes_from_a_file_and_what_was_done_is_theirs() {
    let dir = station(Who::Nobody);
    let pin = file(dir.path(), "pin.txt", &format!("{}\r\n", SUPERVISOR.1)).display().to_string();
    let out = dir.path().join("out").display().to_string();
    let line = format!("export --out {out} --as {} --pin-file {pin}", SUPERVISOR.0);
    let output = run(dir.path(), &words(&line), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
    assert_eq!(ledger.reader().unwrap().exports().unwrap()[0].by, SUPERVISOR.0);
    let login = events(&ledger).into_iter().rfind(|event| event.event.kind == "login").unwrap().event;
    assert_eq!(login.context.operator, SUPERVISOR.0);
    assert!(login.detail.contains("command line"), "{}", login.detail);
    drop(ledger);
    // Nobody can be asked, and nothing is there: said so, and how.
    let output = run(dir.path(), &words(&format!("export --out {out} --as {}", SUPERVISOR.0)), &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--pin-file") && said.contains("PAIRING_STATION_PIN"), "{said}");
}

#[test]
fn the_first_supervisor_is_made_by_nobody_and_the_others_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let people = |line: &str, vars: &[(&str, &str)]| {
        let output = run(dir.path(), &words(line), vars);
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, out, said) = people("people list", &[]);
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert!(said.contains("nobody is set up"), "{said}");
    assert!(!ledger_path(dir.path()).exists(), "a look makes no ledger");
    let (code, _, said) = people("people list --as 7001", &[("PAIRING_STATION_PIN", "red-4829")]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("nobody is set up in this ledger"), "{said}");

    let weak = [("PAIRING_STATION_NEW_PIN", "111111")];
    let (code, _, said) = people("people add 7001 --name Wang", &weak);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("first that anybody tries"), "{said}");
    let new = [("PAIRING_STATION_NEW_PIN", "red-4829")];
    let (code, out, said) = people("people add 7001 --name Wang", &new);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("supervisor"), "{out}");
    let code_line = out.lines().find_map(|line| line.strip_prefix("recovery code  ")).unwrap().to_owned();
    let (code, _, said) = people("people add 7002 --name Li --role supervisor", &new);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("it takes a supervisor"), "{said}");
    let wang = [("PAIRING_STATION_PIN", "red-4829")];
    let (code, out, said) = people("people add 1001 --name Zhang --as 7001", &wang);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("operator"), "{out}");
    let (code, _, said) = people("people remove 7001 --as 7001", &wang);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("last supervisor"), "{said}");

    let code_file = file(dir.path(), "code.txt", &code_line).display().to_string();
    let other = [("PAIRING_STATION_NEW_PIN", "gray-6183")];
    let (code, out, said) = people(&format!("people recover 7001 --code-file {code_file}"), &other);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("recovery code") && !out.contains(&code_line), "{out}");
    let (code, out, _) = people("people list --json", &[]);
    assert_eq!(code, Some(0));
    let roles: Vec<_> =
        out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()).collect();
    assert_eq!(roles.len(), 2, "{out}");
    assert_eq!(
        (&roles[1]["id"], &roles[1]["role"], &roles[1]["pin"]),
        (&"7001".into(), &"supervisor".into(), &true.into())
    );
    assert!(!out.contains("argon2"), "{out}");
    let (code, out, _) = people("check", &[]);
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn a_running_station_is_in_nobodys_way_before_people_are_set_up() {
    let cards = |who: Who| {
        let dir = station(who);
        let held = Ledger::open(&ledger_path(dir.path())).unwrap();
        let out: PathBuf = dir.path().join("cards.pdf");
        let output = run(dir.path(), &words(&format!("cards --controls --out {}", out.display())), &[]);
        drop(held);
        (output.status.code(), text(&output.stderr))
    };
    assert_eq!(cards(Who::NotSetUp), (Some(0), String::new()));
    let (code, said) = cards(Who::Nobody);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("in use by another pairing station"), "{said}");
}

#[test]
fn a_replay_adds_no_order_that_its_caller_may_not_add() {
    let dir = station(Who::Nobody);
    let scans = file(dir.path(), "scans.txt", "863950061755148\n").display().to_string();
    let known = file(dir.path(), "a.toml", super::given::ORDER).display().to_string();
    let new = file(dir.path(), "b.toml", "name = \"B\"\nproduct_key = \"p11sf2\"\n").display().to_string();
    let replay = |order: &str| run(dir.path(), &words(&format!("replay {scans} --order {order}")), &[]);
    assert_eq!(replay(&known).status.code(), Some(0));
    let refused = replay(&new);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("nobody may add an order: it takes a supervisor"));
}

#[test]
fn the_readme_has_the_table() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let table = pairing_station::station::rights::markdown();
    assert!(readme.contains(&table), "README.md, section People and rights, should hold:\n{table}");
}
