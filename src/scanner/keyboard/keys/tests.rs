use super::*;
use crate::scanner::framer::{Framer, Framing};
use proptest::prelude::*;

const SHIFT: u16 = code::LEFT_SHIFT;
const ALT_GR: u16 = code::RIGHT_ALT;

/// Where a US keyboard has its characters: the strokes of these tests are written down as what they
/// would type there, so that they rest on what everybody knows and not on the tables under test.
const US: [(&str, &str, u16); 4] = [
    ("1234567890-=", "!@#$%^&*()_+", 2),
    ("qwertyuiop[]", "QWERTYUIOP{}", 16),
    ("asdfghjkl;'`", "ASDFGHJKL:\"~", 30),
    ("\\zxcvbnm,./", "|ZXCVBNM<>?", 43),
];

/// The key and the Shift that type a character on a US keyboard.
fn us(c: char) -> (u16, bool) {
    // Characters that only the keys beside a US keyboard's have are written as Greek letters.
    match c {
        ' ' => return (code::SPACE, false),
        '\r' => return (code::ENTER, false),
        '\t' => return (code::TAB, false),
        'γ' => return (86, false),
        'Γ' => return (86, true),
        'ρ' => return (89, false),
        'Ρ' => return (89, true),
        'ψ' => return (124, false),
        'Ψ' => return (124, true),
        _ => {}
    }
    let on = |row: &str, first: u16| Some(first + u16::try_from(row.chars().position(|k| k == c)?).unwrap());
    US.iter()
        .find_map(|(alone, shift, first)| {
            on(alone, *first).map(|key| (key, false)).or_else(|| on(shift, *first).map(|key| (key, true)))
        })
        .unwrap_or_else(|| panic!("{c:?} is on no US key"))
}

fn press(keys: &mut Keys, code: u16, typed: &mut String) {
    keys.event(code, 1, typed);
    keys.event(code, 0, typed);
}

/// Types with a gun: what stands in `«»` with AltGr held.
fn type_into(keys: &mut Keys, strokes: &str) -> String {
    let mut typed = String::new();
    for c in strokes.chars() {
        match c {
            '«' => keys.event(ALT_GR, 1, &mut typed),
            '»' => keys.event(ALT_GR, 0, &mut typed),
            _ => {
                let (key, shift) = us(c);
                if shift {
                    keys.event(SHIFT, 1, &mut typed);
                }
                press(keys, key, &mut typed);
                if shift {
                    keys.event(SHIFT, 0, &mut typed);
                }
            }
        }
    }
    typed
}

#[track_caller]
fn check(layout: KeyLayout, strokes: &str, expect: &str) {
    assert_eq!(type_into(&mut Keys::new(layout, false), strokes), expect, "{layout:?} {strokes}");
}

#[test]
fn a_device_code_comes_out_as_its_gun_meant_it() {
    const QR: &str = "pk=p11sf2&sn=VDR7098612099028&v=1\r";
    check(KeyLayout::Us, QR, QR);
    check(KeyLayout::Uk, QR, QR);
    check(KeyLayout::De, "pk)p11sf2^sn)VDR7098612099028^v)1\r", QR);
    check(KeyLayout::Es, "pk)p11sf2^sn)VDR7098612099028^v)1\r", QR);
    check(KeyLayout::It, "pk)p11sf2^sn)VDR7098612099028^v)1\r", QR);
    check(KeyLayout::Fr, "pk=p!!sf@1sn=VDR&)(*^!@)(()@*1v=!\r", QR);
    check(KeyLayout::Jp, "pk_p11sf2^sn_VDR7098612099028^v_1\r", QR);
}

