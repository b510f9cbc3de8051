//! The window: a log-in, what is locked without one, the first supervisor, and a supervisor's PIN on an alarm. All of
//! it on a real line and a real ledger, in both languages.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role as NodeRole;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use pairing_station::station::gate::{LogInAt, LogOff};
use pairing_station::station::pin::Pin;
use pairing_station::station::rights::Role;
use pairing_station::station::settings::Language;
use pairing_station::station::{Command, Desk, Settings};
use pairing_station::text::{Lang, Text, common, people as words, station};
use pairing_station::ui::clock::Clock;
use pairing_station::ui::people::{needs, role};
use pairing_station::ui::sound::{Player, Sounder};
use pairing_station::ui::tokens::sound::Cue;
use pairing_station::ui::{Link, Screen, Shell, WakeSlot, dress, rail};

use super::given::{SUPERVISOR, TECHNICIAN, Who, now};
use super::line::Rig;

struct Silence;

impl Player for Silence {
    fn play(&mut self, _cue: Cue, _volume: u8, _hurry: &dyn Fn() -> bool) {}
}

/// A window on a running line.
struct Given {
    window: Harness<'static, Shell>,
    rig: Rig,
    lang: Lang,
}

fn window(lang: Lang, who: Who, first_start: bool) -> Given {
    let language = match lang {
        Lang::Chinese => Language::Chinese,
        Lang::English => Language::English,
    };
    let settings = Settings { language, ..Settings::default() };
    let rig = Rig::with(who, settings.clone());
    let wake = WakeSlot::new();
    let link = Link {
        board: rig.line.board().clone(),
        commands: rig.line.commands(),
        scans: rig.line.scans(),
        desk: Desk::new(rig.ledger.clone(), wake.wake()).behind(rig.line.gate()),
        settings,
        data: rig.dir.path().to_owned(),
        wake,
        first_start,
    };
    let shell = Shell::new(link, Clock::standing(now().at, 480), Sounder::start(Box::new(Silence), 0, 0));
    let window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_context_setup(dress)
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
    Given { window, rig, lang }
}

impl Given {
    fn t(&self, text: Text) -> &'static str {
        self.lang.t(text)
    }

    fn until(&mut self, what: &str, holds: impl Fn(&Given) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            self.window.step();
            if holds(self) {
                return;
            }
            assert!(Instant::now() < end, "{what} did not come about; there is:\n{}", self.names());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn says(&self, part: &str) -> bool {
        self.window.query_all_by_label_contains(part).next().is_some()
    }

    fn named<'a>(&'a self, role: NodeRole, name: &'a str) -> Option<Node<'a>> {
        self.window.query_all_by_role_and_label(role, name).next()
    }

    fn press(&mut self, name: &str) {
        self.until(&format!("a button {name:?}"), |given| given.named(NodeRole::Button, name).is_some());
        self.named(NodeRole::Button, name).unwrap().click_accesskit();
        self.window.run_steps(4);
    }

    fn rail(&mut self, screen: Screen) {
        let name = self.t(rail::entry(screen).1);
        self.named(NodeRole::Tab, name).unwrap().click_accesskit();
        self.window.run_steps(4);
    }

    /// Types into the PIN field of this name.
    fn type_pin(&mut self, name: &str, pin: &str) {
        self.type_into(NodeRole::PasswordInput, name, pin);
    }

    fn type_into(&mut self, role: NodeRole, name: &str, text: &str) {
        self.until(&format!("a field {name:?}"), |given| given.named(role, name).is_some());
        self.named(role, name).unwrap().focus();
        self.window.step();
        self.named(role, name).unwrap().type_text(text);
        self.window.run_steps(3);
    }

    fn person(&self, name: &str, of: Role) -> String {
        words::who_is(self.lang, name, self.t(role(of)))
    }

    fn names(&self) -> String {
        let nodes = self.window.root().children_recursive();
        let text = |node: Node<'_>| node.accesskit_node().label().or_else(|| node.value());
        nodes.filter_map(text).collect::<Vec<_>>().join("\n")
    }

    /// The way in and out at the top; the dialog has a button of the same name, which comes after it.
    fn press_log_in(&mut self) {
        let name = self.t(words::LOG_IN);
        let last = self.window.query_all_by_role_and_label(NodeRole::Button, name).last();
        last.unwrap().click_accesskit();
        self.window.run_steps(4);
    }
}

