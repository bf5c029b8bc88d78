-- The second factor: codes of an authenticator app (RFC 6238), and recovery codes for the
-- day on which the phone is lost. Accounts and members of staff have it alike.

CREATE TABLE second_factor (
    -- The account or the member of staff: at most one for each.
    owner_id BLOB PRIMARY KEY,
    account_id BLOB REFERENCES account (id),
    staff_id BLOB REFERENCES staff (id),
    -- As it is, since every code is made of it: a copy of this file gives the codes away,
    -- but neither a password nor a mailbox.
    secret BLOB NOT NULL CHECK (length(secret) = 20),
    -- The newest step of time whose code was taken: none is taken twice.
    last_step INTEGER NOT NULL CHECK (last_step >= 0),
    set_up_at INTEGER NOT NULL,
    CHECK ((account_id IS NULL) <> (staff_id IS NULL)),
    CHECK (owner_id = COALESCE(account_id, staff_id))
) STRICT;

CREATE TABLE recovery_code (
    -- None without the factor that it stands in for.
    owner_id BLOB NOT NULL REFERENCES second_factor (owner_id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 10),
    -- Salted with the owner's id.
    code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
    used_at INTEGER,
    PRIMARY KEY (owner_id, number),
    UNIQUE (owner_id, code_hash)
) STRICT;

-- A secret that is shown, and counts for nothing before a code of it was typed.
CREATE TABLE second_factor_draft (
    -- The session, or the half log-in, that it was made for: no other ever sees it.
    seat_hash BLOB PRIMARY KEY CHECK (length(seat_hash) = 32),
    owner_id BLOB NOT NULL,
    account_id BLOB REFERENCES account (id),
    staff_id BLOB REFERENCES staff (id),
    secret BLOB NOT NULL CHECK (length(secret) = 20),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
    CHECK ((account_id IS NULL) <> (staff_id IS NULL)),
    CHECK (owner_id = COALESCE(account_id, staff_id))
) STRICT;
CREATE INDEX second_factor_draft_owner ON second_factor_draft (owner_id);
CREATE INDEX second_factor_draft_expires ON second_factor_draft (expires_at);

-- Somebody has shown the first factor and not yet the second. It opens nothing.
CREATE TABLE half_log_in (
    -- Of a cookie that the browser got with it.
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    -- The browser, by its visitor cookie: of no use in another.
    visitor_hash BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    account_id BLOB REFERENCES account (id),
    staff_id BLOB REFERENCES staff (id),
    -- Where the person goes on: a path of ours.
    next_path TEXT NOT NULL,
    tries INTEGER NOT NULL CHECK (tries BETWEEN 0 AND 5),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
        CHECK (expires_at > created_at AND expires_at <= created_at + 600000),
    CHECK ((account_id IS NULL) <> (staff_id IS NULL)),
    CHECK (owner_id = COALESCE(account_id, staff_id))
) STRICT;
CREATE INDEX half_log_in_visitor ON half_log_in (visitor_hash);
CREATE INDEX half_log_in_owner ON half_log_in (owner_id);
CREATE INDEX half_log_in_expires ON half_log_in (expires_at);

-- The roles that need it. Members without it are signed in nowhere until they have one.
CREATE TABLE second_factor_role (
    role TEXT PRIMARY KEY CHECK (role IN ('admin', 'practitioner', 'desk')),
    set_by BLOB NOT NULL REFERENCES staff (id),
    set_at INTEGER NOT NULL
) STRICT;
