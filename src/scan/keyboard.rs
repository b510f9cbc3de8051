//! (in work)
use super::read::{Found, Rules};
use super::{Hint, Reason};
pub(super) fn fault(_text: &str, _rules: &Rules<'_>, _found: &Found) -> Option<(Reason, Option<Hint>)> {
    None
}
