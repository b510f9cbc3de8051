//! Labels in ZPL II, the language of label printers (Zebra's, and of others that speak it; Zebra, ZPL II
//! Programming Guide, P1012728).
//!
//! The printer makes the code itself (`^BQ`), so it is as sharp as the printer can. A label is
//! one `^XA … ^XZ` and stands alone: what is sent after a break prints as if nothing had been.

use std::fmt::Write;

use super::Qr;
use super::label_sheet::MOST_COPIES;
use super::sticker::{LEADING, LEAST_MODULE, Layout, Sticker};
use super::stock::Stock;

/// Dots an inch of a printer's head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dpi {
    /// 8 dots a mm: most.
    #[default]
    D203,
    /// 12 dots a mm.
    D300,
    /// 24 dots a mm.
    D600,
}

impl Dpi {
    /// Every resolution.
    pub const ALL: [Dpi; 3] = [Dpi::D203, Dpi::D300, Dpi::D600];

    /// Dots in a millimetre: makers say 203, and mean 8 a mm.
    pub fn dots(self) -> f32 {
        match self {
            Dpi::D203 => 8.0,
            Dpi::D300 => 12.0,
            Dpi::D600 => 24.0,
        }
    }

    /// As makers say it.
    pub fn number(self) -> u16 {
        match self {
            Dpi::D203 => 203,
            Dpi::D300 => 300,
            Dpi::D600 => 600,
        }
    }

    /// From what makers say.
    pub fn of(number: u16) -> Option<Dpi> {
        Dpi::ALL.into_iter().find(|dpi| dpi.number() == number)
    }
}

/// How labels are sent to a label printer.
#[derive(Debug, Clone, PartialEq)]
pub struct Zpl {
    /// What the printer is loaded with; of stock with several columns, each label is printed alone.
    pub stock: Stock,
    /// Of its head.
    pub dpi: Dpi,
    /// So many of each.
    pub copies: usize,
    /// Everything this many mm to the right and down.
    pub offset: [f32; 2],
}

/// Why there is no label.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ZplError {
    /// The modules would be too narrow.
    #[error(
        "on labels of {stock} at {dpi} dpi the code does not fit: a module would be {module:.2} mm wide, and guns need \
         {LEAST_MODULE}; choose larger labels, or shorten what the code says"
    )]
    Small {
        /// The stock.
        stock: String,
        /// Dots an inch.
        dpi: u16,
        /// Width in mm.
        module: f32,
    },
    /// A character that label printers do not have.
    #[error(
        "{0:?} cannot be sent to a label printer: it has letters, digits and ASCII signs only; print a sheet instead, or \
         leave it out"
    )]
    Letter(char),
    /// The text fits no code.
    #[error(transparent)]
    Code(#[from] super::QrError),
    /// Nothing, or more copies than anybody wants.
    #[error("{0} copies of each label cannot be: 1 to {most}", most = MOST_COPIES)]
    Copies(usize),
}

/// Largest magnification of `^BQ`.
const MOST_DOTS: f32 = 10.0;
/// What the printers' own scalable font takes at most for a letter, in type sizes: narrow, but bold.
const LETTER: f32 = 0.6;
/// The sign before two hex digits, in fields behind `^FH_`.
const HEX: char = '_';

impl Zpl {
    /// On this stock: one of each, 203 dpi.
    pub fn new(stock: Stock) -> Zpl {
        Zpl { stock, dpi: Dpi::default(), copies: 1, offset: [0.0; 2] }
    }

