//! Patterns with placeholders: `ABCPK={pk}+SN={sn}ABC`, `https://example.com/d?p={pk}&s={sn}`, `{*}`.

/// A compiled pattern. Equal if its source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: String,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(pub String);

impl Pattern {
    /// The text it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }
}
