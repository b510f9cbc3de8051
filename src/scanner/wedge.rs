//! Keyboard-wedge guns: telling a gun that types from a human who does.
//!
//! Pure: it is given the strokes of each frame of the window and the time, and says which of them
//! the widgets may see and which codes were completed. It knows no toolkit: `E` is whatever event
//! carries a stroke.
//!
//! Architecture invariants:
//! * A stroke reaches no widget until it is known to be a human's. It is held for
//!   [`WedgeSettings::gap_ms`] (50 ms, which nobody feels) and then let go in order, untouched.
//! * Nothing of a code reaches a widget: not its text, not the keys that wrote it, not its Enter.
//! * A window that stalls loses no code. The window's events carry no time of their own, so the gap
//!   between two strokes counts in full only where frames came often enough to have measured it.
//!
//! How a gun is told: its strokes follow each other at [`WedgeSettings::char_ms`] on the average or
//! faster, there are enough of them, and Enter or Tab (or silence) ends them. Where no text field
//! has the focus nobody types for a purpose, and less proof is asked.

mod burst;
mod settings;

#[cfg(test)]
mod tests;

pub use settings::WedgeSettings;

use super::Millis;
use super::framer::Suffix;
use burst::Burst;

/// What an event is to the wedge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke<'a> {
    /// Text, from a key or from an IME.
    Text(&'a str),
    /// The press of a key that writes something; its [`Stroke::Text`] follows.
    Press,
    /// The press of the space bar, which would also push a button.
    Space,
    /// The press of Enter.
    Enter,
    /// The press of Tab.
    Tab,
    /// Anything else on the keyboard that a widget could obey: arrows, Backspace, Ctrl+C, a paste.
    Edit,
    /// A key came up.
    Release,
    /// The OS repeats a key that is held down, or what it wrote.
    Repeat,
    /// No business of a gun: the mouse, F1 to F35, Escape, Shift. Passes at once.
    Free,
    /// The window lost the keyboard; what comes next goes elsewhere.
    Blur,
}

/// What became of a frame's strokes.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome<E> {
    /// For the widgets, in order.
    pub passed: Vec<E>,
    /// A gun's; nobody may see them.
    pub swallowed: Vec<E>,
    /// The codes that were completed, as bytes in UTF-8.
    pub codes: Vec<Vec<u8>>,
    /// All that guns wrote, with CR for Enter and TAB: of a code that silence ended, nothing follows
    /// the text. A second suffix comes when it comes, behind its code.
    pub raw: Vec<u8>,
}

impl<E> Default for Outcome<E> {
    fn default() -> Self {
        Outcome { passed: Vec::new(), swallowed: Vec::new(), codes: Vec::new(), raw: Vec::new() }
    }
}

/// Tells guns from humans.
#[derive(Debug)]
pub struct Wedge<E> {
    settings: WedgeSettings,
    burst: Option<Burst<E>>,
    /// After a code: until when a second suffix is still its own.
    grace: Option<Millis>,
}

impl<E> Wedge<E> {
    /// A wedge that has seen nothing.
    pub fn new(settings: WedgeSettings) -> Self {
        Wedge { settings, burst: None, grace: None }
    }

    /// How it is set.
    pub fn settings(&self) -> &WedgeSettings {
        &self.settings
    }

    /// Takes the strokes of the frame at `now`: any clock that never goes back, in milliseconds.
    ///
    /// Call it every frame, with no strokes too, and at [`Wedge::wake_at`] at the latest: the wedge
    /// takes a frame that comes later than that for a stall of the window. `in_text` says that a
    /// text field has the focus.
    pub fn frame<'a>(
        &mut self,
        now: Millis,
        in_text: bool,
        strokes: impl IntoIterator<Item = (Stroke<'a>, E)>,
    ) -> Outcome<E> {
        let mut out = Outcome::default();
        for (stroke, event) in strokes {
            self.stroke(now, in_text, stroke, event, &mut out);
        }
        self.settle(now, &mut out);
        out
    }

    /// When the wedge must be called again at the latest, in the clock of [`Wedge::frame`]; `None`
    /// while it holds nothing.
    pub fn wake_at(&self) -> Option<Millis> {
        self.burst.as_ref().map(|burst| burst.deadline(&self.settings)).or(self.grace)
    }

