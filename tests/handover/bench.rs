//! A ledger with orders and pairs, and what a supervisor does with it.

use std::path::{Path, PathBuf};

use pairing_station::ledger::{
    BatchPair, Context, Ledger, NewEvent, NewPair, Pair, PairBatch, PairFilter, PairOutcome, Platform,
    PlatformState, Reader, Stamp, ledger_path,
};
use pairing_station::order::Order;
use pairing_station::relation::Format;
use pairing_station::station::actor::Actor;
use pairing_station::station::answer::{self, AnswerReport, AnswerSource, LookedAnswer};
use pairing_station::station::corrections::{self, CorrectionsReport, CorrectionsRequest};
use pairing_station::station::desk::{ExportReport, ExportRequest, TaskShared};
use pairing_station::station::export::export;
use pairing_station::station::export_again::export_again;
use pairing_station::station::export_check::check_exports;
use pairing_station::station::templates::Shelf;
use pairing_station::station::{Settings, StationError};

/// 2026-03-01 09:00 at UTC+8.
pub(crate) const MORNING: i64 = 1_772_326_800_000;

/// An order of each product; the second is exported with another template.
const ORDERS: [(&str, &str, &str); 2] = [("WO1", "p11sf2", "quectel-zh"), ("WO2", "p111KY", "quectel-en")];

pub(crate) struct Bench {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) ledger: Ledger,
}

/// The DK of pair `n`.
pub(crate) fn dk(n: u64) -> String {
    (863_950_060_000_000 + n).to_string()
}

/// The SN of pair `n`.
pub(crate) fn sn(n: u64) -> String {
    format!("VDR{n:013}")
}

pub(crate) fn stamp(at: i64) -> Stamp {
    Stamp { at, offset_min: 480 }
}

pub(crate) fn context(order: &str) -> Context {
    Context {
        station: "L1".into(),
        operator: "1007".into(),
        order: order.into(),
        shift: "白班".into(),
        shift_day: 20_260_301,
    }
}

