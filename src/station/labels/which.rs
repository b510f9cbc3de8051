//! Which SNs: new ones that this ledger never had, or issued ones.

use std::collections::HashSet;

use super::{LabelRequest, Which};
use crate::labels::series::{MAX_COUNT, Series};
use crate::ledger::{IssuedFilter, Reader};
use crate::station::StationError;

/// The SNs of a request, in the order of their labels.
pub(super) fn sns(reader: &Reader, request: &LabelRequest) -> Result<Vec<String>, StationError> {
    let sns = match &request.which {
        Which::New { count, series } => return new(reader, series, *count),
        Which::Issued(filter) => reader.issued_sns(&request.pk, filter, MAX_COUNT + 1)?,
        Which::Listed { sns, unpaired } => listed(reader, &request.pk, sns, *unpaired)?,
    };
    match sns.len() {
        0 => Err(StationError::NothingIssued { pk: request.pk.clone() }),
        count if count > MAX_COUNT => Err(StationError::TooManyLabels { most: MAX_COUNT }),
        _ => Ok(sns),
    }
}

/// SNs that this ledger never had.
fn new(reader: &Reader, series: &Series, count: usize) -> Result<Vec<String>, StationError> {
    let issued: HashSet<String> = reader.every_issued_sn()?;
    let mut failed = None;
    let sns = series.make(count, |sn| {
        issued.contains(sn)
            || reader.sn_was_paired(sn).unwrap_or_else(|error| {
                failed = Some(error);
                false
            })
    })?;
    failed.map_or(Ok(sns), |error| Err(error.into()))
}

/// Those of a list, each once, in its order.
fn listed(reader: &Reader, pk: &str, list: &[String], unpaired: bool) -> Result<Vec<String>, StationError> {
    let (mut seen, mut sns) = (HashSet::new(), Vec::new());
    for sn in list.iter().filter(|sn| seen.insert(sn.as_str())) {
        let only = IssuedFilter { from: Some(sn.clone()), to: Some(sn.clone()), unpaired: false };
        if reader.issued_sns(pk, &only, 1)?.is_empty() {
            return Err(StationError::NotIssued { pk: pk.to_owned(), sn: sn.clone() });
        }
        if !(unpaired && reader.sn_is_paired(sn)?) {
            sns.push(sn.clone());
        }
    }
    Ok(sns)
}