#[test]
fn the_other_signs_of_codes_come_out_too() {
    const SIGNS: &str = ";:+-/#_.@";
    check(KeyLayout::Us, SIGNS, SIGNS);
    check(KeyLayout::Uk, r#";:+-/\_.""#, SIGNS);
    check(KeyLayout::De, r"<>]/&\?.«q»", SIGNS);
    check(KeyLayout::Fr, ",.+6>«3»8<«0»", SIGNS);
    check(KeyLayout::Es, "<>]/&«3»?.«2»", SIGNS);
    check(KeyLayout::It, "<>]/&«'»?.«;»", SIGNS);
    check(KeyLayout::Jp, ";':-/#Ρ.[", SIGNS);
}

#[test]
fn each_layout_has_its_own_keys() {
    check(KeyLayout::De, "yYzZ-_γΓ", "zZyYß?<>");
    check(KeyLayout::De, "«7890-m2»", "{[]}\\µ²");
    check(KeyLayout::Fr, "qwazQWAZ;:mM", "azqwAZQWmM,?");
    check(KeyLayout::Fr, "«45689-=»", "{[|\\^]}");
    check(KeyLayout::Es, ";:«`12[]'\\»", "ñÑ\\|@[]{}");
    check(KeyLayout::It, "`~«[]»", "\\|[]");
    check(KeyLayout::It, "«{}»", "{}");
    check(KeyLayout::Uk, "\\|`~#@γΓ«4»", "#~`¬£\"\\|€");
    check(KeyLayout::Jp, "=+@&*([]{}\\|ρψΨ`", "^~\"'()@[`{]}\\\\|");
}

#[test]
fn a_dead_key_waits_for_its_letter() {
    check(KeyLayout::De, "`a=e+o", "âéò");
    check(KeyLayout::De, "` = + ", "^´`");
    check(KeyLayout::De, "`1", "^1");
    check(KeyLayout::De, "``x", "^^x");
    check(KeyLayout::De, "`\r", "^\r");
    check(KeyLayout::Fr, "[e{i", "êï");
    check(KeyLayout::Fr, "«2»n«2» «7» ", "ñ~`");
    check(KeyLayout::Es, "'a\"u[e{o«4» ", "áüèô~");
    check(KeyLayout::It, "[e", "èe");
}

#[test]
fn caps_lock_turns_letters_round_and_nothing_else() {
    let mut keys = Keys::new(KeyLayout::De, true);
    assert_eq!(type_into(&mut keys, "aA1!;:"), "Aa1!Öö");
    let mut typed = String::new();
    press(&mut keys, code::CAPS_LOCK, &mut typed);
    assert_eq!((typed.as_str(), keys.caps_lock()), ("", false));
    assert_eq!(type_into(&mut keys, "aA1!"), "aA1!");
    // A gun that toggles it itself, around its capitals.
    let mut gun = Keys::new(KeyLayout::Us, false);
    press(&mut gun, code::CAPS_LOCK, &mut typed);
    let mut text = type_into(&mut gun, "pk");
    press(&mut gun, code::CAPS_LOCK, &mut typed);
    text += &type_into(&mut gun, "=1");
    assert_eq!(text, "PK=1");
    // A Japanese keyboard's Caps Lock wants Shift.
    let mut jp = Keys::new(KeyLayout::Jp, false);
    press(&mut jp, code::CAPS_LOCK, &mut typed);
    assert!(!jp.caps_lock());
    jp.event(SHIFT, 1, &mut typed);
    press(&mut jp, code::CAPS_LOCK, &mut typed);
    assert!(jp.caps_lock());
}

#[test]
fn alt_and_a_number_type_a_character_on_any_layout() {
    for layout in KeyLayout::ALL {
        let mut keys = Keys::new(layout, true);
        let mut typed = String::new();
        for c in b"pk=p11sf2&sn=VDR7;:@\r" {
            keys.event(code::LEFT_ALT, 1, &mut typed);
            for digit in c.to_string().bytes() {
                press(
                    &mut keys,
                    [82, 79, 80, 81, 75, 76, 77, 71, 72, 73][usize::from(digit - b'0')],
                    &mut typed,
                );
            }
            keys.event(code::LEFT_ALT, 0, &mut typed);
        }
        assert_eq!(typed, "pk=p11sf2&sn=VDR7;:@\r", "{layout:?}");
    }
}

#[test]
fn keypad_control_and_command_keys() {
    let mut keys = Keys::new(KeyLayout::De, false);
    let mut typed = String::new();
    for key in [71, 80, 74, 78, 98, 55, 83, 96] {
        press(&mut keys, key, &mut typed);
    }
    assert_eq!(typed, "72-+/*,\r");
    let mut held = |modifier: u16, strokes: &str| {
        let mut typed = String::new();
        keys.event(modifier, 1, &mut typed);
        typed += &type_into(&mut keys, strokes);
        keys.event(modifier, 0, &mut typed);
        typed
    };
    assert_eq!(held(code::LEFT_CTRL, "bcmM]["), "\x02\x03\r\r\x1d\x1b");
    assert_eq!(held(code::LEFT_ALT, "abc\t1"), "");
    assert_eq!(held(code::LEFT_META, "r\r"), "");
    // Ctrl and Alt together are AltGr.
    let mut typed = String::new();
    for key in [code::LEFT_CTRL, code::LEFT_ALT] {
        keys.event(key, 1, &mut typed);
    }
    press(&mut keys, 16, &mut typed);
    assert_eq!(typed, "@");
}

#[test]
fn a_repetition_types_nothing_and_neither_does_a_release() {
    let mut keys = Keys::new(KeyLayout::Us, false);
    let mut typed = String::new();
    for (key, value) in [(30, 1), (30, 2), (30, 2), (30, 0), (30, 0), (code::ENTER, 2), (500, 1), (0, 1)] {
        keys.event(key, value, &mut typed);
    }
    assert_eq!(typed, "a");
}

#[test]
fn lost_strokes_leave_a_mark_and_no_key_stuck() {
    let mut keys = Keys::new(KeyLayout::De, false);
    let mut typed = type_into(&mut keys, "12`");
    keys.event(SHIFT, 1, &mut typed);
    keys.lost([], &mut typed);
    typed += &type_into(&mut keys, "a\r");
    assert_eq!(typed, "12\u{fffd}a\r");
    let read = crate::scan::read(typed.as_bytes(), None);
    let refused = crate::scan::Code::Refused { reason: crate::scan::Reason::BadEncoding, hint: None };
    assert_eq!(read.code, refused);
    keys.lost([SHIFT, 30], &mut typed);
    let mut after = String::new();
    press(&mut keys, 30, &mut after);
    assert_eq!(after, "A");
}

/// How a gun set to `layout` types a character: the first way its table has.
fn strokes_of(layout: KeyLayout, c: char) -> Option<(u16, Vec<u16>, bool)> {
    const HELD: [&[u16]; 4] = [&[], &[SHIFT], &[ALT_GR], &[SHIFT, ALT_GR]];
    (1..125).find_map(|code| {
        let levels = layout::key(layout, code).levels;
        (0..4).find_map(|level| match levels[level] {
            Stroke::Char(k) if k == c => Some((code, HELD[level].to_vec(), false)),
            Stroke::Dead(k) if k == c => Some((code, HELD[level].to_vec(), true)),
            _ => None,
        })
    })
}

proptest! {
    #[test]
    fn whatever_a_gun_types_comes_out_the_same(
        text in "[ -~]{1,40}",
        layout in prop::sample::select(KeyLayout::ALL.to_vec()),
        right_shift: bool,
        held_long: bool,
    ) {
        let mut keys = Keys::new(layout, false);
        let mut typed = String::new();
        for c in text.chars() {
            let (key, held, dead) = match c {
                ' ' => (code::SPACE, Vec::new(), false),
                _ => strokes_of(layout, c).ok_or_else(|| TestCaseError::fail(format!("{layout:?} has no {c}")))?,
            };
            let held: Vec<u16> = held.iter().map(|k| if right_shift && *k == SHIFT { code::RIGHT_SHIFT } else { *k }).collect();
            held.iter().for_each(|modifier| keys.event(*modifier, 1, &mut typed));
            keys.event(key, 1, &mut typed);
            if held_long {
                keys.event(key, 2, &mut typed);
            }
            keys.event(key, 0, &mut typed);
            held.iter().rev().for_each(|modifier| keys.event(*modifier, 0, &mut typed));
            if dead {
                press(&mut keys, code::SPACE, &mut typed);
            }
        }
        prop_assert_eq!(&typed, &text);
        press(&mut keys, code::ENTER, &mut typed);
        let mut frames = Vec::new();
        Framer::new(Framing::default()).push(typed.as_bytes(), 7, &mut frames);
        prop_assert_eq!(frames.len(), 1);
        prop_assert_eq!(&frames[0].bytes, text.as_bytes());
    }

    #[test]
    fn no_strokes_make_it_stumble(
        events in prop::collection::vec((0u16..600, -1i32..4), 0..300),
        layout in prop::sample::select(KeyLayout::ALL.to_vec()),
    ) {
        let mut keys = Keys::new(layout, false);
        let mut typed = String::new();
        for (key, value) in &events {
            keys.event(*key, *value, &mut typed);
        }
        prop_assert!(typed.chars().count() <= 2 * events.len());
    }
}