    /// The commands for one label, in UTF-8, with a line feed at the end.
    ///
    /// # Errors
    /// All of [`ZplError`].
    pub fn label(&self, sticker: &Sticker) -> Result<String, ZplError> {
        if !(1..=MOST_COPIES).contains(&self.copies) {
            return Err(ZplError::Copies(self.copies));
        }
        let all = sticker.lines.iter().chain([&sticker.code]);
        if let Some(strange) = all.flat_map(|text| text.chars()).find(|c| !matches!(c, ' '..='~')) {
            return Err(ZplError::Letter(strange));
        }
        let layout = Layout::of(self.stock.label, sticker.lines.len());
        let dots = |mm: f32| (mm * self.dpi.dots()).round().max(0.0) as u32;
        let at = |place: [f32; 2]| [dots(place[0] + self.offset[0]), dots(place[1] + self.offset[1])];
        let mut zpl = format!(
            "^XA\n^CI28\n^PW{}\n^LL{}\n^LH0,0\n",
            dots(self.stock.label[0]),
            dots(self.stock.label[1])
        );
        let (magnification, corner) = self.code(&layout, &sticker.code)?;
        let [x, y] = at(corner);
        // Error correction M, and A: the printer finds the shortest code by itself.
        let code = escaped(&sticker.code);
        push(&mut zpl, format_args!("^FO{x},{y}^BQN,2,{magnification},M^FH{HEX}^FDMA,{code}^FS\n"));
        let (lines, size) = layout.set(&sticker.lines, |line| line.len() as f32 * LETTER);
        if !lines.is_empty() {
            let high = lines.len() as f32 * LEADING * size;
            let above = if layout.under { 0.0 } else { (layout.room[1] - high) / 2.0 };
            let [x, y] = at([layout.text[0], layout.text[1] + above]);
            let (type_size, wide) = (dots(size), dots(layout.room[0]));
            let between = dots(size * (LEADING - 1.0));
            let side = if layout.under { 'C' } else { 'L' };
            let text = lines.iter().map(|line| escaped(&line.replace('\\', "\\\\"))).collect::<Vec<_>>();
            push(
                &mut zpl,
                format_args!(
                    "^FO{x},{y}^A0N,{type_size},{type_size}^FB{wide},{},{between},{side},0^FH{HEX}^FD{}^FS\n",
                    lines.len(),
                    text.join("\\&")
                ),
            );
        }
        push(&mut zpl, format_args!("^PQ{}\n^XZ\n", self.copies));
        Ok(zpl)
    }

    /// Dots a module, and where the code's first module stands.
    ///
    /// The printer may find a shorter code than this; never a longer one. It is then at the left and upper
    /// edge of its place, with more quiet around it.
    fn code(&self, layout: &Layout, text: &str) -> Result<(u32, [f32; 2]), ZplError> {
        let side = Qr::side_as_bytes(text)? + 2 * Qr::QUIET;
        let dots = (layout.side * self.dpi.dots() / side as f32).floor().min(MOST_DOTS);
        let module = dots / self.dpi.dots();
        if module < LEAST_MODULE {
            let narrow = layout.side / side as f32;
            let stock = self.stock.name().to_owned();
            return Err(ZplError::Small { stock, dpi: self.dpi.number(), module: module.min(narrow) });
        }
        let inset = (layout.side - module * side as f32) / 2.0 + module * Qr::QUIET as f32;
        Ok((dots as u32, layout.code.map(|edge| edge + inset)))
    }
}

fn push(zpl: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    zpl.write_fmt(what).unwrap_or_default();
}

