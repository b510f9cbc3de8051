//! A shift, as short as it can be with everything in it: orders, pairs, refusals, an alarm, voids, an export,
//! a backup, a pause, a restart. It goes on after whatever fails, as people at a line do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use pairing_station::ledger::{Ledger, Pace, PairFilter, Stamp, ledger_path};
use pairing_station::pairing::{AckBy, Kind};
use pairing_station::relation::Format;
use pairing_station::scan::imei;
use pairing_station::station::core::{Core, Input, Judged};
use pairing_station::station::desk::{ExportRequest, TaskShared};
use pairing_station::station::export::export;
use pairing_station::station::templates::Shelf;
use pairing_station::station::{Settings, StationError};
use tempfile::TempDir;

/// 2026-03-01 09:00 at UTC+8.
const MORNING: i64 = 1_772_326_800_000;

const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";

/// The sticker that is scanned with a module of another one.
pub(crate) const STRANGER: u32 = 99;

/// Longer than the ledger waits before it moves its log into its file.
const PAUSE: Duration = Duration::from_millis(400);

/// Whoever listens to what the station says.
pub(crate) trait Ear {
    /// These two codes are scanned now.
    fn attempt(&mut self, dk: &str, sn: &str);
    /// A scan has its verdict.
    fn judged(&mut self, core: &Core, judged: &Judged);
    /// Something is not as it has to be.
    fn wrong(&mut self, what: String);
    /// Something else was done, or refused.
    fn done(&mut self, core: Option<&Core>, what: &'static str, result: Result<(), StationError>);
}

/// A directory in memory where there is one: what a disk makes of it is the trial's to say.
pub(crate) fn room() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary directory")
}

/// The `n`th module.
pub(crate) fn module(n: u32) -> String {
    let body = format!("86395006{n:06}");
    let digit = imei::check_digit(&body);
    format!("{body}{digit}")
}

/// The `n`th sticker's SN.
pub(crate) fn sn(n: u32) -> String {
    format!("VDR{n:013}")
}

fn sticker(n: u32) -> String {
    format!("pk=p11sf2&sn={}&v=1", sn(n))
}

/// One shift on the ledger in `dir`.
pub(crate) struct Shift<'a> {
    dir: PathBuf,
    pairs: u32,
    pause: bool,
    ear: &'a mut dyn Ear,
    at: i64,
    n: u64,
    next: u32,
}

