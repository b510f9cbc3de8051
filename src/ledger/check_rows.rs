//! Rows of their own kinds against the events they came with: voids, orders, exports, corrections.
//!
//! An event of such a kind has its row, a row has its event, and what the event tells of the row (`told.rs`)
//! is what stands there.

use super::check::{Check, Faults};
use super::check_walk::range;
use super::error::LedgerError;
use super::idset::IdSet;
use super::reader::Reader;
use super::told::{self, RECORDED};

impl Check<'_> {
    /// Voids against their pairs and events, and events of voids against voids.
    pub(super) fn voids(&mut self) -> Result<(), LedgerError> {
        self.rows_are_faults(
            "SELECT 'the void of pair ' || v.pair || ' has other keys than the pair or its event' FROM voids v \
             JOIN pairs p ON p.id = v.pair LEFT JOIN events e ON e.seq = v.seq \
             WHERE v.dk <> p.dk OR v.sn <> p.sn OR e.pair IS NOT v.pair OR e.at IS NOT v.at OR e.operator IS NOT v.by",
            [],
        )?;
        self.rows_are_faults(
            "SELECT 'the void of pair ' || v.pair || ' gives another reason than its event' FROM voids v \
             JOIN events e ON e.seq = v.seq \
             WHERE iif(json_valid(e.detail), json_extract(e.detail, '$.why'), NULL) IS NOT v.why \
             AND e.seq >= (SELECT min(first) FROM seals)",
            [],
        )?;
        let told = IdSet::from_ids(std::mem::take(&mut self.told.voids));
        let rows = self.reader.column_of("SELECT seq FROM voids")?;
        self.events_without_rows("a void", &told, &rows);
        Ok(())
    }

    /// Exports, answers and corrections against their events.
    pub(super) fn recorded(&mut self) -> Result<(), LedgerError> {
        for (kind, table) in RECORDED {
            let rows = self.reader.column_of(&format!("SELECT seq FROM {table}"))?;
            let told = IdSet::from_ids(self.told.recorded.remove(kind).unwrap_or_default());
            self.events_without_rows(kind, &told, &rows);
            self.rows_are_faults(
                &format!(
                    "SELECT '{kind} ' || r.id || ' has another time or operator than its event' FROM {table} r \
                     JOIN events e ON e.seq = r.seq WHERE e.at <> r.at OR e.operator <> r.by OR e.kind <> '{kind}'"
                ),
                [],
            )?;
        }
        let mut faults = Faults::default();
        for (what, id, said, found) in self.reader.records()? {
            if said.is_some_and(|said| said != found) {
                faults.add(format!("the files or pairs of {what} {id} are not those its event recorded"));
            }
        }
        self.take(faults);
        Ok(())
    }

    fn events_without_rows(&mut self, what: &str, told: &IdSet, rows: &IdSet) {
        let mut faults = Faults::default();
        for (first, last) in told.minus(rows).ranges() {
            for seq in first..=last {
                faults.add(format!("event {seq} tells of {what}, and its row is not there"));
            }
        }
        self.take(faults);
    }

    /// Orders against what their events told last.
    pub(super) fn orders(&mut self) -> Result<(), LedgerError> {
        let mut said = std::mem::take(&mut self.told.orders);
        let mut faults = Faults::default();
        for (name, source, state) in self.reader.order_rows()? {
            // What was added before there were seals was not told of.
            let Some((rules, last)) = said.remove(&name) else { continue };
            if rules.is_some_and(|rules| !told::are_rules(&source, &rules)) {
                faults.add(format!("the rules of order {name} are not those that were added"));
            }
            if state != last {
                faults.add(format!("order {name} is {state}, and its events left it {last}"));
            }
        }
        for name in said.keys() {
            faults.add(format!("order {name} was added, and its row is not there"));
        }
        self.take(faults);
        Ok(())
    }

    /// Files against the marks on the pairs, product by product.
    pub(super) fn exports(&mut self) -> Result<(), LedgerError> {
        self.rows_are_faults(
            "WITH files AS (SELECT export, pk, sum(rows) AS n FROM export_files GROUP BY export, pk), \
             marks AS (SELECT m.export, p.pk, count(*) AS n FROM export_pairs m \
             JOIN pairs p ON p.id BETWEEN m.first AND m.last GROUP BY m.export, p.pk) \
             SELECT 'export ' || export || ' has ' || coalesce(f.n, 0) || ' rows of product ' || pk || \
             ' in its files and ' || coalesce(m.n, 0) || ' pairs marked' \
             FROM files f FULL JOIN marks m USING (export, pk) WHERE coalesce(f.n, 0) <> coalesce(m.n, 0)",
            [],
        )?;
        let (mut faults, made) = (Faults::default(), self.reader.made()?);
        for export in self.reader.export_ids()? {
            let Some(marked) = self.reader.pairs_of_export(export)? else { continue };
            for (first, last) in marked.minus(&made).ranges() {
                let which = range("pair", first, last);
                faults.add(format!("export {export} marks {which}, and there is no such pair"));
            }
        }
        self.take(faults);
        Ok(())
    }
}

/// What it is, its id, what its event said, and what its rows come to.
type Record = (&'static str, i64, Option<String>, String);

impl Reader {
    fn column_of(&self, sql: &str) -> Result<IdSet, LedgerError> {
        let mut statement = self.prepare(sql)?;
        let found = statement
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<i64>>>);
        found.map(IdSet::from_ids).map_err(|e| self.name(e))
    }

    fn export_ids(&self) -> Result<Vec<i64>, LedgerError> {
        self.column_of("SELECT id FROM exports")
            .map(|ids| ids.ranges().flat_map(|(first, last)| first..=last).collect())
    }

    fn order_rows(&self) -> Result<Vec<(String, String, String)>, LedgerError> {
        self.prepare("SELECT name, source, state FROM orders ORDER BY id")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }

    /// Every export and every corrections file whose event tells what it recorded.
    fn records(&self) -> Result<Vec<Record>, LedgerError> {
        let mut records = Vec::new();
        for export in self.exports()? {
            let pairs = self.pairs_of_export(export.id)?.unwrap_or_default();
            let found = told::record_digest(export.files.iter(), &pairs);
            records.push(("export", export.id, told::record_in(&export.detail), found));
        }
        for correction in self.corrections()? {
            let sql = "SELECT first, last FROM correction_pairs WHERE correction = ? ORDER BY first";
            let ranges = self
                .prepare(sql)?
                .query_map([correction.id], |row| Ok((row.get(0)?, row.get(1)?)))
                .and_then(Iterator::collect::<rusqlite::Result<Vec<(i64, i64)>>>)
                .map_err(|e| self.name(e))?;
            let found = told::record_digest(correction.files.iter(), &IdSet::from_ranges(ranges));
            records.push(("correction", correction.id, told::record_in(&correction.detail), found));
        }
        Ok(records)
    }
}