impl Bench {
    pub(crate) fn new() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        for (name, pk, template) in ORDERS {
            let order = Order { template: template.into(), ..Order::default_for(name, pk) };
            let event = NewEvent::new(stamp(MORNING), context(name), "order");
            ledger.add_order(&order, &order.to_toml(), event).unwrap();
        }
        Bench { dir, ledger }
    }

    pub(crate) fn reader(&self) -> Reader {
        self.ledger.reader().unwrap()
    }

    pub(crate) fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Pairs `n` of an order; the ids.
    pub(crate) fn pairs(&self, order: &str, n: std::ops::Range<u64>) -> Vec<i64> {
        n.map(|n| self.pair(order, &dk(n), &sn(n))).collect()
    }

    pub(crate) fn pair(&self, order: &str, dk: &str, sn: &str) -> i64 {
        self.pair_in(context(order), MORNING, dk, sn)
    }

    pub(crate) fn pair_in(&self, context: Context, at: i64, dk: &str, sn: &str) -> i64 {
        let pk = ORDERS.iter().find(|(name, ..)| *name == context.order).unwrap().1;
        let id = self.ledger.reserve_pair_id();
        let name = format!("电表,{id}");
        let pair = NewPair { id, dk: dk.into(), pk: pk.into(), sn: sn.into(), name };
        let event = NewEvent { verdict: "paired".into(), ..NewEvent::new(stamp(at), context, "scan") };
        assert_eq!(self.ledger.pair(pair, event).unwrap(), PairOutcome::Paired);
        id
    }

    /// Pairs taken over from the old tool; the id of the first.
    pub(crate) fn import(&self, keys: &[(&str, &str, &str)]) -> i64 {
        let pairs = keys.iter().map(|(dk, sn, name)| BatchPair { dk, pk: "p11sf2", sn, name });
        let event = NewEvent::new(stamp(MORNING), context(""), "import");
        self.ledger.import_pairs(PairBatch::new(pairs), event).unwrap().unwrap().first
    }

    pub(crate) fn void(&self, id: i64, why: &str) {
        let event = NewEvent::new(stamp(MORNING + 60_000), context("WO1"), "void");
        assert!(self.ledger.void(id, why, event).unwrap());
    }

    pub(crate) fn get(&self, id: i64) -> Pair {
        self.reader().pair(id).unwrap().unwrap()
    }

    pub(crate) fn request(&self, out: &Path, filter: PairFilter) -> ExportRequest {
        ExportRequest {
            out: out.to_owned(),
            filter,
            template: None,
            shelf: Shelf::beside(self.dir.path()),
            format: Format::Csv,
            bom: false,
            gbk: false,
            rows_per_file: 1000,
            operator: "9001".into(),
            station: "L1".into(),
        }
    }

    /// Exports this selection; the report.
    pub(crate) fn export(&self, filter: PairFilter) -> ExportReport {
        self.export_as(self.request(&self.out("out"), filter)).unwrap()
    }

    pub(crate) fn export_as(&self, request: ExportRequest) -> Result<ExportReport, StationError> {
        export(&self.ledger, &Settings::default(), &request, &TaskShared::default())
    }

    pub(crate) fn again(&self, export: i64, out: &Path) -> Result<ExportReport, StationError> {
        export_again(&self.ledger, &Settings::default(), (export, "9001"), out, &TaskShared::default())
    }

    pub(crate) fn look(&self, text: &str, export: Option<i64>) -> Result<LookedAnswer, StationError> {
        answer::look(&self.reader(), &AnswerSource::Text(text.into()), export)
    }

    pub(crate) fn answer(
        &self,
        text: &str,
        export: i64,
        complete: bool,
    ) -> Result<AnswerReport, StationError> {
        self.take(&self.look(text, Some(export)).unwrap(), complete)
    }

    pub(crate) fn take(&self, looked: &LookedAnswer, complete: bool) -> Result<AnswerReport, StationError> {
        let settings = Settings::default();
        answer::take(&self.ledger, Actor::at(&settings, "9001", ""), looked, complete, stamp(MORNING))
    }

    pub(crate) fn corrections(&self, all: bool) -> Result<CorrectionsReport, StationError> {
        let request = CorrectionsRequest { out: self.out("corrections"), all, operator: "9001".into() };
        corrections::write(&self.ledger, &Settings::default(), &request, &TaskShared::default())
    }

    /// How each pair stands.
    #[track_caller]
    pub(crate) fn stand(&self, expect: &[(i64, &str)]) {
        let found: Vec<(i64, String)> = expect
            .iter()
            .map(|(id, _)| match self.get(*id).platform {
                Platform::Rejected(error) => (*id, format!("rejected {error}")),
                other => (*id, other.state().as_str().to_owned()),
            })
            .collect();
        let found: Vec<(i64, &str)> = found.iter().map(|(id, state)| (*id, state.as_str())).collect();
        assert_eq!(found, expect);
    }

    /// The active pairs of a state, oldest first.
    pub(crate) fn ids(&self, platform: PlatformState) -> Vec<i64> {
        let filter = PairFilter { platform: Some(platform), ..PairFilter::default() };
        let mut ids = Vec::new();
        self.reader()
            .each_pair(&filter, &mut |pair| {
                ids.push(pair.id);
                true
            })
            .unwrap();
        ids
    }

    /// Neither the ledger nor a file that was written has a fault.
    #[track_caller]
    pub(crate) fn sound(&self) {
        let reader = self.reader();
        let mut faults = reader.check(&mut |_, _| true).unwrap().faults;
        faults.extend(check_exports(&reader).unwrap());
        assert_eq!(faults, [""; 0]);
    }
}

/// The names in a directory, sorted; none if it is not there.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Everything.
pub(crate) fn all() -> PairFilter {
    PairFilter::default()
}
