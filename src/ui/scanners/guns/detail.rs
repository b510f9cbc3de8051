//! One gun, whole: what is wrong with it, and each of its last scans as it came and as it was read.

use egui::{RichText, Ui};

use super::condition::{self, Condition};
use super::used;
use crate::pairing::{Kind, Verdict};
use crate::scan::Rule;
use crate::scanner::settings::GunSettings;
use crate::station::view::{GunView, HeardScan};
use crate::text::{common, scan_log as log_words, scanners as words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::parts::{form, shape};
use crate::ui::tokens::{Palette, Says, font, space};
use crate::ui::widgets::{self, card};
use crate::ui::words as state_words;

/// Bytes shown of one scan; a gun may send thousands.
const MOST: usize = 96;

/// Draws it.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView) {
    card(ui, cx.colours, |ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            widgets::title(ui, state_words::gun_name(cx.lang, &gun.name));
            condition::pill(ui, cx, Condition::of(gun), cx.t(condition::word(gun)));
        });
        ui.add_space(space::XS);
        help(ui, cx, gun);
        facts(ui, cx, gun);
    });
    ui.add_space(space::M);
    card(ui, cx.colours, |ui| {
        widgets::title(ui, cx.t(words::LAST_SCANS));
        if gun.heard.is_empty() {
            ui.label(cx.t(words::NO_SCANS));
            widgets::note(ui, cx.colours, cx.t(words::NO_SCANS_TODO));
        }
        for heard in gun.heard.iter() {
            ui.separator();
            scan(ui, cx, heard);
        }
    });
}

/// What is wrong and what to do, in the colour of its weight.
fn help(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView) {
    let condition = Condition::of(gun);
    if let Some(todo) = condition::todo(cx, gun) {
        let what = match condition {
            Condition::Unfinished => cx.t(common::GUN_UNFINISHED),
            _ => cx.t(state_words::gun_state(&gun.state)),
        };
        form::strip(ui, cx.colours, condition.says(), condition.icon(), what);
        ui.label(todo);
        if condition == Condition::Locked {
            condition::commands(ui, cx);
        }
        ui.add_space(space::S);
    }
}

fn facts(ui: &mut Ui, cx: &Cx<'_>, gun: &GunView) {
    let when = |at: i64| shape::when(cx.clock, at);
    let unfinished = gun.unfinished.as_ref().map_or(String::new(), |it| {
        format!("{} · {}", when(it.at), cut(cx, &shape::visible(head(&it.bytes)), it.bytes.len()))
    });
    let kind = cx.t(state_words::gun_kind(gun.kind)).to_owned();
    let role = cx.t(state_words::role(gun.role)).to_owned();
    let says = state_words::gun_detail(&gun.state).to_owned();
    // Of a gun that is well again, or that failed otherwise before.
    let error = gun.tally.last_error.as_ref().filter(|(_, why)| *why != says);
    let error = error.map(|(at, why)| words::error_at(cx.lang, &when(*at), why));
    for (name, value, code) in [
        (words::KIND, kind, false),
        (words::DEVICE, device(cx, gun), true),
        (words::ROLE, role, false),
        (
            words::STATE,
            format!("{} · {}", cx.t(condition::word(gun)), words::since(cx.lang, &when(gun.since))),
            false,
        ),
        (words::SYSTEM_SAYS, says, false),
        (words::LAST_ERROR, error.unwrap_or_default(), false),
        (words::MODULE_IMEI, module(cx, gun), true),
        (words::WAITING_FOR_END, unfinished, true),
    ] {
        form::fact(ui, cx.colours, cx.t(name), &value, code);
    }
    ui.add_space(space::XS);
    used::numbers(ui, cx, gun, true);
}

/// What the settings say its device is.
fn device(cx: &Cx<'_>, gun: &GunView) -> String {
    let settings = cx.settings.guns();
    let settings = settings.iter().find(|settings| settings.name() == gun.name);
    settings.map_or(String::new(), |settings| match settings {
        GunSettings::Serial(gun) => gun.port.clone(),
        GunSettings::Hid(gun) => gun.device.to_string(),
        GunSettings::Keyboard(gun) => gun.device.clone(),
        GunSettings::Module(port) => port.port.clone(),
    })
}

