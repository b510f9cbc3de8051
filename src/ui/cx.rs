//! What a screen is given to draw with, and how it asks for things.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};

use super::Screen;
use super::clock::Clock;
use super::notices::Notices;
use super::sound::Sounder;
use super::tokens::Palette;
use crate::ledger::PairFilter;
use crate::scanner::{Scan, ScannerEvent};
use crate::station::command::Reply;
use crate::station::rights::Action;
use crate::station::{Command, Desk, Settings, StationError, View, training};
use crate::text::{Lang, Text, common};

/// What a screen is given. Draw `view`, `desk` and `settings`; ask through `send`.
pub struct Cx<'a> {
    /// The user's language.
    pub lang: Lang,
    /// Colours.
    pub colours: &'static Palette,
    /// The line as it stands.
    pub view: &'a View,
    /// Questions to the ledger and long work.
    pub desk: &'a Desk,
    /// The settings in force; change them with [`Cx::save_settings`].
    pub settings: &'a Settings,
    /// The data directory.
    pub data: &'a Path,
    /// Time.
    pub clock: &'a Clock,
    /// To try the volume.
    pub sounder: &'a Sounder,
    /// Messages to the user.
    pub notices: &'a mut Notices,
    pub(super) outbox: &'a mut Outbox,
    pub(super) scans: Scans<'a>,
    pub(super) goto: &'a mut Option<Goto>,
}

/// Where the window goes at the next frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Goto {
    /// To a screen, as it was left.
    Screen(Screen),
    /// To the records of these pairs.
    Pairs(Box<PairFilter>),
    /// To the offer to make the first supervisor.
    FirstSupervisor,
}

impl Cx<'_> {
    /// The sentence in the user's language.
    pub fn t(&self, text: Text) -> &'static str {
        self.lang.t(text)
    }

    /// Whether who is at the desk may do something. Only manners: the station asks again.
    pub fn may(&self, action: Action) -> bool {
        self.desk.gate().may(action)
    }

    /// Ids on the badges that acknowledge where an order wants a supervisor.
    pub fn supervisors(&self) -> Vec<String> {
        let gate = self.desk.gate();
        if gate.in_force() { gate.supervisors() } else { self.settings.supervisors.clone() }
    }

    /// Sends a command. When it is done, `done` is shown to the user (nothing, if empty); when it
    /// fails, the error is, in the user's language. [`Cx::outcome`] tells the screen as well.
    pub fn send(&mut self, command: impl FnOnce(Reply) -> Command, done: impl Into<String>) -> Ticket {
        self.outbox.send(command, done.into(), None)
    }

    /// Puts new settings into force. They are in [`Cx::settings`] once the station has taken them.
    pub fn save_settings(&mut self, settings: Settings) -> Ticket {
        let kept = Box::new(settings.clone());
        let done = self.t(common::DONE).to_owned();
        self.outbox.send(|reply| Command::Apply(Box::new(settings), reply), done, Some(kept))
    }

    /// What became of a command: `None` while it is under way, then, once, whether it succeeded.
    pub fn outcome(&mut self, ticket: Ticket) -> Option<bool> {
        self.outbox.outcome(ticket)
    }

    /// Shows a station error (of a [`crate::station::Task`]) to the user.
    pub fn error(&mut self, error: &StationError) {
        self.notices.error(self.lang, error);
    }

    /// Scans a code with the training gun: it takes the way of every gun's codes, and never waits. The
    /// line takes it in training only.
    pub fn scan(&mut self, code: &[u8]) {
        let (source, at) = (Arc::from(training::GUN), self.clock.now());
        self.scans.unsent.push_back(ScannerEvent::Scan(Scan { source, at, bytes: code.to_vec() }));
    }

    /// Where codes go that a thread of its own scans.
    pub fn channel(&self) -> Sender<ScannerEvent> {
        self.scans.channel.clone()
    }

    /// Goes to the offer to make the first supervisor, at the next frame.
    pub fn set_up_people(&mut self) {
        *self.goto = Some(Goto::FirstSupervisor);
    }

    /// Goes to another screen at the next frame.
    pub fn go_to(&mut self, screen: Screen) {
        *self.goto = Some(Goto::Screen(screen));
    }

    /// Goes to the records at the next frame, and shows these pairs there.
    pub fn show_pairs(&mut self, filter: PairFilter) {
        *self.goto = Some(Goto::Pairs(Box::new(filter)));
    }
}

