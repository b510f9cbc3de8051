//! The crash file: what it says, and what it never says.

use std::backtrace::Backtrace;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Crash, last_events};
use crate::ledger::private;
use crate::station::clock::{local, rfc3339, stamp};
use crate::text::visible::visible;

/// As many files as are kept.
pub const KEPT: usize = 20;

/// Longest message that is kept, in characters.
const MOST_OF_A_MESSAGE: usize = 2_000;

/// Written in place of what is cut out.
const CUT: &str = "…";

/// The commit that was built, where the build says so.
const COMMIT: Option<&str> = option_env!("PAIRING_STATION_COMMIT");

/// Words of panic messages that are as long as a key could be, in lower case. Any other long word is cut.
const WORDS: &[&str] = &[
    "already",
    "assertion",
    "assertionfailed",
    "attempt",
    "attempted",
    "borrow",
    "borrowed",
    "borrowmuterror",
    "boundary",
    "bounds",
    "buffer",
    "called",
    "cannot",
    "capacity",
    "channel",
    "character",
    "closed",
    "collection",
    "disconnected",
    "divide",
    "divisor",
    "double",
    "element",
    "entered",
    "exceeded",
    "expect",
    "expected",
    "explicit",
    "failed",
    "greater",
    "inside",
    "internal",
    "invalid",
    "iterator",
    "length",
    "memory",
    "message",
    "modulo",
    "multiply",
    "mutably",
    "negate",
    "option",
    "overflow",
    "panicked",
    "poisoned",
    "range",
    "refcell",
    "rehearsed",
    "remainder",
    "removal",
    "result",
    "shorter",
    "should",
    "slice",
    "string",
    "subtract",
    "thread",
    "unreachable",
    "unwrap",
    "unwrapped",
    "utf8error",
    "vector",
    "window",
    "without",
];

/// A panic's message without what could be a key, a PIN or a name: what stands in double quotes, words with
/// four or more signs among them a digit, long words and names that no message of the language has.
pub fn without_keys(message: &str) -> String {
    let mut out = String::new();
    let mut rest: String = message.chars().take(MOST_OF_A_MESSAGE).collect();
    while !rest.is_empty() {
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        if !word.is_empty() {
            out.push_str(if is_plain(&word) { &word } else { CUT });
            rest.drain(..word.len());
        } else if rest.starts_with('"') {
            // Without its end it goes on to the end.
            let end = quoted_end(&rest);
            out.push_str("\"…\"");
            rest.drain(..end);
        } else {
            out.extend(rest.chars().next().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }));
            rest.drain(..rest.chars().next().map_or(1, char::len_utf8));
        }
    }
    out
}

/// Where a text that begins with a quote ends.
fn quoted_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Is this a word that no key, PIN or name can be?
fn is_plain(word: &str) -> bool {
    let (length, digits) = (word.chars().count(), word.chars().any(|c| c.is_numeric()));
    let known = WORDS.binary_search(&word.to_lowercase().as_str()).is_ok();
    known
        || (word.is_ascii()
            && if digits {
                length < 4
            } else {
                length < 6 && (length < 4 || !word.starts_with(char::is_uppercase))
            })
}

/// Writes the file of a panic, and removes the oldest of more than [`KEPT`]. `None` where that cannot be done:
/// the data directory is not there, or its disk is full.
pub(super) fn write(dir: &Path, crash: &Crash) -> Option<PathBuf> {
    if !dir.parent()?.is_dir() {
        return None;
    }
    private::directory(dir).ok()?;
    let text = text(crash, &Backtrace::force_capture());
    let name = local(stamp(crash.at)).format("crash-%Y%m%d-%H%M%S");
    for n in 1..100 {
        let path = dir.join(format!("{name}-{n:02}.txt"));
        let mut options = OpenOptions::new();
        private::of_owner(options.write(true).create_new(true));
        match options.open(&path) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
                sweep(dir);
                return written.ok().map(|()| path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) => return None,
        }
    }
    None
}

/// Crash files there are, oldest first.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_one(path)).collect();
    files.sort();
    files
}

fn is_one(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("crash-") && name.ends_with(".txt")
}

