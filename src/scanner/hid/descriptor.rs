//! HID report descriptors → where the parts of a scan lie in a report.
//!
//! Pure and total: any bytes give a [`Descriptor`] or a named fault, in time that grows with their
//! number only. Read are the short items of the HID class definition 1.11 (section 6.2.2); long items,
//! of which none were ever defined, are passed over. The usages are those of the *HID Point of Sale
//! Usage Tables* 1.02 (section 3, page 0x8C; now part of the *HID Usage Tables* 1.5, chapter 32), and
//! *Byte Count* (0x3B) of the generic desktop page.

use super::layout::{Layout, More};
use std::collections::BTreeMap;

/// Longest descriptor that is read, in bytes: what Linux takes (`HID_MAX_DESCRIPTOR_SIZE`).
pub const MAX_DESCRIPTOR: usize = 4096;

/// Longest report, in bytes.
pub const MAX_REPORT: usize = 4096;

/// Most usages that may stand before one field, and most states that may be pushed.
const MAX_LOCAL: usize = 256;
const MAX_PUSHED: usize = 16;

const SCANNER_PAGE: u32 = 0x8c;
const BYTE_COUNT: u32 = 0x0001_003b;
const SYMBOLOGY: [u32; 3] = [0x008c_00fb, 0x008c_00fc, 0x008c_00fd];
const DECODED_DATA: u32 = 0x008c_00fe;
const CONTINUED: u32 = 0x008c_00ff;

/// What a report descriptor says that a gun's driver needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Descriptor {
    /// Whether it calls itself a bar code scanner: an application collection on page 0x8C.
    pub scanner: bool,
    /// Where a scan lies in each input report that carries one.
    pub layouts: Vec<Layout>,
    /// How long each output report is in bytes, its id byte counted, by its id (0 = not numbered).
    pub outputs: BTreeMap<u8, usize>,
}

/// Why a descriptor cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DescriptorError {
    /// Longer than [`MAX_DESCRIPTOR`].
    #[error(
        "the report descriptor has {0} bytes, and {MAX_DESCRIPTOR} are the most; choose the gun's profile instead of auto"
    )]
    TooLong(usize),
    /// An item goes beyond the end.
    #[error(
        "the report descriptor breaks off in its item at byte {0}; choose the gun's profile instead of auto"
    )]
    Cut(usize),
    /// A report grows beyond [`MAX_REPORT`].
    #[error(
        "the report descriptor's item at byte {0} makes a report longer than {MAX_REPORT} bytes; choose the gun's profile instead of auto"
    )]
    TooBig(usize),
    /// More usages or pushed states than a descriptor has use for.
    #[error(
        "the report descriptor's item at byte {0} is one too many; choose the gun's profile instead of auto"
    )]
    TooMany(usize),
    /// A pop without a push, or a report id beyond a byte.
    #[error(
        "the report descriptor's item at byte {0} makes no sense; choose the gun's profile instead of auto"
    )]
    Senseless(usize),
    /// The data of a scan do not begin at a byte, or are not made of bytes.
    #[error(
        "the report descriptor puts the data of a scan between bytes (item at byte {0}); choose the gun's profile instead of auto"
    )]
    Unaligned(usize),
}

impl Descriptor {
    /// Reads a report descriptor.
    pub fn parse(bytes: &[u8]) -> Result<Descriptor, DescriptorError> {
        if bytes.len() > MAX_DESCRIPTOR {
            return Err(DescriptorError::TooLong(bytes.len()));
        }
        let mut reader = Reader::default();
        let mut at = 0;
        while let Some(&prefix) = bytes.get(at) {
            let (head, length) = match prefix {
                LONG_ITEM => (3, bytes.get(at + 1).map_or(0, |&length| usize::from(length))),
                _ => (1, [0, 1, 2, 4][usize::from(prefix & 3)]),
            };
            let data = bytes.get(at + head..at + head + length).ok_or(DescriptorError::Cut(at))?;
            if prefix != LONG_ITEM {
                reader.item(prefix & !3, data, at)?;
            }
            at += head + length;
        }
        Ok(reader.finish())
    }
}

