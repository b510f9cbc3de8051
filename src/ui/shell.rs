//! Everything in the window: bar, rail, the screen chosen, messages, and the alarm over it all.

mod desk;
mod dress;
mod screens;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::TrySendError;
use egui::{Context, Key, Modifiers, Rect, Ui, UiBuilder, ViewportCommand, pos2, vec2};

use super::alarm;
use super::clock::Clock;
use super::cx::{Cx, Goto, Outbox, Scans};
use super::damaged;
use super::notices::Notices;
use super::parts::devices::Lister;
use super::people;
use super::people::bar::AtDesk;
use super::people::first::FirstSupervisor;
use super::people::login::{LogIn, Purpose};
use super::rail;
use super::sound::Sounder;
use super::station;
use super::tokens::sound::Cue;
use super::tokens::{Palette, size, space};
use super::top_bar;
use super::wedge_input::WedgeInput;
use super::{Link, Screen};
use crate::pairing::AckBy;
use crate::scanner::{Scan, ScannerEvent};
use crate::station::crash::{self, Crash};
use crate::station::rights::Action;
use crate::station::settings::Theme;
use crate::station::view::{AlarmView, Board, LedgerView};
use crate::station::{Command, Desk, Settings, View};
use crate::text::{Lang, people as people_words};
use desk::is_a_touch;
pub use dress::dress;
use screens::Screens;

/// How soon answers to commands are looked for.
const SOON: Duration = Duration::from_millis(40);

/// Everything in the window. Knows no window system: [`Shell::ui`] draws into any egui `Ui`.
pub struct Shell {
    board: Board,
    scans: crossbeam_channel::Sender<ScannerEvent>,
    unsent_scans: VecDeque<ScannerEvent>,
    wedge: WedgeInput,
    desk: Desk,
    settings: Settings,
    data: PathBuf,
    clock: Clock,
    sounder: Sounder,
    outbox: Outbox,
    notices: Notices,
    screen: Screen,
    /// The number of the alarm that was acknowledged and whose answer is awaited.
    acknowledging: Option<u64>,
    /// The crash that is shown was heard.
    crash_heard: bool,
    /// Theme and zoom that egui was last given.
    dressed: Option<(Theme, f32)>,
    screens: Screens,
    login: LogIn,
    first: FirstSupervisor,
}

impl Shell {
    /// The window's contents, connected to a line.
    pub fn new(link: Link, clock: Clock, sounder: Sounder) -> Shell {
        let mut first = FirstSupervisor::default();
        if link.first_start && !link.desk.gate().in_force() {
            first.open(link.board.get().last.as_ref().map(|last| last.n));
        }
        Shell {
            board: link.board,
            scans: link.scans,
            unsent_scans: VecDeque::new(),
            wedge: WedgeInput::new(link.settings.wedge.clone()),
            desk: link.desk,
            settings: link.settings,
            data: link.data,
            clock,
            sounder,
            outbox: Outbox::new(link.commands),
            notices: Notices::default(),
            screen: Screen::default(),
            acknowledging: None,
            crash_heard: false,
            dressed: None,
            screens: Screens::default(),
            login: LogIn::default(),
            first,
        }
    }

    /// The screen that is shown.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Shows another screen.
    pub fn show_screen(&mut self, screen: Screen) {
        self.screen = screen;
    }

