//! The command line: [`handover`] is what goes to the platform and comes back, [`print`] what goes on paper, [`people`]
//! who calls.

mod handover;
mod people;
mod print;

pub(super) use handover::{Answer, Export, FileFormat, Report};
pub(super) use people::{Caller, NewPin, People};
pub(super) use print::{Cards, Challenge, LabelManner, Labels};

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Pairs cellular modules with device QR stickers and writes the relation file.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "pairing-station", version, about)]
pub struct Args {
    /// Where settings and the embedded ledger live [default: this application's directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Another ledger: sqlite:PATH
    #[arg(long, global = true, value_name = "URL")]
    pub ledger: Option<String>,
    /// Who calls
    #[command(flatten)]
    pub caller: people::Caller,
    /// Open the window with a demo order and a simulated gun
    #[arg(long)]
    pub demo: bool,
    /// Tells of a crash whose file this is (empty: there is none); the station calls itself with it
    #[arg(long, hide = true, value_name = "FILE")]
    pub crash_notice: Option<PathBuf>,
    /// What to do without a window
    #[command(subcommand)]
    pub command: Option<Do>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Do {
    /// Feed scans through exactly the code that the window uses, into the ledger
    Replay(Replay),
    /// Write relation files and their manifest, and mark their pairs in the ledger
    Export(Export),
    /// The exports there were, and what the platform said of them
    Exports {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Bring the platform's answer back: its list of failed rows, as a file or pasted
    Answer(Answer),
    /// Take in lists (SNs the platform issued, modules an order may use) and the old tool's pairs
    #[command(subcommand)]
    Import(Import),
    /// Make new SNs, and a package of QR images as the platform's
    Labels(Labels),
    /// Cards to print, as PDF: control barcodes, operator badges, order cards, labels of the alarm test
    Cards(Cards),
    /// Write the labels with which a shift tests its alarms, as PDF
    Challenge(Challenge),
    /// Write the scan error log: every scan that was refused or not used
    Log(Log),
    /// Count what was done, and write it with its pairs, refusals and voids as a workbook
    Report(Report),
    /// A pair's whole life: how it was made, its scans, its relation files, its end
    Pair(Pair),
    /// Check integrity, uniqueness, chain and exports; exit 1 where anything is wrong
    Check(Check),
    /// Copy the ledger to a file, also while the station runs; the copy is read again and checked
    Backup(Backup),
    /// Put a backup in the ledger's place: checked in full first; the ledger that was there is kept
    Restore(Backup),
    /// Work orders
    #[command(subcommand)]
    Order(Order),
    /// What is plugged in, and what it sends
    #[command(subcommand)]
    Scanners(Scanners),
    /// The platform's import templates, kept by name
    #[command(subcommand)]
    Template(Template),
    /// Who there is, and what they may do
    #[command(subcommand)]
    People(people::People),
}

/// `replay`
#[derive(Debug, clap::Args)]
pub struct Replay {
    /// One scan a line, or a JSON Lines recording; - = standard input
    pub file: PathBuf,
    /// Work order file; without it the open order is used
    #[arg(long, value_name = "ORDER.toml")]
    pub order: Option<PathBuf>,
    /// Acknowledge hard alarms by itself
    #[arg(long)]
    pub auto_ack: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Time of the first scan, RFC 3339
    #[arg(long, value_name = "RFC3339")]
    pub start: Option<String>,
    /// Milliseconds from one scan to the next [default: 1000, with --start]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(i64).range(0..))]
    pub step: Option<i64>,
}

/// `import`
#[derive(Debug, Subcommand)]
pub enum Import {
    /// The old tool's pairs: its device_info.db, or a CSV that it exported
    History(History),
    /// SNs the platform issued: its zip package, or a csv, xlsx or txt list
    Sn {
        /// Which file, and how
        #[command(flatten)]
        manner: ImportManner,
        /// Their product: rows of another are faults [default: as the file says, else the open order's]
        #[arg(long, value_name = "PK")]
        pk: Option<String>,
    },
    /// Modules an order may use: a csv, xlsx or txt list
    Dk {
        /// Which file, and how
        #[command(flatten)]
        manner: ImportManner,
        /// The order [default: the open one]
        #[arg(long, value_name = "NAME")]
        order: Option<String>,
    },
}

/// `import history`
#[derive(Debug, clap::Args)]
pub struct History {
    /// Which file, and how
    #[command(flatten)]
    pub manner: ImportManner,
    /// Take the good rows although others are faulty; these go to FILE.rejected.csv
    #[arg(long)]
    pub take_good: bool,
    /// What the DKs in it are; rows with others are faulty
    #[arg(long, value_enum, default_value_t = DkKindName::Imei)]
    pub dk_kind: DkKindName,
}

/// Kinds of DKs, as in a work order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DkKindName {
    /// 15 digits with the check digit
    Imei,
    /// 12 hex digits
    Mac,
    /// 4 to 32 letters, digits, - and _, not beginning with -
    Text,
}

/// What every import has.
#[derive(Debug, clap::Args)]
pub struct ImportManner {
    /// The file
    pub file: PathBuf,
    /// Say what it would do, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `log`
#[derive(Debug, clap::Args)]
pub struct Log {
    /// From this moment (RFC 3339) or local day (YYYY-MM-DD) on
    #[arg(long)]
    pub since: Option<String>,
    /// Only this reason, by its name in the log (imei_check_digit, duplicate_sn, …)
    #[arg(long)]
    pub reason: Option<String>,
    /// File format
    #[arg(long, value_enum, default_value_t = LogFormat::Csv)]
    pub format: LogFormat,
    /// The file to write; - = standard output (not for xlsx)
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Log formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Comma separated
    Csv,
    /// A workbook
    Xlsx,
    /// One JSON object a line
    Json,
}

/// `pair`
#[derive(Debug, clap::Args)]
pub struct Pair {
    /// The whole DK or SN, or the pair's number
    #[arg(value_name = "DK|SN|ID")]
    pub key: String,
    /// One JSON object a line: the pair, then what happened to it, oldest first
    #[arg(long)]
    pub json: bool,
}

/// `check`
#[derive(Debug, clap::Args)]
pub struct Check {
    /// A key file that is not at its place: for events sealed with another key than today's (again for more)
    #[arg(long = "key", value_name = "FILE")]
    pub keys: Vec<PathBuf>,
    /// A manifest that was handed over: the ledger must still have the past it was made from (again for more)
    #[arg(long = "manifest", value_name = "FILE")]
    pub manifests: Vec<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `backup` and `restore`
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The backup
    pub file: PathBuf,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `order`
#[derive(Debug, Subcommand)]
pub enum Order {
    /// Every order, newest first
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Take an order in; it is opened if none is open
    Add {
        /// Work order file
        file: PathBuf,
    },
    /// Make an order the one the line works on
    Open {
        /// Its name
        name: String,
    },
    /// Close an order
    Close {
        /// Its name
        name: String,
    },
    /// Let a closed order wait to be opened again
    Reopen {
        /// Its name
        name: String,
    },
    /// Give an order other rules, until its first pair; the file's name says which
    Edit {
        /// Work order file
        file: PathBuf,
    },
    /// Print an order's file
    Show {
        /// Its name
        name: String,
    },
}

/// `template`
#[derive(Debug, Subcommand)]
pub enum Template {
    /// Presets and your own templates
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Keep a template that was downloaded from the platform under a name
    Add {
        /// The template: csv or xlsx
        file: PathBuf,
        /// What orders and exports call it: letters, digits, -, _ and Chinese characters
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Fill a column the station does not know: a text with {dk} {pk} {sn} {name} {order} {date}
        #[arg(long = "fill", value_name = "COLUMN=TEXT")]
        fills: Vec<String>,
        /// Also where orders export with a template of that name that was removed
        #[arg(long)]
        force: bool,
    },
    /// Remove one of your own templates
    Remove {
        /// Its name
        name: String,
        /// Also where orders export with it: their exports fail until it is there again
        #[arg(long)]
        force: bool,
    },
    /// Columns, fillings and bytes of a template
    Show {
        /// Preset, name or file
        name: String,
        /// One JSON object: the template whole, as manifests carry it
        #[arg(long)]
        json: bool,
    },
}

/// `scanners`
#[derive(Debug, Subcommand)]
pub enum Scanners {
    /// Serial ports, HID guns and keyboards, and which gun uses them
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print what guns send, raw and as read, until Ctrl-C
    Listen {
        /// One JSON object a line: a recording that `replay` reads
        #[arg(long)]
        json: bool,
        /// The gun to listen to
        #[command(flatten)]
        gun: OneGun,
    },
}

/// One gun instead of the configured ones.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub struct OneGun {
    /// The gun on this serial port instead of the configured guns
    #[arg(long, value_name = "PORT[,BAUD]")]
    pub serial: Option<String>,
    /// This HID POS gun instead
    #[arg(long, value_name = "VID:PID")]
    pub hid: Option<String>,
    /// This keyboard instead, taken exclusively: a path, or usb:VID:PID[:SERIAL] (Linux)
    #[arg(long, value_name = "DEVICE")]
    pub keyboard: Option<String>,
}
