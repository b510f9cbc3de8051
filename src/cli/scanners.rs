//! `scanners list | listen`.

use std::collections::BTreeSet;
use std::sync::Arc;

use crossbeam_channel::bounded;
use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::scan::{self, Code, Rule};
use crate::scanner::devices::{self, Device};
use crate::scanner::hid::{HidId, HidSettings};
use crate::scanner::keyboard::KeyboardSettings;
use crate::scanner::ports::UsbId;
use crate::scanner::serial::{BAUD, SerialSettings};
use crate::scanner::settings::GunSettings;
use crate::scanner::{CHANNEL_CAPACITY, GunState, Scan, ScannerEvent, Wiring};
use crate::station::clock::{now_ms, rfc3339, stamp};
use crate::station::scan_log::hex;

pub(super) fn run(place: &Place, command: &args::Scanners) -> Result<Exit, CliError> {
    match command {
        args::Scanners::List { json } => list(place, *json),
        args::Scanners::Listen { json, gun } => listen(place, *json, gun),
    }
}

fn list(place: &Place, as_json: bool) -> Result<Exit, CliError> {
    let guns = place.settings()?.guns();
    let (devices, unlisted) = devices::list();
    for device in &devices {
        let gun = device.used_as(&guns).map(GunSettings::name);
        output::line(&if as_json { listed_json(device, gun) } else { listed(device, gun) })?;
    }
    // A gun that is set and not among the devices: unplugged, or at a port the system does not list.
    let unseen = |gun: &&GunSettings| {
        let one = std::slice::from_ref(*gun);
        devices.iter().all(|device| device.used_as(one).is_none())
    };
    for gun in guns.iter().filter(unseen) {
        output::line(&if as_json { unseen_json(gun) } else { unseen_text(gun) })?;
    }
    let remedies: BTreeSet<String> = devices.iter().filter_map(Device::remedy).collect();
    for remedy in remedies {
        output::note(&format!("found, no permission: {remedy}"));
    }
    if devices.is_empty() && unlisted.is_empty() {
        output::note("no serial port, HID gun or keyboard found; see whether the gun is plugged in");
    }
    let Some((last, others)) = unlisted.split_last() else { return Ok(Exit::Done) };
    others.iter().for_each(|kind| output::complain(kind));
    Err(CliError::Device {
        what: last.to_string(),
        todo: "see whether this user may look at the system's devices".into(),
    })
}

fn listed_json(device: &Device, gun: Option<&str>) -> String {
    json!({
        "kind": device.kind.as_str(), "port": device.path, "description": device.description,
        "usb": device.usb.as_ref().map(UsbId::selector), "permitted": device.permitted, "gun": gun,
    })
    .to_string()
}

fn unseen_json(gun: &GunSettings) -> String {
    json!({
        "kind": kind_name(gun), "port": gun.device(), "description": "", "usb": null, "permitted": null,
        "gun": gun.name(), "found": false,
    })
    .to_string()
}

fn unseen_text(gun: &GunSettings) -> String {
    format!("{}  {}  set as {}, not in the system's list", kind_name(gun), gun.device(), gun.name())
}

fn kind_name(gun: &GunSettings) -> &'static str {
    match gun {
        GunSettings::Serial(_) | GunSettings::Module(_) => "serial",
        GunSettings::Hid(_) => "hid",
        GunSettings::Keyboard(_) => "keyboard",
    }
}

fn listed(device: &Device, gun: Option<&str>) -> String {
    let usb = device.usb.as_ref().map(UsbId::selector).unwrap_or_default();
    let gun = gun.map(|gun| format!("used as {gun}")).unwrap_or_default();
    let permitted = if device.permitted { "" } else { "found, no permission" };
    let words = [device.kind.as_str(), &device.path, &usb, &device.description, &gun, permitted];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("  ")
}

/// The gun that is named, if one is.
fn named(one: &args::OneGun) -> Result<Option<GunSettings>, CliError> {
    if let Some(spec) = &one.serial {
        return serial(spec).map(Some);
    }
    if let Some(id) = &one.hid {
        let device = HidId::try_from(id.clone()).map_err(|fault| CliError::Usage {
            what: format!("--hid {id}: {fault}"),
            todo: "`scanners list` shows which there are".into(),
        })?;
        return Ok(Some(GunSettings::Hid(HidSettings::new(id, device))));
    }
    Ok(one.keyboard.as_ref().map(|device| GunSettings::Keyboard(KeyboardSettings::new(device, device))))
}

fn serial(spec: &str) -> Result<GunSettings, CliError> {
    let (port, baud) = match spec.rsplit_once(',') {
        None => (spec, None),
        Some((port, baud)) => (port, Some(baud)),
    };
    let mut gun = SerialSettings::new(port, port);
    if let Some(baud) = baud {
        gun.baud = baud.parse().ok().filter(|rate| BAUD.contains(rate)).ok_or_else(|| CliError::Usage {
            what: format!("--serial {spec}: {baud} is no baud rate"),
            todo: "write it as /dev/ttyACM0,115200 or COM3,9600".into(),
        })?;
    }
    Ok(GunSettings::Serial(gun))
}

