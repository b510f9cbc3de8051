//! The station's states and errors in the user's language.

use crate::intake::IntakeError;
use crate::labels::label_sheet::LabelSheetError;
use crate::labels::package::PackageError;
use crate::labels::print::PrintError;
use crate::labels::printer::PrinterError;
use crate::labels::series::SeriesError;
use crate::labels::sheet::SheetError;
use crate::labels::zpl::ZplError;
use crate::ledger::{BackupError, LedgerError, RestoreError};
use crate::pairing::{Kind, Verdict};
use crate::relation::RelationError;
use crate::scan::Rule;
use crate::scanner::{GunKind, GunState, Role};
use crate::station::StationError;
use crate::station::cards::CardsError;
use crate::station::people::PeopleError;
use crate::station::pin::WeakPin;
use crate::station::templates::ShelfError;
use crate::station::training;
use crate::text::{
    Lang, Text, backups, cards, challenge, common, lists, people, reason, scanners, station, templates,
};

/// What an error is, worded; its own English message stands below as the detail.
pub fn error(error: &StationError) -> Text {
    match error {
        StationError::Ledger(error) => ledger_error(error),
        StationError::Backup(error) => backup_error(error),
        StationError::Restore(error) => restore_error(error),
        StationError::Order { .. } => common::ERR_ORDER_FILE,
        StationError::OrderClosed(_) => common::ERR_ORDER_CLOSED,
        StationError::OrderNotClosed(_) => common::ERR_ORDER_NOT_CLOSED,
        StationError::Cards(error) => cards_error(error),
        StationError::Relation(RelationError::Template { .. } | RelationError::UnknownTemplate { .. }) => {
            templates::ERR_TEMPLATE
        }
        StationError::Relation(_) => common::ERR_RELATION,
        StationError::Template(error) => shelf_error(error),
        StationError::Intake(error) => intake_error(error),
        StationError::NoProduct { .. } => lists::ERR_NO_PRODUCT,
        StationError::Changed(_) => lists::ERR_CHANGED,
        StationError::Exists(_) => common::ERR_EXISTS,
        StationError::OpenPattern => lists::FAULT_PATTERN,
        StationError::Series(error) => series_error(error),
        StationError::Labels(error) => package_error(error),
        StationError::LabelSheet(error) => label_sheet_error(error),
        StationError::Zpl(error) => zpl_error(error),
        StationError::Printer(error) => printer_error(error),
        StationError::Printing { source, .. } => printer_error(source),
        StationError::NothingIssued { .. } => lists::ERR_NOTHING_ISSUED,
        StationError::NotIssued { .. } => lists::ERR_NOT_ISSUED,
        StationError::TooManyLabels { .. } => lists::ERR_TOO_MANY,
        StationError::Overtaken => lists::ERR_OVERTAKEN,
        StationError::PairedMeanwhile { .. } => common::ERR_PAIRED_MEANWHILE,
        StationError::Settings(_) => common::ERR_SETTINGS,
        StationError::Io { .. } => common::ERR_IO,
        StationError::SupervisorOnly => common::ERR_SUPERVISOR,
        StationError::NothingLatched => common::ERR_NOTHING_LATCHED,
        StationError::AlarmLatched => common::ERR_ALARM_LATCHED,
        StationError::InTraining => common::ERR_IN_TRAINING,
        StationError::NoOrderOf { .. } => common::ERR_NO_ORDER_OF,
        StationError::Verifying => common::ERR_VERIFYING,
        StationError::InChallenge => common::ERR_IN_CHALLENGE,
        StationError::NothingAsked => common::ERR_NOTHING_ASKED,
        StationError::Print(_) => common::ERR_PRINT,
        StationError::Recording(_) => common::ERR_RECORDING,
        StationError::NotActive(_) => common::ERR_NOT_ACTIVE,
        StationError::NothingToExport => common::ERR_NOTHING_TO_EXPORT,
        StationError::ReadBack { .. } => common::ERR_READ_BACK,
        StationError::Answer(_) => common::ERR_ANSWER,
        StationError::Again(_) => common::ERR_AGAIN,
        StationError::NothingToCorrect => common::ERR_NOTHING_TO_CORRECT,
        StationError::NotAllowed { logged_in: false, .. } => people::ERR_NOT_ALLOWED,
        StationError::NotAllowed { logged_in: true, .. } => people::ERR_NOT_ALLOWED_AS,
        StationError::WrongPin { .. } => people::ERR_WRONG_PIN,
        StationError::PinLocked { .. } => people::ERR_PIN_LOCKED,
        StationError::Pin(_) => people::ERR_PIN,
        StationError::People(error) => people_error(error),
        StationError::Cancelled => common::ERR_CANCELLED,
        StationError::Stopped => common::ERR_STOPPED,
    }
}

