//! Bytes of a serial gun → codes: suffix, idle gap, STX/ETX.

/// What ends a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Suffix {
    /// CR, LF or CR LF, whichever comes: what nearly every gun sends.
    #[default]
    Auto,
    /// CR.
    Cr,
    /// LF.
    Lf,
    /// CR LF.
    Crlf,
    /// TAB.
    Tab,
    /// Nothing: an idle gap ends the code.
    None,
}
