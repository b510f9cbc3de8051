//! The findings: which way explains what came, and what is left unexplained.

use super::align::{Alignment, FAULT, Token, align, least, tokens};
use super::challenge::PARTS;
use super::cut::{Cut, End, Piece, Reading, readings, split};
use super::typing::{Key, Manner, manners};
use super::{Diagnosis, Finding, Gun, Heard, Target, Way};

/// Longest text that is compared, in bytes: a few times the code. What is longer is another code.
const LONGEST: usize = 512;

/// Shortest that is: half of a part.
const SHORTEST: usize = PARTS[0].len() / 2;

/// How many of the latest readings say which parts were read well, and how many texts of one reading
/// are looked at: the last ones.
const LATEST: usize = 16;

/// What a further fault must explain to be believed: a third of a wrong character.
const BELIEF: u32 = FAULT / 3;

/// A text that was recognised.
struct Match {
    target: Target,
    manner: Manner,
    keys: Vec<Key>,
    tokens: Vec<Token>,
    alignment: Alignment,
}

/// Judges the last reading of a gun; `None` while nothing came, or the last reading is not over.
pub fn diagnose(gun: Gun, heard: &[Heard<'_>]) -> Option<Diagnosis> {
    let mut parts_well = [false; PARTS.len()];
    let mut last = None;
    let readings = readings(heard);
    for reading in &readings[readings.len().saturating_sub(LATEST)..] {
        last = reading.is_over().then(|| judge(gun, reading));
        if let Some(Diagnosis { findings, target: Some(Target::Part(part)), .. }) = &last
            && let Some(well) = parts_well.get_mut(*part)
        {
            *well = findings.is_empty();
        }
    }
    last.map(|diagnosis| Diagnosis { parts_well, ..diagnosis })
}

fn judge(gun: Gun, reading: &Reading<'_>) -> Diagnosis {
    let received = reading.bytes();
    if let Some(diagnosis) = with_parity(gun, &received) {
        return diagnosis;
    }
    let mut cut = reading.cut(gun);
    let surplus = cut.pieces.len().saturating_sub(LATEST);
    let (pieces, matches) = recognised(cut.pieces.split_off(surplus));
    cut.pieces = pieces;
    let Some(at) = matches.iter().rposition(Option::is_some) else {
        return judge_strange(received, &cut);
    };
    let mut findings = Vec::new();
    let piece = &cut.pieces[at];
    let (mut target, mut marks) = (None, Vec::new());
    if let Some(found) = &matches[at] {
        (target, marks) = (Some(found.target), found.alignment.marks(&found.keys, &found.tokens));
        findings.extend(of_text(found));
        frame(&cut, &matches, at, found, &mut findings);
        findings.extend(of_ends(gun, reading, &cut, piece));
        let damage = found.alignment.damage(&found.keys, &found.tokens);
        if damage.total() > 0 && !findings.contains(&Finding::InputMethod) {
            findings.push(Finding::Damaged(damage));
        }
        let same = |other: &&Match| other.target == found.target;
        let times = matches.iter().flatten().filter(same).count();
        if times > 1 {
            findings.push(Finding::ReadTwice(times));
        }
    }
    let ends = piece.ends.clone();
    Diagnosis { findings, target, ends, received, marks, parts_well: Default::default() }
}

/// The code with a parity bit in each byte, if that is what came.
fn with_parity(gun: Gun, received: &[u8]) -> Option<Diagnosis> {
    if gun.way != Way::Serial || std::str::from_utf8(received).is_ok() {
        return None;
    }
    let seven_bits: Vec<u8> = received.iter().map(|byte| byte & 0x7f).collect();
    let pieces = split(&seven_bits).pieces;
    let (found, ends) =
        pieces.into_iter().take(LATEST).find_map(|piece| Some((recognise(&piece.bytes)?, piece.ends)))?;
    // A few wrong bits are no parity, but nothing else turns noise into the code.
    let clear = found.alignment.cost <= 3 * FAULT;
    clear.then(|| Diagnosis {
        findings: vec![Finding::Parity],
        target: Some(found.target),
        ends,
        marks: found.alignment.marks(&found.keys, &found.tokens),
        received: received.to_vec(),
        parts_well: Default::default(),
    })
}

/// Nothing that came is the code.
fn judge_strange(received: Vec<u8>, cut: &Cut) -> Diagnosis {
    let ends = cut.pieces.last().map(|piece| piece.ends.clone()).unwrap_or_default();
    let finding = if made_words(&received) {
        Finding::InputMethod
    } else if is_noise(&received) {
        Finding::Noise
    } else {
        Finding::WrongCode
    };
    let (findings, marks, parts_well) = (vec![finding], Vec::new(), Default::default());
    Diagnosis { findings, target: None, ends, received, marks, parts_well }
}

/// The way that explains a text best, if it is the code at all: as a whole if it can be that.
fn recognise(bytes: &[u8]) -> Option<Match> {
    if !(SHORTEST..=LONGEST).contains(&bytes.len()) {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let parts = Target::ALL.into_iter().filter(|target| *target != Target::Whole);
    best_of(&text, &[Target::Whole]).or_else(|| best_of(&text, &parts.collect::<Vec<_>>()))
}

fn best_of(text: &str, targets: &[Target]) -> Option<Match> {
    let mut best: Option<(u32, Match)> = None;
    for manner in manners() {
        let tokens = tokens(text, manner);
        let belief = u32::try_from(manner.faults()).unwrap_or(u32::MAX).saturating_mul(BELIEF);
        for &target in targets {
            let keys = manner.keys(target.text());
            let bound = best.as_ref().map_or(u32::MAX, |(cost, _)| *cost);
            let least = least(&keys, &tokens);
            // At least half of it must be right, and it must be better than the best so far.
            if 2 * least as usize > FAULT as usize * keys.len() || least.saturating_add(belief) >= bound {
                continue;
            }
            let alignment = align(&keys, &tokens);
            let cost = alignment.cost.saturating_add(belief);
            let right = alignment.right(&keys, &tokens);
            let plausible = 2 * right >= keys.len() && alignment.cost as usize <= FAULT as usize * right;
            if cost < bound && plausible {
                let tokens = tokens.clone();
                best = Some((cost, Match { target, manner, keys, tokens, alignment }));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// The pieces, each with what it was recognised as; a piece that holds the code twice, with nothing
/// between, is two.
fn recognised(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Option<Match>>) {
    let mut out: (Vec<Piece>, Vec<Option<Match>>) = Default::default();
    for mut piece in pieces {
        let mut found = recognise(&piece.bytes);
        if let Some(last) = &found {
            let mut front = Vec::new();
            push_tokens(&mut front, last.tokens.get(..last.alignment.from).unwrap_or_default());
            if let Some(first) = recognise(&front).filter(|first| first.target == last.target) {
                let mut rest = Vec::new();
                push_tokens(&mut rest, last.tokens.get(last.alignment.from..).unwrap_or_default());
                out.0.push(Piece { bytes: front, ..Piece::default() });
                out.1.push(Some(first));
                found = recognise(&rest);
                piece.bytes = rest;
            }
        }
        out.0.push(piece);
        out.1.push(found);
    }
    out
}

/// What is wrong with the text itself.
fn of_text(found: &Match) -> Vec<Finding> {
    let mut findings: Vec<Finding> = found.manner.findings().collect();
    let within = found.tokens.get(found.alignment.from..found.alignment.to).unwrap_or_default();
    if within.iter().any(|token| token.wide) {
        findings.push(Finding::FullWidth);
    }
    if within.iter().any(|token| is_of_a_word(token.c)) {
        findings.push(Finding::InputMethod);
    }
    findings
}

/// What stands around the text: in the same piece, or in pieces of their own within the reading.
fn frame(cut: &Cut, matches: &[Option<Match>], at: usize, found: &Match, findings: &mut Vec<Finding>) {
    let Alignment { from, to, .. } = found.alignment;
    let first = matches.iter().position(Option::is_some).unwrap_or(at);
    let mut before = cut.before.clone();
    cut.pieces[..first].iter().for_each(|piece| push_piece(&mut before, piece));
    let mut front: &[Token] = found.tokens.get(..from).unwrap_or_default();
    if let Some((rest, identifier)) = aim_identifier(front, found.manner) {
        findings.push(Finding::AimIdentifier(identifier));
        front = rest;
    }
    push_tokens(&mut before, front);
    let mut behind = Vec::new();
    push_tokens(&mut behind, found.tokens.get(to..).unwrap_or_default());
    cut.pieces[at + 1..].iter().for_each(|piece| push_piece(&mut behind, piece));
    if !before.is_empty() {
        findings.push(Finding::Prefix(before));
    }
    if !behind.is_empty() {
        findings.push(Finding::Behind(behind));
    }
}

/// `]` and two characters at the end of what stands in front (ISO/IEC 15424), and what is left.
fn aim_identifier(front: &[Token], manner: Manner) -> Option<(&[Token], String)> {
    let (rest, [bracket, letter, modifier]) = front.split_last_chunk::<3>()?;
    let sent = [bracket, letter, modifier].map(|token| manner.sent(token.c));
    let [Some(']'), Some(letter), Some(modifier)] = sent else { return None };
    let fits = letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric();
    fits.then(|| (rest, [']', letter, modifier].iter().collect()))
}

fn push_tokens(bytes: &mut Vec<u8>, tokens: &[Token]) {
    let mut buffer = [0; 4];
    for c in tokens.iter().filter_map(|token| token.shown()) {
        bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
}

fn push_piece(bytes: &mut Vec<u8>, piece: &Piece) {
    bytes.extend_from_slice(&piece.bytes);
    piece.ends.iter().for_each(|end| bytes.extend_from_slice(end.bytes()));
}

/// What is wrong with the end of the code.
fn of_ends(gun: Gun, reading: &Reading<'_>, cut: &Cut, piece: &Piece) -> Vec<Finding> {
    let mut findings = Vec::new();
    if piece.stx || piece.ends.contains(&End::Etx) {
        findings.push(Finding::StxEtx);
    }
    let suffixes: Vec<End> = piece.ends.iter().copied().filter(|end| *end != End::Etx).collect();
    match *suffixes {
        [] if gun.way == Way::Reports || gun.ends_by_silence => {}
        [] if piece.ends.contains(&End::Etx) && reading.has_code() => {}
        // Only the code was heard, and nobody knows what ended it.
        [] if !cut.framed && reading.has_code() => {}
        [] => findings.push(Finding::NoSuffix),
        [end] if !reading.has_code() => findings.push(Finding::OtherSuffix(end)),
        [_] => {}
        _ => findings.push(Finding::SuffixTwice),
    }
    findings
}

/// No text of any kind: control characters, or bytes that no encoding of text has so many of.
fn is_noise(bytes: &[u8]) -> bool {
    let control =
        |byte: &&u8| **byte == 0x7f || **byte < 0x20 && !matches!(**byte, 2 | 3 | b'\t' | b'\n' | b'\r');
    let mut strange = bytes.iter().filter(control).count();
    if std::str::from_utf8(bytes).is_err() {
        strange += bytes.iter().filter(|byte| **byte >= 0x80).count();
    }
    let text = bytes.iter().filter(|byte| !byte.is_ascii_control()).count();
    text == 0 || 8 * strange > bytes.len()
}

/// An input method was at work: a good part of the text is words.
fn made_words(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let all = text.chars().filter(|c| !c.is_control()).count();
    4 * text.chars().filter(|c| is_of_a_word(*c)).count() > all
}

/// Kana, ideographs, Hangul.
fn is_of_a_word(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

impl End {
    fn bytes(self) -> &'static [u8] {
        match self {
            End::Cr => b"\r",
            End::Lf => b"\n",
            End::CrLf => b"\r\n",
            End::Tab => b"\t",
            End::Etx => b"\x03",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_told_from_text() {
        let check = |bytes: &[u8], noise: bool| assert_eq!(is_noise(bytes), noise, "{bytes:02x?}");
        check(b"863950069494278\r", false);
        check("甲乙".as_bytes(), false);
        check(b"\r\n", true);
        check(b"\x00\xf8\x80\x1c\xe0\xff", true);
        check(b"AB\x1dCDEFGHIJKLMNOP", false);
    }
}