fn backup_error(error: &BackupError) -> Text {
    match error {
        BackupError::Ledger(error) => ledger_error(error),
        BackupError::Exists { .. } => backups::ERR_EXISTS,
        BackupError::NoRoom { .. } => backups::ERR_NO_ROOM,
        BackupError::Io { .. } | BackupError::Write { .. } => backups::ERR_WRITE,
        BackupError::ReadBack { .. } => backups::ERR_READ_BACK,
        BackupError::Cancelled => backups::ERR_CANCELLED,
    }
}

fn restore_error(error: &RestoreError) -> Text {
    match error {
        RestoreError::Ledger(error) => ledger_error(error),
        RestoreError::File { .. } => backups::ERR_FILE,
        RestoreError::Unusable { .. } => backups::ERR_UNUSABLE,
        RestoreError::Itself { .. } => backups::ERR_ITSELF,
        RestoreError::Faulty { .. } => backups::ERR_FAULTY,
        RestoreError::NoRoom { .. } => backups::ERR_RESTORE_ROOM,
        RestoreError::Cancelled => common::ERR_CANCELLED,
    }
}

/// What is wrong with a change of people.
pub fn people_error(error: &PeopleError) -> Text {
    match error {
        PeopleError::Id { .. } => people::ERR_ID,
        PeopleError::Name => people::ERR_NAME,
        PeopleError::Taken { .. } => people::ERR_TAKEN,
        PeopleError::NoSuch { .. } => people::ERR_NO_SUCH,
        PeopleError::FirstIsSupervisor => people::ERR_FIRST,
        PeopleError::SetUp => people::ERR_SET_UP,
        PeopleError::PinWanted { .. } => people::ERR_PIN_WANTED,
        PeopleError::NoPin => people::ERR_NO_PIN,
        PeopleError::Weak(weak) => weak_pin(*weak),
        PeopleError::NoSupervisor { .. } => people::ERR_NO_SUPERVISOR,
        PeopleError::NotSetUp => people::ERR_NOT_SET_UP,
    }
}

/// Why a PIN is refused.
pub fn weak_pin(weak: WeakPin) -> Text {
    match weak {
        WeakPin::Short => people::WEAK_SHORT,
        WeakPin::Long => people::WEAK_LONG,
        WeakPin::Control => people::WEAK_CONTROL,
        WeakPin::Obvious => people::WEAK_OBVIOUS,
        WeakPin::Id => people::WEAK_ID,
    }
}

fn shelf_error(error: &ShelfError) -> Text {
    match error {
        ShelfError::Name { .. } => templates::ERR_NAME,
        ShelfError::Preset { .. } => templates::ERR_PRESET,
        ShelfError::Taken { .. } => templates::ERR_TAKEN,
        ShelfError::NoSuch { .. } => templates::ERR_NO_SUCH,
        ShelfError::Used { .. } => templates::ERR_USED,
        ShelfError::Damaged { .. } => templates::ERR_DAMAGED,
        ShelfError::Io { .. } => common::ERR_IO,
        ShelfError::Template(_) => templates::ERR_TEMPLATE,
    }
}

