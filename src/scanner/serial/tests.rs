//! Who is at a port, on real pseudo terminals and with a list of ports that the test makes up: pseudo
//! terminals have no USB identity.

#![cfg(target_os = "linux")]

use super::*;
use crate::scanner::ports::{PortInfo, UsbId};
use crate::scanner::{CHANNEL_CAPACITY, ScannerEvent};
use crossbeam_channel::{Receiver, bounded};
use serialport::{SerialPort, TTYPort};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A machine with sockets, into which guns with a USB identity are plugged.
struct Machine {
    directory: tempfile::TempDir,
    ports: Arc<Mutex<Vec<PortInfo>>>,
    events: Receiver<ScannerEvent>,
    wiring: Wiring,
}

impl Machine {
    fn new() -> Machine {
        let (sender, events) = bounded(CHANNEL_CAPACITY);
        Machine {
            directory: tempfile::tempdir().unwrap(),
            ports: Arc::default(),
            events,
            wiring: Wiring::new(sender, Arc::new(|| 1)),
        }
    }

    fn path(&self, port: &str) -> PathBuf {
        self.directory.path().join(port)
    }

    /// Plugs the device with that serial number in; gives its end of the line.
    fn plug_in(&self, port: &str, serial: &str) -> (TTYPort, TTYPort) {
        let (master, slave) = TTYPort::pair().unwrap();
        std::os::unix::fs::symlink(slave.name().unwrap(), self.path(port)).unwrap();
        self.ports.lock().unwrap().push(PortInfo {
            name: self.path(port).to_str().unwrap().to_owned(),
            description: format!("Gun {serial}"),
            usb: Some(UsbId { vid: 0x0c2e, pid: 0x0b6a, serial: Some(serial.to_owned()) }),
            permitted: true,
        });
        (master, slave)
    }

    fn unplug(&self, port: &str) {
        let path = self.path(port);
        self.ports.lock().unwrap().retain(|there| there.name != path.to_str().unwrap());
        std::fs::remove_file(path).unwrap();
    }

    fn gun(&self, name: &str, port: &str) -> Gun {
        let ports = self.ports.clone();
        let finder = Finder::new(Arc::new(move || Ok(ports.lock().unwrap().clone())));
        start(SerialSettings::new(name, port), &self.wiring, finder)
    }

    /// The next state; of what has come without an end nothing is wanted here.
    #[track_caller]
    fn state(&self, gun: &str) -> GunState {
        loop {
            match self.events.recv_timeout(Duration::from_secs(20)).unwrap() {
                ScannerEvent::State { source, state, .. } if &*source == gun => return state,
                ScannerEvent::Unfinished { .. } => {}
                other => panic!("not a state of {gun}: {other:?}"),
            }
        }
    }

    #[track_caller]
    fn scan(&self, expect: &str) {
        match self.events.recv_timeout(Duration::from_secs(20)).unwrap() {
            ScannerEvent::Scan(scan) => assert_eq!(scan.bytes, expect.as_bytes()),
            other => panic!("not a scan: {other:?}"),
        }
    }
}

#[test]
fn a_gun_is_followed_to_its_new_port() {
    let check = |setting: &str| {
        let machine = Machine::new();
        let mut first = machine.plug_in("ttyACM0", "A1");
        let setting = setting.replace("PORT", machine.path("ttyACM0").to_str().unwrap());
        let _gun = machine.gun("left", &setting);
        assert_eq!(machine.state("left"), GunState::Ready);
        first.0.write_all(b"one\rhalf").unwrap();
        machine.scan("one");
        machine.unplug("ttyACM0");
        let lost = Instant::now();
        assert!(matches!(machine.state("left"), GunState::Missing { .. }), "{setting}");
        assert!(lost.elapsed() < Duration::from_secs(2), "{:?}", lost.elapsed());
        // Another gun has taken the old name meanwhile.
        let _other = machine.plug_in("ttyACM0", "B2");
        let mut again = machine.plug_in("ttyACM1", "A1");
        while machine.state("left") != GunState::Ready {}
        again.0.write_all(b"two\r").unwrap();
        machine.scan("two");
    };
    check("usb:0c2e:0b6a:A1");
    check("PORT");
}

#[test]
fn another_device_at_the_guns_port_is_said_and_left_alone() {
    let machine = Machine::new();
    let _first = machine.plug_in("ttyACM0", "A1");
    let _gun = machine.gun("left", machine.path("ttyACM0").to_str().unwrap());
    assert_eq!(machine.state("left"), GunState::Ready);
    machine.unplug("ttyACM0");
    let mut other = machine.plug_in("ttyACM0", "B2");
    let state = loop {
        match machine.state("left") {
            GunState::Missing { .. } => {}
            state => break state,
        }
    };
    let GunState::Stranger { why } = state else { panic!("{state:?}") };
    assert!(why.contains("usb:0c2e:0b6a:B2 (Gun B2) now, not the gun usb:0c2e:0b6a:A1"), "{why}");
    other.0.write_all(b"of another\r").unwrap();
    machine.unplug("ttyACM0");
    let mut back = machine.plug_in("ttyACM0", "A1");
    while machine.state("left") != GunState::Ready {}
    back.0.write_all(b"of the gun\r").unwrap();
    machine.scan("of the gun");
}

#[test]
fn two_entries_for_one_device_are_told_whose_it_is() {
    let machine = Machine::new();
    let _plugged = machine.plug_in("ttyACM0", "A1");
    let path = machine.path("ttyACM0");
    let first = machine.gun("left", path.to_str().unwrap());
    assert_eq!(machine.state("left"), GunState::Ready);
    let link = machine.path("by-id");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let taken = GunState::Taken { by: "left".into() };
    for port in [path.to_str().unwrap(), "usb:0c2e:0b6a:A1", "usb:0c2e:0b6a", link.to_str().unwrap()] {
        let second = machine.gun("right", port);
        assert_eq!(machine.state("right"), taken, "{port}");
        second.stop();
    }
    // When the first lets go, the other gets it.
    let second = machine.gun("right", "usb:0c2e:0b6a:A1");
    assert_eq!(machine.state("right"), taken);
    first.stop();
    assert_eq!(machine.state("right"), GunState::Ready);
    second.stop();
}
