//! `pairing-station`: the window, or one command without it.

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use pairing_station::cli::{self, Args, CliError, Exit, Place};
use pairing_station::ledger::{LedgerError, key_path, private};
use pairing_station::scanner::recording;
use pairing_station::station::actor::Actor;
use pairing_station::station::backups::{self, Keeper, Rhythm};
use pairing_station::station::clock::{now, now_ms};
use pairing_station::station::core::Core;
use pairing_station::station::crash;
use pairing_station::station::line::{Line, ask};
use pairing_station::station::log_lines::LogLines;
use pairing_station::station::view::Board;
use pairing_station::station::{Command, Desk, StationError};
use pairing_station::ui::{self, Link, WakeSlot};

/// The demo's work order and scans, so that an installed program can show itself.
const DEMO_ORDER: &str = include_str!("../assets/demo/order.toml");
const DEMO_SCANS: &str = include_str!("../assets/demo/scans.txt");

/// A human's pace: a scan every two seconds or so.
const DEMO_PACE: Duration = Duration::from_millis(1800);

fn main() -> ExitCode {
    let args = Args::parse();
    if let Some(file) = &args.crash_notice {
        return tell_crash(&args, file).into();
    }
    if let Ok(place) = Place::of(&args)
        && let Err(error) = crash::watch(&place.data)
    {
        cli::complain(&format!("crashes cannot be watched for ({error}): end other programs, start again"));
        return Exit::Unreachable.into();
    }
    match &args.command {
        Some(command) => cli::run(&args, command).into(),
        None => station(&args).into(),
    }
}

/// Opens the window; where that cannot be and a backup was restored, once more.
fn station(args: &Args) -> Exit {
    let place = Place::of(args).and_then(|place| place.make().map(|()| place));
    let _log = place.ok().and_then(|place| start_log(&place));
    loop {
        match window(args) {
            Ok(exit) => return exit,
            Err(error) => match refuse(args, &error) {
                Refused::Restored => {}
                Refused::Closed(exit) => return exit,
            },
        }
    }
}

/// What came of a start that failed.
enum Refused {
    /// The window that said so was closed.
    Closed(Exit),
    /// A backup was put in the ledger's place.
    Restored,
}

/// Opens the window on a running line, and stops the line when it is closed.
fn window(args: &Args) -> anyhow::Result<Exit> {
    let place = Place::of(args)?;
    place.make()?;
    let settings = place.settings()?;
    let ledger = place.open()?;
    let slot = WakeSlot::new();
    let board = Board::default();
    let core = Core::new(ledger.clone(), &settings, "")?.with_shelf(place.shelf());
    let line = Line::start(core, settings.clone(), board.clone(), slot.wake())?;
    ledger.prepare_search();
    let keeper =
        Keeper::start(ledger.clone(), settings.clone(), &place.data, slot.wake(), Rhythm::default())?;
    let demo = if args.demo { Some(demo(&line)?) } else { None };
    let wake = slot.wake();
    crash::listen(move || wake());
    let link = Link {
        board,
        commands: line.commands(),
        scans: line.scans(),
        desk: Desk::new(ledger.clone(), slot.wake()).behind(line.gate()).with_keeper(keeper.handle()),
        settings,
        data: place.data.clone(),
        wake: slot,
        first_start: !args.demo,
    };
    // A window that crashes leaves the line as it is: it is stopped in order, and another process says so.
    let shown = std::panic::catch_unwind(AssertUnwindSafe(|| ui::run(link)));
    drop((demo, keeper));
    line.stop();
    match shown {
        Ok(shown) => shown.map_err(no_window)?,
        Err(_) => announce_crash(&place),
    }
    match ledger.damage() {
        _ if crash::latest().is_some() => Ok(Exit::Unreachable),
        None => Ok(Exit::Done),
        // Said once more, with a backup to put in its place.
        Some(what) => Err(CliError::from(LedgerError::Damaged { path: place.ledger.clone(), what }).into()),
    }
}

