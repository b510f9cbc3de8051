//! Views as the line would publish them, and the window's contents connected to nothing but channels.

use crossbeam_channel::{Receiver, Sender, bounded};
use egui_kittest::Harness;
use pairing_station::ledger::{Ledger, Tally};
use pairing_station::order::{Ack, DkKind, ScanOrder};
use pairing_station::pairing::{Keys, Kind, Prior, Verdict};
use pairing_station::scan::Reason;
use pairing_station::scanner::{GunKind, GunState, Role, ScannerEvent};
use pairing_station::station::settings::Language;
use pairing_station::station::view::{
    AlarmView, Board, Counts, Expect, GunView, OrderView, Recent, Shown, Slot,
};
use pairing_station::station::{Command, Desk, Settings, View};
use pairing_station::text::Lang;
use pairing_station::ui::clock::Clock;
use pairing_station::ui::sound::{Player, Sounder};
use pairing_station::ui::tokens::sound::Cue;
use pairing_station::ui::{Link, Shell, WakeSlot, dress};

/// 2025-11-22 14:32:07 in Shanghai.
pub(crate) const NOW: i64 = 1_763_793_127_000;
pub(crate) const DK: &str = "863950068662495";
pub(crate) const SN: &str = "VDR0319035976321";
/// What the harness leaves free around the contents, on each side.
pub(crate) const MARGIN: f32 = 8.0;

struct Silence;

impl Player for Silence {
    fn play(&mut self, _cue: Cue, _volume: u8, _hurry: &dyn Fn() -> bool) {}
}

/// The window's contents under a harness, and the other ends of its channels.
pub(crate) struct Given {
    pub(crate) window: Harness<'static, Shell>,
    pub(crate) board: Board,
    pub(crate) commands: Receiver<Command>,
    pub(crate) scans: Receiver<ScannerEvent>,
    _data: tempfile::TempDir,
}

/// A window of 1280×800 that shows this view.
pub(crate) fn window(lang: Lang, view: View) -> Given {
    window_of(lang, view, [1280.0, 800.0], 1.0)
}

/// A window of so many points at a zoom (a screen of `size × zoom` pixels).
pub(crate) fn window_of(lang: Lang, view: View, size: [f32; 2], zoom: f32) -> Given {
    let data = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&data.path().join("ledger.sqlite")).unwrap();
    let board = Board::default();
    board.put(view);
    let (to_line, commands) = bounded(8);
    let (to_scans, scans) = bounded(8);
    let shell = shell(lang, zoom, &board, to_line, to_scans, ledger, &data);
    let window = Harness::builder()
        .with_size(size.map(|side| (side + 2.0 * MARGIN) * zoom))
        .with_context_setup(dress)
        .build_ui_state(|ui, shell: &mut Shell| shell.ui(ui), shell);
    Given { window, board, commands, scans, _data: data }
}

fn shell(
    lang: Lang,
    zoom: f32,
    board: &Board,
    commands: Sender<Command>,
    scans: Sender<ScannerEvent>,
    ledger: Ledger,
    data: &tempfile::TempDir,
) -> Shell {
    let language = match lang {
        Lang::Chinese => Language::Chinese,
        Lang::English => Language::English,
    };
    let wake = WakeSlot::new();
    let link = Link {
        board: board.clone(),
        commands,
        scans,
        desk: Desk::new(ledger, wake.wake()),
        settings: Settings { language, zoom, ..Settings::default() },
        data: data.path().to_owned(),
        wake,
        first_start: false,
    };
    Shell::new(link, Clock::standing(NOW, 480), Sounder::start(Box::new(Silence), 0, 0))
}

