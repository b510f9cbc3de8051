//! Patterns with placeholders: `ABCPK={pk}+SN={sn}ABC`, `https://example.com/d?p={pk}&s={sn}`, `{*}`.
//!
//! The whole text must match. `{pk}` is 6 of `[0-9A-Za-z]`, `{sn}` 1–64 of them, `{dk}` 1–64 of
//! `[0-9A-Za-z_:.-]`, `{*}` anything, also nothing. Where a text can be cut in several ways, every
//! placeholder takes as little as it can, from left to right: the same text always gives the same
//! values. A `{` that begins no placeholder stands for itself, so that `{"pk":"{pk}"}` works.
//!
//! If the literals fit but a value has another form, the value is captured nevertheless, so that
//! the caller can say *which* value is wrong instead of "unknown code"
//! ([`Captures`] says nothing about form; the caller checks it anyway).
//!
//! Matching is one backward pass over text × parts, never exponential, whatever the text.

/// Longest source, in bytes.
const MAX_SOURCE: usize = 512;
/// Most placeholders in one pattern.
const MAX_PLACEHOLDERS: usize = 16;
/// Longest SN (formats.md), and longest text taken for a DK.
const MAX_VALUE: usize = 64;
/// Length of every product key.
const PK_LENGTH: usize = 6;

/// A placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `{pk}`: ProductKey.
    Pk,
    /// `{sn}`: serial number.
    Sn,
    /// `{dk}`: DeviceKey.
    Dk,
    /// `{*}`: anything, skipped.
    Any,
}

impl Placeholder {
    const ALL: [Placeholder; 4] = [Placeholder::Pk, Placeholder::Sn, Placeholder::Dk, Placeholder::Any];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Placeholder::Pk => "{pk}",
            Placeholder::Sn => "{sn}",
            Placeholder::Dk => "{dk}",
            Placeholder::Any => "{*}",
        }
    }

    fn takes(self, byte: u8) -> bool {
        match self {
            Placeholder::Pk | Placeholder::Sn => byte.is_ascii_alphanumeric(),
            Placeholder::Dk => byte.is_ascii_alphanumeric() || b"_:.-".contains(&byte),
            Placeholder::Any => true,
        }
    }
}

/// A compiled pattern. Equal if its source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Value(Placeholder),
}

/// What is wrong with a pattern, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(pub String);

/// The values found in a text; their form is the caller's to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Captures<'t> {
    /// Where the pattern has `{pk}`.
    pub pk: Option<&'t str>,
    /// Where the pattern has `{sn}`.
    pub sn: Option<&'t str>,
    /// Where the pattern has `{dk}`.
    pub dk: Option<&'t str>,
}

impl Pattern {
    /// Compiles a pattern that may use `{*}` and the placeholders of `required`, and must use each
    /// of those exactly once.
    ///
    /// Two placeholders may touch only if one of them is `{pk}`, whose length is fixed; else
    /// nothing would say where one value ends.
    pub fn parse(source: &str, required: &[Placeholder]) -> Result<Pattern, PatternError> {
        if source.is_empty() {
            return Err(PatternError(format!("it is empty; write one with {}", names(required))));
        }
        if source.len() > MAX_SOURCE {
            return Err(PatternError(format!(
                "it is {} bytes long; keep it within {MAX_SOURCE}",
                source.len()
            )));
        }
        if source.chars().any(char::is_control) {
            return Err(PatternError(
                "it holds a control character; remove it (no code with one is read)".into(),
            ));
        }
        let parts = split(source, required)?;
        check_counts(&parts, required)?;
        check_touching(&parts)?;
        Ok(Pattern { source: source.to_owned(), parts })
    }

