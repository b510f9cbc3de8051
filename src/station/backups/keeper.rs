//! The thread that keeps backups.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::due::{Why, boundary, due, too_old};
use super::{Keeping, Shelf, Target, events, kept};
use crate::ledger::{BackupError, Copied, Ledger, LedgerError, NewEvent, Pace};
use crate::station::actor::Actor;
use crate::station::clock::{local, now};
use crate::station::disk::{self, Level, Room};
use crate::station::view::Wake;
use crate::station::{Settings, StationError};

/// Who it is in the log.
const NAME: &str = "station";

/// When the keeper looks.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// After the start, when the window is there.
    pub first: Duration,
    /// Then again and again.
    pub every: Duration,
    /// After a failure, this long before it tries again by itself.
    pub retry: Duration,
    /// Through the whole ledger for damage: so long after the start, and then once a day.
    pub damage: Duration,
}

impl Default for Rhythm {
    fn default() -> Rhythm {
        Rhythm {
            first: Duration::from_secs(15),
            every: Duration::from_secs(60),
            retry: Duration::from_secs(15 * 60),
            damage: Duration::from_secs(10 * 60),
        }
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is asked of the keeper.
enum Ask {
    /// A backup now.
    Now,
    /// Something happened that may make one due.
    Look,
    /// These settings from now on.
    Apply(Box<Settings>),
}

/// The running keeper. Ends, and gives up a backup under way, when dropped.
pub struct Keeper {
    handle: KeeperHandle,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// How others reach the keeper. Cheap to clone; asking never waits.
#[derive(Clone)]
pub struct KeeperHandle {
    asks: Sender<Ask>,
    shelf: Shelf,
    cancel: Arc<AtomicBool>,
}

impl KeeperHandle {
    /// What there is, as of now.
    pub fn keeping(&self) -> Arc<Keeping> {
        self.shelf.get()
    }

    /// Makes a backup now; [`Keeping::running`] says how far it is.
    pub fn back_up(&self) {
        self.cancel.store(false, Ordering::Relaxed);
        self.ask(Ask::Now);
    }

    /// Gives up the backup under way.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Looks at once whether something is due.
    pub fn look(&self) {
        self.ask(Ask::Look);
    }

    /// Takes over changed settings.
    pub fn apply(&self, settings: &Settings) {
        self.ask(Ask::Apply(Box::new(settings.clone())));
    }

    fn ask(&self, ask: Ask) {
        // Full: it has more to do than anybody could ask for, and looks afterwards by itself.
        if self.asks.try_send(ask).is_err() {
            tracing::debug!("the keeper of backups is busy or gone");
        }
    }
}

impl Keeper {
    /// Starts it. `wake` is called after each change of what the window sees.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(
        ledger: Ledger,
        settings: Settings,
        data: &Path,
        wake: Wake,
        rhythm: Rhythm,
    ) -> Result<Keeper, StationError> {
        let (asks, asked) = bounded(16);
        let (stop, cancel) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let handle = KeeperHandle { asks, shelf: Shelf::default(), cancel: Arc::clone(&cancel) };
        let work = Work {
            ledger,
            settings,
            data: data.to_owned(),
            wake,
            rhythm,
            shelf: handle.shelf.clone(),
            stop: Arc::clone(&stop),
            cancel,
            keeping: Keeping::default(),
            retry_at: None,
            damage_at: Instant::now() + rhythm.damage,
        };
        let thread = std::thread::Builder::new()
            .name("backups".into())
            .spawn(move || work.run(&asked))
            .map_err(|source| StationError::Io { path: "thread of backups".into(), source })?;
        Ok(Keeper { handle, stop, thread: Some(thread) })
    }

    /// How others reach it.
    pub fn handle(&self) -> KeeperHandle {
        self.handle.clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.handle.look();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread of backups had panicked");
        }
    }
}

struct Work {
    ledger: Ledger,
    settings: Settings,
    data: PathBuf,
    wake: Wake,
    rhythm: Rhythm,
    shelf: Shelf,
    stop: Arc<AtomicBool>,
    cancel: Arc<AtomicBool>,
    keeping: Keeping,
    retry_at: Option<Instant>,
    damage_at: Instant,
}

impl Work {
    fn run(mut self, asked: &Receiver<Ask>) {
        self.take_targets();
        let mut wait = self.rhythm.first;
        while !self.stopped() {
            match asked.recv_timeout(wait) {
                Ok(Ask::Now) => self.back_up(Why::Asked),
                Ok(Ask::Apply(settings)) => {
                    self.settings = *settings;
                    self.take_targets();
                }
                Ok(Ask::Look) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            wait = self.rhythm.every;
            if !self.stopped() {
                self.look();
            }
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn publish(&self) {
        if *self.shelf.get() != self.keeping {
            self.shelf.put(&self.keeping);
            (self.wake)();
        }
    }

    /// The places as the settings have them, and what lies there.
    fn take_targets(&mut self) {
        let dirs = self.settings.backup.targets(&self.data);
        let known = std::mem::take(&mut self.keeping.targets);
        let trouble = |dir: &PathBuf| known.iter().find(|t| t.dir == *dir).and_then(|t| t.trouble.clone());
        self.keeping.targets = dirs.into_iter().map(|dir| Target { trouble: trouble(&dir), dir }).collect();
        for target in &self.keeping.targets {
            kept::sweep(&target.dir);
        }
        self.retry_at = None;
        self.list();
        self.publish();
    }

    fn list(&mut self) {
        let dirs: Vec<PathBuf> = self.keeping.targets.iter().map(|target| target.dir.clone()).collect();
        self.keeping.list = kept::list(&dirs);
    }

    fn look(&mut self) {
        self.look_at_room();
        self.keeping.damaged = self.ledger.damage();
        if self.keeping.damaged.is_none() {
            self.look_at_unsaved();
            let waits = self.retry_at.is_some_and(|at| Instant::now() < at);
            let shift_end = boundary(&self.settings.shifts, now());
            if let Some(why) = due(&self.keeping.unsaved, shift_end)
                && self.settings.backup.automatic
                && !waits
            {
                self.cancel.store(false, Ordering::Relaxed);
                self.back_up(why);
            }
            if Instant::now() >= self.damage_at {
                self.look_for_damage();
            }
        }
        self.publish();
    }

    /// What the newest good backup lacks.
    fn look_at_unsaved(&mut self) {
        let good = self.keeping.list.iter().filter_map(|kept| kept.state.as_ref().ok());
        let heads = good.map(|found| &found.head);
        match self.ledger.reader().and_then(|reader| reader.unsaved(heads)) {
            Ok(unsaved) => {
                let hours = self.settings.backup.warn_hours;
                self.keeping.too_old = too_old(&unsaved, hours, now().at);
                self.keeping.unsaved = unsaved;
            }
            Err(error) => tracing::warn!(%error, "what is in no backup could not be read"),
        }
    }

    /// The room on the ledger's disk; each step down is an event.
    fn look_at_room(&mut self) {
        let room = Room::look(self.ledger.path(), self.settings.backup.disk_warning_mib);
        if room.level > self.keeping.room.level
            && let Some(free) = room.free
        {
            tracing::warn!(free, "the ledger's disk has little room");
            let event = events::disk_low(self.actor(), now(), free, room.level == Level::Urgent);
            self.tell(event);
        }
        self.keeping.room = room;
    }

    fn actor(&self) -> Actor<'_> {
        Actor::at(&self.settings, NAME, "")
    }

    fn tell(&self, event: NewEvent) {
        if let Err(error) = self.ledger.append(vec![event]) {
            tracing::warn!(%error, "the ledger did not take an event of its backups");
        }
    }

    /// Copies the ledger to each place.
    fn back_up(&mut self, why: Why) {
        let mut failed = false;
        for at in 0..self.keeping.targets.len() {
            let dir = self.keeping.targets[at].dir.clone();
            let file = kept::new_name(&dir, now());
            let trouble = match self.copy_to(&dir, at > 0, &file) {
                Ok(copied) => {
                    self.tell(events::made(self.actor(), now(), &copied, why.as_str()));
                    None
                }
                Err(BackupError::Cancelled) => break,
                Err(error) => {
                    tracing::warn!(%error, "backup failed");
                    self.tell(events::failed(self.actor(), now(), &file, &error, why.as_str()));
                    // A copy that is not whole may be the copy of a ledger that is not.
                    if matches!(error, BackupError::ReadBack { .. }) {
                        self.look_for_damage();
                    }
                    failed = true;
                    Some(error.to_string())
                }
            };
            self.keeping.targets[at].trouble = trouble;
            self.list();
        }
        self.retry_at = failed.then(|| Instant::now() + self.rhythm.retry);
        self.keeping.running = None;
        self.thin_out();
        self.list();
        self.look_at_unsaved();
        self.publish();
    }

    fn copy_to(&mut self, dir: &Path, second: bool, file: &Path) -> Result<Copied, BackupError> {
        // A drive that is not plugged in must not become a directory on the system's disk.
        let there = dir.is_dir() || dir.parent().is_some_and(Path::is_dir);
        if second && !there {
            let source = std::io::ErrorKind::NotFound.into();
            return Err(BackupError::Io { file: file.to_owned(), source });
        }
        let (stop, cancel) = (Arc::clone(&self.stop), Arc::clone(&self.cancel));
        let (shelf, wake, mut keeping) = (self.shelf.clone(), self.wake.clone(), self.keeping.clone());
        let mut shown = None;
        self.ledger.backup(file, Pace::Beside, disk::URGENT, &mut |done, of| {
            let percent = done.saturating_mul(100).checked_div(of);
            if shown != percent {
                shown = percent;
                keeping.running = Some((done, of));
                shelf.put(&keeping);
                wake();
            }
            !stop.load(Ordering::Relaxed) && !cancel.load(Ordering::Relaxed)
        })
    }

    /// Removes what is too many, each place for itself.
    fn thin_out(&self) {
        let (keep, days) = (self.settings.backup.keep, self.settings.backup.keep_days);
        for target in &self.keeping.targets {
            let list = kept::list(std::slice::from_ref(&target.dir));
            for path in kept::too_many(&list, local(now()).date_naive(), keep, days) {
                kept::remove_backup(path);
            }
        }
    }

    /// Reads the whole file of the ledger, beside the line.
    fn look_for_damage(&mut self) {
        self.damage_at = Instant::now() + DAY;
        let stop = Arc::clone(&self.stop);
        match self.ledger.look_for_damage(Pace::Beside, &mut || !stop.load(Ordering::Relaxed)) {
            Ok(()) => tracing::info!("no damage was found in the ledger"),
            Err(LedgerError::Cancelled) => {}
            Err(error) => tracing::error!(%error, "the ledger was looked through"),
        }
        self.keeping.damaged = self.ledger.damage();
    }
}
