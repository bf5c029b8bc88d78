-- The clinic, where it works, who treats there, and what can be booked.

CREATE TABLE clinic (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    -- Set by `kith demo`, and by nothing else.
    demo_at INTEGER
) STRICT;

CREATE TABLE location (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    -- IANA name; never an offset.
    zone TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
    id BLOB PRIMARY KEY,
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'practitioner', 'desk')),
    -- Null until the set-password link was used: nobody can log in before.
    password_hash TEXT,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX staff_email ON staff (email_canonical);

-- A link by which a member of staff sets their password; only its hash is stored.
CREATE TABLE staff_link (
    token_hash BLOB PRIMARY KEY,
    staff_id BLOB NOT NULL REFERENCES staff (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX staff_link_staff ON staff_link (staff_id);

-- Whatever can be taken only once at a time: a practitioner's hours, later a room or a device.
CREATE TABLE resource (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('practitioner', 'room', 'equipment'))
) STRICT;

CREATE TABLE practitioner (
    id BLOB PRIMARY KEY REFERENCES resource (id),
    staff_id BLOB UNIQUE REFERENCES staff (id),
    location_id BLOB NOT NULL REFERENCES location (id),
    full_name TEXT NOT NULL,
    title TEXT NOT NULL,
    hue TEXT NOT NULL,
    position INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;

CREATE TABLE service (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    category TEXT NOT NULL,
    description TEXT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 720 AND minutes % 5 = 0),
    buffer_before_minutes INTEGER NOT NULL CHECK (buffer_before_minutes BETWEEN 0 AND 240 AND buffer_before_minutes % 5 = 0),
    buffer_after_minutes INTEGER NOT NULL CHECK (buffer_after_minutes BETWEEN 0 AND 240 AND buffer_after_minutes % 5 = 0),
    step_minutes INTEGER NOT NULL CHECK (step_minutes BETWEEN 5 AND 240 AND step_minutes % 5 = 0),
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    patients TEXT NOT NULL CHECK (patients IN ('any', 'new', 'existing')),
    lead_minutes INTEGER NOT NULL CHECK (lead_minutes >= 0),
    horizon_days INTEGER NOT NULL CHECK (horizon_days BETWEEN 1 AND 730),
    cancel_notice_minutes INTEGER NOT NULL CHECK (cancel_notice_minutes >= 0),
    position INTEGER NOT NULL,
    -- Null: staff can book it, patients can't.
    online_at INTEGER,
    archived_at INTEGER
) STRICT;

CREATE TABLE service_practitioner (
    service_id BLOB NOT NULL REFERENCES service (id),
    practitioner_id BLOB NOT NULL REFERENCES practitioner (id),
    PRIMARY KEY (service_id, practitioner_id)
) STRICT;
CREATE INDEX service_practitioner_practitioner ON service_practitioner (practitioner_id);

-- Working hours that repeat every week, in the location's wall time.
CREATE TABLE shift (
    id BLOB PRIMARY KEY,
    practitioner_id BLOB NOT NULL REFERENCES practitioner (id),
    -- 1 is Monday (ISO 8601).
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    starts TEXT NOT NULL,
    -- At or before `starts`: ends on the next day.
    ends TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT
) STRICT;
CREATE INDEX shift_practitioner ON shift (practitioner_id);

-- Time off and holidays, in wall time; without a practitioner: everybody's.
CREATE TABLE closure (
    id BLOB PRIMARY KEY,
    practitioner_id BLOB REFERENCES practitioner (id),
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX closure_ends ON closure (ends);
