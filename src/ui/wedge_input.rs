//! The keyboard wedge's place in the window: between the OS's events and every widget.
//!
//! Call [`WedgeInput::hook`] from `eframe::App::raw_input_hook`, and nowhere else: what it leaves in
//! the input is all that widgets, shortcuts and focus navigation will ever see.

use crate::scanner::Millis;
use crate::scanner::wedge::{Stroke, Wedge, WedgeSettings};
use egui::{Context, Event, ImeEvent, Key, Modifiers, RawInput};
use std::time::Duration;

/// Takes guns' codes out of the window's input.
#[derive(Debug)]
pub struct WedgeInput {
    wedge: Wedge<Event>,
    /// Keys whose press no widget has seen (yet): their release is none of a widget's business.
    withheld: Vec<Key>,
    /// The key that went down last and is not up again: if it goes down once more, the OS repeats it.
    down: Option<Key>,
    /// The last press was such a repeat, and its text is coming.
    repeating: bool,
    /// What the last call left in the input, and the pass it left it for.
    left: (usize, u64),
    /// What guns wrote since it was last taken.
    raw: Vec<u8>,
}

impl WedgeInput {
    /// A filter that has seen nothing.
    pub fn new(settings: WedgeSettings) -> Self {
        WedgeInput {
            wedge: Wedge::new(settings),
            withheld: Vec::new(),
            down: None,
            repeating: false,
            left: (0, 0),
            raw: Vec::new(),
        }
    }

    /// How the wedge is set; its `name` is the source of the codes.
    pub fn settings(&self) -> &WedgeSettings {
        self.wedge.settings()
    }

    /// What the codes of the last [`WedgeInput::hook`] were made of, and what followed them: suffixes
    /// and all.
    pub fn take_raw(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.raw)
    }

    /// Takes codes out of the input and gives them, in order. Asks the context to wake the window
    /// when something is held back.
    pub fn hook(&mut self, context: &Context, input: &mut RawInput) -> Vec<Vec<u8>> {
        if !self.settings().enabled {
            return Vec::new();
        }
        let seconds = input.time.unwrap_or_else(|| context.input(|state| state.time));
        let now = (seconds * 1000.0) as Millis;
        // While the window is hidden no pass consumes the input: eframe shows it here again, with what
        // is new behind it. It must not be taken for strokes that come all at once.
        let pass = context.cumulative_pass_nr();
        let known = if self.left.1 == pass { self.left.0.min(input.events.len()) } else { 0 };
        let new = input.events.split_off(known);
        let mut old = std::mem::replace(&mut input.events, new);
        let codes = self.filter(input, now, context.text_edit_focused());
        old.append(&mut input.events);
        input.events = old;
        self.left = (input.events.len(), pass);
        if let Some(wait) = self.wake_after(now) {
            context.request_repaint_after(wait);
        }
        codes
    }

    /// What [`WedgeInput::hook`] does, with the time (milliseconds of a clock that never goes back)
    /// and the text focus given: `input` keeps what is a human's, the codes are returned.
    pub fn filter(&mut self, input: &mut RawInput, now: Millis, text_focus: bool) -> Vec<Vec<u8>> {
        let events = std::mem::take(&mut input.events);
        let strokes: Vec<Stroke<'_>> = events.iter().map(|event| self.stroke(event)).collect();
        let out = self.wedge.frame(now, text_focus, strokes.into_iter().zip(events.iter().cloned()));
        self.note_swallowed(&out.swallowed);
        self.raw = out.raw;
        let composing = |event: &Event| matches!(event, Event::Ime(ImeEvent::Preedit { .. }));
        let interrupted = out.swallowed.iter().any(composing);
        input.events = out.passed.into_iter().filter(|event| self.may_pass(event)).collect();
        if interrupted {
            // What the IME began in a field before the gun was known must not stand there.
            let none = ImeEvent::Preedit { text: String::new(), active_range_chars: None };
            input.events.push(Event::Ime(none));
        }
        out.codes
    }

    /// How long until [`WedgeInput::hook`] must be called again, by the context's own time.
    pub fn wake_in(&self, context: &Context) -> Option<Duration> {
        self.wake_after((context.input(|state| state.time) * 1000.0) as Millis)
    }

    /// How long until [`WedgeInput::filter`] must be called again, with or without events.
    pub fn wake_after(&self, now: Millis) -> Option<Duration> {
        let wait = self.wedge.wake_at()?.saturating_sub(now).max(0);
        Some(Duration::from_millis(wait.unsigned_abs()))
    }

    /// What an event is to the wedge.
    fn stroke<'a>(&mut self, event: &'a Event) -> Stroke<'a> {
        match event {
            Event::Key { key, physical_key, pressed, modifiers, .. } => {
                self.key(*key, physical_key.unwrap_or(*key), *pressed, *modifiers)
            }
            Event::Text(_) if self.repeating => Stroke::Repeat,
            Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => {
                if matches!(self.down, Some(Key::Enter | Key::Tab)) {
                    // Text from elsewhere: should that key go down again, it is pressed, not repeated.
                    self.down = None;
                }
                Stroke::Text(text)
            }
            Event::Ime(_) | Event::Copy | Event::Cut | Event::Paste(_) | Event::PasteImage(_) => Stroke::Edit,
            Event::WindowFocused(false) => {
                self.down = None;
                self.repeating = false;
                Stroke::Blur
            }
            Event::ModifiersChanged(_) => {
                // With Shift up, a key may come up under another name than it went down.
                self.down = None;
                Stroke::Free
            }
            _ => Stroke::Free,
        }
    }

    fn key(&mut self, key: Key, place: Key, pressed: bool, modifiers: Modifiers) -> Stroke<'static> {
        if !pressed {
            if self.down == Some(place) {
                self.down = None;
                self.repeating = false;
            }
            return if self.withheld.contains(&place) { Stroke::Release } else { Stroke::Free };
        }
        self.repeating = self.down == Some(place);
        self.down = Some(place);
        let stroke = if self.repeating { Stroke::Repeat } else { press(key, modifiers) };
        if stroke != Stroke::Free && !self.withheld.contains(&place) {
            self.withheld.push(place);
        }
        stroke
    }

    /// Notes what a widget sees: a press makes the release its business, and a release whose press
    /// it did not see is not.
    fn may_pass(&mut self, event: &Event) -> bool {
        let Event::Key { key, physical_key, pressed, .. } = event else { return true };
        let place = physical_key.unwrap_or(*key);
        let withheld = self.withheld.iter().position(|known| *known == place);
        if let Some(at) = withheld {
            self.withheld.swap_remove(at);
        }
        *pressed || withheld.is_none()
    }

    /// Notes which keys of a gun are down.
    fn note_swallowed(&mut self, swallowed: &[Event]) {
        for event in swallowed {
            if let Event::Key { key, physical_key, pressed, .. } = event {
                let place = physical_key.unwrap_or(*key);
                self.withheld.retain(|known| *known != place);
                if *pressed {
                    self.withheld.push(place);
                }
            }
        }
    }
}

