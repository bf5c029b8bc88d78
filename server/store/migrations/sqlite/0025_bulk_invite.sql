-- Many patients are invited at once: who was chosen, and what became of each. It is worked
-- off a few at a time, and goes on where it was stopped.
CREATE TABLE invite_batch (
    -- Made with the page that asks: a second press finds the first one's.
    id BLOB PRIMARY KEY,
    made_by BLOB NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    -- Not before then is it gone on with.
    next_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE INDEX invite_batch_open ON invite_batch (next_at) WHERE done_at IS NULL;

CREATE TABLE invite_batch_patient (
    batch_id BLOB NOT NULL REFERENCES invite_batch (id),
    patient_id BLOB NOT NULL REFERENCES patient (id),
    -- The order of the page.
    place INTEGER NOT NULL,
    -- The address that the page showed, in the form by which addresses are compared; none of
    -- whom it left out.
    email_canonical TEXT,
    -- Null as long as nothing has become of it.
    result TEXT,
    invitation_id BLOB UNIQUE REFERENCES invitation (id),
    PRIMARY KEY (batch_id, patient_id),
    CHECK ((invitation_id IS NOT NULL) = (result IS NOT NULL AND result = 'invited'))
) STRICT;
CREATE INDEX invite_batch_patient_open ON invite_batch_patient (batch_id, place) WHERE result IS NULL;
CREATE INDEX invite_batch_patient_patient ON invite_batch_patient (patient_id);
