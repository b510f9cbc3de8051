//! The headless commands. Same code as the window, no display.
//!
//! Exit codes (contract): 0 done; 1 done, and something was wrong with the data; 2 the call or a
//! file is unusable, nothing changed; 3 the ledger or a device cannot be reached.

mod admit;
mod answer;
mod args;
mod backup;
mod cards;
mod challenge;
mod check;
mod export;
mod exports;
mod history;
mod import;
mod labels;
mod log;
mod order;
mod output;
mod pair;
mod people;
mod replay;
mod report;
mod restore;
mod scanners;
mod secret;
mod template;

pub use args::{Args, Do};
pub use output::complain;

use std::cell::OnceCell;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::labels::printer::PrinterError;
use crate::ledger::{
    self, BackupError, Ledger, LedgerError, RestoreError, key_path, key_path_in, ledger_path, private,
};
use crate::station::gate::Gate;
use crate::station::people::PeopleError;
use crate::station::settings::SettingsError;
use crate::station::templates::{Shelf, ShelfError};
use crate::station::{Settings, StationError};

/// Who did it, in the log.
const OPERATOR: &str = "command line";

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, and something was wrong with the data; each fault was named.
    Faulty = 1,
    /// The call or a file is unusable; nothing changed.
    Unusable = 2,
    /// The ledger or a device cannot be reached.
    Unreachable = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What can go wrong with a command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Something at the station.
    #[error(transparent)]
    Station(#[from] StationError),
    /// A recording.
    #[error(transparent)]
    Recording(#[from] crate::scanner::recording::RecordingError),
    /// Standard output is gone.
    #[error("standard output: {0}; see where it goes to")]
    Output(std::io::Error),
    /// An argument that only this program can judge.
    #[error("{what}; {todo}")]
    Usage {
        /// What is wrong with it.
        what: String,
        /// What to do.
        todo: String,
    },
    /// A device or the ledger cannot be reached.
    #[error("{what}; {todo}")]
    Device {
        /// What happened.
        what: String,
        /// What to do.
        todo: String,
    },
    /// No directory to keep data in.
    #[error("this user has no home directory: say with --data DIR where settings and ledger are to lie")]
    NoHome,
}

impl From<LedgerError> for CliError {
    fn from(e: LedgerError) -> CliError {
        CliError::Station(e.into())
    }
}

impl From<BackupError> for CliError {
    fn from(e: BackupError) -> CliError {
        CliError::Station(e.into())
    }
}

impl From<RestoreError> for CliError {
    fn from(e: RestoreError) -> CliError {
        CliError::Station(e.into())
    }
}

impl From<PeopleError> for CliError {
    fn from(e: PeopleError) -> CliError {
        CliError::Station(e.into())
    }
}

impl From<SettingsError> for CliError {
    fn from(e: SettingsError) -> CliError {
        CliError::Station(e.into())
    }
}

impl From<ShelfError> for CliError {
    fn from(e: ShelfError) -> CliError {
        CliError::Station(e.into())
    }
}

impl CliError {
    /// The exit code it stands for.
    pub fn exit(&self) -> Exit {
        match self {
            CliError::Station(StationError::Ledger(
                LedgerError::OrderDiffers { .. }
                | LedgerError::OrderBegun { .. }
                | LedgerError::NoSuchOrder { .. }
                | LedgerError::NoSuchExport { .. }
                | LedgerError::KeyFault { .. }
                | LedgerError::KeyOfAnother { .. }
                | LedgerError::LastSupervisor { .. },
            )) => Exit::Unusable,
            CliError::Station(
                StationError::Ledger(_) | StationError::Stopped | StationError::Printing { .. },
            )
            | CliError::Station(StationError::Printer(
                PrinterError::Unknown { .. } | PrinterError::Unreachable { .. },
            ))
            | CliError::Device { .. } => Exit::Unreachable,
            CliError::Station(StationError::Backup(error)) if matches!(**error, BackupError::Ledger(_)) => {
                Exit::Unreachable
            }
            CliError::Station(StationError::Restore(error)) if matches!(**error, RestoreError::Ledger(_)) => {
                Exit::Unreachable
            }
            CliError::Station(StationError::ReadBack { .. } | StationError::NotActive(_)) => Exit::Faulty,
            _ => Exit::Unusable,
        }
    }
}

/// Where settings and ledger of this call lie.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data directory.
    pub data: PathBuf,
    /// The ledger.
    pub ledger: PathBuf,
    /// Who calls.
    caller: args::Caller,
    /// The ledger, once it is open.
    opened: OnceCell<Ledger>,
    /// Who calls, once that was asked.
    gate: OnceCell<Gate>,
}

