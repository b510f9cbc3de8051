//! What stands on the status line when a gun cannot be had.

use crate::gun_support::{Gun, ORDER, Station};
use pairing_station::scanner::GunState;
use pairing_station::scanner::serial::SerialSettings;
use std::time::{Duration, Instant};

fn state(view: &pairing_station::station::View, gun: &str) -> GunState {
    view.guns.iter().find(|view| view.name == gun).map_or(GunState::Starting, |view| view.state.clone())
}

#[test]
fn two_entries_for_one_device_name_who_has_it() {
    let gun = Gun::new("left");
    let again = SerialSettings::new("right", gun.settings.port.clone());
    let station = Station::start_with(ORDER, vec![gun.settings.clone(), again]);
    let view = station.wait(|view| {
        [state(view, "left"), state(view, "right")].iter().all(|state| *state != GunState::Starting)
    });
    let states = [state(&view, "left"), state(&view, "right")];
    let taken = |by: &str| GunState::Taken { by: by.into() };
    assert!(
        states == [GunState::Ready, taken("left")] || states == [taken("right"), GunState::Ready],
        "{states:?}"
    );
}

#[test]
fn what_is_no_gun_in_use_or_absent_is_each_said() {
    let gun = Gun::new("of another program");
    let _program = serialport::new(&gun.settings.port, 9600).open().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, "").unwrap();
    let absent = directory.path().join("absent");
    let guns = vec![
        gun.settings.clone(),
        SerialSettings::new("file", file.to_str().unwrap()),
        SerialSettings::new("absent", absent.to_str().unwrap()),
        SerialSettings::new("usb", "usb:ffff:ffff:NONE"),
    ];
    let station = Station::start_with(ORDER, guns);
    let check = |gun: &str, expect: fn(&GunState) -> bool| {
        let view = station.wait(|view| state(view, gun) != GunState::Starting);
        assert!(expect(&state(&view, gun)), "{gun}: {:?}", state(&view, gun));
    };
    check("of another program", |state| matches!(state, GunState::Busy { .. }));
    check("file", |state| matches!(state, GunState::Stranger { .. }));
    check("absent", |state| matches!(state, GunState::Missing { .. }));
    check("usb", |state| matches!(state, GunState::Missing { why } if why.contains("scanners list")));
}

#[test]
fn a_pulled_plug_is_on_the_status_line_within_two_seconds() {
    let mut gun = Gun::new("gun");
    let station = Station::start(ORDER, &[&gun]);
    gun.send(b"86395006"); // half a code stands there
    station.wait(|view| view.guns.iter().any(|gun| gun.unfinished.is_some()));
    let pulled = Instant::now();
    drop(gun);
    let view = station.wait(|view| matches!(state(view, "gun"), GunState::Missing { .. }));
    assert!(pulled.elapsed() < Duration::from_secs(2), "{:?}", pulled.elapsed());
    let gun = view.guns.iter().find(|view| view.name == "gun").unwrap();
    assert_eq!((gun.tally.errors, &gun.unfinished), (1, &None));
}
