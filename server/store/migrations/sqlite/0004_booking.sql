-- Holds, appointments, and the claims that make a double booking impossible.

CREATE TABLE hold (
    id BLOB PRIMARY KEY,
    -- One for each visitor; a new one replaces the old.
    visitor_hash BLOB NOT NULL,
    address_hash BLOB NOT NULL,
    service_id BLOB NOT NULL REFERENCES service (id),
    practitioner_id BLOB NOT NULL REFERENCES practitioner (id),
    -- Whether the person asked for this practitioner, or for whoever is free first.
    choice TEXT NOT NULL CHECK (choice IN ('named', 'first')),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    -- Whom it is for, once that is known.
    patient_id BLOB REFERENCES patient (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    extended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX hold_visitor ON hold (visitor_hash);
CREATE INDEX hold_address ON hold (address_hash, expires_at);
CREATE INDEX hold_expires ON hold (expires_at);
CREATE INDEX hold_practitioner ON hold (practitioner_id, starts_at);
CREATE INDEX hold_patient ON hold (patient_id);

CREATE TABLE appointment (
    id BLOB PRIMARY KEY,
    patient_id BLOB NOT NULL REFERENCES patient (id),
    service_id BLOB NOT NULL REFERENCES service (id),
    practitioner_id BLOB NOT NULL REFERENCES practitioner (id),
    location_id BLOB NOT NULL REFERENCES location (id),
    -- The location's zone when it was booked.
    zone TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    buffer_before_minutes INTEGER NOT NULL CHECK (buffer_before_minutes >= 0),
    buffer_after_minutes INTEGER NOT NULL CHECK (buffer_after_minutes >= 0),
    cancel_notice_minutes INTEGER NOT NULL CHECK (cancel_notice_minutes >= 0),
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'arrived', 'completed', 'no_show', 'cancelled')),
    note TEXT,
    booked_by_account BLOB REFERENCES account (id),
    booked_by_staff BLOB REFERENCES staff (id),
    booked_at INTEGER NOT NULL,
    -- One press of "Book appointment"; a second press finds the first one's result.
    submission_id BLOB NOT NULL UNIQUE,
    cancelled_at INTEGER,
    cancelled_by TEXT CHECK (cancelled_by IN ('patient', 'guardian', 'staff', 'clinic')),
    -- Counts changes, for calendars (RFC 5545, SEQUENCE).
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    CHECK ((booked_by_account IS NULL) <> (booked_by_staff IS NULL)),
    CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL))
) STRICT;
CREATE INDEX appointment_practitioner ON appointment (practitioner_id, starts_at);
CREATE INDEX appointment_patient ON appointment (patient_id, starts_at);
CREATE INDEX appointment_starts ON appointment (starts_at);
CREATE INDEX appointment_account ON appointment (booked_by_account, starts_at);

-- One row for each 5-minute quantum of a resource that is taken. The primary key is
-- the promise that two visits never share one. Lane 0 is the normal one.
CREATE TABLE claim (
    resource_id BLOB NOT NULL REFERENCES resource (id),
    -- Unix time in units of 5 minutes.
    quantum INTEGER NOT NULL,
    lane INTEGER NOT NULL CHECK (lane >= 0),
    hold_id BLOB REFERENCES hold (id) ON DELETE CASCADE,
    appointment_id BLOB REFERENCES appointment (id),
    -- From then on the quantum counts as free without any job having run: the end of
    -- a hold, or of the grace after cancelling. Null: taken for good.
    free_at INTEGER,
    PRIMARY KEY (resource_id, quantum, lane),
    CHECK ((hold_id IS NULL) <> (appointment_id IS NULL)),
    CHECK (hold_id IS NULL OR free_at IS NOT NULL)
) STRICT;
CREATE INDEX claim_hold ON claim (hold_id);
CREATE INDEX claim_appointment ON claim (appointment_id);
CREATE INDEX claim_graced ON claim (free_at) WHERE appointment_id IS NOT NULL AND free_at IS NOT NULL;
