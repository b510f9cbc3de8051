//! What guns send, and what is found wrong with them.

use proptest::prelude::*;

use super::challenge::{PARTS, WHOLE};
use super::*;
use crate::scan::layout::{self, Layout};

const KEYS: Gun = Gun { way: Way::Keys, ends_by_silence: false };
const SERIAL: Gun = Gun { way: Way::Serial, ends_by_silence: false };
const REPORTS: Gun = Gun { way: Way::Reports, ends_by_silence: false };

/// What a station hears of a gun: bytes, and the codes it makes of them at CR, LF and TAB.
fn heard_at(at: i64, sent: &[u8]) -> Vec<(i64, What, Vec<u8>)> {
    let mut heard = vec![(at, What::Raw, sent.to_vec())];
    let ended = sent.iter().rposition(|b| b"\r\n\t".contains(b)).map_or(0, |last| last + 1);
    let codes = sent[..ended].split(|b| b"\r\n\t".contains(b)).filter(|code| !code.is_empty());
    heard.extend(codes.map(|code| (at, What::Code, code.to_vec())));
    if ended < sent.len() {
        heard.push((at, What::Unfinished, sent[ended..].to_vec()));
    }
    heard
}

fn diagnosed(gun: Gun, heard: &[(i64, What, Vec<u8>)]) -> Option<Diagnosis> {
    let heard: Vec<Heard<'_>> =
        heard.iter().map(|(at, what, bytes)| Heard { at: *at, what: *what, bytes }).collect();
    diagnose(gun, &heard)
}

fn check(gun: Gun, sent: &[u8], expect: &[Finding]) {
    let said = diagnosed(gun, &heard_at(0, sent)).expect("a diagnosis");
    assert_eq!(said.findings, expect, "{}", String::from_utf8_lossy(sent));
    assert_eq!(said.received, sent);
}

/// Typed with a CR behind.
fn check_typed(typed: &str, expect: &[Finding]) {
    check(KEYS, format!("{typed}\r").as_bytes(), expect);
}

fn swapped(text: &str) -> String {
    let swap = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    text.chars().map(swap).collect()
}

fn damage(lost: usize, repeated: usize, swapped: usize, shifted: usize, changed: usize) -> Finding {
    Finding::Damaged(Damage { lost, repeated, swapped, shifted, changed })
}

#[test]
fn an_unspoiled_code_is_well() {
    for gun in [KEYS, SERIAL, REPORTS] {
        for suffix in ["\r", "\n", "\r\n", "\t"] {
            let said = diagnosed(gun, &heard_at(0, format!("{WHOLE}{suffix}").as_bytes())).unwrap();
            assert_eq!(said.findings, [], "{gun:?} {suffix:?}");
            assert!(said.is_well() && said.marks.iter().all(|mark| mark.is_right()));
            assert_eq!(said.marks.len(), 72);
        }
    }
}

#[test]
fn parts_make_up_the_whole() {
    let mut heard = Vec::new();
    for (n, part) in PARTS.iter().enumerate() {
        heard.extend(heard_at(n as i64 * 3000, format!("{part}\r").as_bytes()));
        let said = diagnosed(SERIAL, &heard).unwrap();
        assert_eq!((said.target, said.findings.len()), (Some(Target::Part(n)), 0));
        assert_eq!((said.is_well(), said.is_well_so_far()), (n == 2, n < 2), "{n}");
    }
    heard.extend(heard_at(20_000, format!("{}\r", PARTS[1].to_lowercase()).as_bytes()));
    let said = diagnosed(SERIAL, &heard).unwrap();
    assert_eq!(said.findings, [Finding::AllLower]);
    assert_eq!(said.parts_well, [true, false, true]);
}

#[test]
fn letter_case() {
    check_typed(&swapped(WHOLE), &[Finding::CaseSwapped]);
    check_typed(&WHOLE.to_uppercase(), &[Finding::AllUpper]);
    check_typed(&WHOLE.to_lowercase(), &[Finding::AllLower]);
    for part in PARTS {
        check_typed(&swapped(part), &[Finding::CaseSwapped]);
        check_typed(&part.to_uppercase(), &[Finding::AllUpper]);
        check_typed(&part.to_lowercase(), &[Finding::AllLower]);
    }
}

