//! Guns that the kernel takes for real.

use evdev::uinput::VirtualDevice;
use evdev::{AttributeSet, BusType, EventType, InputEvent, InputId, KeyCode};
use std::fs::File;
use std::io::Write;
use std::time::Duration;

/// Vendor and product of the HID POS gun.
pub(crate) const HID_POS: (u16, u16) = (0x0c2e, 0x0b81);

/// A keyboard gun set to the US layout. Dropping it is pulling the plug.
pub(crate) struct KeyboardGun(VirtualDevice);

/// The keys of a US keyboard from `1`, `q`, `a`, `z` and space on.
const ROWS: [(&str, &str, u16); 5] = [
    ("1234567890-=", "!@#$%^&*()_+", 2),
    ("qwertyuiop[]", "QWERTYUIOP{}", 16),
    ("asdfghjkl;'`", "ASDFGHJKL:\"~", 30),
    ("\\zxcvbnm,./", "|ZXCVBNM<>?", 43),
    (" ", "", 57),
];

impl KeyboardGun {
    /// Plugs it in, with the product number given.
    pub(crate) fn plug_in(product: u16) -> KeyboardGun {
        let keys: AttributeSet<KeyCode> = (1..=88).map(KeyCode::new).collect();
        let gun = VirtualDevice::builder().unwrap().name("Test keyboard gun");
        let gun = gun.input_id(InputId::new(BusType::BUS_USB, HID_POS.0, product, 1));
        KeyboardGun(gun.with_keys(&keys).unwrap().build().unwrap())
    }

    /// A key goes down (1) or up (0).
    pub(crate) fn key(&mut self, key: KeyCode, value: i32) {
        self.0.emit(&[InputEvent::new(EventType::KEY.0, key.code(), value)]).unwrap();
    }

    /// Types a code and Enter, at the pace of a fast gun: a USB keyboard is asked once in some milliseconds.
    pub(crate) fn scan(&mut self, code: &str) {
        self.scan_at(code, Duration::from_millis(4));
    }

    /// Types a code and Enter, with a pause before each character.
    pub(crate) fn scan_at(&mut self, code: &str, pause: Duration) {
        for c in code.chars() {
            std::thread::sleep(pause);
            let (key, shift) = strokes(c);
            if shift {
                self.key(KeyCode::KEY_LEFTSHIFT, 1);
            }
            self.key(key, 1);
            self.key(key, 0);
            if shift {
                self.key(KeyCode::KEY_LEFTSHIFT, 0);
            }
        }
        std::thread::sleep(pause);
        self.key(KeyCode::KEY_ENTER, 1);
        self.key(KeyCode::KEY_ENTER, 0);
    }
}

fn strokes(c: char) -> (KeyCode, bool) {
    let on = |row: &str| row.chars().position(|k| k == c).map(|at| u16::try_from(at).unwrap());
    let found = ROWS.iter().find_map(|(alone, shift, first)| {
        on(alone).map(|at| (first + at, false)).or_else(|| on(shift).map(|at| (first + at, true)))
    });
    let (code, shift) = found.unwrap_or_else(|| panic!("{c:?} is on no key"));
    (KeyCode::new(code), shift)
}

/// A HID POS gun. Dropping it is pulling the plug.
pub(crate) struct HidGun(File);

/// What `linux/uhid.h` calls the events that are written here.
const UHID_DESTROY: u32 = 1;
const UHID_CREATE2: u32 = 11;
const UHID_INPUT2: u32 = 12;

/// The report descriptor of a bar code scanner, as the HID Point of Sale Usage Tables 1.02 have it and
/// guns in this mode send it: report 2 with length, three bytes of AIM identifier, 56 of data, and
/// whether the code goes on in the next report.
#[rustfmt::skip]
const DESCRIPTOR: [u8; 60] = [
    0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01,             // bar code scanner, its application collection
    0x09, 0x12, 0xa1, 0x02, 0x85, 0x02,             //   scanned data report, report id 2
    0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08,       //     bytes, 0 to 255
    0x95, 0x01, 0x05, 0x01, 0x09, 0x3b, 0x81, 0x02, //     byte count
    0x95, 0x03, 0x05, 0x8c, 0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x81, 0x02, // symbology identifier 1 to 3
    0x95, 0x38, 0x09, 0xfe, 0x82, 0x02, 0x01,       //     decoded data, buffered
    0x75, 0x01, 0x95, 0x01, 0x09, 0xff, 0x81, 0x02, //     barcode data continued
    0x75, 0x07, 0x81, 0x03,                         //     seven bits of nothing
    0xc0, 0xc0,
];

/// The data of one report.
const DATA: usize = 56;

impl HidGun {
    /// Plugs it in, with the serial number given.
    pub(crate) fn plug_in(serial: &str) -> HidGun {
        let mut gun = HidGun(File::options().read(true).write(true).open("/dev/uhid").unwrap());
        let text = |text: &str, length: usize| {
            let mut field = text.as_bytes().to_vec();
            field.resize(length, 0);
            field
        };
        let mut request = [text("Test HID POS gun", 128), text("test/input0", 64), text(serial, 64)].concat();
        let (size, bus) = (u16::try_from(DESCRIPTOR.len()).unwrap(), 3_u16);
        request.extend([size, bus].map(u16::to_ne_bytes).concat());
        request.extend([HID_POS.0.into(), HID_POS.1.into(), 1, 0].map(u32::to_ne_bytes).concat());
        request.extend(DESCRIPTOR);
        gun.event(UHID_CREATE2, &request);
        gun
    }

    /// Sends a code in as many reports as it needs.
    pub(crate) fn scan(&mut self, code: &str) {
        let count = code.len().div_ceil(DATA);
        for (at, part) in code.as_bytes().chunks(DATA).enumerate() {
            let mut report = vec![2, u8::try_from(part.len()).unwrap()];
            report.extend(b"]Q1");
            report.extend(part);
            report.resize(5 + DATA, 0);
            report.push(u8::from(at + 1 < count));
            let size = u16::try_from(report.len()).unwrap().to_ne_bytes();
            self.event(UHID_INPUT2, &[&size[..], &report].concat());
        }
    }

    fn event(&mut self, kind: u32, what: &[u8]) {
        self.0.write_all(&[&kind.to_ne_bytes()[..], what].concat()).unwrap();
    }
}

impl Drop for HidGun {
    fn drop(&mut self) {
        self.event(UHID_DESTROY, &[]);
    }
}
