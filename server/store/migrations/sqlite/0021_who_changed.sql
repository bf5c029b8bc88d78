-- Which account cancelled or last moved an appointment: who else may act for the patient
-- takes nothing of it back.
ALTER TABLE appointment ADD COLUMN cancelled_by_account BLOB REFERENCES account (id);
ALTER TABLE appointment ADD COLUMN moved_by_account BLOB REFERENCES account (id);
