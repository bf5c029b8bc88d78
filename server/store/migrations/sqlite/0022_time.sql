-- What time changes about who may act for a patient: last days that both sides are told of,
-- legal guardianship that goes on, and what nobody has used for long.

-- Who was told of a birthday, or of the last day of an access.
ALTER TABLE birthday_warning RENAME TO warning;
-- The access whose last day it is; null: it is a birthday.
ALTER TABLE warning ADD COLUMN access_id BLOB REFERENCES access (id);
DROP INDEX birthday_warning_once;
DROP INDEX birthday_warning_date;
CREATE UNIQUE INDEX warning_once_birthday ON warning (patient_id, account_id, on_date, turn) WHERE access_id IS NULL;
CREATE UNIQUE INDEX warning_once_last_day ON warning (access_id, account_id, on_date, turn) WHERE access_id IS NOT NULL;
CREATE INDEX warning_date ON warning (on_date, patient_id);
ALTER TABLE clinic RENAME COLUMN birthdays_told_on TO warnings_told_on;

-- Whose last day is near.
CREATE INDEX access_until ON access (until_on, id) WHERE until_on IS NOT NULL AND ended_at IS NULL;

-- The mail that says that an access was given again: which one.
CREATE TABLE access_notice (
    notice_id BLOB PRIMARY KEY REFERENCES notice (id),
    access_id BLOB NOT NULL REFERENCES access (id)
) STRICT;

-- Who saw by which document that legal guardianship goes on whatever the patient's age.
ALTER TABLE access ADD COLUMN continues_note TEXT CHECK (continues_note IS NULL OR continues_at IS NOT NULL);
ALTER TABLE access ADD COLUMN continues_by BLOB REFERENCES staff (id) CHECK (continues_by IS NULL OR continues_at IS NOT NULL);

-- When it is known to have been used last, or else given, confirmed or kept: no later than it
-- was. The audit says the rest.
ALTER TABLE access ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
UPDATE access SET used_at = confirmed_at;
CREATE INDEX access_unused ON access (used_at, id) WHERE relation = 'guardian' AND ended_at IS NULL;
-- After how long without use staff are asked.
ALTER TABLE clinic ADD COLUMN unused_months INTEGER NOT NULL DEFAULT 24 CHECK (unused_months BETWEEN 1 AND 120);
