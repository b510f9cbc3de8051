//! The import templates there are, to choose from: presets, and those kept by name.

use super::page::Failure;
use crate::relation::Template;
use crate::station::Task;
use crate::station::templates::Shelf;
use crate::ui::cx::Cx;
use crate::ui::export::preset;

/// The names, as they were last asked for.
#[derive(Default)]
pub struct KnownTemplates {
    names: Option<Vec<String>>,
    asked: Option<Task<Vec<String>>>,
    failed: Option<Failure>,
}

impl KnownTemplates {
    /// Asks again. What was known stays until the answer.
    pub fn refresh(&mut self, cx: &Cx<'_>) {
        self.asked = Some(cx.desk.template_names(Shelf::of(cx.data)));
    }

    /// Asks if nothing was asked yet, and takes the answer if it has come; true when it has.
    pub fn tend(&mut self, cx: &Cx<'_>) -> bool {
        if self.names.is_none() && self.asked.is_none() {
            self.refresh(cx);
        }
        let Some(answer) = self.asked.as_ref().and_then(Task::poll) else { return false };
        self.asked = None;
        self.failed = answer.as_ref().err().map(Failure::of);
        self.names = Some(answer.unwrap_or_default());
        true
    }

    /// The names of the user's own ones; `None` before the first answer.
    pub fn own(&self) -> Option<&[String]> {
        self.names.as_deref()
    }

    /// What keeps them from being listed.
    pub fn fault(&self, cx: &Cx<'_>) -> Option<&'static str> {
        self.failed.as_ref().map(|failed| failed.text(cx))
    }

    /// Choices: the presets, then the user's own.
    pub fn choices(&self, cx: &Cx<'_>) -> Vec<(String, String)> {
        let presets = Template::PRESETS.iter().map(|name| ((*name).to_owned(), preset(cx.lang, name)));
        let own = self.names.iter().flatten().map(|name| (name.clone(), name.clone()));
        presets.chain(own).collect()
    }
}
