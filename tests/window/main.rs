//! The real window on a real display, worked by a keyboard gun (xdotool at gun speed) and by a
//! serial gun (a pty). Each test ends with the ledger and the relation file, row by row.
//!
//! They fail where Xvfb, openbox or xdotool is missing; `bash tests/run.sh` installs them.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod bench;
mod display;

use std::sync::{Mutex, MutexGuard, PoisonError};

use bench::{Bench, qr};
use display::{Area, wait_for};

const GOOD: [u8; 3] = [0x1E, 0x8E, 0x55];
const BAD: [u8; 3] = [0xB3, 0x26, 0x1E];

/// The rail's entries, and the rail as a whole, in the window's pixels.
const RAIL: Area = Area { x: 0, y: 60, width: 80, height: 560 };
const RAIL_RECORDS: (usize, usize) = (43, 166);
const RAIL_EXPORT: (usize, usize) = (43, 234);
const RAIL_STATION: (usize, usize) = (43, 98);

const DK: [&str; 4] = ["863950064719943", "863950069137869", "863950068779794", "863950065595078"];
const SN: [&str; 4] = ["VDR4112988761273", "VDR1249183930219", "VDR4065588317697", "VDR8711306705960"];

/// One window at a time: two would share the processor, and typing slowed by that is a human's.
fn alone() -> MutexGuard<'static, ()> {
    static WINDOW: Mutex<()> = Mutex::new(());
    WINDOW.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn scans_typed_at_gun_speed_are_paired_and_a_wrong_one_latches() {
    let _alone = alone();
    let bench = Bench::open();
    bench.scan(DK[0]);
    bench.scan(&qr(SN[0]));
    bench.wait_for_colour("green after a pair", GOOD, 0.02);
    bench.scan(&qr(SN[1]));
    bench.scan(DK[1]);
    // A module that has its sticker already: red over the whole window, and nothing but the
    // acknowledge code ends it. Return came with each of these scans.
    bench.scan(DK[0]);
    bench.scan(&qr(SN[2]));
    bench.wait_for_colour("red over the window", BAD, 0.3);
    bench.scan(DK[2]);
    bench.display.xdotool(&["key", "Return", "key", "space", "key", "Tab"]);
    bench.scan("PSCMDACK");
    bench.scan(DK[2]);
    bench.scan(&qr(SN[2]));
    bench.wait_for_scans(11);
    bench.close_and_expect(
        &[
            (DK[0], "module"),
            (&qr(SN[0]), "paired"),
            (&qr(SN[1]), "device"),
            (DK[1], "paired"),
            (DK[0], "module"),
            (&qr(SN[2]), "rejected:duplicate_dk"),
            (DK[2], "ignored:latched"),
            ("PSCMDACK", "command"),
            (DK[2], "module"),
            (&qr(SN[2]), "paired"),
        ],
        &[(DK[0], SN[0]), (DK[1], SN[1]), (DK[2], SN[2])],
    );
}

#[test]
fn a_focused_button_and_another_screen_take_nothing_from_a_gun() {
    let _alone = alone();
    let bench = Bench::open();
    let station = bench.pixels(RAIL);
    // The first half with a rail entry clicked and the keyboard focus moved on to a widget.
    bench.click(RAIL_RECORDS);
    wait_for("the Records screen", || (bench.pixels(RAIL) != station).then_some(()));
    bench.display.xdotool(&["key", "Tab", "key", "Tab", "key", "Tab"]);
    let records = bench.pixels(RAIL);
    bench.scan(DK[0]);
    bench.scan(&qr(SN[0]));
    bench.wait_for_scans(3);
    assert!(bench.pixels(RAIL) == records, "a scan's Return pressed the focused button");
    // One half on one screen, one on another.
    bench.click(RAIL_EXPORT);
    bench.scan(DK[1]);
    bench.wait_for_scans(4);
    bench.click(RAIL_STATION);
    bench.scan(&qr(SN[1]));
    bench.wait_for_scans(5);
    bench.close_and_expect(
        &[(DK[0], "module"), (&qr(SN[0]), "paired"), (DK[1], "module"), (&qr(SN[1]), "paired")],
        &[(DK[0], SN[0]), (DK[1], SN[1])],
    );
}

#[test]
fn a_minimised_window_goes_on_pairing() {
    let _alone = alone();
    let mut bench = Bench::open();
    bench.minimise();
    for (dk, sn) in DK.into_iter().zip(SN) {
        bench.scan_serial(dk);
        bench.scan_serial(&qr(sn));
    }
    bench.wait_for_scans(9);
    let expected = DK.into_iter().zip(SN).collect::<Vec<_>>();
    let stickers = SN.map(qr);
    let scans: Vec<_> =
        DK.iter().zip(&stickers).flat_map(|(dk, qr)| [(*dk, "module"), (qr.as_str(), "paired")]).collect();
    bench.close_and_expect(&scans, &expected);
}
