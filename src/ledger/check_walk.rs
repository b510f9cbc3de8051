//! The walk: one pass over events and pairs side by side, in the order they were written.
//!
//! A pair stands at the event that made it, and both tables are in that order, so neither is looked up in
//! the other: events are read by number, pairs by id, and the two run in step. Only a pair that is not in
//! step (an id that was given early and used late) is looked up by itself. Nothing is copied out of a row
//! but what is counted, so ten million rows take no more memory than ten.

use rusqlite::types::ValueRef;
use rusqlite::{Row, Rows, Statement};

use super::calendar;
use super::chain::{self, Columns, Hash, Linker};
use super::check::{Check, Faults};
use super::check_digest::Digest;
use super::check_pairs::{PairColumns, PairFaults};
use super::check_seals::Seals;
use super::error::LedgerError;
use super::types::{Millis, Progress};

/// Rows between two reports of progress.
const STEP: u64 = 4096;

/// The columns of an event as they are walked through; seal and hash come last.
pub(super) const EVENT: &str = "SELECT seq, at, offset_min, kind, source, raw, verdict, reason, hint, rule, \
     dk, pk, sn, pair, order_name, operator, station, shift, shift_day, detail, first_pass, hash, seal FROM events";

const PAIR: &str = "SELECT id, dk, pk, sn, name, at, offset_min, order_name, operator, station, shift, shift_day, \
     seq FROM pairs ORDER BY id";

/// A row of [`EVENT`].
pub(super) struct EventRow<'a> {
    pub(super) columns: Columns<'a>,
    pub(super) hash: Hash,
    pub(super) seal: Option<&'a [u8]>,
}

impl<'a> EventRow<'a> {
    pub(super) fn read(row: &'a Row<'_>) -> rusqlite::Result<EventRow<'a>> {
        let int = |at: usize| row.get::<_, i64>(at);
        let bytes = |at: usize| bytes(row, at);
        let columns = Columns {
            seq: int(0)?,
            at: int(1)?,
            offset_min: int(2)?,
            kind: bytes(3)?,
            source: bytes(4)?,
            raw: bytes(5)?,
            verdict: bytes(6)?,
            reason: bytes(7)?,
            hint: bytes(8)?,
            rule: bytes(9)?,
            dk: bytes(10)?,
            pk: bytes(11)?,
            sn: bytes(12)?,
            pair: row.get(13)?,
            order: bytes(14)?,
            operator: bytes(15)?,
            station: bytes(16)?,
            shift: bytes(17)?,
            shift_day: int(18)?,
            detail: bytes(19)?,
            first_pass: int(20)?,
        };
        let seal = match row.get_ref(22)? {
            ValueRef::Null => None,
            // Of another type it is no seal either.
            value => Some(value.as_bytes().unwrap_or_default()),
        };
        Ok(EventRow { columns, hash: row.get(21)?, seal })
    }
}

/// A text's or blob's bytes.
pub(super) fn bytes<'a>(row: &'a Row<'_>, at: usize) -> rusqlite::Result<&'a [u8]> {
    row.get_ref(at)?
        .as_bytes()
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(at, row_type(row, at), e.into()))
}

fn row_type(row: &Row<'_>, at: usize) -> rusqlite::types::Type {
    row.get_ref(at).map_or(rusqlite::types::Type::Null, |value| value.data_type())
}

/// What the walk found out for those who come after it.
pub(super) struct Walked {
    /// Keys of the active pairs: their DKs and their SNs.
    pub(super) claims: [Digest; 2],
    /// Number and link of the last event.
    pub(super) end: (i64, Hash),
}

/// The pairs, one at a time.
struct Pairs<'s> {
    rows: Rows<'s>,
    /// Which event made the one that is on; `None`: there are no more.
    seq: Option<i64>,
}

