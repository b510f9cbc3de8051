//! HID POS guns and keyboard guns on a real kernel, in a virtual machine of their own.
//!
//! The kernel is asked to believe in guns: `/dev/uhid` makes a HID POS gun, `/dev/uinput` a keyboard. That
//! needs root and would type into whoever runs the tests, so it is done where nobody is: `boot.sh` boots
//! Debian's kernel under QEMU (software emulation) with this same test program in it. There the tests
//! of [`inside`] run against the real station program; here their output is judged.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod guns;
mod inside;
mod station;

use std::process::Command;

/// What the kernel's command line says in the machine, so that no test of it can run anywhere else.
const MACHINE: &str = "pairing-station-test-machine";

#[test]
fn guns_on_a_real_kernel() {
    let work = tempfile::tempdir().unwrap();
    let boot = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vm/boot.sh");
    let run = Command::new("bash")
        .arg(boot)
        .arg(work.path())
        .arg(env!("CARGO_BIN_EXE_pairing-station"))
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--test-threads=1", "inside::"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).replace('\r', "");
    let all = format!("{said}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{}: {all}", run.status);
    assert!(said.contains("the machine ends: 0\n"), "{all}");
    let passed = said.lines().filter(|line| line.starts_with("test inside::") && line.ends_with("... ok"));
    assert_eq!(passed.count(), inside::TESTS, "not every test ran: {all}");
}
