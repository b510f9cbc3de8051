//! `report`.

use serde_json::{Value, json};

use super::export::{check_shift, day};
use super::{CliError, Exit, Place, args, output};
use crate::ledger::Stamp;
use crate::station::clock::{day_date, local, now, shift_at};
use crate::station::desk::TaskShared;
use crate::station::numbers::{Count, Numbers, NumbersSelection};
use crate::station::report::{self, ReportRequest};

pub(super) fn run(place: &Place, args: &args::Report) -> Result<Exit, CliError> {
    let settings = place.settings()?;
    let selection = selection(args, shift_at(&settings.shifts, now()).1)?;
    let ledger = place.open()?;
    let reader = ledger.reader()?;
    if let Some(name) = &args.order
        && reader.order(name)?.is_none()
    {
        return Err(crate::ledger::LedgerError::NoSuchOrder { name: name.clone() }.into());
    }
    check_shift(args.shift.as_deref(), &settings, &ledger)?;
    let lang = args.lang.unwrap_or(settings.language).into();
    let request = ReportRequest {
        out: args.out.clone(),
        selection,
        lang,
        station: settings.station.clone(),
        operator: place.operator(),
        made: now(),
    };
    let numbers = report::write(&reader, &request, &TaskShared::default())?;
    if args.json {
        output::line(&object(&numbers).to_string())?;
    } else {
        let total = numbers.total;
        let path = args.out.display();
        output::line(&format!(
            "{path}  {} good, {} refused, {} voided",
            total.good, total.bad, total.voided
        ))?;
    }
    Ok(Exit::Done)
}

fn selection(args: &args::Report, today: i32) -> Result<NumbersSelection, CliError> {
    let given = |text: &Option<String>| text.as_deref().map(day).transpose();
    let date = given(&args.date)?;
    let from = given(&args.from)?.or(date).unwrap_or(today);
    let to = given(&args.to)?.or(date).unwrap_or(today);
    let selection = NumbersSelection {
        from,
        to,
        shift: args.shift.clone(),
        order: args.order.clone(),
        operator: args.operator.clone(),
    };
    match selection.days() {
        0 => Err(CliError::Usage {
            what: "--from is later than --to".into(),
            todo: "write the earlier day first".into(),
        }),
        _ => Ok(selection),
    }
}

fn object(numbers: &Numbers) -> Value {
    let named = |rows: &[(String, Count)]| -> Vec<Value> {
        rows.iter().map(|(name, count)| with(count, json!({ "name": name }))).collect()
    };
    json!({ "numbers": {
        "total": with(&numbers.total, json!({})),
        "shifts": numbers.shifts.iter().map(|(of, count)| {
            let day = day_date(of.day).map(|date| date.to_string());
            with(count, json!({ "day": day, "shift": of.shift }))
        }).collect::<Vec<_>>(),
        "orders": named(&numbers.orders),
        "operators": named(&numbers.operators),
        "hours": numbers.hours.iter().map(|(of, count)| {
            let begins = local(Stamp { at: of.start, offset_min: of.offset_min }).to_rfc3339();
            with(count, json!({ "hour": begins }))
        }).collect::<Vec<_>>(),
        "reasons": numbers.reasons.iter().map(|r| {
            json!({ "reason": r.reason, "hint": r.hint, "count": r.count })
        }).collect::<Vec<_>>(),
    }})
}

/// A count's figures beside what it is of.
fn with(count: &Count, mut of: Value) -> Value {
    if let Some(members) = of.as_object_mut() {
        members.insert("good".into(), count.good.into());
        members.insert("bad".into(), count.bad.into());
        members.insert("first_pass".into(), count.first_pass.into());
        members.insert("voided".into(), count.voided.into());
        members.insert("verified".into(), count.verified.into());
        members.insert("worked_ms".into(), count.worked.into());
    }
    of
}
