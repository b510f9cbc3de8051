//! Everything in the window: bar, rail, the screen chosen, messages, and the alarm over it all.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::TrySendError;
use egui::{Context, CornerRadius, Key, Modifiers, Rect, Stroke, Ui, UiBuilder, ViewportCommand, pos2, vec2};

use super::alarm;
use super::clock::Clock;
use super::cx::{Cx, Goto, Outbox, Scans};
use super::export::ExportScreen;
use super::fonts;
use super::lists::ListsScreen;
use super::notices::Notices;
use super::numbers::NumbersScreen;
use super::orders::OrdersScreen;
use super::parts::devices::Lister;
use super::rail;
use super::records::RecordsScreen;
use super::scan_log::ScanLogScreen;
use super::scanners::ScannersScreen;
use super::settings::SettingsScreen;
use super::sound::Sounder;
use super::station::{self, StationScreen};
use super::tokens::sound::Cue;
use super::tokens::{self, Palette, font, round, size, space};
use super::top_bar;
use super::wedge_input::WedgeInput;
use super::{Link, Screen};
use crate::pairing::AckBy;
use crate::scanner::{Scan, ScannerEvent};
use crate::station::crash::{self, Crash};
use crate::station::settings::Theme;
use crate::station::view::{AlarmView, Board};
use crate::station::{Command, Desk, Settings, View};
use crate::text::Lang;

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
}

#[derive(Default)]
struct Screens {
    station: StationScreen,
    records: RecordsScreen,
    export: ExportScreen,
    scan_log: ScanLogScreen,
    numbers: NumbersScreen,
    orders: OrdersScreen,
    lists: ListsScreen,
    scanners: ScannersScreen,
    settings: SettingsScreen,
}

impl Shell {
    /// The window's contents, connected to a line.
    pub fn new(link: Link, clock: Clock, sounder: Sounder) -> Shell {
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
            self.settings = *settings;
        }
        self.offer_scans();
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
        self.window_keys(ui.ctx());
        crash::rehearse("window");
        if let Some(crash) = self.board.crash() {
            return self.crashed(ui, &view, &crash, colours);
        }
        match &view.alarm {
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

    fn alarm(&mut self, ui: &mut Ui, view: &Arc<View>, latched: &AlarmView, colours: &'static Palette) {
        // Nothing under the alarm keeps the focus, and none of its own parts takes it.
        surrender_focus(ui);
        let key = ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::F12));
        let mut goto = None;
        let cx = &mut self.cx(view, colours, &mut goto).0;
        let asked = alarm::show(ui, cx, latched) || key;
        if asked && !latched.supervisor && self.acknowledging != Some(latched.shown.n) {
            self.acknowledging = Some(latched.shown.n);
            self.outbox.send(|reply| Command::Acknowledge(AckBy::Operator, reply), String::new(), None);
        }
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

        top_bar::show(ui, bar, colours, lang, view, &self.clock);
        let mut goto = rail::show(ui, side, colours, lang, self.screen).map(Goto::Screen);
        let margin = if rest.height() < size::LOW { space::S } else { space::XL };
        let mut room = rest.shrink(margin);
        let screen = self.screen;
        let (mut cx, screens) = self.cx(view, colours, &mut goto);
        if screen != Screen::Station && (view.last.is_some() || view.replacing.is_some()) {
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
        match screen {
            Screen::Station => screens.station.ui(&mut inside, &mut cx),
            Screen::Records => screens.records.ui(&mut inside, &mut cx),
            Screen::Export => screens.export.ui(&mut inside, &mut cx),
            Screen::ScanLog => screens.scan_log.ui(&mut inside, &mut cx),
            Screen::Numbers => screens.numbers.ui(&mut inside, &mut cx),
            Screen::Orders => screens.orders.ui(&mut inside, &mut cx),
            Screen::Lists => screens.lists.ui(&mut inside, &mut cx),
            Screen::Scanners => screens.scanners.ui(&mut inside, &mut cx),
            Screen::Settings => screens.settings.ui(&mut inside, &mut cx),
        }
        self.notices.show(ui, colours, lang);
        if let Some(goto) = goto {
            self.go(goto);
            ui.ctx().request_repaint();
        }
    }

    fn go(&mut self, goto: Goto) {
        self.screen = match goto {
            Goto::Screen(screen) => screen,
            Goto::Pairs(filter) => {
                self.screens.records.show_pairs(*filter);
                Screen::Records
            }
        };
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

    /// F11: full screen. Ctrl+1 to Ctrl+9: the screens. Guns send none of these.
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
        for (key, screen) in DIGITS.into_iter().zip(Screen::ALL) {
            if ctx.input_mut(|i| i.consume_key(Modifiers::CTRL, key)) {
                self.screen = screen;
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

/// Gives egui its fonts and both themes, once, before the first frame.
pub fn dress(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    for (theme, colours) in [(egui::Theme::Light, &tokens::LIGHT), (egui::Theme::Dark, &tokens::DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.text_styles = [
                (egui::TextStyle::Small, fonts::regular(font::SMALL)),
                (egui::TextStyle::Body, fonts::regular(font::BODY)),
                (egui::TextStyle::Button, fonts::regular(font::BUTTON)),
                (egui::TextStyle::Heading, fonts::bold(font::HEADING)),
                (egui::TextStyle::Monospace, fonts::mono(font::BODY)),
            ]
            .into();
            style.spacing.item_spacing = vec2(space::S, space::S);
            style.spacing.button_padding = vec2(space::M, space::S);
            style.spacing.interact_size = vec2(size::TOUCH, size::TOUCH);
            style.spacing.combo_width = size::LABEL;
            style.interaction.selectable_labels = false;
            style.animation_time = 0.0;
            visuals(&mut style.visuals, colours);
        });
    }
}

fn visuals(visuals: &mut egui::Visuals, colours: &Palette) {
    visuals.dark_mode = colours.dark;
    visuals.panel_fill = colours.ground;
    visuals.window_fill = colours.card;
    visuals.window_stroke = Stroke::new(size::LINE, colours.line);
    visuals.extreme_bg_color = colours.card;
    visuals.text_edit_bg_color = Some(colours.card);
    visuals.faint_bg_color = colours.stripe;
    visuals.weak_text_color = Some(colours.muted);
    visuals.hyperlink_color = colours.brand;
    visuals.selection.bg_fill = colours.brand_tint;
    visuals.selection.stroke = Stroke::new(size::LINE, colours.brand);
    visuals.error_fg_color = colours.bad;
    let corner = CornerRadius::same(round::BUTTON);
    let widgets = &mut visuals.widgets;
    for (widget, fill, line, ink) in [
        (&mut widgets.noninteractive, colours.card, colours.line, colours.ink),
        (&mut widgets.inactive, colours.card, colours.line, colours.ink),
        (&mut widgets.hovered, colours.brand_tint, colours.brand, colours.ink),
        (&mut widgets.active, colours.brand_tint, colours.brand, colours.ink),
        (&mut widgets.open, colours.brand_tint, colours.brand, colours.ink),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(size::LINE, line);
        widget.fg_stroke = Stroke::new(size::LINE, ink);
        widget.corner_radius = corner;
        widget.expansion = 0.0;
    }
}
