//! People and rights, and who may change what of the settings.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::station::rights::Action;

/// People and rights: see [`crate::station::rights`]. Nothing of it holds before the first supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleSettings {
    /// Only people who are set up may work at the line, each with the own badge.
    pub known_only: bool,
    /// Minutes without a touch after which who is logged in is logged off, 1–120.
    pub log_off_min: u32,
}

impl Default for PeopleSettings {
    fn default() -> PeopleSettings {
        PeopleSettings { known_only: false, log_off_min: 10 }
    }
}

impl PeopleSettings {
    /// How long a session lasts without a touch.
    pub fn log_off(&self) -> Duration {
        Duration::from_secs(u64::from(self.log_off_min) * 60)
    }
}

impl Settings {
    /// What somebody does who puts these in the place of `old`: guns and the look of the window are the technician's,
    /// the rest is a supervisor's. A volume is more than looks: alarms are heard by it.
    pub fn change_from(&self, old: &Settings) -> Action {
        let technicians = Settings {
            language: self.language,
            theme: self.theme,
            zoom: self.zoom,
            wedge: self.wedge.clone(),
            serial: self.serial.clone(),
            hid: self.hid.clone(),
            keyboards: self.keyboards.clone(),
            module: self.module.clone(),
            ..old.clone()
        };
        if technicians == *self { Action::SetGuns } else { Action::Settings }
    }
}
