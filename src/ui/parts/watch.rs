//! When a screen must look again.

use egui::Ui;

/// Remembers what a screen last looked at, and whether it was on the window since.
#[derive(Debug)]
pub struct Watch<K> {
    seen: Option<K>,
    pass: u64,
}

impl<K> Default for Watch<K> {
    fn default() -> Watch<K> {
        Watch { seen: None, pass: 0 }
    }
}

impl<K: PartialEq> Watch<K> {
    /// Call it once a frame: true if `key` is another than before, or the screen was not shown in the
    /// frame before (anything may have happened since).
    pub fn changed(&mut self, ui: &Ui, key: K) -> bool {
        let pass = ui.ctx().cumulative_pass_nr();
        let hidden = pass > self.pass + 1;
        self.pass = pass;
        let other = self.seen.as_ref() != Some(&key);
        self.seen = Some(key);
        hidden || other
    }
}
