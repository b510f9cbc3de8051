-- Pairs that took the place of another one, of which they kept a half. The old one is voided in the
-- same transaction.
CREATE TABLE replacements (
    pair     INTEGER PRIMARY KEY REFERENCES pairs (id),
    replaced INTEGER NOT NULL UNIQUE REFERENCES pairs (id)
) STRICT;
