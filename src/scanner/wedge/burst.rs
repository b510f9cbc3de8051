//! Strokes in quick succession, and what is known about who made them.

use super::{Outcome, WedgeSettings};
use crate::scan::MAX_SCAN_BYTES;
use crate::scanner::Millis;

/// How many stalls of the window a burst is forgiven: a window that is always slow measures
/// nothing, and then a human must not be taken for a gun.
const FORGIVEN: u8 = 2;

/// Fewest strokes that say anything about a speed.
const TELLING: u32 = 4;

/// Strokes that followed each other closely.
#[derive(Debug)]
pub(super) struct Burst<E> {
    /// The events, in order, while it is not known whose they are.
    held: Vec<E>,
    text: String,
    /// How many strokes wrote that text.
    strokes: u32,
    /// Where in `held` the press is whose text has not come yet.
    press: Option<usize>,
    /// When the last stroke was seen.
    last: Millis,
    /// Milliseconds from the first stroke to the last, stalls forgiven.
    took: Millis,
    stalls: u8,
    /// All strokes wrote the same: it might be a held key.
    same: bool,
    /// Enough strokes came fast enough: it stays a gun's.
    gun: bool,
    /// Where the strokes of the latest frame begin.
    frame: Frame,
}

/// Where the strokes of one frame begin in their burst.
#[derive(Debug, Default, Clone, Copy)]
struct Frame {
    held: usize,
    text: usize,
    strokes: u32,
    /// How long before the frame the stroke before was seen.
    interval: Millis,
}

impl<E> Burst<E> {
    pub(super) fn new(now: Millis) -> Self {
        Burst {
            held: Vec::new(),
            text: String::new(),
            strokes: 0,
            press: None,
            last: now,
            took: 0,
            stalls: 0,
            same: true,
            gun: false,
            frame: Frame::default(),
        }
    }

    /// Holds an event back; a gun's is gone at once.
    pub(super) fn keep(&mut self, event: E, out: &mut Outcome<E>) {
        if self.gun {
            out.swallowed.push(event);
        } else {
            self.held.push(event);
        }
    }

    /// Holds the press of a key back whose text follows.
    pub(super) fn press(&mut self, event: E, out: &mut Outcome<E>) {
        self.press = Some(self.held.len());
        self.keep(event, out);
    }

    /// Takes the text of a stroke.
    pub(super) fn text(
        &mut self,
        text: &str,
        event: E,
        (now, in_text): (Millis, bool),
        settings: &WedgeSettings,
        out: &mut Outcome<E>,
    ) {
        let held = self.press.take().unwrap_or(self.held.len());
        self.keep(event, out);
        if self.strokes > 0 {
            let interval = now - self.last;
            if interval > 0 {
                self.took += self.counted(interval, in_text, settings);
                self.frame = Frame { held, text: self.text.len(), strokes: self.strokes, interval };
            }
            self.same &= self.text.ends_with(text);
        }
        self.strokes += 1;
        self.last = now;
        // One byte more than is looked at: `scan::read` then says that it is too long.
        if self.text.len() <= MAX_SCAN_BYTES {
            self.text.push_str(text);
        }
        if !self.same && self.enough(in_text, settings) {
            self.gun = true;
            out.swallowed.append(&mut self.held);
        }
    }

    /// How much of the time since the last stroke speaks against a gun.
    ///
    /// More than the gap means that the frame that should have measured the gap did not come: the
    /// window stalled, and the strokes may have come right behind each other. Where a text field has
    /// the focus that is believed only of a burst that began as no human can type.
    fn counted(&mut self, interval: Millis, in_text: bool, settings: &WedgeSettings) -> Millis {
        let gap = Millis::from(settings.gap_ms);
        let inhuman = self.strokes >= TELLING && 2 * self.took <= self.allowed(settings);
        if interval > gap && self.stalls < FORGIVEN && (!in_text || inhuman) {
            self.stalls += 1;
            gap
        } else {
            interval
        }
    }

    /// The time that a gun may take for so many strokes.
    fn allowed(&self, settings: &WedgeSettings) -> Millis {
        Millis::from(settings.char_ms) * (Millis::from(self.strokes) - 1).max(0)
    }

    /// Are there enough strokes, and fast enough, for a gun?
    fn enough(&self, in_text: bool, settings: &WedgeSettings) -> bool {
        let least = if in_text { settings.min_chars_in_text } else { settings.min_chars };
        self.strokes >= u32::from(least) && self.took <= self.allowed(settings)
    }

    pub(super) fn is_gun(&self) -> bool {
        self.gun
    }

    /// Would Enter or Tab make this a code? A gun's burst, or one character many times over: a held
    /// key looks like that, but does not end so; a label of an unprovisioned module does.
    pub(super) fn ends_as_code(&self, in_text: bool, settings: &WedgeSettings) -> bool {
        self.gun || (self.same && self.enough(in_text, settings))
    }

    /// Until when another stroke belongs to it.
    pub(super) fn deadline(&self, settings: &WedgeSettings) -> Millis {
        let wait = if self.gun { settings.end_gap_ms } else { settings.gap_ms };
        self.last + Millis::from(wait)
    }

    /// Is it too slow for a gun already? To be asked when a frame's strokes are all in: they may
    /// have come at any time since the frame before.
    pub(super) fn is_human(&self, settings: &WedgeSettings) -> bool {
        // The gap on top is for frames, which round up what they measure.
        !self.gun && self.took > self.allowed(settings) + Millis::from(settings.gap_ms)
    }

    /// One character over and over is no gun's until Enter comes, but it is not held for ever.
    pub(super) fn is_full(&self) -> bool {
        !self.gun && self.text.len() > MAX_SCAN_BYTES
    }

    /// A human's: lets the widgets have it, but for the strokes of the latest frame. Those may be
    /// the first of a gun, and are a burst of their own, as slow as their share of the time.
    pub(super) fn release_but_frame(&mut self, out: &mut Outcome<E>) {
        let from = self.frame;
        let held = self.held.split_off(from.held.min(self.held.len()));
        let text = self.text.split_off(from.text);
        let strokes = self.strokes - from.strokes;
        let share = Millis::from(strokes.max(1));
        let next = Burst {
            held,
            strokes,
            press: self.press.map(|press| press.saturating_sub(from.held)),
            took: from.interval * (share - 1) / share,
            same: text.chars().all(|c| text.starts_with(c)),
            text,
            ..Burst::new(self.last)
        };
        std::mem::replace(self, next).release(out);
    }

    /// A human's: lets the widgets have it.
    pub(super) fn release(mut self, out: &mut Outcome<E>) {
        out.passed.append(&mut self.held);
    }

    /// A gun's: its code.
    pub(super) fn into_code(mut self, out: &mut Outcome<E>) -> Vec<u8> {
        out.swallowed.append(&mut self.held);
        let mut code = self.text.into_bytes();
        code.truncate(MAX_SCAN_BYTES + 1);
        code
    }
}
