//! Every colour, size and sound of the window.
//!
//! Architecture invariant: nowhere else in `ui` is there a colour, a font size, a spacing or a
//! frequency as a literal. A screen may name the widths of its own columns.
//!
//! Sizes are in points; the window's zoom turns them into pixels. Colours that stand for a verdict
//! are never alone: an icon and a word stand with them. Green and blue, amber and red also differ
//! in lightness, for those who do not see the hue.

use egui::Color32;

use crate::pairing::{Kind, Verdict};
use crate::scan::{Alarm, Reason};
use crate::station::settings::Theme;

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// True for the dark theme.
    pub dark: bool,
    /// Text.
    pub ink: Color32,
    /// Quiet text.
    pub muted: Color32,
    /// Behind everything.
    pub ground: Color32,
    /// Cards, fields.
    pub card: Color32,
    /// Every second row of a table, the empty part of a bar.
    pub stripe: Color32,
    /// Borders.
    pub line: Color32,
    /// What comes next, what can be pressed.
    pub brand: Color32,
    /// Text on it.
    pub on_brand: Color32,
    /// Behind what is chosen.
    pub brand_tint: Color32,
    /// Bars of the hours gone by.
    pub brand_soft: Color32,
    /// Top bar.
    pub bar: Color32,
    /// Text on it.
    pub on_bar: Color32,
    /// Quiet text on it.
    pub on_bar_muted: Color32,
    /// Dots on the top bar: ready, failing, waiting.
    pub dot_good: Color32,
    /// See above.
    pub dot_bad: Color32,
    /// See above.
    pub dot_wait: Color32,
    /// Good, as text or border.
    pub good: Color32,
    /// Bad, as text or border.
    pub bad: Color32,
    /// Shadow behind a dialog.
    pub veil: Color32,
    tones: [Tone; 9],
}

/// What a surface says by its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Says {
    /// Nothing in particular.
    Neutral,
    /// A control barcode was obeyed.
    Done,
    /// Good.
    Good,
    /// This very pair again.
    Again,
    /// Verify mode.
    Verify,
    /// Soft alarm.
    Soft,
    /// Hard alarm.
    Hard,
    /// Training: nothing counts.
    Training,
    /// A pair is being replaced.
    Replace,
}

/// The colours of one such surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tone {
    /// The surface.
    pub fill: Color32,
    /// A darker (or lighter) part of it.
    pub deep: Color32,
    /// Text and icon on it.
    pub ink: Color32,
    /// Second line of text on it.
    pub quiet: Color32,
}

const WHITE: Color32 = Color32::WHITE;
const DARK_INK: Color32 = rgb(0x14202E);

const fn tone(fill: u32, deep: u32, ink: Color32) -> Tone {
    Tone { fill: rgb(fill), deep: rgb(deep), ink, quiet: ink }
}

/// The light theme: lines are bright.
pub const LIGHT: Palette = Palette {
    dark: false,
    ink: DARK_INK,
    muted: rgb(0x5A6878),
    ground: rgb(0xEEF1F5),
    card: WHITE,
    stripe: rgb(0xF5F7FA),
    line: rgb(0xD8DEE6),
    brand: rgb(0x1357C4),
    on_brand: WHITE,
    brand_tint: rgb(0xE6EEFB),
    brand_soft: rgb(0x9DB8E6),
    bar: rgb(0x14202E),
    on_bar: WHITE,
    on_bar_muted: rgb(0xB9C4D1),
    dot_good: rgb(0x34C27B),
    dot_bad: rgb(0xFF6B5E),
    dot_wait: rgb(0xF0B429),
    good: rgb(0x17794A),
    bad: rgb(0xB3261E),
    veil: Color32::from_black_alpha(110),
    tones: [
        Tone { fill: WHITE, deep: rgb(0xF5F7FA), ink: DARK_INK, quiet: rgb(0x5A6878) },
        Tone { fill: rgb(0xE6EEFB), deep: rgb(0xD3E1F8), ink: rgb(0x0F3F8F), quiet: rgb(0x33507D) },
        tone(0x1A8350, 0x146A40, WHITE),
        tone(0x2F6FDE, 0x2559B5, WHITE),
        tone(0x5B3CC4, 0x472E9C, WHITE),
        tone(0xF0B429, 0xD99A0B, DARK_INK),
        tone(0xB3261E, 0x7F1914, WHITE),
        tone(0x9C1C74, 0x6E1252, WHITE),
        tone(0x0B6E8A, 0x07536A, WHITE),
    ],
};

