//! A file in the making: under a name nobody takes for a relation file, hashed as it is written,
//! and gone when dropped.

use super::RelationError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempPath};

/// How the name of a file begins and ends that has no name yet.
pub const DRAFT: (&str, &str) = (".relation-", ".part");

/// Large enough that a million rows are some hundred writes.
const BUFFER: usize = 256 * 1024;

/// A temporary file being written, in the directory it will stay in: a rename is then atomic.
pub(super) struct Draft {
    out: BufWriter<Hashing>,
    dir: PathBuf,
}

/// A draft that is complete and synced, still without its name.
pub(super) struct Sealed {
    path: TempPath,
    /// Its size.
    pub(super) bytes: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub(super) sha256: String,
}

struct Hashing {
    file: NamedTempFile,
    hash: Sha256,
    bytes: u64,
}

impl Draft {
    /// Starts one; makes the directory if there is none.
    pub(super) fn new(dir: &Path) -> Result<Draft, RelationError> {
        std::fs::create_dir_all(dir).map_err(RelationError::io("make the directory", dir))?;
        let mut builder = Builder::new();
        builder.prefix(DRAFT.0).suffix(DRAFT.1);
        // The file stays and others are to read it: the umask decides, not the temporary file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(dir).map_err(RelationError::io("make a file in", dir))?;
        let out = BufWriter::with_capacity(BUFFER, Hashing { file, hash: Sha256::new(), bytes: 0 });
        Ok(Draft { out, dir: dir.to_owned() })
    }

    /// Appends bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), RelationError> {
        self.out.write_all(bytes).map_err(RelationError::io("write a file in", &self.dir))
    }

    /// Puts everything on the disk and closes the file.
    pub(super) fn seal(self) -> Result<Sealed, RelationError> {
        let Draft { out, dir } = self;
        let done = out.into_inner().map_err(io::IntoInnerError::into_error);
        let Hashing { file, hash, bytes } = done.map_err(RelationError::io("write a file in", &dir))?;
        file.as_file().sync_all().map_err(RelationError::io("sync a file in", &dir))?;
        Ok(Sealed { path: file.into_temp_path(), bytes, sha256: hex(&hash.finalize()) })
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Sealed {
    /// Where it lies for now.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name. A file that is there already is never replaced: then it comes back.
    pub(super) fn publish(self, path: &Path) -> Result<(), (Sealed, io::Error)> {
        let Sealed { path: temporary, bytes, sha256 } = self;
        temporary
            .persist_noclobber(path)
            .map_err(|refused| (Sealed { path: refused.path, bytes, sha256 }, refused.error))
    }
}

/// Makes renames in `dir` survive a power cut.
pub(super) fn sync_dir(dir: &Path) -> Result<(), RelationError> {
    // Windows has no such call; NTFS journals its renames.
    if cfg!(unix) {
        let synced = File::open(dir).and_then(|dir| dir.sync_all());
        synced.map_err(RelationError::io("sync the directory", dir))?;
    }
    Ok(())
}

/// Size and SHA-256 (lower-case hex) of a file's bytes.
pub(super) fn fingerprint(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; BUFFER]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
}

/// SHA-256 of these bytes, lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS[usize::from(nibble)] as char;
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