    /// Looks for devices elsewhere than on this computer, for a test.
    pub fn look_for_devices_by(&mut self, lister: Lister) {
        self.screens.scanners.look_by(lister);
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Looks at the keys before any widget does: what the keyboard wedge takes is gone.
    pub fn raw_input(&mut self, ctx: &Context, raw: &mut egui::RawInput) {
        let codes = self.wedge.hook(ctx, raw);
        let (source, at) = (Arc::from(self.wedge.settings().name.as_str()), self.clock.now());
        let raw = self.wedge.take_raw();
        if !raw.is_empty() && self.board.get().checkup.is_some() {
            let source = Arc::clone(&source);
            self.unsent_scans.push_back(ScannerEvent::Heard { source, at, bytes: raw });
        }
        let scan = |bytes| ScannerEvent::Scan(Scan { source: Arc::clone(&source), at, bytes });
        self.unsent_scans.extend(codes.into_iter().map(scan));
        self.offer_scans();
        if !self.unsent_scans.is_empty() {
            ctx.request_repaint_after(SOON);
        }
    }

    /// What must go on while the window is hidden: commands, answers, codes of the wedge.
    pub fn tend(&mut self) {
        let lang = Lang::from(self.settings.language);
        if let Some(settings) = self.outbox.tend(lang, &mut self.notices) {
            self.sounder.set_volume(settings.volume);
            if settings.wedge != self.settings.wedge {
                self.wedge = WedgeInput::new(settings.wedge.clone());
            }
            if let Some(keeper) = self.desk.keeper() {
                keeper.apply(&settings);
            }
            self.settings = *settings;
        }
        self.offer_scans();
        if self.desk.gate().log_off_idle().is_some() {
            self.logged_off(lang.t(people_words::LOGGED_OFF_IDLE));
        }
    }

    /// Gives the line what it has room for; the rest stays, in order, and is offered again.
    fn offer_scans(&mut self) {
        while let Some(event) = self.unsent_scans.pop_front() {
            match self.scans.try_send(event) {
                Ok(()) => {}
                Err(TrySendError::Full(event)) => return self.unsent_scans.push_front(event),
                Err(TrySendError::Disconnected(_)) => {
                    tracing::error!("a code came after the line had stopped");
                }
            }
        }
    }

    /// Draws a frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.tend();
        let view = self.board.get();
        let colours = Palette::of(self.settings.theme);
        self.dress(ui.ctx());
        if ui.input(|input| input.events.iter().any(is_a_touch)) {
            self.desk.gate().touch();
        }
        self.window_keys(ui.ctx());
        crash::rehearse("window");
        if let Some(crash) = self.board.crash() {
            return self.crashed(ui, &view, &crash, colours);
        }
        self.login.only_for(view.alarm.as_ref().filter(|alarm| alarm.supervisor).map(|alarm| alarm.shown.n));
        match &view.alarm {
            _ if self.damage(&view).is_some() => self.damaged(ui, &view, colours),
            Some(alarm) => self.alarm(ui, &view, alarm, colours),
            None => {
                self.acknowledging = None;
                self.frame(ui, &view, colours);
            }
        }
        // What the training gun scanned in this frame need not wait for the next.
        self.offer_scans();
        self.schedule(ui.ctx(), &view);
    }

    fn crashed(&mut self, ui: &mut Ui, view: &Arc<View>, crash: &Crash, colours: &'static Palette) {
        if !self.crash_heard {
            self.crash_heard = true;
            self.sounder.sound(Cue::Ng);
        }
        surrender_focus(ui);
        let mut goto = None;
        super::crash::show(ui, &self.cx(view, colours, &mut goto).0, crash);
    }

    /// What is broken in the ledger: as the line met it, or as the keeper of backups found it.
    fn damage(&self, view: &View) -> Option<String> {
        match &view.ledger {
            LedgerView::Damaged { what } => Some(what.clone()),
            _ => self.desk.keeper().and_then(|keeper| keeper.keeping().damaged.clone()),
        }
    }

    fn damaged(&mut self, ui: &mut Ui, view: &Arc<View>, colours: &'static Palette) {
        let what = self.damage(view).unwrap_or_default();
        damaged::show(ui, &self.cx(view, colours, &mut None).0, &what);
    }

