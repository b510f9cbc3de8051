//! SNs that the platform issued: from its package, or from a list.

use egui::Ui;

use super::counts::Which;
use super::intake::Intake;
use super::list_page::ListPage;
use super::product::{Product, ProductField};
use super::{Shared, open};
use crate::station::import::ListKind;
use crate::text::lists as words;
use crate::ui::cx::Cx;
use crate::ui::tokens::space;
use crate::ui::widgets::{self, card};

/// What such a list may be.
const ENDINGS: [&str; 4] = ["zip", "csv", "xlsx", "txt"];

/// Its state.
#[derive(Default)]
pub(super) struct SnsPage {
    product: ProductField,
    intake: Intake,
}

impl ListPage for SnsPage {
    const WHICH: Which = Which::Sns;

    fn intake(&mut self) -> &mut Intake {
        &mut self.intake
    }

    fn card(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared<'_>) {
        let orders = &shared.orders;
        card(ui, cx.colours, |ui| {
            widgets::title(ui, cx.t(words::TAKE_SNS));
            widgets::note(ui, cx.colours, cx.t(words::TAKE_SNS_NOTE));
            ui.add_space(space::S);
            let draw = |ui: &mut Ui, product: &mut ProductField| {
                let changed = product.show(ui, cx, words::PRODUCT, orders, true);
                let chosen = product.product(orders, true);
                if chosen == Product::OfFile {
                    widgets::note(ui, cx.colours, cx.t(words::PRODUCT_OF_FILE_NOTE));
                }
                if let Some(open) = open(orders)
                    && !open.order.issued_sn_only
                    && chosen == Product::Is(open.order.product_key.clone())
                {
                    widgets::note(ui, cx.colours, &words::not_bound_sns(cx.lang, &open.order.name));
                }
                changed
            };
            let kind = |product: &ProductField| match product.product(orders, true) {
                Product::Is(pk) => Some(ListKind::Sns { product: Some(pk), only: true }),
                Product::OfFile => Some(ListKind::Sns { product: None, only: false }),
                Product::Missing => None,
            };
            self.intake.show(ui, cx, &ENDINGS, &mut self.product, draw, kind);
        });
    }
}
