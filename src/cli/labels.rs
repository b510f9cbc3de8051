//! `labels`.

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::labels::series::Series;
use crate::order::pattern::Placeholder;
use crate::order::{DeviceQr, Pattern, is_product_key};
use crate::station::StationError;
use crate::station::clock::now;
use crate::station::core::Core;
use crate::station::labels::{self, LabelRequest};

/// Who did it, in the log.
const OPERATOR: &str = "command line";

pub(super) fn run(place: &Place, args: &args::Labels) -> Result<Exit, CliError> {
    if !is_product_key(&args.pk) {
        return Err(CliError::Usage {
            what: format!("--pk {}: is no product key", args.pk),
            todo: "a product key has 6 letters or digits".into(),
        });
    }
    let qr = match args.pattern.as_deref() {
        None | Some("quectel") => DeviceQr::Quectel,
        Some(pattern) => {
            let parsed = Pattern::parse(pattern, &[Placeholder::Pk, Placeholder::Sn]);
            DeviceQr::Pattern(parsed.map_err(|error| CliError::Usage {
                what: format!("--pattern {pattern}: {error}"),
                todo: "write one such as ABCPK={pk}+SN={sn}ABC".into(),
            })?)
        }
    };
    let series = match args.first {
        None => Series::random(&args.prefix, args.length),
        Some(first) => Series::numbered(&args.prefix, args.length, first),
    };
    let request = LabelRequest {
        pk: args.pk.clone(),
        count: args.count,
        series: series.map_err(StationError::Series)?,
        qr,
        out: args.out.clone(),
    };
    let core = Core::new(place.open()?, &place.settings()?, OPERATOR)?;
    let sns = labels::make(core.ledger(), core.actor(), &request, now(), &|_| true)?;
    let (first, last) = (sns.first(), sns.last());
    output::line(&if args.json {
        json!({ "file": args.out, "pk": args.pk, "count": sns.len(), "first": first, "last": last })
            .to_string()
    } else {
        format!("{}: {} new SNs of {}, each image read again", args.out.display(), sns.len(), args.pk)
    })?;
    Ok(Exit::Done)
}
