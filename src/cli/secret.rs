//! PINs and codes on the way in: from a file, from the environment, or typed without being shown. Never as an
//! argument, which every program on the computer may read.

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::CliError;

/// Bytes of a file that are read: what is longer is no PIN.
const MOST: u64 = 4096;

/// What is asked for, and where it may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Secret {
    /// What it is, for people.
    pub(super) what: &'static str,
    /// The option that names its file.
    pub(super) option: &'static str,
    /// The environment variable.
    pub(super) variable: &'static str,
    /// Asked for twice, because a slip would only be found when it is too late.
    pub(super) twice: bool,
}

/// The PIN of who calls.
pub(super) const PIN: Secret =
    Secret { what: "PIN", option: "--pin-file", variable: "PAIRING_STATION_PIN", twice: false };
/// A PIN that is to be set.
pub(super) const NEW_PIN: Secret =
    Secret { what: "new PIN", option: "--new-pin-file", variable: "PAIRING_STATION_NEW_PIN", twice: true };
/// The recovery code.
pub(super) const CODE: Secret = Secret {
    what: "recovery code",
    option: "--code-file",
    variable: "PAIRING_STATION_RECOVERY_CODE",
    twice: false,
};

impl Secret {
    /// Whether it is there without asking anybody.
    pub(super) fn given(self, file: Option<&Path>) -> bool {
        file.is_some() || std::env::var_os(self.variable).is_some()
    }

    /// Gets it: the file, else the environment, else who sits at the terminal.
    pub(super) fn get(self, file: Option<&Path>, whose: &str) -> Result<Zeroizing<String>, CliError> {
        if let Some(file) = file {
            return first_line(file);
        }
        if let Ok(value) = std::env::var(self.variable) {
            return Ok(Zeroizing::new(value));
        }
        if !std::io::stdin().is_terminal() {
            return Err(CliError::Usage {
                what: format!("the {} of {whose} is not there, and nobody can be asked for it", self.what),
                todo: format!("name a file with {}, or set {}", self.option, self.variable),
            });
        }
        let typed = self.ask(whose)?;
        if self.twice && *typed != *self.ask(&format!("{whose}, again"))? {
            return Err(CliError::Usage {
                what: format!("the {} was typed in two ways", self.what),
                todo: "nothing was changed; try again".into(),
            });
        }
        Ok(typed)
    }

    fn ask(self, whose: &str) -> Result<Zeroizing<String>, CliError> {
        let asked = rpassword::prompt_password(format!("{} of {whose}: ", self.what));
        asked.map(Zeroizing::new).map_err(|error| CliError::Usage {
            what: format!("the {} could not be typed: {error}", self.what),
            todo: format!("name a file with {}, or set {}", self.option, self.variable),
        })
    }
}

/// A file's first line. What is wrong with it is said without what is in it.
fn first_line(file: &Path) -> Result<Zeroizing<String>, CliError> {
    let mut text = Zeroizing::new(String::new());
    let read = std::fs::File::open(file).and_then(|opened| opened.take(MOST).read_to_string(&mut text));
    read.map_err(|error| CliError::Usage {
        what: format!("{}: {error}", file.display()),
        todo: "name a text file with nothing but it in its first line".into(),
    })?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}
