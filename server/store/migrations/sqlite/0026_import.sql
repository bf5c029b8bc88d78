-- Patients out of a file.

-- What the file had where an address, a number or a sex should be, when it can't be read as
-- one: kept as given and never used as one. Staff who type a good one take its place.
ALTER TABLE patient ADD COLUMN email_as_given TEXT CHECK (email_as_given IS NULL OR email IS NULL);
ALTER TABLE patient ADD COLUMN phone_as_given TEXT CHECK (phone_as_given IS NULL OR phone IS NULL);
ALTER TABLE patient ADD COLUMN sex_as_given TEXT CHECK (sex_as_given IS NULL OR sex IS NULL);

-- What an import made of whom: by the row's hash the same row is known again, and the
-- profile's time tells whether anybody has changed it since.
CREATE TABLE patient_import (
    patient_id BLOB PRIMARY KEY REFERENCES patient (id),
    row_hash BLOB NOT NULL CHECK (length(row_hash) = 32),
    left_at INTEGER NOT NULL
) STRICT;
