//! `order list | show | add | edit | open | close | reopen`.

use serde_json::json;

use super::replay::read_order;
use super::{CliError, Exit, Place, args, output};
use crate::ledger::{LedgerError, OrderProgress, OrderRecord, OrderState};
use crate::station::clock::{now, rfc3339, stamp};
use crate::station::core::Core;

pub(super) fn run(place: &Place, order: &args::Order) -> Result<Exit, CliError> {
    // A file that cannot be read is said before the ledger is touched.
    let file = match order {
        args::Order::Add { file } | args::Order::Edit { file } => Some(read_order(place, file)?),
        _ => None,
    };
    let mut core = Core::new(place.open()?, &place.settings()?, &place.operator())?.with_shelf(place.shelf());
    match (order, file) {
        (args::Order::List { json }, _) => list(&core, *json)?,
        (args::Order::Show { name }, _) => show(&core, name)?,
        (args::Order::Add { .. }, Some((source, origin))) => {
            let order = core.add_order(&source, &origin, now())?;
            if core.machine().order().is_none() && state_of(&core, &order.name)? != OrderState::Closed {
                core.open_order(&order.name, now())?;
            }
            list_one(&core, &order.name)?;
        }
        (args::Order::Edit { .. }, Some((source, origin))) => {
            let order = core.edit_order(&source, &origin, now())?;
            list_one(&core, &order.name)?;
        }
        (args::Order::Add { .. } | args::Order::Edit { .. }, None) => {}
        (args::Order::Open { name }, _) => {
            core.open_order(name, now())?;
            list_one(&core, name)?;
        }
        (args::Order::Close { name }, _) => {
            core.close_order(name, now())?;
            list_one(&core, name)?;
        }
        (args::Order::Reopen { name }, _) => {
            core.reopen_order(name, now())?;
            list_one(&core, name)?;
        }
    }
    Ok(Exit::Done)
}

/// One order.
pub(super) fn known(core: &Core, name: &str) -> Result<OrderRecord, CliError> {
    let known = core.reader().order(name)?;
    Ok(known.ok_or_else(|| LedgerError::NoSuchOrder { name: name.to_owned() })?)
}

fn state_of(core: &Core, name: &str) -> Result<OrderState, CliError> {
    Ok(known(core, name)?.state)
}

/// The file as it was taken in: it can be changed and given to `order edit`, or to another station.
fn show(core: &Core, name: &str) -> Result<(), CliError> {
    output::line(known(core, name)?.source.trim_end())
}

fn list(core: &Core, json: bool) -> Result<(), CliError> {
    let orders = core.reader().orders()?;
    if orders.is_empty() && !json {
        output::note("no order yet: add one with order add FILE");
    }
    for order in &orders {
        let progress = core.reader().order_progress(&order.order.name)?;
        output::line(&if json { json_line(order, &progress) } else { text_line(order, &progress) })?;
    }
    Ok(())
}

fn list_one(core: &Core, name: &str) -> Result<(), CliError> {
    output::line(&text_line(&known(core, name)?, &core.reader().order_progress(name)?))
}

fn json_line(order: &OrderRecord, progress: &OrderProgress) -> String {
    let total = progress.total();
    let time = |at: Option<i64>| at.map(|at| rfc3339(stamp(at)));
    json!({
        "name": order.order.name, "product_key": order.order.product_key, "state": order.state.as_str(),
        "planned": order.order.planned, "done": order.done, "added": rfc3339(stamp(order.added)),
        "good": total.good, "bad": total.bad, "first_pass": total.first_pass,
        "first": time(progress.first), "last": time(progress.last),
    })
    .to_string()
}

fn text_line(order: &OrderRecord, progress: &OrderProgress) -> String {
    let planned = order.order.planned.map_or_else(|| "-".to_string(), |p| p.to_string());
    let share = order.order.planned.filter(|planned| *planned > 0);
    let share = share.map_or_else(String::new, |planned| format!(" ({}%)", order.done * 100 / planned));
    let total = progress.total();
    format!(
        "{:<9} {:<20} {}  {}/{planned}{share}  good {}, bad {}",
        order.state.as_str(),
        order.order.name,
        order.order.product_key,
        order.done,
        total.good,
        total.bad
    )
}
