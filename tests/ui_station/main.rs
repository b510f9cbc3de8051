//! The line's own screen and the hard alarm, worked through their accessible names in both languages.
//! (The harness panics on any character the fonts lack.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod again;
mod alarm;
mod challenge;
mod crash;
mod given;
mod keys;
mod layout;
mod screen;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use given::{Given, window};
use pairing_station::scan::{Alarm, Reason};
use pairing_station::station::View;
use pairing_station::text::{Lang, Text};

/// Some node has this in its name.
pub(crate) fn says(given: &Given, part: &str) {
    assert!(
        given.window.query_all_by_label_contains(part).next().is_some(),
        "nothing says {part:?}; there is:\n{}",
        names(given).join("\n")
    );
}

pub(crate) fn says_not(given: &Given, part: &str) {
    assert!(given.window.query_all_by_label_contains(part).next().is_none(), "something says {part:?}");
}

pub(crate) fn names(given: &Given) -> Vec<String> {
    given.window.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect()
}

/// A view, and what the window says of it: sentences, and parts that are the same in both languages.
pub(crate) type Case<'a> = (View, Vec<Text>, Vec<&'a str>);

/// In both languages: the window shows each view and says all that it should.
pub(crate) fn check(cases: Vec<Case<'_>>) {
    for lang in Lang::ALL {
        let mut given = window(lang, View::default());
        for (view, texts, parts) in &cases {
            given.board.put(view.clone());
            given.window.run_steps(2);
            texts.iter().for_each(|text| says(&given, lang.t(*text)));
            parts.iter().for_each(|part| says(&given, part));
        }
    }
}

pub(crate) fn with_alarm(alarm: Alarm) -> impl Iterator<Item = Reason> {
    Reason::ALL.iter().copied().filter(move |reason| reason.alarm() == Some(alarm))
}
