//! A pair's whole life, from the ledger and from the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use std::process::{Command, Output};

use ledger_support::{Bench, NOON, event, pair, rejected};
use pairing_station::ledger::{
    BatchPair, ExportFile, Ledger, LedgerError, NewEvent, NewExport, PairBatch, Reader,
};
use pairing_station::station::desk::TaskShared;
use pairing_station::station::life::{self, MOST_SCANS, PairLife, Step, Walks};
use serde_json::Value;

fn scan(verdict: &str, dk: &str, sn: &str) -> NewEvent {
    NewEvent { verdict: verdict.into(), dk: dk.into(), sn: sn.into(), ..event("scan", NOON) }
}

fn export(ledger: &Ledger, pairs: &[i64], files: &[(&str, &str)]) {
    let file = |(path, pk): &(&str, &str)| ExportFile {
        path: path.into(),
        pk: (*pk).into(),
        rows: 1,
        sha256: "0".repeat(64),
    };
    let files = files.iter().map(file).collect();
    let export = NewExport { event: event("export", NOON), pairs: pairs.to_vec(), files };
    ledger.record_export(export, &mut |_, _| true).unwrap();
}

/// What happened, in the words of the JSON output; of scans the verdict.
fn told(life: &PairLife) -> Vec<String> {
    let word = |step: &Step| match step {
        Step::Named(event) => event.event.verdict.clone(),
        step => step.as_str().to_owned(),
    };
    life.entries.iter().map(|entry| word(&entry.step)).collect()
}

fn whole(reader: &Reader, id: i64) -> PairLife {
    life::whole(reader, id, &Walks::default(), &TaskShared::default()).unwrap().unwrap()
}

/// A ledger in which everything has happened to pair 2.
fn a_full_life(bench: &Bench) -> Ledger {
    let ledger = bench.open();
    pair(&ledger, "D0", "S0", NOON);
    let training = NewEvent { dk: "D1".into(), ..event("training", NOON) };
    ledger.append(vec![scan("module", "D9", ""), training, scan("rejected", "", "S1")]).unwrap();
    ledger.append(vec![NewEvent { source: "gun2".into(), ..scan("module", "D1", "") }]).unwrap();
    assert_eq!(pair(&ledger, "D1", "S1", NOON), 2);
    ledger.append(vec![scan("device", "", "S2"), scan("rejected", "D1", "S2")]).unwrap();
    export(&ledger, &[1, 2], &[("a.csv", "p11sf2"), ("b.csv", "p1137H")]);
    export(&ledger, &[1], &[("c.csv", "p11sf2")]);
    assert!(ledger.void(2, "wrong sticker", event("void", NOON)).unwrap());
    assert_eq!(pair(&ledger, "D1", "S2", NOON), 3);
    ledger
}

#[test]
fn a_life_is_everything_that_named_the_pair_in_order() {
    let bench = Bench::new();
    let ledger = a_full_life(&bench);
    let reader = ledger.reader().unwrap();
    let known = life::known(&reader, 2).unwrap().unwrap();
    assert_eq!(told(&known), ["made", "exported", "voided"]);
    let life = whole(&reader, 2);
    let expect = ["rejected", "module", "made", "rejected", "exported", "voided", "paired"];
    assert_eq!(told(&life), expect);
    assert!(life.entries.is_sorted_by_key(|entry| entry.seq));
    assert!(life.pair.voided.is_some());
    let Step::Made { order, guns } = &life.entries[2].step else { panic!("{:?}", life.entries[2]) };
    assert_eq!((order.as_str(), guns.as_slice()), ("WO1", ["gun2".to_owned(), "gun1".to_owned()].as_slice()));
    let Step::Exported { export: 1, files } = &life.entries[4].step else { panic!("{:?}", life.entries[4]) };
    assert_eq!(files.iter().map(|file| file.path.to_str().unwrap()).collect::<Vec<_>>(), ["a.csv"]);
    assert_eq!(life.entries[5].step, Step::Voided { why: "wrong sticker".into() });
    assert_eq!(life.entries[5].operator, "anna");
    assert_eq!(life::known(&reader, 77).unwrap(), None);
}

#[test]
fn exact_keys_find_the_active_pair_and_then_the_voided_ones() {
    let bench = Bench::new();
    let ledger = a_full_life(&bench);
    let reader = ledger.reader().unwrap();
    let ids = |pairs: Vec<pairing_station::ledger::Pair>| pairs.iter().map(|p| p.id).collect::<Vec<_>>();
    assert_eq!(ids(reader.pairs_with_dk("D1", 9).unwrap()), [3, 2]);
    assert_eq!(ids(reader.pairs_with_dk("D1", 1).unwrap()), [3]);
    assert_eq!(ids(reader.pairs_with_sn("S1", 9).unwrap()), [2]);
    for other in ["D", "d1", "D11", "S1", ""] {
        assert_eq!(ids(reader.pairs_with_dk(other, 9).unwrap()), [0; 0], "{other:?}");
    }
}

