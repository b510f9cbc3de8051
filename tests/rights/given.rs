//! A station with people, and who tries something there.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use pairing_station::ledger::{Event, EventFilter, Ledger, PairFilter, Role, Stamp, ledger_path};
use pairing_station::pairing::Kind;
use pairing_station::station::clock::now_ms;
use pairing_station::station::core::{Core, Input};
use pairing_station::station::gate::{Gate, LogInAt, Time};
use pairing_station::station::people::NewPerson;
use pairing_station::station::pin::Pin;
use pairing_station::station::rights::{Action, may};
use pairing_station::station::{Settings, StationError, Task};
use tempfile::TempDir;

pub(crate) const SUPERVISOR: (&str, &str) = ("7001", "red-4829");
pub(crate) const TECHNICIAN: (&str, &str) = ("5001", "blue-7351");
pub(crate) const OPERATOR: &str = "1001";

pub(crate) const ORDER: &str = "name = \"A\"\nproduct_key = \"p11sf2\"\nbounce_ms = 0\n";
pub(crate) const MODULE: &str = "863950068662495";
pub(crate) const DEVICE: &str = "pk=p11sf2&sn=VDR0319035976321&v=1";

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Nobody is set up: rights are not in force.
    NotSetUp,
    /// People are set up, and nobody is logged in.
    Nobody,
    /// An operator's badge was scanned; operators cannot log in.
    Operator,
    Technician,
    Supervisor,
}

impl Who {
    pub(crate) const ALL: [Who; 5] =
        [Who::NotSetUp, Who::Nobody, Who::Operator, Who::Technician, Who::Supervisor];

    /// What the table says.
    pub(crate) fn may(self, action: Action) -> bool {
        match self {
            Who::NotSetUp => true,
            Who::Nobody | Who::Operator => may(Role::Operator, action),
            Who::Technician => may(Role::Technician, action),
            Who::Supervisor => may(Role::Supervisor, action),
        }
    }

    /// Id and PIN, where one can log in.
    pub(crate) fn login(self) -> Option<(&'static str, &'static str)> {
        match self {
            Who::NotSetUp | Who::Nobody | Who::Operator => None,
            Who::Technician => Some(TECHNICIAN),
            Who::Supervisor => Some(SUPERVISOR),
        }
    }
}

/// A ledger with people in it, an open order, and a pair; made once, because PINs are slow, and copied.
static WITH_PEOPLE: LazyLock<TempDir> = LazyLock::new(|| made(true));
static WITHOUT: LazyLock<TempDir> = LazyLock::new(|| made(false));

fn made(people: bool) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
    let mut core = Core::new(ledger.clone(), &Settings::default(), OPERATOR).unwrap();
    core.add_order(ORDER, "test", now()).unwrap();
    core.open_order("A", now()).unwrap();
    for text in [MODULE, DEVICE] {
        scan(&mut core, text);
    }
    assert_eq!(ledger.reader().unwrap().count_pairs(&PairFilter::default()).unwrap(), 1);
    if people {
        set_up(&Gate::new(ledger, &Settings::default()));
    }
    dir
}

/// The first supervisor, a technician and an operator.
pub(crate) fn set_up(gate: &Gate) -> String {
    let code = gate.set_up(&person(SUPERVISOR.0, "王班长", Role::Supervisor, Some(SUPERVISOR.1))).unwrap();
    gate.log_in(SUPERVISOR.0, &Pin::new(SUPERVISOR.1), LogInAt::Desk).unwrap();
    gate.add_person(&person(TECHNICIAN.0, "李工", Role::Technician, Some(TECHNICIAN.1))).unwrap();
    gate.add_person(&person(OPERATOR, "张三", Role::Operator, None)).unwrap();
    gate.close();
    code
}

pub(crate) fn person(id: &str, name: &str, role: Role, pin: Option<&str>) -> NewPerson {
    NewPerson { id: id.into(), name: name.into(), role, pin: pin.map(Pin::new) }
}

pub(crate) fn scan(core: &mut Core, text: &str) -> Kind {
    static N: AtomicU64 = AtomicU64::new(0);
    let n = N.fetch_add(1, Ordering::Relaxed) + 1;
    let input = Input { n, stamp: now(), source: "gun", bytes: text.as_bytes() };
    core.scan(input).pop().unwrap().verdict.kind
}

pub(crate) fn now() -> Stamp {
    Stamp { at: now_ms(), offset_min: 480 }
}

/// A data directory of its own with such a ledger.
pub(crate) fn station(who: Who) -> TempDir {
    let from = if who == Who::NotSetUp { &*WITHOUT } else { &*WITH_PEOPLE };
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path()).unwrap();
    copy(from.path(), dir.path());
    dir
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub(crate) fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Every event, oldest first.
pub(crate) fn events(ledger: &Ledger) -> Vec<Event> {
    let reader = ledger.reader().unwrap();
    let mut events = reader.page_events(&EventFilter::default(), 0, 100_000).unwrap();
    events.reverse();
    events
}

/// What a task comes to.
pub(crate) fn done<T>(task: &Task<T>) -> Result<T, StationError> {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = task.poll() {
            return answer;
        }
        assert!(Instant::now() < end, "the desk does not answer");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Clocks that a test turns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clocks {
    /// Milliseconds since 1970.
    pub(crate) wall: Arc<AtomicI64>,
    /// Milliseconds since the program began.
    pub(crate) steady: Arc<AtomicU64>,
}

impl Clocks {
    pub(crate) fn at(wall: i64) -> Clocks {
        let clocks = Clocks::default();
        clocks.wall.store(wall, Ordering::Relaxed);
        clocks
    }

    pub(crate) fn time(&self) -> Time {
        let (wall, steady) = (self.wall.clone(), self.steady.clone());
        Time {
            wall: Arc::new(move || Stamp { at: wall.load(Ordering::Relaxed), offset_min: 480 }),
            steady: Arc::new(move || Duration::from_millis(steady.load(Ordering::Relaxed))),
        }
    }

    /// Lets so many seconds pass on both.
    pub(crate) fn pass(&self, seconds: u64) {
        self.wall.fetch_add(seconds as i64 * 1000, Ordering::Relaxed);
        self.steady.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}
