-- What staff may do that patients may not, and why they did it.

-- Set for a visit that was deliberately put over another one, or over its rest.
ALTER TABLE appointment ADD COLUMN overbooked INTEGER NOT NULL DEFAULT 0 CHECK (overbooked IN (0, 1));

-- The same of the place that its last move left, for taking that back.
ALTER TABLE appointment ADD COLUMN previous_overbooked INTEGER NOT NULL DEFAULT 0
    CHECK (previous_overbooked IN (0, 1));

-- When staff last said how far it has come; what follows from it can be taken back
-- for three minutes.
ALTER TABLE appointment ADD COLUMN state_at INTEGER;

-- Why a booking or a move was made although a rule spoke against it.
CREATE TABLE exemption (
    appointment_id BLOB NOT NULL REFERENCES appointment (id),
    -- The appointment's `sequence` from that change on: each change has at most one.
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    staff_id BLOB NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    -- The codes of the rules, with a blank between them.
    rules TEXT NOT NULL,
    overbooked INTEGER NOT NULL CHECK (overbooked IN (0, 1)),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    PRIMARY KEY (appointment_id, sequence),
    CHECK (overbooked = 1 OR rules <> '')
) STRICT;
