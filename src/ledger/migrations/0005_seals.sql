-- Events are sealed with a key that is kept outside of this file.

-- NULL in events from before there was a key. No CHECK on its length: adding one would read every event
-- there is; `check` says where it is another.
ALTER TABLE events ADD COLUMN seal BLOB;

-- From which event on which key seals (its id, see seal.rs).
CREATE TABLE seals (
    first INTEGER PRIMARY KEY,
    key   TEXT    NOT NULL
) STRICT;
