//! A simulated window: strokes at their true times, frames at the window's.

use super::*;

/// An event of the simulation: what the widgets would see.
type Seen = String;

/// What a test types, and when.
#[derive(Default, Clone)]
struct Typing {
    strokes: Vec<(Millis, Stroke<'static>, Seen)>,
    now: Millis,
}

impl Typing {
    /// Types the text with its presses and releases, a character every `each` ms.
    fn text(mut self, text: &str, each: Millis) -> Self {
        for c in text.chars() {
            let (press, written) = match c {
                '\n' => (Stroke::Enter, None),
                '\t' => (Stroke::Tab, None),
                ' ' => (Stroke::Space, Some(" ".to_owned())),
                c => (Stroke::Press, Some(c.to_string())),
            };
            if c.is_uppercase() {
                self.at(Stroke::Free, "shift+");
            }
            self.at(press, &format!("+{}", c.escape_default()));
            if let Some(text) = written {
                let text: &'static str = text.leak();
                self.at(Stroke::Text(text), text);
            }
            self.now += each / 2;
            self.at(Stroke::Release, &format!("-{}", c.escape_default()));
            self.now += each - each / 2;
        }
        self
    }

    fn stroke(mut self, stroke: Stroke<'static>, name: &str) -> Self {
        self.at(stroke, name);
        self
    }

    fn wait(mut self, time: Millis) -> Self {
        self.now += time;
        self
    }

