//! A sheet as a file: made, and put where it is wanted whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::sheet::{Fonts, Sheet, SheetError, render};

/// The fonts of everything printed: Noto Sans SC (its licence lies beside it in `assets/fonts`).
pub const FONTS: Fonts = Fonts {
    regular: include_bytes!("../../assets/fonts/NotoSansSC-Regular.ttf"),
    bold: include_bytes!("../../assets/fonts/NotoSansSC-Bold.ttf"),
};

/// Why a sheet was not saved.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// There is a file of that name.
    #[error("{} is there already: choose another name or replace it", .0.display())]
    Exists(PathBuf),
    /// The sheet.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The file.
    #[error("{}: {source}; see whether the folder may be written to", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// The OS's error.
        source: std::io::Error,
    },
}

/// Makes a sheet as PDF and puts it there whole; a file that is there stays unless it is to be replaced.
/// `language` is the BCP 47 tag of its words.
pub fn save(sheet: &Sheet, language: &str, path: &Path, replace: bool) -> Result<(), PrintError> {
    if !replace && path.exists() {
        return Err(PrintError::Exists(path.to_owned()));
    }
    let pdf = render(sheet, FONTS, language)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |source| PrintError::Io { path: path.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    // As any file the user makes, not as a temporary one: others print it too.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(&pdf).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    let kept = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(PrintError::Exists(path.to_owned()))
        }
        Err(error) => Err(failed(error.error)),
    }
}
