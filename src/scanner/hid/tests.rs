//! The thread of a HID gun on a bus that plays reports, loses its guns and gets them back.

use super::driver::spawn_on;
use super::transport::{Bus, Heard, Line, no_permission};
use super::{HidError, HidId, HidInfo, HidSettings, Profile};
use crate::scanner::feedback::HexBytes;
use crate::scanner::outlet::Gun;
use crate::scanner::ports::UsbId;
use crate::scanner::{Answer, CHANNEL_CAPACITY, GunState, ScannerEvent, Wiring};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Report 2: length, AIM identifier, four bytes of data, flag. Output report 4 has seven bytes.
const DESCRIPTOR: [u8; 59] = [
    0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x01,
    0x05, 0x01, 0x09, 0x3b, 0x81, 0x02, 0x05, 0x8c, 0x19, 0xfb, 0x29, 0xfd, 0x95, 0x03, 0x81, 0x02, 0x95,
    0x04, 0x09, 0xfe, 0x82, 0x02, 0x01, 0x75, 0x01, 0x95, 0x08, 0x09, 0xff, 0x81, 0x02, 0x85, 0x04, 0x75,
    0x08, 0x95, 0x07, 0x09, 0x00, 0x91, 0x02, 0xc0,
];

/// A gun as the bus has it.
#[derive(Clone)]
struct Plugged {
    info: HidInfo,
    refused: Option<GunState>,
    reports: Receiver<Vec<u8>>,
}

/// The bus, and what the station did with it.
#[derive(Clone, Default)]
struct Fake {
    guns: Arc<Mutex<Vec<Plugged>>>,
    written: Arc<Mutex<Vec<Vec<u8>>>>,
    waits: Arc<Mutex<Vec<Duration>>>,
}

/// The gun's end. Dropping it is pulling the plug, as a read sees it.
struct Cable(Sender<Vec<u8>>);

impl Cable {
    /// A report of the layout above.
    fn send(&self, symbology: &[u8; 3], data: &[u8], more: bool) {
        let mut report = vec![2, u8::try_from(data.len()).unwrap()];
        report.extend(symbology);
        report.extend(data);
        report.resize(9, 0);
        report.push(u8::from(more));
        self.0.send(report).unwrap();
    }
}

impl Fake {
    fn plug_in(&self, path: &str) -> Cable {
        self.plug_in_as(path, None, true, None)
    }

    fn plug_in_as(
        &self,
        path: &str,
        serial: Option<&str>,
        permitted: bool,
        refused: Option<GunState>,
    ) -> Cable {
        let usb = UsbId { vid: 0x0c2e, pid: 0x0b81, serial: serial.map(str::to_owned) };
        let info = HidInfo { path: path.to_owned(), usb, description: "gun".to_owned(), permitted };
        let (cable, reports) = unbounded();
        self.guns.lock().unwrap().push(Plugged { info, refused, reports });
        Cable(cable)
    }

    /// The node vanishes from the list; a read that is going on need not see it.
    fn unlist(&self, path: &str) {
        self.guns.lock().unwrap().retain(|gun| gun.info.path != path);
    }
}

impl Bus for Fake {
    type Line = FakeLine;

    fn list(&mut self) -> Result<Vec<HidInfo>, HidError> {
        Ok(self.guns.lock().unwrap().iter().map(|gun| gun.info.clone()).collect())
    }

    fn open(&mut self, path: &str) -> Result<FakeLine, GunState> {
        let guns = self.guns.lock().unwrap();
        let gun = guns.iter().find(|gun| gun.info.path == path).expect("only what is listed is opened");
        match &gun.refused {
            Some(state) => Err(state.clone()),
            None => Ok(FakeLine { bus: self.clone(), gun: gun.clone() }),
        }
    }
}

struct FakeLine {
    bus: Fake,
    gun: Plugged,
}

impl Line for FakeLine {
    fn descriptor(&self) -> Result<Vec<u8>, String> {
        Ok(DESCRIPTOR.to_vec())
    }

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> Heard {
        self.bus.waits.lock().unwrap().push(wait);
        match self.gun.reports.recv_timeout(wait) {
            Ok(report) => {
                buffer[..report.len()].copy_from_slice(&report);
                Heard::Report(report.len())
            }
            Err(RecvTimeoutError::Timeout) => Heard::Silence,
            Err(RecvTimeoutError::Disconnected) => Heard::Break("the plug was pulled".to_owned()),
        }
    }

