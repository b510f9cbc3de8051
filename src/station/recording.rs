//! A recording that is made while the line runs, on a thread of its own.
//!
//! Every code that reaches the line is handed over before it is judged. Architecture invariant: the line
//! never waits for the recording's disk. The queue is bounded; when it is full, or the disk refuses, the
//! recording ends there and says why: what is in the file is then complete up to that code, without a
//! hole in the middle.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};

use super::command::{Reply, StationError};
use super::view::RecordingView;
use crate::pairing::Millis;
use crate::scanner::Scan;
use crate::scanner::recording::Recorder;

/// Codes that may wait for the disk.
const QUEUE: usize = 1024;

/// How long a station that stops waits for the disk to take what is still to be written.
const PATIENCE: Duration = Duration::from_secs(2);

/// The line's recording, if one is being made.
#[derive(Debug)]
pub(super) struct Recordings {
    current: Option<Recording>,
    /// Says that the view of the recording has changed.
    told: Sender<()>,
    news: Receiver<()>,
}

#[derive(Debug)]
struct Recording {
    path: PathBuf,
    since: Millis,
    /// `None` once it has failed.
    queue: Option<Sender<Scan>>,
    written: Arc<Mutex<Written>>,
    /// Where the thread finds who waits for its end.
    last_word: Sender<Reply>,
    /// Never carries anything: it disconnects when the thread has ended.
    ended: Receiver<()>,
}

/// What the recording's thread waits for before it answers. Dropped once the view says what the answer
/// says, so that whoever asked finds it there.
#[derive(Debug, Default)]
#[must_use = "drop it when the view is published"]
pub(super) struct Held {
    _begins: Option<Sender<()>>,
    _ends: Option<Recording>,
}

#[derive(Debug, Default)]
struct Written {
    scans: u64,
    failed: Option<String>,
}

/// Where scans are written; a test has its own.
trait Sink {
    fn record(&mut self, scan: &Scan) -> io::Result<()>;
    fn finish(&mut self) -> io::Result<()>;
}

impl Sink for Recorder {
    fn record(&mut self, scan: &Scan) -> io::Result<()> {
        Recorder::record(self, scan)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sync()
    }
}

impl Recordings {
    pub(super) fn new() -> Recordings {
        let (told, news) = bounded(1);
        Recordings { current: None, told, news }
    }

    /// Gets something when [`Recordings::view`] has changed by itself.
    pub(super) fn news(&self) -> &Receiver<()> {
        &self.news
    }

    /// What the window sees of it.
    pub(super) fn view(&self) -> Option<RecordingView> {
        let recording = self.current.as_ref()?;
        let Written { scans, failed } = &*lock(&recording.written);
        let (path, since) = (recording.path.clone(), recording.since);
        Some(RecordingView { path, since, scans: *scans, failed: failed.clone() })
    }

    /// Begins a recording in `path`, which is appended to; one that goes on elsewhere ends first. The
    /// reply says whether the file could be opened.
    pub(super) fn begin(&mut self, path: &Path, now: Millis, reply: Reply) -> Held {
        let goes_on = |going: &Recording| {
            going.path == path && going.queue.is_some() && lock(&going.written).failed.is_none()
        };
        if self.current.as_ref().is_some_and(goes_on) {
            answer(&reply, Ok(()));
            return Held::default();
        }
        let file = path.to_owned();
        self.begin_with(path, now, reply, move || {
            if let Some(directory) = file.parent() {
                std::fs::create_dir_all(directory)?;
            }
            Recorder::append(&file)
        })
    }

