//! Looking through a recording: the verdicts the station would have given, and nothing of it on record.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pairing_station::ledger::{
    Context, Ledger, ListKeys, NewEvent, OrderState, PairFilter, Stamp, ledger_path,
};
use pairing_station::order::Order;
use pairing_station::pairing::Kind;
use pairing_station::scan::Reason;
use pairing_station::scanner::{Scan, recording};
use pairing_station::station::clock::now;
use pairing_station::station::rehearsal::{MOST, Plan, Rehearsal};
use pairing_station::station::{Desk, Settings, StationError, Task};
use tempfile::TempDir;

const MODULE: &str = "863950068662495";
const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";
const RULES: &str = "product_key = \"p11sf2\"\n";
/// 2026-11-22 08:00 UTC.
const AT: i64 = 1_795_334_400_000;

struct Given {
    dir: TempDir,
    ledger: Ledger,
    desk: Desk,
}

impl Given {
    fn new() -> Given {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let desk = Desk::new(ledger.clone(), Arc::new(|| {}));
        Given { dir, ledger, desk }
    }

    fn order(&self, name: &str, more: &str, state: OrderState) {
        let order = Order::parse(&format!("name = \"{name}\"\n{RULES}{more}")).unwrap();
        let stamp = Stamp { at: AT, offset_min: 0 };
        let event = || NewEvent::new(stamp, Context::default(), "order");
        self.ledger.add_order(&order, &order.to_toml(), event()).unwrap();
        if state != OrderState::Prepared {
            self.ledger.set_order_state(name, state, event()).unwrap();
        }
    }