fn intake_error(error: &IntakeError) -> Text {
    match error {
        IntakeError::NotHistory { .. } | IntakeError::TooManyRows { .. } => common::ERR_HISTORY,
        IntakeError::Database { .. } => common::ERR_HISTORY_DAMAGED,
        IntakeError::Unfinished { .. } => common::ERR_HISTORY_UNFINISHED,
        IntakeError::Unreadable { .. } => lists::ERR_UNREADABLE,
        IntakeError::TooBig { .. } | IntakeError::TooManyCells { .. } => lists::ERR_TOO_BIG,
        IntakeError::OldSpreadsheet { .. } => lists::ERR_OLD_WORKBOOK,
        IntakeError::Encoding { .. } => lists::ERR_ENCODING,
        IntakeError::Line { .. } => lists::ERR_LINE,
        IntakeError::Workbook { .. } => lists::ERR_WORKBOOK,
        IntakeError::Package { .. } => lists::ERR_PACKAGE,
        IntakeError::NoColumn { .. } => lists::ERR_NO_COLUMN,
        IntakeError::Cancelled => common::ERR_CANCELLED,
        IntakeError::Empty { .. } => lists::ERR_EMPTY,
    }
}

fn cards_error(error: &CardsError) -> Text {
    match error {
        CardsError::Nothing => cards::NOTHING,
        CardsError::TooMany(_) => cards::ERR_TOO_MANY,
        CardsError::Ids(_) => cards::ERR_IDS,
        CardsError::TwoNames { .. } => cards::ERR_TWO_NAMES,
        CardsError::Letter { .. } => cards::ERR_LETTER,
        CardsError::Order(_) => cards::ERR_ORDER,
        CardsError::List(error) => intake_error(error),
        CardsError::Print(PrintError::Exists(_)) => cards::ERR_EXISTS,
        CardsError::Print(PrintError::Sheet(SheetError::Full { .. })) => cards::ERR_LONG,
        CardsError::Print(PrintError::Sheet(_) | PrintError::Io { .. }) => cards::ERR_WRITE,
    }
}

fn series_error(error: &SeriesError) -> Text {
    match error {
        SeriesError::Prefix(_) => lists::FAULT_PREFIX,
        SeriesError::Length { .. } => lists::FAULT_LENGTH,
        SeriesError::Exhausted { .. } => lists::FAULT_LASTS,
        SeriesError::Random(_) => lists::ERR_RANDOM,
    }
}

fn package_error(error: &PackageError) -> Text {
    match error {
        PackageError::Code { .. } => lists::ERR_CODE,
        PackageError::Image { .. } => lists::ERR_IMAGE,
        PackageError::Zip(_) | PackageError::Io(_) | PackageError::Sheet(_) => lists::ERR_WRITE,
        PackageError::Cancelled => common::ERR_CANCELLED,
    }
}

fn label_sheet_error(error: &LabelSheetError) -> Text {
    match error {
        LabelSheetError::Code(_) => lists::ERR_CODE,
        LabelSheetError::Picture { .. } => lists::ERR_IMAGE,
        LabelSheetError::Small { .. } => lists::ERR_SMALL,
        LabelSheetError::Letter(_) => lists::ERR_LETTER,
        LabelSheetError::Start { .. } => lists::FAULT_START,
        LabelSheetError::Offset(_) => lists::FAULT_OFFSET,
        LabelSheetError::Copies(_) => lists::FAULT_COPIES,
        LabelSheetError::Many(_) => lists::ERR_MANY_COPIES,
        LabelSheetError::Font | LabelSheetError::Pdf(_) => lists::ERR_PDF,
        LabelSheetError::Cancelled => common::ERR_CANCELLED,
    }
}

