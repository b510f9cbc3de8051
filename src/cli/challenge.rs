//! `challenge`: the labels of the test of the alarms, as PDF.

use serde_json::json;

use super::{CliError, Exit, Place, args, output};
use crate::station::{StationError, challenge};
use crate::text::Lang;

pub(super) fn run(place: &Place, args: &args::Challenge) -> Result<Exit, CliError> {
    let lang = match args.lang {
        Some(lang) => lang.into(),
        None => Lang::from(place.settings()?.language),
    };
    challenge::save(lang, &args.out, args.replace).map_err(StationError::from)?;
    output::line(&if args.json {
        json!({ "file": args.out, "lang": lang.tag() }).to_string()
    } else {
        format!("{}: one page, for every order; print it at 100 %", args.out.display())
    })?;
    Ok(Exit::Done)
}
