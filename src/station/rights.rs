//! Who may do what: one table, for the window, the line and the command line.
//!
//! # When it holds
//!
//! * While no supervisor is set up who can log in, everybody may do everything, and the window says so.
//! * From the first supervisor on the table holds, everywhere. Whoever is not logged in counts as an operator:
//!   operators have no PIN. What operators are called comes from their badge, and is for the record only.
//!
//! # Where it is enforced
//!
//! Below the window: [`super::gate::Gate`] is asked by every command of the line, by every method of
//! [`super::Desk`] that does something, and by the command line before a command begins. That the window shows no
//! button for what is not allowed is only manners.
//!
//! A role may do what the ones before it may ([`Role`] is ordered), so the table names the least role.

pub use crate::ledger::Role;

/// One row of the table each: its name in errors and tests, who may, and what it is.
macro_rules! table {
    ($($name:ident $key:literal $least:ident $what:literal;)*) => {
        /// What somebody may do at the station, or not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $what] $name,)*
        }

        impl Action {
            /// Every action, as in the table.
            pub const ALL: &[Action] = &[$(Action::$name),*];

            /// Its name.
            pub fn as_str(self) -> &'static str {
                match self { $(Action::$name => $key,)* }
            }

            /// What it is, for the command line: `to …`.
            pub fn what(self) -> &'static str {
                match self { $(Action::$name => $what,)* }
            }

            /// The least role that may.
            pub fn least(self) -> Role {
                match self { $(Action::$name => Role::$least,)* }
            }
        }
    };
}

table! {
    Pair "pair" Operator "pair devices (also replay)";
    Verify "verify" Operator "switch between pairing and verifying";
    Acknowledge "acknowledge" Operator "acknowledge an alarm";
    Undo "undo" Operator "take the last own pair back by the card";
    Cancel "cancel" Operator "drop a half or a replacement";
    NameOperator "name_operator" Operator "say who works at the line (badge or name)";
    OpenByCard "open_by_card" Operator "open an order by its card";
    TestAlarms "test_alarms" Operator "test the alarms, and print the labels for it";
    Check "check" Operator "check the ledger and its exports";
    LookAtOrders "look_at_orders" Operator "list and show orders and templates";
    LookAtPeople "look_at_people" Operator "list people";
    ListDevices "list_devices" Operator "list guns and listen to them on the command line";
    OwnPin "own_pin" Technician "change the own PIN";
    LookAtScanLog "look_at_scan_log" Technician "look at the scan log";
    WriteScanLog "write_scan_log" Technician "write the scan log to a file";
    LookAtRecords "look_at_records" Technician "look at pairs and exports on record";
    CheckUp "check_up" Technician "check guns up";
    Record "record" Technician "record codes into a file";
    Rehearse "rehearse" Technician "rehearse a recording";
    Train "train" Technician "train";
    SetGuns "set_guns" Technician "set guns, language and the look of the window";
    AcknowledgeSupervised "acknowledge_supervised" Supervisor "acknowledge an alarm where the order wants a supervisor";
    Void "void" Supervisor "void a pair";
    Replace "replace" Supervisor "pair again with another module or device";
    Export "export" Supervisor "export relation files";
    ExportAgain "export_again" Supervisor "write an export again";
    Correct "correct" Supervisor "write a corrections file";
    Answer "answer" Supervisor "take in the platform's answer";
    ImportSns "import_sns" Supervisor "import issued SNs";
    ImportDks "import_dks" Supervisor "import allowed modules";
    ImportHistory "import_history" Supervisor "import the old tool's pairs";
    MakeLabels "make_labels" Supervisor "make labels with new SNs";
    ReprintLabels "reprint_labels" Supervisor "print labels again";
    PrintCards "print_cards" Supervisor "print badges, order cards and control barcodes";
    Templates "templates" Supervisor "add and remove import templates";
    AddOrder "add_order" Supervisor "add an order";
    EditOrder "edit_order" Supervisor "change an order's rules";
    OpenOrder "open_order" Supervisor "open an order without its card";
    CloseOrder "close_order" Supervisor "close an order";
    ReopenOrder "reopen_order" Supervisor "reopen a closed order";
    Settings "settings" Supervisor "change the line's settings";
    Numbers "numbers" Supervisor "look at what was done, and write the report";
    Backup "backup" Supervisor "back the ledger up";
    Restore "restore" Supervisor "restore a backup";
    People "people" Supervisor "add and change people";
}

/// Whether a role may do something.
pub fn may(role: Role, action: Action) -> bool {
    role >= action.least()
}

/// The table as it stands in the README, a row each.
pub fn markdown() -> String {
    let mark = |role, action| if may(role, action) { "yes" } else { "" };
    let mut table = String::from("| to | operator | technician | supervisor |\n|---|---|---|---|\n");
    for action in Action::ALL {
        let [operator, technician, supervisor] = Role::ALL.map(|role| mark(role, *action));
        table += &format!("| {} | {operator} | {technician} | {supervisor} |\n", action.what());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names() {
        let names: std::collections::BTreeSet<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert!(may(Role::Supervisor, *action), "{action:?}: nobody may");
        }
    }
}
