//! Codes in the table with what was searched for marked in them.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Label, Ui};

use crate::ui::fonts;
use crate::ui::tokens::{Palette, font};

/// What is marked: the words searched for, in lower case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    typed: String,
    words: Vec<String>,
}

impl Marks {
    /// Marks these words from now on.
    pub(super) fn set(&mut self, typed: &str) {
        if self.typed != typed {
            typed.clone_into(&mut self.typed);
            self.words = typed.split_whitespace().map(str::to_lowercase).collect();
        }
    }

    /// A code in a cell, as it is written for the eye: blanks in it are not the code's.
    pub(super) fn cell(&self, ui: &mut Ui, colours: &Palette, shown: &str, ink: Color32) {
        let plain = TextFormat::simple(fonts::mono(font::BODY), ink);
        let marked = TextFormat { background: colours.brand_soft, ..plain.clone() };
        let mut job = LayoutJob::default();
        for (part, is_found) in self.parts(shown) {
            let format = if is_found { &marked } else { &plain };
            job.append(part, 0.0, format.clone());
        }
        ui.add(Label::new(job).truncate());
    }

    /// The text cut where a marked part begins or ends.
    fn parts<'t>(&self, shown: &'t str) -> Vec<(&'t str, bool)> {
        // Byte for byte: keys are ASCII. Others are shown without marks.
        let code: String = shown.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_lowercase();
        let mut found = vec![false; code.len()];
        if code.is_ascii() {
            for word in &self.words {
                for (at, _) in code.match_indices(word.as_str()) {
                    found[at..at + word.len()].fill(true);
                }
            }
        }
        let mut at = 0;
        let mut parts: Vec<(usize, bool)> = Vec::new();
        for (byte, c) in shown.char_indices() {
            // A blank between two marked characters is marked with them.
            let here = found.get(at).copied().unwrap_or(false);
            let is = if c == ' ' { here && at > 0 && found[at - 1] } else { here };
            at += if c == ' ' { 0 } else { c.len_utf8() };
            if parts.last().is_none_or(|(_, was)| *was != is) {
                parts.push((byte, is));
            }
        }
        let ends = parts.iter().skip(1).map(|(begin, _)| *begin).chain([shown.len()]);
        parts.iter().zip(ends).map(|((begin, is), end)| (&shown[*begin..end], *is)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_marked_across_the_groups_of_a_code() {
        let check = |typed: &str, shown: &str, expect: &[(&str, bool)]| {
            let mut marks = Marks::default();
            marks.set(typed);
            assert_eq!(marks.parts(shown), expect, "{typed:?} in {shown:?}");
        };
        check("", "863950 06", &[("863950 06", false)]);
        check("5006", "863950 06 1", &[("8639", false), ("50 06", true), (" 1", false)]);
        check("vdr 9", "VDR709", &[("VDR", true), ("70", false), ("9", true)]);
        check("1", "11", &[("11", true)]);
        check("表", "电表1", &[("电表1", false)]);
        check("x", "", &[]);
    }
}
