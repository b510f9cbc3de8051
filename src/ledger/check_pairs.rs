//! Every pair against its event, its span and its claims.

use rusqlite::Row;

use super::batch::BatchPair;
use super::calendar;
use super::chain::Columns;
use super::check::{Check, Faults};
use super::check_digest::Digest;
use super::check_walk::{bytes, missing};
use super::error::LedgerError;
use super::idset::IdSet;
use super::reader::Reader;
use super::told;
use super::types::Stamp;

/// The columns of a pair, borrowed from its row.
pub(super) struct PairColumns<'a> {
    pub(super) id: i64,
    dk: &'a [u8],
    pk: &'a [u8],
    sn: &'a [u8],
    name: &'a [u8],
    at: i64,
    offset_min: i64,
    order: &'a [u8],
    operator: &'a [u8],
    station: &'a [u8],
    shift: &'a [u8],
    shift_day: i64,
    pub(super) seq: i64,
}

impl<'a> PairColumns<'a> {
    pub(super) fn read(row: &'a Row<'_>) -> rusqlite::Result<PairColumns<'a>> {
        Ok(PairColumns {
            id: row.get(0)?,
            dk: bytes(row, 1)?,
            pk: bytes(row, 2)?,
            sn: bytes(row, 3)?,
            name: bytes(row, 4)?,
            at: row.get(5)?,
            offset_min: row.get(6)?,
            order: bytes(row, 7)?,
            operator: bytes(row, 8)?,
            station: bytes(row, 9)?,
            shift: bytes(row, 10)?,
            shift_day: row.get(11)?,
            seq: row.get(12)?,
        })
    }

    /// Whether time and context are the event's.
    fn is_of(&self, e: &Columns<'_>) -> bool {
        (self.at, self.offset_min, self.shift_day) == (e.at, e.offset_min, e.shift_day)
            && self.order == e.order
            && self.operator == e.operator
            && self.station == e.station
            && self.shift == e.shift
    }

    /// Whether the keys are the event's too. What made it before there were seals did not tell its name.
    fn is_made_by(&self, e: &Columns<'_>, sealed: bool) -> bool {
        let name = told::name_in(e);
        e.pair == Some(self.id)
            && (self.dk, self.pk, self.sn) == (e.dk, e.pk, e.sn)
            && (self.name == name.as_bytes() || (!sealed && name.is_empty()))
    }

    fn keys(&self) -> Option<BatchPair<'a>> {
        let text = |bytes| std::str::from_utf8(bytes).ok();
        Some(BatchPair { dk: text(self.dk)?, pk: text(self.pk)?, sn: text(self.sn)?, name: text(self.name)? })
    }
}

/// What is wrong with pairs, and what it is held against.
pub(super) struct PairFaults {
    spans: Vec<Span>,
    /// Ids that are pairs', as the spans have it.
    made: IdSet,
    voided: std::sync::Arc<IdSet>,
    /// The greatest id so far.
    before: i64,
    /// The first event of a key.
    sealed_from: i64,
    claims: [Digest; 2],
    of_events: Faults,
    of_spans: Faults,
}

impl PairFaults {
    pub(super) fn new(reader: &Reader) -> Result<PairFaults, LedgerError> {
        let spans = reader.check_spans()?;
        let made = spans.iter().filter(|s| s.made).map(|s| (s.first, s.last)).collect();
        Ok(PairFaults {
            made: IdSet::from_ranges(made),
            spans,
            voided: reader.voided()?,
            before: 0,
            sealed_from: reader.number("SELECT min(first) FROM seals", [])?.unwrap_or(i64::MAX),
            claims: Default::default(),
            of_events: Faults::default(),
            of_spans: Faults::default(),
        })
    }

    fn meet_span(&mut self, pair: &PairColumns<'_>) {
        let id = pair.id;
        if self.before + 1 < id {
            for (first, last) in self.made.and(&IdSet::range(self.before + 1, id - 1)).ranges() {
                self.of_spans.add(missing("pair", first, last));
            }
        }
        self.before = id;
        let span = self.spans.get(self.spans.partition_point(|s| s.last < id));
        if !span.is_some_and(|span| span.fits(pair)) {
            self.of_spans.add(format!("pair {id} is filed under another day, order, operator or shift"));
        }
    }
}

impl Check<'_> {
    /// A pair and the event that made it, if that is there.
    pub(super) fn pair(
        &mut self,
        pair: &PairColumns<'_>,
        made: Option<&Columns<'_>>,
        faults: &mut PairFaults,
    ) {
        let id = pair.id;
        let sealed = pair.seq >= faults.sealed_from;
        let good = match made {
            None => {
                let seq = pair.seq;
                faults
                    .of_events
                    .add(format!("pair {id} refers to a row of events that is not there ({seq})"));
                true
            }
            Some(e) if e.kind == b"import" => {
                pair.is_of(e)
                    && pair.keys().is_some_and(|keys| self.imports.meet(e.seq, id, &keys, pair.order))
            }
            Some(e) => {
                self.counts.add(e.at, e.order, e.shift, 0);
                if e.first_pass == 1 {
                    self.counts.add(e.at, e.order, e.shift, 2);
                }
                pair.is_of(e) && pair.is_made_by(e, sealed)
            }
        };
        if !good {
            faults.of_events.add(format!("pair {id} is not the one its event made"));
        }
        faults.meet_span(pair);
        if !faults.voided.contains(id) {
            let [dks, sns] = &mut faults.claims;
            dks.add(&self.salt, pair.dk, id);
            sns.add(&self.salt, pair.sn, id);
        }
    }

    /// Takes the faults over; the keys of the active pairs.
    pub(super) fn end_of_pairs(&mut self, mut faults: PairFaults) -> [Digest; 2] {
        for fault in std::mem::take(&mut self.imports).faults() {
            faults.of_events.add(fault);
        }
        self.take(faults.of_events);
        self.take(faults.of_spans);
        faults.claims
    }
}

/// A row of `pair_spans`.
struct Span {
    first: i64,
    last: i64,
    made: bool,
    day: i32,
    order: String,
    operator: String,
    station: String,
    shift: String,
    shift_day: i64,
}

impl Span {
    fn fits(&self, pair: &PairColumns<'_>) -> bool {
        // Beyond what a clock can be set to there is no day.
        let offset_min = i32::try_from(pair.offset_min).unwrap_or(0);
        self.made
            && self.first <= pair.id
            && self.day == calendar::day(Stamp { at: pair.at, offset_min })
            && self.order.as_bytes() == pair.order
            && self.operator.as_bytes() == pair.operator
            && self.station.as_bytes() == pair.station
            && self.shift.as_bytes() == pair.shift
            && self.shift_day == pair.shift_day
    }
}

impl Reader {
    fn check_spans(&self) -> Result<Vec<Span>, LedgerError> {
        let sql = "SELECT first, coalesce(lead(first) OVER (ORDER BY first) - 1, (SELECT max(id) FROM pairs), first), \
             made, day, order_name, operator, station, shift, shift_day FROM pair_spans ORDER BY first";
        self.prepare(sql)?
            .query_map([], |row| {
                Ok(Span {
                    first: row.get(0)?,
                    last: row.get(1)?,
                    made: row.get(2)?,
                    day: row.get(3)?,
                    order: row.get(4)?,
                    operator: row.get(5)?,
                    station: row.get(6)?,
                    shift: row.get(7)?,
                    shift_day: row.get(8)?,
                })
            })
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }
}
