//! Which port a gun is at now, and whether what is there is still the gun.

use super::GunState;
use crate::scanner::ports::{self, PortInfo, PortsError, UsbId};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lists the ports of this machine; a test has its own.
pub(in crate::scanner) type List = Arc<dyn Fn() -> Result<Vec<PortInfo>, PortsError> + Send + Sync>;

/// Finds a gun's port again and again, and remembers who was there.
///
/// A setting `usb:VID:PID[:SERIAL]` is looked up each time. A plain name means whatever is there, but
/// only once: after a gun with a USB identity was seen there the setting means that gun, for numbers
/// such as `ttyACM0` or `COM3` are dealt out anew at each plug. Where it can be told from its fellows by
/// a serial number it is followed to its new name; another device at its old name is left alone.
pub(in crate::scanner) struct Finder {
    list: List,
    seen: Option<UsbId>,
}

impl Finder {
    pub(in crate::scanner) fn new(list: List) -> Finder {
        Finder { list, seen: None }
    }

    /// The name to open for a setting, or the gun's state where there is none.
    pub(super) fn find(&self, port: &str) -> Result<String, GunState> {
        if port.starts_with("usb:") {
            return ports::resolve_in(port, || (self.list)())
                .map_err(|error| GunState::Missing { why: error.to_string() });
        }
        // A list that cannot be had says nothing against the port.
        let (Some(gun), Ok(ports)) = (&self.seen, (self.list)()) else { return Ok(port.to_owned()) };
        let here = ports.iter().find(|there| same_port(&there.name, port));
        if here.is_none_or(|there| there.usb.as_ref() != Some(gun))
            && let Some(elsewhere) = only_one(&ports, gun)
        {
            tracing::info!(port, now = elsewhere, gun = gun.selector(), "the gun has another port now");
            return Ok(elsewhere.to_owned());
        }
        match here {
            Some(there) if there.usb.as_ref() != Some(gun) => Err(stranger(port, there, gun)),
            _ => Ok(port.to_owned()),
        }
    }

    /// The gun was found and opened at this name.
    pub(super) fn opened(&mut self, name: &str) {
        if self.seen.is_none()
            && let Ok(ports) = (self.list)()
        {
            self.seen = ports.into_iter().find(|port| same_port(&port.name, name)).and_then(|port| port.usb);
        }
    }

    /// Lists the ports.
    pub(super) fn list(&self) -> &List {
        &self.list
    }
}

impl Default for Finder {
    /// Among the ports of this machine.
    fn default() -> Finder {
        Finder::new(Arc::new(ports::list))
    }
}

/// Is the port in the system's list? A list that cannot be had says nothing against the port.
pub(super) fn listed(list: &List, name: &str) -> bool {
    list().map_or(true, |ports| ports.iter().any(|port| same_port(&port.name, name)))
}

/// The one port at which exactly this device is. Without a serial number a fellow of its kind would fit.
fn only_one<'a>(ports: &'a [PortInfo], gun: &UsbId) -> Option<&'a str> {
    gun.serial.as_ref()?;
    let mut fits = ports.iter().filter(|port| port.usb.as_ref() == Some(gun)).map(|port| port.name.as_str());
    fits.next().filter(|_| fits.next().is_none())
}

fn stranger(port: &str, there: &PortInfo, gun: &UsbId) -> GunState {
    let id = there.usb.as_ref().map_or_else(|| "a port that is not USB".to_owned(), UsbId::selector);
    let is = if there.description.is_empty() { id } else { format!("{id} ({})", there.description) };
    let gun = gun.selector();
    GunState::Stranger {
        why: format!(
            "{port} is {is} now, not the gun {gun}; plug the gun in, or choose its port anew and restart the station"
        ),
    }
}

/// The device behind a path, where ports are paths.
pub(super) fn device(name: &str) -> Option<PathBuf> {
    if cfg!(unix) { std::fs::canonicalize(name).ok() } else { None }
}