/// An open order with nothing scanned yet.
pub(crate) fn idle() -> View {
    let tally =
        |n: i64, good| Tally { hour: NOW - NOW % 3_600_000 - n * 3_600_000, good, ..Tally::default() };
    View {
        order: Some(OrderView {
            name: "WO1001".into(),
            product_key: "p11sf2".into(),
            planned: Some(500),
            done: 347,
            dk_kind: DkKind::Imei,
            scan_order: ScanOrder::Any,
            ack: Ack::Operator,
            half_scan_timeout_s: 60,
        }),
        operator: "1024".into(),
        shift: "A".into(),
        station: "3".into(),
        expect: Expect::Either,
        counts: Counts { good: 347, bad: 4, first_pass: 343 },
        hours: vec![tally(2, 61), tally(1, 60), tally(0, 53)],
        recent: (0..10).map(recent).collect(),
        guns: vec![gun("gun-1", GunState::Ready), gun("keyboard", GunState::Ready)],
        ..View::default()
    }
}

fn recent(n: i64) -> Recent {
    let refused = n == 3;
    Recent {
        at: NOW - 11_000 * n,
        keys: keys(DK, SN),
        kind: if refused { Kind::Rejected } else { Kind::Paired },
        reason: refused.then_some(Reason::DuplicateSn),
        hint: None,
    }
}

pub(crate) fn gun(name: &str, state: GunState) -> GunView {
    GunView::new(name, GunKind::Serial, Role::Any, state, NOW)
}

pub(crate) fn keys(dk: &str, sn: &str) -> Keys {
    Keys { dk: dk.into(), pk: if sn.is_empty() { "" } else { "p11sf2" }.into(), sn: sn.into() }
}

pub(crate) fn slot(code: &str, pk: &str) -> Option<Slot> {
    Some(Slot { code: code.into(), pk: pk.into(), source: "gun-1".into(), at: NOW - 4000, good: true })
}

pub(crate) fn shown(n: u64, verdict: Verdict) -> Shown {
    Shown { n, at: NOW - 1000, source: "gun-1".into(), text: "pk=p11sf2&sn=X&v=1".into(), verdict }
}

/// A module is held; 52 seconds are left for its device.
pub(crate) fn half() -> View {
    View {
        module: slot(DK, ""),
        expect: Expect::Device,
        deadline: Some(NOW + 52_000),
        last: Some(shown(1, Verdict::of(Kind::Module, keys(DK, "")))),
        ..idle()
    }
}

/// The last scan made this of a whole pair.
pub(crate) fn judged(kind: Kind) -> View {
    View {
        module: slot(DK, ""),
        device: slot(SN, "p11sf2"),
        last: Some(shown(2, Verdict::of(kind, keys(DK, SN)))),
        ..idle()
    }
}

/// A half is held, and what came after it was refused softly.
pub(crate) fn soft(reason: Reason) -> View {
    View { last: Some(shown(2, Verdict::rejected(reason, Keys::default()))), ..half() }
}

/// A hard alarm is latched.
pub(crate) fn hard(reason: Reason) -> View {
    let prior = |dk: &str, sn: &str, ago| Prior {
        id: 7,
        keys: keys(dk, sn),
        at: NOW - ago,
        operator: "1024".into(),
        station: "3".into(),
    };
    let by_dk = || prior(DK, "VDR9908171204415", 13_000);
    let by_sn = || prior("863950061755148", SN, 86_400_000);
    let mut verdict = Verdict::rejected(reason, keys(DK, SN));
    verdict.prior = match reason {
        Reason::DuplicateDk | Reason::VerifyMismatch => vec![by_dk()],
        Reason::DuplicateSn => vec![by_sn()],
        Reason::DuplicateBoth => vec![by_dk(), by_sn()],
        _ => Vec::new(),
    };
    let cause = if reason == Reason::NotRecorded { "the disk is full" } else { "" };
    let before = if reason == Reason::SameKindTwice { slot("863950061755148", "") } else { None };
    let alarm = AlarmView { shown: shown(3, verdict), supervisor: false, cause: cause.into(), before };
    View { last: Some(alarm.shown.clone()), alarm: Some(alarm), expect: Expect::Nothing, ..idle() }
}
