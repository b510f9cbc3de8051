//! PINs: what may be one, what is kept of it, and whether it is right.
//!
//! What is kept is Argon2id with the crate's own parameters (19 MiB, two passes), which cost a try some 20 to 50 ms:
//! so this runs on a thread of its own, never on the window's or the line's. The PIN itself is kept nowhere, is
//! cleared from memory after use, and stands in no error and no `Debug`.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use zeroize::Zeroize;

use crate::ledger::Kept;

/// Fewest characters of a PIN.
pub const LEAST: usize = 6;
/// Most: what is longer was not typed by hand.
pub const MOST: usize = 64;

/// A PIN, or a recovery code, as it was typed.
#[derive(Clone)]
pub struct Pin(String);

/// Why a PIN is refused as a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPin {
    /// Too few characters.
    #[error("a PIN has at least {LEAST} characters: choose a longer one")]
    Short,
    /// Too many.
    #[error("a PIN has at most {MOST} characters: choose a shorter one")]
    Long,
    /// Something that no keyboard types.
    #[error("a PIN has no control characters: choose another one")]
    Control,
    /// One of the first that anybody tries.
    #[error("this PIN is one of the first that anybody tries: choose another one")]
    Obvious,
    /// The person's id is in it.
    #[error("the id on the badge is in this PIN: choose another one")]
    Id,
}

/// PINs cannot be worked with here.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// The system gave no random bytes, or no memory.
    #[error("the PIN could not be worked on ({0}): try again; if it stays so, restart the computer")]
    System(String),
    /// What is kept in the ledger is no PHC string.
    #[error("what the ledger keeps of the PIN cannot be read: set a new PIN (people pin)")]
    Kept,
}

impl Pin {
    /// A PIN as it was typed. Full-width characters of an input method count as what they look like.
    pub fn new(typed: &str) -> Pin {
        let narrow = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        };
        Pin(typed.chars().map(narrow).collect())
    }

    /// A recovery code as it was typed: without spaces and hyphens, in capitals.
    pub fn code(typed: &str) -> Pin {
        let Pin(text) = &Pin::new(typed);
        Pin(text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect())
    }

    /// Whether this may be a new PIN of the person with this id.
    pub fn fit(&self, id: &str) -> Result<(), WeakPin> {
        let chars: Vec<char> = self.0.chars().collect();
        match chars.len() {
            0..LEAST => return Err(WeakPin::Short),
            LEAST..=MOST => {}
            _ => return Err(WeakPin::Long),
        }
        if chars.iter().any(|c| c.is_control()) {
            return Err(WeakPin::Control);
        }
        if !id.is_empty() && id.len() >= 4 && self.0.to_lowercase().contains(&id.to_lowercase()) {
            return Err(WeakPin::Id);
        }
        if is_run(&chars) || repeats(&chars) { Err(WeakPin::Obvious) } else { Ok(()) }
    }

    /// What is kept of it. Slow on purpose.
    pub fn keep(&self) -> Result<Kept, PinError> {
        let hash = Argon2::default().hash_password(self.0.as_bytes());
        Ok(Kept::new(hash.map_err(|e| PinError::System(e.to_string()))?.to_string()))
    }

    /// Whether this is the one that was kept. Slow on purpose, and equally slow where nothing is kept.
    pub fn is(&self, kept: Option<&Kept>) -> Result<bool, PinError> {
        let Some(kept) = kept else {
            self.keep()?;
            return Ok(false);
        };
        let hash = PasswordHash::new(kept.phc()).map_err(|_| PinError::Kept)?;
        Ok(Argon2::default().verify_password(self.0.as_bytes(), &hash).is_ok())
    }
}

/// Each character one more than the one before, or each one less, 0 following 9: `123456`, `fedcba`, `890123`.
fn is_run(chars: &[char]) -> bool {
    let step = |pair: &[char]| match (pair[0], pair[1]) {
        ('9', '0') => 1,
        ('0', '9') => -1,
        (a, b) => i64::from(u32::from(b)) - i64::from(u32::from(a)),
    };
    [1, -1].into_iter().any(|wanted| chars.windows(2).all(|pair| step(pair) == wanted))
}

