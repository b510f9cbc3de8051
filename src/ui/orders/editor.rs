//! Making an order: the work order file, field by field, judged as it is typed.

use egui::{TextEdit, Ui};

use super::draft::{Draft, Fault};
use super::trial::Trial;
use super::{Wish, faults, sheet};
use crate::order::{Ack, DkKind, ImeiChoice, Luhn, Order, ScanOrder};
use crate::text::{Text, common, orders as words, parts};
use crate::ui::cx::Cx;
use crate::ui::icons::Icon;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{KnownTemplates, PathField, form, page};
use crate::ui::tokens::{Says, size, space};
use crate::ui::widgets::{self, Look, button, card};

/// The form.
pub(super) struct Editor {
    draft: Draft,
    /// What the draft comes to.
    judged: Result<Order, Vec<Fault>>,
    /// The user has tried to add it: from then on empty fields are faults too.
    tried: bool,
    known_templates: KnownTemplates,
    /// The template is a file's path, not one of those known by name.
    template_of_file: bool,
    template_file: PathField,
    trial: Trial,
}

impl Editor {
    /// A form that begins as this order, without its name.
    pub(super) fn new(like: &Order) -> Editor {
        let draft = Draft::like(like);
        let judged = draft.judge();
        let template_file = PathField::new(std::path::Path::new(&like.template));
        // An order in the ledger has its file's whole path.
        let template_of_file = std::path::Path::new(&like.template).is_absolute();
        let (known_templates, trial) = (KnownTemplates::default(), Trial::default());
        Editor { draft, judged, tried: false, known_templates, template_of_file, template_file, trial }
    }

