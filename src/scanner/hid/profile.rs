//! The fixed layouts of makers whose report descriptor does not say where a scan lies, or says it
//! wrongly. All have 64 bytes, the report id first.
//!
//! | profile | id | length | AIM | data | goes on |
//! |---|---|---|---|---|---|
//! | Honeywell (Metrologic, Access-IS) | 2 | 1 | 2–4 | 5–60 | bit 0 of 63 |
//! | Unitech, IDTECH, Newland | 2 | 1 | – | 2–57 | bit 0 of 63 |
//! | Microscan (now Omron) | 1 | 1 | – | 2–63 | full |
//!
//! Sources, each a table of the bytes in the maker's manual:
//! * Honeywell: *Access-IS LSR118 Product Manual* (2020), appendix B "HID reports" (a Honeywell engine),
//!   with an example of 60 bytes in two reports; byte 61 is the maker's own symbology letter, 62 is
//!   reserved. Reports written down from a Honeywell Voyager 1602g
//!   (github.com/HenkVanAsselt/python_hon_usbhid) agree, and repeat the AIM identifier in each report
//!   of a code.
//! * Unitech: *MS842N User's Manual* 0.2, page 15; IDTECH: *2DScan FX100*, page 43 "HID-POS"; Newland:
//!   *NLS-FM420 Integration Guide*, page 47. Byte 62 is the maker's own number of the symbology.
//! * Microscan: *MS-4 Help*, "Microscan HID Report Format": id, length, 62 bytes of data, and messages
//!   "streamed over multiple HID reports" without a flag.
//!
//! Symbol and Zebra have a byte of their own between the length and the AIM identifier; their
//! descriptor says so, and `auto` reads it.

use super::descriptor::Descriptor;
use super::layout::{Layout, More};
use super::settings::Profile;

impl Profile {
    /// The layouts of a gun's reports: the profile's own, or with [`Profile::Auto`] what the descriptor
    /// says; where it says nothing, those of the gun's maker (`vid` is the USB vendor).
    pub fn layouts(self, vid: u16, descriptor: Option<&Descriptor>) -> Vec<Layout> {
        match (self, descriptor) {
            (Profile::Auto, Some(descriptor)) if !descriptor.layouts.is_empty() => descriptor.layouts.clone(),
            (Profile::Auto, _) => Profile::of_maker(vid).layouts(vid, None),
            (Profile::Honeywell, _) => vec![honeywell()],
            (Profile::Idtech, _) => vec![idtech()],
            (Profile::Microscan, _) => vec![microscan()],
        }
    }

    /// Never [`Profile::Auto`].
    fn of_maker(vid: u16) -> Profile {
        match vid {
            // Newland (Unitech's and IDTECH's guns carry it, too), ID Tech.
            0x1eab | 0x0acd => Profile::Idtech,
            0x1777 => Profile::Microscan,
            _ => Profile::Honeywell,
        }
    }
}

/// Bit 0 of the last byte.
const LAST_BYTE: More = More::Flag { byte: 63, mask: 1 };

fn honeywell() -> Layout {
    Layout { report: Some(2), count: Some(1), symbology: Some([2, 3, 4]), data: 5..61, more: LAST_BYTE }
}

fn idtech() -> Layout {
    Layout { report: Some(2), count: Some(1), symbology: None, data: 2..58, more: LAST_BYTE }
}

fn microscan() -> Layout {
    Layout { report: Some(1), count: Some(1), symbology: None, data: 2..64, more: More::WhenFull }
}
