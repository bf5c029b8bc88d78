-- Who may sign up, and what the clinic says to those who may not.
ALTER TABLE clinic ADD COLUMN registration_policy TEXT NOT NULL DEFAULT 'open'
    CHECK (registration_policy IN ('open', 'invite_only'));
ALTER TABLE clinic ADD COLUMN registration_message TEXT
    CHECK (length(registration_message) BETWEEN 1 AND 300);
