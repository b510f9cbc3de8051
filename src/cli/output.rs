//! Standard output and standard error: the only place that prints.

use std::io::{ErrorKind, Write as _};

use super::CliError;
use crate::text::plural;
use crate::text::visible::visible;

/// Prints one line on stdout. A closed pipe ends the program quietly, as it does for other tools.
pub(super) fn line(text: &str) -> Result<(), CliError> {
    match try_line(text) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(e) => Err(CliError::Output(e)),
    }
}

/// Prints a sentence on stdout, its nouns as the numbers before them ask ([`plural`]).
pub(super) fn say(sentence: String) -> Result<(), CliError> {
    line(&plural(sentence))
}

/// Prints one line on stdout, for commands that must go on when nobody reads it.
pub(super) fn try_line(text: &str) -> std::io::Result<()> {
    // What is in a label, a file or a database is shown, and never obeyed by a terminal.
    writeln!(std::io::stdout().lock(), "{}", visible(text))
}

/// Says on stderr what went wrong.
pub fn complain(error: &dyn std::fmt::Display) {
    note(&format!("pairing-station: {error}"));
}

/// Says something on stderr.
pub(super) fn note(text: &str) {
    if writeln!(std::io::stderr().lock(), "{}", visible(text)).is_err() {
        // There is nowhere left to say it; the exit code still does.
        tracing::debug!("stderr is closed");
    }
}

/// Writes over the line on stderr that tells how far something is; empty = it is done. For terminals.
pub(super) fn progress(text: &str) {
    let mut stderr = std::io::stderr().lock();
    if write!(stderr, "\r{text:<60}\r").and_then(|()| stderr.flush()).is_err() {
        tracing::debug!("stderr is closed");
    }
}
