-- What was done to one thing, an appointment above all: the desk asks it of every visit that
-- it shows, and while the writer waits. What names nothing is in no index.
CREATE INDEX audit_detail ON audit (detail, seq) WHERE detail <> '';

-- Which services are booked most is counted over weeks, from the index alone.
DROP INDEX appointment_starts;
CREATE INDEX appointment_starts ON appointment (starts_at, service_id, state);
