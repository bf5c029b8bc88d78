//! Nothing personal in what `Debug` writes of a row.

use std::fmt::Debug;

use domain::id::{AccountId, AppointmentId, NoticeId, PatientId, SubmissionId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use uuid::Uuid;

use crate::appointment::{
    Appointment, AppointmentState, BookedBy, BookingFacts, CancelledBy, NewAppointment,
};

const PERSONAL: [&str; 7] = [
    "Quill",
    "Wren",
    "1987",
    "quill@example.com",
    "5550148",
    "sore knee",
    "Oriel",
];

const ID: Uuid = Uuid::from_u128(7);

fn person() -> PersonName {
    PersonName::parse("Wren Quill").unwrap()
}

fn address() -> EmailAddress {
    EmailAddress::parse("quill@example.com").unwrap()
}

fn born() -> BirthDate {
    BirthDate::from_stored(jiff::civil::date(1987, 4, 3))
}

fn phone() -> Option<String> {
    Some(String::from("+19025550148"))
}

fn note() -> Option<String> {
    Some(String::from("sore knee"))
}

#[track_caller]
fn check(row: &dyn Debug) {
    let shown = format!("{row:?} {row:#?}");
    for word in PERSONAL {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
}

#[test]
fn of_people() {
    check(&crate::patient::NewPatient {
        born_on: Some(born()),
        email: Some(address()),
        phone: phone(),
        ..crate::patient::NewPatient::named(
            PatientId::from_stored(ID),
            person(),
            Timestamp::UNIX_EPOCH,
        )
    });
    check(&crate::matching::Stored {
        id: PatientId::from_stored(ID),
        profile: domain::matching::linkage::Profile {
            full_name: Some(String::from("Wren Quill")),
            born: Some(born().date()),
            phone: phone(),
            ..Default::default()
        },
        external_id: Some(String::from("Quill-7")),
        archived: false,
        provisional: false,
    });
    check(&crate::patient::search::Listed {
        id: PatientId::from_stored(ID),
        full_name: person(),
        born_on: Some(born()),
        born_as_given: None,
        phone: phone(),
        provisional: false,
        archived: false,
        deceased_on: None,
        last_visit: None,
        next_visit: None,
    });
    check(&crate::sign_up::SignUp {
        id: domain::id::SignUpId::from_stored(ID),
        visitor_hash: [0; 32],
        full_name: person(),
        email: address(),
        born_on: born(),
        phone: phone(),
        password_hash: None,
        created_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::UNIX_EPOCH,
    });
    check(&crate::registration::WaitingRegistration {
        id: domain::id::RegistrationId::from_stored(ID),
        patient: PatientId::from_stored(ID),
        full_name: person(),
        born_on: Some(born()),
        email: address(),
        added_by: Some(person()),
        phone: phone(),
        created_at: Timestamp::UNIX_EPOCH,
        next_starts_at: None,
        next_service: None,
        next_requested: false,
        requests: Default::default(),
    });
    check(&crate::account::NewAccount {
        id: AccountId::from_stored(ID),
        email: address(),
        full_name: person(),
        at: Timestamp::UNIX_EPOCH,
    });
    check(&crate::patient::contact::Contact {
        editable: crate::patient::contact::ContactEdit {
            full_name: person(),
            phone: phone(),
            street: Some(String::from("5550148 Quill Street")),
            suburb: None,
            state: None,
            postcode: None,
        },
        born_on: Some(born()),
        updated_at: Timestamp::UNIX_EPOCH,
    });
    check(&crate::email_change::EmailChange {
        id: domain::id::EmailChangeId::from_stored(ID),
        account: AccountId::from_stored(ID),
        old_email: address(),
        new_email: address(),
        session: domain::id::SessionId::from_stored(ID),
        old_confirmed_at: None,
        new_confirmed_at: None,
    });
    check(&crate::invitation::open::Subject {
        id: PatientId::from_stored(ID),
        full_name: person(),
        given_name: Some(person()),
        born_on: Some(born()),
        here: true,
        stopped: false,
    });
    check(&crate::invitation::news::WaitingNews {
        id: domain::id::InvitationNewsId::from_stored(ID),
        what: domain::invitation::InvitationNews::Declined,
        at: Timestamp::UNIX_EPOCH,
        patient: PatientId::from_stored(ID),
        patient_name: person(),
        email: address(),
        accepted_by: Some((person(), address())),
        reason: note(),
    });
    check(&crate::account::OwnPatient {
        id: PatientId::from_stored(ID),
        full_name: person(),
        born_on: Some(born()),
    });
}

#[test]
fn of_appointments() {
    check(&NewAppointment {
        id: AppointmentId::from_stored(ID),
        patient: PatientId::from_stored(ID),
        service: domain::id::ServiceId::from_stored(ID),
        practitioner: domain::id::PractitionerId::from_stored(ID),
        location: domain::id::LocationId::from_stored(ID),
        zone: String::from("America/Halifax"),
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        cancel_notice_minutes: 0,
        move_notice_minutes: 0,
        note: note(),
        booked_by: BookedBy::Account(AccountId::from_stored(ID)),
        booked_as: domain::registration::booked_as::BookedAs::Booking,
        booked_at: Timestamp::UNIX_EPOCH,
        submission: SubmissionId::from_stored(ID),
    });
    check(&Appointment {
        id: AppointmentId::from_stored(ID),
        patient: PatientId::from_stored(ID),
        patient_name: person(),
        service: domain::id::ServiceId::from_stored(ID),
        service_name: String::from("Visit"),
        service_slug: String::from("visit"),
        practitioner: domain::id::PractitionerId::from_stored(ID),
        practitioner_name: PersonName::parse("Oriel").unwrap(),
        hue: String::from("pine"),
        street: String::from("Street"),
        city: String::from("Halifax"),
        zone: String::from("America/Halifax"),
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        cancel_notice_minutes: 0,
        move_notice_minutes: 0,
        moves: 0,
        moved: None,
        state: AppointmentState::Cancelled,
        requested: false,
        note: note(),
        booked_at: Timestamp::UNIX_EPOCH,
        booked_by: None,
        cancelled_at: Some(Timestamp::UNIX_EPOCH),
        cancelled_by: Some(CancelledBy::Patient),
        cancelled_by_account: None,
        sequence: 1,
    });
    check(&BookingFacts {
        hold: None,
        booked: None,
        full_name: person(),
        email: address(),
        standing: domain::booking::Standing::New,
        waits: true,
        policy: None,
        ahead: crate::appointment::AheadCounts::default(),
        veiled: false,
        accesses: 1,
        overlapping: Vec::new(),
    });
    check(&crate::today::DayAppointment {
        overbooked: false,
        id: AppointmentId::from_stored(ID),
        patient: PatientId::from_stored(ID),
        patient_name: person(),
        patient_born_on: Some(born()),
        service_name: String::from("Visit"),
        practitioner_name: PersonName::parse("Oriel").unwrap(),
        hue: String::from("pine"),
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        sequence: 0,
        state: AppointmentState::Confirmed,
        requested: true,
        new_patient: true,
    });
}

#[test]
fn of_mail() {
    check(&crate::notice::MailedVisit {
        portal: true,
        service: domain::id::ServiceId::from_stored(ID),
        service_slug: String::from("visit"),
        practitioner: domain::id::PractitionerId::from_stored(ID),
        patient_name: person(),
        given_name: Some(PersonName::parse("Wren").unwrap()),
        service_name: String::from("Visit"),
        practitioner_name: PersonName::parse("Oriel").unwrap(),
        street: String::from("Street"),
        city: String::from("Halifax"),
        zone: String::from("America/Halifax"),
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        cancel_notice_minutes: 0,
        state: AppointmentState::Confirmed,
        requested: true,
        cancelled_by: None,
        sequence: 0,
    });
    check(&crate::notice::FailedNotice {
        id: NoticeId::from_stored(ID),
        kind: crate::notice::NoticeKind::Booked,
        patient: Some(PatientId::from_stored(ID)),
        patient_name: Some(person()),
        to: address(),
        error: String::from("smtp_550"),
        at: Timestamp::UNIX_EPOCH,
    });
}