#[test]
fn an_imported_pair_names_its_file() {
    let bench = Bench::new();
    let ledger = bench.open();
    let pairs = [BatchPair { dk: "D1", pk: "p11sf2", sn: "S1", name: "" }];
    let mut event = event("import", NOON);
    event.context.order = String::new();
    event.detail = r#"{"what":"history","file":"old.csv"}"#.to_owned();
    ledger.import_pairs(PairBatch::new(pairs.into_iter()), event).unwrap().unwrap();
    let life = whole(&ledger.reader().unwrap(), 1);
    assert_eq!(life.entries[0].step, Step::Imported { file: "old.csv".into() });
}

#[test]
fn a_code_that_is_scanned_all_day_keeps_its_newest_scans() {
    let bench = Bench::new();
    let ledger = bench.open();
    pair(&ledger, "D1", "S1", NOON);
    let scans =
        (0..MOST_SCANS as i64 + 5).map(|n| NewEvent { dk: "D1".into(), ..rejected("bounce", NOON + n) });
    ledger.append(scans.collect()).unwrap();
    let life = whole(&ledger.reader().unwrap(), 1);
    assert_eq!((life.left_out, life.entries.len()), (5, MOST_SCANS + 1));
    assert_eq!(life.entries[0].step.as_str(), "made");
    assert_eq!(life.entries[1].stamp.at, NOON + 5);
}

#[test]
fn who_looks_again_walks_only_through_what_is_new() {
    let bench = Bench::new();
    let ledger = a_full_life(&bench);
    let (reader, walks) = (ledger.reader().unwrap(), Walks::default());
    let again = |id| life::whole(&reader, id, &walks, &TaskShared::default()).unwrap().unwrap();
    assert_eq!(again(2), whole(&reader, 2));
    ledger.append(vec![NewEvent { dk: "D1".into(), ..rejected("bounce", NOON + 9) }]).unwrap();
    ledger.void(1, "test", event("void", NOON + 10)).unwrap();
    // Others are looked at in between, more than are kept.
    for id in [1, 3, 2, 3] {
        assert_eq!(again(id), whole(&reader, id), "pair {id}");
    }
    let mut asked = Vec::new();
    let pair = reader.pair(2).unwrap().unwrap();
    let last = reader.events_naming(&pair, 12, &mut |event| asked.push(event.seq), &mut |_, _| true).unwrap();
    assert_eq!((asked, last), (vec![13], 14));
}

#[test]
fn the_walk_through_the_events_can_be_stopped() {
    let bench = Bench::new();
    let ledger = a_full_life(&bench);
    let reader = ledger.reader().unwrap();
    let pair = reader.pair(2).unwrap().unwrap();
    let mut told = Vec::new();
    let stopped = reader.events_naming(&pair, 0, &mut |event| panic!("{event:?}"), &mut |done, of| {
        told.push((done, of));
        false
    });
    assert!(matches!(stopped, Err(LedgerError::Cancelled)));
    assert_eq!(told, [(0, 12)]);
}

fn run(bench: &Bench, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pairing-station"));
    command.arg("--data").arg(bench.dir.path()).arg("pair").args(args);
    command.output().unwrap()
}

#[test]
fn the_command_line_tells_the_same_life() {
    let bench = Bench::new();
    drop(a_full_life(&bench));
    let check = |key: &str, expect: &[i64]| {
        let output = run(&bench, &[key, "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let heads = lines.iter().filter(|line| line.get("dk").is_some() && line.get("active").is_some());
        assert_eq!(heads.map(|line| line["pair"].as_i64().unwrap()).collect::<Vec<_>>(), expect, "{key}");
        lines
    };
    check("D1", &[3, 2]);
    check("#3", &[3]);
    let lines = check("2", &[2]);
    assert_eq!(lines[0]["active"], false);
    let told: Vec<&str> = lines[1..].iter().map(|line| line["what"].as_str().unwrap()).collect();
    assert_eq!(told, ["scan", "scan", "made", "scan", "exported", "voided", "scan"]);
    assert_eq!(lines[3]["guns"], serde_json::json!(["gun2", "gun1"]));
    assert_eq!(lines[3]["at"], "2026-11-22T20:00:00.000+08:00");
    assert_eq!(lines[5]["files"][0]["file"], "a.csv");
    assert_eq!(lines[6]["why"], "wrong sticker");

    let text = String::from_utf8(run(&bench, &["S1"]).stdout).unwrap();
    assert!(text.starts_with("pair 2  D1  p11sf2  S1  voided\n"), "{text}");
    assert_eq!(text.lines().count(), 8);
    let none = run(&bench, &["S"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no pair has this DK, SN or id"));
}