/// The dark theme, for dim lines.
pub const DARK: Palette = Palette {
    dark: true,
    ink: rgb(0xEAF0F7),
    muted: rgb(0xA3B0BF),
    ground: rgb(0x0E151E),
    card: rgb(0x182330),
    stripe: rgb(0x1F2C3B),
    line: rgb(0x33435A),
    brand: rgb(0x7FB0FF),
    on_brand: rgb(0x0B1A33),
    brand_tint: rgb(0x1E3556),
    brand_soft: rgb(0x3F5F93),
    bar: rgb(0x080D14),
    on_bar: rgb(0xF2F6FB),
    on_bar_muted: rgb(0xA3B0BF),
    dot_good: rgb(0x34C27B),
    dot_bad: rgb(0xFF6B5E),
    dot_wait: rgb(0xF0B429),
    good: rgb(0x4FCB8B),
    bad: rgb(0xFF8A80),
    veil: Color32::from_black_alpha(170),
    tones: [
        Tone { fill: rgb(0x182330), deep: rgb(0x1F2C3B), ink: rgb(0xEAF0F7), quiet: rgb(0xA3B0BF) },
        Tone { fill: rgb(0x1E3556), deep: rgb(0x28456E), ink: rgb(0xDCE9FF), quiet: rgb(0xB4CBEE) },
        tone(0x1A8350, 0x146A40, WHITE),
        tone(0x2F6FDE, 0x2559B5, WHITE),
        tone(0x5B3CC4, 0x472E9C, WHITE),
        tone(0xF0B429, 0xD99A0B, DARK_INK),
        tone(0xB3261E, 0x7F1914, WHITE),
        tone(0x9C1C74, 0x6E1252, WHITE),
        tone(0x0B6E8A, 0x07536A, WHITE),
    ],
};

impl Palette {
    /// The colours of a theme.
    pub const fn of(theme: Theme) -> &'static Palette {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The colours of a surface that says this.
    pub const fn tone(&self, says: Says) -> Tone {
        self.tones[says as usize]
    }
}

/// What a verdict's surface says, and what is heard with it: one table for both.
pub fn says(verdict: &Verdict) -> (Says, Option<sound::Cue>) {
    match (verdict.kind, verdict.alarm()) {
        (Kind::Module | Kind::Device, _) => (Says::Neutral, Some(sound::Cue::Tick)),
        (Kind::Paired | Kind::Verified, _) => (Says::Good, Some(sound::Cue::Ok)),
        (Kind::AlreadyPaired, _) => (Says::Again, Some(sound::Cue::OkSoft)),
        (Kind::Rejected, Some(Alarm::Hard)) => (Says::Hard, Some(sound::Cue::Ng)),
        (Kind::Rejected, _) => (Says::Soft, Some(sound::Cue::Ng)),
        (Kind::Ignored, _) if verdict.reason == Some(Reason::Latched) => {
            (Says::Neutral, Some(sound::Cue::Ng))
        }
        (Kind::Ignored, _) => (Says::Neutral, None),
        (Kind::Command, _) => (Says::Done, Some(sound::Cue::Tick)),
    }
}

/// Distances.
pub mod space {
    /// Between an icon and its word.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Inside small cards.
    pub const M: f32 = 12.0;
    /// Between cards.
    pub const L: f32 = 16.0;
    /// Inside cards, around the screen.
    pub const XL: f32 = 20.0;
}