    fn write(&mut self, report: &[u8]) -> Result<(), String> {
        self.bus.written.lock().unwrap().push(report.to_vec());
        Ok(())
    }

    fn still_there(&self) -> Result<(), String> {
        let path = &self.gun.info.path;
        let there = self.bus.guns.lock().unwrap().iter().any(|gun| gun.info.path == *path);
        if there { Ok(()) } else { Err(format!("{path} is no longer there")) }
    }
}

/// The station's end.
struct Station {
    bus: Fake,
    wiring: Wiring,
    events: Receiver<ScannerEvent>,
}

impl Station {
    fn new() -> Station {
        let (sender, events) = bounded(CHANNEL_CAPACITY);
        Station { bus: Fake::default(), wiring: Wiring::new(sender, Arc::new(|| 7)), events }
    }

    fn spawn(&self, name: &str, device: &str) -> Gun {
        self.spawn_with(HidSettings::new(name, HidId(UsbId::parse(device).unwrap())))
    }

    fn spawn_with(&self, settings: HidSettings) -> Gun {
        spawn_on(self.bus.clone(), settings, &self.wiring)
    }

    fn next(&self) -> ScannerEvent {
        self.events.recv_timeout(Duration::from_secs(20)).expect("nothing came")
    }

    #[track_caller]
    fn state(&self) -> GunState {
        match self.next() {
            ScannerEvent::State { state, at: 7, .. } => state,
            other => panic!("not a state: {other:?}"),
        }
    }

    #[track_caller]
    fn ready(&self) {
        assert_eq!(self.state(), GunState::Ready);
    }

    #[track_caller]
    fn missing(&self, words: &str) {
        let state = self.state();
        assert!(matches!(&state, GunState::Missing { why } if why.contains(words)), "{state:?}");
    }

    #[track_caller]
    fn scan(&self, text: &str) {
        match self.next() {
            ScannerEvent::Scan(scan) => {
                assert_eq!((String::from_utf8(scan.bytes).unwrap().as_str(), scan.at), (text, 7));
            }
            other => panic!("not a scan: {other:?}"),
        }
    }
}

#[test]
fn a_gun_is_read_pulled_out_and_found_again_at_another_node() {
    let station = Station::new();
    let _gun = station.spawn("left", "0c2e:0b81:A1");
    station.missing("no HID POS gun \"0c2e:0b81:A1\" is plugged in");
    let cable = station.bus.plug_in_as("/dev/hidraw1", Some("A1"), true, None);
    station.ready();
    cable.send(b"]C0", b"one\r", false);
    station.scan("one");
    cable.send(b"]Q1", b"long", true);
    cable.send(b"]Q1", b" cod", true);
    cable.send(b"]Q1", b"e\r\n", false);
    station.scan("long code");
    // Half a code before the plug is pulled is none.
    cable.send(b"]Q1", b"half", true);
    station.bus.unlist("/dev/hidraw1");
    drop(cable);
    station.missing("the plug was pulled");
    let cable = station.bus.plug_in_as("/dev/hidraw9", Some("A1"), true, None);
    station.ready();
    cable.send(b"]Q1", b"two", false);
    station.scan("two");
}

#[test]
fn a_node_that_vanishes_unseen_by_a_read_is_missing_too() {
    let station = Station::new();
    let _cable = station.bus.plug_in("/dev/hidraw1");
    let _gun = station.spawn("left", "0c2e:0b81");
    station.ready();
    station.bus.unlist("/dev/hidraw1");
    station.missing("/dev/hidraw1 is no longer there");
    // Until then it slept as long as it may.
    let waits = station.bus.waits.lock().unwrap();
    assert!(!waits.is_empty() && waits.iter().all(|wait| *wait == Duration::from_millis(200)), "{waits:?}");
}

