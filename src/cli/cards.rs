//! `cards`.

use std::path::Path;

use serde_json::json;

use super::order::known;
use super::{CliError, Exit, Place, args, output};
use crate::intake::Person;
use crate::ledger::OrderState;
use crate::order::Order;
use crate::station::cards::{self, Cards, CardsError};
use crate::station::core::Core;
use crate::station::{Settings, StationError};
use crate::text::Lang;
use crate::text::plural;

/// Endings of lists: what ends so and is not there is a mistyped file, and no id.
const LISTS: [&str; 3] = [".csv", ".xlsx", ".txt"];

pub(super) fn run(place: &Place, args: &args::Cards) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let lang = Lang::from(args.lang.unwrap_or(settings.language));
    let mut kinds = Vec::new();
    if args.controls {
        kinds.push(Cards::Controls);
    }
    if args.challenge {
        kinds.push(Cards::Challenge);
    }
    if !args.badges.is_empty() {
        kinds
            .push(Cards::Badges { people: people(&args.badges)?, supervisors: settings.supervisors.clone() });
    }
    if args.all_orders || !args.orders.is_empty() {
        kinds.push(Cards::Orders(orders(place, &settings, &args.orders)?));
    }
    let cards = |error: CardsError| CliError::Station(StationError::Cards(error));
    let deck = cards::deck(&kinds, lang).map_err(cards)?;
    let pages = cards::save(&deck, lang, &args.out, args.replace).map_err(|error| cards(error.into()))?;
    output::line(&if args.json {
        json!({ "file": args.out, "pages": pages }).to_string()
    } else {
        plural(format!("{}: {pages} page[s]; print at 100 %", args.out.display()))
    })?;
    Ok(Exit::Done)
}

/// Everybody named, and everybody on the lists named.
fn people(named: &[String]) -> Result<Vec<Person>, CliError> {
    let mut people = Vec::new();
    for name in named {
        let path = Path::new(name);
        let lower = name.to_lowercase();
        if path.is_file() || LISTS.iter().any(|ending| lower.ends_with(ending)) {
            people.extend(cards::people_on(path).map_err(StationError::Cards)?);
        } else {
            people.extend(Person::typed(name));
        }
    }
    Ok(people)
}

/// The orders of these names, or all that are not closed.
fn orders(place: &Place, settings: &Settings, names: &[String]) -> Result<Vec<Order>, CliError> {
    let core = Core::new(place.open()?, settings, &place.operator())?;
    if names.is_empty() {
        let all = core.reader().orders()?.into_iter();
        return Ok(all.filter(|o| o.state != OrderState::Closed).map(|o| o.order).collect());
    }
    names.iter().map(|name| Ok(known(&core, name)?.order)).collect()
}
