-- Patients (charts), accounts (humans who log in), and who may act for whom.

CREATE TABLE patient (
    id BLOB PRIMARY KEY,
    full_name TEXT NOT NULL,
    given_name TEXT,
    family_name TEXT,
    born_on TEXT,
    -- What was written where a birth date should be, when it is none: as given, unverified.
    born_as_given TEXT,
    sex TEXT,
    pronouns TEXT,
    email TEXT,
    phone TEXT,
    street TEXT,
    suburb TEXT,
    postcode TEXT,
    state TEXT,
    record_number TEXT,
    record_number_confirmed_at INTEGER,
    -- An import key only, never evidence for or against a match.
    external_id TEXT,
    -- Set while the profile comes from a sign-up that staff have not looked at yet.
    provisional_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    merged_into BLOB REFERENCES patient (id),
    archived_at INTEGER,
    deceased_on TEXT,
    CHECK (merged_into IS NULL OR merged_into <> id)
) STRICT;
CREATE UNIQUE INDEX patient_external_id ON patient (external_id);

CREATE TABLE account (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    -- Lower case; the one form by which addresses are compared.
    email_canonical TEXT NOT NULL,
    -- An account exists only once its address is proven.
    email_verified_at INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_email ON account (email_canonical);

CREATE TABLE access (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id),
    patient_id BLOB NOT NULL REFERENCES patient (id),
    relation TEXT NOT NULL CHECK (relation IN ('self', 'guardian')),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
-- At most one live self access for each patient, and for each account.
CREATE UNIQUE INDEX access_open_self_patient ON access (patient_id) WHERE relation = 'self' AND ended_at IS NULL;
CREATE UNIQUE INDEX access_open_self_account ON access (account_id) WHERE relation = 'self' AND ended_at IS NULL;
CREATE INDEX access_account ON access (account_id, patient_id);

-- A new portal account waiting to be matched with a profile.
CREATE TABLE registration (
    id BLOB PRIMARY KEY,
    patient_id BLOB NOT NULL UNIQUE REFERENCES patient (id),
    account_id BLOB NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'added', 'blocked')),
    created_at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by BLOB REFERENCES staff (id),
    CHECK ((state = 'waiting') = (resolved_at IS NULL))
) STRICT;
CREATE INDEX registration_waiting ON registration (created_at) WHERE state = 'waiting';
CREATE INDEX registration_account ON registration (account_id);

-- What somebody typed before their address was proven. Not an account: it can log
-- in nobody, and it is never looked at by address.
CREATE TABLE sign_up (
    id BLOB PRIMARY KEY,
    visitor_hash BLOB NOT NULL,
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    born_on TEXT NOT NULL,
    phone TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sign_up_visitor ON sign_up (visitor_hash);
CREATE INDEX sign_up_expires ON sign_up (expires_at);
