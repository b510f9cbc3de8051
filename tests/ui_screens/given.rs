//! The window's contents on a real ledger, with the test in the line's place.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use pairing_station::ledger::{
    Context, Ledger, NewEvent, NewPair, OrderState, PairOutcome, Stamp, ledger_path,
};
use pairing_station::order::Order;
use pairing_station::scanner::ScannerEvent;
use pairing_station::station::backups::Keeper;
use pairing_station::station::settings::Language;
use pairing_station::station::view::{Board, OrderView};
use pairing_station::station::{Command, Desk, Settings, View};
use pairing_station::text::{Lang, Text};
use pairing_station::ui::clock::Clock;
use pairing_station::ui::sound::{Player, Sounder};
use pairing_station::ui::tokens::sound::Cue;
use pairing_station::ui::{Link, Screen, Shell, WakeSlot, dress};

/// 2025-11-22 14:32:07 in Shanghai.
pub(crate) const NOW: i64 = 1_763_793_127_000;
pub(crate) const TODAY: i32 = 20_251_122;
/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

struct Silence;

impl Player for Silence {
    fn play(&mut self, _cue: Cue, _volume: u8, _hurry: &dyn Fn() -> bool) {}
}

/// A data directory with a ledger in it.
pub(crate) struct Data {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) ledger: Ledger,
}

/// The window under a harness, and the other ends of its channels.
pub(crate) struct Given {
    pub(crate) window: Harness<'static, Shell>,
    pub(crate) board: Board,
    pub(crate) commands: Receiver<Command>,
    pub(crate) scans: Receiver<ScannerEvent>,
    pub(crate) data: Data,
    pub(crate) lang: Lang,
}

impl Data {
    pub(crate) fn new() -> Data {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        Data { dir, ledger }
    }

    /// A ledger with so many pairs, one a second, the newest at [`NOW`].
    pub(crate) fn with_pairs(count: i64) -> Data {
        let dir = tempfile::tempdir().unwrap();
        let path = ledger_path(dir.path());
        let ledger = Ledger::open(&path).unwrap();
        ledger.append(vec![event("start", NOW - count * 1000)]).unwrap();
        drop(ledger);
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.execute_batch(&format!(
            "BEGIN;
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO pairs
                 SELECT i, printf('8639500%08d', i), 'p11sf2', printf('VDR%013d', i), '',
                        {NOW} - ({count} - i) * 1000, 480, 'WO1', '1024', '3', '白班', {TODAY}, 1 FROM n;
             INSERT INTO dk_claims SELECT dk, id FROM pairs;
             INSERT INTO sn_claims SELECT sn, id FROM pairs;
             INSERT INTO active_counts VALUES ('WO1', {count});
             INSERT INTO pair_spans VALUES (1, 1, {TODAY}, 'WO1', '1024', '3', '白班', {TODAY});
             COMMIT;"
        ))
        .unwrap();
        drop(conn);
        let ledger = Ledger::open(&path).unwrap();
        Data { dir, ledger }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn order(&self, name: &str, state: OrderState) {
        let order = Order { planned: Some(500), ..Order::default_for(name, "p11sf2") };
        self.ledger.add_order(&order, &order.to_toml(), event("order", NOW)).unwrap();
        if state != OrderState::Prepared {
            self.ledger.set_order_state(name, state, event("order", NOW)).unwrap();
        }
    }

    /// A pair of this number, made now; its id.
    pub(crate) fn pair(&self, n: u32) -> i64 {
        let id = self.ledger.reserve_pair_id();
        let pair = NewPair { id, dk: dk(n), pk: "p11sf2".into(), sn: sn(n), name: String::new() };
        let event = NewEvent { verdict: "paired".into(), ..event("scan", NOW) };
        assert_eq!(self.ledger.pair(pair, event).unwrap(), PairOutcome::Paired);
        id
    }

    /// A scan that was refused.
    pub(crate) fn refused(&self, raw: &[u8], reason: &str, hint: &str) {
        let event = NewEvent {
            raw: raw.to_vec(),
            verdict: "rejected".into(),
            reason: reason.into(),
            hint: hint.into(),
            rule: "none".into(),
            ..event("scan", NOW)
        };
        self.ledger.append(vec![event]).unwrap();
    }
}

pub(crate) fn dk(n: u32) -> String {
    format!("9639500{n:08}")
}

pub(crate) fn sn(n: u32) -> String {
    format!("NEW{n:013}")
}

pub(crate) fn event(kind: &'static str, at: i64) -> NewEvent {
    let context = Context {
        station: "3".into(),
        operator: "1024".into(),
        order: "WO1".into(),
        shift: "白班".into(),
        shift_day: TODAY,
    };
    let stamp = Stamp { at, offset_min: 480 };
    NewEvent { source: "gun-1".into(), ..NewEvent::new(stamp, context, kind) }
}

/// A view with an open order, of which so many pairs are done.
pub(crate) fn view(done: u64) -> View {
    let order = OrderView {
        name: "WO1".into(),
        product_key: "p11sf2".into(),
        planned: Some(500),
        done,
        dk_kind: Default::default(),
        scan_order: Default::default(),
        ack: Default::default(),
        half_scan_timeout_s: 60,
    };
    View {
        revision: done + 1,
        order: Some(order),
        operator: "1024".into(),
        station: "3".into(),
        ..View::default()
    }
}

/// A window of 1280×800 that shows a screen.
pub(crate) fn window(lang: Lang, screen: Screen, data: Data) -> Given {
    window_of(lang, screen, data, [1280.0, 800.0], 1.0)
}

/// The same, with a keeper of backups.
pub(crate) fn window_kept(lang: Lang, screen: Screen, data: Data, keeper: &Keeper) -> Given {
    build(lang, screen, data, [1280.0, 800.0], 1.0, Some(keeper))
}

/// A window of so many points at a zoom.
pub(crate) fn window_of(lang: Lang, screen: Screen, data: Data, size: [f32; 2], zoom: f32) -> Given {
    build(lang, screen, data, size, zoom, None)
}

fn build(
    lang: Lang,
    screen: Screen,
    data: Data,
    size: [f32; 2],
    zoom: f32,
    keeper: Option<&Keeper>,
) -> Given {
    let language = match lang {
        Lang::Chinese => Language::Chinese,
        Lang::English => Language::English,
    };
    let board = Board::default();
    board.put(view(0));
    let (to_line, commands) = bounded(8);
    let (to_channel, scans) = bounded(8);
    let wake = WakeSlot::new();
    let desk = Desk::new(data.ledger.clone(), wake.wake());
    let desk = match keeper {
        Some(keeper) => desk.with_keeper(keeper.handle()),
        None => desk,
    };
    let link = Link {
        board: board.clone(),
        commands: to_line,
        scans: to_channel,
        desk,
        settings: Settings { language, zoom, ..Settings::default() },
        data: data.path().to_owned(),
        wake,
        first_start: false,
    };
    let sounder = Sounder::start(Box::new(Silence), 0, 0);
    let mut shell = Shell::new(link, Clock::standing(NOW, 480), sounder);
    shell.show_screen(screen);
    let window = Harness::builder()
        .with_size(size.map(|side| side * zoom))
        .with_context_setup(dress)
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
    Given { window, board, commands, scans, data, lang }
}

impl Given {
    /// The sentence in this window's language.
    pub(crate) fn t(&self, text: Text) -> &'static str {
        self.lang.t(text)
    }

