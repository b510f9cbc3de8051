//! How a relation file of a template will look: its first lines, from the code that writes the file.

use crate::ledger::{LedgerError, Pair, PairFilter, PairState, Reader};
use crate::relation::{RelationError, Row, Template, render};

/// Rows shown.
const ROWS: u64 = 5;

/// What a preview is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    pairs: Vec<Sample>,
    /// There was no pair yet: the rows are made up.
    pub made_up: bool,
}

/// One row's worth.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sample {
    dk: String,
    pk: String,
    sn: String,
    name: String,
    order: String,
    day: i32,
}

impl Sample {
    fn of(pair: Pair) -> Sample {
        let Pair { dk, pk, sn, name, context, .. } = pair;
        Sample { dk, pk, sn, name, order: context.order, day: context.shift_day }
    }

    fn row(&self) -> Row<'_> {
        let row = Row::new(&self.dk, &self.pk, &self.sn, &self.name);
        Row { order: &self.order, day: self.day, ..row }
    }
}

impl Samples {
    /// The last five pairs, oldest first, or made-up ones of that day where there are none.
    pub fn read(reader: &Reader, today: i32) -> Result<Samples, LedgerError> {
        let active = PairFilter { state: PairState::Active, ..PairFilter::default() };
        let mut pairs = reader.page_pairs(&active, 0, ROWS)?;
        pairs.reverse();
        if pairs.is_empty() {
            return Ok(Samples::made_up(today));
        }
        Ok(Samples { pairs: pairs.into_iter().map(Sample::of).collect(), made_up: false })
    }

    fn made_up(today: i32) -> Samples {
        let keys = [
            ("863950069494278", "VDR7098612099028", "WO1001-001"),
            ("863950061408912", "VDR4484216898769", "WO1001-002"),
        ];
        let sample = |(dk, sn, name): (&str, &str, &str)| Sample {
            dk: dk.to_owned(),
            pk: "p11sf2".to_owned(),
            sn: sn.to_owned(),
            name: name.to_owned(),
            order: "WO1001".to_owned(),
            day: today,
        };
        Samples { pairs: keys.map(sample).to_vec(), made_up: true }
    }

    /// The file's text as the CSV will have it, header and rows, decoded from the bytes that would be
    /// written: without its byte order mark.
    pub fn text(&self, template: &Template) -> Result<String, RelationError> {
        let rows: Vec<Row<'_>> = self.pairs.iter().map(Sample::row).collect();
        let bytes = render(template, &rows)?;
        // What was just encoded can be decoded.
        Ok(template.encoding().decode(&bytes).unwrap_or_default().into_owned())
    }
}
