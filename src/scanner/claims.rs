//! Which of the station's own guns has which device.
//!
//! Two settings entries may mean one device (`COM3`, and the USB identity behind it). The first one
//! that opens it has it; the other is told by name who that is, for "in use by another program" would
//! send the technician looking in the wrong place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The devices that are in use. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Claims(Arc<Mutex<BTreeMap<String, Arc<str>>>>);

/// A device held for a gun. Dropping it lets go.
#[derive(Debug)]
pub struct Claim {
    claims: Claims,
    device: String,
}

impl Claims {
    /// Takes a device (by what the operating system calls it) for a gun; `Err` names the gun that
    /// has it.
    pub fn take(&self, device: &str, gun: &Arc<str>) -> Result<Claim, Arc<str>> {
        let mut held = self.lock();
        if let Some(by) = held.get(device) {
            return Err(by.clone());
        }
        held.insert(device.to_owned(), gun.clone());
        Ok(Claim { claims: self.clone(), device: device.to_owned() })
    }

    /// The gun that has a device.
    pub fn holder(&self, device: &str) -> Option<Arc<str>> {
        self.lock().get(device).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims.lock().remove(&self.device);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_one_gun_until_it_lets_go() {
        let claims = Claims::default();
        let (left, right): (Arc<str>, Arc<str>) = ("left".into(), "right".into());
        let held = claims.take("/dev/ttyACM0", &left).unwrap();
        assert_eq!(claims.clone().take("/dev/ttyACM0", &right).unwrap_err(), left);
        assert!(claims.take("/dev/ttyACM1", &right).is_ok());
        assert_eq!(claims.holder("/dev/ttyACM0"), Some(left));
        drop(held);
        assert_eq!(claims.holder("/dev/ttyACM0"), None);
        assert!(claims.take("/dev/ttyACM0", &right).is_ok());
    }
}
