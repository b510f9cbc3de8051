//! The platform's list of failed rows, brought back.

use pairing_station::ledger::{LedgerError, NewAnswer, NewEvent, PairFilter, PlatformState, Rejection};
use pairing_station::relation::PlatformError;
use pairing_station::station::StationError;
use pairing_station::station::answer::{AnswerError, AnswerSource};

use crate::bench::{Bench, MORNING, all, context, dk, names, sn, stamp};

#[test]
fn what_was_rejected_is_mended_and_exported_again() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..5);
    let first = bench.export(all());
    bench.stand(&[(ids[0], "waiting"), (ids[4], "waiting")]);

    let list = format!("设备DeviceKey,设备SN,失败原因\r\n{},,70062 已存在\r\n,{},\r\n", dk(1), sn(3));
    let looked = bench.look(&list, None).unwrap();
    assert_eq!((looked.export.id, looked.rows, looked.others(), looked.faults.len()), (first.id, 2, 3, 0));
    let rows: Vec<_> = looked.rejected.iter().map(|row| (row.line, row.pair.id, row.known())).collect();
    assert_eq!(rows, [(2, ids[1], Some(PlatformError::DkExists)), (3, ids[3], None)]);
    let report = bench.take(&looked, true).unwrap();
    assert_eq!((report.export, report.accepted, report.rejected), (first.id, 3, 2));
    bench.stand(&[(ids[0], "accepted"), (ids[1], "rejected 70062 已存在"), (ids[3], "rejected ")]);
    let record = bench.reader().export(first.id).unwrap();
    assert_eq!((record.accepted, record.rejected, record.waiting(), record.voided), (3, 2, 0, 0));

    // One is voided and paired anew; the other goes as it is.
    bench.void(ids[1], "wrong module");
    bench.stand(&[(ids[1], "rejected 70062 已存在")]);
    let anew = bench.pair("WO1", &dk(11), &sn(1));
    let rejected = PairFilter { platform: Some(PlatformState::Rejected), ..all() };
    let second = bench.export(rejected.clone());
    assert_eq!(second.files.iter().map(|file| file.rows).sum::<u64>(), 1);
    bench.stand(&[(ids[3], "waiting"), (anew, "not_handed_over"), (ids[1], "rejected 70062 已存在")]);
    let kinds: Vec<_> =
        bench.reader().exports().unwrap().iter().map(|e| (e.kind.as_str(), e.voided)).collect();
    assert_eq!(kinds, [("rejected", 0), ("relation", 1)]);
    bench.answer("", second.id, true).unwrap();
    bench.stand(&[(ids[3], "accepted")]);
    let nothing = bench.export_as(bench.request(&bench.out("out"), rejected));
    assert!(matches!(nothing, Err(StationError::NothingToExport)), "{nothing:?}");
    bench.sound();
}

#[test]
fn a_newer_export_makes_a_pair_wait_again() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..3);
    let old = bench.import(&[("865000000000001", "OLD1", "")]);
    bench.stand(&[(old, "elsewhere")]);
    let first = bench.export(all());
    bench.answer(&format!("{}\t5361", dk(0)), first.id, true).unwrap();
    let second = bench.export(all());
    bench.stand(&[(ids[0], "waiting"), (ids[2], "waiting"), (old, "elsewhere")]);
    // Late, and about the first: it says nothing of the second.
    bench.answer(&format!("{}\t5178", dk(1)), first.id, true).unwrap();
    bench.stand(&[(ids[0], "waiting"), (ids[1], "waiting")]);
    bench.answer(&format!("{}\t5090", sn(2)), second.id, false).unwrap();
    bench.stand(&[(ids[0], "waiting"), (ids[2], "rejected 5090")]);
    // A second answer to the same export: what was refused before stays so until it is handed over again.
    bench.answer("", second.id, true).unwrap();
    bench.stand(&[(ids[0], "accepted"), (ids[2], "rejected 5090")]);
    let counts: Vec<_> =
        bench.reader().exports().unwrap().iter().map(|e| [e.accepted, e.rejected, e.waiting()]).collect();
    assert_eq!(counts, [[2, 1, 0], [1, 2, 0]]);
    assert_eq!(bench.reader().answers(Some(second.id)).unwrap().len(), 2);
    assert_eq!(bench.ids(PlatformState::Accepted), [ids[0], ids[1]]);
    assert_eq!(bench.ids(PlatformState::Elsewhere), [old]);
    bench.sound();
}

/// What the rows that fit no pair of export 2 are told, by line, value and reason.
#[track_caller]
fn check_faults(bench: &Bench, export: Option<i64>, list: &str, expect: &[(u64, &str, &str)]) {
    let looked = bench.look(list, export).unwrap();
    let found: Vec<_> = looked.faults.iter().map(|f| (f.line, f.value.as_str(), f.reason.as_str())).collect();
    assert_eq!(found, expect, "{list}");
    assert_eq!(looked.rejected.len() + looked.faults.len(), usize::try_from(looked.rows).unwrap());
}

