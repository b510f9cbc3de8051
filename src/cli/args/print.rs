//! What is printed: labels, cards, the labels of the test of the alarms.

use std::path::PathBuf;

use crate::labels::series::MAX_COUNT;
use crate::station::settings::Language;

/// `labels`
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Labels {
    /// ProductKey
    #[arg(long)]
    pub pk: String,
    /// How many new ones: at most 10000
    #[arg(long, value_name = "N", required_unless_present = "again", conflicts_with = "again",
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=MAX_COUNT as u64))]
    pub count: Option<usize>,
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
    /// No new SNs: issued ones again
    #[arg(long)]
    pub again: bool,
    /// From this SN on, with --again
    #[arg(long, value_name = "SN", requires = "again")]
    pub from: Option<String>,
    /// To this SN, with --again
    #[arg(long, value_name = "SN", requires = "again")]
    pub to: Option<String>,
    /// Only those in no active pair, with --again
    #[arg(long, requires = "again")]
    pub unpaired: bool,
    /// The file to write: .zip (a package), .pdf (sheets of labels) or .zpl (for a label printer)
    #[arg(long, value_name = "FILE", required_unless_present = "printer", conflicts_with = "printer")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub manner: LabelManner,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `cards`
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("kind").multiple(true).required(true))]
pub struct Cards {
    /// The PDF to write
    #[arg(long, value_name = "FILE.pdf")]
    pub out: PathBuf,
    /// The control barcodes, each with what it does
    #[arg(long, group = "kind")]
    pub controls: bool,
    /// The labels of the test of the alarms
    #[arg(long, group = "kind")]
    pub challenge: bool,
    /// Operators: ids, or one csv, xlsx or txt list of ids and names
    #[arg(long, value_name = "FILE|ID", num_args = 1.., group = "kind")]
    pub badges: Vec<String>,
    /// Cards of these orders
    #[arg(long, value_name = "NAME", num_args = 1.., group = "kind")]
    pub orders: Vec<String>,
    /// Cards of every order that is not closed
    #[arg(long, group = "kind", conflicts_with = "orders")]
    pub all_orders: bool,
    /// Language of the words [default: from the settings]
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
    /// Write over a file that is there
    #[arg(long)]
    pub replace: bool,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `challenge`
#[derive(Debug, clap::Args)]
pub struct Challenge {
    /// The file to write
    #[arg(long, value_name = "FILE.pdf")]
    pub out: PathBuf,
    /// Language of the words beside the codes [default: from the settings]
    #[arg(long, value_enum)]
    pub lang: Option<Language>,
    /// Write over a file that is there
    #[arg(long)]
    pub replace: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// How labels are printed: not for packages.
#[derive(Debug, clap::Args)]
pub struct LabelManner {
    /// Send them to this label printer (ZPL, TCP port 9100)
    #[arg(long, value_name = "HOST[:PORT]")]
    pub printer: Option<String>,
    /// L7160, L7159, L7651, L4731, 5160, 5167, a label's size in mm (40x30), or
    /// PAGE,LABEL,GRID,MARGIN,GAP (210x297,38.1x21.2,5x13,4.75x10.7,2.5x0) [default: L7651; 40x30 for printers]
    #[arg(long, value_name = "NAME")]
    pub stock: Option<String>,
    /// The first label of a half-used sheet that is still there
    #[arg(long, value_name = "K", default_value_t = 1)]
    pub start: usize,
    /// So many of each
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub copies: usize,
    /// The label printer's: 203, 300 or 600
    #[arg(long, value_name = "DPI", default_value_t = 203)]
    pub dpi: u16,
    /// Everything so many mm to the right and down, for printers that are off
    #[arg(long, value_name = "X,Y", default_value = "0,0", allow_hyphen_values = true)]
    pub offset: String,
    /// A thin line around each label of a sheet
    #[arg(long)]
    pub frame: bool,
    /// A line under the SN, with {pk} and {sn}
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub line: String,
}
