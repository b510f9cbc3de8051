//! `scanners list | listen`.

use std::sync::Arc;

use crossbeam_channel::bounded;
use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::scanner::serial::{self, SerialSettings};
use crate::scanner::{CHANNEL_CAPACITY, GunState, ScannerEvent, Wiring, ports};
use crate::station::clock::{now_ms, rfc3339, stamp};
use crate::station::scan_log::hex;

pub(super) fn run(place: &Place, command: &args::Scanners) -> Result<Exit, CliError> {
    match command {
        args::Scanners::List { json } => list(place, *json),
        args::Scanners::Listen { json, serial } => listen(place, *json, serial.as_deref()),
    }
}

fn list(place: &Place, as_json: bool) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let ports = ports::list().map_err(|e| CliError::Device {
        what: format!("the serial ports cannot be listed: {e}"),
        todo: "see whether this user may look at the system's devices".into(),
    })?;
    for port in &ports {
        let gun = settings.serial.iter().find(|g| g.port == port.name).map(|g| g.name.as_str());
        let usb = port.usb.as_ref().map(ports::UsbId::selector);
        let line = if as_json {
            json!({ "port": port.name, "description": port.description, "usb": usb,
                    "permitted": port.permitted, "gun": gun })
            .to_string()
        } else {
            let permitted = if port.permitted { "" } else { "  found, no permission" };
            let gun = gun.map(|g| format!("  used as {g}")).unwrap_or_default();
            format!("{}  {}  {}{gun}{permitted}", port.name, usb.unwrap_or_default(), port.description)
        };
        output::line(&line)?;
    }
    if ports.is_empty() {
        output::note("no serial port found; a gun in keyboard mode needs none");
    }
    Ok(Exit::Done)
}

/// The configured guns, or the one named.
fn guns(place: &Place, serial: Option<&str>) -> Result<Vec<SerialSettings>, CliError> {
    let Some(spec) = serial else { return Ok(place.settings()?.serial) };
    let (port, baud) = match spec.rsplit_once(',') {
        None => (spec, None),
        Some((port, baud)) => (port, Some(baud)),
    };
    let mut gun = SerialSettings::new(port, port);
    if let Some(baud) = baud {
        gun.baud = baud.parse().map_err(|_| CliError::Usage {
            what: format!("--serial {spec}: {baud} is no baud rate"),
            todo: "write it as /dev/ttyACM0,115200 or COM3,9600".into(),
        })?;
    }
    Ok(vec![gun])
}

fn listen(place: &Place, as_json: bool, serial: Option<&str>) -> Result<Exit, CliError> {
    let guns = guns(place, serial)?;
    if guns.is_empty() {
        return Err(CliError::Device {
            what: "no serial gun is configured".into(),
            todo: "name one with --serial PORT[,BAUD], or add one in the window's settings".into(),
        });
    }
    let (sender, events) = bounded(CHANNEL_CAPACITY);
    let wiring = Wiring::new(sender, Arc::new(now_ms));
    let open: Vec<_> = guns.into_iter().map(|gun| serial::spawn(gun, &wiring)).collect();
    drop(wiring);
    for event in events {
        match event {
            ScannerEvent::Scan(scan) => {
                let at = rfc3339(stamp(scan.at));
                let text = String::from_utf8_lossy(&scan.bytes);
                output::line(&if as_json {
                    json!({ "at": at, "source": *scan.source, "hex": hex(&scan.bytes), "text": text })
                        .to_string()
                } else {
                    let shown: String =
                        text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
                    format!("{at}  {}  {}  {shown}", scan.source, hex(&scan.bytes))
                })?;
            }
            // Nobody asked for every byte, and a suffix that is missing shows by the code that follows.
            ScannerEvent::Heard { .. } | ScannerEvent::Unfinished { .. } | ScannerEvent::Module { .. } => {}
            ScannerEvent::State { source, state, .. } => state_changed(&source, &state, serial.is_some())?,
        }
    }
    drop(open);
    Ok(Exit::Done)
}

/// Says how a gun is; a single one that was named and is not to be had ends the command.
fn state_changed(gun: &str, state: &GunState, named: bool) -> Result<(), CliError> {
    let (what, todo) = match state {
        GunState::Starting => return Ok(()),
        GunState::Ready => {
            output::note(&format!("{gun}: listening"));
            return Ok(());
        }
        GunState::Missing { why } => {
            (format!("{gun}: not there ({why})"), "plug it in, or name another port")
        }
        GunState::NoPermission { why } => (
            format!("{gun}: found, no permission ({why})"),
            "add this user to the group of the device (dialout), and log in again",
        ),
        GunState::Taken { by } => {
            (format!("{gun}: the same device as {by}"), "take one of the two out of the settings")
        }
        GunState::Stranger { why } => (
            format!("{gun}: not the gun ({why})"),
            "see what is plugged in there with `scanners list`, and name the gun's own port",
        ),
        GunState::Silent { why } => (
            format!("{gun}: open, but does not answer ({why})"),
            "see whether the module is powered and this is its AT port",
        ),
        GunState::Busy { why } => (format!("{gun}: in use by another program ({why})"), "close that program"),
    };
    if named {
        return Err(CliError::Device { what, todo: todo.into() });
    }
    output::note(&format!("{what}; {todo}"));
    Ok(())
}
