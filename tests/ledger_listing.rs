//! Listings against a plain model that looks at everything, and readers beside the writer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ledger_support;

use ledger_support::{Bench, NOON, event, faults, keys, pair, paired};
use pairing_station::ledger::{
    Context, Event, EventFilter, Ledger, LedgerError, NewAnswer, NewEvent, NewExport, Pair, PairFilter,
    PairOutcome, PairState, Platform, PlatformState, Reader, Rejection, Stamp,
};
use proptest::prelude::*;

const HOUR: i64 = 3_600_000;

/// What happens to a ledger of pairs.
#[derive(Debug, Clone)]
enum Step {
    Pair {
        dk: u8,
        sn: u8,
        hours: i64,
        order: usize,
        shift: usize,
        operator: usize,
    },
    Void(usize),
    Export(usize, usize),
    /// Which export, which of its pairs are refused (every so manieth), and whether the others are accepted.
    Answer(usize, usize, bool),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0u8..40, 0u8..40, 0i64..40, 0usize..2, 0usize..2, 0usize..2).prop_map(
            |(dk, sn, hours, order, shift, operator)| Step::Pair { dk, sn, hours, order, shift, operator }),
        3 => (0usize..40).prop_map(Step::Void),
        2 => (0usize..40, 0usize..20).prop_map(|(from, n)| Step::Export(from, n)),
        2 => (0usize..4, 1usize..5, any::<bool>()).prop_map(|(of, every, others)| Step::Answer(of, every, others)),
        1 => Just(Step::Reopen),
    ]
}

fn pair_filter() -> impl Strategy<Value = PairFilter> {
    let platform = [
        None,
        Some(PlatformState::NotHandedOver),
        Some(PlatformState::Elsewhere),
        Some(PlatformState::Waiting),
        Some(PlatformState::Accepted),
        Some(PlatformState::Rejected),
    ];
    (
        (prop::option::of(20_261_122i32..20_261_125), prop::option::of(20_261_122i32..20_261_125)),
        prop::option::of(0usize..3),
        (prop::option::of(0usize..3), prop::option::of(0usize..3)),
        prop::sample::select(vec![
            "", " ", "dk1", "DK1", "sN", "Sn2", "dk15", "x", "dk1_", "%", "1", "k1", "n2 DK", "1 2 sn",
            "wo0", "WO1 k1", "OP1", "p1 3", "wo dk op",
        ]),
        prop::sample::select(vec![PairState::All, PairState::Active, PairState::Voided]),
        any::<bool>(),
        prop::sample::select(platform.to_vec()),
        prop::option::weighted(0.2, 1i64..4),
    )
        .prop_map(
            |((day, until), shift, (order, operator), search, state, only_new, platform, export)| {
                PairFilter {
                    day,
                    until,
                    platform,
                    export,
                    operator: operator.map(|n| format!("op{n}")),
                    shift: shift.map(|n| format!("shift{n}")),
                    order: order.map(|n| format!("WO{n}")),
                    search: search.to_owned(),
                    state,
                    only_new,
                    ..PairFilter::default()
                }
            },
        )
}

/// The model's record: a pair, and the calendar day it was made.
struct Made {
    pair: Pair,
    day: i32,
    /// The exports it is in.
    exports: Vec<i64>,
}

fn matches(made: &Made, filter: &PairFilter) -> bool {
    let pair = &made.pair;
    let texts = [&pair.dk, &pair.sn, &pair.context.order, &pair.context.operator].map(|t| t.to_lowercase());
    let has = |word: &str| texts.iter().any(|text| text.contains(&word.to_lowercase()));
    let day = if filter.shift.is_some() { pair.context.shift_day } else { made.day };
    filter.until.map_or(filter.day.is_none_or(|d| d == day), |last| {
        filter.day.is_none_or(|d| d <= day) && day <= last
    }) && filter.operator.as_ref().is_none_or(|o| *o == pair.context.operator)
        && filter.shift.as_ref().is_none_or(|s| *s == pair.context.shift)
        && filter.order.as_ref().is_none_or(|o| *o == pair.context.order)
        && filter.search.split_whitespace().all(has)
        && match filter.state {
            PairState::All => true,
            PairState::Active => pair.voided.is_none(),
            PairState::Voided => pair.voided.is_some(),
        }
        && !(filter.only_new && pair.exported)
        && filter.platform.is_none_or(|state| state == pair.platform.state())
        && filter.export.is_none_or(|id| made.exports.contains(&id))
}