impl Pairs<'_> {
    fn advance(&mut self) -> rusqlite::Result<()> {
        use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;
        self.rows.advance()?;
        self.seq = self.rows.get().map(|row| row.get(12)).transpose()?;
        Ok(())
    }

    fn row(&self) -> Option<&Row<'_>> {
        use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;
        self.rows.get()
    }
}

impl Check<'_> {
    /// Walks through events and pairs.
    pub(super) fn walk(&mut self, seals: &mut Seals, progress: Progress<'_>) -> Result<Walked, LedgerError> {
        let reader = self.reader;
        let name = |e| reader.name(e);
        let total = reader.number("SELECT max(seq) FROM events", [])?.unwrap_or(0);
        let total = u64::try_from(total).unwrap_or(0);
        let mut pair_faults = PairFaults::new(reader)?;
        let mut hours = Hours::new(reader)?;
        let (mut chain, mut gone) = (Chain::default(), Faults::default());
        let mut events = reader.prepare(&format!("{EVENT} ORDER BY seq"))?;
        let mut of_pairs = reader.prepare(PAIR)?;
        let mut one_event = reader.prepare(&format!("{EVENT} WHERE seq = ?"))?;
        let mut pairs = Pairs { rows: of_pairs.query([]).map_err(name)?, seq: None };
        pairs.advance().map_err(name)?;
        let mut found = events.query([]).map_err(name)?;
        while let Some(row) = found.next().map_err(name)? {
            let event = EventRow::read(row).map_err(name)?;
            let seq = event.columns.seq;
            chain.meet(&event, seals);
            hours.meet(seq, event.columns.at);
            self.note(&event.columns);
            let mut met = None;
            while pairs.seq.is_some_and(|made| made <= seq) {
                let in_step = (pairs.seq == Some(seq)).then_some(&event.columns);
                if let Some(row) = pairs.row() {
                    met = Some(self.meet_pair(row, in_step, &mut one_event, &mut pair_faults)?);
                }
                pairs.advance().map_err(name)?;
            }
            if let Some(pair) = event.columns.made()
                && met != Some(pair)
                && reader.number("SELECT seq FROM pairs WHERE id = ?", [pair])? != Some(seq)
            {
                gone.add(format!("event {seq} made pair {pair}, which is not there"));
            }
            self.report.events += 1;
            if self.report.events.is_multiple_of(STEP) && !progress(self.report.events, total) {
                return Err(LedgerError::Cancelled);
            }
        }
        // Pairs of events that are not there.
        while let Some(row) = pairs.row() {
            self.meet_pair(row, None, &mut one_event, &mut pair_faults)?;
            pairs.advance().map_err(name)?;
        }
        progress(self.report.events, total);
        let end = (chain.expected - 1, chain.before);
        self.take(chain.faults());
        self.take(hours.faults);
        self.take(gone);
        let claims = self.end_of_pairs(pair_faults);
        Ok(Walked { claims, end })
    }

    /// One pair, and its id; `made` is the event it came up at.
    fn meet_pair(
        &mut self,
        row: &Row<'_>,
        made: Option<&Columns<'_>>,
        one_event: &mut Statement<'_>,
        faults: &mut PairFaults,
    ) -> Result<i64, LedgerError> {
        let name = |e| self.reader.name(e);
        let pair = PairColumns::read(row).map_err(name)?;
        self.report.pairs += 1;
        if made.is_some() {
            self.pair(&pair, made, faults);
            return Ok(pair.id);
        }
        let mut found = one_event.query([pair.seq]).map_err(name)?;
        let row = found.next().map_err(name)?;
        let event = row.map(EventRow::read).transpose().map_err(name)?;
        self.pair(&pair, event.as_ref().map(|event| &event.columns), faults);
        Ok(pair.id)
    }

    /// What of an event others need: imports, refusals, what it says of orders and keys.
    fn note(&mut self, event: &Columns<'_>) {
        let is_of_work = matches!(event.kind, b"scan" | b"timeout");
        if is_of_work && super::types::counts_as_bad(event.verdict, event.reason) {
            self.counts.add(event.at, event.order, event.shift, 1);
        }
        match event.kind {
            b"scan" | b"timeout" => {}
            b"import" => self.imports.note(event.seq, &String::from_utf8_lossy(event.detail)),
            b"person" | b"recovery" | b"login" | b"login_refused" | b"login_locked" => {
                self.people.note(event)
            }
            _ => self.told.note(event),
        }
    }
}

