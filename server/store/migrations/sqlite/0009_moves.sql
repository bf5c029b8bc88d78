-- Moving an appointment to another time, and taking the last such step back.

-- How long before its start a visit can still be moved online: apart from cancelling.
ALTER TABLE service ADD COLUMN move_notice_minutes INTEGER NOT NULL DEFAULT 0 CHECK (move_notice_minutes >= 0);
UPDATE service SET move_notice_minutes = cancel_notice_minutes;
ALTER TABLE appointment ADD COLUMN move_notice_minutes INTEGER NOT NULL DEFAULT 0 CHECK (move_notice_minutes >= 0);
UPDATE appointment SET move_notice_minutes = cancel_notice_minutes;

-- How often its patient has moved it; a move that was taken back counts as none.
ALTER TABLE appointment ADD COLUMN moves INTEGER NOT NULL DEFAULT 0 CHECK (moves >= 0);
-- The last move and the place that it left, as long as it was the last thing done.
ALTER TABLE appointment ADD COLUMN moved_at INTEGER;
ALTER TABLE appointment ADD COLUMN moved_by TEXT CHECK (moved_by IN ('patient', 'staff')) CHECK ((moved_by IS NULL) = (moved_at IS NULL));
ALTER TABLE appointment ADD COLUMN previous_practitioner_id BLOB REFERENCES practitioner (id) CHECK ((previous_practitioner_id IS NULL) = (moved_at IS NULL));
ALTER TABLE appointment ADD COLUMN previous_location_id BLOB REFERENCES location (id) CHECK ((previous_location_id IS NULL) = (moved_at IS NULL));
ALTER TABLE appointment ADD COLUMN previous_zone TEXT CHECK ((previous_zone IS NULL) = (moved_at IS NULL));
ALTER TABLE appointment ADD COLUMN previous_starts_at INTEGER CHECK ((previous_starts_at IS NULL) = (moved_at IS NULL));
ALTER TABLE appointment ADD COLUMN previous_ends_at INTEGER CHECK ((previous_ends_at IS NULL) = (moved_at IS NULL)) CHECK (previous_ends_at > previous_starts_at);

-- When the booking itself was taken back, within its grace. The row stays, so that the
-- same press of the button doesn't book again, but its patient sees no mark of it.
ALTER TABLE appointment ADD COLUMN booking_undone_at INTEGER CHECK (booking_undone_at IS NULL OR state = 'cancelled');
