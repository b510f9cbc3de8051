//! The steps of a command, and how it is stopped at one of them.

use std::collections::{BTreeMap, HashSet};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::bench::Room;

/// Calls that change files.
const CALLS: &str = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,\
                     link,linkat,mkdir,mkdirat";

/// Openings that may change something.
const CHANGING: [&str; 3] = ["O_CREAT", "O_RDWR", "O_WRONLY"];

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Blow {
    /// The program is killed.
    Kill,
    /// The call fails for want of room.
    NoRoom,
    /// The call fails for the disk's sake.
    IoError,
}

impl Blow {
    pub(crate) const ALL: [Blow; 3] = [Blow::Kill, Blow::NoRoom, Blow::IoError];

    fn inject(self) -> &'static str {
        match self {
            Blow::Kill => "signal=KILL",
            Blow::NoRoom => "error=ENOSPC",
            Blow::IoError => "error=EIO",
        }
    }
}

/// A step: the n-th call of a thread, on a file whose name is known before, or on any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Step {
    call: String,
    /// A file's name in the data directory.
    file: Option<String>,
    n: usize,
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Killed,
    Exit(i32),
}

/// What came of a blow.
#[derive(Debug)]
pub(crate) struct Struck {
    pub(crate) end: End,
    /// The step was reached.
    pub(crate) hit: bool,
    pub(crate) said: String,
}

/// Runs the program under strace with these options; what it did, in `trace`.
fn trace(room: &Room, options: &[String], args: &[&str]) -> (Output, String) {
    let log = room.dir().join("trace");
    let output = Command::new("strace")
        .args(["-f", "-y", "-qq", "-s", "32", "-o"])
        .arg(&log)
        .args(options)
        .arg(env!("CARGO_BIN_EXE_pairing-station"))
        .arg("--data")
        .arg(room.data())
        .args(args)
        .current_dir(room.dir())
        .output()
        .unwrap_or_else(|e| panic!("strace: {e}; bash tests/run.sh installs it"));
    let log = std::fs::read(&log).unwrap_or_default();
    (output, String::from_utf8_lossy(&log).into_owned())
}

/// The steps of a command, from a run that nothing stops.
pub(crate) fn steps_of(room: &Room, args: &[&str]) -> Vec<Step> {
    let (output, log) = trace(room, &["-e".into(), format!("trace={CALLS}")], args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !log.is_empty() && !said.contains("ptrace"),
        "strace cannot watch the program here ({said}): it needs the right to use ptrace"
    );
    assert!(output.status.success(), "{args:?} fails by itself: {said}");
    let data = room.data();
    let (mut seen, mut steps) = (HashSet::new(), Vec::new());
    let mut counts: BTreeMap<(&str, &str, Option<String>), usize> = BTreeMap::new();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, arguments)) = rest.trim_start().split_once('(') else { continue };
        if !CALLS.split(',').any(|known| known == call) {
            continue;
        }
        let file = file_in(&data, arguments);
        let mut count = |file: Option<String>| {
            let n = counts.entry((thread, call, file)).or_default();
            *n += 1;
            *n
        };
        let among_all = count(None);
        // What can be named is struck by its name, so that no other thread is struck instead.
        let n = if file.is_some() { count(file.clone()) } else { among_all };
        let changes = call != "openat" || CHANGING.iter().any(|flag| arguments.contains(flag));
        let step = Step { call: call.to_owned(), file, n };
        if changes && !step.is_dull() && seen.insert(step.clone()) {
            steps.push(step);
        }
    }
    steps
}

impl Step {
    /// The room that is held back is filled with many writes of the same.
    fn is_dull(&self) -> bool {
        self.file.as_deref().is_some_and(|file| file.ends_with(".spare")) && self.n > 2
    }
}

/// The file of the data directory that a call is about, by its name.
fn file_in(data: &Path, arguments: &str) -> Option<String> {
    let data = format!("{}/", data.display());
    let (_, after) = arguments.split_once(&data)?;
    let name = after.split(['"', '>', '/']).next()?;
    Some(name.to_owned())
}

/// Runs the command and strikes at a step.
pub(crate) fn strike(room: &Room, args: &[&str], step: &Step, blow: Blow) -> Struck {
    let inject = format!("inject={}:{}:when={}", step.call, blow.inject(), step.n);
    let mut options = vec!["-e".into(), format!("trace={}", step.call), "-e".into(), inject];
    if let Some(file) = &step.file {
        options.extend(["-P".into(), room.data().join(file).display().to_string()]);
    }
    let (output, log) = trace(room, &options, args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // strace ends as the program did.
    let killed = output.status.signal() == Some(9) || output.status.code() == Some(137);
    let end = if killed { End::Killed } else { End::Exit(output.status.code().unwrap_or(-1)) };
    let hit = killed || log.contains("(INJECTED)");
    Struck { end, hit, said }
}

/// Every file below a directory, by its path.
pub(crate) fn files_below(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(dir) else { return files };
    for entry in entries.flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(files_below(&path)),
            path => files.push(path),
        }
    }
    files.sort();
    files
}
