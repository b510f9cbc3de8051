//! One open serial port, and what the operating systems call its troubles.

use super::{FlowControl, SerialSettings};
use crate::scanner::claims::{Claim, Claims};
use crate::scanner::{GunState, ports};
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
    /// Opens the port exclusively; what cannot be opened is the gun's state.
    pub(in crate::scanner) fn open(
        settings: &SerialSettings,
        claims: &Claims,
        gun: &Arc<str>,
    ) -> Result<Line, GunState> {
        let name =
            ports::resolve(&settings.port).map_err(|error| GunState::Missing { why: error.to_string() })?;
        let device = device(&name);
        let known = device.as_deref().map_or_else(|| name.to_uppercase(), |path| path.display().to_string());
        let claim = claims.take(&known, gun).map_err(|by| GunState::Taken { by })?;
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
        let mut port = opened.map_err(|error| refused(&name, &error, listed))?;
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
        Ok(Line { port, name, device, timeout, _claim: claim })
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
        let there = if cfg!(unix) { device(&self.name) == self.device } else { listed(&self.name) };
        if there { Ok(()) } else { Err(format!("{} is no longer there", self.name)) }
    }
}

/// The device behind a path, where ports are paths.
fn device(name: &str) -> Option<PathBuf> {
    if cfg!(unix) { std::fs::canonicalize(name).ok() } else { None }
}

/// Is the port in the system's list? A list that cannot be had says nothing against the port.
fn listed(name: &str) -> bool {
    let name = name.trim_start_matches(r"\\.\");
    ports::list().map_or(true, |ports| ports.iter().any(|port| port.name.eq_ignore_ascii_case(name)))
}

/// The state of a gun whose port would not open.
fn refused(name: &str, error: &serialport::Error, listed: fn(&str) -> bool) -> GunState {
    let why = format!("{name}: {error}");
    match error.kind() {
        ErrorKind::Io(io::ErrorKind::PermissionDenied) => GunState::NoPermission { why },
        // On Unix this is a port that somebody has; on Windows one that is not there reads the same.
        ErrorKind::NoDevice if cfg!(unix) || listed(name) => GunState::Busy { why },
        _ => GunState::Missing { why },
    }
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
    fn what_is_no_serial_port_is_missing_and_says_why() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        std::fs::write(&file, "").unwrap();
        for path in [file, directory.path().join("absent")] {
            let settings = SerialSettings::new("gun", path.to_str().unwrap());
            let state = Line::open(&settings, &Claims::default(), &"gun".into()).err().unwrap();
            assert!(
                matches!(&state, GunState::Missing { why } if why.starts_with(path.to_str().unwrap())),
                "{state:?}"
            );
        }
    }
}