/// Every byte that could mean something to the printer as two hex digits.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9'
            | b'A'..=b'Z'
            | b'a'..=b'z'
            | b' '
            | b'&'
            | b'='
            | b'+'
            | b'-'
            | b'.'
            | b'/'
            | b':'
            | b';'
            | b'?'
            | b'#'
            | b'%'
            | b'\\'
            | b'('
            | b')'
            | b'@'
            | b'!'
            | b'*'
            | b'\'' => {
                escaped.push(char::from(byte));
            }
            _ => push(&mut escaped, format_args!("{HEX}{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a printer makes of a label: its fields as (command before the data, data with the escapes
    /// undone), and the other commands.
    fn parsed(zpl: &str) -> (Vec<(String, String)>, Vec<String>) {
        let (mut fields, mut others, mut field) = (Vec::new(), Vec::new(), String::new());
        let zpl = zpl.replace('\n', "");
        for command in zpl.split('^').skip(1) {
            match command.split_at(2) {
                ("FD", data) => {
                    let mut bytes = Vec::new();
                    let mut rest = data.as_bytes();
                    while let [first, others @ ..] = rest {
                        if *first == b'_' {
                            let digits = std::str::from_utf8(&others[..2]).unwrap();
                            bytes.push(u8::from_str_radix(digits, 16).unwrap());
                            rest = &others[2..];
                        } else {
                            bytes.push(*first);
                            rest = others;
                        }
                    }
                    fields.push((std::mem::take(&mut field), String::from_utf8(bytes).unwrap()));
                }
                ("FS", "") => {}
                ("FO" | "BQ" | "A0" | "FB" | "FH", _) => {
                    field.push('^');
                    field.push_str(command);
                }
                _ => others.push(command.to_owned()),
            }
        }
        (fields, others)
    }

    fn sticker(code: &str, lines: &[&str]) -> Sticker {
        Sticker { code: code.into(), lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn a_label_is_what_the_printer_is_to_do() {
        let zpl = Zpl { copies: 2, ..Zpl::new("40x30".parse().unwrap()) };
        let label = zpl.label(&sticker("pk=p11sf2&sn=VDR7098612099028&v=1", &["VDR7098612099028"])).unwrap();
        let expect = "^XA\n^CI28\n^PW320\n^LL240\n^LH0,0\n\
                      ^FO88,30^BQN,2,5,M^FH_^FDMA,pk=p11sf2&sn=VDR7098612099028&v=1^FS\n\
                      ^FO8,206^A0N,22,22^FB304,1,4,C,0^FH_^FDVDR7098612099028^FS\n^PQ2\n^XZ\n";
        assert_eq!(label, expect);
        let (fields, others) = parsed(&label);
        assert_eq!(fields[0].1, "MA,pk=p11sf2&sn=VDR7098612099028&v=1");
        assert_eq!(others, ["XA", "CI28", "PW320", "LL240", "LH0,0", "PQ2", "XZ"]);
    }

    #[test]
    fn no_text_can_be_taken_for_a_command() {
        let check = |text: &str, hidden: &str| {
            let label = Zpl::new("60x40".parse().unwrap()).label(&sticker(text, &[text])).unwrap();
            assert!(!label.contains(hidden), "{label}");
            let (fields, others) = parsed(&label);
            assert_eq!(fields[0].1, format!("MA,{text}"));
            assert_eq!(fields[1].1.replace("\\\\", "\\"), text);
            assert_eq!(others.len(), 7, "{others:?}");
        };
        check("a^XZ~JAb", "^XZ~");
        check("_5E~", "D_5E");
        check("a\\&b", "D\\&");
        check("a,b{c}|d\"<>`$[]", "{c}");
    }

    #[test]
    fn magnification_follows_label_and_head() {
        let check = |stock: &str, dpi: Dpi, text: &str, expect: u32| {
            let zpl = Zpl { dpi, ..Zpl::new(stock.parse().unwrap()) };
            let label = zpl.label(&sticker(text, &["VDR7098612099028"])).unwrap();
            let (fields, _) = parsed(&label);
            assert!(fields[0].0.contains(&format!("^BQN,2,{expect},M")), "{}", fields[0].0);
            // Place, code and its quiet zone stay on the label.
            let place = fields[0].0.strip_prefix("^FO").unwrap().split(['^', ',']);
            let place: Vec<u32> = place.take(2).map(|number| number.parse().unwrap()).collect();
            let side = (Qr::side_as_bytes(text).unwrap() + Qr::QUIET) as u32 * expect;
            let [wide, high] = zpl.stock.label.map(|mm| (mm * dpi.dots()) as u32);
            assert!(place[0] >= 4 * expect && place[0] + side <= wide, "{place:?}");
            assert!(place[1] >= 4 * expect && place[1] + side <= high, "{place:?}");
        };
        let platform = "pk=p11sf2&sn=VDR7098612099028&v=1";
        check("60x40", Dpi::D203, platform, 7);
        check("60x40", Dpi::D300, platform, 10);
        check("60x40", Dpi::D600, platform, 10);
        check("40x30", Dpi::D300, platform, 8);
        check("30x20", Dpi::D203, platform, 3);
        check("25x25", Dpi::D203, platform, 4);
        check("25x25", Dpi::D300, &format!("https://example.com/{platform}"), 6);
    }

    #[test]
    fn what_cannot_be_printed_is_named() {
        let check = |zpl: Zpl, sticker: Sticker, expect: &str| {
            let error = zpl.label(&sticker).unwrap_err().to_string();
            assert!(error.contains(expect), "{error}");
        };
        let good = Zpl::new("25x25".parse().unwrap());
        check(good.clone(), sticker("设备", &[]), "'设'");
        check(good.clone(), sticker("A", &["a\tb"]), "'\\t'");
        check(good.clone(), sticker(&"x".repeat(1700), &[]), "guns need 0.17");
        check(Zpl { copies: 101, ..good }, sticker("A", &[]), "101 copies");
    }
}