const BOTH: [Lang; 2] = [Lang::Chinese, Lang::English];

#[test]
fn a_locked_entry_leads_to_the_log_in_and_then_to_its_screen() {
    for lang in BOTH {
        let mut given = window(lang, Who::Nobody, false);
        given.rail(Screen::Export);
        assert_eq!(given.window.state().screen(), Screen::Station, "{lang:?}");
        assert!(given.says(given.t(words::LOG_IN_FOR)), "{lang:?}:\n{}", given.names());
        // Only who may is offered.
        assert!(given.named(NodeRole::Button, &given.person("李工", Role::Technician)).is_none());
        given.type_pin(given.t(words::PIN), SUPERVISOR.1);
        given.press_log_in();
        given.until("the screen", |given| given.window.state().screen() == Screen::Export);
        assert_eq!(given.rig.line.gate().session().unwrap().id, SUPERVISOR.0);
        // And out again, by the top bar; the screen goes with the right.
        let out = words::log_off_who(lang, "王班长", given.t(words::SUPERVISOR));
        given.press(&out);
        assert_eq!(given.window.state().screen(), Screen::Station);
        assert_eq!(given.rig.line.gate().session(), None);
        assert!(
            given.says(given.t(words::LOGGED_OFF)),
            "{lang:?}: it is said what becomes of what was typed"
        );
    }
}

#[test]
fn the_keypad_types_and_a_wrong_pin_says_how_many_are_left() {
    for lang in BOTH {
        let mut given = window(lang, Who::Nobody, false);
        given.press_log_in();
        given.press(&given.person("李工", Role::Technician));
        for key in ["4", "8", "2", "9", "1", "5"] {
            given.press(key);
        }
        given.press_log_in();
        let left = words::tries_left(lang, "4");
        given.until("the refusal", |given| given.says(&left));
        assert!(given.says(given.t(words::LOG_IN_HINT)), "the dialog stays");
        given.type_pin(given.t(words::PIN), TECHNICIAN.1);
        given.press_log_in();
        given.until("a session", |given| given.rig.line.gate().session().is_some());
    }
}

#[test]
fn every_screen_by_everybody() {
    for who in Who::ALL {
        let mut given = window(Lang::English, who, false);
        for screen in Screen::ALL {
            given.rig.line.gate().touch();
            given.window.state_mut().show_screen(Screen::Station);
            given.window.run_steps(2);
            given.rail(screen);
            let shown = given.window.state().screen() == screen;
            assert_eq!(shown, who.may(needs(screen)), "{who:?} {screen:?}");
            if !shown {
                given.press(given.t(common::CANCEL));
            }
        }
        // Ctrl and a digit is no way round it.
        given.window.state_mut().show_screen(Screen::Station);
        given.window.key_press_modifiers(egui::Modifiers::CTRL, egui::Key::Num3);
        given.window.run_steps(3);
        let shown = given.window.state().screen() == Screen::Export;
        assert_eq!(shown, who.may(needs(Screen::Export)), "{who:?} by key");
    }
}