/// As the keyboards of Windows type what a US gun sends, copied from them by hand.
#[test]
fn known_layouts() {
    check_typed(
        "Aa´0Bb/1Ccö2DdEeFfGgHhIiJjÖ3Kk`4Llß5MmNnOoPpQqRrSs-6Tt§7Uu?8Vv.9WwXxZzYy",
        &[Finding::ComputerLayout(Country::German)],
    );
    check_typed(
        "Qq=àBb7&CcméDdEeFfGgHhIiJjM\"Kk+'Ll)(?,NnOoPpAaRrSs!-Tt3èUu°_Vv:çZzXxYyWw",
        &[Finding::ComputerLayout(Country::French)],
    );
    check_typed(
        "Aa^0Bb'1Cc;2DdEeFfGgHhIiJj+3Kk~4Ll-5MmNnOoPpQqRrSs/6Tt#7Uu=8Vv.9WwXxYyZz",
        &[Finding::ComputerLayout(Country::Japanese)],
    );
}

fn on(layout: &Layout, text: &str) -> String {
    text.chars().filter_map(|us| layout.typed(us)).collect()
}

#[test]
fn every_layout_of_the_computer() {
    for layout in layout::layouts() {
        let expect = [Finding::ComputerLayout(layout.country)];
        check_typed(&on(layout, WHOLE), &expect);
        // Dead keys swallow their accent, or the character behind it too (as X11 does).
        let vanished: String = WHOLE.chars().filter(|c| !layout.dead.contains(*c)).collect();
        check_typed(&on(layout, &vanished), &expect);
        let mut after_dead = false;
        let both = |c: &char| {
            let gone = after_dead || layout.dead.contains(*c);
            after_dead = layout.dead.contains(*c);
            !gone
        };
        let swallowed: String = WHOLE.chars().filter(both).collect();
        check_typed(&on(layout, &swallowed), &expect);
        for part in PARTS.iter().filter(|part| on(layout, part) != **part) {
            let said = diagnosed(KEYS, &heard_at(0, format!("{}\r", on(layout, part)).as_bytes())).unwrap();
            assert!(
                matches!(said.findings[..], [Finding::ComputerLayout(_)]),
                "{:?} {part}: {:?}",
                layout.country,
                said.findings
            );
        }
    }
}

#[test]
fn every_layout_of_the_gun() {
    for layout in layout::layouts() {
        let typed: String = WHOLE.chars().filter_map(|c| layout.key_of(c)).collect();
        let said = diagnosed(KEYS, &heard_at(0, format!("{typed}\r").as_bytes())).unwrap();
        if layout.country == Country::Russian {
            // No Latin letter is on it: nothing of the code is left.
            assert_eq!(said.target, None);
        } else {
            // Without AltGr some guns type the same: then the likelier is named.
            let [Finding::GunLayout(named)] = said.findings[..] else {
                panic!("{typed}: {:?}", said.findings)
            };
            let named = layout::layouts().iter().find(|layout| layout.country == named).unwrap();
            assert_eq!(WHOLE.chars().filter_map(|c| named.key_of(c)).collect::<String>(), typed);
        }
    }
}

#[test]
fn layouts_with_caps_lock() {
    for layout in layout::layouts() {
        let typed: String =
            on(layout, WHOLE).chars().map(|c| if c.is_lowercase() { upper(c) } else { lower(c) }).collect();
        check_typed(&typed, &[Finding::CaseSwapped, Finding::ComputerLayout(layout.country)]);
    }
    // French Windows: Caps Lock is Shift Lock, and gives digits.
    check_typed(
        "qQ+0bBè1cCM2dDeEfFgGhHiIjJm3kK=4lL°5,?nNoOpPaArRsS§6tT\"7uU)8vV/9zZxXyYwW",
        &[Finding::CaseSwapped, Finding::ComputerLayout(Country::French)],
    );
}

fn upper(c: char) -> char {
    let mut letters = c.to_uppercase();
    letters.next().filter(|_| letters.next().is_none()).unwrap_or(c)
}

fn lower(c: char) -> char {
    let mut letters = c.to_lowercase();
    letters.next().filter(|_| letters.next().is_none()).unwrap_or(c)
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| char::from_u32(c as u32 + 0xff01 - 0x21).unwrap()).collect()
}

#[test]
fn input_methods() {
    check_typed(&full_width(WHOLE), &[Finding::FullWidth]);
    let signs = WHOLE.replace(';', "；").replace(':', "：").replace('.', "。").replace('_', "——");
    check_typed(&signs, &[Finding::FullWidth]);
    check_typed(&full_width(&swapped(PARTS[1])), &[Finding::CaseSwapped, Finding::FullWidth]);
    check_typed("啊等于不不才的额发个好你把", &[Finding::InputMethod]);
    check_typed("あいうえおかきくけこ", &[Finding::InputMethod]);
}

