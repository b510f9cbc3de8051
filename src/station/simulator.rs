//! Codes to train with: what a gun would send of good labels, and of each mistake worth knowing.
//!
//! Everything is made up for the rules of an order: a module with an allowed TAC and its check digit,
//! an SN with the order's prefix and length. A mistake is only offered where this order's rules would
//! name it as such ([`Simulator::can`]): the codes are read by those rules to find out.
//!
//! Architecture invariant: pure. No I/O, no clock, no chance: the same seed gives the same codes.

use super::view::{Expect, View};
use crate::order::{DeviceQr, DkKind, Order, QrVersion, ScanOrder};
use crate::pairing::{Keys, Kind};
use crate::scan::imei::check_digit;
use crate::scan::{self, Code, Hint, Reason};

/// What the simulated gun is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// A good module that has not been here before.
    Module,
    /// A good device QR that has not been here before.
    Device,
    /// A module that is paired already, with a fresh device.
    DuplicateModule,
    /// A device that is paired already, with a fresh module.
    DuplicateDevice,
    /// A device of another product.
    WrongProduct,
    /// A module whose check digit is wrong.
    CheckDigit,
    /// Two of a kind, one after the other.
    SameKind,
    /// A SIM card's barcode.
    Iccid,
    /// A retail barcode.
    Ean13,
    /// A device QR typed with Caps Lock on.
    CapsLock,
    /// A device QR typed on a German layout.
    Layout,
    /// A device QR through an IME in full width.
    FullWidth,
    /// A code read twice by one pull of the trigger.
    Bounce,
    /// A text that is no code.
    Unknown,
}

impl Act {
    /// The mistakes, from what happens most often to what happens seldom.
    pub const MISTAKES: [Act; 12] = [
        Act::SameKind,
        Act::DuplicateModule,
        Act::DuplicateDevice,
        Act::WrongProduct,
        Act::CheckDigit,
        Act::Iccid,
        Act::Ean13,
        Act::Bounce,
        Act::CapsLock,
        Act::Layout,
        Act::FullWidth,
        Act::Unknown,
    ];

    /// What a code of this mistake, read alone, must be named (soft alarms, all of them); `None` where
    /// it is told by more than the code (hard alarms, but for a double reading).
    fn named(self) -> Option<(Reason, Option<Hint>)> {
        match self {
            Act::CheckDigit => Some((Reason::ImeiCheckDigit, None)),
            Act::Iccid => Some((Reason::WrongBarcode, Some(Hint::Iccid))),
            Act::Ean13 => Some((Reason::WrongBarcode, Some(Hint::Ean13))),
            Act::CapsLock => Some((Reason::CaseInverted, None)),
            Act::Layout => Some((Reason::KeyboardLayout, Some(Hint::LayoutDe))),
            Act::FullWidth => Some((Reason::FullWidth, None)),
            Act::Unknown => Some((Reason::UnknownCode, None)),
            _ => None,
        }
    }
}

/// What the line holds while the codes are made up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bench {
    /// The kind of half that is held.
    pub held: Option<Half>,
    /// The last pair that was made.
    pub paired: Option<Keys>,
}

/// A half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The module's.
    Module,
    /// The device's.
    Device,
}

impl Bench {
    /// As the view shows it.
    pub fn of(view: &View) -> Bench {
        let held = match (view.deadline, view.expect) {
            (Some(_), Expect::Device) => Some(Half::Module),
            (Some(_), Expect::Module) => Some(Half::Device),
            _ => None,
        };
        let paired = view.recent.iter().find(|recent| recent.kind == Kind::Paired);
        Bench { held, paired: paired.map(|recent| recent.keys.clone()) }
    }
}

/// Makes codes up.
#[derive(Debug, Clone)]
pub struct Simulator {
    state: u64,
}

impl Simulator {
    /// One that begins anywhere, the same for the same seed.
    pub fn new(seed: u64) -> Simulator {
        Simulator { state: seed }
    }

