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
        "access.refused account.create account.email.ask account.email.change \
         account.email.confirm account.email.refuse account.email.revert \
         account.email.stop account.log_in.refused account.password.refused \
         account.password.removed account.password.set appointment.arrive \
         appointment.book appointment.book_for appointment.cancel appointment.exported \
         appointment.finish appointment.miss appointment.move appointment.seen \
         appointment.undo_book appointment.undo_cancel appointment.undo_move \
         appointment.undo_step appointments.seen booking.prepare code.ask code.refused \
         demo.filled mail.dismissed mail.sent_again patient.add patient.contact.edit \
         patient.contact.seen patient.edit patient.history_seen patient.seen \
         patient.visits_seen patients.compared patients.searched patients.seen \
         recovery.ask registration.added registration.blocked registrations.seen \
         safeguarding.lifted safeguarding.seen safeguarding.set session.end \
         session.end_others session.prove session.refused session.start \
         staff.add staff.log_in.refused staff.password.set staff.session.end \
         staff.session.start today.seen"
    );
}
