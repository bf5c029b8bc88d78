-- Who may act for a patient: in exactly what, on what ground, since when and until when;
-- who is asked to; and what a patient's age changes about it.

-- Somebody is asked to act for a patient, or to use the portal as the patient.
CREATE TABLE invitation (
    id BLOB PRIMARY KEY,
    patient_id BLOB NOT NULL REFERENCES patient (id),
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    -- What the access will be.
    relation TEXT NOT NULL CHECK (relation IN ('self', 'guardian')),
    kinship TEXT,
    -- The words of the abilities, with a blank between them.
    abilities TEXT NOT NULL,
    basis TEXT,
    access_until_on TEXT,
    invited_by_account BLOB REFERENCES account (id),
    invited_by_staff BLOB REFERENCES staff (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'declined', 'deleted', 'superseded')),
    created_at INTEGER NOT NULL,
    -- When it was last sent, and how often it was.
    sent_at INTEGER NOT NULL CHECK (sent_at >= created_at),
    sends INTEGER NOT NULL CHECK (sends >= 1),
    -- From then on it can't be used.
    expires_at INTEGER NOT NULL CHECK (expires_at > sent_at),
    -- What whoever accepts must know where no birth date is known. It opens nothing without
    -- the link, and staff read it to the person: so it stands here as it is.
    desk_code TEXT CHECK (length(desk_code) = 6),
    -- Wrong answers since it was last sent.
    wrong_tries INTEGER NOT NULL CHECK (wrong_tries >= 0),
    closed_at INTEGER,
    accepted_by BLOB REFERENCES account (id),
    decline_reason TEXT CHECK (decline_reason IS NULL OR state = 'declined'),
    CHECK ((invited_by_account IS NULL) <> (invited_by_staff IS NULL)),
    CHECK ((state = 'pending') = (closed_at IS NULL)),
    CHECK ((state = 'accepted') = (accepted_by IS NOT NULL)),
    CHECK ((relation = 'guardian') = (abilities <> ''))
) STRICT;
-- One at a time for each address and patient: asking again sends it again.
CREATE UNIQUE INDEX invitation_open ON invitation (patient_id, email_canonical) WHERE state = 'pending';
CREATE INDEX invitation_patient ON invitation (patient_id, created_at);
CREATE INDEX invitation_email ON invitation (email_canonical, created_at);
CREATE INDEX invitation_expires ON invitation (expires_at) WHERE state = 'pending';

-- The links of an invitation; only hashes. One that ended was replaced by a newer one.
CREATE TABLE invitation_link (
    token_hash BLOB PRIMARY KEY,
    invitation_id BLOB NOT NULL REFERENCES invitation (id),
    made TEXT NOT NULL CHECK (made IN ('mailed', 'copied')),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX invitation_link_invitation ON invitation_link (invitation_id);

-- Until now nobody was given an access but by their own sign-up.
CREATE TABLE access_given (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id),
    patient_id BLOB NOT NULL REFERENCES patient (id),
    relation TEXT NOT NULL CHECK (relation IN ('self', 'guardian')),
    -- What they are to the patient, as they or staff said.
    kinship TEXT,
    -- The words of the abilities, with a blank between them; of a self access none are
    -- written, since it has them all.
    abilities TEXT NOT NULL,
    basis TEXT,
    -- Neither: by signing up, or by adding somebody they look after.
    granted_by_account BLOB REFERENCES account (id),
    granted_by_staff BLOB REFERENCES staff (id),
    invitation_id BLOB REFERENCES invitation (id),
    created_at INTEGER NOT NULL,
    -- When it was given, or last confirmed: what an age step asks about.
    confirmed_at INTEGER NOT NULL CHECK (confirmed_at >= created_at),
    -- The last date on which it works.
    until_on TEXT,
    -- Legal guardianship goes on whatever the patient's age.
    continues_at INTEGER CHECK (continues_at IS NULL OR basis IS NOT NULL),
    -- It gives nothing until staff have looked at it.
    suspended_at INTEGER,
    ended_at INTEGER,
    ended_by TEXT,
    CHECK (granted_by_account IS NULL OR granted_by_staff IS NULL),
    CHECK ((relation = 'guardian') = (abilities <> '')),
    CHECK (relation = 'guardian' OR (continues_at IS NULL AND until_on IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
INSERT INTO access_given (id, account_id, patient_id, relation, abilities, created_at, confirmed_at, ended_at, ended_by)
SELECT id, account_id, patient_id, relation,
    CASE WHEN relation = 'guardian' THEN 'view_appointments' ELSE '' END,
    created_at, created_at, ended_at, CASE WHEN ended_at IS NULL THEN NULL ELSE 'staff' END
FROM access;
DROP TABLE access;
ALTER TABLE access_given RENAME TO access;
-- At most one live self access for each patient, and for each account; and one live access
-- of an account to a patient.
CREATE UNIQUE INDEX access_open_self_patient ON access (patient_id) WHERE relation = 'self' AND ended_at IS NULL;
CREATE UNIQUE INDEX access_open_self_account ON access (account_id) WHERE relation = 'self' AND ended_at IS NULL;
CREATE UNIQUE INDEX access_open ON access (account_id, patient_id) WHERE ended_at IS NULL;
CREATE INDEX access_account ON access (account_id, patient_id);
CREATE INDEX access_patient ON access (patient_id);
-- What was accepted once can't be accepted again.
CREATE UNIQUE INDEX access_invitation ON access (invitation_id);

-- While one stands, nobody acts for the patient but themself.
CREATE TABLE safeguarding_stop (
    id BLOB PRIMARY KEY,
    patient_id BLOB NOT NULL REFERENCES patient (id),
    set_at INTEGER NOT NULL,
    set_by BLOB NOT NULL REFERENCES staff (id),
    reason TEXT,
    lifted_at INTEGER,
    lifted_by BLOB REFERENCES staff (id),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX safeguarding_stop_open ON safeguarding_stop (patient_id) WHERE lifted_at IS NULL;
CREATE INDEX safeguarding_stop_patient ON safeguarding_stop (patient_id, set_at);

-- What happens to guardians' accesses at which age of the patient.
CREATE TABLE age_step (
    from_age INTEGER PRIMARY KEY CHECK (from_age BETWEEN 1 AND 25),
    effect TEXT NOT NULL CHECK (effect IN ('bookings_only', 'ask', 'review', 'end'))
) STRICT;
INSERT INTO age_step (from_age, effect) VALUES (12, 'bookings_only'), (16, 'ask'), (18, 'end');

-- What the clinic decides about all of it.
ALTER TABLE clinic ADD COLUMN leap_birthday TEXT NOT NULL DEFAULT 'march_1'
    CHECK (leap_birthday IN ('february_28', 'march_1'));
ALTER TABLE clinic ADD COLUMN invitation_days INTEGER NOT NULL DEFAULT 7
    CHECK (invitation_days BETWEEN 1 AND 30);
-- Null: an invitation can be accepted by the invited address alone.
ALTER TABLE clinic ADD COLUMN other_account_at INTEGER DEFAULT 0;

-- Set: its visits are shown to the patient alone, never to those who act for them.
ALTER TABLE service ADD COLUMN confidential_at INTEGER;

-- For whom the person looks after things in this browser now; none: for themself.
ALTER TABLE session ADD COLUMN acting_for BLOB REFERENCES patient (id);

-- The mail that carries an invitation's link.
ALTER TABLE notice ADD COLUMN invitation_id BLOB REFERENCES invitation (id);
CREATE INDEX notice_invitation ON notice (invitation_id);
