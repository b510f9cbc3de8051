//! When a backup is due, and when there has been none for too long.
//!
//! Both follow from what the newest good backup lacks, not from what was planned: so a shift that ended
//! while the program was off, or an export made by command, is caught up with at the next look, and a
//! station that stands still makes no copies of what did not change.

use crate::ledger::{Millis, Stamp, Unsaved};
use crate::station::clock::shift_at;
use crate::station::settings::Shift;

/// Why a backup is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A shift is over.
    ShiftEnd,
    /// A relation file, or a corrections file, was written.
    Export,
    /// Somebody asked for it.
    Asked,
}

impl Why {
    /// Its name in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::ShiftEnd => "shift_end",
            Why::Export => "export",
            Why::Asked => "asked",
        }
    }
}

/// Whether one is due by itself: `unsaved` is what the newest good one lacks, `boundary` when a shift ended
/// last.
pub(super) fn due(unsaved: &Unsaved, boundary: Option<Millis>) -> Option<Why> {
    if unsaved.exported {
        return Some(Why::Export);
    }
    let before = unsaved.first_work.zip(boundary).is_some_and(|(work, boundary)| work < boundary);
    before.then_some(Why::ShiftEnd)
}

/// Whether work has been in no good backup for more than `hours`.
pub(super) fn too_old(unsaved: &Unsaved, hours: u32, now: Millis) -> bool {
    let most = Millis::from(hours) * 3_600_000;
    unsaved.first_work.is_some_and(|since| now - since > most)
}

/// When the shift changed last before `now` (the calendar day, where there are no shifts); `None`: not in
/// the last two days.
pub(super) fn boundary(shifts: &[Shift], now: Stamp) -> Option<Millis> {
    const MINUTE: Millis = 60_000;
    let this = shift_at(shifts, now);
    let minute = now.at - now.at.rem_euclid(MINUTE);
    (0..2 * 24 * 60)
        .map(|n| minute - n * MINUTE)
        .find(|at| shift_at(shifts, Stamp { at: at - MINUTE, ..now }) != this)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Millis = 1_795_348_800_000;

    #[test]
    fn a_backup_is_due_after_exports_and_for_work_of_a_shift_that_is_over() {
        let check = |first_work: Option<Millis>, exported: bool, expect: Option<Why>| {
            let unsaved = Unsaved { first_work, exported };
            assert_eq!(due(&unsaved, Some(NOON)), expect, "{unsaved:?}");
        };
        check(None, false, None);
        check(Some(NOON), false, None);
        check(Some(NOON - 1), false, Some(Why::ShiftEnd));
        check(Some(NOON + 5), true, Some(Why::Export));
        assert_eq!(due(&Unsaved { first_work: Some(0), exported: false }, None), None);
    }

    #[test]
    fn only_work_that_is_in_no_backup_grows_old() {
        let check = |first_work: Option<Millis>, expect: bool| {
            let unsaved = Unsaved { first_work, exported: false };
            assert_eq!(too_old(&unsaved, 26, NOON), expect, "{unsaved:?}");
        };
        check(None, false);
        check(Some(NOON), false);
        check(Some(NOON - 26 * 3_600_000), false);
        check(Some(NOON - 26 * 3_600_000 - 1), true);
        check(Some(NOON + 1), false);
    }

    #[test]
    fn the_last_change_of_shift_is_found() {
        let shift = |name: &str, start: &str, end: &str| Shift {
            name: name.into(),
            start: start.into(),
            end: end.into(),
        };
        // Local time is 20:00.
        let at = |minutes: Millis| Stamp { at: NOON + minutes * 60_000 + 7, offset_min: 480 };
        let two = [shift("day", "08:00", "20:00"), shift("night", "20:00", "08:00")];
        let check = |shifts: &[Shift], minutes: Millis, expect: Option<Millis>| {
            let found = boundary(shifts, at(minutes));
            assert_eq!(found, expect.map(|minutes| NOON + minutes * 60_000), "{minutes}");
        };
        check(&two, 0, Some(0));
        check(&two, 30, Some(0));
        check(&two, -1, Some(-720));
        let gap = [shift("day", "08:00", "16:00")];
        // After the shift the day goes on without one; its end counts.
        check(&gap, 0, Some(-240));
        // Without shifts the day counts: four hours on it is midnight.
        check(&[], 250, Some(240));
    }
}
