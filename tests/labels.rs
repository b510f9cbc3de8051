//! Labels as they leave the station: sheets printed and read back by two readers, their places measured
//! against the stock's figures; label printers that work and that do not; SNs printed again; and the whole
//! way of a new SN from its label to the platform.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use pairing_station::labels::label_sheet::LabelSheet;
use pairing_station::labels::sticker::{Layout, Sticker};
use pairing_station::labels::stock::{PRESETS, Stock};
use serde_json::Value;

const ORDER: &str = "name = \"WO1\"\nproduct_key = \"p11sf2\"\nissued_sn_only = true\n";
/// Dots a mm, as the pages are printed.
const DOTS: f32 = 300.0 / 25.4;

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; see packaging/system.sh"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn sticker(n: usize) -> Sticker {
    let sn = format!("VDR{:013}", n * 7_919_000_017 % 10_000_000_000_000);
    Sticker { code: format!("pk=p11sf2&sn={sn}&v=1"), lines: vec![sn] }
}

/// Prints a page of a PDF at 300 dpi; gives the picture's file.
fn printed(dir: &Path, pdf: &[u8], page: usize) -> std::path::PathBuf {
    let (file, picture) = (dir.join("labels.pdf"), dir.join(format!("page{page}")));
    std::fs::write(&file, pdf).unwrap();
    let page = page.to_string();
    let arguments = ["-r", "300", "-gray", "-singlefile", "-f", &page, "-l", &page];
    run("pdftoppm", &[&arguments[..], &[file.to_str().unwrap(), picture.to_str().unwrap()]].concat());
    picture.with_extension("pgm")
}

/// A printed page: a byte a dot, row by row, 0 = black.
struct Page {
    wide: usize,
    high: usize,
    grey: Vec<u8>,
}

impl Page {
    /// Reads a PGM: three words and a number before the dots.
    fn open(picture: &Path) -> Page {
        let bytes = std::fs::read(picture).unwrap();
        let mut rest = bytes.as_slice();
        let mut word = || {
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap();
            let (word, behind) = rest.split_at(end);
            rest = &behind[1..];
            std::str::from_utf8(word).unwrap()
        };
        assert_eq!(word(), "P5");
        let (wide, high) = (word().parse().unwrap(), word().parse().unwrap());
        assert_eq!(word(), "255");
        assert_eq!(rest.len(), wide * high);
        Page { wide, high, grey: rest.to_vec() }
    }
}

/// What codes a picture shows, and where each is: its left, upper, right and lower edge in mm.
fn codes(picture: &Path) -> BTreeMap<String, [f32; 4]> {
    let page = Page::open(picture);
    let (wide, high) = (page.wide, page.high);
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(wide, high, |x, y| page.grey[y * wide + x]);
    let grids = prepared.detect_grids();
    let read = |grid: &rqrr::Grid<_>| {
        let (about, text) = grid.decode().unwrap();
        let (xs, ys) = (grid.bounds.map(|point| point.x), grid.bounds.map(|point| point.y));
        let edges = |all: [i32; 4]| {
            let near = *all.iter().min().unwrap() as f32 / DOTS;
            let far = *all.iter().max().unwrap() as f32 / DOTS;
            // The reader's bounds reach one module further.
            let modules = (17 + 4 * about.version.0) as f32;
            [near, near + (far - near) * modules / (modules + 1.0)]
        };
        let ([left, right], [top, low]) = (edges(xs), edges(ys));
        (text, [left, top, right, low])
    };
    let found: BTreeMap<_, _> = grids.iter().map(read).collect();
    assert_eq!(found.len(), grids.len(), "no code twice");
    found
}

#[test]
fn every_label_is_read_from_paper_and_lies_where_the_stock_says() {
    for stock in PRESETS.iter() {
        let dir = tempfile::tempdir().unwrap();
        // The first label that is left, the last of the page, and the first of the next.
        let start = stock.per_page().saturating_sub(4).max(1);
        let sheet = LabelSheet { start, frame: true, ..LabelSheet::new(stock.clone()) };
        let count = stock.per_page() - start + 2;
        let stickers: Vec<Sticker> = (1..=count).map(sticker).collect();
        assert_eq!(sheet.pages(count), 2, "{stock}");
        let pdf = sheet.render(&stickers, "labels", &|_| true).unwrap();
        let mut rest = stickers.as_slice();
        for (page, first) in [(1, start - 1), (2, 0)] {
            let (here, next) = rest.split_at((stock.per_page() - first).min(rest.len()));
            rest = next;
            check_page(&printed(dir.path(), &pdf, page), &sheet, first, here);
        }
        assert!(rest.is_empty());
    }
}