/// Sizes of things.
pub mod size {
    /// Least height of what is touched.
    pub const TOUCH: f32 = 44.0;
    /// Height of a table's row.
    pub const ROW: f32 = 34.0;
    /// Height of a table's header.
    pub const HEADER: f32 = 38.0;
    /// Height of the top bar.
    pub const TOP_BAR: f32 = 56.0;
    /// The same where the window is low.
    pub const TOP_BAR_LOW: f32 = 44.0;
    /// Width of the rail.
    pub const RAIL: f32 = 88.0;
    /// The same without words, where the window is narrow.
    pub const RAIL_NARROW: f32 = 52.0;
    /// Height of one entry of the rail.
    pub const RAIL_ENTRY: f32 = 68.0;
    /// Below this width of the window, things are left out.
    pub const NARROW: f32 = 760.0;
    /// Below this height of the window, things are left out.
    pub const LOW: f32 = 560.0;
    /// Icons beside words.
    pub const ICON: f32 = 20.0;
    /// A badge on the top bar: what goes on that is not the line's everyday work.
    pub const BADGE: f32 = 30.0;
    /// A gun's or the ledger's dot.
    pub const DOT: f32 = 5.0;
    /// Thin borders.
    pub const LINE: f32 = 1.0;
    /// Borders that say something.
    pub const LINE_STRONG: f32 = 2.0;
    /// The border of what comes next.
    pub const LINE_NEXT: f32 = 4.0;
    /// Width of a dialog.
    pub const DIALOG: f32 = 460.0;
    /// Width of a text field.
    pub const FIELD: f32 = 280.0;
    /// Width of a label before a field.
    pub const LABEL: f32 = 150.0;
    /// Height of a progress bar.
    pub const PROGRESS: f32 = 14.0;
    /// The window of a station that cannot start.
    pub const FAULT: [f32; 2] = [720.0, 540.0];
    /// The window at first.
    pub const WINDOW: [f32; 2] = [1280.0, 800.0];
    /// Window at least.
    pub const WINDOW_LEAST: [f32; 2] = [640.0, 480.0];
}

/// Roundings.
pub mod round {
    /// Cards.
    pub const CARD: u8 = 10;
    /// Buttons, fields, chips.
    pub const BUTTON: u8 = 8;
    /// Bars.
    pub const BAR: u8 = 4;
}

/// Font sizes.
pub mod font {
    /// Captions.
    pub const SMALL: f32 = 13.0;
    /// Text.
    pub const BODY: f32 = 16.0;
    /// Buttons.
    pub const BUTTON: f32 = 16.0;
    /// Title of a card.
    pub const TITLE: f32 = 18.0;
    /// Heading of a screen.
    pub const HEADING: f32 = 24.0;
    /// Least size at which text is still shown on the line's screen.
    pub const LEAST: f32 = 10.0;
}

/// The line's own screen: sizes at 1280×800. They grow and shrink with the room there is.
pub mod station {
    /// Room for the screen, without bar and rail, at which everything has the sizes below.
    pub const ROOM: [f32; 2] = [1152.0, 704.0];
    /// Smallest factor; below it, parts are left out.
    pub const LEAST: f32 = 0.62;
    /// Largest factor.
    pub const MOST: f32 = 2.6;
    /// The slots' share of the height.
    pub const SLOT_SHARE: f32 = 0.24;
    /// The lower cards' share of the height.
    pub const LOWER_SHARE: f32 = 0.335;
    /// The verdict band's share of the height, at least; else the lower cards become a line.
    pub const BAND_SHARE: f32 = 0.26;
    /// Below this height the lower cards become a line.
    pub const LOWER_LEAST: f32 = 150.0;
    /// Below this width the lower cards become a line.
    pub const LOWER_WIDTH_LEAST: f32 = 640.0;
    /// Height of that line.
    pub const LINE: f32 = 32.0;
    /// Height of the strip that says which pair is being replaced.
    pub const REPLACE_STRIP: f32 = 92.0;
    /// Height of the strip above (training, verify mode, ledger failing).
    pub const STRIP: f32 = 48.0;
    /// Width of a button in it, and in a slot.
    pub const STRIP_BUTTON: f32 = 150.0;
    /// Between the slots.
    pub const ARROW: f32 = 64.0;
    /// The verdict's icon.
    pub const ICON: f32 = 96.0;
    /// Width of the number at the right of the band, at least.
    pub const ASIDE: f32 = 120.0;
    /// Width of the card of counters.
    pub const COUNTERS: f32 = 264.0;
    /// Width of the card of hours.
    pub const HOURS: f32 = 270.0;
    /// Width of a grouped IMEI in the monospaced font, in its size: 18 characters.
    pub const IMEI_EMS: f32 = 10.9;
    /// Caption.
    pub const CAPTION: f32 = 18.0;
    /// Code in a slot.
    pub const CODE: f32 = 42.0;
    /// Prompt in a slot.
    pub const PROMPT: f32 = 34.0;
    /// The verdict's word.
    pub const WORD: f32 = 76.0;
    /// The next act, while a half waits.
    pub const NEXT_ACT: f32 = 60.0;
    /// The sentence under it.
    pub const SENTENCE: f32 = 26.0;
    /// The number at the right.
    pub const NUMBER: f32 = 88.0;
    /// Counters.
    pub const COUNT: f32 = 30.0;
    /// Small text on the cards.
    pub const NOTE: f32 = 15.0;
    /// Text of the list of last pairs.
    pub const LIST: f32 = 15.0;
}

