//! Who calls, and `people`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::ledger::Role;

/// Who calls: wanted by commands that need a right, once people are set up.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Caller {
    /// Who calls; the PIN comes from --pin-file, PAIRING_STATION_PIN, or is asked for
    #[arg(id = "caller", long = "as", global = true, value_name = "ID")]
    pub id: Option<String>,
    /// A file with the PIN of --as in its first line
    #[arg(long, global = true, value_name = "FILE", requires = "caller")]
    pub pin_file: Option<PathBuf>,
}

/// `people`
#[derive(Debug, Subcommand)]
pub enum People {
    /// Everybody, by id
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Add somebody; the first is a supervisor, and rights are in force from then on
    Add {
        /// Id, as on the badge: letters and digits
        id: String,
        /// Name, as people say it
        #[arg(long)]
        name: String,
        /// What they are [default: the first a supervisor, the others operators]
        #[arg(long, value_enum)]
        role: Option<RoleName>,
        /// Where the PIN comes from
        #[command(flatten)]
        pin: NewPin,
    },
    /// Change name or role, or bring somebody back who was removed
    Edit {
        /// Their id
        id: String,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        /// Another role
        #[arg(long, value_enum)]
        role: Option<RoleName>,
        /// They are here again
        #[arg(long)]
        back: bool,
        /// Where a PIN comes from, if one is needed
        #[command(flatten)]
        pin: NewPin,
    },
    /// Set another PIN: a supervisor anybody's, everybody else the own
    Pin {
        /// Their id
        id: String,
        /// Where it comes from
        #[command(flatten)]
        pin: NewPin,
    },
    /// Somebody is not here any more; what they did stays theirs
    Remove {
        /// Their id
        id: String,
    },
    /// Set a supervisor's PIN with the recovery code; a new code takes its place
    Recover {
        /// The supervisor's id
        id: String,
        /// A file with the code in its first line [else: PAIRING_STATION_RECOVERY_CODE, or it is asked for]
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        /// Where the PIN comes from
        #[command(flatten)]
        pin: NewPin,
    },
}

/// Where a new PIN comes from.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct NewPin {
    /// A file with the new PIN in its first line [else: PAIRING_STATION_NEW_PIN, or it is asked for]
    #[arg(long, value_name = "FILE")]
    pub new_pin_file: Option<PathBuf>,
}

/// Roles by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Works at the line; has a badge and no PIN
    Operator,
    /// Sees to guns
    Technician,
    /// Answers for the shift
    Supervisor,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Role {
        match name {
            RoleName::Operator => Role::Operator,
            RoleName::Technician => Role::Technician,
            RoleName::Supervisor => Role::Supervisor,
        }
    }
}
