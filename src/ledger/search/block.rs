//! The keys of consecutive pairs as one text, and finding words in it.
//!
//! Two lines a pair: `dk\nsn\n`, in lower case. A word has no line end in it, so each match lies in one
//! line, and the line ends before it say whose it is.

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memrchr};

use super::hits::Hits;
use super::words::{Need, fold};
use crate::ledger::error::LedgerError;
use crate::ledger::reader::Reader;

/// Most pairs in a block.
pub(super) const PAIRS: i64 = 4096;

/// Reads the keys of the pairs `first..=last` from the ledger into `text`; the greatest event number
/// among them. An id that is no pair's has two empty lines, in which nothing is found.
pub(super) fn read(reader: &Reader, first: i64, last: i64, text: &mut Vec<u8>) -> Result<i64, LedgerError> {
    text.clear();
    let mut statement =
        reader.prepare("SELECT id, dk, sn, seq FROM pairs WHERE id BETWEEN ? AND ? ORDER BY id")?;
    let name = |e| reader.name(e);
    let mut rows = statement.query([first, last]).map_err(name)?;
    let (mut next, mut newest) = (first, 0);
    while let Some(row) = rows.next().map_err(name)? {
        let mut add = || {
            let id: i64 = row.get(0)?;
            while next < id {
                text.extend_from_slice(b"\n\n");
                next += 1;
            }
            for key in [row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?] {
                text.extend_from_slice(fold(key).as_bytes());
                text.push(b'\n');
            }
            next = id + 1;
            newest = newest.max(row.get(3)?);
            rusqlite::Result::Ok(())
        };
        add().map_err(name)?;
    }
    for _ in next..=last {
        text.extend_from_slice(b"\n\n");
    }
    Ok(newest)
}

/// Adds to `found` the pairs of `need` in whose keys all its words are. `text` holds the pairs
/// `ids.0..=ids.1`.
pub(super) fn search(text: &[u8], ids: (i64, i64), need: Need, words: &[Finder<'static>], found: &mut Hits) {
    let mut wanted = words.iter().enumerate().filter(|(n, _)| need.words & 1 << n != 0).map(|(_, w)| w);
    let Some(rarest) = wanted.next() else { return };
    let others: Vec<&Finder<'static>> = wanted.collect();
    // The pair that begins at `at`.
    let (mut pair, mut at) = (need.first, after_pairs(text, need.first.abs_diff(ids.0)));
    // Counting lines to the end would take longer than looking through them.
    let end = match need.last == ids.1 {
        true => text.len(),
        false => at + after_pairs(&text[at..], need.last.abs_diff(need.first) + 1),
    };
    while let Some(hit) = rarest.find(&text[at..end]) {
        let hit = at + hit;
        let lines = memchr_iter(b'\n', &text[at..hit]).count();
        pair += (lines / 2) as i64;
        let keys = keys_around(&text[..end], at, hit, lines % 2 == 1);
        if others.iter().all(|word| word.find(&text[keys.clone()]).is_some()) {
            found.insert(pair, pair);
        }
        at = keys.end;
        pair += 1;
    }
}

/// Bytes of so many pairs.
fn after_pairs(text: &[u8], pairs: u64) -> usize {
    match usize::try_from(2 * pairs) {
        Ok(0) => 0,
        Ok(lines) => memchr_iter(b'\n', text).nth(lines - 1).map_or(text.len(), |end| end + 1),
        Err(_) => text.len(),
    }
}

/// Where the pair with the byte `hit` in its DK, or `in_sn`, begins and ends. It begins at `from` or
/// later.
fn keys_around(text: &[u8], from: usize, hit: usize, in_sn: bool) -> std::ops::Range<usize> {
    let line_start = |until: usize| memrchr(b'\n', &text[from..until]).map_or(from, |at| from + at + 1);
    let line_end = |after: usize| memchr(b'\n', &text[after..]).map_or(text.len(), |at| after + at + 1);
    match in_sn {
        // The line before ends where this one starts.
        true => line_start(line_start(hit).saturating_sub(1).max(from))..line_end(hit),
        false => line_start(hit)..line_end(line_end(hit)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::Words;
    use super::*;

    const TEXT: &[u8] = b"1201\nab12\n\n\n312\nbb\n12\n12\n99\ncc12\n";

    /// Ids found among the pairs 10 to 14 of [`TEXT`].
    fn check(typed: &str, within: (i64, i64), expect: &[(i64, i64)]) {
        let words = Words::of(typed);
        let need = Need { first: within.0, last: within.1, words: words.lacking("", "") };
        let mut found = Hits::default();
        search(TEXT, (10, 14), need, &words.finders(), &mut found);
        let found = found.to_set();
        assert_eq!(found.ranges().collect::<Vec<_>>(), expect, "{typed:?} in {within:?}");
    }

    #[test]
    fn a_match_gives_its_pair() {
        check("12", (10, 14), &[(10, 10), (12, 14)]);
        check("B", (10, 14), &[(10, 10), (12, 12)]);
        check("b 3", (10, 14), &[(12, 12)]);
        check("12 9", (10, 14), &[(14, 14)]);
        check("c 12", (10, 14), &[(14, 14)]);
        check("01ab", (10, 14), &[]);
        check("12", (11, 13), &[(12, 13)]);
        check("ab", (11, 14), &[]);
        check("cc", (10, 13), &[]);
        check("nothing", (10, 14), &[]);
    }
}
