//! Which SNs, and what their codes are to be: typed, judged as it is typed, with an example.

use egui::{RichText, Ui};

use crate::labels::series::{MAX_COUNT, Series, SeriesError};
use crate::ledger::OrderRecord;
use crate::order::pattern::Placeholder;
use crate::order::{DeviceQr, Order, Pattern};
use crate::scan::{self, Code};
use crate::station::labels::{LabelRequest, Output, Which};
use crate::text::{Text, lists as words, orders as order_words};
use crate::ui::cx::Cx;
use crate::ui::fonts;
use crate::ui::icons::Icon;
use crate::ui::lists::product::{Product, ProductField};
use crate::ui::parts::form;
use crate::ui::tokens::{Says, font};
use crate::ui::widgets;

use super::reprint::Reprint;

/// The fields.
pub(super) struct Form {
    product: ProductField,
    count: String,
    prefix: String,
    length: String,
    numbered: bool,
    first: String,
    own_qr: bool,
    pattern: String,
    /// No new ones: those of `reprint`.
    again: bool,
    reprint: Reprint,
    /// The order whose rules the fields began with.
    like: Option<String>,
}

impl Default for Form {
    fn default() -> Form {
        Form {
            product: ProductField::default(),
            count: "100".into(),
            prefix: String::new(),
            length: LENGTH.into(),
            numbered: false,
            first: "1".into(),
            own_qr: false,
            pattern: String::new(),
            again: false,
            reprint: Reprint::default(),
            like: None,
        }
    }
}

/// What SNs of the platform are long (formats.md).
const LENGTH: &str = "16";

impl Form {
    /// What is to be made into `output`, with `line` under each SN; `None` while something is missing or
    /// wrong.
    pub(super) fn wanted(
        &self,
        orders: &[&OrderRecord],
        output: Output,
        line: String,
    ) -> Option<LabelRequest> {
        let Product::Is(pk) = self.product.product(orders, false) else { return None };
        let which = match self.again {
            true => self.reprint.which()?,
            false => Which::New { count: self.count()?, series: self.series().ok()? },
        };
        Some(LabelRequest { pk, which, qr: self.qr()?, line, output })
    }

    /// How many there will be, as far as the form knows.
    pub(super) fn labels(&self) -> Option<usize> {
        if self.again { self.reprint.listed() } else { self.count() }
    }

    fn count(&self) -> Option<usize> {
        self.count.trim().parse().ok().filter(|count| (1..=MAX_COUNT).contains(count))
    }

    /// How the SNs are made; `Err(None)` where a number is none.
    fn series(&self) -> Result<Series, Option<SeriesError>> {
        let length = self.length.trim().parse().map_err(|_| None)?;
        let prefix = self.prefix.trim();
        let series = match self.numbered {
            false => Series::random(prefix, length)?,
            true => Series::numbered(prefix, length, self.first().ok_or(None)?)?,
        };
        series.lasts_for(self.count().unwrap_or(1))?;
        Ok(series)
    }

    /// One of the SNs, or one like them.
    fn sn(&self) -> Option<String> {
        if self.again { self.reprint.example() } else { self.series().ok().map(|series| series.example()) }
    }

    fn first(&self) -> Option<u64> {
        self.first.trim().parse().ok()
    }

    /// What the codes say; `None` where the pattern is none, or has a part that nobody can fill.
    fn qr(&self) -> Option<DeviceQr> {
        if !self.own_qr {
            return Some(DeviceQr::Quectel);
        }
        let pattern = Pattern::parse(self.pattern.trim(), &[Placeholder::Pk, Placeholder::Sn]).ok()?;
        let qr = DeviceQr::Pattern(pattern);
        qr.text("p11sf2", "1").is_some().then_some(qr)
    }

