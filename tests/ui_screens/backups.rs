//! Backups in Settings, the warnings on the status line, a damaged ledger over everything, and the offer of
//! a backup where the station cannot start.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use pairing_station::ledger::{Ledger, Pace, PairFilter, key_path, ledger_path};
use pairing_station::station::backups::{Keeper, Rhythm};
use pairing_station::station::settings::BackupSettings;
use pairing_station::station::view::LedgerView;
use pairing_station::station::{Settings, View};
use pairing_station::text::{Lang, backups as words};
use pairing_station::ui::tokens::LIGHT;
use pairing_station::ui::{Offer, OfferPanel, Screen, dress};

use crate::given::{Data, Given, NOW, event, view, window_kept};

const QUICK: Rhythm = Rhythm {
    first: Duration::from_millis(1),
    every: Duration::from_millis(20),
    retry: Duration::from_secs(3600),
    damage: Duration::from_secs(3600),
};

/// A window with a keeper that makes nothing by itself.
fn given(lang: Lang, screen: Screen, backup: BackupSettings) -> (Given, Keeper) {
    let data = Data::new();
    data.pair(1);
    let backup = BackupSettings { automatic: false, ..backup };
    let settings = Settings { backup, ..Settings::default() };
    let keeper = Keeper::start(data.ledger.clone(), settings, data.path(), Arc::new(|| {}), QUICK).unwrap();
    let mut given = window_kept(lang, screen, data, &keeper);
    given.settle();
    (given, keeper)
}

#[test]
fn a_backup_is_made_by_a_button_and_listed() {
    for lang in Lang::ALL {
        let (mut given, _keeper) = given(lang, Screen::Settings, BackupSettings::default());
        given.until_says(lang.t(words::NONE_YET));
        given.press_far(lang.t(words::NOW));
        given.until_says(&format!("MiB   {}", lang.t(words::STATE_GOOD)));
        let dir = given.data.path().join("backups");
        let names = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(names.filter(|name| name.to_string_lossy().ends_with(".sqlite")).count(), 1);
    }
}

#[test]
fn what_is_missing_is_on_the_status_line_of_every_screen() {
    for lang in Lang::ALL {
        let backup = BackupSettings { second: PathBuf::from("/nowhere/at/all"), ..BackupSettings::default() };
        let (mut given, keeper) = given(lang, Screen::Records, backup);
        // The pair is of 2025.
        given.until_says(lang.t(words::OLD_SHORT));
        keeper.handle().back_up();
        given.until_says(lang.t(words::FAILED_SHORT));
        given.until("the first place has its copy", |given| !given.says(lang.t(words::OLD_SHORT)));
    }
}

#[test]
fn a_damaged_ledger_is_over_everything() {
    for lang in Lang::ALL {
        let (mut given, _keeper) = given(lang, Screen::Records, BackupSettings::default());
        let ledger = LedgerView::Damaged { what: "page 7".into() };
        given.board.put(View { ledger, ..view(1) });
        given.until_says(lang.t(words::DAMAGED));
        assert!(given.says("page 7"));
        assert!(given.says(lang.t(words::NO_BACKUP)));
        assert!(!given.says(lang.t(pairing_station::text::common::SCREEN_RECORDS)), "nothing else is there");
        given.press(lang.t(words::DAMAGED_CLOSE));
    }
}

/// Steps until this is said.
fn until(window: &mut Harness<'_, OfferPanel>, part: &str) {
    for _ in 0..5_000 {
        window.step();
        if window.query_all_by_label_contains(part).next().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("{part:?} did not come about");
}

#[test]
fn where_the_ledger_cannot_be_opened_the_newest_good_backup_is_offered_and_asked_for_twice() {
    for lang in Lang::ALL {
        let data = Data::new();
        data.pair(1);
        let dir = data.path().join("backups");
        let file = dir.join("ledger-20251122-120000.sqlite");
        data.ledger.backup(&file, Pace::Full, 0, &mut |_, _| true).unwrap();
        data.pair(2);
        let path = ledger_path(data.path());
        let Data { dir: place, ledger } = data;
        drop(ledger);
        let offer = Offer {
            ledger: path.clone(),
            key: key_path(&path),
            dirs: vec![dir],
            event: event("restore", NOW),
        };
        let start = Arc::<AtomicBool>::default();
        let panel = OfferPanel::new(offer, Arc::clone(&start));
        let mut window = Harness::builder()
            .with_size([720.0, 520.0])
            .with_context_setup(dress)
            .build_ui_state(move |ui, panel: &mut OfferPanel| panel.ui(ui, &LIGHT, lang), panel);
        until(&mut window, lang.t(words::OFFER_RESTORE));
        assert!(window.query_all_by_label_contains("NEW0000000000002").next().is_some(), "what is missing");
        window.get_by_label(lang.t(words::OFFER_RESTORE)).click();
        until(&mut window, lang.t(words::OFFER_SURE));
        let pairs = || {
            let ledger = Ledger::open(&path).unwrap();
            ledger.reader().unwrap().count_pairs(&PairFilter::default()).unwrap()
        };
        assert_eq!(pairs(), 2, "asked once, nothing is done");
        window.get_by_label(lang.t(words::OFFER_YES)).click();
        until(&mut window, lang.t(words::OFFER_START));
        assert_eq!(pairs(), 1);
        assert!(!start.load(Ordering::Relaxed));
        window.get_by_label(lang.t(words::OFFER_START)).click();
        window.run_steps(3);
        assert!(start.load(Ordering::Relaxed));
        drop(place);
    }
}
