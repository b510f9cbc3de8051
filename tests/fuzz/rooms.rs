//! The station's rooms without its window and its command line: what reads anything from outside.
#![allow(missing_docs, dead_code, unused_imports, unreachable_pub, reason = "the station's own lints look at them")]

#[path = "../../src/intake/mod.rs"]
pub mod intake;
#[path = "../../src/labels/mod.rs"]
pub mod labels;
#[path = "../../src/ledger/mod.rs"]
pub mod ledger;
#[path = "../../src/order/mod.rs"]
pub mod order;
#[path = "../../src/pairing/mod.rs"]
pub mod pairing;
#[path = "../../src/relation/mod.rs"]
pub mod relation;
#[path = "../../src/scan/mod.rs"]
pub mod scan;
#[path = "../../src/scanner/mod.rs"]
pub mod scanner;
#[path = "../../src/station/mod.rs"]
pub mod station;
#[path = "../../src/text/mod.rs"]
pub mod text;
