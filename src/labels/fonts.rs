//! The font files, embedded: what the window shows and what is printed look alike on every machine.
//!
//! Their licences lie beside them in `assets/fonts`.

use ttf_parser::Face;

/// Noto Sans SC, for words.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf");
/// Noto Sans SC, for words that matter.
pub const BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Bold.ttf");
/// JetBrains Mono, for codes and numbers.
pub const MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");

/// A font's measures.
pub(super) struct Measures {
    face: Face<'static>,
}

impl Measures {
    /// Of one of these files; `None` where it is no font.
    pub(super) fn of(file: &'static [u8]) -> Option<Measures> {
        Face::parse(file, 0).ok().map(|face| Measures { face })
    }

    /// The first character that the font has not.
    pub(super) fn lacks(&self, text: &str) -> Option<char> {
        text.chars().find(|c| self.face.glyph_index(*c).is_none())
    }

    /// How wide a text is, in type sizes.
    pub(super) fn em(&self, text: &str) -> f32 {
        let wide = |c| self.face.glyph_index(c).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        let units: u32 = text.chars().filter_map(wide).map(u32::from).sum();
        units as f32 / f32::from(self.face.units_per_em())
    }
}
