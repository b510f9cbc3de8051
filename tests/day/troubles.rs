//! Everything that goes wrong at a line, as what is scanned and what must be said of it.

use std::time::Duration;

use pairing_station::scan::imei;

use crate::bench::Scan;

const ACK: &str = "PSCMDACK";

/// The `n`th module's label.
pub(crate) fn module(n: usize) -> String {
    let body = format!("86395006{n:06}");
    let digit = imei::check_digit(&body);
    format!("{body}{digit}")
}

/// The `n`th sticker's SN.
pub(crate) fn sn(n: usize) -> String {
    format!("VDR{n:013}")
}

/// The `n`th sticker.
pub(crate) fn sticker(n: usize) -> String {
    format!("pk=p11sf2&sn={}&v=1", sn(n))
}

/// The day's order, with lists, and one for each rule that it does not have.
pub(crate) fn orders() -> Vec<String> {
    let order = |name: &str, rules: &str| format!("name = \"{name}\"\nproduct_key = \"p11sf2\"\n{rules}\n");
    vec![
        order(
            "WODAY",
            "tac = [\"86395006\"]\nsn_length = 16\nsn_prefix = \"VDR\"\nqr_version = \"1\"\nbounce_ms = 0\n\
             half_scan_timeout_s = 600\nissued_sn_only = true\nallowed_dk_only = true",
        ),
        order("WOSTEP", "scan_order = \"module_first\"\nbounce_ms = 0"),
        order("WOFULL", "planned = 1\nbounce_ms = 0"),
        order("WOMAC", "dk_kind = \"mac\"\nbounce_ms = 0"),
        order("WOTEXT", "dk_kind = \"text\"\nbounce_ms = 0"),
        order("WOSLOW", "half_scan_timeout_s = 1\nbounce_ms = 0"),
        order("WOTWICE", "bounce_ms = 5000"),
    ]
}

/// A trouble: scans, how long to wait after each, and what the clock says meanwhile.
pub(crate) struct Trouble {
    pub(crate) scans: Vec<Scan>,
    pub(crate) waits: Vec<Duration>,
    /// Halves that are dropped because their time is over.
    pub(crate) timeouts: Vec<Scan>,
}

/// Which devices there are: made ones, and spare ones that are never made.
pub(crate) struct Cast {
    made: usize,
    spare: usize,
    /// Pairs beside the day's own.
    more: usize,
}

/// A module or sticker that is on no list.
const UNKNOWN: usize = 990_000;

impl Cast {
    pub(crate) fn new(pairs: usize) -> Cast {
        Cast { made: 0, spare: pairs, more: 0 }
    }

    /// The pair `n` is made.
    pub(crate) fn paired(&mut self, n: usize) {
        self.made = n + 1;
    }

    pub(crate) fn more_pairs(&self) -> usize {
        self.more
    }

    /// What comes first: the order of one device has its device, then the day's order is opened.
    pub(crate) fn opening(&mut self) -> Vec<Scan> {
        self.more += 1;
        vec![
            Scan::new("PSWOWOFULL", "command"),
            Scan::new(module(UNKNOWN), "module"),
            Scan::new(sticker(UNKNOWN), "paired"),
            Scan::new("PSWOWODAY", "command"),
        ]
    }

    fn spare(&mut self) -> usize {
        self.spare += 1;
        self.spare
    }
}