fn make(ledger: &Ledger, model: &mut Vec<Made>, step: &Step) {
    let Step::Pair { dk, sn, hours, order, shift, operator } = step else { return };
    // Keys in both letter cases; days by a clock eight hours ahead.
    let (dk, sn) = (format!("{}{}", ["dk", "DK", "Dk"][usize::from(dk % 3)], dk / 3), format!("Sn{sn}"));
    let context = Context {
        station: "S1".into(),
        operator: format!("op{operator}"),
        order: format!("WO{order}"),
        shift: format!("shift{shift}"),
        shift_day: 20_261_122 + i32::try_from(hours / 30).unwrap(),
    };
    let stamp = Stamp { at: NOON + hours * HOUR, offset_min: 480 };
    let id = ledger.reserve_pair_id();
    let given = NewEvent { stamp, context: context.clone(), ..paired(0) };
    let free = !model.iter().any(|m| m.pair.voided.is_none() && (m.pair.dk == dk || m.pair.sn == sn));
    let outcome = ledger.pair(keys(id, &dk, &sn), given).unwrap();
    assert_eq!(outcome == PairOutcome::Paired, free, "{dk} {sn}");
    if free {
        let pk = "p11sf2".to_owned();
        let (exported, platform) = (false, Platform::NotHandedOver);
        let name = String::new();
        let pair = Pair { id, dk, pk, sn, name, stamp, context, voided: None, exported, platform };
        // 20:00 local time on the 22nd, and so many hours later.
        let day = 20_261_122 + i32::try_from((20 + hours) / 24).unwrap();
        model.push(Made { pair, day, exports: Vec::new() });
    }
}

fn void(ledger: &Ledger, reader: &Reader, model: &mut [Made], n: usize) {
    let Some(made) = model.get_mut(n) else { return };
    let active = made.pair.voided.is_none();
    assert_eq!(ledger.void(made.pair.id, "why", event("void", NOON)).unwrap(), active);
    made.pair.voided = reader.pair(made.pair.id).unwrap().unwrap().voided;
    assert!(made.pair.voided.is_some());
}

fn export(ledger: &Ledger, model: &mut [Made], from: usize, n: usize) {
    let pairs: Vec<i64> = model.iter().skip(from).take(n).map(|made| made.pair.id).collect();
    let export = NewExport { event: event("export", NOON), pairs, files: Vec::new() };
    let id = ledger.record_export(export, &mut |_, _| true).unwrap();
    for made in model.iter_mut().skip(from).take(n) {
        made.pair.exported = true;
        made.pair.platform = Platform::Waiting;
        made.exports.push(id);
    }
}

