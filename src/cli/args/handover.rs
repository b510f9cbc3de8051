//! What is handed over, and what comes back: relation files, the platform's answer, the report.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::station::settings::Language;

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

/// `report`
#[derive(Debug, clap::Args)]
pub struct Report {
    /// The workbook
    #[arg(long, value_name = "FILE.xlsx")]
    pub out: PathBuf,
    /// The production day: that on which a shift began [default: today's]
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["from", "to"])]
    pub date: Option<String>,
    /// First production day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    pub from: Option<String>,
    /// Last production day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    pub to: Option<String>,
    /// Only this shift
    #[arg(long, value_name = "NAME")]
    pub shift: Option<String>,
    /// Only this work order
    #[arg(long, value_name = "NAME")]
    pub order: Option<String>,
    /// Only this operator
    #[arg(long, value_name = "ID")]
    pub operator: Option<String>,
    /// Language of the workbook [default: the window's]
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
    /// The numbers as one JSON object on standard output
    #[arg(long)]
    pub json: bool,
}
