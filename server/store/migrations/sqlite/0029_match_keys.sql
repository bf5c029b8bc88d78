-- Finding who may be the same person without comparing all with all. Kept by
-- `patient::index` with every change of a patient, never written by anything else; rows
-- that are older than these tables are filled in right after the migration.

-- The blocking keys of `domain::matching::linkage`, as the first 8 bytes of their SHA-256:
-- two keys that happen to share them bring one more candidate, and nothing else. Without
-- REFERENCES, for which each of a patient's thirty rows would look the patient up once more.
CREATE TABLE match_key (
    match_key INTEGER NOT NULL,
    patient_id BLOB NOT NULL,
    PRIMARY KEY (match_key, patient_id)
) STRICT, WITHOUT ROWID;

-- What stands there for a patient, so that a change knows what to take away: the keys, 8
-- bytes each, and the counted tokens, one a line.
CREATE TABLE patient_match (
    patient_id BLOB PRIMARY KEY REFERENCES patient (id),
    match_keys BLOB NOT NULL CHECK (length(match_keys) % 8 = 0),
    tokens TEXT NOT NULL
) STRICT;

-- How many patients have a name, a birth date, a number, an address. Which kinds there are
-- is up to the rules.
CREATE TABLE match_count (
    kind TEXT NOT NULL CHECK (kind <> ''),
    token TEXT NOT NULL,
    people INTEGER NOT NULL CHECK (people >= 0),
    PRIMARY KEY (kind, token)
) STRICT, WITHOUT ROWID;

-- By which rules, how far that has come (null when it is done), and how many patients. Besides,
-- with k the counts above, the sums that say how people live here: of k over addresses and phone
-- numbers, and over persons (name and birth date, with a place); of k (k - 1) over addresses and
-- phone numbers, over who lives at one under one given name, over persons, over persons with
-- suburb or postcode, and over persons with both.
CREATE TABLE match_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rules INTEGER NOT NULL,
    next_after BLOB,
    people INTEGER NOT NULL CHECK (people >= 0),
    shareable INTEGER NOT NULL CHECK (shareable >= 0),
    shared INTEGER NOT NULL CHECK (shared >= 0),
    dwellers INTEGER NOT NULL CHECK (dwellers >= 0),
    placed INTEGER NOT NULL CHECK (placed >= 0),
    persons INTEGER NOT NULL CHECK (persons >= 0),
    residents INTEGER NOT NULL CHECK (residents >= 0),
    settled INTEGER NOT NULL CHECK (settled >= 0)
) STRICT;
INSERT INTO match_state (id, rules, next_after, people, shareable, shared, dwellers, placed,
    persons, residents, settled) VALUES (1, 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0);

-- The weights by which profiles are compared, where they were estimated from this clinic's
-- own data; the newest counts. Without any, the program's own count.
CREATE TABLE match_model (
    made_at INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    weights TEXT NOT NULL
) STRICT;
