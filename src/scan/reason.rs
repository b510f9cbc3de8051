//! Why a scan was refused or not used: the contract's vocabulary.
//!
//! Architecture invariant: one table. The name in JSON and in the ledger, the alarm level and (in
//! `text`) the words of a reason all hang on this enum; extending it is allowed, renaming is not.

/// How loud a refusal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Alarm {
    /// Amber; clears itself at the next scan and keeps the half already held.
    Soft,
    /// Red over the whole window; latches until someone acknowledges. No half is kept.
    Hard,
}

impl Alarm {
    /// Its name in JSON and in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Alarm::Soft => "soft",
            Alarm::Hard => "hard",
        }
    }
}

macro_rules! reasons {
    ($( $(#[$doc:meta])* $name:ident = $code:literal, $alarm:expr; )*) => {
        /// A reason from the contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Reason { $( $(#[$doc])* $name, )* }

        impl Reason {
    /// Whether it is about the test of the alarms, and not about what was scanned for the line's work.
    pub fn is_about_the_test(self) -> bool {
        use Reason::{ChallengeDue, ChallengeLabel, InChallenge, NothingAsked};
        matches!(self, ChallengeDue | ChallengeLabel | InChallenge | NothingAsked)
    }

            /// Every reason, in the contract's order.
            pub const ALL: &'static [Reason] = &[ $( Reason::$name, )* ];

            /// Its name in JSON and in the ledger.
            pub fn as_str(self) -> &'static str {
                match self { $( Reason::$name => $code, )* }
            }

            /// How loud it is; `None` for what is deliberately ignored.
            pub fn alarm(self) -> Option<Alarm> {
                match self { $( Reason::$name => $alarm, )* }
            }
        }
    };
}

reasons! {
    /// Nothing was in the scan.
    Empty = "empty", Some(Alarm::Soft);
    /// Longer than [`super::MAX_SCAN_BYTES`].
    TooLong = "too_long", Some(Alarm::Soft);
    /// Neither UTF-8 nor GBK, or control characters in it.
    BadEncoding = "bad_encoding", Some(Alarm::Soft);
    /// Fits no rule of this order.
    UnknownCode = "unknown_code", Some(Alarm::Soft);
    /// A known wrong one; the hint says which.
    WrongBarcode = "wrong_barcode", Some(Alarm::Soft);
    /// Digits that should be an IMEI but are too few or too many.
    ImeiLength = "imei_length", Some(Alarm::Soft);
    /// The Luhn check digit is wrong.
    ImeiCheckDigit = "imei_check_digit", Some(Alarm::Soft);
    /// A 16-digit IMEISV, and the order does not accept it.
    Imeisv = "imeisv", Some(Alarm::Soft);
    /// All zeros, or a TAC beginning `00`.
    ImeiPlaceholder = "imei_placeholder", Some(Alarm::Soft);
    /// Several different IMEIs in one scan.
    ImeiAmbiguous = "imei_ambiguous", Some(Alarm::Soft);
    /// Not a MAC address, and the order wants one.
    MacFormat = "mac_format", Some(Alarm::Soft);
    /// Not a text key as the order wants it.
    DkFormat = "dk_format", Some(Alarm::Soft);
    /// The product key is not 6 of `[0-9A-Za-z]`.
    PkFormat = "pk_format", Some(Alarm::Soft);
    /// The SN breaks formats.md or the order's SN rule.
    SnFormat = "sn_format", Some(Alarm::Soft);
    /// The QR's `v` is not the order's.
    QrVersion = "qr_version", Some(Alarm::Soft);
    /// The code would be right with its case swapped: Caps Lock.
    CaseInverted = "case_inverted", Some(Alarm::Soft);
    /// The code would be right on another keyboard layout.
    KeyboardLayout = "keyboard_layout", Some(Alarm::Soft);
    /// The code would be right in half width: an IME.
    FullWidth = "full_width", Some(Alarm::Soft);
    /// The product key is not the order's.
    WrongProduct = "wrong_product", Some(Alarm::Hard);
    /// The order has a list of SNs and this is not on it.
    SnNotIssued = "sn_not_issued", Some(Alarm::Hard);
    /// The order has a list of modules (or of TACs) and this is not on it.
    DkNotAllowed = "dk_not_allowed", Some(Alarm::Hard);
    /// The DK is in an active pair with another SN.
    DuplicateDk = "duplicate_dk", Some(Alarm::Hard);
    /// The SN is in an active pair with another DK.
    DuplicateSn = "duplicate_sn", Some(Alarm::Hard);
    /// Both are, with other partners.
    DuplicateBoth = "duplicate_both", Some(Alarm::Hard);
    /// Two different modules, or two different device QRs, in a row.
    SameKindTwice = "same_kind_twice", Some(Alarm::Hard);
    /// The order fixes the scanning order, and this is the other half.
    WrongStep = "wrong_step", Some(Alarm::Soft);
    /// The first half waited too long and was dropped.
    HalfScanTimeout = "half_scan_timeout", Some(Alarm::Soft);
    /// No order is open.
    NoOrder = "no_order", Some(Alarm::Hard);
    /// The planned quantity is reached.
    OrderComplete = "order_complete", Some(Alarm::Hard);
    /// Verify mode: not the pair on record.
    VerifyMismatch = "verify_mismatch", Some(Alarm::Hard);
    /// Verify mode: neither is on record.
    VerifyUnknown = "verify_unknown", Some(Alarm::Hard);
    /// The IMEI read from the module is not the one on its label.
    ModuleDisagrees = "module_disagrees", Some(Alarm::Hard);
    /// A pair that is to be compared with its module, and no module answers. (Beside the contract's
    /// list.)
    ModuleSilent = "module_silent", Some(Alarm::Soft);
    /// The ledger could not commit.
    NotRecorded = "not_recorded", Some(Alarm::Hard);
    /// A part of the program has crashed: until it is started again nothing is judged any more. (Beside the
    /// contract's list.)
    Crashed = "crashed", Some(Alarm::Hard);
    /// Undo: this operator has no pair that could be taken back. (Beside the contract's list.)
    NothingToUndo = "nothing_to_undo", Some(Alarm::Soft);
    /// Undo: the pair is in a relation file already. (Beside the contract's list.)
    UndoExported = "undo_exported", Some(Alarm::Soft);
    /// An order card names an order that is not here. (Beside the contract's list.)
    UnknownOrder = "unknown_order", Some(Alarm::Soft);
    /// An order card names an order that is closed. (Beside the contract's list.)
    OrderClosed = "order_closed", Some(Alarm::Soft);
    /// A badge of somebody who is not here any more, or, where only known people may work, of nobody who is set up.
    /// (Beside the contract's list.)
    UnknownOperator = "unknown_operator", Some(Alarm::Soft);
    /// Only known people may work at this station, and none has scanned a badge. (Beside the contract's list.)
    NoOperator = "no_operator", Some(Alarm::Soft);
    /// A challenge label, and no test of the alarms goes on. (Beside the contract's list.)
    ChallengeLabel = "challenge_label", Some(Alarm::Soft);
    /// This shift has not proved yet that the alarms work; the half is not kept. (Beside the contract's
    /// list.)
    ChallengeDue = "challenge_due", Some(Alarm::Soft);
    /// A code of real work during a test of the alarms: not used. (Beside the contract's list.)
    InChallenge = "in_challenge", Some(Alarm::Soft);
    /// Yes or no, and nothing was asked. (Beside the contract's list.)
    NothingAsked = "nothing_asked", Some(Alarm::Soft);
    /// A gun's double reading.
    Bounce = "bounce", None;
    /// A hard alarm waits for its acknowledgement.
    Latched = "latched", None;
    /// A module said its IMEI, which labels are compared with. (Beside the contract's list.)
    ModuleRead = "module_read", None;
    /// That module is gone. (Beside the contract's list.)
    ModuleGone = "module_gone", None;
}

impl Reason {
    /// The reason of that name.
    pub fn from_name(name: &str) -> Option<Reason> {
        Reason::ALL.iter().copied().find(|r| r.as_str() == name)
    }
}

/// What exactly, where a reason alone does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// `wrong_barcode`: a SIM card's number.
    Iccid,
    /// `wrong_barcode`: an eSIM's number.
    Eid,
    /// `wrong_barcode`: a retail barcode.
    Ean13,
    /// `wrong_barcode`: a device QR without a product key.
    PkMissing,
    /// `wrong_barcode`: a device QR without an SN.
    SnMissing,
    /// `keyboard_layout`: German.
    LayoutDe,
    /// `keyboard_layout`: French.
    LayoutFr,
    /// `keyboard_layout`: one that swaps other keys.
    LayoutOther,
    /// `wrong_step`: the gun is there for module labels only.
    ModuleGun,
    /// `wrong_step`: the gun is there for device QR codes only.
    DeviceGun,
    /// `wrong_step`: each device is scanned with one gun, and another gun's half is held.
    OtherGun,
    /// `wrong_step`: a pair is being replaced, and the half that stays comes first.
    KeptFirst,
    /// `wrong_step`: a pair is being replaced, and this is the half that goes.
    OldCode,
    /// `wrong_step`: a pair is being replaced; that is finished or cancelled first.
    FinishFirst,
    /// `wrong_step`: stickers are verified alone.
    StickerOnly,
    /// `verify_mismatch`: a pair is being replaced, and this is another device.
    OtherDevice,
    /// `half_scan_timeout`: a replacement waited too long.
    Replacement,
    /// `challenge_due`: this shift's test of the alarms failed.
    ChallengeFailed,
}