    fn begin_with<S: Sink>(
        &mut self,
        path: &Path,
        now: Millis,
        reply: Reply,
        open: impl FnOnce() -> io::Result<S> + Send + 'static,
    ) -> Held {
        self.current = None;
        let (begins, begun) = bounded::<()>(0);
        let (queue, scans) = bounded(QUEUE);
        let (last_word, whoever) = bounded(1);
        let (end, ended) = bounded(0);
        let written = Arc::new(Mutex::new(Written::default()));
        let writer = Writer { path: path.to_owned(), written: written.clone(), told: self.told.clone() };
        let to_reply = reply.clone();
        let thread = std::thread::Builder::new().name("recording".into()).spawn(move || {
            // Never carries anything: it disconnects.
            if begun.recv().is_err() {
                writer.run(open, &scans, &to_reply, &whoever);
            }
            drop(end);
        });
        if let Err(source) = thread {
            answer(&reply, Err(StationError::Io { path: path.to_owned(), source }));
            return Held::default();
        }
        let path = path.to_owned();
        self.current = Some(Recording { path, since: now, queue: Some(queue), written, last_word, ended });
        Held { _begins: Some(begins), _ends: None }
    }

    /// Ends it; the reply comes when all of it is on the disk.
    pub(super) fn end(&mut self, reply: Reply) -> Held {
        let Some(recording) = self.current.take() else {
            // A recording that never was is ended.
            answer(&reply, Ok(()));
            return Held::default();
        };
        if let Err(refused) = recording.last_word.try_send(reply) {
            tracing::debug!("the recording's thread had ended");
            answer(&refused.into_inner(), Ok(()));
        }
        Held { _begins: None, _ends: Some(recording) }
    }

    /// Takes a code, without ever waiting; whether the view has changed by that.
    pub(super) fn record(&mut self, scan: &Scan) -> bool {
        let Some(recording) = &mut self.current else { return false };
        let Some(queue) = &recording.queue else { return false };
        let why = match queue.try_send(scan.clone()) {
            Ok(()) => return false,
            Err(TrySendError::Full(_)) => format!("{QUEUE} codes wait for the disk: it does not keep up"),
            Err(TrySendError::Disconnected(_)) => "its thread has ended".to_owned(),
        };
        tracing::warn!(path = %recording.path.display(), why, "recording ended");
        recording.queue = None;
        lock(&recording.written).failed.get_or_insert(why);
        true
    }

    /// Ends it and gives the disk a moment.
    pub(super) fn close(&mut self) {
        let Some(recording) = self.current.take() else { return };
        let Recording { queue, last_word, ended, path, .. } = recording;
        drop((queue, last_word));
        if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::error!(path = %path.display(), "the disk of the recording does not answer; its end may be missing");
        }
    }
}

/// The thread's side.
struct Writer {
    path: PathBuf,
    written: Arc<Mutex<Written>>,
    told: Sender<()>,
}

impl Writer {
    fn run<S: Sink>(
        &self,
        open: impl FnOnce() -> io::Result<S>,
        scans: &Receiver<Scan>,
        reply: &Reply,
        whoever: &Receiver<Reply>,
    ) {
        let result = match open() {
            Ok(mut sink) => {
                answer(reply, Ok(()));
                self.write(&mut sink, scans)
            }
            Err(source) => {
                self.failed(&source);
                answer(reply, Err(self.io(source)));
                Ok(())
            }
        };
        // Until the line lets go of it, so that whoever asks for its end gets an answer.
        while scans.recv().is_ok() {}
        if let Ok(last) = whoever.recv() {
            answer(&last, result.map_err(|source| self.io(source)));
        }
    }

    /// Writes until there is no more to come; what fails on the way is in the view, what fails at the
    /// very end is given back.
    fn write(&self, sink: &mut impl Sink, scans: &Receiver<Scan>) -> io::Result<()> {
        for scan in scans {
            if let Err(error) = sink.record(&scan) {
                self.failed(&error);
                return Ok(());
            }
            lock(&self.written).scans += 1;
            if scans.is_empty() {
                self.tell();
            }
        }
        sink.finish()
    }

    fn failed(&self, error: &io::Error) {
        tracing::warn!(path = %self.path.display(), %error, "recording ended");
        lock(&self.written).failed.get_or_insert_with(|| error.to_string());
        self.tell();
    }