/// Each sticker is on the page, for two readers, within half a millimetre of its place.
fn check_page(picture: &Path, sheet: &LabelSheet, first: usize, stickers: &[Sticker]) {
    let stock = &sheet.stock;
    let found = codes(picture);
    assert_eq!(found.len(), stickers.len(), "{stock}");
    for (index, sticker) in (first..).zip(stickers) {
        let corner = stock.corner(index);
        let layout = Layout::of(stock.label, sticker.lines.len());
        let quiet = 4.0 * layout.side / 37.0;
        let at = |axis: usize| corner[axis] + sheet.offset[axis] + layout.code[axis];
        let far = layout.side - quiet;
        let expect = [at(0) + quiet, at(1) + quiet, at(0) + far, at(1) + far];
        let code =
            found.get(&sticker.code).unwrap_or_else(|| panic!("{stock}: {} is not there", sticker.code));
        for (found, expect) in code.iter().zip(expect) {
            assert!((found - expect).abs() < 0.5, "{stock}: {code:?} instead of {expect:?}");
        }
    }
    let read = run("zbarimg", &["--quiet", "--raw", picture.to_str().unwrap()]);
    let mut read: Vec<&str> = read.lines().collect();
    let mut wanted: Vec<&str> = stickers.iter().map(|sticker| sticker.code.as_str()).collect();
    read.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(read, wanted, "{stock}");
}

#[test]
fn an_offset_moves_everything_and_text_is_text() {
    let dir = tempfile::tempdir().unwrap();
    let sheet = LabelSheet { offset: [2.0, -1.5], copies: 2, ..LabelSheet::new("5160".parse().unwrap()) };
    let lines = vec!["VDR7098612099028".to_owned(), "网关 p11sf2".to_owned()];
    let label = Sticker { lines, ..sticker(1) };
    let pdf = sheet.render(&[label], "labels", &|_| true).unwrap();
    let picture = printed(dir.path(), &pdf, 1);
    let page = Page::open(&picture);
    // The code of the first label, by its ink: nothing else is so far left.
    let dark = |x: usize| (0..400).any(|y| page.grey[y * page.wide + x] < 128);
    let left = (0..page.wide).find(|x| dark(*x)).unwrap() as f32 / DOTS;
    assert!((left - (4.76 + 2.0 + 4.0 * 25.4 / 37.0)).abs() < 0.5, "{left}");
    let text = run("pdftotext", &["-raw", dir.path().join("labels.pdf").to_str().unwrap(), "-"]);
    assert_eq!(text.matches("VDR7098612099028").count(), 2, "{text}");
    assert_eq!(text.matches("网关").count(), 2, "{text}");
}

#[test]
fn long_texts_keep_to_their_labels() {
    let dir = tempfile::tempdir().unwrap();
    let stock: Stock = "25x25".parse().unwrap();
    let sheet = LabelSheet::new(stock);
    let sn = "W".repeat(64);
    let label = Sticker { code: format!("pk=p11sf2&sn={sn}&v=1"), lines: vec![sn, "p11sf2".into()] };
    let pdf = sheet.render(std::slice::from_ref(&label), "labels", &|_| true).unwrap();
    let picture = printed(dir.path(), &pdf, 1);
    assert_eq!(codes(&picture).keys().collect::<Vec<_>>(), [&label.code]);
    let page = Page::open(&picture);
    let edge = (0.8 * DOTS) as usize;
    let outside = |at: usize| {
        let (x, y) = (at % page.wide, at / page.wide);
        x < edge || x >= page.wide - edge || y >= page.high - edge
    };
    let spilt = page.grey.iter().enumerate().filter(|(at, grey)| outside(*at) && **grey < 128).count();
    assert_eq!(spilt, 0, "ink at the label's edge");
}

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Bench {
        let bench = Bench(tempfile::tempdir().unwrap());
        std::fs::write(bench.path("order.toml"), ORDER).unwrap();
        assert_eq!(bench.run(&["order", "add", "order.toml"]).0, 0);
        bench
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let out = Command::new(env!("CARGO_BIN_EXE_pairing-station"))
            .current_dir(self.0.path())
            .args(["--data", "data"])
            .args(args)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    }

    /// `labels` with `--json`: its line.
    #[track_caller]
    fn labels(&self, args: &[&str]) -> Value {
        let (code, stdout, stderr) = self.run(&[&["labels", "--pk", "p11sf2", "--json"], args].concat());
        assert_eq!(code, 0, "{args:?}: {stderr}");
        serde_json::from_str(&stdout).unwrap()
    }

    #[track_caller]
    fn refused(&self, args: &[&str], words: &str) {
        let (code, stdout, stderr) = self.run(&[&["labels", "--pk", "p11sf2"], args].concat());
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}: {stderr}");
        assert!(stderr.contains(words), "{args:?}: {stderr}");
    }

    /// The details of the ledger's events of this kind, oldest first.
    fn events(&self, kind: &str) -> Vec<Value> {
        let conn = rusqlite::Connection::open(self.path("data/ledger.sqlite")).unwrap();
        let mut select = conn.prepare("SELECT detail FROM events WHERE kind = ? ORDER BY seq").unwrap();
        let rows = select.query_map([kind], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|row| serde_json::from_str(&row.unwrap()).unwrap()).collect()
    }
}

