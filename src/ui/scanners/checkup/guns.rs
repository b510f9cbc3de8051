//! The gun that is being checked up: which it is, and what the diagnosis must know of it.

use std::sync::Arc;

use crate::scan::checkup::{self, Diagnosis, Gun, Way};
use crate::scanner::framer::Suffix;
use crate::scanner::{GunKind, GunSettings};
use crate::station::Settings;
use crate::station::checkup::{Heard, What};
use crate::ui::cx::Cx;

/// The gun that was heard last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patient {
    /// Its name.
    pub(super) name: Arc<str>,
    /// What is known of it.
    pub(super) gun: Gun,
}

impl Patient {
    /// The gun that spoke last. The module port is none, though its talk is heard as well.
    pub(super) fn last_of(cx: &Cx<'_>, heard: &[Heard]) -> Option<Patient> {
        heard.iter().rev().find_map(|heard| {
            let way = way(kind(cx, &heard.source))?;
            let ends_by_silence = suffix(cx.settings, &heard.source) == Some(Suffix::None);
            Some(Patient { name: heard.source.clone(), gun: Gun { way, ends_by_silence } })
        })
    }

    /// What is wrong with it.
    pub(super) fn diagnose(&self, heard: &[Heard]) -> Option<Diagnosis> {
        let own = heard.iter().filter(|heard| heard.source == self.name);
        let own: Vec<checkup::Heard<'_>> = own.map(of_station).collect();
        checkup::diagnose(self.gun, &own)
    }
}

fn of_station(heard: &Heard) -> checkup::Heard<'_> {
    let what = match heard.what {
        What::Raw => checkup::What::Raw,
        What::Code => checkup::What::Code,
        What::Unfinished => checkup::What::Unfinished,
    };
    checkup::Heard { at: heard.at, what, bytes: &heard.bytes }
}

fn kind(cx: &Cx<'_>, name: &str) -> GunKind {
    let known = cx.view.guns.iter().find(|gun| gun.name == name).map(|gun| gun.kind);
    let set = || cx.settings.guns().iter().find(|gun| gun.name() == name).map(GunSettings::kind);
    known.or_else(set).unwrap_or(if name == cx.settings.wedge.name {
        GunKind::Wedge
    } else {
        GunKind::Simulated
    })
}

fn way(kind: GunKind) -> Option<Way> {
    match kind {
        GunKind::Wedge | GunKind::Keyboard => Some(Way::Keys),
        GunKind::Serial => Some(Way::Serial),
        // A simulated gun's codes come whole.
        GunKind::Hid | GunKind::Simulated => Some(Way::Reports),
        GunKind::Module => None,
    }
}

/// What the station is set to take for the end of this gun's codes.
fn suffix(settings: &Settings, name: &str) -> Option<Suffix> {
    if settings.wedge.name == name {
        return Some(settings.wedge.suffix);
    }
    settings.guns().iter().find(|gun| gun.name() == name).and_then(|gun| match gun {
        GunSettings::Serial(gun) => Some(gun.suffix),
        GunSettings::Keyboard(gun) => Some(gun.suffix),
        GunSettings::Hid(_) | GunSettings::Module(_) => None,
    })
}