    /// The text it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it has text of its own beside the placeholders.
    pub fn has_literal(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Literal(_)))
    }

    /// The text with these values in place of `{pk}` and `{sn}`; `None` if it has other placeholders,
    /// for which there is no value.
    pub fn fill(&self, pk: &str, sn: &str) -> Option<String> {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => Some(text.as_str()),
                Part::Value(Placeholder::Pk) => Some(pk),
                Part::Value(Placeholder::Sn) => Some(sn),
                Part::Value(Placeholder::Dk | Placeholder::Any) => None,
            })
            .collect()
    }

    /// Matches the whole text. `None`: the literals do not fit. Values of the right form are
    /// preferred; if no such cut exists, the values are whatever stands between the literals.
    pub fn capture<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.cut(text, Form::Strict).or_else(|| self.cut(text, Form::Loose))
    }

    fn cut<'t>(&self, text: &'t str, form: Form) -> Option<Captures<'t>> {
        let bytes = text.as_bytes();
        // ends[i][p]: where part i ends if it starts at p and everything after it fits; NONE if not.
        let width = bytes.len() + 1;
        let mut ends = vec![NONE; self.parts.len() * width];
        for i in (0..self.parts.len()).rev() {
            let (head, tail) = ends.split_at_mut((i + 1) * width);
            let (row, next) = (&mut head[i * width..], tail.get(..width));
            let fits = |p: usize| match next {
                Some(next) => next[p] != NONE,
                None => p == bytes.len(),
            };
            match &self.parts[i] {
                Part::Literal(literal) => literal_row(row, bytes, literal.as_bytes(), fits),
                Part::Value(value) => value_row(row, bytes, self.limits(i, *value, form), fits),
            }
        }
        self.walk(text, &ends, width)
    }

    fn walk<'t>(&self, text: &'t str, ends: &[u32], width: usize) -> Option<Captures<'t>> {
        let mut captures = Captures::default();
        let mut at = 0;
        for (i, part) in self.parts.iter().enumerate() {
            let end = ends[i * width + at];
            if end == NONE {
                return None;
            }
            let end = end as usize;
            if let Part::Value(value) = part {
                // A fixed-length value of the loose form may end inside a character: no match.
                let found = Some(text.get(at..end)?);
                match value {
                    Placeholder::Pk => captures.pk = found,
                    Placeholder::Sn => captures.sn = found,
                    Placeholder::Dk => captures.dk = found,
                    Placeholder::Any => {}
                }
            }
            at = end;
        }
        Some(captures)
    }

    /// How many bytes of which kind a value may take at place `i`.
    fn limits(&self, i: usize, value: Placeholder, form: Form) -> Limits {
        let before = i.checked_sub(1).and_then(|i| self.parts.get(i));
        let touches =
            [before, self.parts.get(i + 1)].into_iter().flatten().any(|p| matches!(p, Part::Value(_)));
        match (value, form) {
            (Placeholder::Any, _) => Limits { takes: Placeholder::Any, min: 0, max: usize::MAX },
            (Placeholder::Pk, Form::Strict) => Limits { takes: value, min: PK_LENGTH, max: PK_LENGTH },
            // Its length is all that parts it from its neighbour.
            (Placeholder::Pk, Form::Loose) if touches => {
                Limits { takes: Placeholder::Any, min: PK_LENGTH, max: PK_LENGTH }
            }
            (_, Form::Strict) => Limits { takes: value, min: 1, max: MAX_VALUE },
            (_, Form::Loose) => Limits { takes: Placeholder::Any, min: 0, max: usize::MAX },
        }
    }
}

/// No end: a text is never that long.
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Strict,
    Loose,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    takes: Placeholder,
    min: usize,
    max: usize,
}

fn literal_row(row: &mut [u32], text: &[u8], literal: &[u8], fits: impl Fn(usize) -> bool) {
    for start in 0..row.len() {
        let end = start + literal.len();
        if end < row.len() && fits(end) && text[start..].starts_with(literal) {
            row[start] = end as u32;
        }
    }
}

