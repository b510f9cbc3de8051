//! From events to counts: pure, one event after the other.

use std::collections::{BTreeMap, HashMap};

use super::{Count, HourOf, Numbers, PAUSE_MIN, ReasonCount, ShiftOf};
use crate::ledger::{Millis, NewEvent, Stamp};
use crate::pairing::Kind;

const HOUR: Millis = 3_600_000;

/// Counts events as they come.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    total: Count,
    shifts: BTreeMap<ShiftOf, (Count, Millis)>,
    orders: HashMap<String, Count>,
    operators: HashMap<String, Count>,
    hours: BTreeMap<HourOf, Count>,
    reasons: HashMap<(String, String), u64>,
    /// When each station last scanned.
    last: HashMap<String, Millis>,
}

impl Counter {
    /// Takes an event that belongs to the selection; one that does not count changes nothing.
    pub fn take(&mut self, event: &NewEvent) {
        let Some(mut one) = counted(event) else { return };
        if event.kind == "scan" {
            one.worked = self.worked(event);
        }
        let context = &event.context;
        add(&mut self.total, &one);
        let shift = ShiftOf { day: context.shift_day, shift: context.shift.clone() };
        add(&mut self.shifts.entry(shift).or_insert((Count::default(), event.stamp.at)).0, &one);
        add(entry(&mut self.orders, &context.order), &one);
        add(entry(&mut self.operators, &context.operator), &one);
        add(self.hours.entry(hour_of(event.stamp)).or_default(), &one);
        if one.bad > 0 {
            let key = (event.reason.clone(), event.hint.clone());
            *self.reasons.entry(key).or_default() += 1;
        }
    }

    /// The numbers.
    pub fn finish(self) -> Numbers {
        let mut shifts: Vec<_> = self.shifts.into_iter().collect();
        // Within a day in the order the shifts began, which their names do not tell.
        shifts.sort_by_key(|(of, (_, first))| (of.day, *first));
        let mut reasons: Vec<_> = self
            .reasons
            .into_iter()
            .map(|((reason, hint), count)| ReasonCount { reason, hint, count })
            .collect();
        reasons.sort_by(|a, b| {
            b.count.cmp(&a.count).then_with(|| (&a.reason, &a.hint).cmp(&(&b.reason, &b.hint)))
        });
        Numbers {
            total: self.total,
            shifts: shifts.into_iter().map(|(of, (count, _))| (of, count)).collect(),
            orders: ranked(self.orders),
            operators: ranked(self.operators),
            hours: self.hours.into_iter().collect(),
            reasons,
        }
    }

    /// Time since the station's scan before, if that was no pause; a clock set back adds nothing.
    fn worked(&mut self, event: &NewEvent) -> Millis {
        let (station, at) = (&event.context.station, event.stamp.at);
        let before = match self.last.get_mut(station) {
            Some(last) => Some(std::mem::replace(last, at)),
            None => self.last.insert(station.clone(), at),
        };
        match before.map(|before| at.saturating_sub(before)) {
            Some(gap) if (0..=PAUSE_MIN * 60_000).contains(&gap) => gap,
            _ => 0,
        }
    }
}

/// What an event adds, its working time left out; `None` for one that says nothing of the line's work.
fn counted(event: &NewEvent) -> Option<Count> {
    let one = Count::default();
    match (event.kind, Kind::from_name(&event.verdict)) {
        ("scan", Some(Kind::Paired)) => {
            Some(Count { good: 1, first_pass: u64::from(event.first_pass), ..one })
        }
        ("scan", Some(Kind::Verified)) => Some(Count { verified: 1, ..one }),
        ("scan" | "timeout", _) if event.is_bad() => Some(Count { bad: 1, ..one }),
        ("scan", _) => Some(one),
        ("void", _) => Some(Count { voided: 1, ..one }),
        _ => None,
    }
}

