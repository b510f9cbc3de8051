//! A big ledger made quickly, and the statements of a pair by hand.

#![allow(dead_code, reason = "each benchmark uses its part of it")]

use std::fs::File;
use std::path::Path;

use hmac::{Hmac, Mac as _};
use pairing_station::ledger::{Context, NewEvent, NewPair, Stamp, key_path};
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

/// 2026-11-22 12:00 UTC.
pub(crate) const NOON: i64 = 1_795_348_800_000;

/// Puts `pairs` pairs with random keys into an empty ledger, each with its event, linked and sealed: a check
/// finds nothing wrong with it. All are of order `WO1001`.
pub(crate) fn fill(path: &Path, pairs: u64) {
    fill_orders(path, pairs, pairs.max(1));
}

/// The same, of orders `WO1001`, `WO1002` and so on, each of `size` pairs.
pub(crate) fn fill_orders(path: &Path, pairs: u64, size: u64) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-3000000; BEGIN")
        .unwrap();
    let bare = Bare { conn, seq: 0 };
    let mut chain = Chain::of(path);
    let mut keys = Keys { n: 0 };
    let mut event = event();
    let [pairs, size] = [pairs, size].map(|n| i64::try_from(n).unwrap());
    for seq in 1..=pairs {
        if (seq - 1) % size == 0 {
            event.context.order = format!("WO{}", 1001 + (seq - 1) / size);
        }
        let pair = keys.next(seq);
        let (hash, seal) = chain.next(&pair, &event, seq);
        bare.rows(&pair, &event, seq, &hash, &seal);
    }
    bare.conn.execute("INSERT INTO event_hours VALUES (1, ?)", [NOON]).unwrap();
    bare.conn
        .execute("INSERT INTO pair_spans SELECT id, 1, 20261122, order_name, operator, station, shift, shift_day FROM pairs WHERE (id - 1) % ? = 0", [size])
        .unwrap();
    bare.conn.execute_batch("COMMIT; PRAGMA journal_mode=DELETE").unwrap();
    bare.conn.close().unwrap();
    File::open(path).unwrap().sync_all().unwrap();
}

/// Hands the pairs over in so many exports of equal size, as a filled ledger's file has them: each hundredth
/// pair left out (it was voided), and of each answered export (all but the last) every thousandth refused.
pub(crate) fn hand_over(path: &Path, pairs: u64, exports: u64) {
    let conn = Connection::open(path).unwrap();
    let (pairs, exports) = (i64::try_from(pairs).unwrap(), i64::try_from(exports).unwrap());
    let run = |sql: &str, params: &[(&str, &i64)]| {
        conn.execute(sql, params).unwrap();
    };
    conn.execute_batch("PRAGMA synchronous=OFF; BEGIN").unwrap();
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :to)";
    run(&format!("{numbers} INSERT INTO exports SELECT i + 1, 1, 0, 'anna' FROM n"), &[(":to", &exports)]);
    run(
        &format!("{numbers} INSERT INTO answers SELECT i + 1, 1, i + 1, 0, 'anna' FROM n"),
        &[(":to", &(exports - 1))],
    );
    let (hundreds, size) = (pairs / 100, pairs / exports);
    run(
        &format!(
            "{numbers} INSERT INTO export_pairs SELECT min(i * 100 / :size, :exports - 1) + 1, i * 100 + 1, i * 100 + 99 FROM n"
        ),
        &[(":to", &hundreds), (":size", &size), (":exports", &exports)],
    );
    conn.execute_batch(
        "INSERT INTO rejections SELECT first, export, '70062' FROM export_pairs \
             WHERE first % 1000 = 1 AND export < (SELECT max(id) FROM exports);
         INSERT INTO answer_pairs SELECT answer, pair, pair, 0 FROM rejections;
         INSERT INTO answer_pairs SELECT export, first + (first % 1000 = 1), last, 1 FROM export_pairs \
             WHERE export < (SELECT max(id) FROM exports);
         COMMIT",
    )
    .unwrap();
    conn.close().unwrap();
}

/// Links and seals as the ledger's documentation has them.
struct Chain {
    before: [u8; 32],
    key: Hmac<Sha256>,
}

