-- What happened, in order, chained by hash.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    raw        BLOB    NOT NULL,
    verdict    TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    hint       TEXT    NOT NULL,
    rule       TEXT    NOT NULL,
    dk         TEXT    NOT NULL,
    pk         TEXT    NOT NULL,
    sn         TEXT    NOT NULL,
    pair       INTEGER,
    order_name TEXT    NOT NULL,
    operator   TEXT    NOT NULL,
    station    TEXT    NOT NULL,
    shift      TEXT    NOT NULL,
    shift_day  INTEGER NOT NULL,
    detail     TEXT    NOT NULL,
    first_pass INTEGER NOT NULL CHECK (first_pass IN (0, 1)),
    hash       BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX events_by_reason ON events (reason) WHERE reason <> '';

-- Runs of consecutive events within one UTC hour: from `first` up to the next row's. They find a
-- stretch of time without an index that every commit would have to write.
CREATE TABLE event_hours (
    first INTEGER PRIMARY KEY REFERENCES events (seq),
    hour  INTEGER NOT NULL
) STRICT;

-- Every pair ever made. Active is what has its claims.
CREATE TABLE pairs (
    id         INTEGER PRIMARY KEY,
    dk         TEXT    NOT NULL,
    pk         TEXT    NOT NULL,
    sn         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    offset_min INTEGER NOT NULL,
    order_name TEXT    NOT NULL,
    operator   TEXT    NOT NULL,
    station    TEXT    NOT NULL,
    shift      TEXT    NOT NULL,
    shift_day  INTEGER NOT NULL,
    seq        INTEGER NOT NULL REFERENCES events (seq)
) STRICT;

-- Runs of consecutive pair ids with one context, from `first` up to the next row's; `made` = 0 for
-- ids that never became a pair. With them a day, a shift, an order or an operator is a few ranges
-- of ids, counted and paged without an index on the pairs.
CREATE TABLE pair_spans (
    first      INTEGER PRIMARY KEY,
    made       INTEGER NOT NULL CHECK (made IN (0, 1)),
    day        INTEGER NOT NULL,
    order_name TEXT    NOT NULL,
    operator   TEXT    NOT NULL,
    station    TEXT    NOT NULL,
    shift      TEXT    NOT NULL,
    shift_day  INTEGER NOT NULL
) STRICT;

-- The uniqueness: one active pair per DK and per SN.
CREATE TABLE dk_claims (
    dk   TEXT    PRIMARY KEY,
    pair INTEGER NOT NULL REFERENCES pairs (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE sn_claims (
    sn   TEXT    PRIMARY KEY,
    pair INTEGER NOT NULL REFERENCES pairs (id)
) STRICT, WITHOUT ROWID;

-- Corrections. The keys stand here again so that a voided pair is found by them.
CREATE TABLE voids (
    id   INTEGER PRIMARY KEY,
    pair INTEGER NOT NULL UNIQUE REFERENCES pairs (id),
    seq  INTEGER NOT NULL REFERENCES events (seq),
    at   INTEGER NOT NULL,
    by   TEXT    NOT NULL,
    why  TEXT    NOT NULL,
    dk   TEXT    NOT NULL,
    sn   TEXT    NOT NULL
) STRICT;
CREATE INDEX voids_by_dk ON voids (dk);
CREATE INDEX voids_by_sn ON voids (sn);

-- Counts, changed in the transaction of what they count.
CREATE TABLE tallies (
    hour       INTEGER NOT NULL,
    order_name TEXT    NOT NULL,
    shift      TEXT    NOT NULL,
    good       INTEGER NOT NULL,
    bad        INTEGER NOT NULL,
    first_pass INTEGER NOT NULL,
    voided     INTEGER NOT NULL,
    PRIMARY KEY (hour, order_name, shift)
) STRICT, WITHOUT ROWID;
CREATE TABLE active_counts (
    order_name TEXT    PRIMARY KEY,
    active     INTEGER NOT NULL CHECK (active >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    id     INTEGER PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    source TEXT    NOT NULL,
    added  INTEGER NOT NULL,
    state  TEXT    NOT NULL CHECK (state IN ('prepared', 'open', 'closed'))
) STRICT;
CREATE UNIQUE INDEX one_open_order ON orders (state) WHERE state = 'open';

-- Lists that bind: SNs issued for a product, DKs allowed in an order.
CREATE TABLE issued_sns (
    pk TEXT NOT NULL,
    sn TEXT NOT NULL,
    PRIMARY KEY (pk, sn)
) STRICT, WITHOUT ROWID;
CREATE TABLE allowed_dks (
    order_name TEXT NOT NULL,
    dk         TEXT NOT NULL,
    PRIMARY KEY (order_name, dk)
) STRICT, WITHOUT ROWID;

-- Relation files.
CREATE TABLE exports (
    id  INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES events (seq),
    at  INTEGER NOT NULL,
    by  TEXT    NOT NULL
) STRICT;
CREATE TABLE export_files (
    export INTEGER NOT NULL REFERENCES exports (id),
    n      INTEGER NOT NULL,
    path   TEXT    NOT NULL,
    pk     TEXT    NOT NULL,
    rows   INTEGER NOT NULL,
    sha256 TEXT    NOT NULL,
    PRIMARY KEY (export, n)
) STRICT, WITHOUT ROWID;
-- The marks: ranges of consecutive pair ids, all of them in the export.
CREATE TABLE export_pairs (
    export INTEGER NOT NULL REFERENCES exports (id),
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (export, first)
) STRICT, WITHOUT ROWID;

-- Pair ids that stand in an event and not in `pairs`: never given again.
CREATE TABLE spent_ids (
    id INTEGER PRIMARY KEY
) STRICT;

-- One row that is written to push a failed commit's remains out of the log.
CREATE TABLE scratch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  INTEGER NOT NULL
) STRICT;
INSERT INTO scratch VALUES (1, 0);
