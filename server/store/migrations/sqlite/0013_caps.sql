-- How many appointments ahead one patient may have at the service; none: as many as at all.
ALTER TABLE service ADD COLUMN upcoming_cap INTEGER CHECK (upcoming_cap > 0);
-- A first visit is had once, and sometimes with two people.
UPDATE service SET upcoming_cap = 2 WHERE patients = 'new';
