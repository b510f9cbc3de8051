//! Several guns at once, and guns that are there for one kind of code.

use crate::gun_support::{Gun, ORDER, Station, codes_of, device, module};
use pairing_station::ledger::PairFilter;
use pairing_station::pairing::{Kind, Mode};
use pairing_station::scanner::Role;
use pairing_station::station::Command;
use std::collections::BTreeMap;

/// The pairs on record, oldest first.
fn pairs(station: &Station) -> Vec<(String, String)> {
    let mut pairs = station.reader().page_pairs(&PairFilter::default(), 0, 1000).unwrap();
    pairs.reverse();
    pairs.into_iter().map(|pair| (pair.dk, pair.sn)).collect()
}

fn sn(n: usize) -> String {
    format!("VDR{n:013}")
}

#[test]
fn two_guns_at_once_in_opposite_orders_make_the_right_pairs() {
    const DEVICES: usize = 40;
    let (mut left, mut right) = (Gun::new("left"), Gun::new("right"));
    let station = Station::start(ORDER, &[&left, &right]);
    let mut sent = [Vec::new(), Vec::new()];
    for n in 0..DEVICES {
        // Both triggers at the same instant; what one gun reads of this device the other reads of the next.
        let (l, r) = if n % 2 == 0 { (module(n), device(n)) } else { (device(n), module(n)) };
        left.scan(&l);
        right.scan(&r);
        sent[0].push(l);
        sent[1].push(r);
        station.wait(|view| view.counts.good == n as u64 + 1);
    }
    let expect: Vec<_> = (0..DEVICES).map(|n| (module(n), sn(n))).collect();
    assert_eq!(pairs(&station), expect);
    let scans = station.scans();
    assert_eq!(scans.len(), 2 * DEVICES, "nothing is lost, nothing read twice");
    for (gun, codes) in ["left", "right"].into_iter().zip(sent) {
        assert_eq!(codes_of(&scans, gun), codes, "{gun}");
    }
}

#[test]
fn two_guns_that_race_lose_nothing_and_every_scan_is_named() {
    const CODES: usize = 120;
    let (mut left, mut right) = (Gun::new("left"), Gun::new("right"));
    let station = Station::start(ORDER, &[&left, &right]);
    // Each goes through devices of its own, one module first, the other device first; neither waits. When
    // they run into each other, the alarm is acknowledged by a card now and then.
    let codes = |gun: usize| -> Vec<String> {
        let code = |k: usize| match (k % 7, (k + gun) % 2) {
            (6, _) => "PSCMDACK".to_owned(),
            (_, 0) => module(10_000 * gun + k / 2),
            (_, _) => device(10_000 * gun + k / 2),
        };
        (0..CODES).map(code).collect()
    };
    let (of_left, of_right) = (codes(0), codes(1));
    std::thread::scope(|scope| {
        for (gun, codes) in [(&mut left, &of_left), (&mut right, &of_right)] {
            scope.spawn(move || codes.iter().for_each(|code| gun.scan(code)));
        }
    });
    station.wait_for_scans(2 * CODES as u64);
    let scans = station.scans();
    assert_eq!(codes_of(&scans, "left"), of_left);
    assert_eq!(codes_of(&scans, "right"), of_right);
    assert!(scans.iter().all(|scan| !scan.event.verdict.is_empty()));
    // What was said to be paired is what is on record, in that order.
    let said: Vec<_> = scans
        .iter()
        .filter(|scan| scan.event.verdict == Kind::Paired.as_str())
        .map(|scan| (scan.event.dk.clone(), scan.event.sn.clone()))
        .collect();
    assert_eq!(pairs(&station), said);
    assert!(said.len() > 1, "{said:?}");
    for scan in scans.iter().filter(|scan| scan.event.verdict == "rejected") {
        assert!(!scan.event.reason.is_empty());
    }
}

