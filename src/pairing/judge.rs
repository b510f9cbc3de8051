//! The rules that concern one half alone, and what it makes of the half held.

use super::{Facts, Half, Held, Keys, Mode, ModuleSays, Scanned, Side};
use crate::order::{DkKind, Order, ScanOrder};
use crate::scan::{Hint, Reason};

/// What a half comes to under an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Refused.
    Refused(Reason),
    /// Refused for what it makes with the half held: these keys.
    PairRefused(Reason, Keys),
    /// The gun is not there for this half; the hint says what it is there for.
    WrongGun(Hint),
    /// It is the first half, or the same half again: it is held.
    Waits,
    /// With the half held it makes these keys.
    Completes(Keys),
}

/// Judges a half: product, lists, the gun it came from, the module's own word, same kind twice, step,
/// planned quantity; in this order, for the more exact reason wins. (The wrong gun comes before the same
/// kind twice: a code that this gun may not bring is no second half.) The module's own word is heard
/// again where both halves are there: the label may have been scanned before the module answered.
pub(super) fn half(
    half: &Half,
    order: &Order,
    mode: Mode,
    held: Option<&Held>,
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
    if held.is_some_and(|held| is_anothers(held, scan)) {
        return Judgement::WrongGun(Hint::OtherGun);
    }
    let held = held.map(|held| &held.half);
    if let Half::Module { dk } = half
        && disagrees(dk, &facts.module)
    {
        return Judgement::Refused(Reason::ModuleDisagrees);
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
            pair(Keys { dk: dk.clone(), pk: pk.clone(), sn: sn.clone() }, mode, &facts.module)
        }
        _ => Judgement::Waits,
    }
}

/// Is the half held another gun's, where each device is scanned with one gun? Two guns of which one is
/// there for one side only belong together.
fn is_anothers(held: &Held, scan: &Scanned<'_>) -> bool {
    scan.one_gun && scan.only.is_none() && held.only.is_none() && held.source != scan.source
}

/// Both halves against the module. What is only verified may be a finished device, with no wire to it.
fn pair(keys: Keys, mode: Mode, module: &ModuleSays) -> Judgement {
    if disagrees(&keys.dk, module) {
        return Judgement::PairRefused(Reason::ModuleDisagrees, keys);
    }
    if mode == Mode::Pair && *module == ModuleSays::Silent {
        return Judgement::PairRefused(Reason::ModuleSilent, keys);
    }
    Judgement::Completes(keys)
}

fn disagrees(dk: &str, module: &ModuleSays) -> bool {
    matches!(module, ModuleSays::Dk(said) if said != dk)
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
