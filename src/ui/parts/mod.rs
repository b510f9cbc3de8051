//! What the screens behind the line have in common: long tables, choices, days, files, work on
//! other threads.
//!
//! * [`paging`]: the rows of a table that lie in the ledger, kept page by page;
//! * [`grid`]: a table of any length whose rows can be chosen;
//! * [`faults`]: what of a file cannot be used;
//! * [`known_orders`], [`known_templates`]: the orders and import templates to choose from;
//! * [`pick`], [`day`], [`form`], [`path`]: what is filled in;
//! * [`page`] is how a screen fills the window, [`watch`] when it must look again;
//! * [`escapes`]: characters that no key types, typed;
//! * [`shape`] is how codes and numbers are written;
//! * [`devices`]: what is plugged in; [`saving`]: new settings on their way into force;
//! * [`qr`]: codes to be scanned from the screen;
//! * [`print`]: a page to be saved as PDF; [`write_card`]: a card that writes a file;
//! * [`folder`]: the desktop's file manager;
//! * [`errand`]: dialogs and files, never on the window's own thread.

pub mod day;
pub mod devices;
pub mod errand;
pub mod escapes;
pub mod faults;
pub mod folder;
pub mod form;
pub mod grid;
pub mod known_orders;
pub mod known_templates;
pub mod page;
pub mod paging;
pub mod path;
pub mod pick;
pub mod print;
pub mod qr;
pub mod saving;
pub mod shape;
pub mod watch;
pub mod write_card;

pub use day::pick_day;
pub use errand::Errand;
pub use folder::FolderButton;
pub use grid::{Grid, GridState, Rows};
pub use known_orders::KnownOrders;
pub use known_templates::KnownTemplates;
pub use page::Failure;
pub use paging::Paging;
pub use path::PathField;
pub use pick::pick;
pub use watch::Watch;
