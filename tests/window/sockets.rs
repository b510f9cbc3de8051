//! What a process has open on networks, as the kernel lists it.

use std::collections::BTreeSet;

/// TCP's state of a socket that waits for others (`TCP_LISTEN`).
const LISTEN: &str = "0A";

/// As many sockets as a process has, and those that anybody could reach: every listening TCP socket, every UDP
/// and raw one, every listening local one, as `table address`.
pub(crate) fn listening(pid: u32) -> (usize, Vec<String>) {
    let own: BTreeSet<String> = std::fs::read_dir(format!("/proc/{pid}/fd"))
        .unwrap()
        .flatten()
        .filter_map(|fd| std::fs::read_link(fd.path()).ok())
        .filter_map(|target| {
            let target = target.to_string_lossy().into_owned();
            Some(target.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
        })
        .collect();
    let mut found = Vec::new();
    for table in ["tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6"] {
        let lines = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in lines.lines().skip(1) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let (address, state, inode) = (cells[1], cells[3], cells[9]);
            if own.contains(inode) && (!table.starts_with("tcp") || state == LISTEN) {
                found.push(format!("{table} {address}"));
            }
        }
    }
    let local = std::fs::read_to_string(format!("/proc/{pid}/net/unix")).unwrap();
    for line in local.lines().skip(1) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        // The flag of a socket that accepts (`__SO_ACCEPTCON`).
        let accepts = u32::from_str_radix(cells[3], 16).unwrap() & 0x1_0000 != 0;
        if accepts && own.contains(cells[6]) {
            found.push(format!("unix {}", cells.get(7).unwrap_or(&"")));
        }
    }
    (own.len(), found)
}
