//! The thread that runs the line.
//!
//! It waits for scans, commands and the deadline of the half held, hands them to [`Core`], and
//! publishes a [`super::View`] after each. It asks nobody whether the window is there.

mod aside;
mod broken;
mod commands;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select};

use super::clock::{now, now_ms, stamp};
use super::clock_watch::ClockWatch;
use super::command::{Command, Reply, StationError};
use super::core::{Core, Input};
use super::crash;
use super::gate::Gate;
use super::guns::Guns;
use super::last_run::Mark;
use super::module_port::{Hand, ModulePort};
use super::picture::Picture;
use super::recording::Recordings;
use super::scratch;
use super::settings::Settings;
use super::training::{self, Training};
use super::view::{Board, Wake};
use crate::pairing::{Millis, Verdict};
use crate::scanner::{CHANNEL_CAPACITY, GunKind, GunState, Scan, ScannerEvent, Wiring};
use aside::{at_work, floor};

/// How often the line looks whether the shift has changed, when nothing else happens.
const SHIFT_LOOK: Duration = Duration::from_secs(20);

/// A running line.
#[derive(Debug)]
pub struct Line {
    commands: Sender<Command>,
    scans: Sender<ScannerEvent>,
    board: Board,
    gate: Gate,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Starts the line's thread and its guns. `wake` is called after each change of the view.
    pub fn start(mut core: Core, settings: Settings, board: Board, wake: Wake) -> Result<Line, StationError> {
        scratch::sweep(core.ledger().path());
        core.look_at_clock_before(now())?;
        let (mark, broken_off) = Mark::set(core.ledger().path(), core.reader())?;
        let detail = broken_off.as_ref().map(|run| serde_json::json!({ "broken_off": run.detail() }));
        core.note_with("start", &detail.unwrap_or_default(), now())?;
        let mut picture = Picture::new(&core, now())?;
        picture.tell(broken_off);
        let (commands, commands_in) = bounded(64);
        let (scans, scans_in) = bounded(CHANNEL_CAPACITY);
        let gate = Gate::new(core.ledger().clone(), &settings);
        let told = commands.clone();
        // Full: it looks for itself before the next scan.
        crash::listen(move || drop(told.try_send(Command::Crashed)));
        let mut runner = Runner {
            core,
            gate: gate.clone(),
            training: None,
            settings: settings.clone(),
            picture,
            wedge: String::new(),
            module_port: ModulePort::default(),
            guns: Guns::new(Wiring::new(scans.clone(), Arc::new(now_ms))),
            recordings: Recordings::new(),
            board: board.clone(),
            wake,
            mark,
            crash_told: false,
            watch: ClockWatch::begin(),
            n: 0,
        };
        runner.use_guns(&settings);
        runner.publish();
        let thread = std::thread::Builder::new()
            .name("line".into())
            .spawn(move || runner.run(&commands_in, &scans_in))
            .map_err(|source| StationError::Io { path: "line thread".into(), source })?;
        Ok(Line { commands, scans, board, gate, thread: Some(thread) })
    }

    /// Where commands go.
    pub fn commands(&self) -> Sender<Command> {
        self.commands.clone()
    }

    /// Where scans of guns that the line does not own itself go (the keyboard wedge, a recording).
    pub fn scans(&self) -> Sender<ScannerEvent> {
        self.scans.clone()
    }

    /// The views.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Who is at the desk, and what they may do: the line asks it before every command.
    pub fn gate(&self) -> Gate {
        self.gate.clone()
    }

    /// Stops guns and line, and waits for them.
    pub fn stop(mut self) {
        self.halt();
    }

    fn halt(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A line that is gone already needs no order to stop.
            if self.commands.send(Command::Stop).is_err() {
                tracing::debug!("the line had stopped");
            }
            if thread.join().is_err() {
                tracing::error!("the line's thread had panicked");
            }
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.halt();
    }
}

struct Runner {
    /// The station's own core.
    core: Core,
    gate: Gate,
    /// The training that takes every scan while it lasts.
    training: Option<Training>,
    settings: Settings,
    picture: Picture,
    /// The keyboard wedge's name.
    wedge: String,
    module_port: ModulePort,
    guns: Guns,
    recordings: Recordings,
    board: Board,
    wake: Wake,
    /// Stands beside the ledger until a clean stop.
    mark: Mark,
    /// That something has crashed is recorded, or was tried to.
    crash_told: bool,
    watch: ClockWatch,
    n: u64,
}

/// What woke the line.
enum Woken {
    Command(Command),
    Scanner(ScannerEvent),
    Recording,
    Time,
    Gone,
}

