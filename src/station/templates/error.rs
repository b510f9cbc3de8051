//! What can be wrong with a named template, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::relation::RelationError;

/// Anything that keeps a named template from being kept, used or removed.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No name.
    #[error(
        "a template cannot be called {name:?}: write 1 to {max} letters, digits, - and _ (Chinese characters \
         too)"
    )]
    Name {
        /// What was asked for.
        name: String,
        /// The most characters.
        max: usize,
    },
    /// A preset's name.
    #[error("{name} is the name of a preset: call the template otherwise")]
    Preset {
        /// It.
        name: String,
    },
    /// The name is taken.
    #[error("there is a template {name} already: call it otherwise, or remove that one first")]
    Taken {
        /// As it is written there.
        name: String,
    },
    /// No template of that name.
    #[error("there is no template {name} of your own (there are: {known}): add it first")]
    NoSuch {
        /// What was asked for.
        name: String,
        /// Those there are.
        known: String,
    },
    /// Orders export with it.
    #[error(
        "template {name} is what orders export with ({}), so nothing was changed: let them export with another \
         one first, or insist (--force)", orders.join(", ")
    )]
    Used {
        /// Its name.
        name: String,
        /// The orders.
        orders: Vec<String>,
    },
    /// It is not what was kept.
    #[error("template {name} is damaged and is not used ({path}: {what}): remove it and add it again")]
    Damaged {
        /// Its name.
        name: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A file or directory.
    #[error("{path}: cannot {action} ({source}); see whether it is there, writable and has room")]
    Io {
        /// What was being done, as a verb.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// The OS's error.
        source: io::Error,
    },
    /// The user's file is no template, or a column of it cannot be filled.
    #[error(transparent)]
    Template(#[from] RelationError),
}

impl ShelfError {
    /// For `map_err`: what was being done to which path.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ShelfError {
        let path = path.to_owned();
        move |source| ShelfError::Io { action, path, source }
    }
}
