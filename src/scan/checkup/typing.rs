//! The ways in which a text may come out: what guns, Caps Lock and keyboard layouts make of it.

use super::{Country, Finding};
use crate::scan::layout::{self, Layout};

/// What becomes of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Nothing.
    AsSent,
    /// Caps Lock: letters change case.
    Swapped,
    /// Caps Lock of a French keyboard on Windows: every key has its Shift turned round.
    Shifted,
    /// The gun converts to upper case.
    Upper,
    /// The gun converts to lower case.
    Lower,
}

const CASES: [Case; 5] = [Case::AsSent, Case::Swapped, Case::Upper, Case::Lower, Case::Shifted];

/// Which keyboards the two ends have.
#[derive(Clone, Copy)]
pub(super) enum Keyboards {
    /// The same.
    Same,
    /// The gun a US one, the computer this.
    Computer(&'static Layout),
    /// The computer a US one, the gun this.
    Gun(&'static Layout),
}

/// One way in which a text may come out.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) case: Case,
    pub(super) keyboards: Keyboards,
}

/// What is expected of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// As it stands in the code.
    pub(super) sent: char,
    /// As it comes out; `None` = nobody knows.
    pub(super) typed: Option<char>,
    /// It may as well not come out at all: its key, or the one before, is dead.
    pub(super) may_vanish: bool,
}

/// Every manner, the likelier first.
pub(super) fn manners() -> impl Iterator<Item = Manner> {
    let there = layout::layouts().iter().map(Keyboards::Computer);
    let here = layout::layouts().iter().map(Keyboards::Gun);
    let keyboards = std::iter::once(Keyboards::Same).chain(there).chain(here);
    keyboards.flat_map(|keyboards| {
        let cases = CASES.into_iter().filter(move |case| *case != Case::Shifted || keyboards.lock_shifts());
        cases.map(move |case| Manner { case, keyboards })
    })
}

impl Keyboards {
    fn lock_shifts(self) -> bool {
        let Keyboards::Computer(layout) = self else { return false };
        matches!(layout.country, Country::French | Country::Belgian)
    }
}

impl Manner {
    /// How many things would be wrong.
    pub(super) fn faults(self) -> usize {
        usize::from(self.case != Case::AsSent) + usize::from(!matches!(self.keyboards, Keyboards::Same))
    }

    /// What is wrong.
    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        let case = match self.case {
            Case::AsSent => None,
            Case::Swapped | Case::Shifted => Some(Finding::CaseSwapped),
            Case::Upper => Some(Finding::AllUpper),
            Case::Lower => Some(Finding::AllLower),
        };
        let layout = match self.keyboards {
            Keyboards::Same => None,
            Keyboards::Computer(layout) => Some(Finding::ComputerLayout(layout.country)),
            Keyboards::Gun(layout) => Some(Finding::GunLayout(layout.country)),
        };
        case.into_iter().chain(layout)
    }

    /// How a text comes out.
    pub(super) fn keys(self, text: &str) -> Vec<Key> {
        let mut after_dead = false;
        let keys = text.chars().map(|sent| {
            let key = self.key(sent, after_dead);
            after_dead = self.is_dead(sent);
            key
        });
        keys.collect()
    }

    fn key(self, sent: char, after_dead: bool) -> Key {
        let us = match self.case {
            Case::Upper => sent.to_ascii_uppercase(),
            Case::Lower => sent.to_ascii_lowercase(),
            Case::Shifted => with_shift_turned(sent),
            Case::AsSent | Case::Swapped => sent,
        };
        let typed = match self.keyboards {
            Keyboards::Same => Some(us),
            Keyboards::Computer(layout) => layout.typed(us),
            Keyboards::Gun(layout) => layout.key_of(us),
        };
        let typed = if self.case == Case::Swapped { typed.map(swapped) } else { typed };
        Key { sent, typed, may_vanish: typed.is_none() || after_dead || self.is_dead(sent) }
    }

    fn is_dead(self, sent: char) -> bool {
        match self.keyboards {
            Keyboards::Computer(layout) => layout.dead.contains(sent),
            Keyboards::Same | Keyboards::Gun(_) => false,
        }
    }

    /// What was sent for this to come out, as far as it can be told: letters may have either case.
    pub(super) fn sent(self, typed: char) -> Option<char> {
        let us = match self.keyboards {
            Keyboards::Same => Some(typed),
            Keyboards::Computer(layout) => layout.key_of(typed),
            Keyboards::Gun(layout) => layout.typed(typed),
        };
        if self.case == Case::Shifted { us.map(with_shift_turned) } else { us }
    }

    /// The accent of a dead key and the letter behind it, of a character that has no key of its own.
    pub(super) fn melted(self, typed: char) -> Option<(char, char)> {
        let Keyboards::Computer(layout) = self.keyboards else { return None };
        // Caps Lock makes É of the key of é.
        let has_key = [typed, swapped(typed)].into_iter().any(|c| layout.key_of(c).is_some());
        if has_key { None } else { layout::decomposed(typed) }
    }
}

/// The US keys and what they type with Shift.
const PLAIN: &str = "`1234567890-=[]\\;',./";
const WITH_SHIFT: &str = "~!@#$%^&*()_+{}|:\"<>?";

/// The other character of the same key.
pub(super) fn with_shift_turned(c: char) -> char {
    let other = |from: &str, to: &str| from.find(c).and_then(|at| to[at..].chars().next());
    other(PLAIN, WITH_SHIFT).or_else(|| other(WITH_SHIFT, PLAIN)).unwrap_or_else(|| swapped(c))
}

fn swapped(c: char) -> char {
    let other = if c.is_lowercase() { one(c.to_uppercase()) } else { one(c.to_lowercase()) };
    other.unwrap_or(c)
}

/// The letter, where case mapping gives one letter.
fn one(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next()?;
    letters.next().is_none().then_some(first)
}
