//! A file system of the tests' own under SQLite: the system's, with a [`Disk`] between.
//!
//! It is SQLite's default in this process from [`watch`] on, so that the product's own openings go through
//! it unchanged. Each operation on a file below a watched directory is first put to that directory's disk,
//! which lets it happen, makes it fail, cuts it short or only pretends. Everything else goes to the system
//! as it comes; so does the index of the write-ahead log, which is memory and is made anew at every opening.

#![allow(unsafe_code, reason = "SQLite's interface to file systems is C; there is no safe form of it")]

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Once, PoisonError, RwLock};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

/// What is asked of a disk. A file is named by its inode: names change.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ask<'a> {
    /// To open a file, which may be made by it.
    Open,
    /// To read.
    Read,
    /// To write.
    Write { file: u64, at: u64, bytes: &'a [u8] },
    /// To cut a file.
    Truncate { file: u64, size: u64 },
    /// To make durable what was written to a file.
    Sync { file: u64 },
    /// To say how long a file is.
    Size,
    /// To lock a file, or a part of the log's index.
    Lock,
    /// To map the log's index.
    Map,
    /// To remove a file; `durable`: and to make that durable.
    Delete { durable: bool },
}

/// What the disk does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answer {
    /// What was asked.
    Obey,
    /// Nothing, and says it did.
    Pretend,
    /// Nothing, and says why (an SQLite result code).
    Fail(c_int),
    /// Half of a write, and says why not the rest.
    Half(c_int),
}

/// A disk.
pub(crate) trait Disk: Send + Sync {
    /// Before an operation.
    fn ask(&self, ask: Ask<'_>) -> Answer;
    /// A file was made.
    fn made(&self, _file: u64) {}
}

static DISKS: RwLock<Vec<(PathBuf, Arc<dyn Disk>)>> = RwLock::new(Vec::new());
static REAL: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(null_mut());

/// Puts `disk` under everything SQLite does below `dir`, until the watch is dropped.
pub(crate) fn watch(dir: &Path, disk: Arc<dyn Disk>) -> Watch {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(register);
    DISKS.write().unwrap_or_else(PoisonError::into_inner).push((dir.to_owned(), disk));
    Watch(dir.to_owned())
}

/// A directory with a disk under it.
pub(crate) struct Watch(PathBuf);

impl Drop for Watch {
    fn drop(&mut self) {
        DISKS.write().unwrap_or_else(PoisonError::into_inner).retain(|(dir, _)| *dir != self.0);
    }
}

fn disk_of(path: &Path) -> Option<Arc<dyn Disk>> {
    let disks = DISKS.read().unwrap_or_else(PoisonError::into_inner);
    disks.iter().find(|(dir, _)| path.starts_with(dir)).map(|(_, disk)| Arc::clone(disk))
}

/// SQLite's handle of a file: what SQLite sees, whose it is, and the system's own handle behind it.
#[repr(C)]
struct File {
    base: sqlite3_file,
    /// From `Box::into_raw`; null where nobody watches.
    watched: *mut Watched,
}

struct Watched {
    disk: Arc<dyn Disk>,
    inode: u64,
}

/// Where the system's handle begins: aligned as any C structure wants it.
const HEAD: usize = size_of::<File>().next_multiple_of(16);

fn register() {
    // SAFETY: called once. The default file system is SQLite's own and lives as long as the program; so does
    // the leaked copy of it that is registered, in which only what is named here differs. What is taken over
    // as it is does not look at the file system it is called with.
    unsafe {
        let real = ffi::sqlite3_vfs_find(null_mut());
        assert!(!real.is_null(), "SQLite has no file system");
        REAL.store(real, Ordering::Release);
        let ours = Box::new(sqlite3_vfs {
            szOsFile: (*real).szOsFile + HEAD as c_int,
            pNext: null_mut(),
            zName: c"trial".as_ptr(),
            xOpen: Some(open),
            xDelete: Some(delete),
            ..*real
        });
        assert_eq!(ffi::sqlite3_vfs_register(Box::into_raw(ours), 1), ffi::SQLITE_OK);
    }
}

/// The disk's answer for an open file.
///
/// SAFETY: `file` is one that [`open`] made and [`close`] did not yet end.
unsafe fn asked<'a>(file: *mut sqlite3_file, ask: impl FnOnce(u64) -> Ask<'a>) -> Answer {
    // SAFETY: see above; then `watched` is null or what `open` put there.
    match unsafe { (*file.cast::<File>()).watched.as_ref() } {
        Some(watched) => watched.disk.ask(ask(watched.inode)),
        None => Answer::Obey,
    }
}

/// The system's handle and its methods.
///
/// SAFETY: as [`asked`].
unsafe fn real(file: *mut sqlite3_file) -> (*mut sqlite3_file, &'static sqlite3_io_methods) {
    // SAFETY: SQLite gave room for both handles, and the system's was opened by `open`; its methods are static.
    unsafe {
        let real = file.cast::<u8>().add(HEAD).cast::<sqlite3_file>();
        (real, &*(*real).pMethods)
    }
}