    /// Draws it.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Wish {
        let before = self.draft.clone();
        let two = page::columns(ui, |columns| {
            self.product(&mut columns[0], cx);
            self.device(&mut columns[0], cx);
            self.trial.show(&mut columns[0], cx, self.judged.as_ref().ok());
            self.module(&mut columns[1], cx);
            self.line(&mut columns[1], cx);
            self.export(&mut columns[1], cx);
        });
        if !two {
            for part in [Self::product, Self::device, Self::module, Self::line, Self::export] {
                part(self, ui, cx);
            }
            self.trial.show(ui, cx, self.judged.as_ref().ok());
        }
        if self.draft != before {
            self.judged = self.draft.judge();
        }
        ui.add_space(space::M);
        self.buttons(ui, cx)
    }

    fn buttons(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Wish {
        let mut wish = Wish::None;
        if let Err(faults) = &self.judged
            && self.tried
        {
            let text = words::faults_left(cx.lang, faults.len());
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &text);
        }
        ui.horizontal_wrapped(|ui| {
            for (label, open) in [(words::ADD_AND_OPEN, true), (words::ADD, false)] {
                let look = if open { Look::Primary } else { Look::Secondary };
                if button(ui, cx.colours, look, cx.t(label)) {
                    self.tried = true;
                    if let Ok(order) = &self.judged {
                        let origin = cx.t(words::ORIGIN_EDITOR).to_owned();
                        let (source, name) = (order.to_toml(), order.name.clone());
                        wish = Wish::Add { source, origin, name, open };
                    }
                }
            }
            if button(ui, cx.colours, Look::Secondary, cx.t(parts::BACK_TO_LIST)) {
                wish = Wish::Leave;
            }
        });
        wish
    }

    /// What is wrong with a field, unless it is empty and nobody has asked yet.
    fn fault(&self, cx: &Cx<'_>, key: &str, value: &str) -> Option<&'static str> {
        let faults = self.judged.as_ref().err()?;
        let faulty = faults.iter().any(|(of, _)| of == key) && (self.tried || !value.trim().is_empty());
        faulty.then(|| cx.t(faults::advice(key).unwrap_or(words::FAULT_LINE)))
    }

    fn product(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::PRODUCT, |ui| {
            let fault = self.fault(cx, "name", &self.draft.name);
            field(ui, cx, words::NAME, &mut self.draft.name, "WO1001", fault);
            let fault = self.fault(cx, "product_key", &self.draft.product_key);
            field(ui, cx, words::PRODUCT_KEY, &mut self.draft.product_key, "p11sf2", fault);
            let fault = self.fault(cx, "planned", &self.draft.planned);
            field(ui, cx, words::PLANNED, &mut self.draft.planned, cx.t(words::NO_PLAN), fault);
        });
    }

    fn device(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::DEVICE_QR, |ui| {
            let choices = [(false, cx.t(words::QR_PLATFORM)), (true, cx.t(words::QR_OWN))];
            form::choice(ui, cx.colours, cx.t(words::QR_FORM), &mut self.draft.own_qr, &choices);
            if self.draft.own_qr {
                let fault = self.fault(cx, "device_qr", &self.draft.pattern);
                field(ui, cx, words::PATTERN, &mut self.draft.pattern, "ABCPK={pk}+SN={sn}ABC", fault);
                widgets::note(ui, cx.colours, cx.t(words::PATTERN_NOTE));
            } else {
                let fault = self.fault(cx, "qr_version", &self.draft.qr_version);
                field(ui, cx, words::QR_VERSION, &mut self.draft.qr_version, cx.t(words::ANY), fault);
            }
            let fault = self.fault(cx, "sn_length", &self.draft.sn_length);
            field(ui, cx, words::SN_LENGTH, &mut self.draft.sn_length, cx.t(words::ANY), fault);
            let fault = self.fault(cx, "sn_prefix", &self.draft.sn_prefix);
            field(ui, cx, words::SN_PREFIX, &mut self.draft.sn_prefix, cx.t(words::ANY), fault);
            let fault = self.fault(cx, "issued_sn_only", "");
            let on = &mut self.draft.issued_sn_only;
            switch(ui, cx, words::ISSUED_SN_ONLY, on, words::ISSUED_SN_ONLY_NOTE, fault);
        });
    }

    fn module(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::MODULE, |ui| {
            let kinds = [DkKind::Imei, DkKind::Mac, DkKind::Text].map(|k| (k, cx.t(sheet::dk_kind(k))));
            form::choice(ui, cx.colours, cx.t(words::DK_KIND), &mut self.draft.dk_kind, &kinds);
            if self.draft.dk_kind == DkKind::Imei || !self.draft.tac.trim().is_empty() {
                let fault = self.fault(cx, "tac", &self.draft.tac);
                field(ui, cx, words::TAC, &mut self.draft.tac, cx.t(words::ANY), fault);
            }
            if self.draft.dk_kind == DkKind::Imei {
                self.imei(ui, cx);
            }
            let fault = self.fault(cx, "allowed_dk_only", "");
            let on = &mut self.draft.allowed_dk_only;
            switch(ui, cx, words::ALLOWED_DK_ONLY, on, words::ALLOWED_DK_ONLY_NOTE, fault);
            form::named(ui, cx.t(words::MODULE_LABEL), |ui| {
                let edit = TextEdit::multiline(&mut self.draft.module_label).desired_rows(2);
                ui.add(edit.desired_width(size::FIELD).hint_text("SN:{*};DK:{dk}"));
            });
            form::show_fault(ui, cx.colours, self.fault(cx, "module_label", &self.draft.module_label));
            widgets::note(ui, cx.colours, cx.t(words::MODULE_LABEL_NOTE));
        });
    }

    fn imei(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let luhn = [Luhn::Require, Luhn::Warn].map(|l| (l, cx.t(sheet::luhn(l))));
        form::choice(ui, cx.colours, cx.t(words::LUHN), &mut self.draft.luhn, &luhn);
        let choices = [ImeiChoice::Refuse, ImeiChoice::First, ImeiChoice::Imei1];
        let choices = choices.map(|c| (c, cx.t(sheet::imei_choice(c))));
        form::choice(ui, cx.colours, cx.t(words::IMEI_CHOICE), &mut self.draft.imei_choice, &choices);
        form::switch(ui, cx.colours, cx.t(words::ACCEPT_IMEISV), &mut self.draft.accept_imeisv);
        form::switch(ui, cx.colours, cx.t(words::ACCEPT_IMEI14), &mut self.draft.accept_imei14);
    }

    fn line(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::LINE, |ui| {
            let orders = [ScanOrder::Any, ScanOrder::ModuleFirst, ScanOrder::DeviceFirst];
            let orders = orders.map(|order| (order, cx.t(sheet::scan_order(order))));
            form::choice(ui, cx.colours, cx.t(words::SCAN_ORDER), &mut self.draft.scan_order, &orders);
            let fault = self.fault(cx, "half_scan_timeout_s", &self.draft.half_scan_timeout_s);
            let value = &mut self.draft.half_scan_timeout_s;
            field(ui, cx, words::HALF_SCAN_TIMEOUT_S, value, "60", fault);
            let fault = self.fault(cx, "bounce_ms", &self.draft.bounce_ms);
            field(ui, cx, words::BOUNCE_MS, &mut self.draft.bounce_ms, "800", fault);
            let acks = [Ack::Operator, Ack::Supervisor].map(|ack| (ack, cx.t(sheet::ack(ack))));
            form::choice(ui, cx.colours, cx.t(words::ACK), &mut self.draft.ack, &acks);
        });
    }

    fn export(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, common::SCREEN_EXPORT, |ui| {
            let fault = self.fault(cx, "device_name", &self.draft.device_name);
            field(ui, cx, words::DEVICE_NAME, &mut self.draft.device_name, "{order}-{sn}", fault);
            self.known_templates.tend(cx);
            let mut chosen = (!self.template_of_file).then(|| self.draft.template.clone());
            let named = self.known_templates.choices(cx).into_iter();
            let mut choices: Vec<_> = named.map(|(name, label)| (Some(name), label)).collect();
            choices.push((None, cx.t(crate::text::export::TEMPLATE_FILE).to_owned()));
            if form::choose(ui, cx.colours, cx.t(words::TEMPLATE), &mut chosen, &choices) {
                self.template_of_file = chosen.is_none();
                self.draft.template = chosen.unwrap_or_default();
                self.template_file = PathField::default();
            }
            form::show_fault(ui, cx.colours, self.known_templates.fault(cx));
            if self.template_of_file {
                self.template_file.show(ui, cx, cx.t(words::TEMPLATE_PATH), Wanted::Open(&["csv", "xlsx"]));
                self.draft.template.clone_from(&self.template_file.text);
                form::show_fault(ui, cx.colours, self.fault(cx, "template", &self.draft.template));
            }
        });
    }
}

fn section(ui: &mut Ui, cx: &Cx<'_>, title: Text, add: impl FnOnce(&mut Ui)) {
    card(ui, cx.colours, |ui| {
        widgets::title(ui, cx.t(title));
        ui.add_space(space::S);
        add(ui);
    });
    ui.add_space(space::M);
}

fn field(ui: &mut Ui, cx: &Cx<'_>, name: Text, value: &mut String, hint: &str, fault: Option<&str>) {
    form::checked_field(ui, cx.colours, cx.t(name), value, hint, fault);
}

/// A switch, and below it where what it needs comes from.
fn switch(ui: &mut Ui, cx: &Cx<'_>, name: Text, on: &mut bool, note: Text, fault: Option<&str>) {
    form::switch(ui, cx.colours, cx.t(name), on);
    form::show_fault(ui, cx.colours, fault);
    if *on {
        widgets::note(ui, cx.colours, cx.t(note));
    }
}