/// The configured gun that means the same device, so that its layout, its suffix and its profile hold
/// for a gun that is named too.
fn as_configured(named: GunSettings, configured: &[GunSettings]) -> GunSettings {
    let same = configured.iter().find(|gun| match (&named, gun) {
        (GunSettings::Hid(named), GunSettings::Hid(gun)) => named.device == gun.device,
        (GunSettings::Keyboard(named), GunSettings::Keyboard(gun)) => named.device == gun.device,
        _ => false,
    });
    same.cloned().unwrap_or(named)
}

fn listen(place: &Place, as_json: bool, one: &args::OneGun) -> Result<Exit, CliError> {
    let configured = place.settings()?.guns();
    let (guns, named) = match named(one)? {
        Some(gun) => (vec![as_configured(gun, &configured)], true),
        None => (configured, false),
    };
    if guns.is_empty() {
        return Err(CliError::Device {
            what: "no gun is configured".into(),
            todo: "name one with --serial, --hid or --keyboard, or add one in the window's settings".into(),
        });
    }
    let (sender, events) = bounded(CHANNEL_CAPACITY);
    let wiring = Wiring::new(sender, Arc::new(now_ms));
    let open: Vec<_> = guns.into_iter().map(|gun| gun.spawn(&wiring)).collect();
    drop(wiring);
    // A gun that is named and was never there ends the command; one that went away is waited for.
    let mut must_be_there = named;
    for event in events {
        match event {
            ScannerEvent::Scan(scan) => output::line(&if as_json { scan_json(&scan) } else { shown(&scan) })?,
            ScannerEvent::Module { source, imei, .. } => {
                let says = imei.map_or("no module any more".to_owned(), |imei| format!("module {imei}"));
                output::note(&format!("{source}: {says}"));
            }
            // Nobody asked for every byte.
            ScannerEvent::Heard { .. } => {}
            ScannerEvent::Unfinished { source, bytes, .. } => {
                output::note(&format!("{source}: no suffix after {}  {}", hex(&bytes), visible(&bytes)));
            }
            ScannerEvent::State { source, state, .. } => {
                state_changed(&source, &state, must_be_there)?;
                must_be_there &= state != GunState::Ready;
            }
        }
    }
    drop(open);
    Ok(Exit::Done)
}

fn scan_json(scan: &Scan) -> String {
    let (at, text) = (rfc3339(stamp(scan.at)), scan::read(&scan.bytes, None).text);
    json!({ "at": at, "source": *scan.source, "hex": hex(&scan.bytes), "text": text }).to_string()
}

/// A scan for the technician: raw, and as the built-in rules read it.
fn shown(scan: &Scan) -> String {
    let at = rfc3339(stamp(scan.at));
    format!("{at}  {}  {}  {}  {}", scan.source, hex(&scan.bytes), visible(&scan.bytes), read(&scan.bytes))
}

fn visible(bytes: &[u8]) -> String {
    scan::read(bytes, None).text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// What the built-in rules make of a scan: the rule that matched, or those that were tried.
fn read(bytes: &[u8]) -> String {
    let reading = scan::read(bytes, None);
    let rule = match reading.rule {
        Rule::None => {
            let tried: Vec<&str> = scan::rules_tried(None).into_iter().map(Rule::as_str).collect();
            format!("tried {}", tried.join(" "))
        }
        rule => format!("by {}", rule.as_str()),
    };
    let code = match reading.code {
        Code::Module { dk, .. } => format!("module dk={dk}"),
        Code::Device { pk, sn } => format!("device pk={pk} sn={sn}"),
        Code::Control(_) => "control".to_owned(),
        Code::Refused { reason, hint: None } => reason.as_str().to_owned(),
        Code::Refused { reason, hint: Some(hint) } => format!("{}/{}", reason.as_str(), hint.as_str()),
    };
    format!("→ {code}, {rule}")
}

/// Says how a gun is; a single one that was named and is not to be had ends the command.
fn state_changed(gun: &str, state: &GunState, must_be_there: bool) -> Result<(), CliError> {
    let (what, todo) = match state {
        GunState::Starting => return Ok(()),
        GunState::Ready => {
            output::note(&format!("{gun}: listening"));
            return Ok(());
        }
        GunState::Missing { why } => (format!("{gun}: not there ({why})"), "plug it in, or name another one"),
        GunState::NoPermission { why } => (
            format!("{gun}: found, no permission ({why})"),
            "let this user open it (`scanners list` says how), and plug it in again",
        ),
        GunState::Taken { by } => {
            (format!("{gun}: the same device as {by}"), "take one of the two out of the settings")
        }
        GunState::Stranger { why } => (
            format!("{gun}: not the gun ({why})"),
            "see what is plugged in there with `scanners list`, and name the gun's own port",
        ),
        GunState::Silent { why } => (
            format!("{gun}: there, but of no use yet ({why})"),
            "see whether it is the right device, and switched on",
        ),
        GunState::Busy { why } => (format!("{gun}: in use by another program ({why})"), "close that program"),
    };
    if must_be_there {
        return Err(CliError::Device { what, todo: todo.into() });
    }
    output::note(&format!("{what}; {todo}"));
    Ok(())
}
