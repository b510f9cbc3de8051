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
    /// Not this half now: the hint says what is in the way.
    WrongStep(Hint),
    /// While a pair is replaced: this is another device's half.
    OtherDevice,
    /// It is the first half, or the same half again: it is held.
    Waits,
    /// With the half held it makes these keys; of a sticker that is verified alone, without a DK.
    Completes(Keys),
}

/// Judges a half that is to be paired: product, lists, the gun it came from, the module's own word, same
/// kind twice, step, planned quantity; in this order, for the more exact reason wins. (The wrong gun comes
/// before the same kind twice: a code that this gun may not bring is no second half.) The module's own
/// word is heard again where both halves are there: the label may have been scanned before the module
/// answered.
pub(super) fn half(half: &Half, order: &Order, held: Option<&Held>, scan: &Scanned<'_>) -> Judgement {
    let facts = &scan.facts;
    if let Some(reason) = product(half, order).or_else(|| lists(half, order, facts)) {
        return Judgement::Refused(reason);
    }
    let early = wrong_gun(half, held, scan)
        .or_else(|| own_word(half, scan).or_else(|| twice(half, held)).map(Judgement::Refused))
        .or_else(|| wrong_step(half, order, held));
    if let Some(refused) = early {
        return refused;
    }
    if order.planned.is_some_and(|planned| facts.done >= planned) {
        return Judgement::Refused(Reason::OrderComplete);
    }
    match joined(half, held) {
        Some(keys) if disagrees(&keys.dk, &facts.module) => {
            Judgement::PairRefused(Reason::ModuleDisagrees, keys)
        }
        Some(keys) if facts.module == ModuleSays::Silent => {
            Judgement::PairRefused(Reason::ModuleSilent, keys)
        }
        Some(keys) => Judgement::Completes(keys),
        None => Judgement::Waits,
    }
}

/// Judges a half that is only verified. The record decides, so the rules that say what may be paired
/// (lists, TAC, planned quantity) do not bind; an open order's product does, and its scanning order. What
/// is verified may be a finished device, with no wire to its module.
pub(super) fn verify(
    half: &Half,
    order: Option<&Order>,
    mode: Mode,
    held: Option<&Held>,
    scan: &Scanned<'_>,
) -> Judgement {
    if let Some(reason) = order.and_then(|order| product(half, order)) {
        return Judgement::Refused(reason);
    }
    let early = wrong_gun(half, held, scan)
        .or_else(|| own_word(half, scan).or_else(|| twice(half, held)).map(Judgement::Refused));
    if let Some(refused) = early {
        return refused;
    }
    if mode == Mode::VerifySticker {
        return match half {
            Half::Module { .. } => Judgement::WrongStep(Hint::StickerOnly),
            Half::Device { .. } => Judgement::Completes(half.keys()),
        };
    }
    if let Some(refused) = order.and_then(|order| wrong_step(half, order, held)) {
        return refused;
    }
    match joined(half, held) {
        Some(keys) if disagrees(&keys.dk, &scan.facts.module) => {
            Judgement::PairRefused(Reason::ModuleDisagrees, keys)
        }
        Some(keys) => Judgement::Completes(keys),
        None => Judgement::Waits,
    }
}

/// The gun is not there for this half, or another gun is at a device.
pub(super) fn wrong_gun(half: &Half, held: Option<&Held>, scan: &Scanned<'_>) -> Option<Judgement> {
    let hint = match scan.only {
        Some(Side::Module) if half.side() == Side::Device => Hint::ModuleGun,
        Some(Side::Device) if half.side() == Side::Module => Hint::DeviceGun,
        _ if held.is_some_and(|held| is_anothers(held, scan)) => Hint::OtherGun,
        _ => return None,
    };
    Some(Judgement::WrongStep(hint))
}

/// A module that says itself that it is another one.
pub(super) fn own_word(half: &Half, scan: &Scanned<'_>) -> Option<Reason> {
    let other = matches!(half, Half::Module { dk } if disagrees(dk, &scan.facts.module));
    other.then_some(Reason::ModuleDisagrees)
}

fn twice(half: &Half, held: Option<&Held>) -> Option<Reason> {
    let same_kind = |held: &Held| held.half.side() == half.side() && held.half != *half;
    held.is_some_and(same_kind).then_some(Reason::SameKindTwice)
}

fn wrong_step(half: &Half, order: &Order, held: Option<&Held>) -> Option<Judgement> {
    let wrong = held.is_none() && first_side(order).is_some_and(|first| first != half.side());
    wrong.then_some(Judgement::Refused(Reason::WrongStep))
}

/// What a half makes with the half held.
fn joined(half: &Half, held: Option<&Held>) -> Option<Keys> {
    match (&held?.half, half) {
        (Half::Module { dk }, Half::Device { pk, sn }) | (Half::Device { pk, sn }, Half::Module { dk }) => {
            Some(Keys { dk: dk.clone(), pk: pk.clone(), sn: sn.clone() })
        }
        _ => None,
    }
}

/// Is the half held another gun's, where each device is scanned with one gun? Two guns of which one is
/// there for one side only belong together.
fn is_anothers(held: &Held, scan: &Scanned<'_>) -> bool {
    scan.one_gun && scan.only.is_none() && held.only.is_none() && held.source != scan.source
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
