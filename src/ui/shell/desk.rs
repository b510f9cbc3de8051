//! Who is at the desk: log-in, log-off, and the ways that take one.

use std::sync::Arc;

use egui::Ui;

use super::Shell;
use crate::station::gate::LogOff;
use crate::station::{Command, View};
use crate::text::{Lang, people as words};
use crate::ui::Screen;
use crate::ui::cx::Goto;
use crate::ui::people;
use crate::ui::people::bar::AtDesk;
use crate::ui::people::login::{LoggedIn, Purpose};
use crate::ui::tokens::Palette;

impl Shell {
    /// Whoever was logged in is not any more. What they had begun goes on, and what they had typed stays where it is.
    pub(super) fn logged_off(&mut self, said: &str) {
        self.notices.done(said);
        if !self.desk.gate().may(people::needs(self.screen)) {
            self.screen = Screen::Station;
        }
    }

    /// The log-in, while it is open, and what came of it.
    pub(super) fn log_in(&mut self, ui: &mut Ui, view: &Arc<View>, colours: &'static Palette) {
        let mut login = std::mem::take(&mut self.login);
        let mut goto = None;
        let done = login.show(ui, &mut self.cx(view, colours, &mut goto).0);
        self.login = login;
        let lang = Lang::from(self.settings.language);
        match done {
            None => {}
            Some(LoggedIn::Session(session, goto)) => {
                self.notices.done(words::welcome(lang, &session.name));
                if let Some(goto) = goto {
                    self.go(goto);
                }
            }
            Some(LoggedIn::Alarm(n, pass)) => {
                self.acknowledging = Some(n);
                self.outbox.send(|reply| Command::AcknowledgeWith(pass, reply), String::new(), None);
            }
        }
    }

    /// Goes there; where that takes a log-in, asks for it first.
    pub(super) fn go(&mut self, goto: Goto) {
        let screen = match &goto {
            Goto::Screen(screen) => *screen,
            Goto::Pairs(_) => Screen::Records,
            Goto::FirstSupervisor => return self.first.open(self.last()),
        };
        let needs = people::needs(screen);
        if !self.desk.gate().may(needs) {
            return self.login.open(Purpose::Session(Some((goto, needs))));
        }
        if let Goto::Pairs(filter) = goto {
            self.screens.records.show_pairs(*filter);
        }
        self.screen = screen;
    }

    /// The number of the last scan.
    pub(super) fn last(&self) -> Option<u64> {
        self.board.get().last.as_ref().map(|last| last.n)
    }

    /// The end of the top bar was pressed: in, out, or to the first supervisor.
    pub(super) fn desk_pressed(&mut self, desk: &AtDesk) {
        match desk {
            AtDesk::NotSetUp => self.first.open(self.last()),
            AtDesk::Nobody => self.login.open(Purpose::Session(None)),
            AtDesk::Here(..) => self.log_off(),
        }
    }

    pub(super) fn log_off(&mut self) {
        if self.desk.gate().log_off(LogOff::Asked).is_some() {
            self.logged_off(Lang::from(self.settings.language).t(words::LOGGED_OFF));
        }
    }
}

/// Whether an event is somebody's hand: scans are no sign that anybody is at the desk.
pub(super) fn is_a_touch(event: &egui::Event) -> bool {
    use egui::Event;
    matches!(
        event,
        Event::Key { pressed: true, .. }
            | Event::Text(_)
            | Event::PointerMoved(_)
            | Event::PointerButton { .. }
            | Event::MouseWheel { .. }
            | Event::Touch { .. }
    )
}
