//! How long reading one scan takes. The bar: under 2 µs.
//!
//! `cargo bench --bench reading`; `mix` reads one code of each kind per iteration, so its time per
//! *item* is what the bar is about.

use divan::Bencher;
use divan::counter::ItemsCount;
use pairing_station::order::Order;
use pairing_station::scan::read;

fn main() {
    divan::main();
}

/// Scans as a line sees them: good ones, and the faults that happen.
const MIX: &[&str] = &[
    "863950069494278",
    "]C0863950068282476",
    "pk=p11sf2&sn=VDR7098612099028&v=1",
    "]Q1pk=p11sf2&sn=VDR5767529203501&v=1",
    "863950069280529;D1Q20GM050030001P;17-B001;EC200U",
    "IMEI:863950069494278,MAC:AABBCCDDEEFF",
    "863950069280520",
    "PSCMDACK",
    "89860000000000000000",
    "pk=p11sf2&sn=VDR5961995042225&v=1",
];

fn order(lines: &str) -> Option<Order> {
    let head = "name = \"WO1001\"\nproduct_key = \"p11sf2\"\ntac = [\"86395006\"]\nsn_length = 16\nsn_prefix = \"VDR\"\n";
    Order::parse(&format!("{head}{lines}")).ok()
}

#[divan::bench]
fn mix(bencher: Bencher<'_, '_>) {
    let order = order("");
    bencher.counter(ItemsCount::new(MIX.len())).bench_local(|| {
        for text in MIX {
            divan::black_box(read(divan::black_box(text.as_bytes()), order.as_ref()));
        }
    });
}

#[divan::bench(args = MIX)]
fn one(bencher: Bencher<'_, '_>, text: &str) {
    let order = order("");
    bencher.bench_local(|| read(divan::black_box(text.as_bytes()), order.as_ref()));
}

#[divan::bench]
fn own_pattern(bencher: Bencher<'_, '_>) {
    let order = order("device_qr = \"ABCPK={pk}+SN={sn}ABC\"\nmodule_label = [\"{*};{dk};{*}\"]");
    let text = b"ABCPK=p11sf2+SN=VDR7098612099028ABC";
    bencher.bench_local(|| read(divan::black_box(text), order.as_ref()));
}

/// What looks for keyboard faults on every layout; refused, so that nobody waits for more.
#[divan::bench(args = ["hello", "pk´p11sf2/sn´VDR7098612099028/v´1", "pk=p9zzzz&sn=VDR7098612099028&v=1"])]
fn refused(bencher: Bencher<'_, '_>, text: &str) {
    let order = order("");
    bencher.bench_local(|| read(divan::black_box(text.as_bytes()), order.as_ref()));
}