    /// Frames until this holds.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Given) -> bool) {
        let start = Instant::now();
        loop {
            self.window.step();
            if holds(self) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{what} did not come about; there is:\n{}", self.names());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Frames until something has this in its name or its value.
    pub(crate) fn until_says(&mut self, part: &str) {
        self.until(&format!("{part:?}"), |given| given.says(part));
    }

    /// Something has this in its name.
    pub(crate) fn says(&self, part: &str) -> bool {
        self.window.query_all_by_label_contains(part).next().is_some()
    }

    /// A few frames for what was just done.
    pub(crate) fn settle(&mut self) {
        self.window.run_steps(4);
    }

    /// Presses what has this name, with a mouse.
    pub(crate) fn press(&mut self, name: &str) {
        self.until(&format!("a {name:?} to press"), |given| given.pressable(name).is_some());
        self.pressable(name).unwrap().click();
        self.settle();
    }

    /// Presses what has this name, wherever it is on a page that scrolls.
    pub(crate) fn press_far(&mut self, name: &str) {
        self.until(&format!("a {name:?} to press"), |given| given.pressable(name).is_some());
        self.pressable(name).unwrap().click_accesskit();
        self.settle();
    }

    /// The one thing of this name that can be pressed.
    fn pressable<'a>(&'a self, name: &'a str) -> Option<Node<'a>> {
        const ROLES: [Role; 6] =
            [Role::Button, Role::RadioButton, Role::Switch, Role::ComboBox, Role::Row, Role::ListBoxOption];
        let nodes = self.window.query_all_by_label(name);
        let mut found = nodes.filter(|node| ROLES.contains(&node.accesskit_node().role()));
        let first = found.next();
        assert!(found.next().is_none(), "two things named {name:?} can be pressed");
        first
    }

    /// Opens the drop-down of this name and chooses.
    pub(crate) fn choose(&mut self, name: &str, choice: &str) {
        self.press_far(name);
        let entry = |given: &Given| {
            let found = given.window.query_all_by_role_and_label(Role::ListBoxOption, choice);
            found.count() == 1
        };
        self.until(&format!("{choice:?} in the list of {name:?}"), entry);
        self.window.get_by_role_and_label(Role::ListBoxOption, choice).click_accesskit();
        self.settle();
    }

    /// Puts a text into the field of this name, and leaves the field.
    pub(crate) fn fill(&mut self, name: &str, text: &str) {
        self.field(name).focus();
        self.window.step();
        self.window.key_combination_modifiers(egui::Modifiers::COMMAND, &[egui::Key::A]);
        self.window.step();
        let field = self.field(name);
        if text.is_empty() {
            self.window.key_press(egui::Key::Backspace);
        } else {
            field.type_text(text);
        }
        self.window.step();
        if let Some(id) = self.window.ctx.memory(|memory| memory.focused()) {
            self.window.ctx.memory_mut(|memory| memory.surrender_focus(id));
        }
        self.settle();
    }

    /// The field of this name, of one line or of several.
    fn field<'a>(&'a self, name: &'a str) -> Node<'a> {
        let lines = self.window.query_by_role_and_label(Role::MultilineTextInput, name);
        lines.unwrap_or_else(|| self.window.get_by_role_and_label(Role::TextInput, name))
    }

    /// The command the window sends next.
    pub(crate) fn command(&mut self) -> Command {
        self.until("a command", |given| !given.commands.is_empty());
        self.commands.try_recv().unwrap()
    }

    /// Names of the table's rows that are there.
    pub(crate) fn rows(&self) -> Vec<String> {
        let rows = self.window.query_all_by_role(Role::Row);
        rows.filter_map(|node: Node<'_>| node.accesskit_node().label()).collect()
    }

    fn names(&self) -> String {
        let nodes = self.window.root().children_recursive();
        let text = |node: Node<'_>| node.accesskit_node().label().or_else(|| node.value());
        nodes.filter_map(text).collect::<Vec<_>>().join("\n")
    }
}
