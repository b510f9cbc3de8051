//! Recordings that are made while the line runs.

use crate::gun_support::{Gun, ORDER, Station, device, module, shown};
use pairing_station::ledger::{Ledger, ledger_path};
use pairing_station::scanner::recording::read_file;
use pairing_station::station::clock::stamp;
use pairing_station::station::core::Core;
use pairing_station::station::replay::{Pace, ReplayScan, replay};
use pairing_station::station::{Command, Settings, StationError};
use std::path::Path;

/// Replays a recording on a new ledger: what each scan came to.
fn replayed(file: &Path, settings: &Settings) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
    let mut core = Core::new(ledger, settings, "1024").unwrap();
    core.add_order(ORDER, "test", stamp(0)).unwrap();
    core.open_order("A", stamp(0)).unwrap();
    let scans = read_file(file).unwrap().into_iter().map(|recorded| ReplayScan {
        at: recorded.at.map(stamp),
        source: recorded.source.unwrap().to_string(),
        bytes: recorded.bytes,
    });
    let mut verdicts = Vec::new();
    replay(&mut core, scans, Pace::AsRecorded, false, &mut |judged| {
        let words = [
            Some(judged.verdict.kind.as_str()),
            judged.verdict.reason.map(|reason| reason.as_str()),
            judged.verdict.hint.map(|hint| hint.as_str()),
        ];
        verdicts.push(words.into_iter().flatten().collect::<Vec<_>>().join(":"));
    })
    .unwrap();
    verdicts
}

#[test]
fn what_the_line_heard_replays_to_the_same_verdicts() {
    let (mut left, mut right) = (Gun::new("left"), Gun::new("right 2号"));
    right.settings.role = pairing_station::scanner::Role::Device;
    let station = Station::start(ORDER, &[&left, &right]);
    let file = station.dir.path().join("day.jsonl");
    let record = |path: Option<&Path>| {
        let path = path.map(Path::to_owned);
        station.ask(|reply| Command::Record(path, reply)).unwrap();
    };
    record(Some(&file));
    assert_eq!(station.view().recording.as_ref().map(|r| (r.path.as_path(), r.scans)), Some((&*file, 0)));
    let mut n = 0;
    let mut scan = |gun: &mut Gun, bytes: &[u8]| {
        gun.send(bytes);
        gun.send(b"\r\n");
        n += 1;
        station.wait_for_scans(n);
    };
    for k in 0..6 {
        scan(&mut left, module(k).as_bytes());
        scan(&mut right, device(k).as_bytes());
    }
    scan(&mut right, module(9).as_bytes());
    scan(&mut left, b"863950069494278;\xd2\xc6\xd4\xb6");
    scan(&mut left, b"\x1d\xff\x00");
    scan(&mut left, &[b'9'; 5000]);
    scan(&mut left, "ＰＫ＝ｐ１".as_bytes());
    scan(&mut left, module(10).as_bytes());
    scan(&mut right, device(10).as_bytes());
    scan(&mut right, b"PSCMDACK");
    // A recording that goes on is not begun anew.
    record(Some(&file));
    scan(&mut right, device(11).as_bytes());
    let view = station.wait(|view| view.recording.as_ref().is_some_and(|r| r.scans == n));
    assert_eq!(view.recording.as_ref().unwrap().failed, None);
    record(None);
    assert_eq!(station.view().recording, None);
    assert_eq!(replayed(&file, &Settings { serial: vec![right.settings.clone()], ..Settings::default() }), {
        station.scans().iter().map(shown).collect::<Vec<_>>()
    });
    // What is scanned while nothing is recorded is not in it; a second recording goes on behind the first.
    let lines = || read_file(&file).unwrap().len() as u64;
    assert_eq!(lines(), n);
    left.scan("unheard");
    station.wait_for_scans(n + 1);
    record(Some(&file));
    left.scan("heard");
    station.wait_for_scans(n + 2);
    record(None);
    assert_eq!(lines(), n + 1);
}

#[test]
fn a_check_up_is_not_recorded() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    let file = station.dir.path().join("day.jsonl");
    station.ask(|reply| Command::Record(Some(file.clone()), reply)).unwrap();
    station.ask(|reply| Command::CheckUp(true, reply)).unwrap();
    gun.scan("check-up");
    station.wait(|view| view.checkup.as_ref().is_some_and(|checkup| checkup.heard.len() > 1));
    station.ask(|reply| Command::CheckUp(false, reply)).unwrap();
    gun.scan("real");
    station.wait_for_scans(1);
    station.ask(|reply| Command::Record(None, reply)).unwrap();
    let recorded = read_file(&file).unwrap();
    assert_eq!(recorded.iter().map(|scan| &scan.bytes[..]).collect::<Vec<_>>(), [b"real"]);
}

#[test]
fn a_file_that_cannot_be_written_is_named_and_the_line_goes_on() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    // A directory that is missing is made; below a file none can be.
    std::fs::write(station.dir.path().join("file"), "").unwrap();
    let nowhere = station.dir.path().join("file/day.jsonl");
    let refused = station.ask(|reply| Command::Record(Some(nowhere.clone()), reply));
    assert!(matches!(refused, Err(StationError::Io { path, .. }) if path == nowhere));
    let view = station.wait(|view| view.recording.as_ref().is_some_and(|r| r.failed.is_some()));
    assert_eq!(view.recording.as_ref().unwrap().path, nowhere);
    // A disk that is full.
    station.ask(|reply| Command::Record(Some("/dev/full".into()), reply)).unwrap();
    gun.scan(&module(1));
    gun.scan(&device(1));
    station.wait(|view| view.counts.good == 1);
    let view = station.wait(|view| view.recording.as_ref().is_some_and(|r| r.failed.is_some()));
    let recording = view.recording.as_ref().unwrap();
    assert!(recording.failed.as_ref().unwrap().contains("No space"), "{recording:?}");
    assert_eq!(recording.scans, 0);
    station.ask(|reply| Command::Record(None, reply)).unwrap();
    assert_eq!(station.view().recording, None);
}

#[test]
fn a_station_that_stops_ends_its_recording_whole() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    let file = station.dir.path().join("day.jsonl");
    station.ask(|reply| Command::Record(Some(file.clone()), reply)).unwrap();
    for n in 0..50 {
        gun.scan(&format!("code {n}"));
    }
    station.wait_for_scans(50);
    let (_ledger, _dir) = station.stop();
    assert_eq!(read_file(&file).unwrap().len(), 50);
}
