//! HID POS reports → codes: the layouts of makers from files of reports, and what holds for any.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pairing_station::scan::MAX_SCAN_BYTES;
use pairing_station::scanner::framer::{Framer, Framing};
use pairing_station::scanner::hid::{
    Assembler, Descriptor, DescriptorError, Layout, MAX_DESCRIPTOR, MAX_REPORT, More, Piece, Profile,
};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Plays one file: its `report`, `silence` and `break` lines, each followed by what comes of it as
/// `code` and `lost` lines. Gives how many of these there were.
fn play(path: &Path) -> usize {
    let file = std::fs::read_to_string(path).unwrap();
    let (mut profile, mut vid, mut descriptor) = (Profile::Auto, 0, None);
    let mut assembler: Option<Assembler> = None;
    let mut came = Vec::new();
    let mut seen = 0;
    for (number, line) in file.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let place = format!("{}:{}", path.display(), number + 1);
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        match key {
            "profile" => profile = profile_named(value),
            "vid" => vid = u16::from_str_radix(value, 16).unwrap(),
            "descriptor" => descriptor = Some(Descriptor::parse(&hex(value)).expect(&place)),
            "code" | "lost" => {
                assert!(!came.is_empty(), "{place}: nothing came");
                let found = match came.remove(0) {
                    Piece::Code(frame) => ("code", frame.bytes),
                    Piece::Lost(frame) => ("lost", frame.bytes),
                };
                assert_eq!(found, (key, value.as_bytes().to_vec()), "{place}");
                seen += 1;
            }
            _ => {
                assert_eq!(came, [], "before {place}");
                let gun = assembler
                    .get_or_insert_with(|| Assembler::new(profile.layouts(vid, descriptor.as_ref())));
                match key {
                    "report" => _ = gun.push(&hex(value), 0, &mut came),
                    "silence" => gun.silence(&mut came),
                    "break" => gun.reset(),
                    _ => panic!("{place}: what is \"{key}\"?"),
                }
            }
        }
    }
    assert_eq!(came, [], "at the end of {}", path.display());
    seen
}

fn hex(digits: &str) -> Vec<u8> {
    digits.split(' ').map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

fn profile_named(name: &str) -> Profile {
    match name {
        "auto" => Profile::Auto,
        "honeywell" => Profile::Honeywell,
        "idtech" => Profile::Idtech,
        "microscan" => Profile::Microscan,
        _ => panic!("no profile {name}"),
    }
}

#[test]
fn each_layout_is_read_as_its_file_says() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hid");
    let files: Vec<PathBuf> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 7);
    for file in files {
        assert!(play(&file) >= 2, "{} holds nothing", file.display());
    }
}

/// A descriptor of a scanner whose report 2 has these items.
fn scanner(items: &str) -> Vec<u8> {
    hex(&format!("05 8c 09 02 a1 01 85 02 15 00 26 ff 00 75 08 {items} c0"))
}

#[test]
fn a_descriptor_says_where_a_scan_lies() {
    #[track_caller]
    fn check(items: &str, expect: Layout) {
        let read = Descriptor::parse(&scanner(items)).unwrap();
        assert!(read.scanner);
        assert_eq!(read.layouts, [expect]);
    }
    let bare = Layout { report: Some(2), count: None, symbology: None, data: 1..9, more: More::WhenFull };
    check("95 08 09 fe 81 02", bare.clone());
    // Data in pieces side by side are one; the second of two that are apart is another's.
    check("95 04 09 fe 81 02 09 fe 81 02", bare.clone());
    check("95 08 09 fe 81 02 95 01 81 03 95 04 09 fe 81 02", bare.clone());
    // Each element its own usage; usages that carry their page; a page changed between usage and field.
    check("95 04 09 fe 09 fe 09 fe 09 fe 81 02", Layout { data: 1..5, ..bare.clone() });
    check("05 01 95 08 0b fe 00 8c 00 81 02", bare.clone());
    check("95 08 09 fe 05 01 81 02", bare.clone());
    // The length behind the data, in a word of its own size no length at all.
    check("95 08 09 fe 81 02 05 01 95 01 09 3b 81 02", Layout { count: Some(9), ..bare.clone() });
    check("95 08 09 fe 81 02 05 01 75 10 95 01 09 3b 81 02", bare.clone());
    // Two of the three characters are no identifier.
    check("95 02 09 fb 09 fc 81 02 95 08 09 fe 81 02", Layout { data: 3..11, ..bare.clone() });
    // A flag in the middle of a byte.
    let flag = More::Flag { byte: 9, mask: 0x10 };
    check("95 08 09 fe 81 02 75 01 95 04 81 03 95 01 09 ff 81 02", Layout { more: flag, ..bare.clone() });
    // Pushed and popped; a long item, a feature and an output in between count for nothing.
    check("a4 75 01 95 03 b4 fe 02 00 aa bb 95 08 b1 02 91 02 09 fe 81 02", bare);
}

