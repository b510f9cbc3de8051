//! Ranges of days, and of shifts that pass midnight.

use pairing_station::ledger::{Context, Origin, PairFilter};
use pairing_station::relation::{Format, Manifest};
use pairing_station::station::clock::shift_at;
use pairing_station::station::{Settings, StationError};

use crate::bench::{Bench, MORNING, all, context, dk, names, sn, stamp};

const HOUR: i64 = 3_600_000;

/// A pair an hour, from 09:00 on the first of March for three days, in the shifts of the settings.
fn three_days() -> Bench {
    let bench = Bench::new();
    let settings = Settings::default();
    for n in 0..72 {
        let at = MORNING + i64::try_from(n).unwrap() * HOUR;
        let (shift, shift_day) = shift_at(&settings.shifts, stamp(at));
        bench.pair_in(Context { shift, shift_day, ..context("WO1") }, at, &dk(n), &sn(n));
    }
    bench
}

#[test]
fn a_range_of_days_or_of_shifts_is_what_it_says() {
    let bench = three_days();
    let check = |day: Option<i32>, until: Option<i32>, shift: Option<&str>, expect: std::ops::Range<u64>| {
        let filter = PairFilter { day, until, shift: shift.map(str::to_owned), ..all() };
        let mut found = Vec::new();
        let reader = bench.reader();
        reader
            .each_pair(&filter, &mut |pair| {
                found.push(pair.dk.clone());
                true
            })
            .unwrap();
        let wanted: Vec<String> = expect
            .filter(|n| {
                shift.is_none() || ((n + 9) % 24 < 8 || (n + 9) % 24 >= 20) == (shift == Some("夜班"))
            })
            .map(dk)
            .collect();
        assert_eq!(found, wanted, "{day:?} {until:?} {shift:?}");
    };
    let (first, second, third) = (20_260_301, 20_260_302, 20_260_303);
    check(Some(first), None, None, 0..15);
    check(Some(first), Some(first), None, 0..15);
    check(Some(first), Some(second), None, 0..39);
    check(None, Some(second), None, 0..39);
    check(Some(second), Some(20_260_331), None, 15..72);
    check(Some(third), Some(first), None, 0..0);
    // The night of the second runs to 08:00 on the third.
    check(Some(first), Some(first), Some("夜班"), 11..23);
    check(Some(first), Some(second), Some("夜班"), 11..47);
    check(Some(second), Some(third), Some("白班"), 23..71);
}

/// What Export hands over as a day is what Numbers counts as one: the night belongs to the day it began.
#[test]
fn a_production_day_has_its_night_whole() {
    let bench = three_days();
    let count = |day: i32, until: Option<i32>| {
        let filter = PairFilter { day: Some(day), until, production_day: true, ..all() };
        bench.reader().count_pairs(&filter).unwrap()
    };
    // From 09:00 to 08:00 the next morning, and whole days after it.
    assert_eq!((count(20_260_301, None), count(20_260_302, None)), (23, 24));
    assert_eq!(count(20_260_301, Some(20_260_302)), 47);
    let report = bench.export(PairFilter { day: Some(20_260_301), production_day: true, ..all() });
    assert_eq!(report.files[0].rows, 23);
    assert!(Manifest::read(&report.manifests[0]).unwrap().provenance.selection.production_day);
    bench.sound();
}

#[test]
fn a_range_stands_in_the_names_and_in_the_manifest() {
    let bench = three_days();
    let check = |filter: PairFilter, stem: &str, day: Option<&str>, until: Option<&str>| {
        let report = bench.export(filter);
        let name = report.files[0].path.file_name().unwrap().to_str().unwrap();
        assert_eq!(name, format!("{stem}_p11sf2_001.csv"));
        let selection = Manifest::read(&report.manifests[0]).unwrap().provenance.selection;
        assert_eq!((selection.day.as_deref(), selection.until.as_deref()), (day, until), "{stem}");
    };
    let (day, until) = (Some(20_260_301), Some(20_260_302));
    let night = PairFilter { day, until, shift: Some("夜班".into()), ..all() };
    check(night, "relation_20260301-20260302_夜班", Some("2026-03-01"), Some("2026-03-02"));
    check(PairFilter { until, ..all() }, "relation_to_20260302", None, Some("2026-03-02"));
    check(PairFilter { day, ..all() }, "relation_20260301", Some("2026-03-01"), None);
    bench.sound();
    let none = PairFilter { day: Some(20_270_101), until: Some(20_270_131), ..all() };
    let nothing = bench.export_as(bench.request(&bench.out("none"), none));
    assert!(matches!(nothing, Err(StationError::NothingToExport)));
    assert_eq!(names(&bench.out("none")), [""; 0]);
}

#[test]
fn the_create_batch_call_takes_500_devices() {
    let bench = Bench::new();
    let keys: Vec<(String, String)> = (0..1001).map(|n| (dk(n), sn(n))).collect();
    bench.import(&keys.iter().map(|(dk, sn)| (dk.as_str(), sn.as_str(), "表")).collect::<Vec<_>>());
    let mut request = bench.request(&bench.out("out"), PairFilter { origin: Origin::Imported, ..all() });
    request.format = Format::Json;
    let report = bench.export_as(request).unwrap();
    assert_eq!(report.files.iter().map(|file| file.rows).collect::<Vec<_>>(), [500, 500, 1]);
    let mut found = Vec::new();
    for file in &report.files {
        let body: serde_json::Value = serde_json::from_slice(&std::fs::read(&file.path).unwrap()).unwrap();
        assert_eq!(body["productKey"], "p11sf2");
        for device in body["devices"].as_array().unwrap() {
            let of = |member: &str| device[member].as_str().unwrap().to_owned();
            assert_eq!(of("deviceName"), "表");
            found.push((of("deviceKey"), of("sn")));
        }
    }
    assert_eq!(found, keys);
    bench.sound();
}
