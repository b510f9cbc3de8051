//! The rules that concern one half alone, and what it makes of the half held.

use super::{Facts, Half, Keys, Mode, Scanned, Side};
use crate::order::{DkKind, Order, ScanOrder};
use crate::scan::{Hint, Reason};

/// What a half comes to under an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Refused.
    Refused(Reason),
    /// The gun is not there for this half; the hint says what it is there for.
    WrongGun(Hint),
    /// It is the first half, or the same half again: it is held.
    Waits,
    /// With the half held it makes these keys.
    Completes(Keys),
}

/// Judges a half: product, lists, the gun it came from, same kind twice, step, planned quantity; in
/// this order, for the more exact reason wins. (The wrong gun comes before the same kind twice: a code
/// that this gun may not bring is no second half.)
pub(super) fn half(
    half: &Half,
    order: &Order,
    mode: Mode,
    held: Option<&Half>,
    scan: &Scanned<'_>,
) -> Judgement {
    let facts = &scan.facts;
    if let Some(reason) = product(half, order).or_else(|| lists(half, order, facts)) {
        return Judgement::Refused(reason);
    }
    match scan.only {
        Some(Side::Module) if half.side() == Side::Device => return Judgement::WrongGun(Hint::ModuleGun),
        Some(Side::Device) if half.side() == Side::Module => return Judgement::WrongGun(Hint::DeviceGun),
        _ => {}
    }
    if held.is_some_and(|held| held.side() == half.side() && held != half) {
        return Judgement::Refused(Reason::SameKindTwice);
    }
    if held.is_none() && first_side(order).is_some_and(|first| first != half.side()) {
        return Judgement::Refused(Reason::WrongStep);
    }
    if mode == Mode::Pair && order.planned.is_some_and(|planned| facts.done >= planned) {
        return Judgement::Refused(Reason::OrderComplete);
    }
    match (held, half) {
        (Some(Half::Module { dk }), Half::Device { pk, sn })
        | (Some(Half::Device { pk, sn }), Half::Module { dk }) => {
            Judgement::Completes(Keys { dk: dk.clone(), pk: pk.clone(), sn: sn.clone() })
        }
        _ => Judgement::Waits,
    }
}

fn product(half: &Half, order: &Order) -> Option<Reason> {
    match half {
        Half::Device { pk, .. } if *pk != order.product_key => Some(Reason::WrongProduct),
        _ => None,
    }
}

fn lists(half: &Half, order: &Order, facts: &Facts) -> Option<Reason> {
    let missing = facts.listed == Some(false);
    match half {
        Half::Device { .. } => missing.then_some(Reason::SnNotIssued),
        Half::Module { dk } => (missing || !tac_allowed(dk, order)).then_some(Reason::DkNotAllowed),
    }
}

fn tac_allowed(dk: &str, order: &Order) -> bool {
    let applies = order.dk_kind == DkKind::Imei && !order.tac.is_empty();
    !applies || order.tac.iter().any(|tac| dk.starts_with(tac.as_str()))
}

fn first_side(order: &Order) -> Option<Side> {
    match order.scan_order {
        ScanOrder::Any => None,
        ScanOrder::ModuleFirst => Some(Side::Module),
        ScanOrder::DeviceFirst => Some(Side::Device),
    }
}