#[test]
fn every_row_that_fits_nothing_is_named() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..2);
    let first = bench.export(all());
    bench.pairs("WO1", 2..4);
    let second = bench.export(PairFilter { only_new: true, ..all() });
    bench.pairs("WO1", 4..5);
    let export = Some(second.id);
    check_faults(&bench, export, &format!("DK,error\n{},x\n{},x\n", dk(2), dk(3)), &[]);
    check_faults(&bench, export, &format!("DK,error\n{},x\n{0},y\n", dk(2)), &[(3, &dk(2), "twice")]);
    check_faults(&bench, export, &format!("SN,error\n{},x\n", sn(0)), &[(2, &sn(0), "other_export")]);
    check_faults(&bench, export, &format!("DK,error\n{},x\n", dk(4)), &[(2, &dk(4), "not_in_export")]);
    check_faults(
        &bench,
        export,
        "DK,error\n8.6395E+14,x\n,x\n",
        &[(2, "8.6395E+14", "unknown_key"), (3, "", "empty")],
    );
    check_faults(&bench, export, &format!("DK,SN\n{},{}\n", dk(2), sn(3)), &[(2, &dk(2), "keys_disagree")]);
    check_faults(&bench, None, &format!("{}\n{}\n{}\n", dk(0), dk(2), dk(3)), &[(1, &dk(0), "other_export")]);
    assert_eq!(bench.look(&dk(1), None).unwrap().export.id, first.id);
    assert_eq!(bench.reader().answers(None).unwrap(), []);
}

#[test]
fn what_cannot_be_taken_changes_nothing() {
    let bench = Bench::new();
    let ids = bench.pairs("WO1", 0..3);
    let export = bench.export(all()).id;
    let refused = |text: &str, complete| bench.answer(text, export, complete).unwrap_err();
    let error = refused(&format!("{}\t70062\n863950069999999\t70062\n", dk(0)), true);
    assert!(matches!(error, StationError::Answer(AnswerError::NotUnderstood { rows: 1, .. })), "{error}");
    let error = refused("863950069999999\t70062\n", false);
    assert!(matches!(error, StationError::Answer(AnswerError::Nothing { .. })), "{error}");
    let error = bench.look("", None).unwrap_err();
    assert!(matches!(error, StationError::Answer(AnswerError::WhichExport)), "{error}");
    let error = bench.look("", Some(7)).unwrap_err();
    assert!(matches!(error, StationError::Ledger(LedgerError::NoSuchExport { id: 7 })), "{error}");

    // The ledger itself takes no answer about a pair that the export does not hold, or twice about one.
    let other = bench.pairs("WO1", 3..4)[0];
    let take = |export, pairs: &[i64]| {
        let rejected = pairs.iter().map(|pair| Rejection { pair: *pair, error: String::new() }).collect();
        let event = NewEvent::new(stamp(MORNING), context(""), "answer");
        bench.ledger.record_answer(NewAnswer { event, export, rejected, others_accepted: true }).unwrap_err()
    };
    assert!(matches!(take(export, &[other]), LedgerError::NotInExport { pair, .. } if pair == other));
    assert!(matches!(take(export, &[ids[0], ids[0]]), LedgerError::NotInExport { .. }));
    assert!(matches!(take(9, &[]), LedgerError::NoSuchExport { id: 9 }));
    bench.stand(&[(ids[0], "waiting"), (ids[1], "waiting"), (other, "not_handed_over")]);
    assert_eq!(bench.reader().answers(None).unwrap(), []);
    bench.sound();
}

#[test]
fn a_file_that_changed_since_it_was_looked_at_is_refused() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..2);
    let export = bench.export(all()).id;
    let file = bench.out("failed.csv");
    std::fs::write(&file, [0xEF, 0xBB, 0xBF]).unwrap();
    std::fs::write(&file, format!("\u{FEFF}设备SN,错误信息\r\n{},\"=5178, SN\"\r\n", sn(1))).unwrap();
    let source = AnswerSource::File(file.clone());
    let looked = pairing_station::station::answer::look(&bench.reader(), &source, None).unwrap();
    assert_eq!(looked.rejected[0].error, "=5178, SN");
    std::fs::write(&file, "other").unwrap();
    assert!(matches!(bench.take(&looked, false), Err(StationError::Changed(path)) if path == file));
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(bench.take(&looked, false), Err(StationError::Intake(_))));
    assert_eq!(bench.reader().export(export).unwrap().waiting(), 2);
    assert_eq!(names(&bench.out("out")).len(), 2);
}

#[test]
fn an_answer_that_was_tampered_with_is_found() {
    let check = |change: &str, words: &str| {
        let bench = Bench::new();
        bench.pairs("WO1", 0..4);
        let export = bench.export(all()).id;
        bench.answer(&format!("{}\t5361", dk(1)), export, true).unwrap();
        bench.sound();
        let Bench { dir, ledger } = bench;
        let path = ledger.path().to_owned();
        let raw = rusqlite::Connection::open(&path).unwrap();
        raw.execute_batch(change).unwrap_err();
        for table in ["answer_pairs", "rejections"] {
            for verb in ["update", "delete"] {
                raw.execute_batch(&format!("DROP TRIGGER {table}_no_{verb}")).unwrap();
            }
        }
        raw.execute_batch(change).unwrap();
        let faults = ledger.reader().unwrap().check(&mut |_, _| true).unwrap().faults;
        assert!(faults.iter().any(|fault| fault.contains(words)), "{change}: {faults:?}");
        drop(dir);
    };
    check("UPDATE rejections SET error = '5178'", "answer 1 is not what its event says");
    check("UPDATE answer_pairs SET accepted = 1", "answer 1 is not what its event says");
    check("UPDATE answer_pairs SET last = 9 WHERE first = 3", "pair 5, which export 1 does not hold");
    check("DELETE FROM rejections", "answer 1 is not what its event says");
}