/// The links.
struct Chain {
    expected: i64,
    before: Hash,
    /// What the hash of the event before should have been, where it is another: the next event tells
    /// whether that one's contents were changed or only its hash.
    instead: Option<Hash>,
    linker: Linker,
    faults: Faults,
    /// Events in a row at which the chain is broken.
    broken: Option<(i64, i64)>,
}

impl Default for Chain {
    fn default() -> Chain {
        Chain {
            expected: 1,
            before: chain::GENESIS,
            instead: None,
            linker: Linker::default(),
            faults: Faults::default(),
            broken: None,
        }
    }
}

impl Chain {
    /// The next event: its link and its seal. One cause is one fault: where the link is broken, the seal
    /// says nothing new, and behind an event whose seal is wrong the broken link does not.
    fn meet(&mut self, event: &EventRow<'_>, seals: &mut Seals) {
        let seq = event.columns.seq;
        let instead = self.instead.take();
        if seq != self.expected {
            self.faults.add(missing("event", self.expected, seq - 1));
            seals.meet(event, &event.hash);
        } else {
            let computed = self.linker.link(&self.before, &event.columns);
            let linked = computed == event.hash
                || instead.is_some_and(|instead| self.linker.link(&instead, &event.columns) == event.hash);
            if linked {
                seals.meet(event, &event.hash);
            } else {
                self.instead = Some(computed);
                let told = seals.wrong_at(seq - 1) && seals.meet(event, &event.hash);
                if !told {
                    self.broken_at(seq);
                }
            }
        }
        (self.expected, self.before) = (seq + 1, event.hash);
    }

    fn broken_at(&mut self, seq: i64) {
        match &mut self.broken {
            Some((_, last)) if *last + 1 == seq => *last = seq,
            _ => {
                self.end_of_break();
                self.broken = Some((seq, seq));
            }
        }
    }

    fn end_of_break(&mut self) {
        if let Some((first, last)) = self.broken.take() {
            let which = range("event", first, last);
            self.faults.add(format!(
                "the chain of events is broken at {which}: it, or the one before, is not what was written"
            ));
        }
    }

    fn faults(mut self) -> Faults {
        self.end_of_break();
        self.faults
    }
}

/// "event 3", "events 3 to 5".
pub(super) fn range(what: &str, first: i64, last: i64) -> String {
    if first == last { format!("{what} {first}") } else { format!("{what}s {first} to {last}") }
}

/// "event 3 is missing", "events 3 to 5 are missing".
pub(super) fn missing(what: &str, first: i64, last: i64) -> String {
    let are = if first == last { "is" } else { "are" };
    format!("{} {are} missing", range(what, first, last))
}

/// The hours events are filed under.
struct Hours {
    next: std::iter::Peekable<std::vec::IntoIter<(i64, Millis)>>,
    hour: Option<Millis>,
    faults: Faults,
}

impl Hours {
    fn new(reader: &super::reader::Reader) -> Result<Hours, LedgerError> {
        let filed = reader.hours()?;
        Ok(Hours { next: filed.into_iter().peekable(), hour: None, faults: Faults::default() })
    }

    fn meet(&mut self, seq: i64, at: Millis) {
        while let Some((_, hour)) = self.next.next_if(|(first, _)| *first <= seq) {
            self.hour = Some(hour);
        }
        if self.hour != Some(calendar::hour(at)) {
            self.faults.add(format!("event {seq} is filed under another hour than its own"));
        }
    }
}
