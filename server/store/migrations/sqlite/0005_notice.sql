-- Mail that waits to be sent, and the audit chain.

CREATE TABLE notice (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    -- The subject the mail speaks of; exactly what the kind needs is set.
    appointment_id BLOB REFERENCES appointment (id),
    code_request_id BLOB REFERENCES code_request (id) ON DELETE CASCADE,
    account_id BLOB REFERENCES account (id),
    patient_id BLOB REFERENCES patient (id),
    to_address TEXT NOT NULL,
    -- The appointment's `sequence` (or 0): the same news is sent to a person once.
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped', 'dismissed')),
    created_at INTEGER NOT NULL,
    -- Not before this; later after a failed try.
    due_at INTEGER NOT NULL,
    -- While a worker sends it, nobody else picks it up.
    leased_until INTEGER,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    -- The mail server's reply code, or a code of ours; never its text with addresses.
    last_error TEXT,
    done_at INTEGER
) STRICT;
CREATE INDEX notice_due ON notice (due_at) WHERE state = 'waiting';
CREATE INDEX notice_failed ON notice (done_at) WHERE state = 'failed';
CREATE UNIQUE INDEX notice_once ON notice (appointment_id, kind, to_address, version) WHERE appointment_id IS NOT NULL;
CREATE INDEX notice_appointment ON notice (appointment_id);
CREATE INDEX notice_account ON notice (account_id);
CREATE INDEX notice_code_request ON notice (code_request_id);

-- Append only. Each row carries the hash of the one before it.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('visitor', 'account', 'staff', 'system')),
    actor_id BLOB,
    action TEXT NOT NULL,
    -- Ids and codes as canonical text; never a name, an address or a secret.
    detail TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE
) STRICT;

-- Which patients an event is about; a list shown is one event with many patients.
CREATE TABLE audit_patient (
    patient_id BLOB NOT NULL REFERENCES patient (id),
    seq INTEGER NOT NULL REFERENCES audit (seq),
    PRIMARY KEY (patient_id, seq)
) STRICT;
CREATE INDEX audit_patient_seq ON audit_patient (seq);
