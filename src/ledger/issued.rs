//! SNs that were issued, asked for to be printed again.

use super::error::LedgerError;
use super::reader::Reader;

/// Which SNs of a product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuedFilter {
    /// From this one on, in the order of text; `None` = the first.
    pub from: Option<String>,
    /// To this one, itself included; `None` = the last.
    pub to: Option<String>,
    /// Only those that are in no active pair.
    pub unpaired: bool,
}

impl Reader {
    /// The SNs issued for a product that match, in the order of text; `most` at most.
    ///
    /// # Errors
    /// The ledger's.
    pub fn issued_sns(
        &self,
        pk: &str,
        filter: &IssuedFilter,
        most: usize,
    ) -> Result<Vec<String>, LedgerError> {
        // SNs are of ASCII letters and digits: "~" is behind them all.
        let (from, to) = (filter.from.as_deref().unwrap_or(""), filter.to.as_deref().unwrap_or("~"));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let sql = "SELECT sn FROM issued_sns i WHERE pk = ?1 AND sn >= ?2 AND sn <= ?3 \
                   AND NOT (?4 AND EXISTS (SELECT 1 FROM sn_claims c WHERE c.sn = i.sn)) ORDER BY sn LIMIT ?5";
        self.prepare(sql)?
            .query_map(rusqlite::params![pk, from, to, filter.unpaired, most], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|e| self.name(e))
    }
}