impl Place {
    /// From `--data` and `--ledger`, else the platform's directory for this application.
    pub fn of(args: &Args) -> Result<Place, CliError> {
        let data = match &args.data {
            Some(dir) => dir.clone(),
            None => directories::ProjectDirs::from("", "", "pairing-station")
                .ok_or(CliError::NoHome)?
                .data_dir()
                .to_owned(),
        };
        let ledger = match args.ledger.as_deref() {
            None => ledger_path(&data),
            Some(url) => match url.strip_prefix("sqlite:") {
                Some(path) if !path.is_empty() => PathBuf::from(path),
                _ => {
                    return Err(CliError::Usage {
                        what: format!("--ledger {url}: this program keeps its ledger in SQLite only"),
                        todo: "write --ledger sqlite:PATH, or leave it out".into(),
                    });
                }
            },
        };
        let caller = args.caller.clone();
        Ok(Place { data, ledger, caller, opened: OnceCell::new(), gate: OnceCell::new() })
    }

    /// Makes the data directory, if it is not there. It, and what of the station's lies in it, is its owner's
    /// alone.
    pub fn make(&self) -> Result<(), CliError> {
        private::data_directory(&self.data)
            .map_err(|source| StationError::Io { path: self.data.clone(), source }.into())
    }

    /// The named templates.
    pub fn shelf(&self) -> Shelf {
        Shelf::of(&self.data)
    }

    /// The settings.
    pub fn settings(&self) -> Result<Settings, CliError> {
        Ok(Settings::load(&self.data)?)
    }

    /// Whether there is a ledger, or what an interrupted restore left of it.
    fn has_ledger(&self) -> Result<(), CliError> {
        if self.ledger.exists() || ledger::is_being_restored(&self.ledger) {
            return Ok(());
        }
        Err(CliError::Device {
            what: format!("{}: there is no ledger here", self.ledger.display()),
            todo: "name the station's directory with --data, or its ledger with --ledger sqlite:PATH".into(),
        })
    }

    /// Opens the ledger; makes it where there is none. It stays open as long as this place is known.
    pub fn open(&self) -> Result<Ledger, CliError> {
        if let Some(ledger) = self.opened.get() {
            return Ok(ledger.clone());
        }
        self.make()?;
        let ledger = Ledger::open_with(&self.ledger, &self.key_path()?)?;
        Ok(self.opened.get_or_init(|| ledger).clone())
    }

    /// Where the key of the ledger's seals lies: as the settings say, beside the ledger otherwise.
    pub fn key_path(&self) -> Result<PathBuf, CliError> {
        let place = self.settings()?.key_file;
        Ok(match place.as_os_str().is_empty() {
            true => key_path(&self.ledger),
            false => key_path_in(&self.ledger, &self.data.join(place)),
        })
    }
}

/// Runs one command and says what went wrong on stderr.
pub fn run(args: &Args, command: &Do) -> Exit {
    let admitted = Place::of(args).and_then(|place| {
        command.action().map_or(Ok(()), |action| place.permit(action))?;
        Ok(place)
    });
    let result = admitted.and_then(|place| match command {
        Do::Replay(replay) => replay::run(&place, replay),
        Do::Export(export) => export::run(&place, export),
        Do::Exports { json } => exports::run(&place, *json),
        Do::Answer(answer) => answer::run(&place, answer),
        Do::Import(import) => import::run(&place, import),
        Do::Labels(labels) => labels::run(&place, labels),
        Do::Cards(cards) => cards::run(&place, cards),
        Do::Challenge(challenge) => challenge::run(&place, challenge),
        Do::Log(log) => log::run(&place, log),
        Do::Report(report) => report::run(&place, report),
        Do::Pair(pair) => pair::run(&place, pair),
        Do::Check(check) => check::run(&place, check),
        Do::Backup(backup) => backup::run(&place, backup),
        Do::Restore(backup) => {
            let by = place.operator();
            let free = place.let_go();
            drop(place);
            restore::run(&free, &by, backup)
        }
        Do::Order(order) => order::run(&place, order),
        Do::Scanners(scanners) => scanners::run(&place, scanners),
        Do::Template(template) => template::run(&place, template),
        Do::People(people) => people::run(&place, people),
    });
    match result {
        Ok(exit) => exit,
        Err(error) => {
            output::complain(&error);
            error.exit()
        }
    }
}