/// Passes a call on to the system.
macro_rules! pass {
    ($method:ident, $file:expr $(, $argument:expr)*) => {{
        // SAFETY: SQLite calls with a file that `open` made, and with arguments the system is to have.
        unsafe {
            let (real, methods) = real($file);
            match methods.$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// Asks, and passes the call on where the disk obeys.
macro_rules! ask {
    ($ask:expr, $method:ident, $file:expr $(, $argument:expr)*) => {{
        // SAFETY: SQLite calls with a file that `open` made.
        match unsafe { asked($file, $ask) } {
            Answer::Obey => pass!($method, $file $(, $argument)*),
            Answer::Pretend => ffi::SQLITE_OK,
            Answer::Fail(code) | Answer::Half(code) => code,
        }
    }};
}

extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for a handle of the size that was registered, and a name that is null or a
    // C string; the system's file system was stored before ours was registered.
    unsafe {
        let ours = file.cast::<File>();
        (*ours).base.pMethods = std::ptr::null();
        (*ours).watched = null_mut();
        let path = (!name.is_null()).then(|| path_of(name));
        let disk = path.as_deref().and_then(disk_of);
        let new = path.as_deref().is_some_and(|path| !path.exists());
        if let Some(Answer::Fail(code) | Answer::Half(code)) = disk.as_ref().map(|disk| disk.ask(Ask::Open)) {
            return code;
        }
        let vfs = REAL.load(Ordering::Acquire);
        let real = file.cast::<u8>().add(HEAD).cast::<sqlite3_file>();
        let Some(xopen) = (*vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = xopen(vfs, name, real, flags, out);
        if code != ffi::SQLITE_OK {
            return code;
        }
        if let (Some(disk), Some(path)) = (disk, path) {
            let inode = fs::metadata(&path).map_or(0, |meta| meta.ino());
            if new {
                disk.made(inode);
            }
            (*ours).watched = Box::into_raw(Box::new(Watched { disk, inode }));
        }
        (*ours).base.pMethods = &METHODS;
        ffi::SQLITE_OK
    }
}

extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, durable: c_int) -> c_int {
    // SAFETY: SQLite gives a C string; the system's file system was stored before ours was registered.
    unsafe {
        let disk = disk_of(&path_of(name));
        match disk.map_or(Answer::Obey, |disk| disk.ask(Ask::Delete { durable: durable != 0 })) {
            Answer::Fail(code) | Answer::Half(code) => return code,
            Answer::Pretend => return ffi::SQLITE_OK,
            Answer::Obey => {}
        }
        let vfs = REAL.load(Ordering::Acquire);
        (*vfs).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(vfs, name, durable))
    }
}

/// SAFETY: `name` is a C string.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    // SAFETY: see above.
    let name = unsafe { CStr::from_ptr(name) };
    PathBuf::from(OsStr::from_bytes(name.to_bytes()))
}

extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let code = pass!(xClose, file);
    // SAFETY: SQLite calls this last, once for each file that `open` made.
    unsafe {
        let ours = file.cast::<File>();
        if !(*ours).watched.is_null() {
            drop(Box::from_raw((*ours).watched));
            (*ours).watched = null_mut();
        }
    }
    code
}

extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, len: c_int, at: sqlite3_int64) -> c_int {
    ask!(|_| Ask::Read, xRead, file, to, len, at)
}

extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, len: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives `len` bytes at `from`, and a file that `open` made.
    let answer = unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), len.max(0) as usize);
        asked(file, |inode| Ask::Write { file: inode, at: at.max(0) as u64, bytes })
    };
    match answer {
        Answer::Obey => pass!(xWrite, file, from, len, at),
        Answer::Pretend => ffi::SQLITE_OK,
        Answer::Fail(code) => code,
        Answer::Half(code) => {
            let written = pass!(xWrite, file, from, len / 2, at);
            if written == ffi::SQLITE_OK { code } else { written }
        }
    }
}

extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    ask!(|inode| Ask::Truncate { file: inode, size: size.max(0) as u64 }, xTruncate, file, size)
}

extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    ask!(|inode| Ask::Sync { file: inode }, xSync, file, flags)
}

extern "C" fn size(file: *mut sqlite3_file, out: *mut sqlite3_int64) -> c_int {
    ask!(|_| Ask::Size, xFileSize, file, out)
}

extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    ask!(|_| Ask::Lock, xLock, file, level)
}

extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    pass!(xUnlock, file, level)
}

extern "C" fn reserved(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    pass!(xCheckReservedLock, file, out)
}

extern "C" fn control(file: *mut sqlite3_file, op: c_int, argument: *mut c_void) -> c_int {
    pass!(xFileControl, file, op, argument)
}

extern "C" fn sector(file: *mut sqlite3_file) -> c_int {
    pass!(xSectorSize, file)
}

extern "C" fn characteristics(file: *mut sqlite3_file) -> c_int {
    pass!(xDeviceCharacteristics, file)
}

extern "C" fn map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    to: *mut *mut c_void,
) -> c_int {
    ask!(|_| Ask::Map, xShmMap, file, page, size, extend, to)
}

extern "C" fn lock_index(file: *mut sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        return pass!(xShmLock, file, offset, n, flags);
    }
    ask!(|_| Ask::Lock, xShmLock, file, offset, n, flags)
}

extern "C" fn barrier(file: *mut sqlite3_file) {
    // SAFETY: SQLite calls with a file that `open` made.
    unsafe {
        let (real, methods) = real(file);
        if let Some(barrier) = methods.xShmBarrier {
            barrier(real);
        }
    }
}

extern "C" fn unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(xShmUnmap, file, delete)
}

/// Version 2: without memory-mapped files, which would be read past the disk.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(map),
    xShmLock: Some(lock_index),
    xShmBarrier: Some(barrier),
    xShmUnmap: Some(unmap),
    xFetch: None,
    xUnfetch: None,
};
