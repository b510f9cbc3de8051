//! One set of files for each template in use: written, read back, compared.

use super::cancelled_or;
use crate::ledger::{Pair, PairFilter, Reader};
use crate::relation::{Export, Published, Ready, RelationError, Row, SplitWriter, Verifier};
use crate::station::command::StationError;
use crate::station::desk::TaskShared;

/// Rows between two looks at progress and cancel.
const STRIDE: u64 = 500;

/// The sets of an export.
pub(in crate::station) struct Sets {
    exports: Vec<Export>,
    /// Which set an order's pairs go to.
    orders: Vec<(String, usize)>,
    /// The order of the pair before, and its set: mostly also this pair's.
    last: (String, usize),
}

impl Sets {
    /// These, and which of them an order's pairs go to; with one only, all go there.
    pub(in crate::station) fn new(exports: Vec<Export>, orders: Vec<(String, usize)>) -> Sets {
        Sets { exports, orders, last: (String::new(), 0) }
    }

    /// The set of an order; with one template for all, that one.
    fn of(&mut self, order: &str) -> usize {
        if self.exports.len() == 1 {
            return 0;
        }
        if self.last.0 != order {
            let found = self.orders.iter().find(|(name, _)| name == order).map_or(0, |(_, at)| *at);
            self.last = (order.to_owned(), found);
        }
        self.last.1
    }

    /// The orders whose pairs go to a set; none where all go there.
    pub(super) fn orders_of(&self, set: usize) -> Vec<String> {
        let own = self.orders.iter().filter(|(name, at)| *at == set && !name.is_empty());
        if self.exports.len() == 1 { Vec::new() } else { own.map(|(name, _)| name.clone()).collect() }
    }
}

/// Sets of files that are on disk, compared, and have no names, with the number of each among the sets.
pub(in crate::station) type ReadySets = Vec<(usize, Ready)>;

/// Sets of files that have their names, numbered likewise.
pub(in crate::station) type PublishedSets = Vec<(usize, Published)>;

/// Writes the pairs, reads the files back and compares them with the ledger: gives the sets that have
/// rows, and the ids. Both passes must see one picture of the ledger: hold a snapshot. Progress up to two
/// thirds.
pub(in crate::station) fn write(
    reader: &Reader,
    filter: &PairFilter,
    sets: &mut Sets,
    task: &TaskShared,
) -> Result<(ReadySets, Vec<i64>), StationError> {
    let total = reader.count_pairs(filter)?;
    let mut ids = Vec::new();
    let mut writers: Vec<SplitWriter> =
        sets.exports.iter().cloned().map(SplitWriter::create).collect::<Result<_, _>>()?;
    each(reader, filter, task, [0, total], sets, &mut |pair, set| {
        ids.push(pair.id);
        writers[set].push(&row(pair))
    })?;
    let mut verifiers: Vec<Verifier> =
        writers.into_iter().map(SplitWriter::finish).collect::<Result<_, _>>()?;
    each(reader, filter, task, [total, total], sets, &mut |pair, set| verifiers[set].expect(&row(pair)))?;
    let with_rows = verifiers.into_iter().enumerate().filter(|(_, verifier)| verifier.rows() > 0);
    let ready = with_rows.map(|(set, verifier)| Ok((set, verifier.finish()?)));
    Ok((ready.collect::<Result<_, RelationError>>()?, ids))
}

/// Walks the pairs and gives each to the set its order's template belongs to. `before` rows are done
/// already, of three times `total`.
fn each(
    reader: &Reader,
    filter: &PairFilter,
    task: &TaskShared,
    [before, total]: [u64; 2],
    sets: &mut Sets,
    take: &mut dyn FnMut(&Pair, usize) -> Result<(), RelationError>,
) -> Result<(), StationError> {
    let mut failed = None;
    let mut done = 0u64;
    let walked = reader.each_pair(filter, &mut |pair| {
        done += 1;
        let result = take(pair, sets.of(&pair.context.order));
        failed = result.err();
        failed.is_none() && (!done.is_multiple_of(STRIDE) || task.step(before + done, 3 * total))
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    walked.map_err(cancelled_or)
}

fn row(pair: &Pair) -> Row<'_> {
    let (order, day) = (&pair.context.order, pair.context.shift_day);
    Row { order, day, ..Row::new(&pair.dk, &pair.pk, &pair.sn, &pair.name) }
}

/// Gives all sets their names, or none; `publish` names one.
pub(in crate::station) fn publish(
    ready: ReadySets,
    mut publish: impl FnMut(usize, Ready) -> Result<Published, RelationError>,
) -> Result<PublishedSets, StationError> {
    let mut published = Vec::new();
    for (set, ready) in ready {
        match publish(set, ready) {
            Ok(done) => published.push((set, done)),
            Err(error) => {
                withdraw(published);
                return Err(error.into());
            }
        }
    }
    Ok(published)
}

/// Takes the files of an export that is not to be away again.
pub(in crate::station) fn withdraw(published: PublishedSets) {
    for (_, set) in published {
        if let Err(left) = set.withdraw() {
            tracing::error!(%left, "a relation file that is not in the ledger was left behind");
        }
    }
}