#[test]
fn a_new_sn_goes_from_its_label_to_the_platform() {
    let bench = Bench::new();
    let args = ["--count", "3", "--prefix", "VDR", "--out", "new.pdf", "--stock", "l7160", "--start", "20"];
    let made = bench.labels(&args);
    assert_eq!((&made["file"], &made["count"]), (&"new.pdf".into(), &3.into()));
    let pdf = std::fs::read(bench.path("new.pdf")).unwrap();
    let mut scans = String::new();
    let mut wanted = Vec::new();
    for (page, modules) in [(1, &["863950069494278", "863950061408912"][..]), (2, &["863950065195010"])] {
        let read = codes(&printed(bench.0.path(), &pdf, page));
        assert_eq!(read.len(), modules.len());
        for (code, module) in read.into_keys().zip(modules) {
            let sn = code.strip_prefix("pk=p11sf2&sn=").and_then(|code| code.strip_suffix("&v=1")).unwrap();
            wanted.push(format!("{module},p11sf2,{sn},,"));
            scans.push_str(&format!("{module}\n{code}\n"));
        }
    }
    std::fs::write(bench.path("scans.txt"), scans).unwrap();
    assert_eq!(bench.run(&["replay", "scans.txt", "--json"]).0, 0);
    let (code, stdout, stderr) = bench.run(&["export", "--out", "out", "--json"]);
    assert_eq!(code, 0, "{stderr}");
    let line: Value = serde_json::from_str(stdout.lines().next().unwrap()).unwrap();
    let file = bench.0.path().join(line["file"].as_str().unwrap());
    let file = if file.exists() { file } else { bench.path("out").join(line["file"].as_str().unwrap()) };
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), wanted);
    assert_eq!(bench.run(&["check"]).0, 0);
}

#[test]
fn issued_sns_are_printed_again_and_none_is_made() {
    let bench = Bench::new();
    bench.labels(&["--count", "9", "--prefix", "V", "--length", "6", "--first", "1", "--out", "first.zip"]);
    let scans = "863950069494278\npk=p11sf2&sn=V00004&v=1\n";
    std::fs::write(bench.path("scans.txt"), scans).unwrap();
    assert_eq!(bench.run(&["replay", "scans.txt"]).0, 0);
    let again = |out: &str, more: &[&str]| {
        let made = bench.labels(&[&["--again", "--out", out], more].concat());
        (made["count"].as_u64().unwrap(), made["first"].as_str().unwrap().to_owned(), made["last"].clone())
    };
    assert_eq!(again("all.zpl", &[]), (9, "V00001".into(), "V00009".into()));
    assert_eq!(
        again("some.zip", &["--from", "V00003", "--to", "V00005"]),
        (3, "V00003".into(), "V00005".into())
    );
    let unpaired = again("left.pdf", &["--from", "V00003", "--to", "V00005", "--unpaired", "--copies", "2"]);
    assert_eq!(unpaired, (2, "V00003".into(), "V00005".into()));
    let zpl = std::fs::read_to_string(bench.path("all.zpl")).unwrap();
    assert_eq!((zpl.matches("^XA").count(), zpl.matches("^FDMA,pk=p11sf2&sn=V00007&v=1^FS").count()), (9, 1));
    let imports = bench.events("import");
    assert_eq!((imports.len(), &imports[0]["form"], &imports[0]["taken"]), (1, &"package".into(), &9.into()));
    let events = bench.events("labels");
    let told: Vec<_> = events
        .iter()
        .map(|event| (event["form"].as_str().unwrap(), &event["file"], &event["again"]))
        .collect();
    assert_eq!(
        told,
        [
            ("zpl", &"all.zpl".into(), &9.into()),
            ("package", &"some.zip".into(), &3.into()),
            ("sheet", &"left.pdf".into(), &2.into())
        ]
    );
    assert_eq!(events[2]["sha256"].as_str().unwrap().len(), 64);
    bench.refused(&["--again", "--from", "W", "--out", "x.pdf"], "no issued SN of p11sf2");
    bench.refused(&["--again", "--out", "all.zpl"], "there already");
    assert_eq!(bench.run(&["check"]).0, 0);
}

