//! Where the parts of a scan lie in a report, and how one report is cut into them.

use std::ops::Range;

/// The shape of one input report that carries scanned data. All positions count bytes from the start
/// of the report as it is read, its id byte counted if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The id that reports of this shape begin with; `None`: reports are not numbered.
    pub report: Option<u8>,
    /// The byte that says how many bytes of data this report carries; `None`: the data go on up to the
    /// zeros that fill the report.
    pub count: Option<usize>,
    /// The three characters of the AIM symbology identifier.
    pub symbology: Option<[usize; 3]>,
    /// The data.
    pub data: Range<usize>,
    /// How a code says that it goes on in the next report.
    pub more: More,
}

/// How a code says that it goes on in the next report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// A flag: any of these bits of this byte. (A report without that byte is the last.)
    Flag {
        /// Where it lies.
        byte: usize,
        /// Its bits.
        mask: u8,
    },
    /// No flag: a report that is full may go on, and silence ends the code.
    WhenFull,
}

/// What one report carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'r> {
    /// The data, as far as they came.
    pub data: &'r [u8],
    /// A well-formed AIM symbology identifier.
    pub symbology: Option<[u8; 3]>,
    /// The code goes on in the next report.
    pub more: bool,
    /// The report is shorter than the data it announces.
    pub cut: bool,
}

impl Layout {
    /// Cuts a report; `None` if it is of another kind.
    pub fn cut<'r>(&self, report: &'r [u8]) -> Option<Part<'r>> {
        if self.report.is_some_and(|id| report.first() != Some(&id)) {
            return None;
        }
        let room = self.data.len();
        let came = report.get(self.data.start..).unwrap_or_default();
        let came = &came[..came.len().min(room)];
        let wanted = match self.count {
            // A count beyond the field can only mean that the field is full.
            Some(at) => report.get(at).map(|&count| usize::from(count).min(room)),
            None => Some(came.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)),
        };
        let data = &came[..came.len().min(wanted.unwrap_or(0))];
        let more = match self.more {
            More::Flag { byte, mask } => report.get(byte).is_some_and(|flags| flags & mask != 0),
            More::WhenFull => data.len() == room,
        };
        let cut = wanted.is_none_or(|wanted| data.len() < wanted);
        Some(Part { data, symbology: self.symbology_of(report), more, cut })
    }

    /// `]`, a letter, a letter or digit (ISO/IEC 15424); anything else is no identifier.
    fn symbology_of(&self, report: &[u8]) -> Option<[u8; 3]> {
        let at = self.symbology?;
        let [Some(&flag), Some(&code), Some(&modifier)] = at.map(|at| report.get(at)) else { return None };
        let good = flag == b']' && code.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric();
        good.then_some([flag, code, modifier])
    }
}
