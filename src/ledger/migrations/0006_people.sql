-- Who may do what. A row is how somebody stands now; `changed` is the event (kind `person`) that made it so.
CREATE TABLE people (
    id      TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL,
    role    TEXT    NOT NULL CHECK (role IN ('operator', 'technician', 'supervisor')),
    -- What is kept of a PIN: argon2id, as a PHC string.
    pin     TEXT,
    active  INTEGER NOT NULL CHECK (active IN (0, 1)),
    changed INTEGER NOT NULL REFERENCES events (seq)
) STRICT, WITHOUT ROWID;

-- The code that helps when every supervisor's PIN is forgotten, kept as a PIN is.
CREATE TABLE recovery (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    code    TEXT    NOT NULL,
    changed INTEGER NOT NULL REFERENCES events (seq)
) STRICT;

-- Wrong PINs since the last right one: a restart forgives none. `seq` is the event of the last attempt.
CREATE TABLE wrong_pins (
    id    TEXT    PRIMARY KEY,
    wrong INTEGER NOT NULL CHECK (wrong >= 0),
    at    INTEGER NOT NULL,
    seq   INTEGER NOT NULL REFERENCES events (seq)
) STRICT, WITHOUT ROWID;