    fn file(&self, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join("scans.jsonl");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A recording of these codes, at so many milliseconds after [`AT`].
    fn recorded(&self, scans: &[(i64, &str, &str)]) -> PathBuf {
        let line = |(after, source, code): &(i64, &str, &str)| {
            let bytes = code.as_bytes().to_vec();
            recording::line(&Scan { source: (*source).into(), at: AT + after, bytes }) + "\n"
        };
        self.file(scans.iter().map(line).collect::<String>())
    }

    fn start(&self, file: &Path, order: Option<&str>) -> Task<Rehearsal> {
        let plan = Plan { file: file.to_owned(), order: order.map(str::to_owned) };
        self.desk.rehearse(Settings::default(), plan)
    }

    fn rehearse(&self, file: &Path, order: Option<&str>) -> Result<Rehearsal, StationError> {
        answer(&self.start(file, order))
    }

    /// Nothing of a rehearsal is on record or on disk.
    fn nothing_is_left(&self) {
        let reader = self.ledger.reader().unwrap();
        assert_eq!(reader.count_pairs(&PairFilter::default()).unwrap(), 0);
        let names = std::fs::read_dir(self.dir.path()).unwrap().map(|e| e.unwrap().file_name());
        let left: Vec<_> = names.filter(|name| name.to_string_lossy().contains(".scratch-")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

fn answer<T>(task: &Task<T>) -> Result<T, StationError> {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(answer) = task.poll() {
            return answer;
        }
        assert!(Instant::now() < end, "the task answers in time");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn said(done: &Rehearsal) -> Vec<(Kind, Option<Reason>)> {
    done.rows.iter().map(|row| (row.verdict.kind, row.verdict.reason)).collect()
}

#[test]
fn a_recording_is_judged_at_its_own_times() {
    let given = Given::new();
    given.order("A", "half_scan_timeout_s = 10\nbounce_ms = 500\n", OrderState::Open);
    let file = given.recorded(&[
        (0, "left", MODULE),
        (400, "right", MODULE),
        (9_000, "left", DEVICE),
        (12_000, "left", "863950061755148"),
        (30_000, "left", MODULE),
        (31_000, "left", "863950061755148"),
        (32_000, "left", "garbage"),
    ]);
    let done = given.rehearse(&file, None).unwrap();
    let expected = [
        (Kind::Module, None),
        (Kind::Ignored, Some(Reason::Bounce)),
        (Kind::Paired, None),
        (Kind::Module, None),
        (Kind::Rejected, Some(Reason::HalfScanTimeout)),
        (Kind::Module, None),
        // Hard, and acknowledged: the next scan is judged again.
        (Kind::Rejected, Some(Reason::SameKindTwice)),
        (Kind::Rejected, Some(Reason::UnknownCode)),
    ];
    assert_eq!(said(&done), expected);
    let row = &done.rows[2];
    assert_eq!((row.n, row.line, row.at, row.source.as_str()), (3, 3, Some(AT + 9_000), "left"));
    assert_eq!(row.raw, DEVICE.as_bytes());
    assert!(!done.rows[7].tried.is_empty() && !done.more);
    assert_eq!((done.summary.scans, done.summary.paired, done.summary.rejected), (7, 1, 3));
    given.nothing_is_left();
}

#[test]
fn the_order_is_the_one_asked_for() {
    let given = Given::new();
    let file = given.file(format!("{MODULE}\n{DEVICE}\n"));
    let order =
        |order: Option<&str>| given.rehearse(&file, order).map(|done| (done.order.clone(), said(&done)));
    let pair = vec![(Kind::Module, None), (Kind::Paired, None)];
    let built_in = order(None).unwrap();
    assert_eq!(built_in, ("TRAINING".into(), pair.clone()), "none is open");
    given.order("A", "", OrderState::Open);
    given.order("B", "scan_order = \"device_first\"\n", OrderState::Closed);
    assert_eq!(order(None).unwrap(), ("A".into(), pair));
    let refused = vec![(Kind::Rejected, Some(Reason::WrongStep)), (Kind::Device, None)];
    assert_eq!(order(Some("B")).unwrap(), ("B".into(), refused));
    let unknown = order(Some("C")).unwrap_err().to_string();
    assert!(unknown.contains('C'), "{unknown}");
}

#[test]
fn lists_are_the_stations_own() {
    let given = Given::new();
    given.order("A", "allowed_dk_only = true\n", OrderState::Open);
    let list = ListKeys::AllowedDks { order: "A".into(), dks: vec![MODULE.to_owned()] };
    given.ledger.import(vec![list], NewEvent::new(now(), Default::default(), "import")).unwrap();
    let file = given.file(format!("{MODULE}\nPSCMDCANCEL\n863950061755148\n"));
    let done = given.rehearse(&file, None).unwrap();
    assert_eq!(done.rows[0].verdict.kind, Kind::Module);
    assert_eq!(done.rows[2].verdict.reason, Some(Reason::DkNotAllowed));
}

#[test]
fn a_faulty_file_is_named() {
    let given = Given::new();
    let good = recording::line(&Scan { source: "g".into(), at: AT, bytes: b"x".to_vec() });
    for (text, part) in [
        (format!("{good}\n{good}\nnonsense\n").into_bytes(), "scans.jsonl:3:"),
        (
            format!("{good}\n{}\n", good.replace("\"hex\":\"78\"", "\"hex\":\"7\"")).into_bytes(),
            "half a byte",
        ),
        (vec![b'x'; 2 << 20], "no file of scans"),
        (b"\xff\xfeu\0".to_vec(), "UTF-16"),
    ] {
        let fault = given.rehearse(&given.file(text), None).unwrap_err();
        assert!(matches!(fault, StationError::Recording(_)), "{fault:?}");
        assert!(fault.to_string().contains(part), "{fault}");
    }
    let missing = given.rehearse(Path::new("/nowhere/at/all.jsonl"), None).unwrap_err();
    assert!(missing.to_string().contains("/nowhere/at/all.jsonl"), "{missing}");
    given.nothing_is_left();
}

#[test]
fn a_long_file_is_cut_and_says_so_and_can_be_stopped() {
    let given = Given::new();
    given.order("A", "", OrderState::Open);
    let file = given.file("garbage\n".repeat(MOST + 1));
    let task = given.start(&file, None);
    let end = Instant::now() + Duration::from_secs(120);
    while task.progress().0 < 10 {
        assert!(Instant::now() < end, "it gets on");
        std::thread::yield_now();
    }
    assert_eq!(task.progress().1, MOST as u64, "the first ones only");
    task.cancel();
    assert!(matches!(answer(&task), Err(StationError::Cancelled)));
    given.nothing_is_left();
}

/// `cargo test --release --test rehearsal -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn how_long_a_long_file_takes() {
    const SCANS: usize = 10_000;
    let given = Given::new();
    given.order("A", "", OrderState::Open);
    let pair = |n: usize| format!("{}\npk=p11sf2&sn=VDR{n:013}&v=1\n", imei(n));
    let file = given.file((0..SCANS / 2).map(pair).collect::<String>());
    let begun = Instant::now();
    let done = given.rehearse(&file, None).unwrap();
    println!("{} verdicts in {:?}", done.rows.len(), begun.elapsed());
    assert_eq!(done.summary.paired, SCANS as u64 / 2);
}

fn imei(n: usize) -> String {
    let digits = format!("86395006{n:06}");
    let check = pairing_station::scan::imei::check_digit(&digits);
    format!("{digits}{check}")
}