#[test]
fn suffixes() {
    let check = |gun: Gun, suffix: &str, expect: &[Finding]| {
        check(gun, format!("{WHOLE}{suffix}").as_bytes(), expect);
    };
    check(KEYS, "", &[Finding::NoSuffix]);
    check(SERIAL, "", &[Finding::NoSuffix]);
    check(REPORTS, "", &[]);
    check(Gun { ends_by_silence: true, ..SERIAL }, "", &[]);
    for twice in ["\r\r", "\r\n\r\n", "\n\n", "\t\t", "\r\t", "\t\r", "\r\r\n", "\n\r"] {
        check(SERIAL, twice, &[Finding::SuffixTwice]);
    }
    check(KEYS, "\r\r", &[Finding::SuffixTwice]);
}

#[test]
fn a_suffix_that_the_station_does_not_wait_for() {
    let sent = format!("{WHOLE}\t").into_bytes();
    let heard = [(0, What::Raw, sent.clone()), (0, What::Unfinished, sent)];
    let said = diagnosed(SERIAL, &heard).unwrap();
    assert_eq!((said.findings, said.ends), (vec![Finding::OtherSuffix(End::Tab)], vec![End::Tab]));
}

#[test]
fn silence_is_told_from_enter() {
    // The wedge makes a code of strokes that silence ends.
    let heard = [(0, What::Raw, WHOLE.into()), (0, What::Code, WHOLE.into())];
    assert_eq!(diagnosed(KEYS, &heard).unwrap().findings, [Finding::NoSuffix]);
    // A second Enter comes behind the code.
    let enter = |at| (at, What::Raw, b"\r".to_vec());
    let heard = [(0, What::Raw, format!("{WHOLE}\r").into()), (0, What::Code, WHOLE.into()), enter(30)];
    assert_eq!(diagnosed(KEYS, &heard).unwrap().findings, [Finding::SuffixTwice]);
}

#[test]
fn a_reading_is_judged_when_it_is_over() {
    assert_eq!(diagnosed(SERIAL, &[]), None);
    let begun = [(0, What::Raw, WHOLE.into())];
    assert_eq!(diagnosed(SERIAL, &begun), None);
    let mut split: Vec<_> = WHOLE.bytes().map(|byte| (0, What::Raw, vec![byte])).collect();
    split.push((0, What::Raw, b"\r".to_vec()));
    split.push((0, What::Code, WHOLE.into()));
    assert_eq!(diagnosed(SERIAL, &split).unwrap().findings, []);
}

#[test]
fn what_stands_around() {
    let aim = |identifier: &str| Finding::AimIdentifier(identifier.to_owned());
    let prefix = |text: &str| Finding::Prefix(text.into());
    let behind = |text: &str| Finding::Behind(text.into());
    check_typed(&format!("]Q1{WHOLE}"), &[aim("]Q1")]);
    check_typed(&format!("]C0{}", PARTS[2]), &[aim("]C0")]);
    check_typed(&format!("X]Q1{WHOLE}"), &[aim("]Q1"), prefix("X")]);
    check_typed(&format!("QR:{WHOLE}"), &[prefix("QR:")]);
    check_typed(&format!("{WHOLE}END"), &[behind("END")]);
    check_typed(&format!("<{WHOLE}>"), &[prefix("<"), behind(">")]);
    check(SERIAL, format!("AB\t{WHOLE}\r").as_bytes(), &[prefix("AB\t")]);
    check(SERIAL, format!("\r\n{WHOLE}\r\n").as_bytes(), &[prefix("\r\n")]);
    check(SERIAL, format!("\x02{WHOLE}\x03\r").as_bytes(), &[Finding::StxEtx]);
    let german = layout::layouts().iter().find(|layout| layout.country == Country::German).unwrap();
    check_typed(&on(german, &format!("]Q1{WHOLE}")), &[Finding::ComputerLayout(Country::German), aim("]Q1")]);
}

#[test]
fn characters_lost_and_spoiled() {
    let without = |gone: &[usize]| -> String {
        WHOLE.chars().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, c)| c).collect()
    };
    check_typed(&without(&[3]), &[damage(1, 0, 0, 0, 0)]);
    check_typed(&without(&[0, 10, 11, 40, 71]), &[damage(5, 0, 0, 0, 0)]);
    check_typed(&without(&(50..72).collect::<Vec<_>>()), &[damage(22, 0, 0, 0, 0)]);
    check_typed(&WHOLE.replace('E', "EE"), &[damage(0, 1, 0, 0, 0)]);
    check_typed(&WHOLE.replace("3K", "K3").replace("9W", "W9"), &[damage(0, 0, 2, 0, 0)]);
    check_typed(&WHOLE.replace('&', "7").replace('#', "3").replace('Q', "q"), &[damage(0, 0, 0, 3, 0)]);
    check_typed(&WHOLE.replace('5', "@").replace('k', "*"), &[damage(0, 0, 0, 0, 2)]);
    let german = layout::layouts().iter().find(|layout| layout.country == Country::German).unwrap();
    check_typed(
        &on(german, &without(&[4, 33])),
        &[Finding::ComputerLayout(Country::German), damage(2, 0, 0, 0, 0)],
    );
    check_typed(&swapped(&without(&[3, 33])), &[Finding::CaseSwapped, damage(2, 0, 0, 0, 0)]);
}

