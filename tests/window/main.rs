//! The real window on a real display, worked by a keyboard gun (xdotool at gun speed) and by a
//! serial gun (a pty). Each test ends with the ledger and the relation file, row by row.
//!
//! They fail where Xvfb, openbox or xdotool is missing; `bash tests/run.sh` installs them.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod bench;
mod crash;
mod display;
mod sockets;

use std::sync::{Mutex, MutexGuard, PoisonError};

use bench::{Bench, qr};
use display::{Area, wait_for};
use pairing_station::ui::Screen;
use pairing_station::ui::tokens::{LIGHT, Says, size, space};

/// The rail, in the window's pixels.
const RAIL: Area = Area {
    x: 0,
    y: size::TOP_BAR as usize,
    width: size::RAIL as usize - 1,
    height: 6 * size::RAIL_ENTRY as usize,
};

/// The first row of the Records table.
const FIRST_ROW: (usize, usize) = (400, 292);

/// Within the card with the chosen pair.
const PAIR_CARD: (usize, usize) = (1050, 500);

const DK: [&str; 4] = ["863950064719943", "863950069137869", "863950068779794", "863950065595078"];
const SN: [&str; 4] = ["VDR4112988761273", "VDR1249183930219", "VDR4065588317697", "VDR8711306705960"];

/// The middle of a screen's entry on the rail.
fn rail(screen: Screen) -> (usize, usize) {
    let at = Screen::ALL.iter().position(|s| *s == screen).unwrap() as f32;
    let y = size::TOP_BAR + space::S + (at + 0.5) * size::RAIL_ENTRY;
    ((size::RAIL / 2.0) as usize, y as usize)
}

/// The colour of a surface.
fn colour(says: Says) -> [u8; 3] {
    let [red, green, blue, _] = LIGHT.tone(says).fill.to_array();
    [red, green, blue]
}

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
    bench.wait_for_colour("green after a pair", colour(Says::Good), 0.02);
    bench.scan(&qr(SN[1]));
    bench.scan(DK[1]);
    // A module that has its sticker already: red over the whole window, and nothing but the
    // acknowledge code ends it. Return came with each of these scans.
    bench.scan(DK[0]);
    bench.scan(&qr(SN[2]));
    bench.wait_for_colour("red over the window", colour(Says::Hard), 0.3);
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
fn a_gun_without_a_suffix_needs_nothing_but_silence() {
    let _alone = alone();
    let bench = Bench::open();
    // Nothing else happens in the window: each code is ended by the silence after it, and by itself.
    for (done, code) in [DK[0], &qr(SN[0]), DK[1], &qr(SN[1])].into_iter().enumerate() {
        bench.scan_without_end(code);
        // The order's card was the first scan.
        bench.wait_for_scans(done + 2);
    }
    bench.close_and_expect(
        &[(DK[0], "module"), (&qr(SN[0]), "paired"), (DK[1], "module"), (&qr(SN[1]), "paired")],
        &[(DK[0], SN[0]), (DK[1], SN[1])],
    );
}

#[test]
fn a_focused_button_and_another_screen_take_nothing_from_a_gun() {
    let _alone = alone();
    let bench = Bench::open();
    let station = bench.still(RAIL);
    // The first half with a rail entry clicked and the keyboard focus moved on to a widget.
    bench.click(rail(Screen::Records));
    wait_for("the Records screen", || (bench.pixels(RAIL) != station).then_some(()));
    bench.display.xdotool(&["key", "Tab", "key", "Tab", "key", "Tab"]);
    let records = bench.still(RAIL);
    bench.scan(DK[0]);
    bench.scan(&qr(SN[0]));
    bench.wait_for_scans(3);
    assert!(bench.still(RAIL) == records, "a scan's Return pressed the focused button");
    // One half on one screen, one on another.
    bench.click(rail(Screen::Export));
    bench.scan(DK[1]);
    bench.wait_for_scans(4);
    bench.click(rail(Screen::Station));
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

#[test]
fn an_open_dialog_is_not_answered_by_a_scan() {
    let _alone = alone();
    let bench = Bench::open();
    bench.scan(DK[0]);
    bench.scan(&qr(SN[0]));
    bench.wait_for_scans(3);
    // Records, the only pair's row, its red button: asks before it voids the pair.
    bench.click(rail(Screen::Records));
    let row = Area { x: FIRST_ROW.0, y: FIRST_ROW.1 - 8, width: 100, height: 16 };
    let dark = |pixel: &[u8; 3]| pixel.iter().all(|part| *part < 96);
    wait_for("the pair's row", || bench.pixels(row).iter().any(dark).then_some(()));
    bench.click(FIRST_ROW);
    bench.still(Area { x: PAIR_CARD.0, y: PAIR_CARD.1, width: 100, height: 100 });
    let before = bench.still(RAIL);
    bench.click_colour("the button that voids a pair", colour(Says::Hard));
    wait_for("the question", || (bench.pixels(RAIL) != before).then_some(()));
    let asked = bench.still(RAIL);
    // Focus on one of its buttons, then a pair, that pair again, and a module that is taken.
    bench.display.xdotool(&["key", "Tab"]);
    let scans = [DK[1], &qr(SN[1]), DK[1], &qr(SN[1]), DK[2], &qr(SN[1])];
    for scan in scans {
        bench.scan(scan);
    }
    bench.scan("PSCMDACK");
    bench.wait_for_scans(10);
    assert!(bench.still(RAIL) == asked, "a scan answered the question");
    bench.display.xdotool(&["key", "Escape"]);
    wait_for("the question to be gone", || (bench.pixels(RAIL) == before).then_some(()));
    bench.close_and_expect(
        &[
            (DK[0], "module"),
            (&qr(SN[0]), "paired"),
            (DK[1], "module"),
            (&qr(SN[1]), "paired"),
            (DK[1], "module"),
            (&qr(SN[1]), "already_paired"),
            (DK[2], "module"),
            (&qr(SN[1]), "rejected:duplicate_sn"),
            ("PSCMDACK", "command"),
        ],
        &[(DK[0], SN[0]), (DK[1], SN[1])],
    );
}