const LONG_ITEM: u8 = 0xfe;

/// The global items, which stay until they are changed.
#[derive(Debug, Clone, Copy, Default)]
struct Globals {
    page: u32,
    /// Bits of one element, and how many elements a field has.
    size: u32,
    count: u32,
    report: u8,
}

/// An input report as it is being put together.
#[derive(Debug, Default)]
struct Input {
    /// Bits so far.
    bits: u32,
    count: Option<usize>,
    symbology: [Option<usize>; 3],
    data: Option<std::ops::Range<usize>>,
    more: Option<More>,
}

#[derive(Debug, Default)]
struct Reader {
    globals: Globals,
    pushed: Vec<Globals>,
    /// The usages before the next main item, as ranges of page << 16 | usage.
    usages: Vec<(u32, u32)>,
    minimum: Option<u32>,
    scanner: bool,
    /// Whether reports begin with their id.
    numbered: bool,
    inputs: BTreeMap<u8, Input>,
    /// Bits of each output report.
    outputs: BTreeMap<u8, u32>,
}

impl Reader {
    /// One short item: its prefix without the size, its data, and where it stands.
    fn item(&mut self, kind: u8, data: &[u8], at: usize) -> Result<(), DescriptorError> {
        let value = data.iter().rev().fold(0_u32, |value, &byte| value << 8 | u32::from(byte));
        match kind {
            0x80 => self.input(value, at)?,
            0x90 => self.output(at)?,
            0xa0 => self.collection(value),
            0xb0 | 0xc0 => {}
            0x04 => self.globals.page = value & 0xffff,
            0x74 => self.globals.size = value,
            0x94 => self.globals.count = value,
            0x84 => {
                self.globals.report = u8::try_from(value).map_err(|_| DescriptorError::Senseless(at))?;
                self.numbered = true;
            }
            0xa4 if self.pushed.len() == MAX_PUSHED => return Err(DescriptorError::TooMany(at)),
            0xa4 => self.pushed.push(self.globals),
            0xb4 => self.globals = self.pushed.pop().ok_or(DescriptorError::Senseless(at))?,
            0x08 => self.usage(self.full(value, data.len()), None, at)?,
            0x18 => self.minimum = Some(self.full(value, data.len())),
            0x28 => {
                let maximum = self.full(value, data.len());
                if let Some(minimum) = self.minimum.take() {
                    self.usage(minimum, Some(maximum), at)?;
                }
            }
            _ => {}
        }
        // A main item uses up what was said for it alone.
        if matches!(kind, 0x80 | 0x90 | 0xa0 | 0xb0 | 0xc0) {
            self.usages.clear();
            self.minimum = None;
        }
        Ok(())
    }

    /// A usage with its page: four bytes carry it themselves.
    fn full(&self, value: u32, length: usize) -> u32 {
        if length == 4 { value } else { self.globals.page << 16 | value }
    }

    fn usage(&mut self, first: u32, last: Option<u32>, at: usize) -> Result<(), DescriptorError> {
        if self.usages.len() == MAX_LOCAL {
            return Err(DescriptorError::TooMany(at));
        }
        self.usages.push((first, last.unwrap_or(first)));
        Ok(())
    }

    fn collection(&mut self, kind: u32) {
        const APPLICATION: u32 = 1;
        let on_page = self.usages.first().is_some_and(|&(usage, _)| usage >> 16 == SCANNER_PAGE);
        self.scanner |= kind == APPLICATION && on_page;
    }

    /// The bits of the field that the globals describe, if its report has room for them.
    fn field(&self, before: u32, at: usize) -> Result<u32, DescriptorError> {
        let bits = u64::from(self.globals.size) * u64::from(self.globals.count);
        let limit = u64::from(u32::try_from(MAX_REPORT * 8).unwrap_or(u32::MAX));
        let after = u64::from(before) + bits;
        u32::try_from(after).ok().filter(|_| after <= limit).ok_or(DescriptorError::TooBig(at))
    }

