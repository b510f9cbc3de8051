//! What the module that is connected says itself, where labels are compared with it.
//!
//! It comes in as a scan of the module port, so that the log and a recording have it, and a recording
//! replays to the same verdicts.

use super::{Core, Input};
use crate::pairing::ModuleSays;
use crate::scan::{self, Code, Control, Reading, Reason};
use crate::scanner::Scan;
use crate::scanner::module::ModuleUse;
use crate::station::Settings;

/// The module port of a line that compares.
#[derive(Debug)]
pub(super) struct CrossCheck {
    /// The module port's name: what comes from there is no label.
    port: String,
    /// What the module there said, as it said it; `None` = none answers. What it means is the open
    /// order's business, and that may change.
    said: Option<Vec<u8>>,
}

impl CrossCheck {
    /// As the settings want it, before anything was said.
    pub(super) fn of(settings: &Settings) -> Option<CrossCheck> {
        let module = settings.module.as_ref().filter(|module| module.purpose == ModuleUse::Check)?;
        Some(CrossCheck { port: module.name.clone(), said: None })
    }

    /// With what was said before, if that was at the same port.
    pub(super) fn after(self, before: Option<CrossCheck>) -> CrossCheck {
        before.filter(|before| before.port == self.port).unwrap_or(self)
    }
}

/// The module's own word.
impl Core {
    /// Is this a device code that is going to be judged, and not a gun's double reading?
    pub(in crate::station) fn is_device_code(&self, scan: &Scan) -> bool {
        let reading = scan::read(&scan.bytes, self.machine.order());
        matches!(reading.code, Code::Device { .. }) && !self.machine.is_bounce(&reading.text, scan.at)
    }

    /// Takes what the module port says where it is only compared; `None` = this is a scan to be
    /// judged. The cancel card from there means that the module is gone.
    pub(super) fn module_said(&mut self, input: Input<'_>, reading: &Reading) -> Option<Reason> {
        let check = self.cross_check.as_mut().filter(|check| check.port == input.source)?;
        if reading.code == Code::Control(Control::Cancel) {
            check.said = None;
            return Some(Reason::ModuleGone);
        }
        check.said = Some(input.bytes.to_vec());
        Some(Reason::ModuleRead)
    }

    /// Does this come from the port where modules are asked only to be compared with their labels?
    pub(super) fn is_module_port(&self, source: &str) -> bool {
        self.cross_check.as_ref().is_some_and(|check| check.port == source)
    }

    /// What a label is compared with. What the module says is read as a label would be; what cannot be
    /// read so is what it is, and no label's.
    pub(super) fn module_says(&self) -> ModuleSays {
        let Some(check) = &self.cross_check else { return ModuleSays::NotAsked };
        let Some(said) = &check.said else { return ModuleSays::Silent };
        let reading = scan::read(said, self.machine.order());
        match reading.code {
            Code::Module { dk, .. } => ModuleSays::Dk(dk),
            _ => ModuleSays::Dk(reading.text),
        }
    }
}