impl Chain {
    /// With the key that lies beside a ledger.
    fn of(ledger: &Path) -> Chain {
        let text = std::fs::read_to_string(key_path(ledger)).unwrap();
        let hex = text.lines().find_map(|line| line.strip_prefix("key ")).unwrap();
        let key: Vec<u8> =
            (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        Chain { before: [0; 32], key: Hmac::new_from_slice(&key).unwrap() }
    }

    fn next(&mut self, pair: &NewPair, e: &NewEvent, seq: i64) -> ([u8; 32], [u8; 32]) {
        let mut piece = b"pairing-station/1\n".to_vec();
        piece.extend(self.before);
        let int = |piece: &mut Vec<u8>, value: i64| {
            piece.push(b'i');
            piece.extend(value.to_be_bytes());
        };
        let texts = |piece: &mut Vec<u8>, texts: &[&[u8]]| {
            for bytes in texts {
                piece.push(b'b');
                piece.extend((bytes.len() as u64).to_be_bytes());
                piece.extend(*bytes);
            }
        };
        [seq, e.stamp.at, e.stamp.offset_min.into()].into_iter().for_each(|value| int(&mut piece, value));
        let strings = [&e.verdict, &e.reason, &e.hint, &e.rule, &pair.dk, &pair.pk, &pair.sn];
        texts(&mut piece, &[e.kind.as_bytes(), e.source.as_bytes(), &e.raw]);
        texts(&mut piece, &strings.map(|text| text.as_bytes()));
        int(&mut piece, pair.id);
        let c = &e.context;
        texts(&mut piece, &[&c.order, &c.operator, &c.station, &c.shift].map(|text| text.as_bytes()));
        int(&mut piece, c.shift_day.into());
        texts(&mut piece, &[e.detail.as_bytes()]);
        int(&mut piece, e.first_pass.into());
        self.before = Sha256::digest(&piece).into();
        let mut mac = self.key.clone();
        mac.update(b"pairing-station/seal/1\n");
        mac.update(&self.before);
        (self.before, mac.finalize().into_bytes().into())
    }
}

/// The same rows by hand.
pub(crate) struct Bare {
    pub(crate) conn: Connection,
    pub(crate) seq: i64,
}

impl Bare {
    pub(crate) fn open(path: &Path) -> Bare {
        let conn = Connection::open(path).unwrap();
        conn.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
             PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536",
        )
        .unwrap();
        conn.set_prepared_statement_cache_capacity(96);
        let seq = conn.query_row("SELECT max(seq) FROM events", [], |row| row.get(0)).unwrap();
        Bare { conn, seq }
    }

    pub(crate) fn commit(&mut self, pair: &NewPair, event: &NewEvent, hash: &[u8; 32], seal: &[u8; 32]) {
        self.conn.prepare_cached("BEGIN IMMEDIATE").unwrap().execute([]).unwrap();
        self.seq += 1;
        self.rows(pair, event, self.seq, hash, seal);
        self.conn.prepare_cached("COMMIT").unwrap().execute([]).unwrap();
    }

    pub(crate) fn rows(&self, pair: &NewPair, event: &NewEvent, seq: i64, hash: &[u8; 32], seal: &[u8; 32]) {
        let c = &event.context;
        let e = event;
        let run = |sql, params: &[&dyn rusqlite::ToSql]| {
            self.conn.prepare_cached(sql).unwrap().execute(params).unwrap();
        };
        run(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                seq,
                e.stamp.at,
                e.stamp.offset_min,
                e.kind,
                e.source,
                e.raw,
                e.verdict,
                e.reason,
                e.hint,
                e.rule,
                pair.dk,
                pair.pk,
                pair.sn,
                pair.id,
                c.order,
                c.operator,
                c.station,
                c.shift,
                c.shift_day,
                e.detail,
                e.first_pass,
                &hash[..],
                &seal[..]
            ],
        );
        run(
            "INSERT INTO pairs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![
                pair.id,
                pair.dk,
                pair.pk,
                pair.sn,
                pair.name,
                e.stamp.at,
                e.stamp.offset_min,
                c.order,
                c.operator,
                c.station,
                c.shift,
                c.shift_day,
                seq
            ],
        );
        run("INSERT INTO dk_claims VALUES (?, ?)", params![pair.dk, pair.id]);
        run("INSERT INTO sn_claims VALUES (?, ?)", params![pair.sn, pair.id]);
        run(
            "INSERT INTO tallies VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
             good = good + ?4, bad = bad + ?5, first_pass = first_pass + ?6, voided = voided + ?7",
            params![NOON, c.order, c.shift, 1, 0, 1, 0],
        );
        run(
            "INSERT INTO active_counts VALUES (?, 1) ON CONFLICT DO UPDATE SET active = active + 1",
            params![c.order],
        );
    }
}

pub(crate) fn event() -> NewEvent {
    NewEvent {
        stamp: Stamp { at: NOON, offset_min: 480 },
        context: Context {
            station: "Station 1".into(),
            operator: "anna".into(),
            order: "WO1001".into(),
            shift: "early".into(),
            shift_day: 20_261_122,
        },
        kind: "scan",
        source: "serial:COM3".into(),
        raw: b"pk=p11sf2&sn=VDR7098612099028&v=1".to_vec(),
        verdict: "paired".into(),
        reason: String::new(),
        hint: String::new(),
        rule: "quectel".into(),
        dk: String::new(),
        pk: String::new(),
        sn: String::new(),
        pair: None,
        detail: String::new(),
        first_pass: true,
    }
}

/// Random keys, the same in every run: SplitMix64 of a counter, which never repeats.
pub(crate) struct Keys {
    pub(crate) n: u64,
}

impl Keys {
    pub(crate) fn next(&mut self, id: i64) -> NewPair {
        self.n += 1;
        let mut z = self.n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // All 64 bits in each, so that none repeats.
        let dk = format!("{z:020}");
        let sn = format!("VDR{:013X}{:x}", z.rotate_left(32) >> 12, z.rotate_left(32) & 0xfff);
        NewPair { id, dk, pk: "p11sf2".into(), sn, name: String::new() }
    }
}
