-- Who has a key, in one row: a look-up reads some thirty rows instead of thousands. Keys, counts
-- and their sums are made anew right after the migration: the sums of `match_state` are over
-- houses of a town by now, where they were over houses of that name in any town.
DROP TABLE match_key;
DELETE FROM patient_match;
DELETE FROM match_count;
UPDATE match_state SET rules = 0, next_after = NULL, people = 0, shareable = 0, shared = 0,
    dwellers = 0, placed = 0, persons = 0, residents = 0, settled = 0;

-- The patients in rising order, 16 bytes each. Of a key that more than 100 have it is empty, and
-- they stand in `match_crowd`. Without REFERENCES, for which each of a patient's thirty keys
-- would look the patient up once more.
CREATE TABLE match_key (
    match_key INTEGER PRIMARY KEY,
    patients BLOB NOT NULL CHECK (length(patients) % 16 = 0 AND length(patients) <= 1600)
) STRICT;

-- Who has a key that too many have to tell anybody apart by it.
CREATE TABLE match_crowd (
    match_key INTEGER NOT NULL,
    patient_id BLOB NOT NULL,
    PRIMARY KEY (match_key, patient_id)
) STRICT, WITHOUT ROWID;
