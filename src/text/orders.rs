//! (in work)
super::texts! {}
