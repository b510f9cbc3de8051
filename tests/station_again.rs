//! Pairing again and verifying, through the rules and a real ledger, without the line's thread.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pairing_station::ledger::{
    BatchPair, Context, EventFilter, ExportFile, Ledger, NewEvent, NewExport, Pair, PairBatch, Stamp,
    ledger_path,
};
use pairing_station::pairing::{AckBy, Kind, Mode, PATIENCE_MS, Side, Verdict};
use pairing_station::scan::Hint;
use pairing_station::station::core::{Core, Input, Judged};
use pairing_station::station::{Settings, StationError};

const A: &str = "863950068662495";
const B: &str = "863950069280529";
const C: &str = "863950068282476";
const ORDER: &str = "name = \"WO1\"\nproduct_key = \"p11sf2\"\nplanned = 2\nbounce_ms = 0\n";
/// 2026-11-22 12:00:00 UTC.
const NOON: i64 = 1_795_348_800_000;

fn sticker(sn: &str) -> String {
    format!("pk=p11sf2&sn={sn}&v=1")
}

/// A core on a ledger of its own, and its clock.
struct Rig {
    core: Core,
    now: i64,
    n: u64,
    dir: tempfile::TempDir,
}

impl Rig {
    /// Two devices are paired, which is the plan: A with VDR1 (pair 1), B with VDR2 (pair 2).
    fn new() -> Rig {
        let mut rig = Rig::on(Settings::default());
        rig.order(ORDER, true);
        for (dk, sn, last) in [(A, "VDR1", "paired"), (B, "VDR2", "paired")] {
            rig.check(&[(dk, "module"), (&sticker(sn), last)]);
        }
        rig
    }

    fn on(settings: Settings) -> Rig {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        Rig { core: Core::new(ledger, &settings, "1024").unwrap(), now: NOON, n: 0, dir }
    }

    fn stamp(&self) -> Stamp {
        Stamp { at: self.now, offset_min: 480 }
    }

    fn order(&mut self, toml: &str, open: bool) {
        let order = self.core.add_order(toml, "test", self.stamp()).unwrap();
        if open {
            self.core.open_order(&order.name, self.stamp()).unwrap();
        }
    }

    /// One scan, a second after the one before.
    fn scan(&mut self, text: &str) -> Judged {
        self.now += 1000;
        self.n += 1;
        let input = Input { n: self.n, stamp: self.stamp(), source: "gun", bytes: text.as_bytes() };
        self.core.scan(input).pop().unwrap()
    }

    #[track_caller]
    fn check(&mut self, scans: &[(&str, &str)]) {
        for (text, expect) in scans {
            assert_eq!(word(&self.scan(text).verdict), *expect, "{text}");
        }
    }

    fn replace(&mut self, pair: i64, side: Side) -> Result<(), StationError> {
        self.core.replace(pair, side, "torn", self.stamp())
    }

    fn acknowledge(&mut self) {
        self.core.acknowledge(AckBy::Operator, self.stamp()).unwrap();
    }

    fn pair(&self, id: i64) -> Pair {
        self.core.reader().pair(id).unwrap().unwrap()
    }

    fn events(&self, kind: &str) -> Vec<NewEvent> {
        let mut found = Vec::new();
        let each = &mut |event: &pairing_station::ledger::Event| {
            found.extend((event.event.kind == kind).then(|| event.event.clone()));
            true
        };
        self.core.reader().each_event(&EventFilter::default(), each).unwrap();
        found
    }

    /// Pair 1 stands as it was, and the ledger is whole.
    #[track_caller]
    fn untouched(&self) {
        assert!(self.pair(1).voided.is_none());
        assert_eq!(self.core.reader().active_by_sn("VDR1").unwrap().map(|pair| pair.id), Some(1));
        assert_eq!(self.core.reader().replaced_by(1).unwrap(), None);
        self.whole();
    }

    #[track_caller]
    fn whole(&self) {
        assert_eq!(self.core.reader().check(&mut |_, _| true).unwrap().faults, [""; 0]);
    }
}

fn word(verdict: &Verdict) -> String {
    match verdict.reason {
        Some(reason) => format!("{}:{}", verdict.kind.as_str(), reason.as_str()),
        None => verdict.kind.as_str().to_owned(),
    }
}

