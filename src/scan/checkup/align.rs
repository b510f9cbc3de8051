//! What was expected against what came: the cheapest way to make one of the other.
//!
//! Optimal string alignment (Levenshtein's edits and the swapping of neighbours), with two liberties:
//! what comes before and behind the code costs nothing, and what may vanish may.

use super::Damage;
use super::typing::{Key, Manner, with_shift_turned};
use crate::scan::keyboard::narrowed;

/// One column of the comparison that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The code's character; `None` where something came that is not in the code.
    pub expected: Option<char>,
    /// What came for it; `None` where nothing did.
    pub received: Option<char>,
}

impl Mark {
    /// The right character came.
    pub fn is_right(self) -> bool {
        self.expected == self.received
    }
}

/// A character that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is compared as.
    pub(super) c: char,
    /// What stood there; `None` for the letter that an accent melted into, shown with the accent.
    shown: Option<char>,
    /// It stood there in full width.
    pub(super) wide: bool,
}

impl Token {
    /// What stood there.
    pub(super) fn shown(&self) -> Option<char> {
        self.shown
    }
}

/// What came, as characters to be compared.
pub(super) fn tokens(text: &str, manner: Manner) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len());
    for (c, stood) in narrowed(text) {
        let wide = c != stood;
        match manner.melted(c) {
            Some((accent, letter)) => {
                tokens.push(Token { c: accent, shown: Some(stood), wide });
                tokens.push(Token { c: letter, shown: None, wide });
            }
            None => tokens.push(Token { c, shown: Some(stood), wide }),
        }
    }
    tokens
}

/// What became of one expected character, or of one that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The key and the token, right or not.
    Both(usize, usize),
    /// Two keys and two tokens, crosswise; these are the first of each.
    Crossed(usize, usize),
    /// The key alone.
    Lost(usize),
    /// The token alone, within the code.
    Extra(usize),
}

/// Cost of a fault.
pub(super) const FAULT: u32 = 10;
/// Cost of what is no fault, but is less likely than what is right.
const ODD: u32 = 1;

