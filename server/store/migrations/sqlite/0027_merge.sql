-- Two profiles of one person become one, and two again.

-- What was merged into what, and what both were before.
CREATE TABLE merge_record (
    id BLOB PRIMARY KEY,
    -- The order of all merges.
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    survivor_id BLOB NOT NULL REFERENCES patient (id),
    absorbed_id BLOB NOT NULL REFERENCES patient (id),
    made_at INTEGER NOT NULL,
    made_by BLOB NOT NULL REFERENCES staff (id),
    reason TEXT CHECK (length(reason) BETWEEN 1 AND 300),
    -- What the page was made of that was agreed to: a hash of both.
    version TEXT NOT NULL,
    -- Their rows as they were, as JSON: table, column, value, each in its order.
    survivor_before TEXT NOT NULL,
    absorbed_before TEXT NOT NULL,
    -- Whose value each field has that differed, as JSON.
    choices TEXT NOT NULL,
    undone_at INTEGER,
    undone_by BLOB REFERENCES staff (id),
    CHECK (survivor_id <> absorbed_id),
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) STRICT;
-- A profile is part of one other at a time.
CREATE UNIQUE INDEX merge_record_standing ON merge_record (absorbed_id) WHERE undone_at IS NULL;
CREATE INDEX merge_record_survivor ON merge_record (survivor_id, number);
CREATE INDEX merge_record_absorbed ON merge_record (absorbed_id, number);

-- Everything that it changed, in the order in which it was done: taking it back is the same
-- the other way round, wherever what it wrote still stands.
CREATE TABLE merge_change (
    merge_id BLOB NOT NULL REFERENCES merge_record (id),
    place INTEGER NOT NULL CHECK (place >= 0),
    -- Table and columns, such as 'access.ended'.
    slot TEXT NOT NULL,
    row_id BLOB NOT NULL,
    -- The values of these columns before and after, as JSON.
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    PRIMARY KEY (merge_id, place),
    UNIQUE (merge_id, slot, row_id)
) STRICT;

-- Two profiles that are different people, however alike they look. Each pair once.
CREATE TABLE not_the_same (
    left_id BLOB NOT NULL REFERENCES patient (id),
    right_id BLOB NOT NULL REFERENCES patient (id),
    since INTEGER NOT NULL,
    marked_by BLOB NOT NULL REFERENCES staff (id),
    -- The merge that was taken back, if that is how it became known.
    merge_id BLOB REFERENCES merge_record (id),
    removed_at INTEGER,
    removed_by BLOB REFERENCES staff (id),
    PRIMARY KEY (left_id, right_id),
    CHECK (left_id < right_id),
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) STRICT;
CREATE INDEX not_the_same_right ON not_the_same (right_id, left_id);

-- What is part of a profile.
CREATE INDEX patient_merged ON patient (merged_into) WHERE merged_into IS NOT NULL;

-- An account that was the patient's own and waits for staff stands beside the one that is.
DROP INDEX access_open_self_patient;
CREATE UNIQUE INDEX access_open_self_patient ON access (patient_id)
    WHERE relation = 'self' AND ended_at IS NULL AND suspended_at IS NULL;

-- A registration ends in a merge, too.
CREATE TABLE registration_of_now (
    id BLOB PRIMARY KEY,
    patient_id BLOB NOT NULL UNIQUE REFERENCES patient (id),
    account_id BLOB NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'added', 'blocked', 'merged')),
    created_at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by BLOB REFERENCES staff (id),
    CHECK ((state = 'waiting') = (resolved_at IS NULL))
) STRICT;
INSERT INTO registration_of_now (id, patient_id, account_id, state, created_at, resolved_at, resolved_by)
SELECT id, patient_id, account_id, state, created_at, resolved_at, resolved_by FROM registration;
DROP TABLE registration;
ALTER TABLE registration_of_now RENAME TO registration;
CREATE INDEX registration_waiting ON registration (created_at) WHERE state = 'waiting';
CREATE INDEX registration_account ON registration (account_id);