#[test]
fn either_side_is_replaced_and_both_events_stay() {
    for (side, kept, new, dk, sn) in [
        (Side::Device, A.to_owned(), sticker("VDR9"), A, "VDR9"),
        (Side::Module, sticker("VDR1"), C.to_owned(), C, "VDR1"),
    ] {
        let mut rig = Rig::new();
        rig.replace(1, side).unwrap();
        rig.scan(&kept);
        // The order is complete, and yet this is no pair too many.
        let judged = rig.scan(&new);
        assert_eq!((word(&judged.verdict).as_str(), judged.verdict.pair), ("paired", Some(3)));
        assert!(judged.commit.is_some());
        let (old, new) = (rig.pair(1), rig.pair(3));
        assert_eq!(old.voided.unwrap().why, "torn");
        assert_eq!((new.dk.as_str(), new.sn.as_str(), new.context.order.as_str()), (dk, sn, "WO1"));
        assert_eq!(rig.core.done(), 2);
        let detail = |event: &NewEvent| serde_json::from_str::<serde_json::Value>(&event.detail).unwrap();
        let begun = rig.events("replace").remove(0);
        assert_eq!((begun.pair, detail(&begun)["side"].as_str()), (Some(1), Some(side.as_str())));
        let void = rig.events("void").remove(0);
        assert_eq!((void.pair, void.sn.as_str()), (Some(1), "VDR1"));
        assert_eq!(
            (detail(&void)["why"].as_str(), detail(&void)["replaced_by"].as_i64()),
            (Some("torn"), Some(3))
        );
        let made = rig.events("scan").pop().unwrap();
        assert_eq!(
            (made.pair, detail(&made)["replaces"].as_i64(), made.first_pass),
            (Some(3), Some(1), false)
        );
        rig.whole();
        // A card does not take it back; work goes on.
        rig.check(&[("PSCMDUNDO", "rejected:nothing_to_undo"), (A, "rejected:order_complete")]);
        rig.whole();
    }
}

#[test]
fn it_begins_only_with_an_active_pair_of_the_open_orders_product() {
    let mut rig = Rig::new();
    assert!(matches!(rig.replace(9, Side::Module), Err(StationError::NotActive(9))));
    rig.core.set_mode(Mode::Verify, rig.stamp()).unwrap();
    assert!(matches!(rig.replace(1, Side::Module), Err(StationError::Verifying)));
    rig.core.set_mode(Mode::Pair, rig.stamp()).unwrap();
    rig.order("name = \"WO2\"\nproduct_key = \"zzzzzz\"\n", true);
    let refused = rig.replace(1, Side::Module).unwrap_err();
    assert!(matches!(&refused, StationError::NoOrderOf { pk } if pk == "p11sf2"), "{refused}");
    rig.core.close_order("WO2", rig.stamp()).unwrap();
    assert!(matches!(rig.replace(1, Side::Module), Err(StationError::NoOrderOf { .. })));
    rig.check(&[(A, "rejected:no_order")]);
    assert!(matches!(
        rig.replace(1, Side::Module),
        Err(StationError::NoOrderOf { .. } | StationError::AlarmLatched)
    ));
    rig.acknowledge();
    assert_eq!(rig.events("replace"), [], "nothing has begun");
    rig.untouched();
    // Under another order of the product the new pair is that order's.
    rig.order("name = \"WO3\"\nproduct_key = \"p11sf2\"\nplanned = 1\nbounce_ms = 0\n", true);
    rig.replace(1, Side::Device).unwrap();
    rig.check(&[(A, "module"), (&sticker("VDR9"), "paired")]);
    assert_eq!((rig.core.done(), rig.pair(3).context.order.as_str()), (1, "WO3"));
    rig.replace(2, Side::Device).unwrap();
    rig.check(&[(B, "module"), (&sticker("VDR8"), "rejected:order_complete")]);
    rig.whole();
}