#[test]
fn double_readings() {
    check(SERIAL, format!("{WHOLE}\r{WHOLE}\r").as_bytes(), &[Finding::ReadTwice(2)]);
    check(KEYS, format!("{WHOLE}{WHOLE}").as_bytes(), &[Finding::NoSuffix, Finding::ReadTwice(2)]);
    let twice = |gap: i64| {
        let sent = format!("{}\r", PARTS[0]);
        diagnosed(SERIAL, &[heard_at(0, sent.as_bytes()), heard_at(gap, sent.as_bytes())].concat()).unwrap()
    };
    assert_eq!(twice(900).findings, [Finding::ReadTwice(2)]);
    assert_eq!(twice(1500).findings, []);
    let codes = [(0, What::Code, WHOLE.into()), (200, What::Code, WHOLE.into())];
    assert_eq!(diagnosed(REPORTS, &codes).unwrap().findings, [Finding::ReadTwice(2)]);
}

#[test]
fn several_faults_at_once() {
    let sent = format!("]Q1{}\r\r", swapped(WHOLE));
    check(
        KEYS,
        sent.as_bytes(),
        &[Finding::CaseSwapped, Finding::AimIdentifier("]Q1".into()), Finding::SuffixTwice],
    );
    let sent = format!("{}\r", full_width(&WHOLE.to_uppercase()));
    check(KEYS, sent.as_bytes(), &[Finding::AllUpper, Finding::FullWidth]);
    let french = layout::layouts().iter().find(|layout| layout.country == Country::French).unwrap();
    let sent = on(french, &WHOLE.to_lowercase());
    check(
        KEYS,
        sent.as_bytes(),
        &[Finding::AllLower, Finding::ComputerLayout(Country::French), Finding::NoSuffix],
    );
}

#[test]
fn what_is_not_the_code() {
    check_typed("863950069494278", &[Finding::WrongCode]);
    check_typed("pk=p11sf2&sn=VDR7098612099028&v=1", &[Finding::WrongCode]);
    check_typed("PSCMDACK", &[Finding::WrongCode]);
    check(SERIAL, &[0xf8, 0x00, 0x1c, 0xe0, 0xfe, 0x80, 0x00], &[Finding::Noise]);
    check(SERIAL, &WHOLE.bytes().map(|b| b.wrapping_mul(37) | 0x80).collect::<Vec<_>>(), &[Finding::Noise]);
    check(SERIAL, "x".repeat(5000).as_bytes(), &[Finding::WrongCode]);
    let parity = |byte: u8| if byte.count_ones() % 2 == 1 { byte | 0x80 } else { byte };
    let sent: Vec<u8> = format!("{WHOLE}\r").bytes().map(parity).collect();
    check(SERIAL, &sent, &[Finding::Parity]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// What no gun sends of this code is never taken for well.
    #[test]
    fn garbage_is_found_wrong(sent in prop::collection::vec(any::<u8>(), 1..200), way in 0..3_usize) {
        let gun = [KEYS, SERIAL, REPORTS][way];
        let mut heard = vec![(0, What::Raw, sent.clone()), (0, What::Code, sent.clone())];
        for _ in 0..2 {
            let said = diagnosed(gun, &heard).expect("a diagnosis");
            prop_assert!(!said.findings.is_empty());
            heard.remove(0);
        }
    }

    /// A spoiled code is never well, and what is shown of it is all that came.
    #[test]
    fn a_spoiled_code_is_found_spoiled(at in 0..71_usize, with in "[A-Za-z0-9&=;:+/#_.-]{0,3}", cut in 1..4_usize) {
        let mut text: Vec<char> = WHOLE.chars().collect();
        text.splice(at..(at + cut).min(72), with.chars());
        let text: String = text.into_iter().collect();
        prop_assume!(text != WHOLE);
        let said = diagnosed(KEYS, &heard_at(0, format!("{text}\r").as_bytes())).expect("a diagnosis");
        prop_assert!(!said.findings.is_empty(), "{text}");
        if said.target == Some(Target::Whole) {
            let shown: String = said.marks.iter().filter_map(|mark| mark.received).collect();
            prop_assert_eq!(shown, text);
        }
    }
}
