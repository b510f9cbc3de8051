//! Who calls, and what they may do: each command is looked up in the one table of rights before it begins.
//!
//! While nobody is set up everything is allowed, and nothing here touches the ledger. What every operator may
//! needs no log-in and no ledger either: a station that is running holds it.

use std::cell::OnceCell;

use super::args::{self, Do};
use super::secret;
use super::{CliError, OPERATOR, Place};
use crate::ledger::{Ledger, LedgerError, Role, rights_in_force_at};
use crate::station::gate::{Gate, LogInAt};
use crate::station::pin::Pin;
use crate::station::rights::Action;

impl Do {
    /// What the command is, in the table of rights. Changes of people
    /// ask for themselves: the first supervisor is made by nobody.
    pub fn action(&self) -> Option<Action> {
        Some(match self {
            // What its order file needs beyond that is asked where it is known.
            Do::Replay(_) => Action::Pair,
            Do::Export(export) if export.corrections => Action::Correct,
            Do::Export(export) if export.again.is_some() => Action::ExportAgain,
            Do::Export(_) => Action::Export,
            Do::Exports { .. } | Do::Pair(_) => Action::LookAtRecords,
            Do::Answer(_) => Action::Answer,
            Do::Import(args::Import::History(_)) => Action::ImportHistory,
            Do::Import(args::Import::Sn { .. }) => Action::ImportSns,
            Do::Import(args::Import::Dk { .. }) => Action::ImportDks,
            Do::Labels(labels) if labels.count.is_some() => Action::MakeLabels,
            Do::Labels(_) => Action::ReprintLabels,
            Do::Cards(_) => Action::PrintCards,
            Do::Challenge(_) => Action::TestAlarms,
            Do::Log(_) => Action::WriteScanLog,
            Do::Report(_) => Action::Numbers,
            Do::Check(_) => Action::Check,
            Do::Backup(_) => Action::Backup,
            Do::Restore(_) => Action::Restore,
            Do::Order(args::Order::List { .. } | args::Order::Show { .. })
            | Do::Template(args::Template::List { .. } | args::Template::Show { .. }) => Action::LookAtOrders,
            Do::Order(args::Order::Add { .. }) => Action::AddOrder,
            Do::Order(args::Order::Edit { .. }) => Action::EditOrder,
            Do::Order(args::Order::Open { .. }) => Action::OpenOrder,
            Do::Order(args::Order::Close { .. }) => Action::CloseOrder,
            Do::Order(args::Order::Reopen { .. }) => Action::ReopenOrder,
            Do::Scanners(_) => Action::ListDevices,
            Do::Template(args::Template::Add { .. } | args::Template::Remove { .. }) => Action::Templates,
            Do::People(args::People::List { .. }) => Action::LookAtPeople,
            Do::People(_) => return None,
        })
    }
}

impl Place {
    /// Lets who calls do something, or not. A log-in is on record then.
    pub(super) fn permit(&self, action: Action) -> Result<(), CliError> {
        if action.least() == Role::Operator && self.caller.id.is_none() {
            return Ok(());
        }
        let gate = match self.gate() {
            // A ledger that cannot be opened cannot say who may replace it: whoever may write its files may.
            Err(CliError::Station(crate::station::StationError::Ledger(error)))
                if action == Action::Restore && !matches!(error, LedgerError::Locked { .. }) =>
            {
                tracing::warn!(%error, "the ledger to be replaced cannot say who may do it");
                None
            }
            gate => gate?,
        };
        match gate {
            Some(gate) => gate.permit(action).map(drop).map_err(CliError::Station),
            None => Ok(()),
        }
    }

    /// The gate of the ledger that is there, with who calls logged in; `None`: there is nobody to ask for, and so no
    /// right.
    fn gate(&self) -> Result<Option<&Gate>, CliError> {
        if !self.ledger.exists() {
            self.nobody_can_call()?;
            return Ok(None);
        }
        match self.open() {
            Ok(ledger) => self.gate_of(&ledger).map(Some),
            // The station is running. Where nobody is set up, a command that needs no ledger goes on.
            Err(CliError::Station(crate::station::StationError::Ledger(
                locked @ LedgerError::Locked { .. },
            ))) => {
                if rights_in_force_at(&self.ledger)? {
                    Err(locked.into())
                } else {
                    Ok(None)
                }
            }
            Err(other) => Err(other),
        }
    }

    /// The gate of this ledger, with who calls logged in.
    pub(super) fn gate_of(&self, ledger: &Ledger) -> Result<&Gate, CliError> {
        if let Some(gate) = self.gate.get() {
            return Ok(gate);
        }
        let gate = Gate::new(ledger.clone(), &self.settings()?);
        if let Some(id) = &self.caller.id {
            if !gate.in_force() {
                self.nobody_can_call()?;
            }
            let pin = secret::PIN.get(self.caller.pin_file.as_deref(), id)?;
            gate.log_in(id, &Pin::new(&pin), LogInAt::CommandLine)?;
        }
        Ok(self.gate.get_or_init(|| gate))
    }

    fn nobody_can_call(&self) -> Result<(), CliError> {
        match &self.caller.id {
            None => Ok(()),
            Some(id) => Err(CliError::Usage {
                what: format!("--as {id}: nobody is set up in this ledger"),
                todo: "leave --as out, or add the first supervisor with people add".into(),
            }),
        }
    }

    /// The same place without its ledger open, for what puts another one there.
    pub(super) fn let_go(&self) -> Place {
        let (data, ledger, caller) = (self.data.clone(), self.ledger.clone(), self.caller.clone());
        Place { data, ledger, caller, opened: OnceCell::new(), gate: OnceCell::new() }
    }

    /// Who did it, in the log.
    pub(super) fn operator(&self) -> String {
        let session = self.gate.get().and_then(Gate::session);
        session.map_or_else(|| OPERATOR.to_owned(), |session| session.id)
    }
}
