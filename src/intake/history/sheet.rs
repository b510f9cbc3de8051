//! The rows of a history in one text: a million of them take no allocation each.

use super::{HistoryNote, HistoryRow};
use crate::relation::Encoding;

/// The header of the old tool's first exports, for what has none.
pub(super) const OWN_HEADER: &str = "*设备DeviceKey,*产品ProductKey,*设备SN,设备名称";

/// Every row, whatever it holds.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The file's text, or what was made of the database.
    pub(super) text: String,
    /// The first line, if it is a header; else [`OWN_HEADER`].
    pub(super) header: String,
    pub(super) delimiter: char,
    pub(super) encoding: Encoding,
    /// Columns of DK, PK, SN and name, from 1; 0 where there is none, and in a database.
    pub(super) columns: [u64; 4],
    pub(super) rows: Vec<Place>,
    pub(super) notes: Vec<HistoryNote>,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) line: u64,
    /// The whole of it, without its line end.
    pub(super) whole: Span,
    /// DK, PK, SN and name, without blanks around them.
    pub(super) fields: [Span; 4],
    /// It has not the cells it should have, or bytes that are no text.
    pub(super) fault: Option<&'static str>,
}

/// A stretch of the text, in bytes. A file has less than 4 GiB: see `MAX_BYTES`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Sheet {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The column of a field, by its name in JSON.
    pub(super) fn column(&self, field: &str) -> u64 {
        let at = ["dk", "pk", "sn", "name"].iter().position(|name| *name == field);
        at.map_or(0, |at| self.columns[at])
    }

    pub(super) fn whole(&self, at: usize) -> &str {
        self.get(self.rows[at].whole)
    }

    pub(super) fn row(&self, at: usize) -> HistoryRow<'_> {
        let place = &self.rows[at];
        let [dk, pk, sn, name] = place.fields.map(|span| self.get(span));
        HistoryRow { line: place.line, dk, pk, sn, name }
    }
}
