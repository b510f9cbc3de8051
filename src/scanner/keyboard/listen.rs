//! A keyboard gun's thread.

use super::KeyboardSettings;
use super::keys::Keys;
use super::taken::{Heard, Taken};
use crate::scanner::framer::{Frame, Framer};
use crate::scanner::outlet::{Ended, Gun, Outlet};
use crate::scanner::{GunState, Wiring};
use std::time::{Duration, Instant};

/// The longest the thread sleeps in a read: how soon [`Gun::stop`] is heard.
const READ_WAIT: Duration = Duration::from_millis(200);

/// How often the node is looked for while it is silent.
const WATCH: Duration = Duration::from_secs(1);

/// How long a code may stand without its end before it is told that it has none.
const UNFINISHED: Duration = Duration::from_millis(500);

pub(super) fn spawn(settings: KeyboardSettings, wiring: &Wiring) -> Gun {
    let claims = wiring.claims.clone();
    Gun::start(&settings.name.clone(), wiring, move |out| {
        out.keep(|out| match Taken::take(&settings, &claims, out)? {
            Ok(mut keyboard) => {
                let mut typist = Typist::new(&settings, keyboard.caps_lock());
                out.state(GunState::Ready)?;
                let why = listen(&mut keyboard, &mut typist, out)?;
                Ok(GunState::Missing { why })
            }
            Err(state) => Ok(state),
        })
    })
}

/// Reads until the keyboard is gone; gives what the OS said then.
fn listen(keyboard: &mut Taken, typist: &mut Typist, out: &Outlet) -> Result<String, Ended> {
    let mut watched = Instant::now();
    loop {
        out.go_on()?;
        match keyboard.read(typist.wait()) {
            Heard::Keys(events) => {
                let caps_lock = typist.keys.caps_lock();
                typist.typed(out, |typist, text| {
                    events.iter().for_each(|(key, value)| typist.event(*key, *value, text));
                })?;
                if typist.keys.caps_lock() != caps_lock {
                    keyboard.show_caps_lock(!caps_lock);
                }
            }
            Heard::Lost(down) => {
                tracing::warn!(gun = %out.source(), "strokes were lost: the kernel's buffer was full");
                typist.typed(out, |keys, text| keys.lost(down, text))?;
            }
            Heard::Silence => {
                typist.silence(out)?;
                if watched.elapsed() >= WATCH {
                    watched = Instant::now();
                    if let Err(why) = keyboard.still_there() {
                        return Ok(why);
                    }
                }
            }
            Heard::Break(why) => return Ok(why),
        }
    }
}

/// What was typed, on its way to being codes. A new one for each connection: half a code does not
/// outlive the break.
struct Typist {
    keys: Keys,
    framer: Framer,
    tab_ends_too: bool,
    /// When the last text came.
    heard: Instant,
    /// Whether the code that stands in the framer was told to have no end.
    told: bool,
    frames: Vec<Frame>,
}

impl Typist {
    fn new(settings: &KeyboardSettings, caps_lock: bool) -> Typist {
        Typist {
            keys: Keys::new(settings.layout, caps_lock),
            framer: Framer::new(settings.framing()),
            tab_ends_too: settings.tab_ends_too(),
            heard: Instant::now(),
            told: false,
            frames: Vec::new(),
        }
    }

    /// How long silence may be waited for.
    fn wait(&self) -> Duration {
        let gap = self.framer.silence_wanted().map(|gap| gap.saturating_sub(self.heard.elapsed()));
        gap.unwrap_or(READ_WAIT).min(READ_WAIT)
    }

    /// Takes what `strokes` types.
    fn typed(&mut self, out: &Outlet, strokes: impl FnOnce(&mut Keys, &mut String)) -> Result<(), Ended> {
        let mut text = String::new();
        strokes(&mut self.keys, &mut text);
        if text.is_empty() {
            return Ok(());
        }
        self.heard = Instant::now();
        self.told = false;
        let at = out.now();
        out.heard(at, text.as_bytes())?;
        if self.tab_ends_too {
            text = text.replace('\t', "\r");
        }
        self.framer.push(text.as_bytes(), at, &mut self.frames);
        self.scans(out)
    }

    /// Nothing came for a while.
    fn silence(&mut self, out: &Outlet) -> Result<(), Ended> {
        if self.framer.silence_wanted().is_some_and(|gap| self.heard.elapsed() >= gap) {
            self.framer.silence(&mut self.frames);
            self.scans(out)?;
        }
        if !self.told && self.heard.elapsed() >= UNFINISHED && self.framer.partial() {
            self.told = true;
            let (at, so_far) = self.framer.so_far();
            out.unfinished(at, so_far.to_vec())?;
        }
        Ok(())
    }

    fn scans(&mut self, out: &Outlet) -> Result<(), Ended> {
        self.frames.drain(..).try_for_each(|Frame { at, bytes }| out.scan(at, bytes))
    }
}
