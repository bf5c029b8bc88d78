-- A clinic may want to look at who signed up before their bookings stand: until then each is a
-- request, which holds its time as any booking does.

-- The rule learns a third word. A check can't be changed in place, so the column is made anew.
ALTER TABLE clinic ADD COLUMN registration_rule TEXT NOT NULL DEFAULT 'open'
    CHECK (registration_rule IN ('open', 'request', 'invite_only'));
UPDATE clinic SET registration_rule = registration_policy;
ALTER TABLE clinic DROP COLUMN registration_policy;
ALTER TABLE clinic RENAME COLUMN registration_rule TO registration_policy;

-- Asked for by somebody online, and not confirmed yet. What staff book stands at once, and
-- nobody arrives for what nobody has confirmed.
ALTER TABLE appointment ADD COLUMN requested INTEGER NOT NULL DEFAULT 0
    CHECK (requested IN (0, 1))
    CHECK (requested = 0 OR (booked_by_account IS NOT NULL AND state IN ('confirmed', 'cancelled')));