fn zpl_error(error: &ZplError) -> Text {
    match error {
        ZplError::Small { .. } => lists::ERR_SMALL,
        ZplError::Letter(_) => lists::ERR_LETTER,
        ZplError::Code(_) => lists::ERR_CODE,
        ZplError::Copies(_) => lists::FAULT_COPIES,
    }
}

fn printer_error(error: &PrinterError) -> Text {
    match error {
        PrinterError::Address(_) => lists::FAULT_PRINTER,
        PrinterError::Unknown { .. } => lists::ERR_PRINTER_UNKNOWN,
        PrinterError::Unreachable { .. } => lists::ERR_PRINTER_AWAY,
        PrinterError::Broken { .. } => lists::ERR_PRINTER_BROKE,
        PrinterError::Stalled { .. } => lists::ERR_PRINTER_STALLED,
        PrinterError::Cancelled { .. } => lists::ERR_PRINTER_STOPPED,
    }
}

fn ledger_error(error: &LedgerError) -> Text {
    match error {
        LedgerError::Locked { .. } => common::ERR_LEDGER_LOCKED,
        LedgerError::NewerSchema { .. } => common::ERR_LEDGER_NEWER,
        LedgerError::NotALedger { .. } => common::ERR_LEDGER_NOT,
        LedgerError::Damaged { .. } => common::ERR_LEDGER_DAMAGED,
        LedgerError::Gone { .. } => common::ERR_LEDGER_GONE,
        LedgerError::NotCopied { .. } => backups::ERR_NOT_COPIED,
        LedgerError::Unfinished { .. } => backups::ERR_UNFINISHED,
        LedgerError::ReadOnly { .. } => common::ERR_LEDGER_READ_ONLY,
        LedgerError::Setting { .. } => common::ERR_LEDGER_SETTING,
        LedgerError::Full { .. } => common::ERR_LEDGER_FULL,
        LedgerError::Sqlite { .. } => common::ERR_LEDGER_OTHER,
        LedgerError::Io { .. } => common::ERR_IO,
        LedgerError::Stopped => common::ERR_LEDGER_STOPPED,
        LedgerError::OrderDiffers { .. } => common::ERR_ORDER_DIFFERS,
        LedgerError::OrderBegun { .. } => common::ERR_ORDER_BEGUN,
        LedgerError::LastSupervisor { .. } => people::ERR_LAST_SUPERVISOR,
        LedgerError::NoSuchOrder { .. } => common::ERR_NO_SUCH_ORDER,
        LedgerError::Doubtful { .. } => common::ERR_LEDGER_DOUBTFUL,
        LedgerError::NoSuchPair { .. } => common::ERR_NO_SUCH_PAIR,
        LedgerError::NoSuchExport { .. } => common::ERR_NO_SUCH_EXPORT,
        LedgerError::NotInExport { .. } | LedgerError::NothingToCorrect { .. } => {
            common::ERR_CHANGED_MEANWHILE
        }
        LedgerError::StoredOrder { .. } => common::ERR_STORED_ORDER,
        LedgerError::IdTaken { .. } | LedgerError::NoImport { .. } | LedgerError::NothingKept { .. } => {
            common::ERR_LEDGER_OTHER
        }
        LedgerError::KeyFault { .. } => common::ERR_KEY_FAULT,
        LedgerError::KeyOfAnother { .. } => common::ERR_KEY_OF_ANOTHER,
        LedgerError::KeyPlace { .. } => common::ERR_KEY_PLACE,
        LedgerError::NoRandom { .. } => common::ERR_NO_RANDOM,
        LedgerError::OlderSchema { .. } => common::ERR_LEDGER_OLDER,
        LedgerError::Cancelled => common::ERR_CANCELLED,
    }
}

/// Whether the error's own message says more than its wording here.
pub fn has_detail(error: &StationError) -> bool {
    !matches!(
        error,
        StationError::SupervisorOnly
            | StationError::NothingLatched
            | StationError::AlarmLatched
            | StationError::InTraining
            | StationError::Verifying
            | StationError::InChallenge
            | StationError::NothingAsked
            | StationError::NothingToExport
            | StationError::NothingToCorrect
            | StationError::Cancelled
            | StationError::Stopped
            | StationError::Ledger(LedgerError::Cancelled | LedgerError::Stopped)
    )
}

