//! What a gun is told after each scan: one of the usual ways, or bytes of one's own.

use egui::Ui;

use super::super::numbers::Row;
use super::{At, Fields};
use crate::scanner::GunKind;
use crate::scanner::feedback::{FeedbackSettings, HexBytes, Preset};
use crate::text::settings as words;
use crate::ui::cx::Cx;
use crate::ui::parts::form;

/// What a usual way is called: those that say something in words, in the user's language.
fn name(cx: &Cx<'_>, preset: &'static Preset) -> &'static str {
    match preset.name {
        "—" => cx.t(words::FEEDBACK_NONE),
        "BEL" => cx.t(words::FEEDBACK_BEL),
        "ACK / NAK" => cx.t(words::FEEDBACK_ACK_NAK),
        makers => makers,
    }
}

/// The guns for which bytes of one's own were asked for; until some are typed they look like none.
#[derive(Default)]
pub(super) struct OwnBytes(Vec<At>);

/// Draws its fields.
pub(super) fn fields(
    ui: &mut Ui,
    at: At,
    feedback: &mut FeedbackSettings,
    own: &mut OwnBytes,
    fields: &mut Fields<'_, '_>,
) {
    let cx = fields.cx;
    // A HID gun is told by output reports, which are its maker's own.
    let presets = FeedbackSettings::PRESETS;
    let presets = if at.0 == GunKind::Hid { &presets[..1] } else { presets };
    let is = presets.iter().position(|preset| preset.settings() == *feedback && !own.0.contains(&at));
    let mut chosen = is;
    let mut choices: Vec<(Option<usize>, String)> =
        presets.iter().enumerate().map(|(n, preset)| (Some(n), name(cx, preset).to_owned())).collect();
    choices.push((None, cx.t(words::FEEDBACK_OWN).to_owned()));
    if form::choose(ui, cx.colours, cx.t(words::FEEDBACK), &mut chosen, &choices) {
        own.0.retain(|other| *other != at);
        fields.numbers.forget_field(fields.place, "good");
        fields.numbers.forget_field(fields.place, "bad");
        match chosen.and_then(|n| presets.get(n)) {
            Some(preset) => *feedback = preset.settings(),
            None => own.0.push(at),
        }
    }
    if chosen.is_some() {
        return;
    }
    let (hint_good, hint_bad) = if at.0 == GunKind::Hid { ("04 01", "04 02") } else { ("06", "15") };
    let rows = [
        (words::FEEDBACK_GOOD, "good", hint_good, &mut feedback.good),
        (words::FEEDBACK_BAD, "bad", hint_bad, &mut feedback.bad),
    ];
    for (name, key, hint, bytes) in rows {
        let row = Row { name, key, place: fields.place, hint };
        let write = |bytes: &HexBytes| String::from(bytes.clone());
        let read = |text: &str| HexBytes::try_from(text.to_owned()).ok();
        fields.numbers.typed(ui, cx, &row, (bytes, write, read), fields.fault);
    }
    let note = if at.0 == GunKind::Hid { words::FEEDBACK_HID_NOTE } else { words::FEEDBACK_OWN_NOTE };
    fields.note(ui, note);
}
