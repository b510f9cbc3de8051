//! Key codes → text, by the gun's own layout: Shift, AltGr, Ctrl, Caps Lock, dead keys, Alt + number.
//!
//! Pure: it is told which key went down or up. Enter is CR and Tab is TAB, so that the framer finds the
//! end of a code as it does on a serial line.

use super::KeyLayout;
use super::alt::AltNumber;
use super::codes::{self as code, keypad};
use super::layout::{self, Key, Stroke};
use std::collections::BTreeSet;

/// What stands in the text where strokes were lost: the code it is in is refused by name, and never
/// taken for a shorter one.
const LOST: char = '\u{fffd}';

/// The state of one keyboard.
#[derive(Debug)]
pub struct Keys {
    layout: KeyLayout,
    /// The keys that are down, of those that change what others type.
    held: BTreeSet<u16>,
    caps_lock: bool,
    /// An accent that waits for its letter.
    dead: Option<char>,
    number: AltNumber,
}

/// The keys that change what others type. The last two open a desktop's menus, whose letters are no text.
const MODIFIERS: [u16; 8] = [
    code::LEFT_SHIFT,
    code::RIGHT_SHIFT,
    code::LEFT_CTRL,
    code::RIGHT_CTRL,
    code::LEFT_ALT,
    code::RIGHT_ALT,
    code::LEFT_META,
    code::RIGHT_META,
];

impl Keys {
    /// A keyboard of which no key is down; `caps_lock` is its lamp.
    pub fn new(layout: KeyLayout, caps_lock: bool) -> Keys {
        Keys { layout, held: BTreeSet::new(), caps_lock, dead: None, number: AltNumber::default() }
    }

    /// Is Caps Lock on?
    pub fn caps_lock(&self) -> bool {
        self.caps_lock
    }

    /// A key (`linux/input-event-codes.h`) went down (`value` 1), up (0) or repeats itself (2); what
    /// that types is appended to `typed`. A repetition types nothing: no gun holds a key down.
    pub fn event(&mut self, key: u16, value: i32, typed: &mut String) {
        match value {
            1 if MODIFIERS.contains(&key) => {
                self.held.insert(key);
            }
            0 if MODIFIERS.contains(&key) => self.released(key, typed),
            1 => self.pressed(key, typed),
            _ => {}
        }
    }

    /// Strokes were lost; these keys are down now.
    pub fn lost(&mut self, down: impl IntoIterator<Item = u16>, typed: &mut String) {
        typed.push(LOST);
        self.dead = None;
        self.number.clear();
        self.held = down.into_iter().filter(|key| MODIFIERS.contains(key)).collect();
    }

    fn released(&mut self, key: u16, typed: &mut String) {
        self.held.remove(&key);
        if !self.any(code::LEFT_ALT, code::RIGHT_ALT)
            && let Some(c) = self.number.end(self.layout)
        {
            self.put(Stroke::Char(c), typed);
        }
    }

    fn pressed(&mut self, key: u16, typed: &mut String) {
        if let Some(c) = keypad(key) {
            return self.keypad(c, typed);
        }
        match key {
            // On a Japanese keyboard the key alone switches the kana off.
            code::CAPS_LOCK => self.caps_lock ^= self.layout != KeyLayout::Jp || self.shift(),
            _ if self.menu() => {}
            code::ENTER | code::KEYPAD_ENTER => self.put(Stroke::Char('\r'), typed),
            code::TAB => self.put(Stroke::Char('\t'), typed),
            code::SPACE => self.put(Stroke::Char(' '), typed),
            _ => self.put(self.stroke(key), typed),
        }
    }

    fn keypad(&mut self, c: char, typed: &mut String) {
        let alt = self.any(code::LEFT_ALT, code::RIGHT_ALT);
        match c {
            '0'..='9' if alt => self.number.push(c),
            _ if alt => {}
            '.' if self.layout == KeyLayout::De => self.put(Stroke::Char(','), typed),
            _ => self.put(Stroke::Char(c), typed),
        }
    }

    /// What a key types with the modifiers that are held.
    fn stroke(&self, code: u16) -> Stroke {
        let key = layout::key(self.layout, code);
        let shift = self.shift() ^ (key.letter && self.caps_lock);
        if self.alt_gr() {
            return key.levels[if self.shift() { 3 } else { 2 }];
        }
        if self.ctrl() {
            return control(self.layout, code, key, self.shift());
        }
        key.levels[usize::from(shift)]
    }

    /// Types a stroke, over the accent that waits.
    fn put(&mut self, stroke: Stroke, typed: &mut String) {
        match (self.dead, stroke) {
            (_, Stroke::Nothing) => return,
            (None, Stroke::Char(c)) => typed.push(c),
            (None, Stroke::Dead(accent)) => {
                self.dead = Some(accent);
                return;
            }
            (Some(accent), Stroke::Char(' ')) => typed.push(accent),
            (Some(accent), Stroke::Char(c)) => match layout::composed(accent, c) {
                Some(letter) => typed.push(letter),
                None => typed.extend([accent, c]),
            },
            (Some(accent), Stroke::Dead(second)) => typed.extend([accent, second]),
        }
        self.dead = None;
    }

    fn any(&self, left: u16, right: u16) -> bool {
        self.held.contains(&left) || self.held.contains(&right)
    }

    fn shift(&self) -> bool {
        self.any(code::LEFT_SHIFT, code::RIGHT_SHIFT)
    }

    fn ctrl(&self) -> bool {
        self.any(code::LEFT_CTRL, code::RIGHT_CTRL)
    }

    /// AltGr, or what Windows takes for it.
    fn alt_gr(&self) -> bool {
        self.held.contains(&code::RIGHT_ALT) || (self.held.contains(&code::LEFT_ALT) && self.ctrl())
    }

    /// Is a key held that makes commands of letters?
    fn menu(&self) -> bool {
        self.any(code::LEFT_META, code::RIGHT_META) || (self.held.contains(&code::LEFT_ALT) && !self.alt_gr())
    }
}

/// The control character of Ctrl + a key: how some guns send STX, ETX and the separators of GS1.
fn control(layout: KeyLayout, code: u16, key: Key, shift: bool) -> Stroke {
    let by_place = match code {
        _ if layout == KeyLayout::Jp => None,
        // Where a US keyboard has [ ] \, whatever this one has there.
        26 => Some('\u{1b}'),
        27 => Some('\u{1d}'),
        43 => Some('\u{1c}'),
        _ => None,
    };
    let by_name = match key.levels[usize::from(shift)] {
        Stroke::Char(c) => match c.to_ascii_uppercase() {
            name @ '@'..='_' => u8::try_from(name).ok().map(|byte| char::from(byte & 0x1f)),
            _ => None,
        },
        Stroke::Dead(_) | Stroke::Nothing => None,
    };
    by_place.or(by_name).map_or(Stroke::Nothing, Stroke::Char)
}

#[cfg(test)]
mod tests;
