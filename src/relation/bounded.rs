//! Files of text, read whole and never more of them than such a file has.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Largest file of settings, of an order, of a template's note: a megabyte, a hundred times what they have.
pub const MAX_NOTE: u64 = 1024 * 1024;

/// Largest manifest, and largest body of a call to the platform: thousands of times what they have.
pub const MAX_RECORD: u64 = 64 * 1024 * 1024;

/// Reads a file of UTF-8 text.
///
/// # Errors
/// The operating system's; [`ErrorKind::FileTooLarge`] of one with more than `max` bytes, of which no more is
/// read; [`ErrorKind::InvalidData`] of one that is not UTF-8.
pub fn read_text(path: &Path, max: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::Error::new(ErrorKind::FileTooLarge, format!("it has more than {max} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_too_many_is_an_error_and_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.toml");
        let read = |bytes: &[u8], max| {
            std::fs::write(&path, bytes).unwrap();
            read_text(&path, max).map_err(|error| error.kind())
        };
        assert_eq!(read("电表".as_bytes(), 6).as_deref(), Ok("电表"));
        assert_eq!(read(b"1234567", 6), Err(ErrorKind::FileTooLarge));
        assert_eq!(read(b"\xff", 6), Err(ErrorKind::InvalidData));
        assert_eq!(read_text(&dir.path().join("not"), 6).map_err(|e| e.kind()), Err(ErrorKind::NotFound));
        if cfg!(unix) {
            // One without an end, too.
            let endless = read_text(Path::new("/dev/zero"), MAX_NOTE).map_err(|error| error.kind());
            assert_eq!(endless, Err(ErrorKind::FileTooLarge));
        }
    }
}
