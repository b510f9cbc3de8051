//! One keyboard, taken: nobody else gets its keys until it is dropped.

use super::find::System;
use super::{KeyboardError, KeyboardSettings};
use crate::scanner::GunState;
use crate::scanner::claims::{Claim, Claims};
use crate::scanner::hid::UDEV_RULE;
use crate::scanner::outlet::{Ended, Outlet};
use evdev::raw_stream::RawDevice;
use evdev::{EventSummary, EventType, InputEvent, KeyCode, LedCode, SynchronizationCode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often it is looked whether every key is up, and how long that is waited for.
const KEYS_UP: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));

/// A keyboard that is grabbed.
pub(super) struct Taken {
    device: RawDevice,
    /// What was opened, and what that was at the time: a path may be a link that moves on.
    name: PathBuf,
    node: PathBuf,
    /// Strokes were lost, and the kernel has not said yet where they go on.
    dropping: bool,
    _claim: Claim,
}

/// What a read gave.
pub(super) enum Heard {
    /// These events of keys: code and value.
    Keys(Vec<(u16, i32)>),
    /// Strokes were lost; these keys are down now.
    Lost(Vec<u16>),
    /// Nothing in the time given.
    Silence,
    /// The keyboard is gone; what the OS said.
    Break(String),
}

impl Taken {
    /// Takes a keyboard; what cannot be taken is the gun's state.
    pub(super) fn take(
        settings: &KeyboardSettings,
        claims: &Claims,
        out: &Outlet,
    ) -> Result<Result<Taken, GunState>, Ended> {
        let (mut taken, name) = match Taken::open(settings, claims, out) {
            Ok(opened) => opened,
            Err(state) => return Ok(Err(state)),
        };
        let since = Instant::now();
        loop {
            match taken.grab_at_rest() {
                Ok(true) => return Ok(Ok(taken)),
                Ok(false) if since.elapsed() < KEYS_UP.1 => out.wait(KEYS_UP.0)?,
                Ok(false) => {
                    let why = format!("{name}: a key of it is held down; let it go");
                    return Ok(Err(GunState::Silent { why }));
                }
                Err(error) => return Ok(Err(refused(&name, &error))),
            }
        }
    }

    fn open(settings: &KeyboardSettings, claims: &Claims, out: &Outlet) -> Result<(Taken, String), GunState> {
        let missing = |why: String| GunState::Missing { why };
        let name = System::default()
            .resolve(&settings.device)
            .map_err(|error: KeyboardError| missing(error.to_string()))?;
        let shown = name.display().to_string();
        let node = std::fs::canonicalize(&name).map_err(|error| refused(&shown, &error))?;
        let claim =
            claims.take(&node.display().to_string(), &out.source()).map_err(|by| GunState::Taken { by })?;
        let file = opened(&node).map_err(|error| refused(&shown, &error))?;
        let device = RawDevice::try_from(file)
            .map_err(|error| missing(format!("{shown} is no input device ({error}); see `scanners list`")))?;
        Ok((Taken { device, name, node, dropping: false, _claim: claim }, shown))
    }

    /// Grabs the keyboard if no key of it is down: a key that is down at the grab would never come up
    /// for the desktop.
    fn grab_at_rest(&mut self) -> io::Result<bool> {
        if self.device.get_key_state()?.iter().next().is_some() {
            return Ok(false);
        }
        self.device.grab()?;
        // The state again, for a key may have gone down between the two.
        if self.device.get_key_state()?.iter().next().is_some() {
            self.device.ungrab()?;
            return Ok(false);
        }
        self.drop_old_events()?;
        Ok(true)
    }