/// The nearest fitting end for every start, from the back: `run` is how far the class reaches,
/// `nearest` the first fitting end at or behind `start + min`.
fn value_row(row: &mut [u32], text: &[u8], limits: Limits, fits: impl Fn(usize) -> bool) {
    let mut nearest = None;
    let mut run = 0;
    for start in (0..row.len()).rev() {
        run = if text.get(start).is_some_and(|byte| limits.takes.takes(*byte)) { run + 1 } else { 0 };
        let first = start + limits.min;
        if first < row.len() && fits(first) {
            nearest = Some(first);
        }
        if let Some(end) = nearest.filter(|end| end - start <= run.min(limits.max)) {
            row[start] = end as u32;
        }
    }
}

fn split(source: &str, allowed: &[Placeholder]) -> Result<Vec<Part>, PatternError> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let Some(name) = placeholder_name(rest) else {
            literal.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let value = Placeholder::ALL
            .into_iter()
            .find(|p| p.as_str() == name && (*p == Placeholder::Any || allowed.contains(p)));
        let Some(value) = value else {
            let known = names(allowed);
            return Err(PatternError(format!("{name} is no placeholder here; use {known} and {{*}}")));
        };
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        parts.push(Part::Value(value));
        rest = &rest[name.len()..];
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    Ok(parts)
}

/// The `{name}` a text begins with: letters, digits, `_` or `*` in braces.
fn placeholder_name(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let end = inner.find('}')?;
    let named = end > 0 && inner[..end].chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '*');
    named.then(|| &text[..end + 2])
}

fn check_counts(parts: &[Part], required: &[Placeholder]) -> Result<(), PatternError> {
    let count = |p: Placeholder| parts.iter().filter(|part| **part == Part::Value(p)).count();
    for value in required {
        match count(*value) {
            0 => {
                return Err(PatternError(format!(
                    "{0} is missing; write {0} where it stands",
                    value.as_str()
                )));
            }
            1 => {}
            _ => {
                let name = value.as_str();
                return Err(PatternError(format!(
                    "{name} stands in it twice; keep one, and {{*}} for the other"
                )));
            }
        }
    }
    let values = parts.iter().filter(|part| matches!(part, Part::Value(_))).count();
    if values > MAX_PLACEHOLDERS {
        return Err(PatternError(format!("it has {values} placeholders; keep within {MAX_PLACEHOLDERS}")));
    }
    Ok(())
}

fn check_touching(parts: &[Part]) -> Result<(), PatternError> {
    let value = |part: &Part| match part {
        Part::Value(value) => Some(*value),
        Part::Literal(_) => None,
    };
    for pair in parts.windows(2) {
        if let (Some(a), Some(b)) = (value(&pair[0]), value(&pair[1]))
            && a != Placeholder::Pk
            && b != Placeholder::Pk
        {
            return Err(PatternError(format!(
                "{} touches {}, so nothing says where the first ends; write the text between them",
                a.as_str(),
                b.as_str()
            )));
        }
    }
    let run_of_three = parts.windows(3).any(|three| three.iter().all(|part| value(part).is_some()));
    if run_of_three {
        return Err(PatternError(
            "three placeholders touch, so nothing says where each ends; write the text between them".into(),
        ));
    }
    Ok(())
}