#[test]
fn a_gun_for_one_kind_refuses_the_other_and_obeys_commands() {
    let (mut modules, mut devices) = (Gun::new("modules"), Gun::new("devices"));
    modules.settings.role = Role::Module;
    devices.settings.role = Role::Device;
    let station = Station::start(ORDER, &[&modules, &devices]);
    let mut n = 0;
    let mut check = |gun: &mut Gun, code: &str, expect: &str| {
        gun.scan(code);
        n += 1;
        station.wait_for_scans(n);
        let verdicts = station.verdicts();
        assert_eq!(verdicts.last().map(String::as_str), Some(expect), "{code}");
    };
    check(&mut modules, &device(1), "rejected:wrong_step:module_gun");
    check(&mut devices, &module(1), "rejected:wrong_step:device_gun");
    check(&mut modules, &module(1), "module");
    // The half that is held stays; the more exact reason still wins.
    check(&mut devices, &module(2), "rejected:wrong_step:device_gun");
    check(&mut modules, "pk=zzzzzz&sn=VDR1&v=1", "rejected:wrong_product");
    check(&mut devices, "PSCMDACK", "command");
    check(&mut devices, &device(1), "device");
    check(&mut devices, &device(1).replace("VDR", "vdr"), "rejected:same_kind_twice");
    check(&mut modules, "PSCMDACK", "command");
    check(&mut devices, &device(1), "device");
    check(&mut modules, &module(1), "paired");
    // Verify mode: the same guns, the same rules; every gun may switch it.
    check(&mut devices, "PSCMDVERIFY", "command");
    assert_eq!(station.view().mode, Mode::Verify);
    check(&mut modules, &device(1), "rejected:wrong_step:module_gun");
    check(&mut devices, &module(1), "rejected:wrong_step:device_gun");
    check(&mut modules, &module(1), "module");
    check(&mut devices, &device(1), "verified");
    check(&mut modules, "PSCMDPAIR", "command");
    check(&mut devices, "PSOP77", "command");
    check(&mut modules, &module(3), "module");
    check(&mut devices, "PSCMDCANCEL", "command");
    check(&mut devices, &device(3), "device");
    check(&mut modules, &module(3), "paired");
    check(&mut devices, "PSCMDUNDO", "command");
    assert_eq!(station.view().operator, "77");
}

#[test]
fn a_role_counts_from_the_moment_it_is_set() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    gun.scan(&device(1));
    station.wait(|view| view.device.is_some());
    gun.settings.role = Role::Module;
    let settings = pairing_station::station::Settings {
        serial: vec![gun.settings.clone()],
        ..pairing_station::station::Settings::default()
    };
    station.ask(|reply| Command::Apply(Box::new(settings), reply)).unwrap();
    station.wait(|view| {
        let gun = view.guns.iter().find(|gun| gun.name == "gun").unwrap();
        (gun.role, &gun.state) == (Role::Module, &pairing_station::scanner::GunState::Ready)
    });
    gun.scan(&device(2));
    let view = station.wait(|view| view.last.as_ref().is_some_and(|last| last.text == device(2)));
    let hint = view.last.as_ref().unwrap().verdict.hint;
    assert_eq!(hint, Some(pairing_station::scan::Hint::ModuleGun));
    assert!(view.device.is_some(), "the half that is held stays");
}

#[test]
fn replay_gives_the_guns_of_a_recording_their_roles() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    std::fs::create_dir(dir.path().join("data")).unwrap();
    write(
        "data/settings.toml",
        "[[serial]]\nname = \"modules\"\nport = \"COM3\"\nrole = \"module\"\n\
         [[serial]]\nname = \"devices\"\nport = \"COM4\"\nrole = \"device\"\n",
    );
    let order = write("order.toml", ORDER);
    let scans = [
        ("modules", device(1), "rejected wrong_step module_gun"),
        ("modules", module(1), "module - -"),
        ("devices", module(2), "rejected wrong_step device_gun"),
        ("devices", "PSCMDCANCEL".to_owned(), "command - -"),
        ("nobody's", module(2), "module - -"),
        ("devices", device(2), "paired - -"),
    ];
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let line = |(k, (gun, code, _)): (usize, &(&str, String, &str))| {
        format!("{{\"at\":\"2026-11-22T08:15:{k:02}Z\",\"source\":\"{gun}\",\"hex\":\"{}\"}}\n", hex(code))
    };
    let recording = write("day.jsonl", &scans.iter().enumerate().map(line).collect::<String>());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_pairing-station"))
        .args(["--data", dir.path().join("data").to_str().unwrap()])
        .args(["replay", &recording, "--order", &order, "--json"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<BTreeMap<String, serde_json::Value>> =
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let word = |line: &BTreeMap<String, serde_json::Value>, key: &str| {
        line.get(key).and_then(|value| value.as_str()).unwrap_or("-").to_owned()
    };
    let shown = |line| ["verdict", "reason", "hint"].map(|key| word(line, key)).join(" ");
    let got: Vec<String> = lines[..lines.len() - 1].iter().map(shown).collect();
    assert_eq!(got, scans.map(|(_, _, expect)| expect.to_owned()));
}
