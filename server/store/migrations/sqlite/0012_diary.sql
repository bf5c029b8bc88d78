-- All that the times of a month ask of a visit, in the index itself: thousands of rows are
-- read without looking each of them up in its table.
CREATE INDEX appointment_diary ON appointment
    (practitioner_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, state, id);
DROP INDEX appointment_practitioner;
