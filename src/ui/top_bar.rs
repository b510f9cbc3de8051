//! The status line: order, product, each gun, the ledger, shift and operator, clock.
//!
//! From both ends towards the middle, most important first; what finds no room is left out, and
//! its state stays in its dot ([`dots`]). What is not everyday work (training, a check-up, a
//! recording) has a badge, whatever screen is shown.

mod dots;

use egui::accesskit::Role;
use egui::{Color32, FontId, Rect, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::clock::Clock;
use super::icons::{self, Icon};
use super::parts::shape;
use super::people::bar::AtDesk;
use super::tokens::{Palette, Says, font, round, size, space};
use super::widgets::pressed;
use super::{fonts, words};
use crate::pairing::Mode;
use crate::station::View;
use crate::station::backups::Keeping;
use crate::station::disk::Level;
use crate::text::{Lang, backups, challenge as test_words, common, station};

/// Width of a badge without its word, with the gap before it.
const BARE_BADGE: f32 = size::ICON + 2.0 * space::S + space::L;

/// Room that is kept for shift and operator before the desk's word.
const NAMES: f32 = 150.0;

/// With less room than this, the product gives way to the badges; the order's name stays.
const NARROW: f32 = 600.0;

/// Draws the status line into `rect`; true when its end, which says who is at the desk, was pressed.
pub fn show(
    ui: &mut Ui,
    rect: Rect,
    colours: &Palette,
    lang: Lang,
    (view, keeping, clock): (&View, Option<&Keeping>, &Clock),
    desk: &AtDesk,
) -> bool {
    // Where nothing is paired nobody may think that he pairs, whatever screen is shown.
    let ground = if view.mode.verifies() { colours.tone(Says::Verify).deep } else { colours.bar };
    ui.painter().rect_filled(rect, 0.0, ground);
    let mut line = Line {
        left: rect.left() + space::XL,
        right: rect.right() - space::XL,
        kept: 0.0,
        y: rect.center().y,
    };
    let mut badges = badges(lang, view);
    badges.extend(keeping.into_iter().flat_map(|keeping| of_keeping(lang, keeping)));
    let narrow = !badges.is_empty() && rect.width() < NARROW;
    order(ui, &mut line, colours, lang, view, narrow);

    let now = clock.minute(clock.now());
    let name = common::named_state(lang, lang.t(common::CLOCK), &now);
    line.put_right(ui, &now, &name, fonts::mono(font::TITLE), colours.on_bar);
    line.kept = dots::least(view) + badges.len() as f32 * BARE_BADGE;
    let wanted = line.put_desk(ui, colours, lang, desk, rect.height());
    for (at, badge) in badges.iter().enumerate() {
        let later = (badges.len() - at - 1) as f32 * BARE_BADGE;
        line.kept = dots::least(view) + later;
        line.put_badge(ui, colours, badge);
    }
    line.kept = dots::least(view);
    let operator = match (view.operator.as_str(), view.operator_name.as_str()) {
        ("", _) => lang.t(common::NO_OPERATOR).to_owned(),
        (id, "") => common::operator(lang, id),
        (_, name) => name.to_owned(),
    };
    let who = match words::shift_name(lang, &view.shift) {
        "" => operator,
        shift => format!("{shift} · {operator}"),
    };
    line.put_right(ui, &who, &who, fonts::regular(font::BODY), colours.on_bar_muted);
    dots::show(ui, &mut line, colours, lang, view);
    wanted
}

/// A badge: what it looks like, its word, and all that it says.
struct Badge {
    says: Says,
    icon: Icon,
    word: String,
    name: String,
}

/// What goes on that is not the line's everyday work, what matters most first: seen on every screen.
fn badges(lang: Lang, view: &View) -> Vec<Badge> {
    let noted = |says, icon, word, note| {
        let (word, note) = (lang.t(word), lang.t(note));
        Badge { says, icon, word: word.to_owned(), name: common::named_state(lang, word, note) }
    };
    let training = || noted(Says::Training, Icon::Training, common::TRAINING, common::TRAINING_NOTE);
    let challenge = || noted(Says::Training, Icon::Warning, test_words::TEST, test_words::TEST_NOTE);
    let checkup = || noted(Says::Again, Icon::Lens, common::CHECKING_UP, common::CHECKING_UP_NOTE);
    let recording = view.recording.as_ref().map(|recording| {
        let (says, icon, word, detail) = match &recording.failed {
            Some(why) => {
                (Says::Hard, Icon::Warning, lang.t(common::RECORDING_FAILED).to_owned(), why.clone())
            }
            None => {
                let word = common::recording(lang, &shape::count(recording.scans));
                (Says::Done, Icon::Record, word, recording.path.display().to_string())
            }
        };
        Badge { says, icon, name: common::named_state(lang, &word, &detail), word }
    });
    let verify = || match view.mode {
        Mode::VerifySticker => {
            noted(Says::Verify, Icon::Lens, station::VERIFY_STICKER_MODE, station::VERIFY_STICKER_NOTE)
        }
        _ => noted(Says::Verify, Icon::Lens, station::VERIFY_MODE, station::VERIFY_MODE_NOTE),
    };
    let replacing = || noted(Says::Replace, Icon::Swap, station::AGAIN, station::AGAIN_PROVE);
    let first = [
        view.training.then(training),
        view.challenge.is_some().then(challenge),
        view.mode.verifies().then(verify),
        view.replacing.is_some().then(replacing),
        view.checkup.is_some().then(checkup),
        recording,
    ];
    first.into_iter().flatten().collect()
}

/// What is wrong with backups and disk, the urgent first.
fn of_keeping(lang: Lang, keeping: &Keeping) -> Vec<Badge> {
    let badge = |says, word, note: &str| {
        let word = lang.t(word).to_owned();
        Badge { says, icon: Icon::Warning, name: common::named_state(lang, &word, note), word }
    };
    let disk = match keeping.room.level {
        Level::Enough => None,
        Level::Low => Some((Says::Soft, backups::DISK_LOW_SHORT, backups::DISK_LOW_NOTE)),
        Level::Urgent => Some((Says::Hard, backups::DISK_URGENT_SHORT, backups::DISK_URGENT_NOTE)),
    };
    let disk = disk.map(|(says, word, note)| badge(says, word, lang.t(note)));
    let old = keeping.too_old.then(|| badge(Says::Soft, backups::OLD_SHORT, lang.t(backups::OLD_NOTE)));
    let failed = keeping.trouble().and_then(|target| target.trouble.as_deref());
    let failed = failed.map(|what| badge(Says::Soft, backups::FAILED_SHORT, what));
    [disk, old, failed].into_iter().flatten().collect()
}

fn order(ui: &mut Ui, line: &mut Line, colours: &Palette, lang: Lang, view: &View, narrow: bool) {
    match &view.order {
        Some(order) => {
            let name = format!("{} {}", lang.t(common::ORDER), order.name);
            line.put_left(ui, &name, fonts::bold(font::TITLE), colours.on_bar);
            if !narrow {
                line.put_left(ui, &order.product_key, fonts::mono(font::BODY), colours.on_bar_muted);
            }
        }
        None => {
            line.put_left(ui, lang.t(common::NO_ORDER), fonts::bold(font::TITLE), colours.dot_wait);
        }
    }
    line.left += space::XL;
}

/// The room left between both ends.
struct Line {
    left: f32,
    right: f32,
    /// What is kept free between both: the least that the dots need.
    kept: f32,
    y: f32,
}

impl Line {
    fn put_left(&mut self, ui: &mut Ui, text: &str, font: FontId, colour: Color32) {
        // The right end always keeps room for the clock.
        let most = (self.right - self.left) * 0.6;
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(most);
        let galley = ui.painter().layout_job(job);
        let at = pos2(self.left, self.y - galley.size().y / 2.0);
        let rect = Rect::from_min_size(at, galley.size());
        named(ui, rect, text);
        ui.painter().galley(at, galley, colour);
        self.left = rect.right() + space::L;
    }

    fn put_right(&mut self, ui: &mut Ui, text: &str, name: &str, font: FontId, colour: Color32) {
        let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
        if self.right - galley.size().x < self.left + self.kept {
            return;
        }
        let at = pos2(self.right - galley.size().x, self.y - galley.size().y / 2.0);
        let rect = Rect::from_min_size(at, galley.size());
        named(ui, rect, name);
        ui.painter().galley(at, galley, colour);
        self.right = rect.left() - space::XL;
    }

    /// Who is at the desk, to press; without the word where there is no room for it.
    fn put_desk(&mut self, ui: &mut Ui, colours: &Palette, lang: Lang, desk: &AtDesk, high: f32) -> bool {
        let ink = match desk {
            AtDesk::NotSetUp => colours.dot_wait,
            AtDesk::Nobody => colours.on_bar_muted,
            AtDesk::Here(..) => colours.on_bar,
        };
        let icon = if matches!(desk, AtDesk::Here(..)) { Icon::Badge } else { Icon::Lock };
        let galley = ui.painter().layout_no_wrap(desk.word(lang), fonts::regular(font::BODY), ink);
        let bare = (size::ICON + 2.0 * space::S).max(size::TOUCH);
        let whole = size::ICON + 2.0 * space::S + space::XS + galley.size().x;
        let with_word = self.right - whole >= self.left + self.kept + NAMES;
        let wide = if with_word { whole } else { bare };
        let rect =
            Rect::from_center_size(pos2(self.right - wide / 2.0, self.y), vec2(wide, high.min(size::TOUCH)));
        let response = ui.interact(rect, ui.scope_id().with("desk"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, desk.name(lang)));
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, round::BUTTON, ink.gamma_multiply(0.15));
        }
        let at = if with_word { rect.left() + space::S + size::ICON / 2.0 } else { rect.center().x };
        let square = Rect::from_center_size(pos2(at, self.y), Vec2::splat(size::ICON * 0.8));
        icons::paint(ui.painter(), icon, square, ink);
        if with_word {
            let at = pos2(square.right() + space::XS, self.y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, ink);
        }
        self.right = rect.left() - space::M;
        let wanted = pressed(&response);
        response.on_hover_text(desk.tip(lang));
        wanted
    }

    /// A pill with an icon and a word; without the word where there is no room for it.
    fn put_badge(&mut self, ui: &mut Ui, colours: &Palette, badge: &Badge) {
        let tone = colours.tone(badge.says);
        let galley = ui.painter().layout_no_wrap(badge.word.clone(), fonts::bold(font::BODY), tone.ink);
        let bare = BARE_BADGE - space::L;
        let whole = bare + space::XS + galley.size().x;
        let with_word = self.right - whole >= self.left + self.kept;
        let wide = if with_word { whole } else { bare };
        let rect = Rect::from_center_size(pos2(self.right - wide / 2.0, self.y), vec2(wide, size::BADGE));
        named(ui, rect, &badge.name);
        ui.painter().rect_filled(rect, round::BUTTON, tone.fill);
        let at = pos2(rect.left() + space::S + size::ICON / 2.0, self.y);
        let square = Rect::from_center_size(at, Vec2::splat(size::ICON * 0.8));
        icons::paint(ui.painter(), badge.icon, square, tone.ink);
        if with_word {
            let at = pos2(square.right() + space::XS, self.y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, tone.ink);
        }
        self.right = rect.left() - space::L;
    }
}

/// Gives a painted text its name, and its whole wording when pointed at.
fn named(ui: &mut Ui, rect: Rect, name: &str) {
    let response = ui.interact(rect, ui.scope_id().with(("bar", name)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
    response.on_hover_text(name);
}
