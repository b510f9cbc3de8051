//! What an export leaves that was killed between the names of its files and the ledger's marks: the next one
//! sets it aside, and nothing else.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use pairing_station::ledger::{Ledger, ledger_path};

use crate::bench::{Bench, all, names};

/// The bench as it would be after a kill in that moment: all files, and a ledger that knows nothing of them.
fn killed(bench: Bench, export: impl FnOnce(&Bench)) -> Bench {
    let Bench { dir, ledger } = bench;
    drop(ledger);
    let (path, kept) = (ledger_path(dir.path()), dir.path().join("kept"));
    let (end, end_kept) = (dir.path().join("ledger.sqlite.key.end"), dir.path().join("end kept"));
    fs::copy(&path, &kept).unwrap();
    fs::copy(&end, &end_kept).unwrap();
    let reopened = Bench { ledger: Ledger::open(&path).unwrap(), dir };
    export(&reopened);
    let Bench { dir, ledger } = reopened;
    drop(ledger);
    fs::rename(&kept, &path).unwrap();
    fs::rename(&end_kept, &end).unwrap();
    Bench { ledger: Ledger::open(&path).unwrap(), dir }
}

fn ends(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "interrupted")
}

#[test]
fn files_of_an_export_that_is_on_no_record_are_set_aside() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..5);
    bench.pairs("WO2", 10..12);
    let bench = killed(bench, |bench| drop(bench.export(all())));
    let out = bench.out("out");
    let left = names(&out);
    assert_eq!(left.len(), 4, "two templates, each with a file and a manifest");
    let before: Vec<Vec<u8>> = left.iter().map(|name| fs::read(out.join(name)).unwrap()).collect();

    let report = bench.export(all());
    assert_eq!(report.aside.len(), 4);
    for (name, bytes) in left.iter().zip(before) {
        let aside = out.join(format!("{name}.interrupted"));
        assert_eq!(fs::read(&aside).unwrap(), bytes, "whole, under a name nobody takes for a relation file");
        assert!(report.aside.contains(&aside));
    }
    let events = bench.reader().page_events(&Default::default(), 0, 1).unwrap();
    assert!(events[0].event.detail.contains("interrupted"), "{}", events[0].event.detail);
    let whole = names(&out).iter().filter(|name| !ends(Path::new(name))).count();
    assert_eq!(whole, 4, "the export's own");
    bench.sound();
    assert_eq!(bench.export(all()).aside, Vec::<PathBuf>::new(), "and that was all");
}

#[test]
fn a_set_of_which_the_manifest_has_no_name_yet_is_set_aside_too() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..5);
    let bench = killed(bench, |bench| drop(bench.export(all())));
    let out = bench.out("out");
    let manifest = names(&out).into_iter().find(|name| name.ends_with("_manifest.json")).unwrap();
    fs::rename(out.join(&manifest), out.join(".relation-x1.part")).unwrap();
    let report = bench.export(all());
    assert_eq!(report.aside.len(), 1, "{:?}", report.aside);
    assert!(!out.join(".relation-x1.part").exists());
    bench.sound();
}

#[test]
fn what_is_on_record_changed_or_somebody_elses_stays() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..5);
    let bench = killed(bench, |bench| drop(bench.export(all())));
    let out = bench.out("out");
    // Somebody has worked on it since.
    let file = names(&out).into_iter().find(|name| name.ends_with(".csv")).unwrap();
    let mut bytes = fs::read(out.join(&file)).unwrap();
    bytes.extend(b"x");
    fs::write(out.join(&file), bytes).unwrap();
    // Another station's, and this one's own from before, copied here.
    let other = Bench::new();
    other.pairs("WO1", 50..60);
    other.export_as(other.request(&out, all())).unwrap();
    bench.pairs("WO1", 5..6);
    let own = bench.export_as(bench.request(&bench.out("own"), all())).unwrap();
    for name in names(&bench.out("own")) {
        fs::copy(bench.out("own").join(&name), out.join(format!("copy_{name}"))).unwrap();
    }
    assert_eq!(own.aside, Vec::<PathBuf>::new());
    let (before, kept) = (names(&out), fs::read(out.join(&file)).unwrap());
    bench.pairs("WO1", 6..7);
    let report = bench.export(all());
    assert_eq!(report.aside.len(), 1, "only the manifest of the changed file: {:?}", report.aside);
    assert_eq!(fs::read(out.join(&file)).unwrap(), kept);
    let gone: Vec<&String> = before.iter().filter(|name| !out.join(name).exists()).collect();
    assert_eq!(gone.len(), 1, "{gone:?}");
    other.sound();
    bench.sound();
}

#[test]
fn an_unnamed_file_goes_once_it_is_old() {
    let bench = Bench::new();
    bench.pairs("WO1", 0..1);
    let out = bench.out("out");
    fs::create_dir(&out).unwrap();
    let hours_ago = |hours: u64| SystemTime::now() - Duration::from_secs(hours * 60 * 60);
    for (name, hours) in [(".relation-old.part", 2), (".relation-young.part", 0), ("notes.part", 9)] {
        fs::write(out.join(name), "half a file").unwrap();
        File::options().write(true).open(out.join(name)).unwrap().set_modified(hours_ago(hours)).unwrap();
    }
    bench.export(all());
    let left: Vec<String> = names(&out).into_iter().filter(|name| name.ends_with(".part")).collect();
    assert_eq!(left, [".relation-young.part", "notes.part"]);
}