fn names(placeholders: &[Placeholder]) -> String {
    let names: Vec<&str> = placeholders.iter().map(|p| p.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::Placeholder::{Dk, Pk, Sn};
    use super::*;

    fn check(source: &str, text: &str, expect: Option<(&str, &str)>) {
        let pattern = Pattern::parse(source, &[Pk, Sn]).unwrap();
        let found = pattern.capture(text).map(|c| (c.pk.unwrap(), c.sn.unwrap()));
        assert_eq!(found, expect, "{source} on {text}");
    }

    #[test]
    fn whole_text_must_match() {
        check("ABCPK={pk}+SN={sn}ABC", "ABCPK=p11sf2+SN=VDR1ABC", Some(("p11sf2", "VDR1")));
        check("ABCPK={pk}+SN={sn}ABC", "ABCPK=p11sf2+SN=VDR1ABCD", None);
        check("ABCPK={pk}+SN={sn}ABC", "xABCPK=p11sf2+SN=VDR1ABC", None);
        check("ABCPK={pk}+SN={sn}ABC", "abcpk=p11sf2+sn=VDR1abc", None);
        check(
            "https://example.com/d?p={pk}&s={sn}",
            "https://example.com/d?p=p11sf2&s=A1",
            Some(("p11sf2", "A1")),
        );
        check(
            "{\"pk\":\"{pk}\",\"sn\":\"{sn}\"}",
            "{\"pk\":\"p11sf2\",\"sn\":\"A1\"}",
            Some(("p11sf2", "A1")),
        );
        check("设备{pk}号{sn}", "设备p11sf2号A1", Some(("p11sf2", "A1")));
    }

    #[test]
    fn values_take_as_little_as_they_can() {
        check("{sn}A{*}{pk}", "XAYAp11sf2", Some(("p11sf2", "X")));
        check("{*}:{pk}:{sn}{pk_}".trim_end_matches("{pk_}"), "a:b:p11sf2:S", Some(("p11sf2", "S")));
        // The SN may hold the literal that ends it, if nothing else fits.
        check("{pk}+{sn}ABC", "p11sf2+XABCYABC", Some(("p11sf2", "XABCY")));
        check("{pk}{sn}", "p11sf2VDR1", Some(("p11sf2", "VDR1")));
        check("{sn}{pk}", "VDR1p11sf2", Some(("p11sf2", "VDR1")));
        check("{*}{pk}/{sn}", "whatever-p11sf2/S1", Some(("p11sf2", "S1")));
    }

    #[test]
    fn values_of_a_bad_form_are_captured_where_the_literals_fit() {
        check("PK={pk}+SN={sn}.", "PK=p11+SN=VDR1.", Some(("p11", "VDR1")));
        check("PK={pk}+SN={sn}.", "PK=p11sf2+SN=.", Some(("p11sf2", "")));
        check("PK={pk}+SN={sn}.", "PK=p11sf2+SN=V R_1.", Some(("p11sf2", "V R_1")));
        check("{pk}{sn}", "ééé1", Some(("ééé", "1")));
        check("{pk}{sn}", "éé1éé", None);
    }

    #[test]
    fn skipping_skips_nothing_too() {
        let pattern = Pattern::parse("{*};{dk};{*}", &[Dk]).unwrap();
        for (text, dk) in [(";A1;", Some("A1")), ("x;AA:BB;y", Some("AA:BB")), ("x;y", None)] {
            assert_eq!(pattern.capture(text).and_then(|c| c.dk), dk, "{text}");
        }
    }

    #[test]
    fn a_hostile_text_costs_one_pass() {
        let source = "{*}a{*}a{*}a{*}a{*}a{*}a{*}a{*}a{*}a{*}a{*}a{*}a{pk}a{sn}b";
        let pattern = Pattern::parse(source, &[Pk, Sn]).unwrap();
        assert_eq!(pattern.capture(&"a".repeat(4096)), None);
    }

    #[test]
    fn bad_patterns_say_why() {
        let long = "x".repeat(600);
        for (source, word) in [
            ("", "empty"),
            ("PK={pk}", "{sn} is missing"),
            ("{pk}+{sn}+{sn}", "twice"),
            ("{pk}+{SN}", "{SN} is no placeholder"),
            ("{pk}+{sn}+{dk}", "{dk} is no placeholder"),
            ("{sn}{*}+{pk}", "touches"),
            ("{*}{pk}{sn}", "three placeholders"),
            ("{pk}\t{sn}", "control character"),
            (long.as_str(), "600 bytes"),
        ] {
            let error = Pattern::parse(source, &[Pk, Sn]).unwrap_err().to_string();
            assert!(error.contains(word), "{source}: {error}");
            assert!(error.contains(';'), "{source} says what to do: {error}");
        }
    }
}
