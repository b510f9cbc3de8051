//! The tests that run in the machine.

use crate::guns::{HID_POS, HidGun, KeyboardGun};
use crate::station::{Listening, PATIENCE, list, listed};
use evdev::raw_stream::RawDevice;
use evdev::{EventSummary, KeyCode};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

/// How many there are: the host counts them.
pub(crate) const TESTS: usize = 8;

const IMEI: &str = "863950069494278";
const QR: &str = "pk=p11sf2&sn=VDR7098612099028&v=1";
/// Longer than one report of a HID POS gun.
const LABEL: &str = "863950069494278;D1Q20GM050038341P;L0123456789;EC800M-CN;2026-11-22;Lot 000123456789";

/// How soon a gun that was pulled out must be missed.
const UNPLUGGED: Duration = Duration::from_secs(2);

const KEYBOARD: &str = "usb:0c2e:0b61";

/// Panics anywhere but in the machine.
fn in_the_machine() {
    let line = std::fs::read_to_string("/proc/cmdline").unwrap();
    assert!(line.contains(crate::MACHINE), "this test makes keyboards: it runs in its virtual machine only");
}

/// The desktop: whoever else reads a keyboard's event node.
struct Desktop(RawDevice);

impl Desktop {
    fn reading(device: &serde_json::Value) -> Desktop {
        Desktop(RawDevice::open(device["port"].as_str().unwrap()).unwrap())
    }

    /// The key codes it got since it was last asked; waits for them if they should be there.
    fn keys(&mut self, wanted: bool) -> Vec<(u16, i32)> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let wait = Timespec { tv_sec: if wanted { 60 } else { 0 }, tv_nsec: 0 };
        let ready =
            poll(&mut [PollFd::from_borrowed_fd(self.0.as_fd(), PollFlags::IN)], Some(&wait)).unwrap();
        if ready == 0 {
            return Vec::new();
        }
        let events = self.0.fetch_events().unwrap();
        events
            .filter_map(|event| match event.destructure() {
                EventSummary::Key(_, key, value) => Some((key.code(), value)),
                _ => None,
            })
            .collect()
    }
}

#[test]
#[ignore = "runs in the virtual machine"]
fn both_kinds_of_guns_are_listed_and_without_permission_too() {
    in_the_machine();
    let _keyboard = KeyboardGun::plug_in(0x0b61);
    let _hid = HidGun::plug_in("S1");
    let hid = listed("hid", 1).remove(0);
    assert_eq!((hid["usb"].as_str(), hid["permitted"].as_bool()), (Some("usb:0c2e:0b81:S1"), Some(true)));
    assert!(hid["port"].as_str().unwrap().starts_with("/dev/hidraw"), "{hid}");
    assert!(hid["description"].as_str().unwrap().contains("Test HID POS gun"), "{hid}");
    let gun = |device: &&serde_json::Value| device["usb"] == KEYBOARD;
    let keyboards = listed("keyboard", list(true).iter().filter(|d| d["kind"] == "keyboard").count());
    let keyboard = keyboards.iter().find(gun).expect("the keyboard gun is listed");
    assert_eq!(keyboard["description"], "Test keyboard gun");
    assert!(keyboard["port"].as_str().unwrap().starts_with("/dev/input/event"), "{keyboard}");

    let by_nobody = list(false);
    for kind in ["hid", "keyboard"] {
        let device = by_nobody.iter().find(|device| device["kind"] == kind).expect(kind);
        assert_eq!(device["permitted"], false, "{device}");
    }
    for named in [["--keyboard", KEYBOARD], ["--hid", "0c2e:0b81"]] {
        let mut listening = Listening::as_nobody(&named);
        let said = listening.says("found, no permission");
        assert!(said.contains("70-pairing-station.rules"), "{said}");
        assert_eq!(listening.ended(), Some(3), "{named:?}");
    }
}

#[test]
#[ignore = "runs in the virtual machine"]
fn a_grabbed_keyboard_reaches_nobody_else() {
    in_the_machine();
    let mut gun = KeyboardGun::plug_in(0x0b61);
    let device = keyboard_gun();
    let mut desktop = Desktop::reading(&device);
    gun.scan("1");
    assert_eq!(desktop.keys(true)[..2], [(2, 1), (2, 0)], "before the grab the desktop reads along");
    let mut listening = Listening::to("/tmp/nothing", &["--keyboard", KEYBOARD]);
    listening.says("listening");
    desktop.keys(false);
    for _ in 0..20 {
        gun.scan(QR);
        assert_eq!(listening.code(), QR);
    }
    assert_eq!(desktop.keys(false), [], "not a key");
    drop(listening);
    gun.scan("1");
    assert_eq!(desktop.keys(true)[..2], [(2, 1), (2, 0)], "the grab ends with the station");
}

#[test]
#[ignore = "runs in the virtual machine"]
fn a_keyboard_gun_is_pulled_out_and_plugged_in_again() {
    in_the_machine();
    let mut gun = KeyboardGun::plug_in(0x0b61);
    keyboard_gun();
    let mut listening = Listening::to("/tmp/nothing", &["--keyboard", KEYBOARD]);
    for round in 0..3 {
        listening.says("listening");
        gun.scan(IMEI);
        assert_eq!(listening.code(), IMEI, "round {round}");
        // Half a code does not outlive the plug.
        gun.key(KeyCode::KEY_9, 1);
        drop(gun);
        let since = Instant::now();
        listening.says("not there");
        assert!(since.elapsed() < UNPLUGGED, "round {round}: {:?}", since.elapsed());
        gun = KeyboardGun::plug_in(0x0b61);
    }
    listening.says("listening");
    gun.scan(QR);
    assert_eq!(listening.code(), QR);
}

