use super::*;

#[test]
fn each_word_reads_back_and_stands_once() {
    let mut words: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    for action in Action::ALL {
        assert_eq!(Action::parse(action.as_str()), Some(*action));
    }
    assert!(words.is_sorted(), "{words:?}");
    words.dedup();
    assert_eq!(words.len(), Action::ALL.len());
    for other in ["", "appointment", "Appointment.book", "appointment.book "] {
        assert_eq!(Action::parse(other), None, "{other}");
    }
}

/// A word that changed would break the chain of each audit that has it.
#[test]
fn the_words_are_the_stored_ones() {
    let words: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    let text = words.join(" ");
    assert_eq!(
        text,
        "access.again access.change access.end access.give_back access.guardianship access.keep \
         access.log_in_link access.refused access.remove accesses.reviewed \
         account.create account.email.ask account.email.change \
         account.email.confirm account.email.refuse account.email.revert \
         account.email.stop account.log_in.refused account.password.refused \
         account.password.removed account.password.set \
         account.second_factor.asked account.second_factor.codes \
         account.second_factor.recovered account.second_factor.refused \
         account.second_factor.removed account.second_factor.reset \
         account.second_factor.set_up acting.chosen age_policy.change appointment.arrive \
         appointment.book appointment.book_for appointment.cancel appointment.confirm appointment.exported \
         appointment.finish appointment.miss appointment.move appointment.seen \
         appointment.undo_book appointment.undo_cancel appointment.undo_move \
         appointment.undo_step appointments.seen booking.prepare code.ask code.refused \
         demo.filled diary.seen family.add family.seen invitation.accept invitation.ask invitation.copy invitation.decline \
         invitation.delete invitation.locked invitation.put_aside invitation.refused \
         invitation.resend invitation.restore invitation.send invitation.supersede \
         invitation.wrong invitations.prepare invitations.seen invitations.start \
         mail.dismissed mail.sent_again matching.trained merge.different merge.different_forgotten \
         merge.disclosures_seen merge.done merge.seen merge.undone merges.seen \
         patient.accounts_seen patient.add patient.contact.edit \
         patient.contact.seen patient.edit patient.history_seen patient.seen \
         patient.visits_seen patients.compared patients.imported patients.imported_again patients.searched patients.seen \
         recovery.ask registration.added registration.answered registration.asked \
         registration.blocked registration_policy.change registrations.seen \
         safeguarding.lifted safeguarding.seen safeguarding.set session.end \
         session.end_others session.prove session.refused session.start \
         staff.add staff.log_in.refused staff.password.refused staff.password.set \
         staff.second_factor.asked staff.second_factor.codes staff.second_factor.policy \
         staff.second_factor.recovered staff.second_factor.refused \
         staff.second_factor.removed staff.second_factor.reset \
         staff.second_factor.set_up staff.session.end \
         staff.session.start today.seen"
    );
}