/// How a gun is.
pub fn gun_state(state: &GunState) -> Text {
    match state {
        GunState::Starting => common::GUN_STARTING,
        GunState::Ready => common::GUN_READY,
        GunState::Missing { .. } => common::GUN_MISSING,
        GunState::NoPermission { .. } => common::GUN_NO_PERMISSION,
        GunState::Busy { .. } => common::GUN_BUSY,
        GunState::Taken { .. } => common::GUN_TAKEN,
        GunState::Stranger { .. } => common::GUN_STRANGER,
        GunState::Silent { .. } => common::GUN_SILENT,
    }
}

/// The same in a word, for the status line.
pub fn gun_state_short(state: &GunState) -> Text {
    match state {
        GunState::Starting => common::GUN_STARTING_SHORT,
        GunState::Ready => common::GUN_READY_SHORT,
        GunState::Missing { .. } => common::GUN_MISSING_SHORT,
        GunState::NoPermission { .. } => common::GUN_NO_PERMISSION_SHORT,
        GunState::Busy { .. } => common::GUN_BUSY_SHORT,
        GunState::Taken { .. } => common::GUN_TAKEN_SHORT,
        GunState::Stranger { .. } => common::GUN_STRANGER_SHORT,
        GunState::Silent { .. } => common::GUN_SILENT_SHORT,
    }
}

/// How a gun's codes come in.
pub fn gun_kind(kind: GunKind) -> Text {
    match kind {
        GunKind::Wedge => scanners::KIND_WEDGE,
        GunKind::Serial => scanners::KIND_SERIAL,
        GunKind::Hid => scanners::KIND_HID,
        GunKind::Keyboard => scanners::KIND_KEYBOARD,
        GunKind::Module => scanners::KIND_MODULE,
        GunKind::Simulated => scanners::KIND_SIMULATED,
    }
}

/// Which codes a gun is there for.
pub fn role(role: Role) -> Text {
    match role {
        Role::Any => scanners::ROLE_ANY,
        Role::Module => scanners::ROLE_MODULE,
        Role::Device => scanners::ROLE_DEVICE,
    }
}

/// What a rule takes codes for.
pub fn rule(rule: Rule) -> Text {
    match rule {
        Rule::Control => scanners::RULE_CONTROL,
        Rule::ModulePattern => scanners::RULE_MODULE_PATTERN,
        Rule::BareImei => scanners::RULE_BARE_IMEI,
        Rule::VendorLabel => scanners::RULE_VENDOR_LABEL,
        Rule::LabelledImei => scanners::RULE_LABELLED_IMEI,
        Rule::Imeisv => scanners::RULE_IMEISV,
        Rule::Imei14 => scanners::RULE_IMEI14,
        Rule::Mac => scanners::RULE_MAC,
        Rule::TextKey => scanners::RULE_TEXT_KEY,
        Rule::PlatformQr => scanners::RULE_PLATFORM_QR,
        Rule::QrPattern => scanners::RULE_QR_PATTERN,
        Rule::None => scanners::RULE_NONE,
    }
}

/// Rules as the technician is shown them: what they are, and their names in the log.
pub fn rules(lang: Lang, rules: &[Rule]) -> String {
    let named = rules.iter().map(|of| format!("{} {}", lang.t(rule(*of)), of.as_str()));
    named.collect::<Vec<_>>().join(" · ")
}

/// What the operating system said about a gun that is not there; empty for one that is.
pub fn gun_detail(state: &GunState) -> &str {
    match state {
        GunState::Missing { why }
        | GunState::NoPermission { why }
        | GunState::Busy { why }
        | GunState::Stranger { why }
        | GunState::Silent { why } => why,
        GunState::Taken { by } => by,
        GunState::Starting | GunState::Ready => "",
    }
}

