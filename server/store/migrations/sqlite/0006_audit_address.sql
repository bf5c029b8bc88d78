-- Where each audited event came from, and a quick look at who was refused how often.

-- Tells network addresses apart within a day, as hold.address_hash does. None for what
-- the program itself does, and in rows from before this column was.
ALTER TABLE audit ADD COLUMN address_hash BLOB
    CHECK (address_hash IS NULL OR length(address_hash) = 32);

-- Refusals are recorded up to so many an hour for each actor.
CREATE INDEX audit_refused ON audit (actor_id, at) WHERE action = 'access.refused';
