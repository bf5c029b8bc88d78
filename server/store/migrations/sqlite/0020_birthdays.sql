-- Birthdays that change what somebody may do for a patient: who was told, and how early.

-- Each is told of each birthday once for each of its warnings.
CREATE TABLE birthday_warning (
    -- The mail that tells it.
    notice_id BLOB PRIMARY KEY REFERENCES notice (id),
    patient_id BLOB NOT NULL REFERENCES patient (id),
    account_id BLOB NOT NULL REFERENCES account (id),
    -- The birthday.
    on_date TEXT NOT NULL,
    -- How many days before it the turn of this warning begins.
    turn INTEGER NOT NULL CHECK (turn BETWEEN 0 AND 60)
) STRICT;
CREATE UNIQUE INDEX birthday_warning_once ON birthday_warning (patient_id, account_id, on_date, turn);
CREATE INDEX birthday_warning_date ON birthday_warning (on_date, patient_id);

-- The clinic's date for which everybody was told who had to be; none: nobody was yet, or by
-- another table of ages.
ALTER TABLE clinic ADD COLUMN birthdays_told_on TEXT;

-- Who has a birthday soon.
CREATE INDEX patient_born ON patient (born_on, id) WHERE born_on IS NOT NULL;