/// A gun's name as shown: the names that settings begin with, and the training gun's, are in the user's
/// language.
pub fn gun_name(lang: Lang, name: &str) -> &str {
    match name {
        super::KEYBOARD => lang.t(common::KEYBOARD_GUN),
        super::MODULE_PORT => lang.t(scanners::KIND_MODULE),
        training::GUN => lang.t(common::TRAINING_GUN),
        name => name,
    }
}

/// A shift's name as shown: the names that settings begin with are in the user's language, a name
/// that somebody gave stays.
pub fn shift_name(lang: Lang, name: &str) -> &str {
    [common::DAY_SHIFT, common::NIGHT_SHIFT]
        .into_iter()
        .find(|given| Lang::Chinese.t(*given) == name)
        .map_or(name, |given| lang.t(given))
}

/// A verdict's word, and its sentence: what to do now, for a refusal.
pub fn verdict(verdict: &Verdict) -> (Text, Text) {
    match verdict.kind {
        Kind::Module => (station::SCAN_DEVICE, station::HAVE_MODULE),
        Kind::Device => (station::SCAN_MODULE, station::HAVE_DEVICE),
        Kind::Paired if verdict.replaces.is_some() => (station::REPLACED, station::REPLACED_NOTE),
        Kind::Paired => (station::PAIRED, station::PAIRED_NOTE),
        Kind::AlreadyPaired => (station::ALREADY, station::ALREADY_NOTE),
        Kind::Verified => (station::VERIFIED, station::VERIFIED_NOTE),
        Kind::Rejected | Kind::Ignored => match verdict.reason {
            Some(why) => {
                let words = reason::words(why, verdict.hint);
                (words.title, words.todo)
            }
            None if verdict.kind == Kind::Ignored => (station::IGNORED, station::WAITING),
            None => (station::REFUSED, station::WAITING),
        },
        Kind::Command if verdict.command == Some("cancel") && verdict.replaces.is_some() => {
            (station::DID_CANCEL_AGAIN, station::DID_CANCEL_AGAIN_NOTE)
        }
        Kind::Command => command(verdict.command),
    }
}

fn command(name: Option<&'static str>) -> (Text, Text) {
    match name {
        Some("ack") => (station::DID_ACK, station::DID_ACK_NOTE),
        Some("cancel") => (station::DID_CANCEL, station::DID_CANCEL_NOTE),
        Some("undo") => (station::DID_UNDO, station::DID_UNDO_NOTE),
        Some("verify") => (station::DID_VERIFY, station::DID_VERIFY_NOTE),
        Some("verify_sticker") => (station::DID_VERIFY_STICKER, station::DID_VERIFY_NOTE),
        Some("pair") => (station::DID_PAIR, station::DID_PAIR_NOTE),
        Some("badge") => (station::DID_BADGE, station::DID_BADGE_NOTE),
        Some("challenge") => (challenge::DID_BEGIN, challenge::DID_BEGIN_NOTE),
        Some("yes") => (challenge::DID_PASS, challenge::DID_PASS_NOTE),
        Some("no") => (challenge::DID_NO, challenge::DID_NO_NOTE),
        Some("order") => (station::DID_ORDER, station::DID_ORDER_NOTE),
        _ => (common::DONE, station::WAITING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::Settings;

    #[test]
    fn only_the_default_shift_names_are_translated() {
        let check = |name: &str, english: &str| {
            assert_eq!(shift_name(Lang::English, name), english);
            assert_eq!(shift_name(Lang::Chinese, name), name);
        };
        let defaults = Settings::default().shifts;
        assert_eq!(defaults.len(), 2);
        check(&defaults[0].name, "Day shift");
        check(&defaults[1].name, "Night shift");
        for own in ["", "A", "早班", "白班2"] {
            check(own, own);
        }
    }
}
