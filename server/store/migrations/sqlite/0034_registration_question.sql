-- Staff ask somebody who signed up whether they have been here before, perhaps under another
-- name, address or phone number.

CREATE TABLE registration_question (
    -- Public: it stands in the address of the page that its link leads to.
    id BLOB PRIMARY KEY,
    registration_id BLOB NOT NULL REFERENCES registration (id),
    asked_at INTEGER NOT NULL,
    asked_by BLOB NOT NULL REFERENCES staff (id),
    -- The mail that carries it.
    notice_id BLOB NOT NULL UNIQUE REFERENCES notice (id),
    -- Of the one link that works: made when the mail leaves, none before.
    token_hash BLOB UNIQUE CHECK (length(token_hash) = 32),
    -- Until then the link works.
    expires_at INTEGER NOT NULL CHECK (expires_at > asked_at),
    -- Asked again before there was an answer: its link is dead.
    replaced_at INTEGER CHECK (replaced_at IS NULL OR token_hash IS NULL),
    answered_at INTEGER,
    answer TEXT CHECK (answer IN ('yes', 'no')),
    -- What was different then.
    other_name TEXT CHECK (length(other_name) BETWEEN 1 AND 200),
    other_email TEXT CHECK (length(other_email) BETWEEN 1 AND 254),
    other_phone TEXT CHECK (length(other_phone) BETWEEN 1 AND 40),
    CHECK ((answered_at IS NULL) = (answer IS NULL)),
    CHECK (answered_at IS NULL OR replaced_at IS NULL),
    CHECK (COALESCE(answer, '') = 'yes'
        OR (other_name IS NULL AND other_email IS NULL AND other_phone IS NULL))
) STRICT;
-- Of each sign-up one question is open at a time.
CREATE UNIQUE INDEX registration_question_open ON registration_question (registration_id)
    WHERE answered_at IS NULL AND replaced_at IS NULL;
CREATE INDEX registration_question_registration ON registration_question (registration_id, asked_at);