    fn tell(&self) {
        match self.told.try_send(()) {
            // One word is enough for any number of changes.
            Ok(()) | Err(TrySendError::Full(())) => {}
            Err(TrySendError::Disconnected(())) => tracing::debug!("the line has stopped"),
        }
    }

    fn io(&self, source: io::Error) -> StationError {
        StationError::Io { path: self.path.clone(), source }
    }
}

fn lock(written: &Mutex<Written>) -> MutexGuard<'_, Written> {
    written.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(reply: &Reply, result: Result<(), StationError>) {
    // Whoever asked may have gone.
    if reply.send(result).is_err() {
        tracing::debug!("nobody waits for this answer");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossbeam_channel::unbounded;

    /// A disk that writes when it is let.
    struct Slow {
        may: Receiver<io::Result<()>>,
    }

    impl Sink for Slow {
        fn record(&mut self, _: &Scan) -> io::Result<()> {
            self.may.recv().unwrap_or(Ok(()))
        }

        fn finish(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn scan(n: usize) -> Scan {
        Scan { source: "gun".into(), at: 0, bytes: n.to_string().into_bytes() }
    }

    fn slow() -> (Recordings, Sender<io::Result<()>>) {
        let (let_it, may) = unbounded();
        let mut recordings = Recordings::new();
        let (reply, opened) = bounded(1);
        drop(recordings.begin_with("day.jsonl".as_ref(), 5, reply, || Ok(Slow { may })));
        opened.recv().unwrap().unwrap();
        (recordings, let_it)
    }

    fn wait(recordings: &Recordings, until: impl Fn(&RecordingView) -> bool) -> RecordingView {
        loop {
            match recordings.view().filter(&until) {
                Some(view) => return view,
                None => recordings.news().recv_timeout(Duration::from_secs(20)).unwrap(),
            }
        }
    }

    #[test]
    fn a_disk_that_does_not_keep_up_ends_the_recording_and_holds_nobody_up() {
        let (mut recordings, let_it) = slow();
        // One is with the disk, the queue is full behind it: whether the first has been taken out already
        // is the thread's affair.
        let ended = (0..QUEUE + 2).find(|n| recordings.record(&scan(*n))).unwrap();
        assert!(ended >= QUEUE, "{ended}");
        let view = recordings.view().unwrap();
        assert!(view.failed.unwrap().contains("does not keep up"));
        assert!(!recordings.record(&scan(0)), "nothing is told twice");
        drop(let_it);
        let view = wait(&recordings, |view| view.scans == ended as u64);
        assert!(view.failed.is_some(), "what waited is written, and the recording stays failed");
        let (reply, ended) = bounded(1);
        drop(recordings.end(reply));
        ended.recv_timeout(Duration::from_secs(20)).unwrap().unwrap();
    }

    #[test]
    fn a_disk_that_refuses_is_named_and_the_file_has_no_hole() {
        let (mut recordings, let_it) = slow();
        for n in 0..3 {
            recordings.record(&scan(n));
        }
        let_it.send(Ok(())).unwrap();
        let_it.send(Err(io::Error::other("no space left"))).unwrap();
        let_it.send(Ok(())).unwrap();
        let view = wait(&recordings, |view| view.failed.is_some());
        assert_eq!((view.scans, view.failed.as_deref(), view.since), (1, Some("no space left"), 5));
        recordings.record(&scan(3));
        let (reply, ended) = bounded(1);
        drop(recordings.end(reply));
        ended.recv_timeout(Duration::from_secs(20)).unwrap().unwrap();
        assert_eq!(recordings.view(), None);
    }

    #[test]
    fn a_station_that_stops_does_not_wait_for_ever() {
        let (mut recordings, _never) = slow();
        recordings.record(&scan(0));
        recordings.close();
    }
}