    fn stroke(&mut self, now: Millis, in_text: bool, stroke: Stroke<'_>, event: E, out: &mut Outcome<E>) {
        match stroke {
            Stroke::Free => out.passed.push(event),
            Stroke::Blur => {
                // Half a code is none; what a human typed is still theirs.
                self.drop_burst(out);
                self.grace = None;
                out.passed.push(event);
            }
            // A gun's burst with a repeat in it means a key up that came late, not one more character.
            Stroke::Repeat if self.of_a_gun() => out.swallowed.push(event),
            Stroke::Repeat => {
                self.drop_burst(out);
                out.passed.push(event);
            }
            Stroke::Enter if self.only_writes(Suffix::Cr) => self.text(now, in_text, "\r", event, out),
            Stroke::Tab if self.only_writes(Suffix::Tab) => self.text(now, in_text, "\t", event, out),
            Stroke::Enter => self.end(now, in_text, b'\r', event, out),
            Stroke::Tab => self.end(now, in_text, b'\t', event, out),
            Stroke::Space | Stroke::Edit if self.in_grace() => out.swallowed.push(event),
            Stroke::Text(text) if self.in_grace() && text.trim().is_empty() => {
                out.raw.extend_from_slice(text.as_bytes());
                out.swallowed.push(event);
            }
            Stroke::Text(text) => self.text(now, in_text, text, event, out),
            Stroke::Press | Stroke::Space => {
                self.burst.get_or_insert_with(|| Burst::new(now)).press(event, out);
            }
            Stroke::Edit | Stroke::Release => match &mut self.burst {
                Some(burst) => burst.keep(event, out),
                None => out.passed.push(event),
            },
        }
    }

    fn text(&mut self, now: Millis, in_text: bool, text: &str, event: E, out: &mut Outcome<E>) {
        let burst = self.burst.get_or_insert_with(|| Burst::new(now));
        burst.text(text, event, (now, in_text), &self.settings, out);
    }

    /// Enter or Tab: the end of a gun's code, a second suffix, or a human's.
    fn end(&mut self, now: Millis, in_text: bool, written: u8, event: E, out: &mut Outcome<E>) {
        match self.burst.take() {
            Some(burst) if burst.ends_as_code(in_text, &self.settings) => {
                out.swallowed.push(event);
                self.code(burst, now, out);
                out.raw.push(written);
            }
            Some(burst) => {
                burst.release(out);
                out.passed.push(event);
            }
            None if self.in_grace() => {
                out.swallowed.push(event);
                out.raw.push(written);
            }
            None => out.passed.push(event),
        }
    }

    /// The end of a frame: what can be decided is.
    fn settle(&mut self, now: Millis, out: &mut Outcome<E>) {
        if let Some(mut burst) = self.burst.take() {
            let silent = burst.deadline(&self.settings) <= now;
            if silent && burst.is_gun() {
                self.code(burst, now, out);
            } else if silent || burst.is_full() {
                burst.release(out);
            } else {
                if burst.is_human(&self.settings) {
                    burst.release_but_frame(out);
                }
                self.burst = Some(burst);
            }
        }
        if self.grace.is_some_and(|until| until <= now) {
            self.grace = None;
        }
    }

    fn code(&mut self, burst: Burst<E>, now: Millis, out: &mut Outcome<E>) {
        self.grace = Some(now + Millis::from(self.settings.grace_ms));
        let code = burst.into_code(out);
        out.raw.extend_from_slice(&code);
        out.codes.push(code);
    }

    fn drop_burst(&mut self, out: &mut Outcome<E>) {
        if let Some(burst) = self.burst.take() {
            burst.release(out);
        }
    }

    /// Just after a code, with no new one begun. (A grace that is over was cleared by the frame that
    /// it woke; if that frame is late, what it brings may have come in time.)
    fn in_grace(&self) -> bool {
        self.grace.is_some() && self.burst.is_none()
    }

    fn of_a_gun(&self) -> bool {
        self.in_grace() || self.burst.as_ref().is_some_and(Burst::is_gun)
    }

    /// Within a gun's burst, does this key (CR for Enter, or TAB) only stand for itself, because the
    /// gun ends its codes otherwise?
    fn only_writes(&self, key: Suffix) -> bool {
        let ends = match self.settings.suffix {
            Suffix::Auto => true,
            Suffix::Cr | Suffix::Lf | Suffix::Crlf => key == Suffix::Cr,
            Suffix::Tab => key == Suffix::Tab,
            Suffix::None => false,
        };
        !ends && self.burst.as_ref().is_some_and(Burst::is_gun)
    }
}
