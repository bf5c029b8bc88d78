-- A patient's diary is read by the patient and by those who act for them, each their part of
-- it. What decides about that stands beside each patient of an event: who did it, who else
-- than staff reads of it, and which visit it names. All of it follows from the event, and
-- `kith audit verify` asks whether it does.
ALTER TABLE audit_patient ADD COLUMN actor_id BLOB;
ALTER TABLE audit_patient ADD COLUMN readers TEXT NOT NULL DEFAULT 'clinic'
    CHECK (readers IN ('access', 'access_seen', 'clinic', 'contact', 'contact_seen', 'patient', 'visits', 'visits_seen'));
ALTER TABLE audit_patient ADD COLUMN visit_id BLOB;

-- What was written before this.
UPDATE audit_patient SET
    actor_id = (SELECT audit.actor_id FROM audit WHERE audit.seq = audit_patient.seq),
    visit_id = (SELECT unhex(audit.detail, '-') FROM audit WHERE audit.seq = audit_patient.seq
        AND length(audit.detail) = 36 AND audit.action IN (
            'appointment.arrive', 'appointment.book', 'appointment.book_for', 'appointment.cancel',
            'appointment.exported', 'appointment.finish', 'appointment.miss', 'appointment.move',
            'appointment.seen', 'appointment.undo_book', 'appointment.undo_cancel',
            'appointment.undo_move', 'appointment.undo_step'));
UPDATE audit_patient SET readers = (SELECT CASE
    WHEN audit.action IN (
        'appointment.book', 'appointment.book_for', 'appointment.cancel', 'appointment.move',
        'appointment.undo_book', 'appointment.undo_cancel', 'appointment.undo_move')
        THEN CASE WHEN audit_patient.visit_id IS NULL THEN 'patient' ELSE 'visits' END
    WHEN audit.action IN ('appointment.exported', 'appointment.seen')
        THEN CASE WHEN audit_patient.visit_id IS NULL OR audit.actor_kind IN ('staff', 'system')
            THEN 'patient' ELSE 'visits_seen' END
    WHEN audit.action IN ('appointments.seen', 'booking.prepare')
        THEN CASE WHEN audit.actor_kind IN ('staff', 'system') THEN 'patient' ELSE 'visits_seen' END
    WHEN audit.action = 'patient.contact.edit' THEN 'contact'
    WHEN audit.action = 'patient.contact.seen' THEN 'contact_seen'
    WHEN audit.action IN (
        'access.change', 'access.end', 'access.remove', 'acting.chosen', 'family.add',
        'invitation.accept', 'invitation.ask', 'invitation.copy', 'invitation.decline',
        'invitation.delete', 'invitation.locked', 'invitation.refused', 'invitation.resend',
        'invitation.restore', 'invitation.send', 'invitation.supersede', 'invitation.wrong')
        THEN 'access'
    WHEN audit.action = 'family.seen' THEN 'access_seen'
    WHEN audit.action IN (
        'access.log_in_link', 'account.create', 'account.email.ask', 'account.email.change',
        'account.email.confirm', 'account.email.refuse', 'account.email.revert',
        'account.email.stop', 'account.password.removed', 'account.password.set',
        'account.second_factor.codes', 'account.second_factor.recovered',
        'account.second_factor.removed', 'account.second_factor.reset',
        'account.second_factor.set_up', 'appointment.arrive', 'appointment.finish',
        'appointment.miss', 'appointment.undo_step', 'invitation.put_aside', 'mail.dismissed',
        'mail.sent_again', 'patient.accounts_seen', 'patient.add', 'patient.edit',
        'patient.history_seen', 'patient.seen', 'patient.visits_seen', 'patients.compared',
        'patients.searched', 'patients.seen', 'registration.added', 'registration.blocked',
        'registrations.seen', 'session.end', 'session.end_others', 'session.start', 'today.seen')
        THEN 'patient'
    ELSE 'clinic' END
    FROM audit WHERE audit.seq = audit_patient.seq);

-- What one person did, and what those who act for the patient may read: neither walks
-- through what isn't shown.
CREATE INDEX audit_patient_actor ON audit_patient (patient_id, actor_id, seq);
CREATE INDEX audit_patient_family ON audit_patient (patient_id, seq)
    WHERE readers NOT IN ('clinic', 'patient');
CREATE INDEX audit_patient_family_actor ON audit_patient (patient_id, actor_id, seq)
    WHERE readers NOT IN ('clinic', 'patient');