#[test]
fn what_is_no_gun_or_no_descriptor_is_named() {
    #[track_caller]
    fn check(bytes: &[u8], expect: Result<bool, DescriptorError>) {
        assert_eq!(Descriptor::parse(bytes).map(|read| read.scanner), expect, "{bytes:02x?}");
    }
    check(&[], Ok(false));
    check(&hex("05 01 09 06 a1 01 c0"), Ok(false));
    check(&hex("05 8c 09 01 a1 01 c0"), Ok(true));
    // Only an application collection makes a device.
    check(&hex("05 8c 09 02 a1 02 c0"), Ok(false));
    check(&hex("05 8c 09"), Err(DescriptorError::Cut(2)));
    check(&hex("fe 09 00 01"), Err(DescriptorError::Cut(0)));
    check(&hex("fe"), Err(DescriptorError::Cut(0)));
    check(&vec![0; MAX_DESCRIPTOR + 1], Err(DescriptorError::TooLong(MAX_DESCRIPTOR + 1)));
    check(&hex("b4"), Err(DescriptorError::Senseless(0)));
    check(&hex("86 00 01"), Err(DescriptorError::Senseless(0)));
    check(&[0xa4; 17], Err(DescriptorError::TooMany(16)));
    check(&[0x08; 257], Err(DescriptorError::TooMany(256)));
    check(&hex("75 08 97 ff ff ff ff 81 02"), Err(DescriptorError::TooBig(7)));
    check(&hex("77 ff ff ff ff 97 ff ff ff ff 91 02"), Err(DescriptorError::TooBig(10)));
    check(&hex("05 8c 75 01 95 01 81 03 75 08 09 fe 81 02"), Err(DescriptorError::Unaligned(12)));
    check(&hex("05 8c 75 07 95 08 09 fe 81 02"), Err(DescriptorError::Unaligned(8)));
}

#[test]
fn output_reports_have_their_full_length() {
    let read = Descriptor::parse(&scanner("95 3f 09 01 91 02 85 04 75 01 95 09 91 02")).unwrap();
    assert_eq!(read.outputs.into_iter().collect::<Vec<_>>(), [(2, 64), (4, 3)]);
    let unnumbered = Descriptor::parse(&hex("05 8c 09 02 a1 01 75 08 95 08 91 02 c0")).unwrap();
    assert_eq!(unnumbered.outputs.into_iter().collect::<Vec<_>>(), [(0, 9)]);
}

/// The reports in which a gun of this layout sends a code in pieces of these sizes (repeated, and at
/// most what fits).
fn reports(layout: &Layout, code: &[u8], sizes: &[usize]) -> Vec<Vec<u8>> {
    let mut sizes = sizes.iter().cycle().map(|&size| size.clamp(1, layout.data.len()));
    let mut rest = code;
    let mut reports = Vec::new();
    loop {
        // Without a flag only a full report goes on.
        let size = if layout.more == More::WhenFull { layout.data.len() } else { sizes.next().unwrap() };
        let (part, after) = rest.split_at(size.min(rest.len()));
        rest = after;
        let mut report = vec![0; 64];
        report[0] = layout.report.unwrap();
        report[layout.count.unwrap()] = u8::try_from(part.len()).unwrap();
        report[layout.data.start..][..part.len()].copy_from_slice(part);
        if let More::Flag { byte, mask } = layout.more {
            report[byte] = if rest.is_empty() { 0 } else { mask };
        }
        let last = rest.is_empty() && (layout.more != More::WhenFull || part.len() < layout.data.len());
        reports.push(report);
        if last {
            return reports;
        }
    }
}

/// The codes of these reports, and how many pieces were lost.
fn codes(assembler: &mut Assembler, reports: &[Vec<u8>]) -> (Vec<Vec<u8>>, usize) {
    let mut out = Vec::new();
    for report in reports {
        assembler.push(report, 0, &mut out);
    }
    let whole = out.iter().filter_map(|piece| match piece {
        Piece::Code(frame) => Some(frame.bytes.clone()),
        Piece::Lost(_) => None,
    });
    let whole: Vec<_> = whole.collect();
    let lost = out.len() - whole.len();
    (whole, lost)
}

const FIXED: [Profile; 3] = [Profile::Honeywell, Profile::Idtech, Profile::Microscan];

fn layout(profile: Profile) -> Layout {
    profile.layouts(0, None).remove(0)
}

#[test]
fn an_over_long_code_is_given_out_once_and_bounded() {
    for profile in FIXED {
        let layout = layout(profile);
        for (length, given) in [
            (MAX_SCAN_BYTES, MAX_SCAN_BYTES),
            (MAX_SCAN_BYTES + 1, MAX_SCAN_BYTES + 1),
            (MAX_SCAN_BYTES + 2, MAX_SCAN_BYTES + 1),
            (1_000_000, MAX_SCAN_BYTES + 1),
        ] {
            let mut assembler = Assembler::new(vec![layout.clone()]);
            let code = [&vec![b'x'; length][..], b"\r\n"].concat();
            let (long, lost) = codes(&mut assembler, &reports(&layout, &code, &[56]));
            assert_eq!(
                (long.iter().map(Vec::len).collect::<Vec<_>>(), lost),
                (vec![given], 0),
                "{profile:?}"
            );
            let next = codes(&mut assembler, &reports(&layout, b"next", &[56]));
            assert_eq!(next, (vec![b"next".to_vec()], 0), "{profile:?} {length}");
        }
    }
}