    fn at(&mut self, stroke: Stroke<'static>, name: &str) {
        self.strokes.push((self.now, stroke, name.to_owned()));
    }
}

/// When the window paints.
#[derive(Clone, Copy)]
struct Window {
    /// How long a frame takes; a stroke is seen in the first frame that begins after it.
    frame: Millis,
    /// Stalls: at this time, for so long.
    stalls: &'static [(Millis, Millis)],
    in_text: bool,
}

const QUICK: Window = Window { frame: 16, stalls: &[], in_text: false };
const FIELD: Window = Window { in_text: true, ..QUICK };

/// Runs the typing through a window that, as eframe does, paints when something came or when it was
/// asked to wake, and is busy for `frame` ms then.
fn run(settings: &WedgeSettings, window: Window, typing: &Typing) -> (Vec<String>, Vec<Seen>) {
    let mut wedge = Wedge::new(settings.clone());
    let (mut codes, mut seen) = (Vec::new(), Vec::new());
    let mut strokes = typing.strokes.iter().peekable();
    let mut free = 0; // when the window can paint again
    let mut withheld = 0;
    while let Some(due) = [strokes.peek().map(|(at, ..)| *at), wedge.wake_at()].into_iter().flatten().min() {
        let mut now = due.max(free);
        for &(at, length) in window.stalls {
            if (at..at + length).contains(&now) {
                now = at + length;
            }
        }
        let mut frame = Vec::new();
        while let Some((_, stroke, name)) = strokes.next_if(|(at, ..)| *at <= now) {
            frame.push((*stroke, name.clone()));
        }
        let out = wedge.frame(now, window.in_text, frame);
        codes.extend(out.codes.into_iter().map(|code| String::from_utf8(code).unwrap()));
        seen.extend(out.passed);
        withheld += out.swallowed.len();
        free = now + window.frame;
    }
    assert_eq!(seen.len() + withheld, typing.strokes.len(), "no event is lost or doubled");
    (codes, seen)
}

fn gun(settings: &WedgeSettings, window: Window, typing: &Typing, expect: &[&str], why: &str) {
    let (codes, seen) = run(settings, window, typing);
    assert_eq!(codes, expect, "{why}");
    // A key that comes up after its code harms nothing; the adapter drops it all the same.
    let leaked: Vec<_> = seen.iter().filter(|name| !name.starts_with('-') && *name != "shift+").collect();
    assert!(leaked.is_empty(), "{why}: {leaked:?}");
}

/// Everything arrives, in order, and nothing is a code.
fn human(settings: &WedgeSettings, window: Window, typing: &Typing, why: &str) {
    let (codes, seen) = run(settings, window, typing);
    assert_eq!(codes, [""; 0], "{why}");
    let typed: Vec<_> = typing.strokes.iter().map(|(_, _, name)| name.clone()).collect();
    let late = |names: &[Seen]| names.iter().filter(|name| *name != "shift+").cloned().collect::<Vec<_>>();
    assert_eq!(late(&seen), late(&typed), "{why}");
}

const QR: &str = "pk=p11sf2&sn=VDR7098612099028&v=1";
const IMEI: &str = "863950069494278";

fn typed(text: &str, each: Millis) -> Typing {
    Typing::default().text(text, each)
}

#[test]
fn a_gun_is_read_at_every_speed_and_frame_rate() {
    for code in [IMEI, QR, "PSCMDACK", "PSOP7"] {
        for each in [0, 1, 2, 5, 10, 20, 30] {
            for frame in [1, 7, 16, 33, 50, 100, 200] {
                for in_text in [false, true] {
                    if in_text && code.len() < 6 {
                        continue;
                    }
                    for end in ["\n", "\t"] {
                        let window = Window { frame, in_text, ..QUICK };
                        let typing = typed(&format!("{code}{end}"), each);
                        let why = format!("{code}, {each} ms, frames of {frame} ms, in text: {in_text}");
                        gun(&WedgeSettings::default(), window, &typing, &[code], &why);
                    }
                }
            }
        }
    }
}

#[test]
fn a_stall_anywhere_in_a_code_loses_nothing() {
    const STALLS: [(Millis, Millis); 5] = [(0, 120), (0, 300), (0, 500), (0, 1000), (0, 60)];
    for each in [2, 5, 10] {
        for stall in STALLS {
            for at in (0..IMEI.len() as Millis * each).step_by(7) {
                let stalls: &'static [_] = Box::leak(Box::new([(at, stall.1)]));
                let window = Window { stalls, ..QUICK };
                let why = format!("{each} ms, stalled {} ms at {at}", stall.1);
                gun(&WedgeSettings::default(), window, &typed("863950069494278\n", each), &[IMEI], &why);
            }
        }
        // With a field focused, the stall must leave something that only a gun can have typed.
        for stall in [(0, 120), (0, 300), (0, 400)] {
            for at in (0..QR.len() as Millis * each).step_by(7) {
                let stalls: &'static [_] = Box::leak(Box::new([(at, stall.1)]));
                let why = format!("in a field, {each} ms, stalled {} ms at {at}", stall.1);
                gun(
                    &WedgeSettings::default(),
                    Window { stalls, ..FIELD },
                    &typed(&format!("{QR}\n"), each),
                    &[QR],
                    &why,
                );
            }
        }
    }
}

#[test]
fn a_human_is_no_gun_and_sees_what_they_typed() {
    let settings = WedgeSettings::default();
    for text in ["863950069494278\n", "hello world, this is me\t", "a", "VDR 12\n"] {
        for each in [60, 80, 100, 150, 200] {
            for (frame, in_text) in
                [(1, false), (16, false), (33, false), (1, true), (16, true), (33, true), (100, true)]
            {
                let why = format!("{text:?}, {each} ms, frames of {frame} ms, in text: {in_text}");
                human(&settings, Window { frame, in_text, ..QUICK }, &typed(text, each), &why);
            }
        }
    }
    // A window on a slow remote desktop, with a field to type into.
    for frame in [150, 200, 300] {
        let window = Window { frame, ..FIELD };
        human(&settings, window, &typed("863950069494278\n", 90), &format!("frames of {frame} ms"));
    }
}

#[test]
fn a_few_quick_strokes_are_no_code() {
    let settings = WedgeSettings::default();
    for window in [QUICK, FIELD] {
        human(&settings, window, &typed("abc", 10), "a burst of three");
        human(&settings, window, &typed("abc\n", 10), "a burst of three and Enter");
        human(&settings, window, &typed("abc", 10).wait(200).text("def", 10), "two such bursts");
    }
    human(&settings, FIELD, &typed("1234\n", 20), "a PIN typed very fast");
}

#[test]
fn a_held_key_is_no_code() {
    let settings = WedgeSettings::default();
    for window in [QUICK, FIELD] {
        let mut held = Typing::default().stroke(Stroke::Press, "+a").stroke(Stroke::Text("a"), "a").wait(500);
        for _ in 0..40 {
            held = held.stroke(Stroke::Repeat, "+a").stroke(Stroke::Repeat, "a").wait(33);
        }
        human(&settings, window, &held.stroke(Stroke::Release, "-a"), "repeats that are marked");
        human(&settings, window, &typed(&"a".repeat(40), 33), "repeats that are not");
        let zeros = "0".repeat(15);
        gun(&settings, window, &typed(&format!("{zeros}\n"), 5), &[&zeros], "a label of zeros");
    }
}

#[test]
fn lone_keys_reach_the_widgets() {
    for window in [QUICK, FIELD] {
        for key in ["\n", "\t", " ", "7"] {
            human(&WedgeSettings::default(), window, &typed(key, 80), key);
            human(&WedgeSettings::default(), window, &typed(&key.repeat(5), 150), key);
        }
        let keys = Typing::default().stroke(Stroke::Edit, "+left").stroke(Stroke::Release, "-left");
        human(&WedgeSettings::default(), window, &keys, "an arrow");
        human(&WedgeSettings::default(), window, &Typing::default().stroke(Stroke::Edit, "paste"), "a paste");
    }
}

#[test]
fn a_second_suffix_belongs_to_the_code_and_a_later_enter_does_not() {
    let settings = WedgeSettings::default();
    for each in [2, 10, 30] {
        for suffix in ["\n\n", "\n\t", "\t\n", "\n ", "\t\t\n"] {
            let why = format!("{suffix:?} at {each} ms");
            gun(&settings, FIELD, &typed(&format!("{QR}{suffix}"), each), &[QR], &why);
        }
    }
    // The window stalls between the two suffixes.
    let stalled = Window { stalls: &[(33, 400)], ..QUICK };
    gun(&settings, stalled, &typed("863950069494278\n", 2).text("\n", 2), &[IMEI], "stalled");

    let (codes, seen) = run(&settings, QUICK, &typed("863950069494278\n", 2).wait(200).text("\n \t", 200));
    assert_eq!(codes, [IMEI]);
    let pressed: Vec<_> = seen.iter().filter(|name| name.starts_with('+')).collect();
    assert_eq!(pressed, ["+\\n", "+ ", "+\\t"]);
}

#[test]
fn the_suffix_can_be_fixed() {
    let check = |suffix: Suffix, typed_text: &str, expect: &[&str]| {
        let settings = WedgeSettings { suffix, ..WedgeSettings::default() };
        gun(&settings, QUICK, &typed(typed_text, 3), expect, &format!("{suffix:?}"));
    };
    check(Suffix::Cr, "86395006\t9494278\n", &["86395006\t9494278"]);
    check(Suffix::Lf, "86395006\t9494278\n", &["86395006\t9494278"]);
    check(Suffix::Crlf, "863950069494278\n\n", &[IMEI]);
    check(Suffix::Tab, "86395006\n9494278\t", &["86395006\r9494278"]);
    check(Suffix::None, "863950069494278", &[IMEI]);
    check(Suffix::None, "86395006\t949\n", &["86395006\t949\r"]);
}

#[test]
fn without_a_suffix_silence_ends_the_code() {
    for window in [QUICK, FIELD] {
        let twice = typed(IMEI, 5).wait(400).text(QR, 5);
        gun(&WedgeSettings::default(), window, &twice, &[IMEI, QR], "no suffix");
        let pause = typed(&QR[..10], 5).wait(100).text(&QR[10..], 5).text("\n", 5);
        gun(&WedgeSettings::default(), window, &pause, &[QR], "a gun that pauses");
    }
}

#[test]
fn codes_back_to_back_are_two() {
    for frame in [16, 100, 500] {
        let both = typed(&format!("{IMEI}\n{QR}\n\nPSCMDACK\n"), 2);
        let window = Window { frame, ..QUICK };
        gun(&WedgeSettings::default(), window, &both, &[IMEI, QR, "PSCMDACK"], &format!("{frame}"));
    }
    let one_frame = Window { stalls: &[(0, 2000)], ..FIELD };
    gun(
        &WedgeSettings::default(),
        one_frame,
        &typed(&format!("{IMEI}\n{QR}\n"), 2),
        &[IMEI, QR],
        "one frame",
    );
}

#[test]
fn upper_case_full_width_and_control_keys_are_part_of_a_code() {
    let settings = WedgeSettings::default();
    gun(&settings, FIELD, &typed("PSCMDUNDO\n", 4), &["PSCMDUNDO"], "shift");
    let mut wide = Typing::default();
    for text in ["ｐ", "ｋ", "＝", "ｐ１", "１", "ｓ", "ｆ"] {
        wide = wide.stroke(Stroke::Text(text), text).wait(4);
    }
    gun(&settings, FIELD, &wide.text("\n", 4), &["ｐｋ＝ｐ１１ｓｆ"], "what an IME made of it");
    let group =
        typed("86395006", 4).stroke(Stroke::Edit, "ctrl+]").stroke(Stroke::Edit, "copy").text("9494278\n", 4);
    gun(&settings, FIELD, &group, &[IMEI], "control characters");
}

#[test]
fn one_commit_of_an_ime_is_one_stroke_however_long() {
    let commit = Typing::default().stroke(Stroke::Text("今天生产五百台设备"), "commit").text("\n", 10);
    human(&WedgeSettings::default(), FIELD, &commit, "a sentence");
}

#[test]
fn the_mouse_and_f12_pass_at_once_and_disturb_no_code() {
    let settings = WedgeSettings::default();
    let typing =
        typed("86395006", 4).stroke(Stroke::Free, "f12").stroke(Stroke::Free, "mouse").text("9494278\n", 4);
    let (codes, seen) = run(&settings, QUICK, &typing);
    assert_eq!(codes, [IMEI]);
    assert!(seen.contains(&"f12".to_owned()) && seen.contains(&"mouse".to_owned()), "{seen:?}");
}

#[test]
fn a_window_that_loses_the_keyboard_drops_half_a_code_and_keeps_a_humans_text() {
    let settings = WedgeSettings::default();
    let gun = typed("86395006", 4).stroke(Stroke::Blur, "blur").wait(20).text("9494278\n", 4);
    assert_eq!(run(&settings, QUICK, &gun).0, ["9494278"]);
    human(&settings, FIELD, &typed("ab", 20).stroke(Stroke::Blur, "blur"), "half typed");
}

#[test]
fn an_over_long_code_is_bounded() {
    let (codes, _) = run(&WedgeSettings::default(), QUICK, &typed(&format!("{}\n", "xy".repeat(3000)), 1));
    assert_eq!(codes.iter().map(String::len).collect::<Vec<_>>(), [4097]);
    let mut wedge = Wedge::new(WedgeSettings::default());
    let same = wedge.frame(0, false, (0..10_000).map(|n| (Stroke::Text("x"), n)));
    assert!(same.passed.len() > 5000, "one key held for ever is let go");
}

#[test]
fn settings_have_defaults_and_a_fault_names_its_line() {
    let settings: WedgeSettings = toml::from_str("name = \"bench\"\ngap_ms = 60").unwrap();
    assert_eq!((settings.name.as_str(), settings.gap_ms, settings.min_chars), ("bench", 60, 4));
    let error = toml::from_str::<WedgeSettings>("gap = 60").unwrap_err().to_string();
    assert!(error.contains("unknown field `gap`"), "{error}");
    let error = toml::from_str::<WedgeSettings>("char_ms = 0").unwrap_err().to_string();
    assert!(error.contains("line 1") && error.contains("it must be 5 to 200"), "{error}");
    assert_eq!(toml::from_str::<WedgeSettings>(&toml::to_string(&settings).unwrap()).unwrap(), settings);
}

/// What is heard of a gun while it is being checked up.
#[test]
fn suffixes_are_heard_and_silence_is_not() {
    let check = |settings: &WedgeSettings, text: &str, expect: &str| {
        let mut wedge = Wedge::new(settings.clone());
        let mut raw = Vec::new();
        for (at, stroke, name) in typed(text, 5).strokes {
            while let Some(wake) = wedge.wake_at().filter(|wake| *wake < at) {
                raw.extend(wedge.frame(wake, false, []).raw);
            }
            raw.extend(wedge.frame(at, false, [(stroke, name)]).raw);
        }
        while let Some(wake) = wedge.wake_at() {
            raw.extend(wedge.frame(wake, false, []).raw);
        }
        assert_eq!(String::from_utf8(raw).unwrap(), expect, "{text:?}");
    };
    let auto = WedgeSettings::default();
    check(&auto, "863950069494278\n", "863950069494278\r");
    check(&auto, "863950069494278\t", "863950069494278\t");
    check(&auto, "863950069494278\n\n", "863950069494278\r\r");
    check(&auto, "863950069494278\n\t", "863950069494278\r\t");
    check(&auto, "863950069494278", "863950069494278");
    check(&auto, "8639\n8639\n", "8639\r8639\r");
    check(&auto, "\n\t", "");
    let tab = WedgeSettings { suffix: Suffix::Tab, ..auto };
    check(&tab, "8639500694\n94278\t", "8639500694\r94278\t");
}
