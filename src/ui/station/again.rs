//! A pair is being replaced: which one, what of it stays and what goes; and what to scan now.

use egui::{Rect, Ui, pos2, vec2};

use super::{Pressed, grouped, wide_button_at};
use crate::pairing::Side;
use crate::station::View;
use crate::station::view::ReplaceView;
use crate::text::{Text, station};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::lettering::{self, Lettering};
use crate::ui::tokens::{Says, round, space, station as sizes};
use crate::ui::widgets::Look;

/// Draws the strip above the slots.
pub(super) fn strip(
    ui: &mut Ui,
    cx: &Cx<'_>,
    place: Rect,
    unit: f32,
    replacing: &ReplaceView,
) -> Option<Pressed> {
    let tone = cx.colours.tone(Says::Replace);
    ui.painter().rect_filled(place, round::CARD, tone.fill);
    let inside = place.shrink2(vec2(space::L * unit, space::S * unit));
    let icon = lettering::square_left(inside, 0.7);
    icons::paint(ui.painter(), Icon::Swap, icon, tone.ink);
    let wide = sizes::STRIP_BUTTON * unit.max(1.0);
    let button = Rect::from_min_max(pos2(inside.right() - wide, inside.top()), inside.max);
    let words = Rect::from_min_max(pos2(icon.right() + space::L * unit, inside.top()), button.left_bottom())
        .with_max_x(button.left() - space::M);
    let (upper, lower) = words.split_top_bottom_at_fraction(0.5);
    let title = match replacing.side {
        Side::Module => station::AGAIN_MODULE,
        Side::Device => station::AGAIN_STICKER,
    };
    Lettering::new(cx.t(title), fonts::bold, sizes::CAPTION * unit * 1.4, tone.ink).put(ui, upper);
    let (left, right) = lower.split_left_right_at_fraction(0.52);
    let [stays, goes] = codes(cx, replacing);
    code(ui, cx, left.with_max_x(left.right() - space::M), unit, &stays);
    code(ui, cx, right, unit, &goes);
    let pressed = wide_button_at(ui, cx, Look::Secondary, cx.t(station::AGAIN_CANCEL), button, unit);
    pressed.then_some(Pressed::Cancel)
}

/// What stays, and what goes: a caption and a code each.
fn codes(cx: &Cx<'_>, replacing: &ReplaceView) -> [(Text, String); 2] {
    let kind = cx.view.order.as_ref().map(|order| order.dk_kind).unwrap_or_default();
    let (dk, sn) = (grouped(kind, &replacing.keys.dk), replacing.keys.sn.clone());
    match replacing.side {
        Side::Device => [(station::AGAIN_KEPT_MODULE, dk), (station::AGAIN_OLD_STICKER, sn)],
        Side::Module => [(station::AGAIN_KEPT_STICKER, sn), (station::AGAIN_OLD_MODULE, dk)],
    }
}

fn code(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32, (caption, code): &(Text, String)) {
    let tone = cx.colours.tone(Says::Replace);
    let caption = Lettering::new(cx.t(*caption), fonts::regular, sizes::CAPTION * unit, tone.quiet);
    let after = caption.put(ui, place).right() + space::S * unit;
    let rest = Rect::from_min_max(pos2(after, place.top()), place.max);
    Lettering::new(code, fonts::mono_bold, sizes::CAPTION * unit * 1.2, tone.ink).put(ui, rest);
}

/// The next act: its word, and the sentence under it.
pub(super) fn next(view: &View, replacing: &ReplaceView) -> (Text, Text) {
    let kept = replacing.side.other();
    match replacing.proven {
        false => (prompt(view, replacing, kept), station::AGAIN_PROVE),
        true => (prompt(view, replacing, replacing.side), station::AGAIN_RIGHT),
    }
}

/// What is to be scanned for one side.
pub(super) fn prompt(view: &View, replacing: &ReplaceView, side: Side) -> Text {
    let new = side == replacing.side;
    match (side, new) {
        (Side::Module, true) if view.modules_speak() => station::AGAIN_CONNECT_NEW,
        (Side::Module, false) if view.modules_speak() => station::AGAIN_CONNECT_KEPT,
        (Side::Module, true) => station::AGAIN_SCAN_NEW_MODULE,
        (Side::Module, false) => station::AGAIN_SCAN_KEPT_MODULE,
        (Side::Device, true) => station::AGAIN_SCAN_NEW_DEVICE,
        (Side::Device, false) => station::AGAIN_SCAN_KEPT_DEVICE,
    }
}