#[test]
fn the_first_supervisor_is_made_in_the_window() {
    for lang in BOTH {
        let mut given = window(lang, Who::NotSetUp, true);
        given.window.run_steps(3);
        assert!(given.says(given.t(words::FIRST_NOTE)), "{lang:?}:\n{}", given.names());
        given.type_into(NodeRole::TextInput, given.t(words::NAME), "Wang");
        given.type_into(NodeRole::TextInput, given.t(words::ID), "7001");
        given.type_pin(given.t(words::NEW_PIN), "123456");
        given.type_pin(given.t(words::PIN_AGAIN), "123456");
        assert!(given.says(given.t(words::WEAK_OBVIOUS)), "{lang:?}");
        // While somebody types, the line goes on, and its verdict is at the foot.
        given.rig.scan("863950061755148");
        given.window.run_steps(3);
        assert!(given.says(given.t(words::FIRST_NOTE)), "{lang:?}: what is being typed is not taken away");
        given.named(NodeRole::PasswordInput, given.t(words::NEW_PIN)).unwrap().focus();
        given.window.step();
        for field in [words::NEW_PIN, words::PIN_AGAIN] {
            given.named(NodeRole::PasswordInput, given.t(field)).unwrap().focus();
            given.window.step();
            given.window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
            given.window.step();
            given.named(NodeRole::PasswordInput, given.t(field)).unwrap().type_text(SUPERVISOR.1);
            given.window.run_steps(2);
        }
        given.press(given.t(words::FIRST_DO));
        given.until("the recovery code", |given| given.says(given.t(words::CODE_NOTE)));
        assert!(given.rig.line.gate().in_force());
        given.press(given.t(words::CODE_KEPT));
        assert!(!given.says(given.t(words::CODE_NOTE)), "it is shown once");
        given.rig.line.gate().log_in("7001", &Pin::new(SUPERVISOR.1), LogInAt::Desk).unwrap();
    }
}

#[test]
fn later_leaves_a_mark_and_a_scan_puts_the_offer_away() {
    for lang in BOTH {
        let mut given = window(lang, Who::NotSetUp, true);
        given.window.run_steps(3);
        given.press(given.t(words::LATER));
        assert!(!given.says(given.t(words::FIRST_NOTE)));
        given.press(given.t(words::NOT_SET_UP));
        assert!(given.says(given.t(words::FIRST_NOTE)), "the mark leads back");
        given.rig.scan("863950061755148");
        given.window.run_steps(4);
        assert!(!given.says(given.t(words::FIRST_NOTE)), "a scan has the window");
        assert!(given.named(NodeRole::Button, given.t(words::NOT_SET_UP)).is_some(), "and the mark stays");
    }
    // Where it is not to be asked (the demo), only the mark is there.
    let mut given = window(Lang::English, Who::NotSetUp, false);
    given.window.run_steps(3);
    assert!(!given.says(given.t(words::FIRST_NOTE)));
}

#[test]
fn a_supervisors_pin_acknowledges_on_the_alarm_itself() {
    for lang in BOTH {
        let mut given = window(lang, Who::Supervisor, false);
        let source =
            "name = \"S\"\nproduct_key = \"p11sf2\"\nack = \"supervisor\"\nbounce_ms = 0\n".to_owned();
        let add = |reply| Command::AddOrder { source, origin: "test".into(), open: true, reply };
        given.rig.ask(add).unwrap();
        given.rig.line.gate().log_off(LogOff::Asked);
        let view: Arc<_> = given.rig.scan("pk=zzzzz2&sn=VDR0319035976321&v=1");
        assert!(view.alarm.is_some());
        given.window.run_steps(3);
        // Neither the key nor a session that is not there helps.
        given.window.key_press(egui::Key::F12);
        given.window.run_steps(3);
        assert!(given.rig.line.board().get().alarm.is_some());
        given.press(given.t(words::LOG_IN_ALARM_KEY));
        given.type_pin(given.t(words::PIN), SUPERVISOR.1);
        given.press(given.t(station::ACKNOWLEDGE));
        given.until("the acknowledgement", |given| given.rig.line.board().get().alarm.is_none());
        assert_eq!(given.rig.line.gate().session(), None, "it opened no session");
        assert!(!given.says(given.t(words::LOG_IN_HINT)), "the dialog went with the alarm");
    }
}

#[test]
fn f9_logs_off() {
    let mut given = window(Lang::Chinese, Who::Supervisor, false);
    given.rail(Screen::Records);
    assert_eq!(given.window.state().screen(), Screen::Records);
    given.window.key_press(egui::Key::F9);
    given.window.run_steps(3);
    assert_eq!((given.window.state().screen(), given.rig.line.gate().session()), (Screen::Station, None));
}