/// What the module at the module port says.
fn module(cx: &Cx<'_>, gun: &GunView) -> String {
    match &cx.view.module_port {
        Some(port) if gun.kind == crate::scanner::GunKind::Module => {
            port.imei.as_deref().map_or(cx.t(words::NO_MODULE).to_owned(), shape::dk)
        }
        _ => String::new(),
    }
}

/// One scan: time and verdict; its bytes; how it was read; what to do.
fn scan(ui: &mut Ui, cx: &Cx<'_>, heard: &HeardScan) {
    let colours = cx.colours;
    ui.spacing_mut().interact_size.y = 0.0;
    let (icon, ink) = mark(colours, &heard.verdict);
    let (title, todo) = state_words::verdict(&heard.verdict);
    ui.horizontal_wrapped(|ui| {
        let time = RichText::new(shape::when(cx.clock, heard.at)).font(fonts::mono(font::BODY));
        ui.label(time.color(colours.muted));
        icons::show(ui, icon, font::BODY, ink);
        ui.label(
            RichText::new(verdict_word(cx, &heard.verdict, title)).font(fonts::bold(font::BODY)).color(ink),
        );
    });
    ui.spacing_mut().item_spacing.y = space::XS;
    let length = heard.raw.len();
    let bytes = head(&heard.raw);
    let text = match bytes.is_empty() {
        true => cx.t(log_words::NO_BYTES).to_owned(),
        false => cut(cx, &shape::visible(bytes), length),
    };
    form::fact(ui, colours, cx.t(words::AS_TEXT), &text, true);
    form::fact(ui, colours, cx.t(words::AS_HEX), &cut(cx, &shape::hex(bytes), length), true);
    let (name, rules) = match heard.rule {
        Rule::None if !heard.tried.is_empty() => (words::TRIED, tried(cx, &heard.tried)),
        rule => (words::MATCHED, cx.t(state_words::rule(rule)).to_owned()),
    };
    form::fact(ui, colours, cx.t(name), &rules, false);
    if heard.verdict.reason.is_some() {
        form::fact(ui, colours, cx.t(log_words::ADVICE), cx.t(todo), false);
    }
}

/// The rules in the order in which they were tried.
fn tried(cx: &Cx<'_>, rules: &[Rule]) -> String {
    let names = rules.iter().enumerate();
    let names = names.map(|(at, rule)| format!("{}. {}", at + 1, cx.t(state_words::rule(*rule))));
    names.collect::<Vec<_>>().join("  ")
}

/// The verdict in a word; of a refusal, what was wrong.
fn verdict_word(cx: &Cx<'_>, verdict: &Verdict, title: crate::text::Text) -> &'static str {
    match verdict.kind {
        Kind::Module => cx.t(log_words::MODULE),
        Kind::Device => cx.t(log_words::DEVICE),
        _ => cx.t(title),
    }
}

fn mark(colours: &Palette, verdict: &Verdict) -> (Icon, egui::Color32) {
    match verdict.kind {
        Kind::Paired | Kind::Verified => (Icon::Check, colours.good),
        Kind::AlreadyPaired => (Icon::Again, colours.brand),
        Kind::Module | Kind::Device => (Icon::Swap, colours.ink),
        Kind::Command => (Icon::Play, colours.brand),
        Kind::Ignored => (Icon::Pause, colours.muted),
        Kind::Rejected if crate::ui::tokens::says(verdict).0 == Says::Hard => (Icon::Cross, colours.bad),
        Kind::Rejected => (Icon::Warning, colours.bad),
    }
}

/// The bytes that are shown.
fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..MOST).unwrap_or(bytes)
}

/// Says how much there is in all, where only a part is shown.
fn cut(cx: &Cx<'_>, shown: &str, length: usize) -> String {
    if length <= MOST {
        return shown.to_owned();
    }
    format!("{shown} {}", words::cut(cx.lang, &shape::count(length as u64)))
}
