//! Making or editing an order: the work order file, field by field, judged as it is typed.
//!
//! What most people set stands first; the other rules ([`more`]) fold away below it. [`rule`] draws one
//! field of any kind with its name, its explanation and its fault.

mod more;
mod rule;

use egui::Ui;

use super::about::BASICS;
use super::draft::{Draft, Fault};
use super::trial::Trial;
use super::{Wish, faults, sheet};
use crate::order::{DkKind, Order};
use crate::text::{orders as words, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::{KnownTemplates, PathField, form, page};
use crate::ui::tokens::{Says, space};
use crate::ui::widgets::{self, Look, button, card};

/// The form.
pub(super) struct Editor {
    draft: Draft,
    /// What the draft comes to.
    judged: Result<Order, Vec<Fault>>,
    /// The order that is edited; its name stays. `None` = a new one.
    edits: Option<String>,
    /// The user has tried to add it: from then on empty fields are faults too.
    tried: bool,
    known_templates: KnownTemplates,
    /// The template is a file's path, not one of those known by name.
    template_of_file: bool,
    /// The other rules are unfolded.
    more: bool,
    template_file: PathField,
    trial: Trial,
}

impl Editor {
    /// A form for a new order that begins as this one, without its name.
    pub(super) fn new(like: &Order) -> Editor {
        Editor::of(Draft::like(like), like, None)
    }

    /// A form for this order's own rules.
    pub(super) fn edit(order: &Order) -> Editor {
        Editor::of(Draft::of(order), order, Some(order.name.clone()))
    }

    fn of(draft: Draft, order: &Order, edits: Option<String>) -> Editor {
        let usual = Order::default_for(&order.name, &order.product_key);
        // What is not as usual is to be seen.
        let more = usual.differences(order).iter().any(|key| !BASICS.contains(key));
        let template_file = PathField::new(std::path::Path::new(&order.template));
        let judged = draft.judge();
        // An order in the ledger has its file's whole path.
        let template_of_file = std::path::Path::new(&order.template).is_absolute();
        let (known_templates, trial) = (KnownTemplates::default(), Trial::default());
        Editor {
            draft,
            judged,
            edits,
            tried: false,
            known_templates,
            template_of_file,
            more,
            template_file,
            trial,
        }
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Wish {
        let before = self.draft.clone();
        let two = page::columns(ui, |columns| {
            self.basics(&mut columns[0], cx);
            self.trial.show(&mut columns[1], cx, self.judged.as_ref().ok());
        });
        if !two {
            self.basics(ui, cx);
        }
        self.other_rules(ui, cx);
        if !two {
            self.trial.show(ui, cx, self.judged.as_ref().ok());
        }
        if self.draft != before {
            self.judged = self.draft.judge();
        }
        ui.add_space(space::M);
        self.buttons(ui, cx)
    }

    /// The line that unfolds the other rules, with how many of them are wrong, and these rules.
    fn other_rules(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let faulty = self.judged.as_ref().err().into_iter().flatten();
        let faulty = faulty.filter(|(key, _)| !BASICS.contains(&key.as_str())).count();
        let name = match faulty {
            0 => cx.t(words::MORE).to_owned(),
            some => words::more_faults(cx.lang, some),
        };
        form::fold(ui, cx.colours, &name, &mut self.more);
        if !self.more {
            return;
        }
        let two = page::columns(ui, |columns| {
            self.device(&mut columns[0], cx);
            self.line(&mut columns[0], cx);
            self.module(&mut columns[1], cx);
            self.export(&mut columns[1], cx);
        });
        if !two {
            for part in [Self::device, Self::module, Self::line, Self::export] {
                part(self, ui, cx);
            }
        }
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Wish {
        let mut wish = Wish::None;
        if let Err(faults) = &self.judged
            && self.tried
        {
            let text = words::faults_left(cx.lang, faults.len());
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
        }
        let acts: &[_] = match self.edits {
            Some(_) => &[(words::SAVE_CHANGES, Act::Change)],
            None => &[(words::ADD_AND_OPEN, Act::AddAndOpen), (words::ADD, Act::Add)],
        };
        ui.horizontal_wrapped(|ui| {
            for (at, (label, act)) in acts.iter().enumerate() {
                let look = if at == 0 { Look::Primary } else { Look::Secondary };
                if button(ui, cx.colours, look, cx.t(*label)) {
                    wish = self.done(cx, *act);
                }
            }
            if button(ui, cx.colours, Look::Secondary, cx.t(parts::BACK_TO_LIST)) {
                wish = Wish::Leave;
            }
        });
        wish
    }

    /// What the user wants done with the order, if it has no fault.
    fn done(&mut self, cx: &Cx<'_>, act: Act) -> Wish {
        self.tried = true;
        let Ok(order) = &self.judged else {
            // A fault in what is folded away would not be seen.
            self.more |= self
                .judged
                .as_ref()
                .is_err_and(|faults| faults.iter().any(|(key, _)| !BASICS.contains(&key.as_str())));
            return Wish::None;
        };
        let origin = cx.t(words::ORIGIN_EDITOR).to_owned();
        let (source, name) = (order.to_toml(), order.name.clone());
        match act {
            Act::Change => Wish::Change { source, origin, name },
            Act::Add | Act::AddAndOpen => Wish::Add { source, origin, name, open: act == Act::AddAndOpen },
        }
    }

    /// What is wrong with a field, unless it is empty and nobody has asked yet.
    fn fault(&self, cx: &Cx<'_>, key: &str, value: &str) -> Option<&'static str> {
        let faults = self.judged.as_ref().err()?;
        let faulty = faults.iter().any(|(of, _)| of == key) && (self.tried || !value.trim().is_empty());
        faulty.then(|| cx.t(faults::advice(key).unwrap_or(words::FAULT_LINE)))
    }

    fn basics(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        card(ui, cx.colours, |ui| {
            match &self.edits {
                Some(name) => {
                    widgets::title(ui, &words::edit_title(cx.lang, name));
                    widgets::note(ui, cx.colours, cx.t(words::EDIT_NOTE));
                }
                None => {
                    widgets::title(ui, cx.t(words::BASICS));
                }
            }
            ui.add_space(space::S);
            if self.edits.is_none() {
                let fault = self.fault(cx, "name", &self.draft.name);
                rule::text(ui, cx, "name", &mut self.draft.name, "WO1001", fault);
            }
            let fault = self.fault(cx, "product_key", &self.draft.product_key);
            rule::text(ui, cx, "product_key", &mut self.draft.product_key, "p11sf2", fault);
            let fault = self.fault(cx, "planned", &self.draft.planned);
            rule::text(ui, cx, "planned", &mut self.draft.planned, cx.t(words::NO_PLAN), fault);
            self.device_qr(ui, cx);
            let kinds = [DkKind::Imei, DkKind::Mac, DkKind::Text].map(|k| (k, cx.t(sheet::dk_kind(k))));
            rule::choice(ui, cx, "dk_kind", &mut self.draft.dk_kind, &kinds);
        });
        ui.add_space(space::M);
    }

    fn device_qr(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let choices = [(false, cx.t(words::QR_PLATFORM)), (true, cx.t(words::QR_OWN))];
        rule::choice(ui, cx, "device_qr", &mut self.draft.own_qr, &choices);
        if self.draft.own_qr {
            let fault = self.fault(cx, "device_qr", &self.draft.pattern);
            let (name, hint) = (cx.t(words::PATTERN), "ABCPK={pk}+SN={sn}ABC");
            form::checked_field(ui, cx.colours, name, &mut self.draft.pattern, hint, fault);
            form::explain(ui, cx.colours, cx.t(words::PATTERN_NOTE));
        }
    }
}

/// What is done with a good order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Add,
    AddAndOpen,
    Change,
}
