-- Pairs of profiles that may be one person, for the list of the whole clinic. The worker
-- compares whoever stands in `duplicate_waiting` and keeps what it finds; a profile that is
-- no longer compared with anybody, because it is part of another one, takes its rows along.

-- Whose pairs are to be found anew: everybody at first, then whoever is compared by something
-- else than before.
CREATE TABLE duplicate_waiting (
    id BLOB PRIMARY KEY REFERENCES patient_match (patient_id) ON DELETE CASCADE,
    -- How often that was asked for since: who is asked for meanwhile goes on waiting.
    asked INTEGER NOT NULL DEFAULT 1 CHECK (asked > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO duplicate_waiting (id) SELECT patient_id FROM patient_match;

-- Each pair once. Grade and weight are those of when they were compared, and order the list;
-- what a page says of a pair is asked anew.
CREATE TABLE duplicate_pair (
    left_id BLOB NOT NULL REFERENCES patient_match (patient_id) ON DELETE CASCADE,
    right_id BLOB NOT NULL REFERENCES patient_match (patient_id) ON DELETE CASCADE,
    -- Whether it is a strong match, else a possible one.
    strong INTEGER NOT NULL CHECK (strong IN (0, 1)),
    -- The match weight in thousandths of its unit.
    weight INTEGER NOT NULL,
    PRIMARY KEY (left_id, right_id),
    CHECK (left_id < right_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_pair_right ON duplicate_pair (right_id);
CREATE INDEX duplicate_pair_best ON duplicate_pair (strong, weight, left_id, right_id);
