-- How patients are found and sorted: kept by `patient::index` with every change of a
-- patient, never written by anything else. Folding names is not SQL's work, so rows that
-- are older than these tables are filled in right after the migration.

-- Who stands in the list of patients, by the folded name.
CREATE TABLE patient_listed (
    patient_id BLOB PRIMARY KEY REFERENCES patient (id),
    sort_name TEXT NOT NULL
) STRICT;
CREATE INDEX patient_listed_sort ON patient_listed (sort_name, patient_id);

-- What a patient is found by: words of the name and addresses, reversed digits of the
-- phone number, the birth date.
CREATE TABLE patient_term (
    patient_id BLOB NOT NULL REFERENCES patient (id),
    kind TEXT NOT NULL CHECK (kind IN ('text', 'phone', 'born')),
    term TEXT NOT NULL CHECK (term <> ''),
    PRIMARY KEY (patient_id, kind, term)
) STRICT;
CREATE INDEX patient_term_find ON patient_term (kind, term, patient_id);

-- Words of names under each form with a letter left out, for "Did you mean". Whose they
-- are is not here; a word that nobody has any more finds nobody.
CREATE TABLE name_slip (
    slip TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (slip, word)
) STRICT;

-- By which rules the patients are folded, and how far that has come: null when all are.
CREATE TABLE patient_index (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rules INTEGER NOT NULL,
    next_after BLOB
) STRICT;

-- Who can act for a patient.
CREATE INDEX access_patient ON access (patient_id);
