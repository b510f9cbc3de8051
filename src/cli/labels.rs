//! `labels`.

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::labels::label_sheet::LabelSheet;
use crate::labels::series::Series;
use crate::labels::stock::Stock;
use crate::labels::zpl::{Dpi, Zpl};
use crate::ledger::{IssuedFilter, OrderState};
use crate::order::pattern::Placeholder;
use crate::order::{DeviceQr, Pattern, is_product_key};
use crate::station::StationError;
use crate::station::clock::now;
use crate::station::core::Core;
use crate::station::labels::{self, LabelRequest, Output, Which};

/// Stock of sheets, where none is named: the smallest labels that office shops have everywhere.
const SHEET: &str = "L7651";
/// Stock of label printers, where none is named.
const ROLL: &str = "40x30";

pub(super) fn run(place: &Place, args: &args::Labels) -> Result<Exit, CliError> {
    if !is_product_key(&args.pk) {
        return Err(CliError::Usage {
            what: format!("--pk {}: is no product key", args.pk),
            todo: "a product key has 6 letters or digits".into(),
        });
    }
    let (which, asked, output) = (which(args)?, qr(args)?, self::output(args)?);
    let core = Core::new(place.open()?, &place.settings()?, &place.operator())?;
    let qr = match asked {
        Some(qr) => qr,
        None => pattern_of(&core, &args.pk)?,
    };
    let request = LabelRequest { pk: args.pk.clone(), which, qr, line: args.manner.line.clone(), output };
    let made = labels::make(core.ledger(), core.actor(), &request, now(), &|_, _| true)?;
    let (count, first, last) = (made.sns.len(), made.sns.first(), made.sns.last());
    let place = match &made.place {
        labels::Place::File(file) => file.display().to_string(),
        labels::Place::Printer(address) => address.clone(),
    };
    let line = if args.json {
        let at = if matches!(made.place, labels::Place::File(_)) { "file" } else { "printer" };
        json!({ at: place, "pk": args.pk, "count": count, "first": first, "last": last }).to_string()
    } else {
        let what = if args.again { "SNs again" } else { "new SNs" };
        let how = match &request.output {
            Output::Package(_) => "each image read again".to_owned(),
            Output::Sheet(_, sheet) => {
                format!("pages of {}: {}, each code read again", sheet.stock, made.pages)
            }
            Output::Zpl(_, zpl) => format!("labels of {}", zpl.stock),
            Output::Printer(_, zpl) => format!("labels of {} handed over", zpl.stock),
        };
        let range = match (first, last) {
            (Some(first), Some(last)) if first != last => format!(" ({first} to {last})"),
            _ => String::new(),
        };
        format!("{place}: {count} {what} of {}{range}, {how}", args.pk)
    };
    output::line(&line)?;
    Ok(Exit::Done)
}

fn which(args: &args::Labels) -> Result<Which, CliError> {
    let Some(count) = args.count else {
        let (from, to) = (args.from.clone(), args.to.clone());
        return Ok(Which::Issued(IssuedFilter { from, to, unpaired: args.unpaired }));
    };
    let series = match args.first {
        None => Series::random(&args.prefix, args.length),
        Some(first) => Series::numbered(&args.prefix, args.length, first),
    };
    Ok(Which::New { count, series: series.map_err(StationError::Series)? })
}

/// The form that the line reads: that of the product's open order, else of its newest; the platform's, where
/// no order is of this product. Another form than the platform's is said.
fn pattern_of(core: &Core, pk: &str) -> Result<DeviceQr, CliError> {
    let mut of_product: Vec<_> = core.reader().orders()?;
    of_product.retain(|known| known.order.product_key == pk);
    of_product.sort_by_key(|known| known.state != OrderState::Open);
    let Some(known) = of_product.first() else { return Ok(DeviceQr::Quectel) };
    if known.order.device_qr != DeviceQr::Quectel {
        output::note(&format!(
            "the codes are of the form of order {}; --pattern says another",
            known.order.name
        ));
    }
    Ok(known.order.device_qr.clone())
}

/// The form asked for.
fn qr(args: &args::Labels) -> Result<Option<DeviceQr>, CliError> {
    let pattern = match args.pattern.as_deref() {
        None => return Ok(None),
        Some("quectel") => return Ok(Some(DeviceQr::Quectel)),
        Some(pattern) => pattern,
    };
    let parsed = Pattern::parse(pattern, &[Placeholder::Pk, Placeholder::Sn]);
    Ok(Some(DeviceQr::Pattern(parsed.map_err(|error| CliError::Usage {
        what: format!("--pattern {pattern}: {error}"),
        todo: "write one such as ABCPK={pk}+SN={sn}ABC".into(),
    })?)))
}

/// What becomes of them: the printer, or what the file's ending says.
fn output(args: &args::Labels) -> Result<Output, CliError> {
    if let Some(printer) = &args.manner.printer {
        return Ok(Output::Printer(printer.clone(), zpl(&args.manner)?));
    }
    let out = args.out.clone().unwrap_or_default();
    let ending = out.extension().map(|ending| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("zip") => Ok(Output::Package(out)),
        Some("pdf") => {
            let manner = &args.manner;
            let sheet = LabelSheet {
                stock: stock(manner, SHEET)?,
                start: manner.start,
                copies: manner.copies,
                offset: offset(manner)?,
                frame: manner.frame,
            };
            Ok(Output::Sheet(out, sheet))
        }
        Some("zpl") => Ok(Output::Zpl(out, zpl(&args.manner)?)),
        _ => Err(CliError::Usage {
            what: format!("--out {}: its ending says nothing", out.display()),
            todo: "end it .zip for a package, .pdf for sheets of labels, .zpl for a label printer".into(),
        }),
    }
}

fn zpl(manner: &args::LabelManner) -> Result<Zpl, CliError> {
    let dpi = Dpi::of(manner.dpi).ok_or_else(|| CliError::Usage {
        what: format!("--dpi {}: no label printer has it", manner.dpi),
        todo: "write 203, 300 or 600".into(),
    })?;
    Ok(Zpl { stock: stock(manner, ROLL)?, dpi, copies: manner.copies, offset: offset(manner)? })
}

fn stock(manner: &args::LabelManner, usual: &str) -> Result<Stock, CliError> {
    let name = manner.stock.as_deref().unwrap_or(usual);
    name.parse().map_err(|error| CliError::Usage { what: "--stock".into(), todo: format!("{error}") })
}

fn offset(manner: &args::LabelManner) -> Result<[f32; 2], CliError> {
    let number = |text: &str| text.trim().parse().ok().filter(|mm: &f32| mm.is_finite());
    let pair = manner.offset.split_once(',').and_then(|(x, y)| Some([number(x)?, number(y)?]));
    pair.ok_or_else(|| CliError::Usage {
        what: format!("--offset {}: is no pair of millimetres", manner.offset),
        todo: "write it as 0.5,-1".into(),
    })
}
