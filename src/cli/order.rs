//! `order list | add | open | close`.

use serde_json::json;

use super::replay::read_order;
use super::{CliError, Exit, Place, args, output};
use crate::ledger::{OrderRecord, OrderState};
use crate::station::clock::{now, rfc3339, stamp};
use crate::station::core::Core;

/// Who did it, in the log.
const OPERATOR: &str = "command line";

pub(super) fn run(place: &Place, order: &args::Order) -> Result<Exit, CliError> {
    let file = match order {
        args::Order::Add { file } => Some(read_order(place, file)?),
        _ => None,
    };
    let mut core = Core::new(place.open()?, &place.settings()?, OPERATOR)?.with_shelf(place.shelf());
    match (order, file) {
        (args::Order::List { json }, _) => list(&core, *json)?,
        (args::Order::Add { .. }, Some((source, origin))) => {
            let order = core.add_order(&source, &origin, now())?;
            if core.machine().order().is_none() {
                core.open_order(&order.name, now())?;
            }
            list_one(&core, &order.name)?;
        }
        (args::Order::Add { .. }, None) => {}
        (args::Order::Open { name }, _) => {
            core.open_order(name, now())?;
            list_one(&core, name)?;
        }
        (args::Order::Close { name }, _) => {
            core.close_order(name, now())?;
            list_one(&core, name)?;
        }
    }
    Ok(Exit::Done)
}

fn list(core: &Core, json: bool) -> Result<(), CliError> {
    let orders = core.reader().orders()?;
    if orders.is_empty() && !json {
        output::note("no order yet: add one with order add FILE");
    }
    for order in &orders {
        let line = if json {
            json!({
                "name": order.order.name, "product_key": order.order.product_key, "state": state(order.state),
                "planned": order.order.planned, "done": order.done, "added": rfc3339(stamp(order.added)),
            })
            .to_string()
        } else {
            text_line(order)
        };
        output::line(&line)?;
    }
    Ok(())
}

fn list_one(core: &Core, name: &str) -> Result<(), CliError> {
    match core.reader().order(name)? {
        Some(order) => output::line(&text_line(&order)),
        None => Ok(()),
    }
}

fn text_line(order: &OrderRecord) -> String {
    let planned = order.order.planned.map_or_else(|| "-".to_string(), |p| p.to_string());
    format!(
        "{:<9} {:<20} {}  {}/{planned}",
        state(order.state),
        order.order.name,
        order.order.product_key,
        order.done
    )
}

fn state(state: OrderState) -> &'static str {
    match state {
        OrderState::Prepared => "prepared",
        OrderState::Open => "open",
        OrderState::Closed => "closed",
    }
}