/// Has another process say in a window that this one's window has crashed: what is left of it draws nothing
/// that can be relied on.
fn announce_crash(place: &Place) {
    let file = crash::latest().and_then(|crash| crash.file.clone()).unwrap_or_default();
    let started = std::env::current_exe().and_then(|program| {
        let mut notice = std::process::Command::new(program);
        notice.arg("--data").arg(&place.data).arg("--crash-notice").arg(file);
        notice.spawn()
    });
    if let Err(error) = started {
        // stderr and the crash file have it.
        tracing::error!(%error, "no window can say that this one has crashed");
    }
}

/// Shows that the window of another process has crashed.
fn tell_crash(args: &Args, file: &std::path::Path) -> Exit {
    let language = Place::of(args).and_then(|place| place.settings()).unwrap_or_default().language;
    match ui::show_crash(language, file) {
        Ok(()) => Exit::Done,
        Err(error) => {
            cli::complain(&no_window(error));
            Exit::Unreachable
        }
    }
}

fn no_window(error: eframe::Error) -> anyhow::Error {
    anyhow::anyhow!(
        "the window cannot be opened ({error}): see whether there is a display (DISPLAY or WAYLAND_DISPLAY) \
         with OpenGL 2; the commands (--help) need none"
    )
}

/// Says why the station cannot start: in a window where there is one, and on stderr.
fn refuse(args: &Args, error: &anyhow::Error) -> Refused {
    tracing::error!(%error, "the station cannot start");
    cli::complain(&format!("{error:#}"));
    let place = Place::of(args).ok();
    let settings = place.as_ref().and_then(|place| place.settings().ok()).unwrap_or_default();
    let station = match error.downcast_ref::<CliError>() {
        Some(CliError::Station(error)) => Some(error),
        _ => error.downcast_ref::<StationError>(),
    };
    let offer = place.filter(|_| station.is_some_and(backup_helps)).map(|place| ui::Offer {
        event: backups::restoring(Actor::at(&settings, "", ""), now()),
        dirs: settings.backup.targets(&place.data),
        key: place.key_path().unwrap_or_else(|_| key_path(&place.ledger)),
        ledger: place.ledger,
    });
    let detail = format!("{error:#}");
    let fault = ui::Fault { language: settings.language, error: station, detail: &detail, offer };
    match ui::show_fault(fault) {
        Ok(true) => return Refused::Restored,
        Ok(false) => {}
        Err(no_window) => tracing::error!(%no_window, "nor can a window say so"),
    }
    Refused::Closed(error.downcast_ref::<CliError>().map_or(Exit::Unreachable, CliError::exit))
}

/// Whether a backup in the ledger's place would let the station start.
fn backup_helps(error: &StationError) -> bool {
    matches!(error, StationError::Ledger(LedgerError::Damaged { .. } | LedgerError::Gone { .. }))
}

/// Opens the demo order and starts a simulated gun; dropping what it gives stops the gun.
fn demo(line: &Line) -> anyhow::Result<recording::Player> {
    ask(&line.commands(), |reply| Command::AddOrder {
        source: DEMO_ORDER.into(),
        origin: "demo".into(),
        open: true,
        reply,
    })?;
    let scans = recording::read("demo", DEMO_SCANS.as_bytes())?;
    let pace = recording::Pace::Every(DEMO_PACE);
    Ok(recording::play(scans, "demo".into(), line.scans(), Arc::new(now_ms), pace)?)
}

/// Diagnostics go to `logs` in the data directory, a file a day; scans and verdicts are in the
/// ledger, not here.
fn start_log(place: &Place) -> Option<tracing_appender::non_blocking::WorkerGuard> {
    let logs = place.data.join("logs");
    private::directory(&logs).ok()?;
    let files = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("station")
        .filename_suffix("log")
        .max_log_files(30)
        .build(&logs)
        .ok()?;
    private::tighten_all(&logs, 0);
    let (writer, guard) = tracing_appender::non_blocking(files);
    tracing_subscriber::fmt()
        .with_writer(move || LogLines::to(writer.clone()))
        .with_ansi(false)
        .with_max_level(tracing::Level::INFO)
        .init();
    Some(guard)
}
