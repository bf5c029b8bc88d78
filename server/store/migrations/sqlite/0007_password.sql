-- Passwords of portal accounts, and the mailed links that set one.

-- A row of its own, so that a password and the time it was set are there together or not
-- at all: most accounts have none and log in by a code.
CREATE TABLE account_password (
    account_id BLOB PRIMARY KEY REFERENCES account (id),
    -- Argon2id in PHC form; never the password.
    hash TEXT NOT NULL CHECK (hash <> ''),
    set_at INTEGER NOT NULL
) STRICT;

-- The hash of a password typed at sign-up. It becomes the account's only when this very
-- sign-up makes the account.
ALTER TABLE sign_up ADD COLUMN password_hash TEXT CHECK (password_hash <> '');

-- "Forgot your password?": made when its mail leaves.
CREATE TABLE recovery_link (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id),
    -- The address it went to: it works while that is the account's.
    email_canonical TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- Used, or dead because a newer one was made.
    ended_at INTEGER,
    CHECK (expires_at > created_at)
) STRICT;
-- At most one lives for each account.
CREATE UNIQUE INDEX recovery_link_open ON recovery_link (account_id) WHERE ended_at IS NULL;
CREATE INDEX recovery_link_expires ON recovery_link (expires_at);