#[test]
fn what_keeps_a_gun_from_being_opened_is_its_state() {
    #[track_caller]
    fn check(plug_in: impl FnOnce(&Fake) -> Vec<Cable>, fits: impl FnOnce(&GunState) -> bool) {
        let station = Station::new();
        let _cables = plug_in(&station.bus);
        let _gun = station.spawn("left", "0c2e:0b81");
        let state = station.state();
        assert!(fits(&state), "{state:?}");
    }
    check(
        |bus| vec![bus.plug_in_as("/dev/hidraw1", None, false, None)],
        |state| matches!(state, GunState::NoPermission { why } if why.contains("/dev/hidraw1") && why.contains(super::UDEV_RULE)),
    );
    check(
        |bus| vec![bus.plug_in("/dev/hidraw1"), bus.plug_in("/dev/hidraw2")],
        |state| matches!(state, GunState::Missing { why } if why.contains("fits /dev/hidraw1, /dev/hidraw2")),
    );
    let busy = GunState::Busy { why: "locked".to_owned() };
    check(|bus| vec![bus.plug_in_as("/dev/hidraw1", None, true, Some(busy.clone()))], |state| *state == busy);
    let late = no_permission("/dev/hidraw1", "Permission denied");
    check(|bus| vec![bus.plug_in_as("/dev/hidraw1", None, true, Some(late.clone()))], |state| *state == late);
}

#[test]
fn two_entries_for_one_gun_know_each_other() {
    let station = Station::new();
    let cable = station.bus.plug_in_as("/dev/hidraw1", Some("A1"), true, None);
    let left = station.spawn("left", "0c2e:0b81:A1");
    station.ready();
    let _right = station.spawn("right", "0c2e:0b81");
    assert_eq!(station.state(), GunState::Taken { by: "left".into() });
    cable.send(b"]C0", b"one", false);
    station.scan("one");
    drop(left);
    station.ready();
    cable.send(b"]C0", b"two", false);
    station.scan("two");
}

#[test]
fn a_code_whose_rest_never_comes_is_told_and_spoils_no_other() {
    let station = Station::new();
    let cable = station.bus.plug_in("/dev/hidraw1");
    let _gun = station.spawn("left", "0c2e:0b81");
    station.ready();
    cable.send(b"]Q1", b"half", true);
    let expect = ScannerEvent::Unfinished { source: "left".into(), at: 7, bytes: b"half".to_vec() };
    assert_eq!(station.next(), expect);
    cable.send(b"]Q1", b"one", false);
    station.scan("one");
}

#[test]
fn while_the_tap_is_open_every_byte_is_heard() {
    let station = Station::new();
    let cable = station.bus.plug_in("/dev/hidraw1");
    let _gun = station.spawn("left", "0c2e:0b81");
    station.ready();
    station.wiring.tap.set(true);
    let heard = |bytes: &[u8]| ScannerEvent::Heard { source: "left".into(), at: 7, bytes: bytes.to_vec() };
    cable.send(b"]C0", b"on\r\n", false);
    assert_eq!(station.next(), heard(b"on\r\n"));
    station.scan("on");
    // A report of no known shape is shown whole: the profile may be the wrong one.
    cable.0.send(vec![9, 1, 2]).unwrap();
    assert_eq!(station.next(), heard(&[9, 1, 2]));
}

#[test]
fn the_gun_is_told_what_came_of_its_scan_in_a_report_of_full_length() {
    let station = Station::new();
    let cable = station.bus.plug_in("/dev/hidraw1");
    let mut settings = HidSettings::new("left", HidId(UsbId::parse("0c2e:0b81").unwrap()));
    settings.feedback.good = HexBytes(vec![0x04, 0x40]);
    let gun = station.spawn_with(settings);
    station.ready();
    gun.answer(Answer::Bad);
    gun.answer(Answer::Good);
    cable.send(b"]C0", b"one", false);
    station.scan("one");
    // The second scan is read after the answers were sent.
    cable.send(b"]C0", b"two", false);
    station.scan("two");
    assert_eq!(*station.bus.written.lock().unwrap(), [[0x04, 0x40, 0, 0, 0, 0, 0, 0]]);
}

#[test]
fn a_set_profile_goes_before_the_descriptor() {
    let station = Station::new();
    let cable = station.bus.plug_in("/dev/hidraw1");
    let device = HidId(UsbId::parse("0c2e:0b81").unwrap());
    let _gun =
        station.spawn_with(HidSettings { profile: Profile::Idtech, ..HidSettings::new("left", device) });
    station.ready();
    cable.0.send(b"\x02\x03one".to_vec()).unwrap();
    station.scan("one");
}