fn answer(ledger: &Ledger, model: &mut [Made], of: usize, every: usize, others: bool) {
    let exports = ledger.reader().unwrap().exports().unwrap();
    let Some(export) = exports.get(of).map(|export| export.id) else { return };
    let mut held: Vec<&mut Made> = model.iter_mut().filter(|made| made.exports.contains(&export)).collect();
    let error = |pair: i64| format!("70062 of pair {pair} in export {export}");
    let rejected: Vec<Rejection> = held
        .iter()
        .step_by(every)
        .map(|made| Rejection { pair: made.pair.id, error: error(made.pair.id) })
        .collect();
    let refused: Vec<i64> = rejected.iter().map(|row| row.pair).collect();
    let event = event("answer", NOON);
    ledger.record_answer(NewAnswer { event, export, rejected, others_accepted: others }).unwrap();
    for made in &mut held {
        let id = made.pair.id;
        match (made.exports.last() == Some(&export), refused.contains(&id)) {
            (true, true) => made.pair.platform = Platform::Rejected(error(id)),
            (true, false) if others => made.pair.platform = Platform::Accepted,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs_are_listed_as_the_model_lists_them(
        steps in prop::collection::vec(step(), 1..70),
        filters in prop::collection::vec((pair_filter(), 0u64..12, 0u64..12), 8),
    ) {
        let bench = Bench::new();
        let mut ledger = bench.open();
        let mut reader = ledger.reader().unwrap();
        let mut model = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            match step {
                Step::Pair { .. } => make(&ledger, &mut model, step),
                Step::Void(n) => void(&ledger, &reader, &mut model, *n),
                Step::Export(from, n) => export(&ledger, &mut model, *from, *n),
                Step::Answer(of, every, others) => answer(&ledger, &mut model, *of, *every, *others),
                Step::Reopen => {
                    drop((ledger, reader));
                    ledger = bench.open();
                    reader = ledger.reader().unwrap();
                }
            }
            let (filter, offset, limit) = &filters[n % filters.len()];
            let all: Vec<Pair> = model.iter().filter(|m| matches(m, filter)).map(|m| m.pair.clone()).collect();
            prop_assert_eq!(reader.count_pairs(filter).unwrap(), all.len() as u64, "{:?}", filter);
            let page: Vec<Pair> = all.iter().rev().skip(*offset as usize).take(*limit as usize).cloned().collect();
            prop_assert_eq!(reader.page_pairs(filter, *offset, *limit).unwrap(), page);
            let mut each = Vec::new();
            reader.each_pair(filter, &mut |pair| { each.push(pair.clone()); true }).unwrap();
            prop_assert_eq!(each, all);
        }
        for export in reader.exports().unwrap() {
            let held = |also: &dyn Fn(&Pair) -> bool| {
                model.iter().filter(|m| m.exports.contains(&export.id) && also(&m.pair)).count() as u64
            };
            prop_assert_eq!(export.pairs, held(&|_| true));
            prop_assert_eq!(export.voided, held(&|pair| pair.voided.is_some()));
            prop_assert_eq!(export.accepted + export.rejected + export.waiting(), export.pairs);
        }
        let handed_over = model.iter().filter(|m| m.pair.exported && m.pair.voided.is_some()).count();
        prop_assert_eq!(reader.count_corrections(true).unwrap(), handed_over as u64);
        for operator in ["op0", "op1", "op2"] {
            let last = model.iter().rev().find(|m| m.pair.context.operator == operator).map(|m| m.pair.clone());
            prop_assert_eq!(reader.last_pair_of(operator, "S1").unwrap(), last);
            prop_assert_eq!(reader.last_pair_of(operator, "S2").unwrap(), None);
        }
        for order in ["WO0", "WO1"] {
            let active = model.iter().filter(|m| m.pair.context.order == order && m.pair.voided.is_none()).count();
            prop_assert_eq!(reader.done(order).unwrap(), active as u64);
        }
        // Exports here name no files, which is all `check` has to say.
        let found: Vec<String> = faults(&reader).into_iter().filter(|f| !f.contains("rows of product")).collect();
        prop_assert_eq!(found, [""; 0]);
    }

    #[test]
    fn events_are_listed_as_the_model_lists_them(
        events in prop::collection::vec((0i64..6 * HOUR, 0usize..4, 0usize..4, 0usize..3), 1..60),
        filter in event_filter(),
        (offset, limit) in (0u64..12, 0u64..12),
        batch in 1usize..20,
    ) {
        let bench = Bench::new();
        let ledger = bench.open();
        let reader = ledger.reader().unwrap();
        let mut model: Vec<Event> = Vec::new();
        for batch in events.chunks(batch) {
            let new: Vec<NewEvent> = batch.iter().copied().map(some_event).collect();
            ledger.append(new.clone()).unwrap();
            for event in new {
                model.push(Event { seq: model.len() as i64 + 1, event });
            }
            // The same question again and again: the answer must grow with the ledger.
            let all: Vec<Event> = model.iter().filter(|e| event_matches(&e.event, &filter)).cloned().collect();
            prop_assert_eq!(reader.count_events(&filter).unwrap(), all.len() as u64);
            let page: Vec<Event> = all.iter().rev().skip(offset as usize).take(limit as usize).cloned().collect();
            prop_assert_eq!(reader.page_events(&filter, offset, limit).unwrap(), page);
            let mut each = Vec::new();
            reader.each_event(&filter, &mut |event| { each.push(event.clone()); true }).unwrap();
            prop_assert_eq!(each, all);
            prop_assert_eq!(reader.count_events(&EventFilter::default()).unwrap(), model.len() as u64);
        }
        prop_assert_eq!(faults(&reader), [""; 0]);
    }
}

const KINDS: [&str; 4] = ["scan", "timeout", "ack", "login"];
const REASONS: [&str; 4] = ["", "bounce", "unknown_code", "duplicate_dk"];
const GUNS: [&str; 3] = ["gun1", "gun2", ""];

fn some_event((after, kind, reason, gun): (i64, usize, usize, usize)) -> NewEvent {
    NewEvent {
        reason: REASONS[reason].into(),
        verdict: ["module", "ignored", "rejected", "rejected"][reason].into(),
        source: GUNS[gun].into(),
        raw: [b"ABC\xff\x00".as_slice(), b"abcd", "IMEI：8".as_bytes(), b""][(kind + gun) % 4].to_vec(),
        dk: ["", "863950"][kind % 2].into(),
        sn: ["", "VDR7", "vdr8"][gun].into(),
        ..event(KINDS[kind], NOON + after)
    }
}

fn event_filter() -> impl Strategy<Value = EventFilter> {
    let time = || prop::option::of((0i64..12).prop_map(|half| NOON + half * HOUR / 2));
    let text =
        |of: &[&'static str]| prop::option::of(prop::sample::select(of.to_vec()).prop_map(str::to_owned));
    (
        time(),
        time(),
        text(&["module", "rejected", "paired"]),
        text(&REASONS),
        text(&GUNS),
        any::<bool>(),
        prop::sample::select(vec!["", "abc", "BCD", "950", "vDr", "：", "none"]),
    )
        .prop_map(|(since, until, verdict, reason, source, scans_only, search)| EventFilter {
            since,
            until,
            verdict,
            reason,
            source,
            scans_only,
            search: search.to_owned(),
        })
}

fn event_matches(event: &NewEvent, filter: &EventFilter) -> bool {
    let has = |bytes: &[u8]| {
        let [text, wanted] = [bytes, filter.search.as_bytes()].map(<[u8]>::to_ascii_lowercase);
        wanted.is_empty() || text.windows(wanted.len()).any(|part| part == wanted)
    };
    filter.since.is_none_or(|since| event.stamp.at >= since)
        && filter.until.is_none_or(|until| event.stamp.at < until)
        && filter.verdict.as_ref().is_none_or(|v| *v == event.verdict)
        && filter.reason.as_ref().is_none_or(|r| *r == event.reason)
        && filter.source.as_ref().is_none_or(|s| *s == event.source)
        && (!filter.scans_only || ["scan", "timeout"].contains(&event.kind))
        && (has(event.dk.as_bytes()) || has(event.sn.as_bytes()) || has(&event.raw))
}

#[test]
fn neither_readers_nor_the_writer_wait_for_each_other() {
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..10 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    let (slow, quick) = (ledger.reader().unwrap(), ledger.reader().unwrap());
    let all = PairFilter::default();
    let mut seen = 0;
    slow.each_pair(&all, &mut |old| {
        // A pair is committed, and seen by others, in the middle of a reading.
        pair(&ledger, &format!("new{}", old.id), &format!("new{}", old.id), NOON);
        seen += 1;
        assert_eq!(quick.count_pairs(&all).unwrap(), 10 + seen);
        assert_eq!(slow.count_pairs(&all).unwrap(), 10, "this reading keeps its picture");
        true
    })
    .unwrap();
    assert_eq!((seen, slow.count_pairs(&all).unwrap()), (10, 20));

    // A writer in the middle of its transaction holds up no reader.
    let other = bench.raw();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE scratch SET n = 7").unwrap();
    assert_eq!(quick.count_pairs(&all).unwrap(), 20);
    other.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn a_listing_can_be_stopped() {
    let bench = Bench::new();
    let ledger = bench.open();
    for n in 0..3 {
        pair(&ledger, &format!("dk{n}"), &format!("sn{n}"), NOON);
    }
    let reader = ledger.reader().unwrap();
    let mut seen = 0;
    let mut stop = || {
        seen += 1;
        seen % 2 == 1
    };
    let pairs = reader.each_pair(&PairFilter::default(), &mut |_| stop());
    assert!(matches!(pairs, Err(LedgerError::Cancelled)));
    let events = reader.each_event(&EventFilter::default(), &mut |_| stop());
    assert!(matches!(events, Err(LedgerError::Cancelled)));
    assert_eq!(seen, 4);
}
