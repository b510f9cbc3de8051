//! Nothing runs out of the window.

use crate::given;
use crate::given::{Given, NOW, half, hard, idle, judged, soft, window_of};
use egui_kittest::kittest::NodeT as _;
use pairing_station::pairing::{Kind, Mode};
use pairing_station::scan::Reason;
use pairing_station::station::View;
use pairing_station::station::view::LedgerView;
use pairing_station::text::Lang;

#[test]
fn nothing_reaches_outside_the_window_at_any_size_and_zoom() {
    let sizes =
        [([1024.0, 768.0], 1.0), ([512.0, 384.0], 2.0), ([1365.0, 1024.0], 0.75), ([1920.0, 1080.0], 1.0)];
    let views = [
        idle(),
        half(),
        judged(Kind::Paired),
        soft(Reason::KeyboardLayout),
        soft(Reason::WrongBarcode),
        hard(Reason::DuplicateBoth),
        hard(Reason::NotRecorded),
        View {
            mode: Mode::Verify,
            ledger: LedgerView::Failing { why: "x".repeat(300), since: NOW },
            ..half()
        },
        View { operator: "a-very-long-operator-name-0123456789".into(), ..idle() },
    ];
    for lang in Lang::ALL {
        for (size, zoom) in sizes {
            let mut given = window_of(lang, idle(), size, zoom);
            for view in &views {
                given.board.put(view.clone());
                given.window.run_steps(3);
                let outside = outside(&given, size);
                assert!(outside.is_empty(), "{size:?} ×{zoom} {lang:?}: {outside:?}");
            }
        }
    }
}

/// Every named thing that does not lie in a window of so many points.
pub(crate) fn outside(given: &Given, size: [f32; 2]) -> Vec<String> {
    let least = f64::from(given::MARGIN) - 1.0;
    let most = size.map(|side| f64::from(side + given::MARGIN) + 1.0);
    let lies_inside =
        |b: &egui::accesskit::Rect| b.x0 >= least && b.y0 >= least && b.x1 <= most[0] && b.y1 <= most[1];
    let mut out = Vec::new();
    for node in given.window.root().children_recursive() {
        let node = node.accesskit_node();
        let (Some(name), Some(bounds)) = (node.label(), node.raw_bounds()) else { continue };
        if !lies_inside(&bounds) {
            out.push(format!("{name:?} at {bounds:?}"));
        }
    }
    out
}
