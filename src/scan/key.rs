//! A DK on its own, as it stands in a list or a database: no label around it.

use std::borrow::Cow;

use super::mac::{self, Mac};
use super::{Code, Reason, imei, module};
use crate::order::{DkKind, Order};

/// Judges a text that should be a DK of this kind and nothing else; gives it as a scan of it would be
/// kept (a MAC address in upper case, without separators).
///
/// An IMEI is its 15 digits with the right check digit; nothing is completed, cut or guessed.
pub fn judge_dk(text: &str, kind: DkKind) -> Result<Cow<'_, str>, Reason> {
    if text.is_empty() {
        return Err(Reason::Empty);
    }
    match kind {
        DkKind::Imei if imei::is_valid(text) => Ok(Cow::Borrowed(text)),
        DkKind::Imei if !imei::is_digits(text) => Err(Reason::DkFormat),
        // The rules of an order that allows nothing special.
        DkKind::Imei => imei::judge(text, &Order::default_for("", "")).map(|imei| Cow::Owned(imei.digits)),
        DkKind::Mac => match mac::bare(text) {
            Some(Mac::Good(mac)) if mac == text => Ok(Cow::Borrowed(text)),
            Some(Mac::Good(mac)) => Ok(Cow::Owned(mac)),
            _ => Err(Reason::MacFormat),
        },
        DkKind::Text => match module::text_code(text) {
            Code::Module { .. } if !super::control::looks_like(text) => Ok(Cow::Borrowed(text)),
            _ => Err(Reason::DkFormat),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_each_kind() {
        let check = |text: &str, kind, expect: Result<&str, Reason>| {
            assert_eq!(judge_dk(text, kind).as_deref().map_err(|r| *r), expect, "{text}");
        };
        check("863950069494278", DkKind::Imei, Ok("863950069494278"));
        check("863950069494279", DkKind::Imei, Err(Reason::ImeiCheckDigit));
        check("000000000000000", DkKind::Imei, Err(Reason::ImeiPlaceholder));
        check("8639500694942701", DkKind::Imei, Err(Reason::Imeisv));
        check("86395006949427", DkKind::Imei, Err(Reason::ImeiLength));
        check("1234", DkKind::Imei, Err(Reason::ImeiLength));
        check("8.6395E+14", DkKind::Imei, Err(Reason::DkFormat));
        check("", DkKind::Imei, Err(Reason::Empty));
        check("aa:bb:cc:dd:ee:0f", DkKind::Mac, Ok("AABBCCDDEE0F"));
        check("AABBCCDDEE0F", DkKind::Mac, Ok("AABBCCDDEE0F"));
        check("863950069494278", DkKind::Mac, Err(Reason::MacFormat));
        check("12345678", DkKind::Text, Ok("12345678"));
        check("863950069494279", DkKind::Text, Ok("863950069494279"));
        check("123", DkKind::Text, Err(Reason::DkFormat));
        check("-1-1", DkKind::Text, Err(Reason::DkFormat));
        check("1-1-", DkKind::Text, Ok("1-1-"));
        check("PSCMDACK", DkKind::Text, Err(Reason::DkFormat));
        check("a b c d", DkKind::Text, Err(Reason::DkFormat));
    }
}
