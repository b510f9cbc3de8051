//! Guns and humans in front of real widgets: a text field, a button, and whoever has the focus.

use super::*;
use egui::{FontDefinitions, Id, Rect, TextEdit};

const QR: &str = "pk=p11sf2&sn=VDR7098612099028&v=1";
const IMEI: &str = "863950069494278";

/// Who has the focus.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Focus {
    Field,
    Button,
    Nobody,
}

/// A window with a field and a button, and an event sender with eframe's manners.
struct Bench {
    context: Context,
    input: WedgeInput,
    time: f64,
    field: String,
    clicks: usize,
    codes: Vec<String>,
    raw: Vec<u8>,
    /// Key presses and pastes that widgets could see, but for the text that came with them.
    seen: Vec<Key>,
}

impl Bench {
    fn new(focus: Focus) -> Bench {
        let context = Context::default();
        context.set_fonts(FontDefinitions::empty());
        let mut bench = Bench {
            context,
            input: WedgeInput::new(WedgeSettings::default()),
            time: 1.0,
            field: String::new(),
            clicks: 0,
            codes: Vec::new(),
            raw: Vec::new(),
            seen: Vec::new(),
        };
        bench.frame(16, Vec::new());
        bench.context.memory_mut(|memory| match focus {
            Focus::Field => memory.request_focus(Id::unique("field")),
            Focus::Button => memory.request_focus(Id::unique("button")),
            Focus::Nobody => {}
        });
        bench.frame(16, Vec::new());
        bench.frame(16, Vec::new());
        bench
    }

    /// The frame `after` ms after the last one, and the one before it that the wedge asked for.
    fn frame(&mut self, mut after: u32, events: Vec<Event>) {
        let wake =
            self.input.wake_after((self.time * 1000.0) as Millis).map(|wait| wait.as_millis() as u32 + 1);
        if let Some(wake) = wake.filter(|wake| *wake < after) {
            self.paint(wake, Vec::new());
            after -= wake;
        }
        self.paint(after, events);
    }

    fn paint(&mut self, after: u32, events: Vec<Event>) {
        self.time += f64::from(after) / 1000.0;
        let screen_rect = Some(Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(800.0, 600.0)));
        let mut raw = RawInput { time: Some(self.time), screen_rect, events, ..RawInput::default() };
        let context = self.context.clone();
        let codes = self.input.hook(&context, &mut raw);
        self.raw.extend(self.input.take_raw());
        self.codes.extend(codes.into_iter().map(|code| String::from_utf8(code).unwrap()));
        self.seen.extend(raw.events.iter().filter_map(|event| match event {
            Event::Key { key, pressed: true, .. } => Some(*key),
            _ => None,
        }));
        let (mut field, mut clicks) = (std::mem::take(&mut self.field), self.clicks);
        let mut painted = context.run_ui(raw, |ui| {
            ui.add(TextEdit::singleline(&mut field).id(Id::unique("field")));
            let place = Rect::from_min_size(egui::pos2(10.0, 100.0), egui::vec2(100.0, 40.0));
            clicks += usize::from(ui.interact(place, Id::unique("button"), egui::Sense::click()).clicked());
        });
        painted.textures_delta.clear();
        (self.field, self.clicks) = (field, clicks);
    }

    /// Frames without events until nothing is held back.
    fn settle(&mut self) {
        for _ in 0..20 {
            self.frame(20, Vec::new());
        }
        assert_eq!(self.input.wake_after((self.time * 1000.0) as Millis), None);
        assert_eq!(self.input.withheld, []);
    }

    /// Types, a character every `each` ms, and paints every 16 ms or when something came.
    fn type_text(&mut self, text: &str, each: u32) {
        let mut waiting = Vec::new();
        let mut passed = 0;
        for c in text.chars() {
            waiting.extend(strokes(c));
            passed += each;
            if passed >= 16 {
                self.frame(passed, std::mem::take(&mut waiting));
                passed = 0;
            }
        }
        self.frame(passed, waiting);
    }
}

fn key(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers }
}