    fn alarm(&mut self, ui: &mut Ui, view: &Arc<View>, latched: &AlarmView, colours: &'static Palette) {
        // Nothing under the alarm keeps the focus, and none of its own parts takes it, but for the PIN that was asked for.
        if !self.login.is_open() {
            surrender_focus(ui);
        }
        let key = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::F12));
        let mut goto = None;
        let cx = &mut self.cx(view, colours, &mut goto).0;
        // Who is logged in as a supervisor needs no badge and no second PIN.
        let here = cx.desk.gate().session().is_some() && cx.may(Action::AcknowledgeSupervised);
        let wanted = alarm::show(ui, cx, latched, here);
        let n = latched.shown.n;
        if wanted == Some(alarm::Wanted::Pin) {
            self.login.open(Purpose::Alarm(n));
        }
        let asked = wanted == Some(alarm::Wanted::Acknowledge) || key;
        if asked && (!latched.supervisor || here) && self.acknowledging != Some(n) {
            self.acknowledging = Some(n);
            self.outbox.send(|reply| Command::Acknowledge(AckBy::Operator, reply), String::new(), None);
        }
        self.log_in(ui, view, colours);
    }

    fn frame(&mut self, ui: &mut Ui, view: &Arc<View>, colours: &'static Palette) {
        let whole = ui.max_rect();
        ui.painter().rect_filled(whole, 0.0, colours.ground);
        let bar_height = if whole.height() < size::LOW { size::TOP_BAR_LOW } else { size::TOP_BAR };
        let rail_width = rail::width(whole.size(), bar_height);
        let bar = Rect::from_min_size(whole.min, vec2(whole.width(), bar_height));
        let side = Rect::from_min_max(
            pos2(whole.left(), bar.bottom()),
            pos2(whole.left() + rail_width, whole.bottom()),
        );
        let rest = Rect::from_min_max(side.right_top(), whole.max);
        let lang = Lang::from(self.settings.language);

        let desk = AtDesk::of(self.desk.gate());
        desk.schedule(ui);
        let keeping = self.desk.keeper().map(|keeper| keeper.keeping());
        if top_bar::show(ui, bar, colours, lang, (view, keeping.as_deref(), &self.clock), &desk) {
            self.desk_pressed(&desk);
        }
        let gate = self.desk.gate();
        let locked = |screen| !gate.may(people::needs(screen));
        let mut goto = rail::show(ui, side, colours, lang, self.screen, locked).map(Goto::Screen);
        if goto.is_some() {
            self.first.later(ui);
        }
        // Whose right it was has gone.
        if !self.desk.gate().may(people::needs(self.screen)) {
            self.screen = Screen::Station;
        }
        let first = self.first.is_shown(view.last.as_ref().map(|last| last.n));
        let margin = if rest.height() < size::LOW { space::S } else { space::XL };
        let mut room = rest.shrink(margin);
        let screen = self.screen;
        let (mut cx, screens) = self.cx(view, colours, &mut goto);
        if (first || screen != Screen::Station) && (view.last.is_some() || view.replacing.is_some()) {
            let foot = Rect::from_min_max(pos2(room.left(), room.bottom() - size::TOUCH), room.max);
            room.max.y = foot.top() - space::M;
            station::strip(ui, &cx, foot);
        }
        if screen != Screen::Scanners {
            screens.scanners.leave(&mut cx);
        }
        if screen != Screen::Settings {
            screens.settings.leave(&mut cx);
        }
        let mut inside = ui.new_child(UiBuilder::new().id_salt(screen).max_rect(room));
        inside.set_clip_rect(Rect::from_min_max(rest.min, pos2(rest.right(), room.bottom() + space::S)));
        if !first {
            screens.show(screen, &mut inside, &mut cx);
        }
        if first {
            let mut page = std::mem::take(&mut self.first);
            page.ui(&mut inside, &mut self.cx(view, colours, &mut goto).0);
            self.first = page;
        }
        self.log_in(ui, view, colours);
        self.notices.show(ui, colours, lang);
        if let Some(goto) = goto {
            self.go(goto);
            ui.ctx().request_repaint();
        }
    }

    fn cx<'a>(
        &'a mut self,
        view: &'a View,
        colours: &'static Palette,
        goto: &'a mut Option<Goto>,
    ) -> (Cx<'a>, &'a mut Screens) {
        let cx = Cx {
            lang: Lang::from(self.settings.language),
            colours,
            view,
            desk: &self.desk,
            settings: &self.settings,
            data: &self.data,
            clock: &self.clock,
            sounder: &self.sounder,
            notices: &mut self.notices,
            outbox: &mut self.outbox,
            scans: Scans { unsent: &mut self.unsent_scans, channel: &self.scans },
            goto,
        };
        (cx, &mut self.screens)
    }

    /// F11: full screen. F9: log-off. Ctrl+1 to Ctrl+9: the screens. Guns send none of these.
    fn window_keys(&mut self, ctx: &Context) {
        const DIGITS: [Key; Screen::ALL.len()] = [
            Key::Num1,
            Key::Num2,
            Key::Num3,
            Key::Num4,
            Key::Num5,
            Key::Num6,
            Key::Num7,
            Key::Num8,
            Key::Num9,
        ];
        if ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::F11)) {
            let full = ctx.input(|i| i.viewport().fullscreen.unwrap_or(false));
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!full));
        }
        if ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::F9)) {
            self.log_off();
        }
        for (key, screen) in DIGITS.into_iter().zip(Screen::ALL) {
            if ctx.input_mut(|i| i.consume_key(Modifiers::CTRL, key)) {
                self.go(Goto::Screen(screen));
            }
        }
    }

    fn dress(&mut self, ctx: &Context) {
        let wanted = (self.settings.theme, self.settings.zoom.clamp(0.75, 2.0));
        if self.dressed == Some(wanted) {
            return;
        }
        self.dressed = Some(wanted);
        ctx.set_theme(match wanted.0 {
            Theme::Light => egui::Theme::Light,
            Theme::Dark => egui::Theme::Dark,
        });
        ctx.set_zoom_factor(wanted.1);
    }

    /// When the next frame is due, if nothing happens before.
    fn schedule(&self, ctx: &Context, view: &View) {
        ctx.request_repaint_after(self.clock.to_next_minute());
        if let Some(deadline) = view.deadline {
            let left = (deadline - self.clock.now()).max(0);
            ctx.request_repaint_after(Duration::from_millis(left.rem_euclid(1000) as u64 + 1));
        }
        if self.outbox.busy() || !self.unsent_scans.is_empty() {
            ctx.request_repaint_after(SOON);
        }
        self.wake_wedge(ctx);
    }

    /// Strokes that are held back, and a code that only silence ends, wait for the next frame. A frame
    /// forgets what was asked for before it began, so it is asked for again in each.
    pub fn wake_wedge(&self, ctx: &Context) {
        if let Some(wait) = self.wedge.wake_in(ctx) {
            ctx.request_repaint_after(wait);
        }
    }
}

fn surrender_focus(ui: &Ui) {
    ui.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.surrender_focus(id);
        }
    });
}
