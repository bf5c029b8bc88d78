use super::*;

fn read_by(readers: Readers, side: Side) -> Vec<&'static str> {
    Action::ALL
        .iter()
        .filter(|action| action.readers(side) == readers)
        .map(|action| action.as_str())
        .collect()
}

#[test]
fn each_word_reads_back() {
    let words: Vec<&str> = Readers::ALL.iter().map(|of| of.as_str()).collect();
    assert!(words.is_sorted(), "{words:?}");
    for of in Readers::ALL {
        assert_eq!(Readers::parse(of.as_str()), Some(*of));
    }
    assert_eq!(Readers::parse("everybody"), None);
}

/// What those who act for somebody read, word for word: a new act is not among it unless
/// somebody says so here.
#[test]
fn guardians_read_of_visits_contact_and_accesses_alone() {
    let visits = "appointment.book appointment.book_for appointment.cancel appointment.confirm \
                  appointment.move appointment.undo_book appointment.undo_cancel appointment.undo_move";
    let access = "access.again access.change access.end access.give_back access.guardianship \
                  access.keep access.remove acting.chosen family.add \
                  invitation.accept invitation.ask invitation.copy invitation.decline \
                  invitation.delete invitation.locked invitation.refused invitation.resend \
                  invitation.restore invitation.send invitation.supersede invitation.wrong \
                  merge.done merge.undone";
    for side in [Side::Portal, Side::Clinic] {
        assert_eq!(read_by(Readers::Visits, side).join(" "), visits);
        assert_eq!(read_by(Readers::Access, side).join(" "), access);
        assert_eq!(read_by(Readers::Contact, side), ["patient.contact.edit"]);
        assert_eq!(
            read_by(Readers::AccessSeen, side),
            ["diary.seen", "family.seen"]
        );
    }
    let looks = "appointment.exported appointment.seen appointments.seen booking.prepare";
    assert_eq!(read_by(Readers::VisitsSeen, Side::Portal).join(" "), looks);
    assert_eq!(
        read_by(Readers::VisitsSeen, Side::Clinic),
        Vec::<&str>::new()
    );
}

#[test]
fn of_safeguarding_nobody_reads_but_staff() {
    for side in [Side::Portal, Side::Clinic] {
        let stops = [
            "safeguarding.lifted",
            "safeguarding.seen",
            "safeguarding.set",
        ];
        let kept = read_by(Readers::Clinic, side);
        assert!(stops.iter().all(|stop| kept.contains(stop)), "{kept:?}");
        // Nothing else that is about a patient is kept from the patient.
        let about_nobody = |word: &&&str| {
            ["safeguarding.", "staff.", "code.", "account."]
                .iter()
                .any(|start| word.starts_with(start))
        };
        let others: Vec<_> = kept.iter().filter(|word| !about_nobody(word)).collect();
        let others: Vec<&str> = others.into_iter().copied().collect();
        assert_eq!(
            others.join(" "),
            "access.refused age_policy.change demo.filled matching.trained recovery.ask \
             registration_policy.change session.prove session.refused"
        );
    }
}

#[test]
fn looks_are_told_from_acts() {
    let seen = [
        Readers::AccessSeen,
        Readers::ContactSeen,
        Readers::VisitsSeen,
    ];
    for action in Action::ALL {
        for side in [Side::Portal, Side::Clinic] {
            let readers = action.readers(side);
            if readers != Readers::Patient && readers != Readers::Clinic {
                assert_eq!(seen.contains(&readers), action.is_look(), "{action:?}");
            }
        }
    }
}

#[test]
fn an_act_at_a_visit_that_is_not_named_is_for_the_patient_alone() {
    let visit = "01890000-0000-7000-8000-000000000001";
    let id = Some(visit.parse().unwrap());
    for (action, side, detail, told) in [
        (
            Action::AppointmentBook,
            Side::Portal,
            visit,
            (Readers::Visits, id),
        ),
        (
            Action::AppointmentCancel,
            Side::Clinic,
            visit,
            (Readers::Visits, id),
        ),
        (
            Action::AppointmentSeen,
            Side::Portal,
            visit,
            (Readers::VisitsSeen, id),
        ),
        (
            Action::AppointmentSeen,
            Side::Portal,
            "",
            (Readers::Patient, None),
        ),
        (
            Action::AppointmentMove,
            Side::Portal,
            "0189000000007000800000000000000A",
            (Readers::Patient, None),
        ),
        (
            Action::AppointmentArrive,
            Side::Clinic,
            visit,
            (Readers::Patient, id),
        ),
        (
            Action::AppointmentsSeen,
            Side::Portal,
            "",
            (Readers::VisitsSeen, None),
        ),
        (
            Action::AccessChange,
            Side::Clinic,
            visit,
            (Readers::Access, None),
        ),
    ] {
        assert_eq!(action.in_diary(side, detail), told, "{action:?} {detail}");
    }
}