    /// Whether a mistake can be made under this order, and would be named as what it is.
    pub fn can(order: &Order, act: Act) -> bool {
        let mut simulator = Simulator::new(1);
        let code = |text: &str| scan::read(text.as_bytes(), Some(order)).code;
        match (act, act.named()) {
            (Act::Bounce, _) => order.bounce_ms > 0,
            (Act::Module, _) => matches!(code(&simulator.module(order)), Code::Module { .. }),
            (Act::WrongProduct, _) => {
                let text = simulator.device_of(order, other_product(&order.product_key));
                matches!(code(&text), Code::Device { pk, .. } if pk != order.product_key)
            }
            (_, Some((reason, hint))) => code(&simulator.wrong(order, act)) == Code::Refused { reason, hint },
            _ => matches!(code(&simulator.device(order)), Code::Device { .. }),
        }
    }

    /// The scans of an act, in order.
    pub fn scans(&mut self, order: &Order, act: Act, bench: &Bench) -> Vec<String> {
        match act {
            Act::Module => vec![self.module(order)],
            Act::Device => vec![self.device(order)],
            Act::WrongProduct => vec![self.device_of(order, other_product(&order.product_key))],
            Act::SameKind => match bench.held.unwrap_or_else(|| first(order)) {
                half if bench.held.is_some() => vec![self.half(order, half)],
                half => vec![self.half(order, half), self.half(order, half)],
            },
            Act::Bounce => {
                let half = match bench.held {
                    Some(Half::Module) => Half::Device,
                    Some(Half::Device) => Half::Module,
                    None => first(order),
                };
                let code = self.half(order, half);
                vec![code.clone(), code]
            }
            Act::DuplicateModule => self.duplicate(order, Half::Module, bench),
            Act::DuplicateDevice => self.duplicate(order, Half::Device, bench),
            _ => vec![self.wrong(order, act)],
        }
    }

    /// A shift of about sixty scans: good pairs with every mistake among them that can be made slowly,
    /// each hard alarm acknowledged.
    pub fn shift(&mut self, order: &Order) -> Vec<String> {
        let mut scans = Vec::new();
        let mut paired = None;
        // At a human's pace a code read twice is no double reading.
        let slowly = |act: &Act| *act != Act::Bounce && Simulator::can(order, *act);
        let mistakes = Act::MISTAKES.into_iter().filter(slowly);
        for act in mistakes {
            for _ in 0..2 {
                let keys = self.keys(order);
                scans.extend(in_order(order, module_of(&keys), qr(order, &keys.pk, &keys.sn)));
                paired = Some(keys);
            }
            let bench = Bench { held: None, paired: paired.clone() };
            scans.extend(self.scans(order, act, &bench));
            if act.named().is_none() {
                scans.push("PSCMDACK".into());
            }
        }
        scans
    }

    /// A key that is paired already, with a fresh partner. Where nothing is paired yet, a pair is made
    /// first; a half that is held is finished first, if it is not the one that is wanted.
    fn duplicate(&mut self, order: &Order, of: Half, bench: &Bench) -> Vec<String> {
        let mut scans = Vec::new();
        let mut held = bench.held;
        let wanted = |half: Option<Half>| half.is_none_or(|half| half != of);
        if bench.paired.is_none() || !wanted(held) {
            scans.extend(held.map(|half| self.other_half(order, half)));
            held = None;
        }
        let keys = bench.paired.clone().unwrap_or_else(|| {
            let keys = self.keys(order);
            scans.extend(in_order(order, module_of(&keys), qr(order, &keys.pk, &keys.sn)));
            keys
        });
        let (module, device) = match of {
            Half::Module => (module_of(&keys), self.device(order)),
            Half::Device => (self.module(order), qr(order, &keys.pk, &keys.sn)),
        };
        scans.extend(match held {
            Some(Half::Module) => vec![device],
            Some(Half::Device) => vec![module],
            None => in_order(order, module, device),
        });
        scans
    }

    fn half(&mut self, order: &Order, half: Half) -> String {
        match half {
            Half::Module => self.module(order),
            Half::Device => self.device(order),
        }
    }

    fn other_half(&mut self, order: &Order, half: Half) -> String {
        match half {
            Half::Module => self.device(order),
            Half::Device => self.module(order),
        }
    }

    /// One code that is wrong by itself.
    fn wrong(&mut self, order: &Order, act: Act) -> String {
        match act {
            Act::CheckDigit => {
                let mut imei = self.module(order);
                let right = imei.pop().and_then(|c| c.to_digit(10)).unwrap_or(0);
                imei.push(digit(u64::from(right) + 1));
                imei
            }
            Act::Iccid => format!("898600{}", self.digits(14)),
            Act::Ean13 => ean13(&format!("690{}", self.digits(9))),
            Act::CapsLock => swapped(&self.device(order)),
            Act::Layout => german(&self.device(order)),
            Act::FullWidth => full_width(&self.device(order)),
            _ => format!("BOX {} / {}", self.digits(3), self.digits(2)),
        }
    }