impl<'a> Shift<'a> {
    /// With so many pairs in each of its stretches; with a pause in which the log is moved, or without.
    pub(crate) fn new(dir: &Path, pairs: u32, pause: bool, ear: &'a mut dyn Ear) -> Shift<'a> {
        Shift { dir: dir.to_owned(), pairs, pause, ear, at: MORNING, n: 0, next: 0 }
    }

    /// The whole of it.
    pub(crate) fn run(mut self) {
        if let Some(mut core) = self.open() {
            self.orders(&mut core);
            self.stretch(&mut core);
            self.trouble(&mut core);
            self.hand_over(&core);
            self.back_up(&core, "first");
            if self.pause {
                std::thread::sleep(PAUSE);
            }
            self.stretch(&mut core);
        }
        if let Some(mut core) = self.open() {
            self.stretch(&mut core);
            self.hand_over(&core);
            self.back_up(&core, "second");
        }
    }

    fn now(&mut self) -> Stamp {
        self.at += 1000;
        Stamp { at: self.at, offset_min: 480 }
    }

    /// Starts the station, twice if need be.
    fn open(&mut self) -> Option<Core> {
        for _ in 0..2 {
            let opened = Ledger::open(&ledger_path(&self.dir)).map_err(StationError::from);
            match opened.and_then(|ledger| Core::new(ledger, &Settings::default(), "1024")) {
                Ok(core) => {
                    self.ear.done(Some(&core), "open", Ok(()));
                    return Some(core);
                }
                Err(error) => self.ear.done(None, "open", Err(error)),
            }
        }
        None
    }

    /// Does something, a second time where it was refused.
    fn twice(
        &mut self,
        core: &mut Core,
        what: &'static str,
        mut work: impl FnMut(&mut Core, Stamp) -> Result<(), StationError>,
    ) {
        for _ in 0..2 {
            let now = self.now();
            let result = work(core, now);
            let done = result.is_ok();
            self.ear.done(Some(core), what, result);
            if done {
                break;
            }
        }
    }

    fn orders(&mut self, core: &mut Core) {
        self.twice(core, "add the order", |core, now| core.add_order(ORDER, "trial", now).map(drop));
        self.twice(core, "open the order", |core, now| core.open_order("A", now).map(drop));
    }

    fn scan(&mut self, core: &mut Core, text: &str) -> Judged {
        self.n += 1;
        let input = Input { n: self.n, stamp: self.now(), source: "gun", bytes: text.as_bytes() };
        let judged = core.scan(input).pop().expect("every scan has a verdict");
        self.ear.judged(core, &judged);
        if core.machine().latched().is_some() {
            let now = self.now();
            let result = core.acknowledge(AckBy::Supervisor, now);
            self.ear.done(None, "acknowledge", result);
        }
        judged
    }

    /// Scans a pair; again, where it was not recorded. Its id.
    fn pair(&mut self, core: &mut Core, n: u32) -> Option<i64> {
        for again in [false, true, true] {
            if again {
                // Whatever was held of it: from the beginning.
                self.scan(core, "PSCMDCANCEL");
            }
            self.ear.attempt(&module(n), &sn(n));
            self.scan(core, &module(n));
            let judged = self.scan(core, &sticker(n));
            if matches!(judged.verdict.kind, Kind::Paired | Kind::AlreadyPaired) {
                return judged.verdict.pair;
            }
        }
        None
    }

    fn stretch(&mut self, core: &mut Core) {
        for _ in 0..self.pairs {
            self.next += 1;
            self.pair(core, self.next);
        }
    }

    /// Refusals of several kinds, and pairs taken back.
    fn trouble(&mut self, core: &mut Core) {
        self.scan(core, "863950060000000");
        self.scan(core, "no code at all");
        // A module that has its sticker already.
        self.ear.attempt(&module(1), &sn(STRANGER));
        self.scan(core, &module(1));
        self.scan(core, &sticker(STRANGER));
        self.scan(core, "PSCMDCANCEL");
        self.next += 1;
        self.pair(core, self.next);
        self.scan(core, "PSCMDUNDO");
        self.next += 1;
        if let Some(id) = self.pair(core, self.next) {
            self.twice(core, "void", |core, now| match core.void(id, "trial", now) {
                // It was refused, and done all the same: then it is not active any more.
                Err(StationError::NotActive(_)) => Ok(()),
                result => result,
            });
        }
    }

    fn hand_over(&mut self, core: &Core) {
        let request = ExportRequest {
            out: self.dir.join("out"),
            filter: PairFilter::default(),
            template: None,
            shelf: Shelf::of(&self.dir),
            format: Format::Csv,
            bom: false,
            gbk: false,
            rows_per_file: 1000,
            operator: "1024".into(),
            station: "L1".into(),
        };
        let result = export(core.ledger(), &Settings::default(), &request, &TaskShared::default());
        let result = match result {
            // Where nothing was recorded there is nothing to hand over.
            Ok(_) | Err(StationError::NothingToExport) => Ok(()),
            Err(error) => Err(error),
        };
        self.ear.done(Some(core), "export", result);
    }

    /// A copy of the ledger in a directory beside it: there and whole, or not there.
    fn back_up(&mut self, core: &Core, name: &str) {
        let dir = self.dir.join("backups");
        std::fs::create_dir_all(&dir).expect("a directory of the trial's own");
        // A name that is not taken: a backup writes over nothing.
        let names = (1..).map(|n| dir.join(format!("{name}-{n}.sqlite")));
        let file = names.into_iter().find(|file| !file.exists()).expect("a free name");
        let result = core.ledger().backup(&file, Pace::Full, 0, &mut |_, _| true);
        if file.exists() != result.is_ok() {
            self.ear.wrong(format!("{} is {} after {result:?}", file.display(), file.exists()));
        }
        self.ear.done(Some(core), "back up", result.map(drop).map_err(StationError::from));
    }
}