/// The hour of the local clock.
fn hour_of(stamp: Stamp) -> HourOf {
    let offset = Millis::from(stamp.offset_min) * 60_000;
    let start = stamp.at.saturating_add(offset).div_euclid(HOUR).saturating_mul(HOUR).saturating_sub(offset);
    HourOf { start, offset_min: stamp.offset_min }
}

fn add(sum: &mut Count, one: &Count) {
    sum.good += one.good;
    sum.bad += one.bad;
    sum.first_pass += one.first_pass;
    sum.voided += one.voided;
    sum.verified += one.verified;
    sum.worked = sum.worked.saturating_add(one.worked);
}

/// The count of a name, without a copy of the name where it is known.
fn entry<'a>(counts: &'a mut HashMap<String, Count>, name: &str) -> &'a mut Count {
    if !counts.contains_key(name) {
        counts.insert(name.to_owned(), Count::default());
    }
    counts.entry(name.to_owned()).or_default()
}

fn ranked(counts: HashMap<String, Count>) -> Vec<(String, Count)> {
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by(|(a, x), (b, y)| y.good.cmp(&x.good).then(y.bad.cmp(&x.bad)).then(a.cmp(b)));
    ranked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Context;
    use proptest::prelude::*;

    /// 2026-03-01 08:00 in Shanghai.
    const T0: Millis = 1_772_323_200_000;

    fn event(minute: i64, kind: &'static str, verdict: &str, reason: &str) -> NewEvent {
        let context = Context {
            station: "1".into(),
            operator: "1024".into(),
            order: "WO1".into(),
            shift: "白班".into(),
            shift_day: 20_260_301,
        };
        let stamp = Stamp { at: T0 + minute * 60_000, offset_min: 480 };
        NewEvent {
            verdict: verdict.into(),
            reason: reason.into(),
            first_pass: verdict == "paired" && reason.is_empty(),
            ..NewEvent::new(stamp, context, kind)
        }
    }

    fn numbers(events: &[NewEvent]) -> Numbers {
        let mut counter = Counter::default();
        events.iter().for_each(|event| counter.take(event));
        counter.finish()
    }

    #[test]
    fn what_counts_and_what_does_not() {
        let check = |kind, verdict: &str, expect: (u64, u64, u64, u64)| {
            let total = numbers(&[event(0, kind, verdict, "")]).total;
            let found = (total.good, total.bad, total.voided, total.verified);
            assert_eq!(found, expect, "{kind} {verdict}");
        };
        check("scan", "paired", (1, 0, 0, 0));
        check("scan", "already_paired", (0, 0, 0, 0));
        check("scan", "verified", (0, 0, 0, 1));
        check("scan", "rejected", (0, 1, 0, 0));
        check("scan", "ignored", (0, 0, 0, 0));
        check("timeout", "rejected", (0, 1, 0, 0));
        check("void", "", (0, 0, 1, 0));
        for kind in ["training", "challenge", "import", "export", "ack"] {
            check(kind, "paired", (0, 0, 0, 0));
            check(kind, "rejected", (0, 0, 0, 0));
        }
    }

    #[test]
    fn reasons_are_ranked_with_their_hints() {
        let mut hinted = event(3, "scan", "rejected", "wrong_barcode");
        hinted.hint = "iccid".into();
        let found = numbers(&[
            event(0, "scan", "rejected", "sn_format"),
            event(1, "scan", "rejected", "duplicate_dk"),
            event(2, "scan", "rejected", "duplicate_dk"),
            hinted,
        ]);
        let names: Vec<_> =
            found.reasons.iter().map(|r| (r.reason.as_str(), r.hint.as_str(), r.count)).collect();
        assert_eq!(names, [("duplicate_dk", "", 2), ("sn_format", "", 1), ("wrong_barcode", "iccid", 1)]);
    }

    #[test]
    fn working_time_leaves_pauses_out() {
        let check = |minutes: &[i64], worked: i64| {
            let events: Vec<_> = minutes.iter().map(|m| event(*m, "scan", "paired", "")).collect();
            assert_eq!(numbers(&events).total.worked, worked * 60_000, "{minutes:?}");
        };
        check(&[0], 0);
        check(&[0, 1, 3], 3);
        check(&[0, 10, 21, 22], 11);
        // The clock is set back by an hour and goes on.
        check(&[60, 61, 1, 3], 3);
        let mut other = event(1, "scan", "paired", "");
        other.context.station = "2".into();
        let two = numbers(&[event(0, "scan", "paired", ""), other, event(4, "scan", "paired", "")]);
        assert_eq!(two.total.worked, 4 * 60_000, "stations work beside each other");
    }

    #[test]
    fn an_hour_that_comes_twice_stands_there_twice() {
        // 2026-10-25, Berlin: 02:30 in summer time, 02:30 in winter time, an hour later.
        let at = 1_792_888_200_000;
        let scan = |at, offset_min| {
            let stamp = Stamp { at, offset_min };
            NewEvent { stamp, ..event(0, "scan", "paired", "") }
        };
        let found = numbers(&[scan(at, 120), scan(at + HOUR, 60), scan(at + 2 * HOUR, 60)]);
        let hours: Vec<_> =
            found.hours.iter().map(|(of, count)| (of.start - at, of.offset_min, count.good)).collect();
        let half = HOUR / 2;
        assert_eq!(hours, [(-half, 120, 1), (HOUR - half, 60, 1), (2 * HOUR - half, 60, 1)]);
        // Zones whose hours do not begin with UTC's.
        let found = numbers(&[scan(T0, 345)]);
        assert_eq!((found.hours[0].0.start + 345 * 60_000).rem_euclid(HOUR), 0);
    }

    #[test]
    fn shifts_stand_in_the_order_they_began() {
        let at = |minute, shift: &str, day| {
            let mut event = event(minute, "scan", "paired", "");
            event.context.shift = shift.into();
            event.context.shift_day = day;
            event
        };
        let found =
            numbers(&[at(0, "白班", 20_260_301), at(720, "夜班", 20_260_301), at(1440, "白班", 20_260_302)]);
        let names: Vec<_> = found.shifts.iter().map(|(of, _)| (of.day, of.shift.as_str())).collect();
        assert_eq!(names, [(20_260_301, "白班"), (20_260_301, "夜班"), (20_260_302, "白班")]);
    }

    proptest! {
        /// Every way of cutting the same events up adds to the same whole.
        #[test]
        fn the_parts_add_up(events in prop::collection::vec((0i64..3000, 0u8..4, 0u8..3, 0u8..3), 0..80)) {
            let events: Vec<NewEvent> = events.into_iter().map(|(minute, what, order, operator)| {
                let (kind, verdict, reason) = [
                    ("scan", "paired", ""), ("scan", "rejected", "sn_format"),
                    ("timeout", "rejected", "half_scan_timeout"), ("void", "", ""),
                ][usize::from(what)];
                let mut event = event(minute, kind, verdict, reason);
                event.context.order = format!("WO{order}");
                event.context.operator = operator.to_string();
                event
            }).collect();
            let found = numbers(&events);
            let naive = |verdict: &str| events.iter().filter(|e| e.verdict == verdict).count() as u64;
            prop_assert_eq!(found.total.good, naive("paired"));
            prop_assert_eq!(found.total.bad, naive("rejected"));
            prop_assert_eq!(found.total.voided, events.iter().filter(|e| e.kind == "void").count() as u64);
            let sum = |counts: Vec<Count>| counts.iter().fold(Count::default(), |mut sum, one| { add(&mut sum, one); sum });
            prop_assert_eq!(sum(found.shifts.iter().map(|(_, c)| *c).collect()), found.total);
            prop_assert_eq!(sum(found.orders.iter().map(|(_, c)| *c).collect()), found.total);
            prop_assert_eq!(sum(found.operators.iter().map(|(_, c)| *c).collect()), found.total);
            prop_assert_eq!(sum(found.hours.iter().map(|(_, c)| *c).collect()), found.total);
            prop_assert_eq!(found.reasons.iter().map(|r| r.count).sum::<u64>(), found.total.bad);
        }
    }
}