    /// What came before the grab went to everybody.
    fn drop_old_events(&mut self) -> io::Result<()> {
        match self.device.fetch_events() {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Is its Caps Lock lamp on?
    pub(super) fn caps_lock(&self) -> bool {
        self.device.get_led_state().is_ok_and(|leds| leds.contains(LedCode::LED_CAPSL))
    }

    /// Lights its Caps Lock lamp, as the host it types for would: some guns look at it.
    pub(super) fn show_caps_lock(&mut self, on: bool) {
        let lamp = InputEvent::new(EventType::LED.0, LedCode::LED_CAPSL.0, i32::from(on));
        if let Err(error) = self.device.send_events(&[lamp]) {
            tracing::debug!(keyboard = %self.name.display(), %error, "the Caps Lock lamp stays as it is");
        }
    }

    /// Waits at most `wait` for keys.
    pub(super) fn read(&mut self, wait: Duration) -> Heard {
        let mut fds = [PollFd::new(&self.device, PollFlags::IN)];
        let time = Timespec { tv_sec: 0, tv_nsec: i64::from(wait.subsec_nanos().max(1_000_000)) };
        match poll(&mut fds, Some(&time)) {
            Ok(0) | Err(Errno::INTR) => return Heard::Silence,
            Ok(_) => {}
            Err(error) => return Heard::Break(error.to_string()),
        }
        let events: Vec<InputEvent> = match self.device.fetch_events() {
            Ok(events) => events.collect(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Heard::Silence,
            // A keyboard that was pulled out reads as "no such device".
            Err(error) => return Heard::Break(error.to_string()),
        };
        self.sorted(&events)
    }

    fn sorted(&mut self, events: &[InputEvent]) -> Heard {
        let mut keys = Vec::new();
        for event in events {
            match event.destructure() {
                EventSummary::Synchronization(_, SynchronizationCode::SYN_DROPPED, _) => self.dropping = true,
                EventSummary::Key(_, key, value) => keys.push((key.code(), value)),
                _ => {}
            }
        }
        if !self.dropping {
            return Heard::Keys(keys);
        }
        // Nothing of this batch is worth keeping: which keys were held is known again only by asking.
        self.dropping = false;
        match self.device.get_key_state() {
            Ok(down) => Heard::Lost(down.iter().map(KeyCode::code).collect()),
            Err(error) => Heard::Break(error.to_string()),
        }
    }

    /// Is what was opened still what its name means? Else what is wrong with it.
    pub(super) fn still_there(&self) -> Result<(), String> {
        if std::fs::canonicalize(&self.name).is_ok_and(|node| node == self.node) {
            Ok(())
        } else {
            Err(format!("{} is no longer there", self.name.display()))
        }
    }
}

/// Opens a node, for its lamps too where that is allowed.
fn opened(node: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    options.read(true).custom_flags(flags);
    options.clone().write(true).open(node).or_else(|_| options.open(node))
}

/// The state of a gun whose node would not open or could not be grabbed.
fn refused(name: &str, error: &io::Error) -> GunState {
    let why = format!("{name}: {error}");
    match error.kind() {
        io::ErrorKind::PermissionDenied => GunState::NoPermission {
            why: format!("{why}; install the udev rule {UDEV_RULE} and plug the gun in again"),
        },
        io::ErrorKind::ResourceBusy => GunState::Busy { why },
        _ => GunState::Missing { why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_own_state() {
        let check = |errno: Errno, expect: fn(&GunState) -> bool| {
            let state = refused("/dev/input/event7", &errno.into());
            assert!(expect(&state), "{errno}: {state:?}");
        };
        check(Errno::ACCESS, |s| matches!(s, GunState::NoPermission { why } if why.contains(UDEV_RULE)));
        check(Errno::PERM, |s| matches!(s, GunState::NoPermission { .. }));
        check(Errno::BUSY, |s| matches!(s, GunState::Busy { .. }));
        check(Errno::NOENT, |s| matches!(s, GunState::Missing { .. }));
        check(
            Errno::NODEV,
            |s| matches!(s, GunState::Missing { why } if why.starts_with("/dev/input/event7")),
        );
    }
}