impl Runner {
    fn run(mut self, commands: &Receiver<Command>, scans: &Receiver<ScannerEvent>) {
        loop {
            match self.wait(commands, scans) {
                Woken::Scanner(event) => self.scanner_event(event),
                Woken::Command(Command::Stop) | Woken::Gone => break,
                Woken::Command(Command::Crashed) => drop(self.broken()),
                Woken::Recording => self.recording_changed(),
                Woken::Command(command) => {
                    if matches!(command, Command::Train(..) | Command::Challenge(..)) {
                        // What was scanned before belongs to what was on before.
                        let waiting = scans.len();
                        scans.try_iter().take(waiting).for_each(|event| self.scanner_event(event));
                    }
                    self.command(command);
                }
                Woken::Time => self.time(),
            }
            // What was scanned by the clock as it was is judged by that.
            if scans.is_empty() {
                self.look_at_clock();
            }
        }
        // Guns first, so that nothing is read that nobody judges; what is in the channel is judged.
        self.guns.close();
        while let Ok(event) = scans.try_recv() {
            self.scanner_event(event);
        }
        if let Some(training) = self.training.take() {
            training.end(&mut self.core, now());
        }
        self.core.stop_challenge(now());
        self.recordings.close();
        self.gate.close();
        self.end();
    }

    fn wait(&self, commands: &Receiver<Command>, scans: &Receiver<ScannerEvent>) -> Woken {
        // What was scanned before the deadline is judged before the deadline, however late it is seen.
        if let Ok(event) = scans.try_recv() {
            return Woken::Scanner(event);
        }
        let patience = match self.picture.deadline() {
            Some(at) => Duration::from_millis((at - now_ms()).max(0).unsigned_abs()).min(SHIFT_LOOK),
            None => SHIFT_LOOK,
        };
        select! {
            recv(commands) -> command => command.map_or(Woken::Gone, Woken::Command),
            recv(scans) -> event => event.map_or(Woken::Gone, Woken::Scanner),
            recv(self.recordings.news()) -> _ => Woken::Recording,
            default(patience) => Woken::Time,
        }
    }

    /// Where the clock was set, that is recorded, and what waits is told.
    fn look_at_clock(&mut self) {
        if self.broken() {
            return;
        }
        if let Some(jump) = self.watch.look() {
            self.core.clock_jumped(jump, now());
            self.time();
            self.refresh();
        }
    }

    fn time(&mut self) {
        if self.broken() {
            return;
        }
        let now = now();
        let judged = match &mut self.training {
            Some(training) => training.tick(&mut self.core, now),
            None => self.core.tick(now),
        };
        let ended = self.follow(now);
        if let Some(judged) = judged {
            self.picture.judged(&judged, at_work(&self.core, &self.training));
            self.publish();
        } else if ended
            || self.picture.shift_is_over(&self.core, now)
            || self.picture.is_unaware_of_damage(&self.core)
        {
            self.refresh();
        } else if self.proof(now) != self.picture.proof() {
            self.publish();
        }
        if ended {
            self.hear_again(now.at);
        }
    }

    fn scanner_event(&mut self, event: ScannerEvent) {
        let Some(event) = self.picture.for_checkup(event) else { return self.publish() };
        match event {
            // Nothing simulated is ever paired for real, nor stands there as a gun of the line's.
            ScannerEvent::Scan(Scan { source, .. }) | ScannerEvent::State { source, .. }
                if &*source == training::GUN && self.training.is_none() =>
            {
                tracing::warn!("the training gun was heard outside of training; nothing was made of it");
            }
            ScannerEvent::Scan(scan) => self.scan(&scan),
            // Only a check-up asks for these, and one that has just ended needs no more.
            ScannerEvent::Heard { .. } => {}
            ScannerEvent::Unfinished { source, at, bytes } => {
                self.picture.unfinished(&source, at, bytes);
                self.publish();
            }
            ScannerEvent::Module { source, at, imei } if self.module_port.name() == Some(&source) => {
                self.module(at, imei);
            }
            // What a port that was just closed had still to say.
            ScannerEvent::Module { .. } => {}
            ScannerEvent::State { source, at, state } => {
                self.picture.gun(&source, state, at);
                self.publish();
            }
        }
    }

    /// A scan of a gun; what was at the module port while a test of the alarms went on is offered after it.
    fn scan(&mut self, scan: &Scan) {
        let tested = self.picture.in_challenge();
        self.take(scan);
        if tested && !self.picture.in_challenge() {
            self.hear_again(scan.at);
        }
    }

