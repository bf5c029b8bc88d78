-- What becomes of invitations in the hands of whoever gets them.

-- A code also proves the address of an invitation whose link was copied.
ALTER TABLE code_request ADD COLUMN asked_for TEXT NOT NULL DEFAULT 'log_in'
    CHECK (asked_for IN ('log_in', 'prove', 'new_email', 'invitation'));
UPDATE code_request SET asked_for = purpose;
ALTER TABLE code_request DROP COLUMN purpose;
ALTER TABLE code_request RENAME COLUMN asked_for TO purpose;

-- What staff are told of an invitation, until one of them puts it aside.
CREATE TABLE invitation_news (
    id BLOB PRIMARY KEY,
    invitation_id BLOB NOT NULL REFERENCES invitation (id),
    what TEXT NOT NULL CHECK (what IN ('accepted', 'declined', 'locked', 'asked', 'refused')),
    happened_at INTEGER NOT NULL,
    seen_at INTEGER,
    seen_by BLOB REFERENCES staff (id),
    CHECK ((seen_at IS NULL) = (seen_by IS NULL))
) STRICT;
-- Said once until somebody has looked, however often it happens.
CREATE UNIQUE INDEX invitation_news_open ON invitation_news (invitation_id, what) WHERE seen_at IS NULL;
CREATE INDEX invitation_news_waiting ON invitation_news (happened_at) WHERE seen_at IS NULL;