fn sweep(dir: &Path) {
    let files = files(dir);
    for old in &files[..files.len().saturating_sub(KEPT)] {
        // It is tried again at the next one.
        drop(std::fs::remove_file(old));
    }
}

/// What the file says.
fn text(crash: &Crash, backtrace: &Backtrace) -> String {
    let mut text = format!(
        "pairing-station {version} ({commit}), {os} {arch}\n\
         Time: {at}\nThread: {thread}\nPlace: {place}\nMessage: {what}\n\n\
         Keys, PINs and names are cut out of this file (…).\n\nThe last events of this run, oldest first:\n",
        version = env!("CARGO_PKG_VERSION"),
        commit = COMMIT.unwrap_or("commit not known"),
        os = std::env::consts::OS,
        arch = std::env::consts::ARCH,
        at = rfc3339(stamp(crash.at)),
        thread = crash.thread,
        place = crash.place,
        what = crash.what,
    );
    for event in last_events::last() {
        let at = rfc3339(stamp(event.at));
        text += &format!("  {at}  {}  {}  {}\n", event.kind, event.verdict, event.reason);
    }
    text + &format!("\nBacktrace:\n{backtrace}\n")
}

/// Says it on stderr, where there is one.
pub(super) fn say(crash: &Crash) {
    let file = crash.file.as_ref().map_or_else(String::new, |file| format!("; see {}", file.display()));
    let said =
        format!("pairing-station: crashed in {} at {}: {}{file}", crash.thread, crash.place, crash.what);
    // A window without a console has none.
    drop(writeln!(std::io::stderr(), "{}", visible(&said)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_pin_or_name_is_left_of_a_message() {
        let check = |message: &str, expect: &str| assert_eq!(without_keys(message), expect, "{message}");
        check(
            "called `Result::unwrap()` on an `Err` value: Bad(\"863950069494278\")",
            "called `Result::unwrap()` on an `Err` value: Bad(\"…\")",
        );
        check(
            "index out of bounds: the len is 3 but the index is 12",
            "index out of bounds: the len is 3 but the index is 12",
        );
        check("no pair of VDR7098612099028 and 863950069494278", "no pair of … and …");
        check("PIN 4711, pk p11sf2, operator 李雷 or Wang", "PIN …, pk …, … … or …");
        check(
            "byte index 2 is not a char boundary; it is inside '中' of `中文`",
            "byte index 2 is not a char boundary; it is inside '…' of `…`",
        );
        check("torn \"863950", "torn \"…\"");
        check("a \"quote \\\" in it 1234567\" and on", "a \"…\" and on");
        check("abcdef ABCDEF a-b_c\u{1b}[31m", "… … a-b_c [31m");
        check("left: 15\n right: 1500", "left: 15\n right: …");
        assert!(without_keys(&"x ".repeat(9000)).chars().count() <= MOST_OF_A_MESSAGE);
    }

    #[test]
    fn words_are_found() {
        assert!(WORDS.is_sorted(), "{WORDS:?}");
    }

    #[test]
    fn the_last_twenty_are_kept_and_are_their_owners_alone() {
        let data = tempfile::tempdir().unwrap();
        let dir = data.path().join("crashes");
        let crash = |n: i64| Crash {
            at: 1_780_000_000_000 + n * 1000,
            thread: "line".to_owned(),
            what: "overflow".to_owned(),
            place: "src/x.rs:1:2".to_owned(),
            file: None,
        };
        for n in 0..25 {
            write(&dir, &crash(n)).unwrap();
        }
        std::fs::write(dir.join("notes.txt"), "kept").unwrap();
        let twice = write(&dir, &crash(24)).unwrap();
        let files = files(&dir);
        assert_eq!((files.len(), files.last()), (KEPT, Some(&twice)));
        assert!(dir.join("notes.txt").exists());
        let text = std::fs::read_to_string(&twice).unwrap();
        for part in
            [env!("CARGO_PKG_VERSION"), std::env::consts::OS, "Thread: line", "src/x.rs:1:2", "Backtrace:"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&dir), mode(&twice)), (0o700, 0o600));
        }
        assert_eq!(write(&data.path().join("not/there"), &crash(1)), None);
    }
}
