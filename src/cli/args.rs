//! The command line.

use std::path::PathBuf;

use crate::labels::series::MAX_COUNT;
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
    /// Open the window with a demo order and a simulated gun
    #[arg(long)]
    pub demo: bool,
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
    /// Write the scan error log: every scan that was refused or not used
    Log(Log),
    /// Check integrity, uniqueness, chain and exports; exit 1 where anything is wrong
    Check(Check),
    /// Work orders
    #[command(subcommand)]
    Order(Order),
    /// What is plugged in, and what it sends
    #[command(subcommand)]
    Scanners(Scanners),
    /// The platform's import templates, kept by name
    #[command(subcommand)]
    Template(Template),
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

/// `export`
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Directory for the files
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Pairs of this local day; with --shift, of the shift that began on it
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Pairs of this day and later ones
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "date")]
    pub from: Option<String>,
    /// Pairs of this day and earlier ones
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "date")]
    pub to: Option<String>,
    /// Pairs of this shift
    #[arg(long, value_name = "NAME")]
    pub shift: Option<String>,
    /// Pairs of this work order
    #[arg(long, value_name = "NAME")]
    pub order: Option<String>,
    /// A preset (quectel-zh, quectel-en, quectel-zh-pk-first, legacy-tool), a template added by name, or a
    /// template file [default: the order's own]
    #[arg(long, value_name = "NAME|FILE")]
    pub template: Option<String>,
    /// File format
    #[arg(long, value_enum, default_value_t = FileFormat::Csv)]
    pub format: FileFormat,
    /// Most rows in a file [default: from the settings, 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub rows: Option<u64>,
    /// The pairs taken over from the old tool instead, which are left out else
    #[arg(long, conflicts_with_all = ["order", "only_new"])]
    pub history: bool,
    /// Only pairs that are in no relation file yet
    #[arg(long)]
    pub only_new: bool,
    /// Only pairs that the platform rejected, out of the last relation file they are in
    #[arg(long, conflicts_with = "only_new")]
    pub rejected: bool,
    /// An earlier export once more, identical to the byte; nothing is marked
    #[arg(long, value_name = "ID", conflicts_with_all = SELECTION)]
    pub again: Option<i64>,
    /// Instead, what the platform must be told of pairs that were voided after they were handed over
    #[arg(long, conflicts_with_all = SELECTION, conflicts_with = "again")]
    pub corrections: bool,
    /// With --corrections: those in earlier corrections files too
    #[arg(long, requires = "corrections")]
    pub all: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// What says which pairs, and how they are written.
const SELECTION: [&str; 11] =
    ["date", "from", "to", "shift", "order", "template", "format", "rows", "history", "only_new", "rejected"];

/// `answer`
#[derive(Debug, clap::Args)]
pub struct Answer {
    /// The list: csv, txt or xlsx; - = standard input
    pub file: PathBuf,
    /// The export that is answered [default: the one that holds the most of the rows, the newest of those]
    #[arg(long, value_name = "ID")]
    pub export: Option<i64>,
    /// The list names every row that failed: all others of that export were accepted
    #[arg(long)]
    pub all_others_accepted: bool,
    /// Say what it would do, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Relation file formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// What the platform takes
    Csv,
    /// For people
    Xlsx,
    /// The body of the platform's create-batch call, at most 500 devices a file
    Json,
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

/// `labels`
#[derive(Debug, clap::Args)]
pub struct Labels {
    /// ProductKey
    #[arg(long)]
    pub pk: String,
    /// How many: at most 10000
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=MAX_COUNT as u64))]
    pub count: usize,
    /// What every SN begins with
    #[arg(long, value_name = "P", default_value = "")]
    pub prefix: String,
    /// Characters of an SN, the prefix included
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub length: usize,
    /// Number them from here on, instead of random digits
    #[arg(long, value_name = "N")]
    pub first: Option<u64>,
    /// What the code says, with {pk} and {sn} [default: the platform's pk=...&sn=...&v=1]
    #[arg(long, value_name = "QR")]
    pub pattern: Option<String>,
    /// The package to write
    #[arg(long, value_name = "FILE.zip")]
    pub out: PathBuf,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
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

/// `check`
#[derive(Debug, clap::Args)]
pub struct Check {
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