#[test]
fn whatever_ends_it_before_the_new_code_leaves_the_old_pair() {
    type End = (&'static str, fn(&mut Rig));
    let ends: [End; 6] = [
        ("the card", |rig| rig.check(&[("PSCMDCANCEL", "command")])),
        ("the button", |rig| drop(rig.core.cancel(rig.stamp()).unwrap())),
        ("time", |rig| {
            let at = rig.core.machine().deadline().unwrap();
            assert!(at > rig.now + PATIENCE_MS - 3000);
            let out = rig.core.tick(Stamp { at, ..rig.stamp() }).unwrap();
            assert_eq!((out.verdict.hint, out.verdict.replaces), (Some(Hint::Replacement), Some(1)));
            rig.now = at;
        }),
        ("another device", |rig| {
            rig.check(&[(B, "rejected:verify_mismatch")]);
            rig.acknowledge();
        }),
        ("a mode", |rig| rig.check(&[("PSCMDVERIFYSN", "command"), ("PSCMDPAIR", "command")])),
        ("the other order", |rig| rig.order("name = \"WO2\"\nproduct_key = \"p11sf2\"\n", true)),
    ];
    for (how, end) in ends {
        for proven in [false, true] {
            let mut rig = Rig::new();
            rig.replace(1, Side::Device).unwrap();
            if proven {
                rig.check(&[(A, "module")]);
            }
            end(&mut rig);
            assert!(rig.core.machine().replacement().is_none(), "{how}");
            rig.untouched();
        }
    }
    // A crash: what was scanned is in the log, and nothing else.
    let mut rig = Rig::new();
    rig.replace(1, Side::Device).unwrap();
    rig.check(&[(A, "module")]);
    let (now, n) = (rig.now, rig.n);
    let Rig { core, dir, .. } = rig;
    drop(core);
    let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
    let core = Core::new(ledger, &Settings::default(), "1024").unwrap();
    let mut rig = Rig { core, now, n, dir };
    rig.untouched();
    rig.check(&[(&sticker("VDR9"), "rejected:order_complete")]);
}

#[test]
fn what_the_ledger_refuses_leaves_the_old_pair() {
    let mut rig = Rig::new();
    rig.replace(1, Side::Device).unwrap();
    let taken = sticker("VDR2");
    rig.check(&[(A, "module"), (&taken, "rejected:duplicate_sn")]);
    let alarm = rig.core.machine().latched().unwrap();
    assert_eq!((alarm.prior[0].id, alarm.replaces), (2, Some(1)));
    rig.acknowledge();
    rig.untouched();

    // Another program holds the database.
    rig.replace(1, Side::Device).unwrap();
    rig.check(&[(A, "module")]);
    let other = rusqlite::Connection::open(rig.core.ledger().path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let judged = rig.scan(&sticker("VDR9"));
    assert_eq!(word(&judged.verdict), "rejected:not_recorded");
    assert!(!judged.cause.is_empty());
    other.execute_batch("ROLLBACK").unwrap();
    rig.acknowledge();
    rig.untouched();

    // The pair is voided through another door while it is being replaced.
    rig.replace(1, Side::Device).unwrap();
    rig.check(&[(A, "module")]);
    let void = NewEvent::new(rig.stamp(), Context::default(), "void");
    assert!(rig.core.ledger().void(1, "elsewhere", void).unwrap());
    rig.check(&[(&sticker("VDR9"), "rejected:verify_unknown")]);
    rig.acknowledge();
    assert_eq!(rig.core.reader().active_by_dk(A).unwrap(), None);
    // And through this one: then there is nothing left to replace.
    rig.replace(2, Side::Module).unwrap();
    rig.core.void(2, "here", rig.stamp()).unwrap();
    assert!(rig.core.machine().replacement().is_none());
    rig.whole();
}

#[test]
fn an_exported_pair_is_replaced_and_the_new_one_is_new() {
    let mut rig = Rig::new();
    let file = ExportFile { path: "a.csv".into(), pk: "p11sf2".into(), rows: 2, sha256: "00".repeat(32) };
    let event = NewEvent::new(rig.stamp(), Context::default(), "export");
    let export = NewExport { event, pairs: vec![1, 2], files: vec![file] };
    rig.core.ledger().record_export(export, &mut |_, _| true).unwrap();
    rig.replace(1, Side::Module).unwrap();
    rig.check(&[(&sticker("VDR1"), "device"), (C, "paired")]);
    assert!(rig.pair(1).exported && rig.pair(1).voided.is_some());
    assert!(!rig.pair(3).exported);
    rig.whole();
}

/// A pair that was taken over from the old tool: its id.
fn import(rig: &Rig, dk: &str, pk: &str, sn: &str) -> i64 {
    let batch = PairBatch::new(std::iter::once(BatchPair { dk, pk, sn, name: "" }));
    let event = NewEvent::new(rig.stamp(), Context::default(), "import");
    rig.core.ledger().import_pairs(batch, event).unwrap().unwrap().first
}

#[test]
fn an_imported_pair_is_verified_and_replaced_as_any_other() {
    let mut rig = Rig::new();
    let id = import(&rig, C, "p11sf2", "OLD1");
    let old = sticker("OLD1");
    rig.check(&[("PSCMDVERIFY", "command"), (C, "module"), (&old, "verified")]);
    rig.check(&[("PSCMDVERIFYSN", "command"), (&old, "verified"), ("PSCMDPAIR", "command")]);
    rig.core.close_order("WO1", rig.stamp()).unwrap();
    rig.order("name = \"WO2\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n", true);
    rig.replace(id, Side::Device).unwrap();
    rig.check(&[(C, "module"), (&sticker("NEW1"), "paired")]);
    assert!(rig.pair(id).voided.is_some());
    rig.whole();
}

#[test]
fn a_sticker_alone_names_its_module() {
    let mut rig = Rig::new();
    rig.check(&[("PSCMDVERIFYSN", "command")]);
    let judged = rig.scan(&sticker("VDR1"));
    let verdict = &judged.verdict;
    assert_eq!((verdict.kind, verdict.keys.dk.as_str(), verdict.pair), (Kind::Verified, A, Some(1)));
    assert_eq!((verdict.prior[0].operator.as_str(), verdict.prior[0].at), ("1024", NOON + 2000));
    // It is in the log, whole.
    let logged = rig.events("scan").pop().unwrap();
    let told = [logged.verdict.as_str(), &logged.dk, &logged.pk, &logged.sn];
    assert_eq!((told, logged.pair), (["verified", A, "p11sf2", "VDR1"], Some(1)));
    rig.check(&[(A, "rejected:wrong_step"), (&sticker("VDR7"), "rejected:verify_unknown")]);
    rig.acknowledge();
    rig.check(&[("pk=zzzzzz&sn=VDR1&v=1", "rejected:wrong_product")]);
    rig.acknowledge();
    // A voided pair is no pair.
    rig.core.void(1, "gone", rig.stamp()).unwrap();
    rig.check(&[(&sticker("VDR1"), "rejected:verify_unknown")]);
    rig.whole();
}

#[test]
fn without_an_open_order_every_product_on_record_is_verified() {
    let mut rig = Rig::new();
    let pattern =
        "name = \"WO2\"\nproduct_key = \"zzzzzz\"\ndevice_qr = \"ABCPK={pk}+SN={sn}ABC\"\nbounce_ms = 0\n";
    rig.order(pattern, true);
    rig.check(&[(C, "module"), ("ABCPK=zzzzzz+SN=XY1ABC", "paired")]);
    // The open order holds the station to its product.
    rig.check(&[("PSCMDVERIFY", "command"), (A, "module"), (&sticker("VDR1"), "rejected:unknown_code")]);
    rig.core.close_order("WO2", rig.stamp()).unwrap();
    rig.check(&[(A, "module"), (&sticker("VDR1"), "verified")]);
    rig.check(&[("ABCPK=zzzzzz+SN=XY1ABC", "device"), (C, "verified")]);
    rig.check(&[("PSCMDVERIFYSN", "command"), ("ABCPK=zzzzzz+SN=XY1ABC", "verified")]);
    rig.check(&[("hello", "rejected:unknown_code"), (&sticker("VDR2"), "verified")]);
    rig.check(&[("pk=zzzzzz&sn=VDR1&v=1", "rejected:verify_unknown")]);
    rig.acknowledge();
    rig.check(&[("PSCMDVERIFY", "command"), (B, "module"), (&sticker("VDR1"), "rejected:verify_mismatch")]);
    rig.whole();
}

#[test]
fn a_station_is_what_its_settings_say_from_the_start() {
    for mode in [Mode::Pair, Mode::Verify, Mode::VerifySticker] {
        let rig = Rig::on(Settings { mode, ..Settings::default() });
        assert_eq!(rig.core.machine().mode(), mode);
    }
}