#[test]
#[ignore = "runs in the virtual machine"]
fn a_hid_gun_is_scanned_pulled_out_and_plugged_in_again() {
    in_the_machine();
    let mut gun = HidGun::plug_in("S1");
    listed("hid", 1);
    let mut listening =
        Listening::to("/tmp/nothing", &["--hid", &format!("{:04x}:{:04x}", HID_POS.0, HID_POS.1)]);
    for round in 0..3 {
        listening.says("listening");
        for code in [IMEI, QR, LABEL] {
            gun.scan(code);
            let came = listening.code();
            assert_eq!(came.strip_prefix("]Q1").unwrap_or(&came), code, "round {round}");
        }
        drop(gun);
        let since = Instant::now();
        listening.says("not there");
        assert!(since.elapsed() < UNPLUGGED, "round {round}: {:?}", since.elapsed());
        gun = HidGun::plug_in("S1");
    }
    listening.says("listening");
}

#[test]
#[ignore = "runs in the virtual machine"]
fn configured_guns_of_both_kinds_scan_side_by_side() {
    in_the_machine();
    let mut keyboard = KeyboardGun::plug_in(0x0b61);
    let mut hid = HidGun::plug_in("S1");
    let node = keyboard_gun()["port"].as_str().unwrap().to_owned();
    listed("hid", 1);
    std::fs::create_dir_all("/tmp/both").unwrap();
    let settings = format!(
        "[[keyboard]]\nname = \"key a\"\ndevice = \"{KEYBOARD}\"\nlayout = \"de\"\n\
         [[keyboard]]\nname = \"key b\"\ndevice = \"{node}\"\nlayout = \"de\"\n\
         [[hid]]\nname = \"pos\"\ndevice = \"0c2e:0b81:S1\"\n"
    );
    std::fs::write("/tmp/both/settings.toml", settings).unwrap();
    let mut listening = Listening::to("/tmp/both", &[]);
    // Two entries for one device: one has it, and the other is told whose it is.
    let said = listening.says_all(&["key a:", "key b:", "pos: listening", "the same device as"]);
    assert_eq!(said.iter().filter(|line| line.ends_with("listening")).count(), 2, "{said:?}");
    for _ in 0..10 {
        hid.scan(IMEI);
        let code = listening.code();
        assert!(code.ends_with(IMEI), "{code}");
        keyboard.scan("pk=z");
        assert_eq!(listening.code(), "pký");
    }
}

#[test]
#[ignore = "runs in the virtual machine"]
fn strokes_that_the_kernel_drops_spoil_their_code_by_name() {
    in_the_machine();
    let mut gun = KeyboardGun::plug_in(0x0b61);
    keyboard_gun();
    let mut listening = Listening::to("/tmp/nothing", &["--keyboard", KEYBOARD]);
    listening.says("listening");
    // A station that does not come to read: the kernel keeps some strokes, and drops the rest.
    listening.signal("-STOP");
    for _ in 0..10 {
        gun.scan_at(QR, Duration::ZERO);
    }
    listening.signal("-CONT");
    gun.scan(IMEI);
    // Whatever was kept, no code is taken for whole that is not.
    loop {
        let code = listening.code();
        if code == IMEI {
            break;
        }
        assert!(code == QR || code.contains('\u{fffd}'), "{code}");
        if code.ends_with(IMEI) {
            gun.scan(IMEI);
        }
    }
    gun.scan(QR);
    assert_eq!(listening.code(), QR);
}

#[test]
#[ignore = "runs in the virtual machine"]
fn a_keyboard_is_not_taken_while_a_key_of_it_is_down() {
    in_the_machine();
    let mut gun = KeyboardGun::plug_in(0x0b61);
    let device = keyboard_gun();
    let mut desktop = Desktop::reading(&device);
    gun.key(KeyCode::KEY_LEFTSHIFT, 1);
    std::fs::create_dir_all("/tmp/held").unwrap();
    let settings = format!("[[keyboard]]\nname = \"held\"\ndevice = \"{KEYBOARD}\"\n");
    std::fs::write("/tmp/held/settings.toml", settings).unwrap();
    let mut listening = Listening::to("/tmp/held", &[]);
    listening.says("a key of it is held down");
    gun.key(KeyCode::KEY_LEFTSHIFT, 0);
    assert_eq!(desktop.keys(true), [(42, 1), (42, 0)], "the desktop sees the key come up");
    listening.says("listening");
    gun.scan(IMEI);
    assert_eq!(listening.code(), IMEI);
}

#[test]
#[ignore = "runs in the virtual machine"]
fn a_keyboard_that_another_program_has_taken_is_busy() {
    in_the_machine();
    let _gun = KeyboardGun::plug_in(0x0b61);
    let mut other = Desktop::reading(&keyboard_gun());
    other.0.grab().unwrap();
    let mut listening = Listening::to("/tmp/nothing", &["--keyboard", KEYBOARD]);
    listening.says("in use by another program");
    assert_eq!(listening.ended(), Some(3));
}

/// Waits until the keyboard gun is listed.
fn keyboard_gun() -> serde_json::Value {
    let since = Instant::now();
    loop {
        if let Some(device) = list(true).into_iter().find(|device| device["usb"] == KEYBOARD) {
            return device;
        }
        assert!(since.elapsed() < PATIENCE, "the keyboard gun is not listed");
    }
}
