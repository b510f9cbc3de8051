//! The station (in work).
