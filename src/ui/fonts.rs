//! The fonts, embedded: a bare machine shows every sentence.
//!
//! Noto Sans SC for words, JetBrains Mono for codes and numbers (their licences lie beside them in
//! `assets/fonts`). What JetBrains Mono lacks falls back to Noto. Icons are painted, never typed:
//! see [`super::icons`].

use std::sync::Arc;

use crate::labels::print::FONTS;
use egui::{FontData, FontDefinitions, FontFamily, FontId};

/// The file of [`regular`].
const REGULAR: &[u8] = FONTS.regular;
/// The file of [`bold`].
const BOLD: &[u8] = FONTS.bold;
const MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");
const MONO_BOLD: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Bold.ttf");

/// Words.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Words that matter.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, bold_family())
}

/// Codes and numbers.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Codes and numbers that matter.
pub fn mono_bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("mono-bold".into()))
}

/// The family of [`bold`], for egui's text styles.
pub fn bold_family() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// Everything above, as egui wants it.
pub fn definitions() -> FontDefinitions {
    let files = [("regular", REGULAR), ("bold", BOLD), ("mono", MONO), ("mono-bold", MONO_BOLD)];
    let families = [
        (FontFamily::Proportional, vec!["regular", "mono"]),
        (FontFamily::Monospace, vec!["mono", "regular"]),
        (bold_family(), vec!["bold", "mono-bold"]),
        (FontFamily::Name("mono-bold".into()), vec!["mono-bold", "bold"]),
    ];
    FontDefinitions {
        font_data: files
            .map(|(name, bytes)| (name.to_owned(), Arc::new(FontData::from_static(bytes))))
            .into(),
        families: families
            .map(|(family, names)| (family, names.into_iter().map(str::to_owned).collect()))
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::text;

    #[test]
    fn every_sentence_can_be_shown() {
        let ctx = egui::Context::default();
        super::super::dress(&ctx);
        let mut missing = Vec::new();
        let mut look = |ui: &mut egui::Ui| {
            ui.fonts_mut(|fonts| {
                for (name, sentence) in text::every() {
                    for lang in text::Lang::ALL {
                        for c in lang.t(sentence).chars() {
                            for font in [super::regular(16.0), super::bold(16.0), super::mono(16.0)] {
                                if !fonts.has_glyph(&font, c) {
                                    missing.push(format!("{name}: {c}"));
                                }
                            }
                        }
                    }
                }
            });
        };
        ctx.run_ui(egui::RawInput::default(), &mut look).textures_delta.clear();
        assert_eq!(missing, Vec::<String>::new());
    }
}