/// What egui-winit makes of a key: Shift where it is needed, the press, the text, the release.
fn strokes(c: char) -> Vec<Event> {
    let (named, text) = match c {
        '\n' => (Key::Enter, None),
        '\t' => (Key::Tab, None),
        ' ' => (Key::Space, Some(" ".to_owned())),
        '&' => (Key::Num7, Some("&".to_owned())),
        c => (Key::from_name(&c.to_uppercase().to_string()).unwrap(), Some(c.to_string())),
    };
    let shifted = c.is_uppercase() || c == '&';
    let modifiers = if shifted { Modifiers::SHIFT } else { Modifiers::NONE };
    let mut events = Vec::new();
    if shifted {
        events.extend([key(Key::ShiftLeft, true, modifiers), Event::ModifiersChanged(modifiers)]);
    }
    events.push(key(named, true, modifiers));
    events.extend(text.map(Event::Text));
    events.push(key(named, false, modifiers));
    if shifted {
        events
            .extend([key(Key::ShiftLeft, false, Modifiers::NONE), Event::ModifiersChanged(Modifiers::NONE)]);
    }
    events
}

#[track_caller]
fn check(focus: Focus, typed: &str, each: u32, codes: &[&str], field: &str, clicks: usize) {
    let mut bench = Bench::new(focus);
    bench.type_text(typed, each);
    bench.settle();
    let why = format!("{typed:?} at {each} ms, {focus:?}");
    assert_eq!(bench.codes, codes, "{why}");
    assert_eq!(bench.field, field, "{why}");
    assert_eq!(bench.clicks, clicks, "{why}");
    if !codes.is_empty() {
        bench.seen.retain(|key| *key != Key::ShiftLeft);
        assert_eq!(bench.seen, [], "{why}");
        assert_eq!(bench.context.text_edit_focused(), focus == Focus::Field, "the focus stays: {why}");
    }
}

#[test]
fn a_scan_is_a_code_and_leaves_no_trace_in_field_or_button() {
    for focus in [Focus::Field, Focus::Button, Focus::Nobody] {
        for each in [0, 2, 5, 10, 30] {
            for suffix in ["\n", "\t", "\n\n", "\n\t", "\n "] {
                check(focus, &format!("{QR}{suffix}"), each, &[QR], "", 0);
            }
            check(focus, &format!("{IMEI}\n{QR}\n"), each, &[IMEI, QR], "", 0);
            check(focus, IMEI, each, &[IMEI], "", 0);
        }
    }
    // A code with blanks in it, which push a button, and one that is all the same.
    check(Focus::Button, "IMEI 863950 06 949427 8\n", 3, &["IMEI 863950 06 949427 8"], "", 0);
    check(Focus::Button, "000000000000000\n", 3, &["000000000000000"], "", 0);
}

#[test]
fn a_human_types_into_the_field_and_pushes_the_button() {
    for each in [60, 100, 200] {
        check(Focus::Field, "VDR7098 & more", each, &[], "VDR7098 & more", 0);
        check(Focus::Nobody, "863950069494278\n", each, &[], "", 0);
    }
    check(Focus::Button, "\n", 100, &[], "", 1);
    check(Focus::Button, " ", 100, &[], "", 1);
    check(Focus::Button, "\n \n", 200, &[], "", 3);
    check(Focus::Field, "abc", 10, &[], "abc", 0);
}

#[test]
fn a_human_goes_on_after_a_scan() {
    let mut bench = Bench::new(Focus::Field);
    bench.type_text("VDR", 80);
    bench.settle();
    bench.type_text(&format!("{QR}\n"), 4);
    bench.settle();
    bench.type_text("70", 80);
    bench.settle();
    assert_eq!((bench.codes.as_slice(), bench.field.as_str()), ([QR.to_owned()].as_slice(), "VDR70"));
}

#[test]
fn a_held_key_repeats_into_the_field() {
    let mut bench = Bench::new(Focus::Field);
    let press = || vec![key(Key::A, true, Modifiers::NONE), Event::Text("a".into())];
    bench.frame(16, press());
    for _ in 0..20 {
        bench.frame(33, press());
    }
    bench.frame(33, vec![key(Key::A, false, Modifiers::NONE)]);
    bench.settle();
    assert_eq!((bench.codes.len(), bench.field.len()), (0, 21));
}