#[test]
fn what_cannot_be_made_wastes_no_sn() {
    let bench = Bench::new();
    let new = |more: &[&str], words: &str| bench.refused(&[&["--count", "2"], more].concat(), words);
    new(&["--out", "x.doc"], "its ending says nothing");
    new(&["--out", "x.pdf", "--stock", "L1"], "no label stock");
    new(&["--out", "x.pdf", "--stock", "210x297,60x20,4x3,0x0,0x0"], "need 240.0 mm");
    new(&["--out", "x.pdf", "--start", "66"], "label 66 is none of the 65");
    new(&["--out", "x.pdf", "--offset", "30,0"], "20 at most");
    new(&["--out", "x.pdf", "--offset", "3"], "no pair");
    new(&["--out", "x.pdf", "--stock", "8x8"], "guns need 0.17");
    new(&["--out", "x.zpl", "--stock", "6x6"], "guns need 0.17");
    new(&["--out", "x.zpl", "--dpi", "200"], "203, 300 or 600");
    new(&["--out", "x.zpl", "--line", "设备"], "'设'");
    new(&["--out", "x.pdf", "--line", "\u{1F600}"], "no font here");
    new(&["--printer", "a b"], "is no printer's address");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (code, _, stderr) = bench.run(&["labels", "--pk", "p11sf2", "--count", "2", "--printer", &free]);
    assert!(code == 3 && stderr.contains("cannot be reached"), "{code}: {stderr}");
    assert_eq!((bench.events("import").len(), bench.events("labels").len()), (0, 0));
    let left: Vec<_> =
        std::fs::read_dir(bench.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// A label printer that does this with its first connection; its address.
fn printer<T: Send + 'static>(
    work: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (String, std::thread::JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (address, std::thread::spawn(move || work(listener.accept().unwrap().0)))
}

#[test]
fn new_sns_are_on_record_before_they_are_printed() {
    let bench = Bench::new();
    let ledger = bench.path("data/ledger.sqlite");
    let (address, thread) = printer(move |mut stream| {
        let mut first = [0; 1];
        stream.read_exact(&mut first).unwrap();
        let conn = rusqlite::Connection::open(ledger).unwrap();
        let issued: u32 = conn.query_row("SELECT count(*) FROM issued_sns", [], |row| row.get(0)).unwrap();
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        (issued, format!("^{rest}"))
    });
    let made = bench.labels(&[
        "--count",
        "5",
        "--printer",
        &address,
        "--stock",
        "50x30",
        "--copies",
        "2",
        "--dpi",
        "300",
    ]);
    let (issued, zpl) = thread.join().unwrap();
    assert_eq!((issued, &made["printer"], &made["count"]), (5, &address.as_str().into(), &5.into()));
    assert_eq!((zpl.matches("^PQ2\n^XZ").count(), zpl.matches("^PW600").count()), (5, 5));
    let first = format!("^FDMA,pk=p11sf2&sn={}&v=1^FS", made["first"].as_str().unwrap());
    assert!(zpl.contains(&first), "{zpl}");
    let event = &bench.events("labels")[0];
    assert_eq!(
        (&event["what"], &event["labels"], &event["printer"]),
        (&"printed".into(), &5.into(), &made["printer"])
    );
    assert_eq!(bench.events("import")[0]["printer"], made["printer"]);
}

#[test]
fn a_printer_that_breaks_off_is_told_of_and_the_rest_is_printed_again() {
    let bench = Bench::new();
    let (address, thread) = printer(|mut stream| {
        // Some labels, then the plug: what was not read makes it a reset.
        let mut some = vec![0; 64 * 1024];
        stream.read_exact(&mut some).unwrap();
    });
    let args = ["labels", "--pk", "p11sf2", "--count", "10000", "--printer", &address];
    let (code, stdout, stderr) = bench.run(&args);
    thread.join().unwrap();
    assert_eq!((code, stdout.as_str()), (3, ""), "{stderr}");
    assert!(stderr.contains("broke off") && stderr.contains("all 10000 SNs are on record"), "{stderr}");
    let event = &bench.events("labels")[0];
    let sent = event["labels"].as_u64().unwrap();
    // How many the network took before it heard of the break is its own affair.
    assert!(sent <= 10_000 && stderr.contains(&format!("after {sent} labels")), "{stderr}");
    assert!(event["error"].as_str().unwrap().contains("broke off"));
    let made = bench.labels(&["--again", "--out", "again.zpl"]);
    assert_eq!(made["count"], 10_000);
    assert_eq!(bench.run(&["check"]).0, 0);
}
