//! Every screen at every size it must be usable at.

use pairing_station::ledger::OrderState;
use pairing_station::text::Lang;
use pairing_station::ui::Screen;

use crate::given::{Data, window_of};

/// Points: a 1024×768 screen at sizes 100 % and 200 %, 1280×800, 4K at 200 %.
const SIZES: [([f32; 2], f32); 4] =
    [([1024.0, 768.0], 1.0), ([512.0, 384.0], 2.0), ([1280.0, 800.0], 1.0), ([1920.0, 1080.0], 2.0)];

#[test]
fn every_screen_is_drawn_at_every_size_in_both_languages() {
    for lang in Lang::ALL {
        for (size, zoom) in SIZES {
            for screen in Screen::ALL {
                let data = Data::with_pairs(300);
                data.order("WO1", OrderState::Open);
                data.refused(b"garbage\r\n", "unknown_code", "");
                let mut given = window_of(lang, screen, data, size, zoom);
                for _ in 0..10 {
                    given.window.step();
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
            }
        }
    }
}