    /// A scan of a gun; where modules say their IMEI themselves, the module comes along with the device.
    fn take(&mut self, scan: &Scan) {
        if !self.module_port.offers() || !at_work(&self.core, &self.training).is_device_code(scan) {
            self.judge(scan, Some(&scan.source));
            return;
        }
        if let Some(imei) = self.module_port.before_device(self.hand()) {
            self.feed(scan.at, imei, None);
        }
        // The gun is told what the whole came to.
        let Some(verdict) = self.judge(scan, None) else { return };
        match self.module_port.after_device(&verdict, self.hand()) {
            Some(imei) => self.feed(scan.at, imei, Some(&scan.source)),
            None => self.guns.answer(&scan.source, &verdict),
        }
    }

    /// Another module answers at the module port, or none any more.
    fn module(&mut self, at: Millis, imei: Option<String>) {
        for text in self.module_port.heard(imei, self.hand()) {
            self.feed(at, text, None);
        }
        self.picture.set_module_port(self.module_port.view());
        self.publish();
    }

    /// Judges what the module port gives, like a scan of a gun; `gun` is told what came of it.
    fn feed(&mut self, at: Millis, text: String, gun: Option<&str>) {
        let Some(source) = self.module_port.name().map(Into::into) else { return };
        let verdict = self.judge(&Scan { source, at, bytes: text.into_bytes() }, gun);
        if let Some(verdict) = verdict {
            self.module_port.judged(&verdict);
        }
    }

    /// Judges one scan, tells a gun and shows what came of it.
    fn judge(&mut self, scan: &Scan, gun: Option<&str>) -> Option<Verdict> {
        // What the module port says is recorded like a scan: so the recording replays to the same verdicts.
        if self.recordings.record(scan) {
            self.recording_changed();
        }
        crash::rehearse("line");
        self.n += 1;
        let input = Input { n: self.n, stamp: stamp(scan.at), source: &scan.source, bytes: &scan.bytes };
        if self.broken() {
            return Some(self.refuse(input, gun));
        }
        self.picture.tell(None);
        let mut own = None;
        let judged = match &mut self.training {
            Some(training) => training.scan(&mut self.core, input),
            None => self.core.scan(input),
        };
        self.follow(input.stamp);
        for judged in judged {
            if judged.n == input.n && judged.source == input.source {
                if let Some(gun) = gun {
                    self.guns.answer(gun, &judged.verdict);
                }
                own = Some(judged.verdict.clone());
            }
            self.picture.judged(&judged, at_work(&self.core, &self.training));
            self.publish();
        }
        own
    }

    fn hand(&self) -> Hand {
        let paused = self.picture.checking_up() || self.picture.in_challenge();
        Hand::of(at_work(&self.core, &self.training).machine(), &self.module_port, paused)
    }

    fn recording_changed(&mut self) {
        self.picture.recording(self.recordings.view());
        self.publish();
    }

    fn refresh(&mut self) {
        if let Err(error) = self.picture.refresh(at_work(&self.core, &self.training), now()) {
            tracing::warn!(%error, "the counters could not be read");
        }
        self.publish();
    }

    fn publish(&mut self) {
        let proof = self.proof(now());
        self.picture.challenge(floor(&self.core, &self.training).challenge(), proof);
        let view = self.picture.view();
        self.board.put(view);
        (self.wake)();
    }

    /// Closes guns that are no longer configured or configured otherwise, opens the new ones.
    fn use_guns(&mut self, settings: &Settings) {
        let (closed, opened) = self.guns.use_these(&settings.guns());
        for name in closed {
            self.picture.forget_gun(&name);
        }
        for gun in opened {
            self.picture.set_gun(gun.name(), gun.kind(), gun.role(), GunState::Starting);
        }
        self.module_port.set(settings.module.as_ref());
        self.picture.set_module_port(self.module_port.view());
        let wedge = &settings.wedge;
        if self.wedge != wedge.name || !wedge.enabled {
            self.picture.forget_gun(&self.wedge);
        }
        if wedge.enabled {
            self.picture.set_gun(&wedge.name, GunKind::Wedge, wedge.role, GunState::Ready);
        }
        self.wedge.clone_from(&wedge.name);
    }
}

fn answer(reply: &Reply, result: Result<(), StationError>) {
    // Whoever asked may have gone; the work is done all the same.
    if reply.send(result).is_err() {
        tracing::debug!("nobody waits for this answer");
    }
}

/// Sends a command and waits for its answer.
pub fn ask(commands: &Sender<Command>, make: impl FnOnce(Reply) -> Command) -> Result<(), StationError> {
    let (reply, answer) = bounded(1);
    commands.send(make(reply)).map_err(|_| StationError::Stopped)?;
    match answer.recv_timeout(Duration::from_secs(30)) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(StationError::Stopped),
    }
}
