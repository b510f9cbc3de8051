//! Every action at the line and at the desk, without a window: hidden buttons are not the guard.

use std::sync::Arc;

use pairing_station::ledger::{EventFilter, Ledger, PairFilter, Role, ledger_path};
use pairing_station::order::{DeviceQr, DkKind};
use pairing_station::pairing::{AckBy, Kind, Mode, Side};
use pairing_station::relation::{Blank, Format};
use pairing_station::scan::Reason;
use pairing_station::scanner::{Scan, ScannerEvent};
use pairing_station::station::answer::AnswerSource;
use pairing_station::station::challenge;
use pairing_station::station::clock::now_ms;
use pairing_station::station::command::Reply;
use pairing_station::station::core::Core;
use pairing_station::station::corrections::CorrectionsRequest;
use pairing_station::station::desk::{ExportRequest, Key};
use pairing_station::station::gate::LogInAt;
use pairing_station::station::history::HistoryRequest;
use pairing_station::station::import::ListKind;
use pairing_station::station::labels::{LabelRequest, Output, Which};
use pairing_station::station::line::{Line, ask};
use pairing_station::station::numbers::NumbersSelection;
use pairing_station::station::people::PersonEdit;
use pairing_station::station::pin::Pin;
use pairing_station::station::rehearsal::Plan;
use pairing_station::station::report::ReportRequest;
use pairing_station::station::rights::Action;
use pairing_station::station::scan_log::{LogFile, LogSelection};
use pairing_station::station::settings::Language;
use pairing_station::station::templates::{NewTemplate, Shelf};
use pairing_station::station::view::Board;
use pairing_station::station::{Command, Desk, Settings, StationError, View};
use pairing_station::text::Lang;
use tempfile::TempDir;

use super::given::{
    DEVICE, MODULE, OPERATOR, SUPERVISOR, TECHNICIAN, Who, done, events, file, now, person, station,
};

/// A running line, and its desk.
pub(crate) struct Rig {
    // Stopped before the ledger goes.
    pub(crate) line: Line,
    pub(crate) desk: Desk,
    pub(crate) ledger: Ledger,
    pub(crate) dir: TempDir,
}

impl Rig {
    pub(crate) fn new(who: Who) -> Rig {
        Rig::with(who, Settings::default())
    }

    pub(crate) fn with(who: Who, settings: Settings) -> Rig {
        let dir = station(who);
        let ledger = Ledger::open(&ledger_path(dir.path())).unwrap();
        let core = Core::new(ledger.clone(), &settings, "").unwrap();
        let line = Line::start(core, settings, Board::default(), Arc::new(|| {})).unwrap();
        let desk = Desk::new(ledger.clone(), Arc::new(|| {})).behind(line.gate());
        let rig = Rig { line, desk, ledger, dir };
        if who == Who::Operator {
            rig.scan(&format!("PSOP{OPERATOR}"));
        }
        if let Some((id, pin)) = who.login() {
            rig.line.gate().log_in(id, &Pin::new(pin), LogInAt::Desk).unwrap();
        }
        rig
    }

    pub(crate) fn ask(&self, command: impl FnOnce(Reply) -> Command) -> Result<(), StationError> {
        ask(&self.line.commands(), command)
    }

