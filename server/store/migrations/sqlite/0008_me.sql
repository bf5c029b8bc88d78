-- Codes for more than logging in, what a signed-in browser is, and changes of the
-- address by which somebody logs in.

ALTER TABLE code_request ADD COLUMN purpose TEXT NOT NULL DEFAULT 'log_in'
    CHECK (purpose IN ('log_in', 'prove', 'new_email'));

-- Browser and system in two words, such as 'chrome/windows'; never what the browser sent.
ALTER TABLE session ADD COLUMN device TEXT;

-- An account gets another address once both have confirmed it, and for some days the
-- old one can take that back.
CREATE TABLE email_change (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id),
    old_email TEXT NOT NULL,
    new_email TEXT NOT NULL,
    -- The browser that asked: it stays logged in when the change is done.
    session_id BLOB NOT NULL REFERENCES session (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'reverted', 'ended')),
    asked_at INTEGER NOT NULL,
    -- From then on it can't be confirmed any more.
    expires_at INTEGER NOT NULL CHECK (expires_at > asked_at),
    old_confirmed_at INTEGER,
    new_confirmed_at INTEGER,
    done_at INTEGER,
    -- From then on it stays.
    revert_until INTEGER,
    -- When it was reverted, or ended without having been done.
    closed_at INTEGER,
    CHECK ((state IN ('done', 'reverted')) = (done_at IS NOT NULL)),
    CHECK ((done_at IS NULL) = (revert_until IS NULL)),
    CHECK ((state IN ('reverted', 'ended')) = (closed_at IS NOT NULL)),
    -- What both have confirmed is done, and nothing else is.
    CHECK (state <> 'open' OR old_confirmed_at IS NULL OR new_confirmed_at IS NULL),
    CHECK (done_at IS NULL OR (old_confirmed_at IS NOT NULL AND new_confirmed_at IS NOT NULL))
) STRICT;
-- At most one at a time for each account.
CREATE UNIQUE INDEX email_change_open ON email_change (account_id) WHERE state = 'open';
CREATE INDEX email_change_account ON email_change (account_id, asked_at);
CREATE INDEX email_change_expires ON email_change (expires_at);

-- The links of the mails to the old address. A mail that is sent again carries another.
CREATE TABLE email_change_link (
    token_hash BLOB PRIMARY KEY,
    change_id BLOB NOT NULL REFERENCES email_change (id) ON DELETE CASCADE,
    act TEXT NOT NULL CHECK (act IN ('confirm', 'revert')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX email_change_link_change ON email_change_link (change_id);