proptest! {
    #[test]
    fn how_a_code_is_spread_over_reports_makes_no_difference(
        sent in prop::collection::vec(("[!-~]{1,200}", "(\r|\n|\r\n|\t)?", any::<bool>()), 1..6),
        sizes in prop::collection::vec(1usize..70, 1..5),
        profile in prop::sample::select(FIXED.to_vec()),
    ) {
        let layout = layout(profile);
        let mut assembler = Assembler::new(vec![layout.clone()]);
        for (text, suffix, stx) in &sent {
            let code = if *stx { format!("\x02{text}\x03{suffix}") } else { format!("{text}{suffix}") };
            let (found, lost) = codes(&mut assembler, &reports(&layout, code.as_bytes(), &sizes));
            prop_assert_eq!((found, lost), (vec![text.clone().into_bytes()], 0));
            prop_assert!(!assembler.partial());
        }
    }

    #[test]
    fn a_code_reads_the_same_from_a_serial_gun(text in "[!-~]{1,120}", stx: bool) {
        let code = if stx { format!("\x02{text}\x03\r\n") } else { format!("{text}\r\n") };
        let mut serial = Vec::new();
        Framer::new(Framing::default()).push(code.as_bytes(), 0, &mut serial);
        let serial: Vec<_> = serial.into_iter().map(|frame| frame.bytes).collect();
        for profile in FIXED {
            let layout = layout(profile);
            let mut assembler = Assembler::new(vec![layout.clone()]);
            let hid = codes(&mut assembler, &reports(&layout, code.as_bytes(), &[56]));
            prop_assert_eq!(hid, (serial.clone(), 0));
        }
    }

    #[test]
    fn a_missing_piece_never_makes_a_shorter_code(text in "[!-~]{120,200}", short in 2usize..60, n in 0usize..2) {
        let layout = layout(Profile::Honeywell);
        let mut assembler = Assembler::new(vec![layout.clone()]);
        let mut sent = reports(&layout, text.as_bytes(), &[56]);
        sent[n].truncate(short);
        let (found, lost) = codes(&mut assembler, &sent);
        prop_assert_eq!(found, Vec::<Vec<u8>>::new());
        prop_assert_eq!(lost, 1);
        prop_assert_eq!(codes(&mut assembler, &reports(&layout, b"next", &[56])).0, [b"next".to_vec()]);
    }

    #[test]
    fn any_bytes_are_a_descriptor_or_a_named_fault(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(read) = Descriptor::parse(&bytes) {
            for layout in &read.layouts {
                prop_assert!(layout.data.start < layout.data.end && layout.data.end <= MAX_REPORT + 1);
            }
            prop_assert!(read.outputs.values().all(|&length| length <= MAX_REPORT + 1));
        }
    }

    #[test]
    fn any_reports_are_bounded(
        items in prop::collection::vec(item(), 0..24),
        sent in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..80), any::<bool>()), 0..200),
    ) {
        let descriptor = Descriptor::parse(&items.concat()).ok();
        for profile in [Profile::Auto, Profile::Honeywell, Profile::Idtech, Profile::Microscan] {
            let mut assembler = Assembler::new(profile.layouts(0, descriptor.as_ref()));
            for (report, silence) in &sent {
                let mut out = Vec::new();
                let data = assembler.push(report, 1, &mut out);
                prop_assert!(data.is_none_or(|data| data.len() <= report.len()));
                if *silence {
                    assembler.silence(&mut out);
                    prop_assert!(!assembler.partial());
                }
                for piece in out {
                    let (Piece::Code(frame) | Piece::Lost(frame)) = piece;
                    prop_assert!((1..=MAX_SCAN_BYTES + 16).contains(&frame.bytes.len()));
                }
            }
        }
    }
}

/// Descriptor items that are likely to mean something together.
fn item() -> impl Strategy<Value = Vec<u8>> {
    #[rustfmt::skip]
    let known = ["05 8c", "05 01", "09 02", "a1 01", "85 02", "75 08", "75 01", "95 08", "95 38", "09 3b", "09 fb",
        "09 fc", "09 fd", "09 fe", "19 fb 29 ff", "09 ff", "81 02", "82 02 01", "81 03", "91 02", "c0", "a4", "b4"];
    prop_oneof![
        9 => prop::sample::select(known.to_vec()).prop_map(hex),
        1 => prop::collection::vec(any::<u8>(), 1..6),
    ]
}