/// The screen of numbers.
pub mod numbers {
    /// A figure that is seen from three metres.
    pub const FIGURE: f32 = 44.0;
    /// Height of its card.
    pub const FIGURE_CARD: f32 = 124.0;
    /// With less room the four figures stand in two rows.
    pub const FOUR_BESIDE: f32 = 720.0;
    /// Height of the chart.
    pub const CHART: f32 = 200.0;
    /// Bars it has at most.
    pub const MOST_BARS: usize = 60;
    /// Height of a row with a bar.
    pub const ROW: f32 = 34.0;
}

/// The hard alarm: sizes at 1280×800.
pub mod alarm {
    /// Room at which everything has the sizes below.
    pub const ROOM: [f32; 2] = [1280.0, 800.0];
    /// Smallest factor.
    pub const LEAST: f32 = 0.45;
    /// Margin of the window.
    pub const MARGIN: f32 = 48.0;
    /// Between the parts.
    pub const GAP: f32 = 24.0;
    /// Head: icon, title, line below.
    pub const HEAD: f32 = 150.0;
    /// Title.
    pub const TITLE: f32 = 80.0;
    /// Line below the title.
    pub const LINE: f32 = 30.0;
    /// Caption of a card.
    pub const CAPTION: f32 = 20.0;
    /// Code on a card.
    pub const CODE: f32 = 34.0;
    /// Text on a card.
    pub const TEXT: f32 = 22.0;
    /// What to do now.
    pub const TODO: f32 = 32.0;
    /// The acknowledge code.
    pub const QR: f32 = 156.0;
    /// The button.
    pub const BUTTON: [f32; 2] = [256.0, 86.0];
}

/// Sounds.
pub mod sound {
    /// What is heard.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Cue {
        /// A first half, a command: a short click.
        Tick,
        /// Good: two rising notes.
        Ok,
        /// Good, but nothing new: the same, softer and lower.
        OkSoft,
        /// Not good: a long, low, harsh double buzz.
        Ng,
    }

    /// One stretch of a sound.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub struct Note {
        /// Hz; 0 = silence.
        pub hz: f32,
        /// Milliseconds.
        pub ms: u32,
        /// Loudness, 0–1.
        pub gain: f32,
        /// How much of a square wave is mixed in, 0–1.
        pub harsh: f32,
    }

    const fn note(hz: f32, ms: u32, gain: f32, harsh: f32) -> Note {
        Note { hz, ms, gain, harsh }
    }

    /// Samples a second.
    pub const RATE: u32 = 44_100;
    /// Milliseconds over which a note swells and fades, so that it does not crack.
    pub const EDGE_MS: u32 = 4;

    impl Cue {
        /// Every sound.
        pub const ALL: [Cue; 4] = [Cue::Tick, Cue::Ok, Cue::OkSoft, Cue::Ng];

        /// Its notes.
        pub const fn notes(self) -> &'static [Note] {
            match self {
                Cue::Tick => const { &[note(1200.0, 35, 0.5, 0.0)] },
                Cue::Ok => const { &[note(880.0, 110, 0.8, 0.0), note(1318.5, 190, 0.8, 0.0)] },
                Cue::OkSoft => const { &[note(659.3, 110, 0.4, 0.0), note(880.0, 150, 0.4, 0.0)] },
                Cue::Ng => {
                    const { &[note(175.0, 300, 1.0, 0.8), note(0.0, 90, 0.0, 0.0), note(147.0, 420, 1.0, 0.8)] }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