/// The same one, two or three characters over and over: `000000`, `121212`, `123123`; or each of a run twice or
/// three times: `112233`, `111222`.
fn repeats(chars: &[char]) -> bool {
    let over = |n: usize| chars.iter().zip(chars.iter().skip(n)).all(|(a, b)| a == b);
    let each = |n: usize| {
        let firsts: Vec<char> = chars.iter().step_by(n).copied().collect();
        chars.chunks(n).all(|chunk| chunk.iter().all(|c| *c == chunk[0])) && is_run(&firsts)
    };
    (1..=3).any(over) || (2..=3).any(each)
}

/// Letters and digits that nobody mistakes for one another.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of a recovery code: 100 bits.
const CODE_LENGTH: usize = 20;

/// A new recovery code, in groups of five to write down.
pub fn new_code() -> Result<String, PinError> {
    let mut bytes = [0; CODE_LENGTH];
    getrandom::fill(&mut bytes).map_err(|e| PinError::System(e.to_string()))?;
    let letters: Vec<char> = bytes.iter().map(|b| char::from(CODE_LETTERS[usize::from(b % 32)])).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_pin() {
        let check = |pin: &str, id: &str, fit: Result<(), WeakPin>| {
            assert_eq!(Pin::new(pin).fit(id), fit, "{pin} of {id}");
        };
        for good in ["482915", "1357924680", "a4-Z._q", "红旗4829xy", "112358", "199019"] {
            check(good, "1001", Ok(()));
        }
        for short in ["", "1", "48291"] {
            check(short, "1001", Err(WeakPin::Short));
        }
        for obvious in [
            "000000",
            "111111",
            "123456",
            "234567",
            "654321",
            "012345",
            "567890",
            "890123",
            "987654",
            "098765",
            "abcdef",
            "121212",
            "123123",
            "112233",
            "111222",
            "332211",
            "999999999",
            "1234567890",
            "１２３４５６",
        ] {
            check(obvious, "1001", Err(WeakPin::Obvious));
        }
        check("xx1001yy", "1001", Err(WeakPin::Id));
        check("xxAnnA77", "anna", Err(WeakPin::Id));
        check("4829a5", "a", Ok(()));
        check("48291\u{7}5", "1001", Err(WeakPin::Control));
        check(&"x1y2".repeat(17), "1001", Err(WeakPin::Long));
    }

    #[test]
    fn a_pin_is_known_again_and_shown_nowhere() {
        let kept = Pin::new("482915").keep().unwrap();
        assert!(kept.phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.phc());
        assert!(Pin::new("482915").is(Some(&kept)).unwrap());
        assert!(Pin::new("４８２９１５").is(Some(&kept)).unwrap());
        for wrong in ["482914", "48291", "", "4829155"] {
            assert!(!Pin::new(wrong).is(Some(&kept)).unwrap(), "{wrong}");
        }
        assert!(!Pin::new("482915").is(None).unwrap());
        assert_ne!(kept, Pin::new("482915").keep().unwrap(), "the same salt twice");
        assert!(matches!(Pin::new("482915").is(Some(&Kept::new("482915".into()))), Err(PinError::Kept)));
        let shown = format!("{:?} {kept:?}", Pin::new("482915"));
        assert!(!shown.contains("482915") && !shown.contains("argon2"), "{shown}");
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_written_down() {
        let code = new_code().unwrap();
        assert_eq!((code.len(), code.matches('-').count()), (23, 3), "{code}");
        assert_ne!(code, new_code().unwrap());
        let kept = Pin::code(&code).keep().unwrap();
        for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('-', " ")] {
            assert!(Pin::code(&typed).is(Some(&kept)).unwrap(), "{typed}");
        }
    }
}