/// Do two names mean one port? A path may be a link, `COM3` may be written `\\.\com3`.
fn same_port(a: &str, b: &str) -> bool {
    let plain = |name: &str| name.trim_start_matches(r"\\.\").to_uppercase();
    if cfg!(unix) {
        a == b || device(a).is_some_and(|a| Some(a) == device(b))
    } else {
        Path::new(&plain(a)) == Path::new(&plain(b))
    }
}

/// The name under which a port is held for a gun: one for each device, however the setting names it.
pub(super) fn claimed_as(name: &str) -> String {
    match device(name) {
        Some(path) => path.display().to_string(),
        None => name.trim_start_matches(r"\\.\").to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usb(serial: &str) -> UsbId {
        let serial = (!serial.is_empty()).then(|| serial.to_owned());
        UsbId { vid: 0x0c2e, pid: 0x0b6a, serial }
    }

    fn port(name: &str, usb: Option<UsbId>) -> PortInfo {
        PortInfo { name: name.to_owned(), description: "Acme Gun".into(), usb, permitted: true }
    }

    fn finder(seen: Option<UsbId>, ports: Vec<PortInfo>) -> Finder {
        Finder { list: Arc::new(move || Ok(ports.clone())), seen }
    }

    #[test]
    fn a_plain_name_means_the_gun_that_was_seen_there() {
        let check = |seen: Option<UsbId>, ports: &[(&str, Option<UsbId>)], expect: Result<&str, &str>| {
            let ports = ports.iter().map(|(name, usb)| port(name, usb.clone())).collect();
            match (finder(seen, ports).find("/dev/ttyACM0"), expect) {
                (Ok(name), Ok(expect)) => assert_eq!(name, expect),
                (Err(GunState::Stranger { why }), Err(expect)) => {
                    assert!(why.contains(expect), "{why}");
                }
                (other, _) => panic!("{other:?}, not {expect:?}"),
            }
        };
        let (a, b, nobody) = (Some(usb("A")), Some(usb("B")), Some(usb("")));
        let acm0 = "/dev/ttyACM0";
        let acm1 = "/dev/ttyACM1";
        // Nobody was seen yet: whatever is there.
        check(None, &[(acm0, b.clone())], Ok(acm0));
        // It is still there, or nothing is: opening will tell.
        check(a.clone(), &[(acm0, a.clone()), (acm1, b.clone())], Ok(acm0));
        check(a.clone(), &[(acm1, b.clone())], Ok(acm0));
        // It has moved, whether or not something else came in its place.
        check(a.clone(), &[(acm1, a.clone())], Ok(acm1));
        check(a.clone(), &[(acm0, b.clone()), (acm1, a.clone())], Ok(acm1));
        // Something else is in its place, and it is nowhere.
        check(a.clone(), &[(acm0, b.clone())], Err("is usb:0c2e:0b6a:B (Acme Gun) now, not the gun"));
        check(a.clone(), &[(acm0, None)], Err("a port that is not USB"));
        // Without a serial number no fellow is followed; at two ports at once neither is.
        check(nobody.clone(), &[(acm1, nobody.clone())], Ok(acm0));
        check(a.clone(), &[(acm0, b), (acm1, a.clone()), ("/dev/ttyACM2", a)], Err("usb:0c2e:0b6a:B"));
    }

    #[test]
    fn who_was_seen_first_stays_the_gun() {
        let mut finder = finder(None, vec![port("/dev/ttyACM0", Some(usb("A")))]);
        finder.opened("/dev/ttyACM0");
        assert_eq!(finder.seen, Some(usb("A")));
        finder.list = Arc::new(|| Ok(vec![port("/dev/ttyACM0", Some(usb("B")))]));
        finder.opened("/dev/ttyACM0");
        assert_eq!(finder.seen, Some(usb("A")));
        assert!(listed(finder.list(), "/dev/ttyACM0") && !listed(finder.list(), "/dev/ttyACM1"));
    }
}