    /// Draws them.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, orders: &[&OrderRecord]) {
        let kinds = [(false, cx.t(words::WHICH_NEW)), (true, cx.t(words::WHICH_AGAIN))];
        form::choice(ui, cx.colours, cx.t(words::WHICH), &mut self.again, &kinds);
        self.product.show(ui, cx, words::PRODUCT, orders, false);
        let product = self.product.product(orders, false);
        let order = orders.iter().map(|record| &record.order);
        let order = order.into_iter().find(|order| product == Product::Is(order.product_key.clone()));
        self.begin_like(order);
        if self.again {
            self.reprint.show(ui, cx);
        } else {
            let fault = self.count().is_none().then(|| cx.t(words::FAULT_COUNT));
            form::checked_field(ui, cx.colours, cx.t(words::COUNT), &mut self.count, "100", fault);
            self.digits(ui, cx);
        }
        self.code(ui, cx);
        self.example(ui, cx, order, &product);
    }

    /// The order's own rules come first; what is typed then stays until the product is another's.
    fn begin_like(&mut self, order: Option<&Order>) {
        let name = order.map(|order| order.name.clone());
        if self.like == name {
            return;
        }
        self.like = name;
        let Some(order) = order else { return };
        self.prefix.clone_from(&order.sn_prefix);
        self.length = order.sn_length.map_or_else(|| LENGTH.to_owned(), |length| length.to_string());
        (self.own_qr, self.pattern) = match &order.device_qr {
            DeviceQr::Quectel => (false, String::new()),
            DeviceQr::Pattern(pattern) => (true, pattern.source().to_owned()),
        };
    }

    fn digits(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let colours = cx.colours;
        let kinds = [(false, cx.t(words::RANDOM)), (true, cx.t(words::NUMBERED))];
        form::choice(ui, colours, cx.t(words::DIGITS), &mut self.numbered, &kinds);
        let note = if self.numbered { words::NUMBERED_NOTE } else { words::RANDOM_NOTE };
        widgets::note(ui, colours, cx.t(note));
        let error = self.series().err();
        let fault = matches!(error, Some(Some(SeriesError::Prefix(_)))).then(|| cx.t(words::FAULT_PREFIX));
        let hint = cx.t(order_words::ANY);
        form::checked_field(ui, colours, cx.t(order_words::SN_PREFIX), &mut self.prefix, hint, fault);
        let fault = match &error {
            Some(Some(SeriesError::Length { length, least, .. })) if *length <= 64 => {
                Some(words::fault_short(cx.lang, *least))
            }
            Some(Some(SeriesError::Length { .. })) => Some(cx.t(words::FAULT_LENGTH).to_owned()),
            _ if self.length.trim().parse::<usize>().is_err() => Some(cx.t(words::FAULT_LENGTH).to_owned()),
            _ => None,
        };
        let name = cx.t(order_words::SN_LENGTH);
        form::checked_field(ui, colours, name, &mut self.length, LENGTH, fault.as_deref());
        if self.numbered {
            let fault: Option<Text> = match &error {
                _ if self.first().is_none() => Some(words::FAULT_FIRST),
                Some(Some(SeriesError::Exhausted { .. })) => Some(words::FAULT_LASTS),
                _ => None,
            };
            let fault = fault.map(|fault| cx.t(fault));
            form::checked_field(ui, colours, cx.t(words::FIRST), &mut self.first, "1", fault);
        }
    }

    fn code(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let choices = [(false, cx.t(order_words::QR_PLATFORM)), (true, cx.t(order_words::QR_OWN))];
        form::choice(ui, cx.colours, cx.t(order_words::DEVICE_QR), &mut self.own_qr, &choices);
        if self.own_qr {
            let fault = self.qr().is_none().then(|| cx.t(words::FAULT_PATTERN));
            let name = cx.t(order_words::PATTERN);
            form::checked_field(ui, cx.colours, name, &mut self.pattern, "ABCPK={pk}+SN={sn}ABC", fault);
        }
    }

    /// What one of them will say. As text only: a code on the screen could be scanned.
    fn example(&self, ui: &mut Ui, cx: &Cx<'_>, order: Option<&Order>, product: &Product) {
        let (Product::Is(pk), Some(sn), Some(qr)) = (product, self.sn(), self.qr()) else { return };
        let Some(text) = qr.text(pk, &sn) else { return };
        form::named(ui, cx.t(words::EXAMPLE), |ui| {
            ui.add(egui::Label::new(RichText::new(text.as_str()).font(fonts::mono(font::BODY))).wrap())
        });
        if let Some(order) = order
            && !fits(order, pk, &sn, &text)
        {
            form::strip(ui, cx.colours, Says::Soft, Icon::Warning, &words::misfit(cx.lang, &order.name));
        }
    }
}

/// Whether the order would take such a code.
fn fits(order: &Order, pk: &str, sn: &str, text: &str) -> bool {
    let read = scan::read(text.as_bytes(), Some(order)).code;
    order.sn_fits(sn) && read == Code::Device { pk: pk.to_owned(), sn: sn.to_owned() }
}
