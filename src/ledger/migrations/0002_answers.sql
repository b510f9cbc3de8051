-- What the platform said of relation files, and what was told it to delete.

-- An answer to one export. It is about some of the export's pairs, kept as ranges of their ids.
CREATE TABLE answers (
    id     INTEGER PRIMARY KEY,
    seq    INTEGER NOT NULL REFERENCES events (seq),
    export INTEGER NOT NULL REFERENCES exports (id),
    at     INTEGER NOT NULL,
    by     TEXT    NOT NULL
) STRICT;
CREATE TABLE answer_pairs (
    answer   INTEGER NOT NULL REFERENCES answers (id),
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL CHECK (last >= first),
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    PRIMARY KEY (answer, first)
) STRICT, WITHOUT ROWID;
-- Why, in the platform's words. By pair first: that is how it is asked for.
CREATE TABLE rejections (
    pair   INTEGER NOT NULL REFERENCES pairs (id),
    answer INTEGER NOT NULL REFERENCES answers (id),
    error  TEXT    NOT NULL,
    PRIMARY KEY (pair, answer)
) STRICT, WITHOUT ROWID;

-- Files that name pairs voided after they were handed over.
CREATE TABLE corrections (
    id  INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES events (seq),
    at  INTEGER NOT NULL,
    by  TEXT    NOT NULL
) STRICT;
CREATE TABLE correction_files (
    correction INTEGER NOT NULL REFERENCES corrections (id),
    n          INTEGER NOT NULL,
    path       TEXT    NOT NULL,
    rows       INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    PRIMARY KEY (correction, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE correction_pairs (
    correction INTEGER NOT NULL REFERENCES corrections (id),
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (correction, first)
) STRICT, WITHOUT ROWID;