    fn keys(&mut self, order: &Order) -> Keys {
        Keys { dk: self.module(order), pk: order.product_key.clone(), sn: self.sn(order) }
    }

    /// A module's label: its bare key.
    fn module(&mut self, order: &Order) -> String {
        match order.dk_kind {
            DkKind::Imei => {
                let tac = order.tac.first().map_or("86395006", String::as_str);
                let digits = format!("{tac}{}", self.digits(14_usize.saturating_sub(tac.len())));
                let check = check_digit(&digits);
                format!("{digits}{check}")
            }
            // Locally administered: no maker's.
            DkKind::Mac => format!("02{:010X}", self.next() & 0xff_ffff_ffff),
            DkKind::Text => format!("MODULE{}", self.digits(8)),
        }
    }

    fn device(&mut self, order: &Order) -> String {
        self.device_of(order, order.product_key.clone())
    }

    fn device_of(&mut self, order: &Order, pk: String) -> String {
        let sn = self.sn(order);
        qr(order, &pk, &sn)
    }

    fn sn(&mut self, order: &Order) -> String {
        let prefix = if order.sn_prefix.is_empty() { "VDR" } else { &order.sn_prefix };
        let length = order.sn_length.unwrap_or(16.max(prefix.len()));
        // A length that leaves no room for the usual prefix, where the order asks for none.
        let prefix = if order.sn_prefix.is_empty() && length < prefix.len() + 4 { "" } else { prefix };
        format!("{prefix}{}", self.digits(length.saturating_sub(prefix.len())))
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| digit(self.next() >> 33)).collect()
    }

    /// The next number (SplitMix64).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

fn digit(n: u64) -> char {
    char::from(b'0' + (n % 10) as u8)
}

/// Which half comes first.
fn first(order: &Order) -> Half {
    if order.scan_order == ScanOrder::DeviceFirst { Half::Device } else { Half::Module }
}

fn in_order(order: &Order, module: String, device: String) -> Vec<String> {
    match first(order) {
        Half::Module => vec![module, device],
        Half::Device => vec![device, module],
    }
}

/// What stands on the label of a module with these keys.
fn module_of(keys: &Keys) -> String {
    keys.dk.clone()
}

/// A device QR as the order has it.
fn qr(order: &Order, pk: &str, sn: &str) -> String {
    match &order.device_qr {
        DeviceQr::Quectel => {
            let version = match &order.qr_version {
                QrVersion::Any => "1",
                QrVersion::Exactly(version) => version,
            };
            format!("pk={pk}&sn={sn}&v={version}")
        }
        DeviceQr::Pattern(pattern) => {
            pattern.source().replace("{pk}", pk).replace("{sn}", sn).replace("{*}", "")
        }
    }
}

/// A product key that is not this one.
fn other_product(pk: &str) -> String {
    if pk == "p9zzzz" { "p9zzzy".into() } else { "p9zzzz".into() }
}

/// Twelve digits with their check digit: weights 1, 3, 1, 3, … (GS1).
fn ean13(digits: &str) -> String {
    let weighted = |(i, b): (usize, u8)| u64::from(b.wrapping_sub(b'0')) * if i % 2 == 0 { 1 } else { 3 };
    let sum: u64 = digits.bytes().enumerate().map(weighted).sum();
    format!("{digits}{}", digit(10 - sum % 10))
}

/// As Caps Lock makes it.
fn swapped(text: &str) -> String {
    let swap = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    text.chars().map(swap).collect()
}

/// As the keys of a US layout type it on a German one.
fn german(text: &str) -> String {
    let typed = |c: char| match c {
        'y' => 'z',
        'z' => 'y',
        'Y' => 'Z',
        'Z' => 'Y',
        '=' => '´',
        '&' => '/',
        '-' => 'ß',
        '/' => '-',
        '?' => '_',
        ':' => 'Ö',
        ';' => 'ö',
        '+' => '`',
        '_' => '?',
        other => other,
    };
    text.chars().map(typed).collect()
}

/// As an IME in full width makes it.
fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 - 0x21 + 0xff01).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests;
