//! Code 128 (ISO/IEC 15417): for guns that read bars only.

/// A Code 128 as bars, without its quiet zones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code128 {
    width: usize,
    bars: Vec<(usize, usize)>,
}

/// The text is none that Code 128 holds well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} cannot be a Code 128: it holds 1 to {most} printable ASCII characters", most = Code128::MOST)]
pub struct Code128Error {
    /// The text.
    pub text: String,
}

impl Code128 {
    /// Light modules that must stand before and behind the bars.
    pub const QUIET: usize = 10;

    /// Longest text: what is longer is wider than guns read.
    pub const MOST: usize = 48;

    /// The narrowest code that holds this text.
    pub fn encode(text: &str) -> Result<Code128, Code128Error> {
        let good =
            (1..=Code128::MOST).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b));
        if !good {
            return Err(Code128Error { text: text.to_owned() });
        }
        let code = code128::Code128::encode(text.as_bytes());
        let mut at = 0;
        let bars = code.bars().map(|bar| {
            let from = at;
            at += usize::from(bar.width) + usize::from(bar.space);
            (from, usize::from(bar.width))
        });
        let bars: Vec<(usize, usize)> = bars.collect();
        let width = bars.last().map_or(0, |(from, wide)| from + wide);
        Ok(Code128 { width, bars })
    }

    /// Modules from the first bar to the last.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Modules with the quiet zones.
    pub fn width_with_quiet_zones(&self) -> usize {
        self.width + 2 * Code128::QUIET
    }

    /// Each bar: where it begins, counted from the first one, and how wide it is, in modules.
    pub fn bars(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.bars.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::checkup::challenge::PARTS;

    #[test]
    fn bars_hold_their_text() {
        for text in ["PSCMDACK", "863950069494278", "a", "~ ~"].into_iter().chain(PARTS) {
            let code = Code128::encode(text).unwrap();
            let bars: Vec<(usize, usize)> = code.bars().collect();
            let next = bars.iter().skip(1).map(|(from, _)| *from).chain([code.width()]);
            let bars: Vec<code128::Bar> = bars
                .iter()
                .zip(next)
                .map(|((from, wide), next)| code128::Bar {
                    width: *wide as u8,
                    space: (next - from - wide) as u8,
                })
                .collect();
            assert_eq!(code128::decode_str(&bars).unwrap(), text);
        }
    }

    #[test]
    fn the_widths_are_those_of_the_standard() {
        let check = |text: &str, symbols: usize| {
            let code = Code128::encode(text).unwrap();
            // Eleven modules a symbol, thirteen the stop.
            assert_eq!(code.width(), 11 * symbols + 13, "{text}");
            assert_eq!(code.width_with_quiet_zones(), code.width() + 20);
        };
        check("PSCMDACK", 1 + 8 + 1);
        check("12345678", 1 + 4 + 1);
        PARTS.iter().for_each(|part| check(part, 1 + 24 + 1));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for text in ["", "中", "a\r", &"x".repeat(49)] {
            let error = Code128::encode(text).unwrap_err();
            assert!(error.to_string().contains("1 to 48"), "{error}");
        }
    }
}
