//! What is on record of the platform's answers and of corrections, against exports, voids and events.

use super::answers::Said;
use super::check::{Check, Faults};
use super::error::LedgerError;
use super::idset::IdSet;

impl Check<'_> {
    /// Answers: about pairs of their export, and exactly what their events say.
    pub(super) fn answers(&mut self) -> Result<(), LedgerError> {
        let mut faults = Faults::default();
        for answer in self.reader.answers(None)? {
            let (accepted, rejected) = self.reader.said_by(answer.id)?;
            let said = self.reader.said_in_event(answer.id)?;
            let (id, export) = (answer.id, answer.export);
            if said != Some(Said::of(export, &accepted, &rejected))
                || answer.rejected != rejected.len() as u64
            {
                faults.add(format!("answer {id} is not what its event says"));
            }
            let about = accepted.or(&IdSet::from_ids(rejected.keys().copied().collect()));
            let held = self.reader.pairs_of_export(export)?.unwrap_or_default();
            if let Some((pair, _)) = about.minus(&held).ranges().next() {
                faults.add(format!("answer {id} is about pair {pair}, which export {export} does not hold"));
            }
        }
        self.take(faults);
        Ok(())
    }

    /// Corrections: of voided pairs, each once a file, and as many as the files have rows.
    pub(super) fn corrections(&mut self) -> Result<(), LedgerError> {
        self.rows_are_faults(
            "WITH marks AS (SELECT m.correction, sum(m.last - m.first + 1) AS n, \
             sum((SELECT count(*) FROM voids v WHERE v.pair BETWEEN m.first AND m.last)) AS voided \
             FROM correction_pairs m GROUP BY m.correction) \
             SELECT 'correction ' || c.id || ' marks ' || coalesce(m.n, 0) || ' pairs, of which ' || \
             coalesce(m.voided, 0) || ' are voided, and its file has ' || f.rows || ' rows' \
             FROM corrections c JOIN correction_files f ON f.correction = c.id LEFT JOIN marks m ON m.correction = c.id \
             WHERE coalesce(m.n, 0) <> f.rows OR coalesce(m.voided, 0) <> f.rows",
            [],
        )
    }
}