/// What the press of a key is to the wedge.
fn press(key: Key, modifiers: Modifiers) -> Stroke<'static> {
    let chord = modifiers.ctrl || modifiers.command || modifiers.mac_cmd;
    match key {
        // Guns send CR, LF and TAB as control characters too.
        Key::J | Key::M if chord && !modifiers.alt => Stroke::Enter,
        Key::I if chord && !modifiers.alt => Stroke::Tab,
        Key::Enter => Stroke::Enter,
        Key::Tab => Stroke::Tab,
        _ if is_nobodys(key) => Stroke::Free,
        _ if chord || modifiers.alt || is_editing(key) => Stroke::Edit,
        Key::Space => Stroke::Space,
        _ => Stroke::Press,
    }
}

/// Keys that edit and move, and write nothing.
fn is_editing(key: Key) -> bool {
    use Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Backspace, Clear, Copy, Cut, Delete, End};
    use Key::{Home, Insert, Menu, PageDown, PageUp, Paste};
    matches!(
        key,
        ArrowDown
            | ArrowLeft
            | ArrowRight
            | ArrowUp
            | Backspace
            | Clear
            | Copy
            | Cut
            | Delete
            | End
            | Home
            | Insert
            | Menu
            | PageDown
            | PageUp
            | Paste
    )
}

/// Keys that no gun sends, or that do nothing: F12 acknowledges an alarm and must never wait.
fn is_nobodys(key: Key) -> bool {
    use Key::{AltLeft, AltRight, CapsLock, ControlLeft, ControlRight, Escape, Fn, Help, NumLock};
    use Key::{Pause, PrintScreen, ScrollLock, ShiftLeft, ShiftRight, SuperLeft, SuperRight};
    (Key::F1..=Key::F35).contains(&key)
        || matches!(key, ShiftLeft | ShiftRight | ControlLeft | ControlRight | AltLeft | AltRight)
        || matches!(key, SuperLeft | SuperRight | CapsLock | NumLock | ScrollLock | Fn)
        || matches!(key, Escape | Help | Pause | PrintScreen)
}

#[cfg(test)]
mod tests;
