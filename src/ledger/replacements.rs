//! Replacing: the old pair's void and the new pair in one transaction, so that a crash, a full disk or a
//! conflict leaves either all of it or nothing.
//!
//! The void's event comes right before the pair's, and the detail of each names the other pair
//! (`replaced_by`, `replaces`); the row in `replacements` says the same where it is quickly found.

use super::error::LedgerError;
use super::reader::Reader;
use super::txn::Stop;
use super::types::{NewReplacement, Pair, ReplaceOutcome};
use super::writer::Writer;

impl Writer {
    /// Replaces a pair.
    pub(super) fn replace(&mut self, mut new: NewReplacement) -> Result<ReplaceOutcome, LedgerError> {
        let old = new.replaced;
        let pair = &new.pair;
        new.event.pair = Some(pair.id);
        new.event.dk.clone_from(&pair.dk);
        new.event.pk.clone_from(&pair.pk);
        new.event.sn.clone_from(&pair.sn);
        if !pair.name.is_empty() {
            new.event = new.event.telling("name", pair.name.as_str().into());
        }
        let before = self.reader().pair(old)?.filter(|before| before.voided.is_none());
        let Some(before) = before else { return Ok(ReplaceOutcome::NotActive) };
        match (before.dk == pair.dk, (&before.pk, &before.sn) == (&pair.pk, &pair.sn)) {
            (true, true) => return Ok(ReplaceOutcome::SamePair(Box::new(before))),
            (false, false) => return Err(LedgerError::NothingKept { pair: pair.id, replaced: old }),
            _ => {}
        }
        let done = self.transact(|txn| {
            txn.void(old, &new.why, new.void.clone())?;
            txn.pair(&new.pair, &new.event)?;
            txn.run("INSERT INTO replacements VALUES (?, ?)", [new.pair.id, old])?;
            Ok(())
        })?;
        match done {
            Ok(()) => Ok(ReplaceOutcome::Replaced),
            Err(Stop::Nothing) => Ok(ReplaceOutcome::NotActive),
            Err(_) => self.claimed_by_others(&new),
        }
    }

    /// Who, beside the old pair, claims the keys.
    fn claimed_by_others(&self, new: &NewReplacement) -> Result<ReplaceOutcome, LedgerError> {
        let other = |found: Option<Pair>| found.filter(|pair| pair.id != new.replaced).map(Box::new);
        let by_dk = other(self.reader().active_by_dk(&new.pair.dk)?);
        let by_sn = other(self.reader().active_by_sn(&new.pair.sn)?);
        if by_dk.is_none() && by_sn.is_none() {
            let what = "a key is claimed by a pair that is not there".to_owned();
            return Err(LedgerError::Damaged { path: self.reader().path().to_owned(), what });
        }
        Ok(ReplaceOutcome::Conflict { by_dk, by_sn })
    }
}

impl Reader {
    /// The pair that took this one's place.
    pub fn replaced_by(&self, pair: i64) -> Result<Option<i64>, LedgerError> {
        self.number("SELECT pair FROM replacements WHERE replaced = ?", [pair])
    }

    /// The pair whose place this one took.
    pub fn replaces(&self, pair: i64) -> Result<Option<i64>, LedgerError> {
        self.number("SELECT replaced FROM replacements WHERE pair = ?", [pair])
    }
}

/// Replacements whose pairs or events tell another story: a query of sentences, for the check. What a
/// row refers to is looked up elsewhere.
pub(super) const FAULTS: &str = "\
    SELECT 'pair ' || r.pair || ' is said to have replaced pair ' || r.replaced || ', and their events say otherwise' \
    FROM replacements r JOIN pairs p ON p.id = r.pair JOIN pairs o ON o.id = r.replaced \
    LEFT JOIN voids v ON v.pair = r.replaced \
    LEFT JOIN events made ON made.seq = p.seq LEFT JOIN events gone ON gone.seq = v.seq \
    WHERE v.seq IS NOT p.seq - 1 OR (p.dk = o.dk) = (p.pk = o.pk AND p.sn = o.sn) \
    OR iif(json_valid(made.detail), json_extract(made.detail, '$.replaces'), NULL) IS NOT r.replaced \
    OR iif(json_valid(gone.detail), json_extract(gone.detail, '$.replaced_by'), NULL) IS NOT r.pair \
    UNION ALL \
    SELECT 'pair ' || v.pair || ' was voided for another pair, and which is not on record' \
    FROM voids v JOIN events e ON e.seq = v.seq \
    WHERE v.pair NOT IN (SELECT replaced FROM replacements) \
    AND iif(json_valid(e.detail), json_extract(e.detail, '$.replaced_by'), NULL) IS NOT NULL";
