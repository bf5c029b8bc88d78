-- Several times that one visitor holds as one: for each of those who come a row with its own
-- claims. They are taken, kept longer, moved to another key and given back together.
ALTER TABLE hold ADD COLUMN position INTEGER NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 3);
DROP INDEX hold_visitor;
CREATE UNIQUE INDEX hold_visitor ON hold (visitor_hash, position);
