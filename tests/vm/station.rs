//! The station program at work in the machine, as a technician runs it.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

const PROGRAM: &str = "/pairing-station";

/// Long enough for an emulated machine on a busy computer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A user who may nothing.
const NOBODY: u32 = 65534;

/// `scanners list --json`, by root or by a user without permissions.
pub(crate) fn list(as_root: bool) -> Vec<Value> {
    let mut command = Command::new(PROGRAM);
    command.args(["--data", "/tmp/nothing", "scanners", "list", "--json"]);
    if !as_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// Waits until the list shows so many devices of a kind, and gives them.
pub(crate) fn listed(kind: &str, count: usize) -> Vec<Value> {
    let since = Instant::now();
    loop {
        let found: Vec<Value> = list(true).into_iter().filter(|device| device["kind"] == kind).collect();
        if found.len() == count {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "{count} of kind {kind} are wanted: {found:?}");
    }
}

/// `scanners listen --json` with these arguments, ended when it is dropped.
pub(crate) struct Listening {
    child: Child,
    said: Receiver<Line>,
    /// Lines that came while another was waited for.
    scans: Vec<Value>,
}

#[derive(Debug)]
enum Line {
    Out(String),
    Err(String),
}

impl Listening {
    pub(crate) fn to(data: &str, arguments: &[&str]) -> Listening {
        Listening::start(
            Command::new(PROGRAM).args(["--data", data, "scanners", "listen", "--json"]).args(arguments),
        )
    }

    /// Likewise, by a user without permissions.
    pub(crate) fn as_nobody(arguments: &[&str]) -> Listening {
        let mut command = Command::new(PROGRAM);
        command.args(["--data", "/tmp/nothing", "scanners", "listen", "--json"]).args(arguments);
        Listening::start(command.uid(NOBODY).gid(NOBODY))
    }

    fn start(command: &mut Command) -> Listening {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, said) = channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let other = sender.clone();
        std::thread::spawn(move || lines(out, |line| other.send(Line::Out(line)).is_ok()));
        std::thread::spawn(move || lines(err, |line| sender.send(Line::Err(line)).is_ok()));
        Listening { child, said, scans: Vec::new() }
    }

    /// Waits until it says something on stderr; gives that.
    #[track_caller]
    pub(crate) fn says(&mut self, words: &str) -> String {
        self.says_all(&[words]).remove(0)
    }

    /// Waits until it has said all of this on stderr, in whatever order; gives those lines.
    #[track_caller]
    pub(crate) fn says_all(&mut self, words: &[&str]) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        loop {
            let heard = |words: &&str| said.iter().find(|line| line.contains(*words)).cloned();
            if let Some(lines) = words.iter().map(heard).collect() {
                return lines;
            }
            match self.said.recv_timeout(PATIENCE) {
                Ok(Line::Out(line)) => self.scans.push(serde_json::from_str(&line).expect(&line)),
                Ok(Line::Err(line)) => said.push(line),
                Err(error) => panic!("{words:?} were not all said ({error}), but {said:?}"),
            }
        }
    }

    /// Waits for the next code.
    #[track_caller]
    pub(crate) fn code(&mut self) -> String {
        let mut notes = Vec::new();
        while self.scans.is_empty() {
            match self.said.recv_timeout(PATIENCE) {
                Ok(Line::Out(line)) => self.scans.push(serde_json::from_str(&line).expect(&line)),
                Ok(Line::Err(line)) => notes.push(line),
                Err(error) => panic!("no code came ({error}), but {notes:?}"),
            }
        }
        self.scans.remove(0)["text"].as_str().unwrap().to_owned()
    }

    /// Stops the process in its tracks, or lets it go on.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("/bin/busybox").args(["kill", name, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it ends by itself; gives the exit code and the codes it still printed.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let since = Instant::now();
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(_) => assert!(since.elapsed() < PATIENCE, "it does not end"),
                Err(RecvTimeoutError::Disconnected) => return self.child.wait().unwrap().code(),
                Err(RecvTimeoutError::Timeout) => panic!("it does not end"),
            }
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn lines(from: impl Read, mut tell: impl FnMut(String) -> bool) {
    for line in BufReader::new(from).lines() {
        if !line.is_ok_and(&mut tell) {
            return;
        }
    }
}
