//! One open serial port, and what the operating systems call its troubles.

use super::finder::{self, Finder, List};
use super::{FlowControl, SerialSettings};
use crate::scanner::GunState;
use crate::scanner::claims::{Claim, Claims};
use serialport::{ClearBuffer, ErrorKind, SerialPort};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// An open port.
pub(in crate::scanner) struct Line {
    port: Box<dyn SerialPort>,
    /// What was opened, and what that was at the time: a path may be a link that moves on.
    name: String,
    device: Option<PathBuf>,
    timeout: Duration,
    /// Asks whether the port is still there.
    list: List,
    _claim: Claim,
}

/// What a read gave.
pub(in crate::scanner) enum Heard {
    /// So many bytes.
    Bytes(usize),
    /// Nothing in the time given.
    Silence,
    /// The line is lost; what the OS said.
    Break(String),
}

impl Line {
    /// Opens the port exclusively; what cannot be opened is the gun's state. A `finder` that is kept
    /// knows the gun again; where any device at the port will do, each opening has a new one.
    pub(in crate::scanner) fn open(
        settings: &SerialSettings,
        finder: &mut Finder,
        claims: &Claims,
        gun: &Arc<str>,
    ) -> Result<Line, GunState> {
        let name = finder.find(&settings.port)?;
        let device = finder::device(&name);
        let claim = claims.take(&finder::claimed_as(&name), gun).map_err(|by| GunState::Taken { by })?;
        let timeout = Duration::from_millis(100);
        // Exclusive is serialport's default on Unix (TIOCEXCL and flock) and all there is on Windows.
        let opened = serialport::new(&name, settings.baud)
            .data_bits(settings.data_bits.into())
            .parity(settings.parity.into())
            .stop_bits(settings.stop_bits.into())
            .flow_control(settings.flow_control.into())
            .timeout(timeout)
            .dtr_on_open(settings.dtr)
            .open();
        let mut port =
            opened.map_err(|error| refused(&name, &error, |name| finder::listed(finder.list(), name)))?;
        // RTS and a clean start are asked for, not insisted on: a pseudo terminal has no such lines.
        if settings.flow_control != FlowControl::Hardware
            && let Err(error) = port.write_request_to_send(settings.rts)
        {
            tracing::debug!(port = name, %error, "RTS could not be set");
        }
        // Bytes from before the settings applied may be garbled, and are nobody's scan.
        if let Err(error) = port.clear(ClearBuffer::Input) {
            tracing::debug!(port = name, %error, "old input could not be dropped");
        }
        finder.opened(&name);
        Ok(Line { port, name, device, timeout, list: finder.list().clone(), _claim: claim })
    }

    /// A second handle to the port, to write by. It must live as long as the line: closing it gives the
    /// exclusive right to the port away.
    pub(super) fn voice(&self) -> Option<Box<dyn SerialPort>> {
        match self.port.try_clone() {
            Ok(port) => Some(port),
            Err(error) => {
                tracing::warn!(port = self.name, %error, "this gun cannot be told anything");
                None
            }
        }
    }

    /// Waits at most `wait` (a millisecond at least) for bytes.
    pub(in crate::scanner) fn read(&mut self, buffer: &mut [u8], wait: Duration) -> Heard {
        let wait = wait.max(Duration::from_millis(1));
        if wait != self.timeout {
            if let Err(error) = self.port.set_timeout(wait) {
                return Heard::Break(error.to_string());
            }
            self.timeout = wait;
        }
        match self.port.read(buffer) {
            Ok(0) => Heard::Break("the device hung up".to_owned()),
            Ok(count) => Heard::Bytes(count),
            Err(error) => match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Heard::Silence,
                // A signal: nothing came, and nothing was waited for.
                io::ErrorKind::Interrupted => Heard::Silence,
                _ => Heard::Break(error.to_string()),
            },
        }
    }

    /// Writes all of this. A device that takes nothing is given as long as the last read waited.
    pub(in crate::scanner) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.port.write_all(bytes)
    }

    /// Is what was opened still what its name means? Else what is wrong with it.
    pub(in crate::scanner) fn still_there(&self) -> Result<(), String> {
        let there = if cfg!(unix) {
            finder::device(&self.name) == self.device
        } else {
            finder::listed(&self.list, &self.name)
        };
        if there { Ok(()) } else { Err(format!("{} is no longer there", self.name)) }
    }
}

/// The state of a gun whose port would not open.
fn refused(name: &str, error: &serialport::Error, listed: impl FnOnce(&str) -> bool) -> GunState {
    let why = format!("{name}: {error}");
    match error.kind() {
        ErrorKind::Io(io::ErrorKind::PermissionDenied) => GunState::NoPermission { why },
        // On Unix this is a port that somebody has; on Windows one that is not there reads the same.
        ErrorKind::NoDevice if cfg!(unix) || listed(name) => GunState::Busy { why },
        _ if is_no_port(name) => GunState::Stranger {
            why: format!("{name} is there, but is no serial port; choose the gun's port"),
        },
        _ => GunState::Missing { why },
    }
}

/// Is this something, and no serial port?
#[cfg(unix)]
fn is_no_port(name: &str) -> bool {
    use rustix::fs::{Mode, OFlags, open};
    use std::io::IsTerminal;
    use std::os::unix::fs::FileTypeExt;
    let Ok(found) = std::fs::metadata(name) else { return false };
    let flags = OFlags::RDONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    !found.file_type().is_char_device()
        || open(name, flags, Mode::empty()).is_ok_and(|opened| !opened.is_terminal())
}

#[cfg(not(unix))]
fn is_no_port(_name: &str) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_own_state() {
        let check = |kind: ErrorKind, expect: fn(String) -> GunState| {
            let error = serialport::Error::new(kind, "words of the OS");
            assert_eq!(
                refused("/dev/ttyX", &error, |_| true),
                expect("/dev/ttyX: words of the OS".to_owned()),
                "{kind:?}"
            );
        };
        check(ErrorKind::Io(io::ErrorKind::PermissionDenied), |why| GunState::NoPermission { why });
        check(ErrorKind::NoDevice, |why| GunState::Busy { why });
        check(ErrorKind::Io(io::ErrorKind::NotFound), |why| GunState::Missing { why });
        check(ErrorKind::Unknown, |why| GunState::Missing { why });
        check(ErrorKind::InvalidInput, |why| GunState::Missing { why });
    }

    #[test]
    fn what_is_no_serial_port_is_no_gun_and_what_is_not_there_is_missing() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        std::fs::write(&file, "").unwrap();
        let check = |path: &std::path::Path, stranger: bool| {
            let settings = SerialSettings::new("gun", path.to_str().unwrap());
            let mut finder = Finder::new(Arc::new(|| Ok(Vec::new())));
            let state = Line::open(&settings, &mut finder, &Claims::default(), &"gun".into()).err().unwrap();
            let why = match &state {
                GunState::Stranger { why } if stranger => why,
                GunState::Missing { why } if !stranger => why,
                _ => panic!("{state:?}"),
            };
            assert!(why.starts_with(path.to_str().unwrap()), "{why}");
        };
        check(&file, true);
        check(directory.path(), true);
        check("/dev/null".as_ref(), true);
        check(&directory.path().join("absent"), false);
    }
}