    fn output(&mut self, at: usize) -> Result<(), DescriptorError> {
        let report = self.globals.report;
        let before = self.outputs.get(&report).copied().unwrap_or(0);
        let after = self.field(before, at)?;
        self.outputs.insert(report, after);
        Ok(())
    }

    fn input(&mut self, flags: u32, at: usize) -> Result<(), DescriptorError> {
        const CONSTANT: u32 = 1;
        let start = self.inputs.get(&self.globals.report).map_or(0, |input| input.bits);
        let after = self.field(start, at)?;
        let size = self.globals.size;
        let place = |usage| self.place(usage).map(|(index, run)| (start + index * size, run));
        let byte = |usage| {
            place(usage)
                .filter(|(bit, _)| bit.is_multiple_of(8) && size == 8)
                .map(|(bit, _)| bit as usize / 8)
        };
        let (count, symbology) = (byte(BYTE_COUNT), SYMBOLOGY.map(byte));
        let (data, more) = (place(DECODED_DATA), place(CONTINUED));
        let input = self.inputs.entry(self.globals.report).or_default();
        input.bits = after;
        if flags & CONSTANT != 0 {
            return Ok(());
        }
        input.count = input.count.or(count);
        for (known, found) in input.symbology.iter_mut().zip(symbology) {
            *known = known.or(found);
        }
        if let Some((bit, run)) = data {
            if !(bit.is_multiple_of(8) && size.is_multiple_of(8)) {
                return Err(DescriptorError::Unaligned(at));
            }
            let here = bit as usize / 8..(bit + run * size) as usize / 8;
            match &mut input.data {
                // Data described in pieces that lie side by side are one.
                Some(known) if known.end == here.start => known.end = here.end,
                Some(_) => {}
                None => input.data = Some(here),
            }
        }
        if let Some((bit, _)) = more.filter(|_| input.more.is_none()) {
            let (byte, first) = (bit as usize / 8, bit % 8);
            let mask = u8::try_from(((1_u32 << size.min(8)) - 1) << first & 0xff).unwrap_or(u8::MAX);
            input.more = Some(More::Flag { byte, mask });
        }
        Ok(())
    }

    /// Where a usage stands in the field being described: the index of its first element, and how many
    /// elements of it follow one another. The last usage stands for all elements that are left.
    fn place(&self, wanted: u32) -> Option<(u32, u32)> {
        let mut index = 0_u32;
        for (n, &(first, last)) in self.usages.iter().enumerate() {
            if (first..=last).contains(&wanted) {
                let index = index.saturating_add(wanted - first);
                let left = self.globals.count.checked_sub(index).filter(|&left| left > 0)?;
                let rest = &self.usages[n + 1..];
                let alike = rest.iter().take_while(|&&usage| usage == (wanted, wanted)).count();
                let run = if wanted == last && alike == rest.len() { left } else { alike as u32 + 1 };
                return Some((index, run.min(left)));
            }
            index = index.saturating_add(last.saturating_sub(first)).saturating_add(1);
        }
        None
    }

    fn finish(self) -> Descriptor {
        let id = usize::from(self.numbered);
        let layouts = self.inputs.into_iter().filter_map(|(report, input)| {
            let data = input.data.filter(|data| !data.is_empty())?;
            let symbology = match input.symbology {
                [Some(first), Some(second), Some(third)] => Some([first + id, second + id, third + id]),
                _ => None,
            };
            let more = match input.more {
                Some(More::Flag { byte, mask }) => More::Flag { byte: byte + id, mask },
                _ => More::WhenFull,
            };
            let count = input.count.map(|byte| byte + id);
            let data = data.start + id..data.end + id;
            Some(Layout { report: self.numbered.then_some(report), count, symbology, data, more })
        });
        Descriptor {
            scanner: self.scanner,
            layouts: layouts.collect(),
            outputs: self
                .outputs
                .iter()
                .map(|(&report, &bits)| (report, bits.div_ceil(8) as usize + 1))
                .collect(),
        }
    }
}
