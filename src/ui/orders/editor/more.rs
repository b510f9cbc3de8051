//! The rules that most orders leave as they are.

use egui::Ui;

use super::{Editor, rule};
use crate::order::{Ack, DkKind, ImeiChoice, Luhn, ScanOrder};
use crate::text::{Text, common, orders as words};
use crate::ui::cx::Cx;
use crate::ui::orders::sheet;
use crate::ui::parts::path::Wanted;
use crate::ui::parts::{PathField, form};
use crate::ui::tokens::space;
use crate::ui::widgets::{self, card};

impl Editor {
    pub(super) fn device(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::DEVICE_QR, |ui| {
            // Only the platform's form has a version; one that was set is not hidden.
            if !self.draft.own_qr || !self.draft.qr_version.trim().is_empty() {
                let fault = self.fault(cx, "qr_version", &self.draft.qr_version);
                rule::text(ui, cx, "qr_version", &mut self.draft.qr_version, cx.t(words::ANY), fault);
            }
            let fault = self.fault(cx, "sn_length", &self.draft.sn_length);
            rule::text(ui, cx, "sn_length", &mut self.draft.sn_length, cx.t(words::ANY), fault);
            let fault = self.fault(cx, "sn_prefix", &self.draft.sn_prefix);
            rule::text(ui, cx, "sn_prefix", &mut self.draft.sn_prefix, cx.t(words::ANY), fault);
            rule::switch(ui, cx, "issued_sn_only", &mut self.draft.issued_sn_only);
        });
    }

    pub(super) fn module(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::MODULE, |ui| {
            if self.draft.dk_kind == DkKind::Imei || !self.draft.tac.trim().is_empty() {
                let fault = self.fault(cx, "tac", &self.draft.tac);
                rule::text(ui, cx, "tac", &mut self.draft.tac, cx.t(words::ANY), fault);
            }
            if self.draft.dk_kind == DkKind::Imei {
                self.imei(ui, cx);
            }
            rule::switch(ui, cx, "allowed_dk_only", &mut self.draft.allowed_dk_only);
            let fault = self.fault(cx, "module_label", &self.draft.module_label);
            rule::texts(ui, cx, "module_label", &mut self.draft.module_label, "SN:{*};DK:{dk}", fault);
        });
    }

    fn imei(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let luhn = [Luhn::Require, Luhn::Warn];
        rule::choice_of(ui, cx, "luhn", &mut self.draft.luhn, (luhn, sheet::luhn));
        let choices = [ImeiChoice::Refuse, ImeiChoice::First, ImeiChoice::Imei1];
        rule::choice_of(ui, cx, "imei_choice", &mut self.draft.imei_choice, (choices, sheet::imei_choice));
        rule::switch(ui, cx, "accept_imeisv", &mut self.draft.accept_imeisv);
        rule::switch(ui, cx, "accept_imei14", &mut self.draft.accept_imei14);
    }

    pub(super) fn line(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, words::LINE, |ui| {
            let orders = [ScanOrder::Any, ScanOrder::ModuleFirst, ScanOrder::DeviceFirst];
            rule::choice_of(ui, cx, "scan_order", &mut self.draft.scan_order, (orders, sheet::scan_order));
            let fault = self.fault(cx, "half_scan_timeout_s", &self.draft.half_scan_timeout_s);
            let value = &mut self.draft.half_scan_timeout_s;
            rule::text(ui, cx, "half_scan_timeout_s", value, "60", fault);
            let fault = self.fault(cx, "bounce_ms", &self.draft.bounce_ms);
            rule::text(ui, cx, "bounce_ms", &mut self.draft.bounce_ms, "800", fault);
            let acks = [Ack::Operator, Ack::Supervisor];
            rule::choice_of(ui, cx, "ack", &mut self.draft.ack, (acks, sheet::ack));
        });
    }

    pub(super) fn export(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, cx, common::SCREEN_EXPORT, |ui| {
            let fault = self.fault(cx, "device_name", &self.draft.device_name);
            rule::text(ui, cx, "device_name", &mut self.draft.device_name, "{order}-{sn}", fault);
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
            form::explain(ui, cx.colours, cx.t(words::ABOUT_TEMPLATE));
            if self.template_of_file {
                let wanted = Wanted::Open(&["csv", "xlsx"]);
                if self.template_file.show(ui, cx, cx.t(words::TEMPLATE_PATH), wanted) {
                    self.template_file.text.trim().clone_into(&mut self.draft.template);
                }
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
