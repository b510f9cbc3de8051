//! The screens, each with its state.

use egui::Ui;

use crate::ui::Screen;
use crate::ui::cx::Cx;
use crate::ui::export::ExportScreen;
use crate::ui::lists::ListsScreen;
use crate::ui::numbers::NumbersScreen;
use crate::ui::orders::OrdersScreen;
use crate::ui::records::RecordsScreen;
use crate::ui::scan_log::ScanLogScreen;
use crate::ui::scanners::ScannersScreen;
use crate::ui::settings::SettingsScreen;
use crate::ui::station::StationScreen;

/// Each keeps what was typed on it while another one is shown.
#[derive(Default)]
pub(super) struct Screens {
    pub(super) station: StationScreen,
    pub(super) records: RecordsScreen,
    pub(super) export: ExportScreen,
    pub(super) scan_log: ScanLogScreen,
    pub(super) numbers: NumbersScreen,
    pub(super) orders: OrdersScreen,
    pub(super) lists: ListsScreen,
    pub(super) scanners: ScannersScreen,
    pub(super) settings: SettingsScreen,
}

impl Screens {
    /// Draws one of them.
    pub(super) fn show(&mut self, screen: Screen, ui: &mut Ui, cx: &mut Cx<'_>) {
        match screen {
            Screen::Station => self.station.ui(ui, cx),
            Screen::Records => self.records.ui(ui, cx),
            Screen::Export => self.export.ui(ui, cx),
            Screen::ScanLog => self.scan_log.ui(ui, cx),
            Screen::Numbers => self.numbers.ui(ui, cx),
            Screen::Orders => self.orders.ui(ui, cx),
            Screen::Lists => self.lists.ui(ui, cx),
            Screen::Scanners => self.scanners.ui(ui, cx),
            Screen::Settings => self.settings.ui(ui, cx),
        }
    }
}
