//! The key codes that matter, as Linux numbers them (`linux/input-event-codes.h`): positions on the
//! keyboard, named after what a US keyboard has there.

pub(super) const TAB: u16 = 15;
pub(super) const ENTER: u16 = 28;
pub(super) const LEFT_CTRL: u16 = 29;
pub(super) const LEFT_SHIFT: u16 = 42;
pub(super) const RIGHT_SHIFT: u16 = 54;
pub(super) const LEFT_ALT: u16 = 56;
pub(super) const SPACE: u16 = 57;
pub(super) const CAPS_LOCK: u16 = 58;
pub(super) const KEYPAD_ENTER: u16 = 96;
pub(super) const RIGHT_CTRL: u16 = 97;
pub(super) const RIGHT_ALT: u16 = 100;
pub(super) const LEFT_META: u16 = 125;
pub(super) const RIGHT_META: u16 = 126;

/// The four rows of keys that type characters, top to bottom, left to right.
///
/// One numbering serves every country: an ISO keyboard has one key more than a US one (102ND, left
/// of Z), a Japanese one two others (YEN, left of Backspace; RO, left of the right Shift). The key left of Enter
/// (BACKSLASH) is in the third row, where ISO keyboards have it.
pub(super) const ROWS: [&[u16]; 4] = [
    &[41, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 124],
    &[16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27],
    &[30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 43],
    &[86, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 89],
];

/// What a key of the keypad types. Its digits count whether NumLock is on or not: a gun has no use for
/// arrow keys, and the lamp belongs to a desktop that does not see these keys.
pub(super) fn keypad(code: u16) -> Option<char> {
    Some(match code {
        55 => '*',
        71 => '7',
        72 => '8',
        73 => '9',
        74 => '-',
        75 => '4',
        76 => '5',
        77 => '6',
        78 => '+',
        79 => '1',
        80 => '2',
        81 => '3',
        82 => '0',
        83 => '.',
        98 => '/',
        _ => return None,
    })
}