/// The way of a code into the line's channel.
pub(super) struct Scans<'a> {
    /// Those the channel had no room for yet, in order.
    pub(super) unsent: &'a mut VecDeque<ScannerEvent>,
    pub(super) channel: &'a Sender<ScannerEvent>,
}

/// A command under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// Commands that wait to be taken by the line, and those that wait for their answer.
///
/// The window never waits: a command the line has no room for stays here and is offered again.
#[derive(Debug)]
pub(super) struct Outbox {
    commands: Sender<Command>,
    unsent: Vec<Command>,
    pending: Vec<Pending>,
    finished: Vec<(Ticket, bool)>,
    next: u64,
}

#[derive(Debug)]
struct Pending {
    ticket: Ticket,
    answer: Receiver<Result<(), StationError>>,
    done: String,
    settings: Option<Box<Settings>>,
}

/// How many outcomes are kept for screens that have not asked yet.
const KEPT_OUTCOMES: usize = 64;

impl Outbox {
    pub(super) fn new(commands: Sender<Command>) -> Outbox {
        Outbox { commands, unsent: Vec::new(), pending: Vec::new(), finished: Vec::new(), next: 0 }
    }

    pub(super) fn send(
        &mut self,
        command: impl FnOnce(Reply) -> Command,
        done: String,
        settings: Option<Box<Settings>>,
    ) -> Ticket {
        let (reply, answer) = bounded(1);
        let ticket = Ticket(self.next);
        self.next += 1;
        self.unsent.push(command(reply));
        self.pending.push(Pending { ticket, answer, done, settings });
        self.offer();
        ticket
    }

    /// Commands are under way: somebody should look again soon.
    pub(super) fn busy(&self) -> bool {
        !self.pending.is_empty() || !self.unsent.is_empty()
    }

    fn outcome(&mut self, ticket: Ticket) -> Option<bool> {
        let at = self.finished.iter().position(|(t, _)| *t == ticket)?;
        Some(self.finished.swap_remove(at).1)
    }

    /// Offers what is unsent and takes the answers that have come. Returns the settings now in force.
    pub(super) fn tend(&mut self, lang: Lang, notices: &mut Notices) -> Option<Box<Settings>> {
        self.offer();
        let mut settings = None;
        let mut waiting = Vec::new();
        for pending in self.pending.drain(..) {
            let result = match pending.answer.try_recv() {
                Err(TryRecvError::Empty) => {
                    waiting.push(pending);
                    continue;
                }
                Err(TryRecvError::Disconnected) => Err(StationError::Stopped),
                Ok(result) => result,
            };
            self.finished.push((pending.ticket, result.is_ok()));
            match result {
                Ok(()) => {
                    settings = pending.settings.or(settings);
                    notices.done(pending.done);
                }
                Err(error) => notices.error(lang, &error),
            }
        }
        self.pending = waiting;
        let surplus = self.finished.len().saturating_sub(KEPT_OUTCOMES);
        self.finished.drain(..surplus);
        settings
    }

    fn offer(&mut self) {
        while !self.unsent.is_empty() {
            let command = self.unsent.remove(0);
            match self.commands.try_send(command) {
                Ok(()) => {}
                Err(TrySendError::Full(command)) => {
                    self.unsent.insert(0, command);
                    return;
                }
                // Its reply channel goes with it: the answer reads as "the line has stopped".
                Err(TrySendError::Disconnected(command)) => drop(command),
            }
        }
    }
}
