//! The gun check-up: what is wrong with a gun, and which of its settings mends it.

super::texts! {
    const PAGE = "体检", "Check-up";
}