impl Hint {
    /// Every hint.
    pub const ALL: &'static [Hint] = &[
        Hint::Iccid,
        Hint::Eid,
        Hint::Ean13,
        Hint::PkMissing,
        Hint::SnMissing,
        Hint::LayoutDe,
        Hint::LayoutFr,
        Hint::LayoutOther,
        Hint::ModuleGun,
        Hint::DeviceGun,
        Hint::OtherGun,
        Hint::KeptFirst,
        Hint::OldCode,
        Hint::FinishFirst,
        Hint::StickerOnly,
        Hint::OtherDevice,
        Hint::Replacement,
        Hint::ChallengeFailed,
    ];

    /// Its name in JSON and in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Hint::Iccid => "iccid",
            Hint::Eid => "eid",
            Hint::Ean13 => "ean13",
            Hint::PkMissing => "pk_missing",
            Hint::SnMissing => "sn_missing",
            Hint::LayoutDe => "layout_de",
            Hint::LayoutFr => "layout_fr",
            Hint::LayoutOther => "layout_other",
            Hint::ModuleGun => "module_gun",
            Hint::DeviceGun => "device_gun",
            Hint::OtherGun => "other_gun",
            Hint::KeptFirst => "kept_first",
            Hint::OldCode => "old_code",
            Hint::FinishFirst => "finish_first",
            Hint::StickerOnly => "sticker_only",
            Hint::OtherDevice => "other_device",
            Hint::Replacement => "replacement",
            Hint::ChallengeFailed => "challenge_failed",
        }
    }

    /// The hint of that name.
    pub fn from_name(name: &str) -> Option<Hint> {
        Hint::ALL.iter().copied().find(|h| h.as_str() == name)
    }
}
