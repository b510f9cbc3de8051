//! The verdict band: colour, icon, word, and the sentence that says what to do now.

use egui::accesskit::Role;
use egui::{Align2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{Pressed, again, owes, wide_button_at};
use crate::order::ScanOrder;
use crate::pairing::{Kind, Mode, Verdict};
use crate::scan::{Control, Reason};
use crate::station::View;
use crate::station::view::Expect;
use crate::text::{Text, challenge, station, training};
use crate::ui::cx::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::lettering::{self, Lettering};
use crate::ui::tokens::{self, Says, Tone, font, round, size, space, station as sizes};
use crate::ui::widgets::Look;
use crate::ui::{fonts, words};

/// What the band shows.
#[derive(Debug, Clone, PartialEq)]
struct Band {
    says: Says,
    icon: Icon,
    word: Text,
    sentence: Text,
    /// What stands at the right.
    aside: Aside,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Aside {
    Nothing,
    /// The half held still holds so many seconds.
    Left(u64),
    /// Running number of the pair.
    Number(u64),
    /// A button.
    Press(Pressed, Text),
}

impl Band {
    /// What the band says of this view at this time.
    fn of(view: &View, now: i64) -> Band {
        if view.order.is_none() && !view.mode.verifies() {
            return Band::no_order(view);
        }
        let left = view.deadline.map(|deadline| (deadline - now).max(0).unsigned_abs().div_ceil(1000));
        let held = left.map_or(Aside::Nothing, Aside::Left);
        let Some(last) = &view.last else {
            return Band::waiting(view, held);
        };
        let (says, _) = tokens::says(&last.verdict);
        let (word, sentence) = words::verdict(&last.verdict);
        let complete = is_complete(view);
        match last.verdict.kind {
            Kind::Module | Kind::Device => Band::waiting(view, held),
            Kind::Paired => Band {
                says,
                icon: Icon::Check,
                word,
                sentence: match complete {
                    // Green, and yet nothing to be released.
                    _ if view.challenge.is_some() => challenge::PAIRED_NOTE,
                    _ if view.training => training::PAIRED_NOTE,
                    true => station::COMPLETE_AFTER_PAIR,
                    false => sentence,
                },
                aside: match &view.order {
                    Some(order) if view.challenge.is_none() => Aside::Number(order.done),
                    _ => Aside::Nothing,
                },
            },
            Kind::AlreadyPaired => {
                let sentence = match (view.challenge, view.training) {
                    (Some(_), _) => challenge::PAIRED_NOTE,
                    (None, true) => training::PAIRED_NOTE,
                    (None, false) => sentence,
                };
                Band { says, icon: Icon::Again, word, sentence, aside: held }
            }
            Kind::Verified if view.mode == Mode::VerifySticker => Band {
                says,
                icon: Icon::Check,
                word: station::EXPECTED,
                sentence: station::EXPECTED_NOTE,
                aside: held,
            },
            Kind::Verified => Band { says, icon: Icon::Check, word, sentence, aside: held },
            Kind::Rejected if says == Says::Hard => {
                // Acknowledged: what was wrong is over, what comes next counts.
                Band::waiting(view, held)
            }
            Kind::Rejected => Band { says, icon: Icon::Warning, word, sentence, aside: held },
            Kind::Ignored if left.is_some() => Band::waiting(view, held),
            Kind::Ignored => Band { says, icon: Icon::Pause, word, sentence, aside: held },
            Kind::Command if last.verdict.command == Some("no") => {
                Band { says: Says::Soft, icon: Icon::Warning, word, sentence, aside: held }
            }
            Kind::Command if last.verdict.command == Some("ack") && view.challenge.is_some() => {
                Band { says, icon: Icon::Check, word, sentence: challenge::GO_ON, aside: held }
            }
            Kind::Command => Band { says, icon: Icon::Check, word, sentence, aside: held },
        }
    }

    /// No order is open; an order card that was refused is not to go unseen for it.
    fn no_order(view: &View) -> Band {
        let aside = Aside::Press(Pressed::Orders, station::OPEN_ORDERS);
        if let Some((verdict, _)) = refused_card(view) {
            let (word, sentence) = words::verdict(verdict);
            return Band { says: Says::Soft, icon: Icon::Warning, word, sentence, aside };
        }
        let (word, sentence) = (station::NO_ORDER, station::NO_ORDER_TODO);
        Band { says: Says::Neutral, icon: Icon::Orders, word, sentence, aside }
    }

    /// Its sentence; that of a refused order card says which.
    fn sentence(&self, cx: &Cx<'_>) -> String {
        let sentence = cx.t(self.sentence);
        match refused_card(cx.view) {
            Some((_, name)) if self.says == Says::Soft => station::of_card(cx.lang, name, sentence),
            _ => sentence.to_owned(),
        }
    }

    /// Nothing to report: the next act.
    fn waiting(view: &View, held: Aside) -> Band {
        if let Some(replacing) = &view.replacing {
            let (word, sentence) = again::next(view, replacing);
            return Band { says: Says::Replace, icon: Icon::Swap, word, sentence, aside: held };
        }
        if is_complete(view) && view.expect == Expect::Nothing {
            return Band {
                says: Says::Neutral,
                icon: Icon::Pause,
                word: station::COMPLETE,
                sentence: station::COMPLETE_TODO,
                aside: Aside::Press(Pressed::Orders, station::OPEN_ORDERS),
            };
        }
        let half = matches!(held, Aside::Left(_));
        let instead = match view.challenge {
            Some(_) => Some((Icon::Play, challenge::GO_ON, challenge::GO_ON_NOTE)),
            None if owes(view) => Some((Icon::Pause, challenge::WAITS, challenge::WAITS_NOTE)),
            None => None,
        };
        if let Some((icon, word, sentence)) = instead.filter(|_| !half) {
            return Band { says: Says::Neutral, icon, word, sentence, aside: Aside::Nothing };
        }
        let (word, sentence) = if view.modules_speak() { connect(view, half) } else { scan(view, half) };
        let aside = match held {
            Aside::Nothing if view.mode == Mode::Pair => {
                Aside::Press(Pressed::Mode(Mode::Verify), station::VERIFY_BUTTON)
            }
            held => held,
        };
        let icon = if view.mode.verifies() { Icon::Lens } else { Icon::Play };
        Band { says: Says::Neutral, icon, word, sentence, aside }
    }
}

/// The planned quantity is reached.
fn is_complete(view: &View) -> bool {
    view.order.as_ref().is_some_and(|order| order.planned.is_some_and(|planned| order.done >= planned))
}

/// The order card that was just refused: the verdict, and the name on the card.
fn refused_card(view: &View) -> Option<(&Verdict, &str)> {
    let last = view.last.as_ref()?;
    match (last.verdict.reason?, Control::read(&last.text)) {
        (Reason::UnknownOrder | Reason::OrderClosed, Some(Control::OrderCard(name))) => {
            // The end of the text, so that it can be borrowed.
            Some((&last.verdict, &last.text[last.text.len() - name.len()..]))
        }
        _ => None,
    }
}

/// The next act where labels are scanned; `half` = one of the two is held.
fn scan(view: &View, half: bool) -> (Text, Text) {
    let order = view.order.as_ref().map(|order| order.scan_order).unwrap_or_default();
    match (view.expect, half) {
        _ if view.mode == Mode::VerifySticker => (station::VERIFY_STICKER_SCAN, station::VERIFY_STICKER_TODO),
        (Expect::Module, true) => (station::SCAN_MODULE, station::HAVE_DEVICE),
        (Expect::Device, true) => (station::SCAN_DEVICE, station::HAVE_MODULE),
        (Expect::Module, _) => (station::SCAN_MODULE, station::MODULE_FIRST),
        (Expect::Device, _) => (station::SCAN_DEVICE, station::DEVICE_FIRST),
        _ if view.mode == Mode::Verify => (station::VERIFY_SCAN, in_order(order)),
        _ => (station::SCAN_EITHER, in_order(order)),
    }
}

/// The next act where modules say their IMEI themselves.
fn connect(view: &View, half: bool) -> (Text, Text) {
    match (view.expect, half) {
        _ if view.mode == Mode::VerifySticker => (station::VERIFY_STICKER_SCAN, station::VERIFY_STICKER_TODO),
        (Expect::Module, true) => (station::CONNECT_MODULE, station::HAVE_DEVICE),
        (Expect::Device, true) => (station::SCAN_DEVICE, station::HAVE_MODULE),
        (Expect::Module, _) => (station::CONNECT_MODULE, station::CONNECT_FIRST),
        (Expect::Device, _) => (station::SCAN_DEVICE, station::CONNECT_LAST),
        _ if view.mode == Mode::Verify => (station::VERIFY_SCAN, station::CONNECT_FIRST),
        _ => (station::CONNECT_NEXT, station::CONNECT_FIRST),
    }
}

fn in_order(order: ScanOrder) -> Text {
    match order {
        ScanOrder::Any => station::EITHER_ORDER,
        ScanOrder::ModuleFirst => station::MODULE_FIRST,
        ScanOrder::DeviceFirst => station::DEVICE_FIRST,
    }
}

/// Draws the band into `place`.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, place: Rect, unit: f32) -> Option<Pressed> {
    let band = Band::of(cx.view, cx.clock.now());
    let tone = cx.colours.tone(band.says);
    let line = if band.says == Says::Neutral { cx.colours.line } else { tone.fill };
    let stroke = Stroke::new(size::LINE_STRONG, line);
    ui.painter().rect(place, round::CARD, tone.fill, stroke, StrokeKind::Inside);
    let (word, sentence) = (cx.t(band.word), &*band.sentence(cx));
    lettering::name(ui, place, Role::Status, &station::in_slot(cx.lang, word, sentence));

    let inside = place.shrink2(vec2(space::XL * 2.0 * unit, space::M * unit));
    let icon_side = (inside.height() * 0.36).min(sizes::ICON * unit * 1.4);
    let icon = Rect::from_center_size(
        pos2(inside.left() + icon_side / 2.0, inside.center().y),
        vec2(icon_side, icon_side),
    );
    let ink = match band.icon {
        Icon::Play => cx.colours.brand,
        Icon::Lens if !cx.colours.dark => cx.colours.tone(Says::Verify).fill,
        _ => tone.ink,
    };
    icons::paint(ui.painter(), band.icon, icon, ink);
    let aside = aside_place(ui, cx, inside, unit, band.aside);
    let words = Rect::from_min_max(
        pos2(icon.right() + space::XL * 1.6 * unit, inside.top()),
        pos2(aside.left() - space::L * unit, inside.bottom()),
    );
    letter(ui, words, unit, &tone, word, sentence, matches!(band.says, Says::Neutral | Says::Replace));
    draw_aside(ui, cx, aside, unit, &tone, band.aside)
}

/// The same in one line, for the foot of the other screens: a line that is scanning goes on while
/// somebody looks at records.
pub(super) fn strip(ui: &mut Ui, cx: &Cx<'_>, place: Rect) {
    let band = Band::of(cx.view, cx.clock.now());
    let tone = cx.colours.tone(band.says);
    let stroke =
        Stroke::new(size::LINE, if band.says == Says::Neutral { cx.colours.line } else { tone.fill });
    ui.painter().rect(place, round::CARD, tone.fill, stroke, StrokeKind::Inside);
    let inside = place.shrink2(vec2(space::L, space::XS));
    let icon = lettering::square_left(inside, 0.6);
    icons::paint(ui.painter(), band.icon, icon, tone.ink);
    let words = Rect::from_min_max(pos2(icon.right() + space::M, inside.top()), inside.max);
    let word = Lettering::new(cx.t(band.word), fonts::bold, font::TITLE, tone.ink);
    let after = word.put(ui, words).right() + space::L;
    let rest = Rect::from_min_max(pos2(after, words.top()), words.max);
    Lettering::new(&band.sentence(cx), fonts::regular, font::BODY, tone.quiet).put(ui, rest);
}

/// The word over its sentence, both in the middle of the height.
fn letter(ui: &mut Ui, place: Rect, unit: f32, tone: &Tone, word: &str, sentence: &str, next: bool) {
    let largest = if next { sizes::NEXT_ACT } else { sizes::WORD } * unit * 1.25;
    let word_size = largest.min(place.height() * 0.34);
    let (upper, lower) = place.split_top_bottom_at_fraction(0.55);
    let word = Lettering::new(word, fonts::bold, word_size, tone.ink).align(Align2::LEFT_TOP);
    let sentence = Lettering::new(sentence, fonts::regular, sizes::SENTENCE * unit, tone.quiet)
        .align(Align2::LEFT_TOP)
        .lines(3);
    let high = word.measure(ui, upper).y;
    let both = high + sentence.measure(ui, lower).y;
    let top = place.center().y - both / 2.0;
    let at = |y: f32, high: f32| Rect::from_min_size(pos2(place.left(), y), vec2(place.width(), high));
    word.put(ui, at(top, upper.height()));
    sentence.put(ui, at(top + high, lower.height()));
}

/// Where the right end of the band is; of no width if nothing stands there.
fn aside_place(ui: &Ui, cx: &Cx<'_>, inside: Rect, unit: f32, aside: Aside) -> Rect {
    let wide = match aside {
        Aside::Nothing => 0.0,
        Aside::Left(n) => number(ui, n, unit).max(sizes::ASIDE * unit),
        Aside::Number(n) => number(ui, n, unit).max(sizes::ASIDE * unit),
        Aside::Press(_, label) => {
            let text = Lettering::new(cx.t(label), fonts::bold, sizes::NOTE * unit.max(1.0), cx.colours.ink);
            text.width(ui) + 2.0 * space::XL
        }
    };
    let wide = wide.min(inside.width() * 0.34);
    Rect::from_min_max(pos2(inside.right() - wide, inside.top()), inside.max)
}

fn number(ui: &Ui, n: u64, unit: f32) -> f32 {
    let text = n.to_string();
    Lettering::new(&text, fonts::mono_bold, sizes::NUMBER * unit, egui::Color32::BLACK).width(ui)
}

fn draw_aside(
    ui: &mut Ui,
    cx: &Cx<'_>,
    place: Rect,
    unit: f32,
    tone: &Tone,
    aside: Aside,
) -> Option<Pressed> {
    match aside {
        Aside::Nothing => None,
        Aside::Left(n) => {
            let words = (cx.t(station::LEFT), cx.t(station::SECONDS));
            around(ui, place, unit, tone, n, words, &station::seconds_left(cx.lang, n));
            None
        }
        Aside::Number(n) => {
            let words = (cx.t(station::NUMBER_BEFORE), cx.t(station::NUMBER_AFTER));
            around(ui, place, unit, tone, n, words, &station::done_number(cx.lang, n));
            None
        }
        Aside::Press(what, label) => {
            let high = size::TOUCH * unit.max(1.0);
            let place = Rect::from_center_size(place.center(), vec2(place.width(), high));
            wide_button_at(ui, cx, Look::Secondary, cx.t(label), place, unit).then_some(what)
        }
    }
}

/// A large number with a word above and one below, named as one.
fn around(ui: &mut Ui, place: Rect, unit: f32, tone: &Tone, n: u64, words: (&str, &str), name: &str) {
    let high = (sizes::NUMBER * unit).min(place.height() * 0.4);
    let number = Rect::from_center_size(place.center(), vec2(place.width(), high * 1.15));
    let text = n.to_string();
    let painted =
        Lettering::new(&text, fonts::mono_bold, high, tone.ink).align(Align2::RIGHT_CENTER).paint(ui, number);
    let word = sizes::CAPTION * unit * 1.25;
    let above = Rect::from_min_max(place.min, pos2(place.right(), number.top()));
    let below = Rect::from_min_max(pos2(place.left(), number.bottom()), place.max);
    Lettering::new(words.0, fonts::regular, word, tone.quiet).align(Align2::RIGHT_BOTTOM).paint(ui, above);
    Lettering::new(words.1, fonts::regular, word, tone.quiet).align(Align2::RIGHT_TOP).paint(ui, below);
    lettering::name(ui, painted, Role::Label, name);
}
