-- Signed-in browsers, codes by mail, and counters against guessing. Only hashes of secrets.

CREATE TABLE session (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    account_id BLOB NOT NULL REFERENCES account (id),
    -- The browser, by its visitor cookie.
    visitor_hash BLOB NOT NULL,
    -- The browser, by the cookie that it keeps after signing out: one that logged in
    -- before has allowances of its own, which no stranger can use up.
    known_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    -- When the person last proved who they are, for step-up.
    proven_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_visitor ON session (visitor_hash);
CREATE INDEX session_known ON session (known_hash);

CREATE TABLE staff_session (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    staff_id BLOB NOT NULL REFERENCES staff (id),
    visitor_hash BLOB NOT NULL,
    known_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    proven_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX staff_session_staff ON staff_session (staff_id, known_hash);
CREATE INDEX staff_session_visitor ON staff_session (visitor_hash);
CREATE INDEX staff_session_known ON staff_session (known_hash);

-- Somebody asked for a code. The code is made when the mail is sent, so that no
-- secret ever waits in the outbox; what is stored of it is its hash.
CREATE TABLE code_request (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    -- The browser that asked, and that alone may use the code.
    visitor_hash BLOB NOT NULL,
    -- Where the person goes on after the code: a path of ours.
    next_path TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX code_request_visitor ON code_request (visitor_hash, created_at);
CREATE INDEX code_request_email ON code_request (email_canonical, created_at);
CREATE INDEX code_request_created ON code_request (created_at);

CREATE TABLE code (
    request_id BLOB NOT NULL REFERENCES code_request (id) ON DELETE CASCADE,
    -- Salted with the request's id.
    code_hash BLOB NOT NULL,
    link_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    used_at INTEGER,
    -- The link in the mail logs in the browser that opens it; the code stays good.
    link_used_at INTEGER,
    PRIMARY KEY (request_id, code_hash)
) STRICT;
CREATE INDEX code_expires ON code (expires_at);

-- Counters in fixed windows; `key` holds no personal data, only a hash.
CREATE TABLE throttle (
    key BLOB PRIMARY KEY,
    window_at INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    wait_until INTEGER NOT NULL
) STRICT;
CREATE INDEX throttle_window ON throttle (window_at);