fn plain(scans: &[(&str, &'static str)]) -> Trouble {
    let scans: Vec<Scan> = scans.iter().map(|(text, verdict)| Scan::new(*text, verdict)).collect();
    Trouble { waits: vec![Duration::ZERO; scans.len()], scans, timeouts: Vec::new() }
}

/// All of them, with devices of their own.
pub(crate) fn troubles(cast: &mut Cast) -> Vec<Trouble> {
    let mut all = soft();
    all.extend(hard(cast));
    all.extend(of_other_orders(cast));
    all
}

/// What clears itself.
fn soft() -> Vec<Trouble> {
    let long = "8".repeat(5000);
    let one = |text: &str, verdict: &'static str| plain(&[(text, verdict)]);
    vec![
        one("hello world", "rejected:unknown_code"),
        one("89860000000000000000", "rejected:wrong_barcode:iccid"),
        one("6901234567892", "rejected:wrong_barcode:ean13"),
        one("sn=VDR7098612099028&v=1", "rejected:wrong_barcode:pk_missing"),
        one("pk=p11sf2&v=1", "rejected:wrong_barcode:sn_missing"),
        one("IMEI:8639500694942", "rejected:imei_length"),
        one("863950069494270", "rejected:imei_check_digit"),
        one("8639500694942701", "rejected:imeisv"),
        one("000000000000000", "rejected:imei_placeholder"),
        one("863950069494278;863950068662495;x", "rejected:imei_ambiguous"),
        one("pk=p11sf&sn=VDR7098612099028&v=1", "rejected:pk_format"),
        one("pk=p11sf2&sn=VDR709861209902&v=1", "rejected:sn_format"),
        one("pk=p11sf2&sn=VDR7098612099028&v=2", "rejected:qr_version"),
        one("PK=P11SF2&SN=vdr7098612099028&V=1", "rejected:case_inverted"),
        one("pk´p11sf2/sn´VDR7098612099028/v´1", "rejected:keyboard_layout:layout_de"),
        one("pk＝p11sf2＆sn＝VDR7098612099028＆v＝1", "rejected:full_width"),
        one(&long, "rejected:too_long"),
        Trouble {
            scans: vec![Scan { bytes: vec![0xff, 0xff, 0xff], verdict: "rejected:bad_encoding" }],
            waits: vec![Duration::ZERO],
            timeouts: Vec::new(),
        },
    ]
}

/// What latches, and what is scanned before somebody looks up.
fn hard(cast: &mut Cast) -> Vec<Trouble> {
    // Two of this day's pairs; the first are there whenever troubles begin.
    let (a, b) = (cast.made - 1, cast.made / 2);
    let [new, other, third] = [(); 3].map(|()| cast.spare());
    let (module_a, sticker_a) = (module(a), sticker(a));
    let mut all = vec![
        plain(&[(&module_a, "module"), (&sticker(new), "rejected:duplicate_dk"), (ACK, "command")]),
        plain(&[(&module(new), "module"), (&sticker_a, "rejected:duplicate_sn"), (ACK, "command")]),
        plain(&[
            (&module(new), "module"),
            (&module(other), "rejected:same_kind_twice"),
            (&module(new), "ignored:latched"),
            (&sticker(new), "ignored:latched"),
            (ACK, "command"),
        ]),
        plain(&[("pk=zzzzzz&sn=VDR7098612099028&v=1", "rejected:wrong_product"), (ACK, "command")]),
        plain(&[(&sticker(UNKNOWN + 1), "rejected:sn_not_issued"), (ACK, "command")]),
        plain(&[(&module(UNKNOWN + 1), "rejected:dk_not_allowed"), (ACK, "command")]),
        plain(&[(&module_a, "module"), (&sticker_a, "already_paired")]),
        plain(&[
            ("PSCMDVERIFY", "command"),
            (&module_a, "module"),
            (&sticker_a, "verified"),
            (&module_a, "module"),
            (&sticker(third), "rejected:verify_mismatch"),
            (ACK, "command"),
            (&module(third), "module"),
            (&sticker(third), "rejected:verify_unknown"),
            (ACK, "command"),
            ("PSCMDPAIR", "command"),
        ]),
    ];
    if a != b {
        let both = [(&*module_a, "module"), (&*sticker(b), "rejected:duplicate_both"), (ACK, "command")];
        all.push(plain(&both));
    }
    all
}

/// Rules that only other orders have.
fn of_other_orders(cast: &mut Cast) -> Vec<Trouble> {
    let [new, other] = [(); 2].map(|()| cast.spare());
    let in_order = |card: &str, scans: &[(&str, &'static str)]| {
        let around = [&[(card, "command")], scans, &[("PSWOWODAY", "command")]].concat();
        plain(&around)
    };
    let slow = {
        let held = Scan::new(module(new), "module");
        let mut slow = in_order("PSWOWOSLOW", &[(&module(new), "module")]);
        slow.waits[1] = Duration::from_millis(1300);
        slow.timeouts = vec![Scan { verdict: "rejected:half_scan_timeout", ..held }];
        slow
    };
    vec![
        in_order("PSWOWOSTEP", &[(&sticker(new), "rejected:wrong_step")]),
        in_order("PSWOWOFULL", &[(&module(other), "rejected:order_complete"), (ACK, "command")]),
        in_order("PSWOWOMAC", &[("AA:BB:CC:DD:EE:GG", "rejected:mac_format")]),
        in_order("PSWOWOTEXT", &[("123", "rejected:dk_format")]),
        in_order(
            "PSWOWOTWICE",
            &[(&module(new), "module"), (&module(new), "ignored:bounce"), ("PSCMDCANCEL", "command")],
        ),
        slow,
        plain(&[("PSWONOWHERE", "rejected:unknown_order")]),
    ]
}