#[test]
fn pastes_and_chords_pass_and_control_characters_of_a_code_do_not() {
    let mut bench = Bench::new(Focus::Field);
    bench.frame(16, vec![Event::Paste(format!("{QR}\n"))]);
    bench.settle();
    assert_eq!((bench.codes.len(), bench.field.starts_with(QR)), (0, true), "{:?}", bench.field);

    let mut bench = Bench::new(Focus::Nobody);
    bench.frame(16, vec![key(Key::F, true, Modifiers::CTRL), key(Key::F12, true, Modifiers::NONE)]);
    assert_eq!(bench.seen, [Key::F, Key::F12]);

    let mut bench = Bench::new(Focus::Field);
    bench.type_text("86395006", 4);
    let group = [Modifiers::CTRL].map(|ctrl| key(Key::CloseBracket, true, ctrl));
    bench.frame(4, [group.to_vec(), vec![Event::Copy, Event::Paste("clipboard".into())]].concat());
    bench.type_text("9494278", 4);
    bench.frame(4, vec![key(Key::M, true, Modifiers::CTRL), key(Key::M, false, Modifiers::CTRL)]);
    bench.frame(4, vec![key(Key::J, true, Modifiers::CTRL), key(Key::J, false, Modifiers::CTRL)]);
    bench.frame(300, vec![key(Key::CloseBracket, false, Modifiers::NONE)]);
    bench.settle();
    assert_eq!((bench.codes.as_slice(), bench.field.as_str()), ([IMEI.to_owned()].as_slice(), ""));
    assert_eq!(bench.seen, []);
}

#[test]
fn what_an_ime_makes_of_a_scan_is_the_code_as_it_came() {
    let mut bench = Bench::new(Focus::Field);
    for text in ["ｐ", "ｋ", "＝", "ｐ", "１", "１", "ｓ", "ｆ", "２"] {
        let preedit = ImeEvent::Preedit { text: "p".into(), active_range_chars: None };
        bench.frame(5, vec![Event::Ime(preedit), Event::Ime(ImeEvent::Commit(text.into()))]);
    }
    bench.frame(5, strokes('\n'));
    bench.settle();
    assert_eq!(
        (bench.codes.as_slice(), bench.field.as_str()),
        (["ｐｋ＝ｐ１１ｓｆ２".to_owned()].as_slice(), "")
    );

    let mut bench = Bench::new(Focus::Field);
    bench.frame(16, vec![Event::Ime(ImeEvent::Commit("今天生产五百台设备".into()))]);
    bench.settle();
    assert_eq!((bench.codes.len(), bench.field.as_str()), (0, "今天生产五百台设备"));
}

#[test]
fn f12_is_never_held_back() {
    let mut bench = Bench::new(Focus::Nobody);
    bench.frame(16, [strokes('8'), strokes('6'), vec![key(Key::F12, true, Modifiers::NONE)]].concat());
    assert_eq!(bench.seen, [Key::F12]);
}

#[test]
fn a_hidden_window_shows_its_input_twice_and_reads_it_once() {
    let mut bench = Bench::new(Focus::Nobody);
    let context = bench.context.clone();
    let mut pending = RawInput { time: Some(2.0), ..RawInput::default() };
    // No pass runs: what the hook leaves comes again, with the next stroke behind it.
    for (n, c) in "863950".chars().enumerate() {
        pending.events.extend(strokes(c));
        pending.time = Some(2.0 + n as f64 * 0.1);
        assert_eq!(bench.input.hook(&context, &mut pending), [[0; 0]; 0], "a human");
        pending.time = pending.time.map(|time| time + 0.05);
        assert_eq!(bench.input.hook(&context, &mut pending), [[0; 0]; 0]);
    }
    assert_eq!(pending.events.len(), 18, "each stroke is still there once");
    for c in format!("{IMEI}\n").chars() {
        pending.events.extend(strokes(c));
        pending.time = pending.time.map(|time| time + 0.005);
        bench.codes.extend(
            bench.input.hook(&context, &mut pending).into_iter().map(|c| String::from_utf8(c).unwrap()),
        );
    }
    assert_eq!((bench.codes.as_slice(), pending.events.len()), ([IMEI.to_owned()].as_slice(), 18));
}

#[test]
fn a_wedge_that_is_off_takes_nothing() {
    let context = Context::default();
    let mut input = WedgeInput::new(WedgeSettings { enabled: false, ..WedgeSettings::default() });
    let mut raw = RawInput { events: strokes('a'), ..RawInput::default() };
    assert!(input.hook(&context, &mut raw).is_empty());
    assert_eq!(raw.events, strokes('a'));
}

#[test]
fn what_a_gun_wrote_is_told_with_its_enter() {
    for focus in [Focus::Nobody, Focus::Field] {
        let mut bench = Bench::new(focus);
        bench.type_text(&format!("{QR}\n\n"), 2);
        bench.settle();
        bench.type_text(IMEI, 2);
        bench.settle();
        assert_eq!(bench.codes, [QR, IMEI]);
        assert_eq!(String::from_utf8_lossy(&bench.raw), format!("{QR}\r\r{IMEI}"), "{focus:?}");
        bench.raw.clear();
        bench.type_text("a person\n", 180);
        bench.settle();
        assert_eq!(bench.raw, b"");
    }
}