/// The cheapest alignment.
#[derive(Debug)]
pub(super) struct Alignment {
    pub(super) cost: u32,
    steps: Vec<Step>,
    /// Where the code begins and ends among the tokens.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The least that an alignment can cost: what is nowhere cannot be right.
pub(super) fn least(keys: &[Key], tokens: &[Token]) -> u32 {
    let there = |c: char| tokens.iter().any(|token| token.c == c);
    let missing = |key: &&Key| !key.may_vanish && key.typed.is_some_and(|c| !there(c));
    u32::try_from(keys.iter().filter(missing).count()).unwrap_or(u32::MAX).saturating_mul(FAULT)
}

fn cost_of_both(key: &Key, token: &Token) -> u32 {
    match key.typed {
        Some(c) if c == token.c => 0,
        Some(_) => FAULT,
        None => ODD,
    }
}

fn cost_of_lost(key: &Key) -> u32 {
    if key.may_vanish { ODD } else { FAULT }
}

fn crossed(keys: &[Key], tokens: &[Token], (i, j): (usize, usize)) -> bool {
    let is = |key: &Key, token: &Token| key.typed == Some(token.c);
    is(&keys[i], &tokens[j + 1]) && is(&keys[i + 1], &tokens[j]) && !is(&keys[i], &tokens[j])
}

/// Aligns; `costs[i][j]` is the least cost of the first `i` keys ending before token `j`.
pub(super) fn align(keys: &[Key], tokens: &[Token]) -> Alignment {
    let (m, n) = (keys.len(), tokens.len());
    let mut costs = vec![vec![0_u32; n + 1]; m + 1];
    for i in 1..=m {
        costs[i][0] = costs[i - 1][0] + cost_of_lost(&keys[i - 1]);
        for j in 1..=n {
            let both = costs[i - 1][j - 1] + cost_of_both(&keys[i - 1], &tokens[j - 1]);
            let lost = costs[i - 1][j] + cost_of_lost(&keys[i - 1]);
            let extra = costs[i][j - 1] + FAULT;
            let mut least = both.min(lost).min(extra);
            if i > 1 && j > 1 && crossed(keys, tokens, (i - 2, j - 2)) {
                least = least.min(costs[i - 2][j - 2] + FAULT);
            }
            costs[i][j] = least;
        }
    }
    // Of equally good ends the last one: what stands behind is rather part of the code.
    let to = (0..=n).rev().min_by_key(|j| costs[m][*j]).unwrap_or(0);
    let (steps, from) = way_back(keys, tokens, &costs, to);
    Alignment { cost: costs[m][to], steps, from, to }
}

/// The steps of the cheapest way, and where it begins.
fn way_back(keys: &[Key], tokens: &[Token], costs: &[Vec<u32>], to: usize) -> (Vec<Step>, usize) {
    let (mut i, mut j) = (keys.len(), to);
    let mut steps = Vec::with_capacity(keys.len());
    while i > 0 {
        let cost = costs[i][j];
        if j > 0 && cost == costs[i - 1][j - 1] + cost_of_both(&keys[i - 1], &tokens[j - 1]) {
            (i, j) = (i - 1, j - 1);
            steps.push(Step::Both(i, j));
        } else if i > 1
            && j > 1
            && crossed(keys, tokens, (i - 2, j - 2))
            && cost == costs[i - 2][j - 2] + FAULT
        {
            (i, j) = (i - 2, j - 2);
            steps.push(Step::Crossed(i, j));
        } else if cost == costs[i - 1][j] + cost_of_lost(&keys[i - 1]) {
            i -= 1;
            steps.push(Step::Lost(i));
        } else {
            // Nothing else is left; a token before the first is not reached.
            j = j.saturating_sub(1);
            steps.push(Step::Extra(j));
        }
    }
    steps.reverse();
    (steps, j)
}

impl Alignment {
    /// How many keys came out right.
    pub(super) fn right(&self, keys: &[Key], tokens: &[Token]) -> usize {
        let right = |step: &Step| match *step {
            Step::Both(i, j) => usize::from(keys[i].typed == Some(tokens[j].c)),
            Step::Crossed(..) => 2,
            Step::Lost(_) | Step::Extra(_) => 0,
        };
        self.steps.iter().map(right).sum()
    }

    /// What is not right, counted.
    pub(super) fn damage(&self, keys: &[Key], tokens: &[Token]) -> Damage {
        let mut damage = Damage::default();
        for step in &self.steps {
            match *step {
                Step::Both(i, j) => match keys[i].typed {
                    Some(c) if c == tokens[j].c => {}
                    None => {}
                    Some(c) if with_shift_turned(c) == tokens[j].c => damage.shifted += 1,
                    Some(_) => damage.changed += 1,
                },
                Step::Crossed(..) => damage.swapped += 1,
                Step::Lost(i) => damage.lost += usize::from(!keys[i].may_vanish),
                Step::Extra(j) => {
                    let beside = [j.checked_sub(1), Some(j + 1)].into_iter().flatten();
                    let again = beside.filter_map(|at| tokens.get(at)).any(|other| other.c == tokens[j].c);
                    damage.repeated += usize::from(again);
                    damage.changed += usize::from(!again);
                }
            }
        }
        damage
    }

    /// Column by column, with what stands before and behind.
    pub(super) fn marks(&self, keys: &[Key], tokens: &[Token]) -> Vec<Mark> {
        let extra = |token: &Token| Mark { expected: None, received: token.shown };
        let mut marks: Vec<Mark> = tokens[..self.from].iter().map(extra).collect();
        for step in &self.steps {
            let both = |i: usize, j: usize| {
                // A letter that is shown with its accent is no difference of its own.
                let shown = tokens[j].shown;
                Mark { expected: Some(keys[i].sent), received: shown }
            };
            match *step {
                Step::Both(i, j) => marks.push(both(i, j)),
                Step::Crossed(i, j) => marks.extend([both(i, j), both(i + 1, j + 1)]),
                Step::Lost(i) => marks.push(Mark { expected: Some(keys[i].sent), received: None }),
                Step::Extra(j) => marks.push(extra(&tokens[j])),
            }
        }
        marks.extend(tokens[self.to..].iter().map(extra));
        marks
    }
}