    /// Scans, and gives the view with the verdict.
    pub(crate) fn scan(&self, text: &str) -> Arc<View> {
        let board = self.line.board();
        let shown = board.get().last.as_ref().map_or(0, |last| last.n);
        let scan = Scan { source: "gun".into(), at: now_ms(), bytes: text.as_bytes().to_vec() };
        self.line.scans().send(ScannerEvent::Scan(scan)).unwrap();
        let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
        loop {
            let view = board.get();
            if view.last.as_ref().is_some_and(|last| last.n != shown) {
                return view;
            }
            assert!(std::time::Instant::now() < end, "no verdict of {text}");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    fn supervised(&self) {
        let source = "name = \"S\"\nproduct_key = \"p11sf2\"\nack = \"supervisor\"\nbounce_ms = 0\n";
        let mut core = Core::new(self.ledger.clone(), &Settings::default(), "").unwrap();
        let order = core.add_order(source, "test", now()).unwrap();
        drop(core);
        self.scan(&format!("PSWO{}", order.card_name()));
    }
}

/// What an action comes to; `None`: it is no command of the line and no work of the desk. No wildcard: whoever adds
/// an action says here how it is tried.
fn attempt(action: Action, rig: &Rig) -> Option<Result<(), StationError>> {
    let dir = rig.dir.path();
    let desk = &rig.desk;
    let settings = || Settings::default();
    let order = |name: &str| format!("name = \"{name}\"\nproduct_key = \"p11sf2\"\n");
    let export = || ExportRequest {
        out: dir.join("out"),
        filter: PairFilter::default(),
        template: None,
        shelf: Shelf::of(dir),
        format: Format::Csv,
        bom: false,
        gbk: false,
        rows_per_file: 1000,
        operator: "nobody".into(),
        station: "1".into(),
    };
    let labels = |which| LabelRequest {
        pk: "p11sf2".into(),
        which,
        qr: DeviceQr::Quectel,
        line: String::new(),
        output: Output::Package(dir.join("labels.zip")),
    };
    let list = |kind, text: &str| done(&desk.look_at_list(kind, file(dir, "list.txt", text))).map(drop);
    Some(match action {
        Action::Pair => {
            rig.scan("863950061755148");
            Ok(())
        }
        Action::Verify => rig.ask(|reply| Command::SetMode(Mode::Verify, reply)),
        Action::Acknowledge => {
            rig.scan("pk=zzzzz2&sn=VDR0319035976321&v=1");
            rig.ask(|reply| Command::Acknowledge(AckBy::Operator, reply))
        }
        // Cards: what they do is the scans' own, and tried with the badges.
        Action::Undo | Action::OpenByCard => return None,
        Action::Cancel => rig.ask(Command::Cancel),
        Action::NameOperator => rig.ask(|reply| Command::SetOperator("1002".into(), reply)),
        Action::TestAlarms => rig.ask(|reply| Command::Challenge(challenge::Request::Begin, reply)),
        Action::Check => done(&desk.check()).map(drop),
        Action::LookAtOrders => done(&desk.orders()).map(drop),
        // On the command line only; who can log in is shown to everybody.
        Action::LookAtPeople | Action::ListDevices => return None,
        Action::OwnPin => {
            let id = rig.line.gate().session().map_or(TECHNICIAN.0.to_owned(), |session| session.id);
            done(&desk.set_pin(id, Pin::new("teal-9264")))
        }
        Action::LookAtScanLog => done(&desk.events(EventFilter::default(), 0, 10)).map(drop),
        Action::WriteScanLog => {
            done(&desk.write_log(LogSelection::default(), LogFile::Csv, dir.join("log.csv"))).map(drop)
        }
        Action::LookAtRecords => {
            let looks = [
                done(&desk.find_pairs(PairFilter::default(), 0, 10, false)).map(drop),
                done(&desk.pairs(PairFilter::default(), 0, 10)).map(drop),
                done(&desk.pair_known(1)).map(drop),
                done(&desk.pair_life(1)).map(drop),
                done(&desk.exports()).map(drop),
                done(&desk.key(Key::Sn { pk: "p11sf2".into(), sn: "VDR0319035976321".into() })).map(drop),
            ];
            let refused = looks.iter().filter(|look| look.is_err()).count();
            assert!(
                refused == 0 || refused == looks.len(),
                "one right for all looks at the records: {looks:?}"
            );
            looks.into_iter().next().unwrap()
        }
        Action::CheckUp => rig.ask(|reply| Command::CheckUp(true, reply)),
        Action::Record => rig.ask(|reply| Command::Record(Some(dir.join("recording.jsonl")), reply)),
        Action::Rehearse => {
            let plan = Plan { file: file(dir, "scans.txt", MODULE), order: None };
            done(&desk.rehearse(settings(), plan)).map(drop)
        }
        Action::Train => rig.ask(|reply| Command::Train(true, reply)),
        Action::SetGuns | Action::Settings => {
            let changed = if action == Action::SetGuns {
                Settings { language: Language::English, ..settings() }
            } else {
                Settings { volume: 0, ..settings() }
            };
            let written = done(&desk.save_settings(&settings(), changed.clone(), dir.to_owned()));
            let applied = rig.ask(|reply| Command::Apply(Box::new(changed), reply));
            assert_eq!(written.is_ok(), applied.is_ok(), "file and line: {written:?}, {applied:?}");
            assert_eq!(dir.join("settings.toml").exists(), written.is_ok());
            applied
        }
        Action::AcknowledgeSupervised => {
            rig.supervised();
            rig.scan("pk=zzzzz2&sn=VDR0319035976321&v=1");
            rig.ask(|reply| Command::Acknowledge(AckBy::Supervisor, reply))
        }
        Action::Void => rig.ask(|reply| Command::Void { pair: 1, why: "test".into(), reply }),
        Action::Replace => {
            rig.ask(|reply| Command::Replace { pair: 1, side: Side::Module, why: "test".into(), reply })
        }
        Action::Export => {
            let preview = done(&desk.preview(PairFilter::default())).map(drop);
            let written = done(&desk.export(settings(), export())).map(drop);
            assert_eq!(preview.is_ok(), written.is_ok());
            written
        }
        Action::ExportAgain => {
            done(&desk.export_again(settings(), "nobody".into(), 99, dir.join("again"))).map(drop)
        }
        Action::Correct => {
            let request = CorrectionsRequest { out: dir.join("out"), all: true, operator: "nobody".into() };
            done(&desk.corrections(settings(), request)).map(drop)
        }
        Action::Answer => done(&desk.look_at_answer(AnswerSource::Text("x".into()), None)).map(drop),
        Action::ImportSns => {
            list(ListKind::Sns { product: Some("p11sf2".into()), only: false }, "VDR0319035976399\n")
        }
        Action::ImportDks => list(ListKind::Dks { order: "A".into() }, "863950061755148\n"),
        Action::ImportHistory => {
            let request = HistoryRequest {
                file: file(dir, "old.csv", "x\n"),
                dk_kind: DkKind::Imei,
                take_good: false,
                dry_run: true,
                looked_at: None,
                operator: "nobody".into(),
            };
            done(&desk.import_history(settings(), request)).map(drop)
        }
        Action::MakeLabels => {
            let series = pairing_station::labels::series::Series::random("VDR", 16).unwrap();
            let request = labels(Which::New { count: 1, series });
            done(&desk.make_labels(settings(), "nobody".into(), request)).map(drop)
        }
        Action::ReprintLabels => {
            let request = labels(Which::Listed { sns: vec!["VDR0319035976321".into()], unpaired: false });
            done(&desk.make_labels(settings(), "nobody".into(), request)).map(drop)
        }
        // Their pages hold nothing of the ledger's; the window and the command line ask.
        Action::PrintCards => return None,
        Action::Templates => {
            let bytes = std::fs::read("tests/data/templates/platform-en.csv").unwrap();
            let file = "platform-en.csv".to_owned();
            assert!(Blank::read(&file, &bytes).is_ok());
            let new = NewTemplate { name: "mine".into(), file, bytes, fills: Vec::new() };
            let added =
                done(&desk.add_template((settings(), "nobody".into()), Shelf::of(dir), new, false)).map(drop);
            let removed = done(&desk.remove_template(
                (settings(), "nobody".into()),
                Shelf::of(dir),
                "mine".into(),
                false,
            ));
            assert_eq!(added.is_ok(), removed.is_ok(), "{added:?}, {removed:?}");
            added
        }
        Action::AddOrder => rig.ask(|reply| Command::AddOrder {
            source: order("B"),
            origin: "test".into(),
            open: false,
            reply,
        }),
        Action::EditOrder => {
            rig.ask(|reply| Command::EditOrder { source: order("A"), origin: "test".into(), reply })
        }
        Action::OpenOrder => rig.ask(|reply| Command::OpenOrder("A".into(), reply)),
        Action::CloseOrder => rig.ask(|reply| Command::CloseOrder("A".into(), reply)),
        Action::ReopenOrder => rig.ask(|reply| Command::ReopenOrder("A".into(), reply)),
        Action::Numbers => {
            let counted = done(&desk.numbers(NumbersSelection::day(20_260_101))).map(drop);
            let request = ReportRequest {
                out: dir.join("report.xlsx"),
                selection: NumbersSelection::day(20_260_101),
                lang: Lang::Chinese,
                station: "1".into(),
                operator: "nobody".into(),
                made: now(),
            };
            let written = done(&desk.report(request)).map(drop);
            assert_eq!(counted.is_ok(), written.is_ok());
            written
        }
        Action::Backup | Action::Restore => return None,
        Action::People => {
            let looked = done(&desk.people()).map(drop);
            let edit = PersonEdit { name: Some("李四".into()), ..PersonEdit::default() };
            let edited = done(&desk.edit_person(OPERATOR.into(), edit));
            let added = done(&desk.add_person(person("1009", "新", Role::Operator, None)));
            assert_eq!([&edited, &added].map(Result::is_ok), [looked.is_ok(); 2], "{edited:?} {added:?}");
            looked
        }
    })
}

#[test]
fn every_action_by_everybody_at_the_line_and_at_the_desk() {
    for action in Action::ALL {
        for who in Who::ALL {
            if who == Who::NotSetUp && matches!(action, Action::People | Action::OwnPin) {
                // There is nobody to change; see the first supervisor in `pins`.
                continue;
            }
            let rig = Rig::new(who);
            let before = events(&rig.ledger).len();
            let Some(result) = attempt(*action, &rig) else { continue };
            // Whoever is not logged in has no PIN of their own: then it is somebody else's.
            let named = if *action == Action::OwnPin { Action::People } else { *action };
            let refused = matches!(&result, Err(StationError::NotAllowed { action: a, .. }) if *a == named);
            assert_eq!(refused, !who.may(*action), "{who:?} {action:?}: {result:?}");
            if refused && !matches!(action, Action::AcknowledgeSupervised) {
                assert_eq!(
                    events(&rig.ledger).len(),
                    before,
                    "{who:?} {action:?} was refused, and something was written"
                );
            }
        }
    }
}

#[test]
fn what_is_done_at_the_desk_is_on_record_as_theirs() {
    let rig = Rig::new(Who::Supervisor);
    rig.scan(&format!("PSOP{OPERATOR}"));
    let request = ExportRequest {
        out: rig.dir.path().join("out"),
        filter: PairFilter::default(),
        template: None,
        shelf: Shelf::of(rig.dir.path()),
        format: Format::Csv,
        bom: false,
        gbk: false,
        rows_per_file: 1000,
        operator: OPERATOR.into(),
        station: "1".into(),
    };
    done(&rig.desk.export(Settings::default(), request)).unwrap();
    rig.ask(|reply| Command::Void { pair: 1, why: "test".into(), reply }).unwrap();
    rig.ask(|reply| Command::SetOperator("1002".into(), reply)).unwrap();
    let reader = rig.ledger.reader().unwrap();
    assert_eq!(reader.exports().unwrap()[0].by, SUPERVISOR.0);
    assert_eq!(reader.pair(1).unwrap().unwrap().voided.unwrap().by, SUPERVISOR.0);
    let signed_on = events(&rig.ledger).into_iter().rfind(|event| event.event.kind == "login").unwrap().event;
    assert_eq!(signed_on.context.operator, SUPERVISOR.0);
    assert!(signed_on.detail.contains("1002"), "{}", signed_on.detail);
    // What is scanned afterwards is the operator's.
    rig.scan("863950061755148");
    let scan = events(&rig.ledger).pop().unwrap().event;
    assert_eq!((scan.kind, scan.context.operator.as_str()), ("scan", "1002"));
}

#[test]
fn what_was_begun_ends_without_a_right_and_a_log_off_stops_no_scan() {
    let rig = Rig::new(Who::Technician);
    rig.ask(|reply| Command::CheckUp(true, reply)).unwrap();
    rig.ask(|reply| Command::Record(Some(rig.dir.path().join("r.jsonl")), reply)).unwrap();
    rig.line.gate().close();
    rig.ask(|reply| Command::CheckUp(false, reply)).unwrap();
    rig.ask(|reply| Command::Record(None, reply)).unwrap();
    assert_eq!(rig.scan("863950061755148").last.as_ref().unwrap().verdict.kind, Kind::Module);
    let refused = rig.ask(|reply| Command::CheckUp(true, reply));
    assert!(matches!(refused, Err(StationError::NotAllowed { .. })), "{refused:?}");
    assert_eq!(rig.scan(DEVICE).last.as_ref().unwrap().verdict.reason, Some(Reason::DuplicateSn));
}
