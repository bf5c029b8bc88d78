//! Nothing personal in what `Debug` writes of a view.

use std::fmt::Debug;

use domain::id::{AppointmentId, PatientId, RegistrationId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::slots::Fold;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::appointments::{AppointmentState, AppointmentView, CancelRule, MoveRule};
use crate::registrations::QueueItem;
use crate::saved_mail::SavedMail;
use crate::today::AgendaItem;

const PERSONAL: [&str; 6] = [
    "Quill",
    "Wren",
    "1987",
    "quill@example.com",
    "5550148",
    "sore knee",
];

const ID: Uuid = Uuid::from_u128(7);

fn person() -> PersonName {
    PersonName::parse("Wren Quill").unwrap()
}

fn born() -> Option<BirthDate> {
    Some(BirthDate::from_stored(jiff::civil::date(1987, 4, 3)))
}

#[track_caller]
fn check(view: &dyn Debug) {
    let shown = format!("{view:?} {view:#?}");
    for word in PERSONAL {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
}

#[test]
fn of_appointments() {
    check(&AppointmentView {
        id: AppointmentId::from_stored(ID),
        patient: PatientId::from_stored(ID),
        patient_name: person(),
        relation: domain::access::Relation::Myself,
        may: domain::access::Abilities::ALL,
        service_name: String::from("Visit"),
        service_slug: String::from("visit"),
        practitioner_name: person(),
        practitioner: domain::id::PractitionerId::from_stored(ID),
        hue: String::from("pine"),
        street: String::from("Street"),
        city: String::from("Halifax"),
        zone: TimeZone::UTC,
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        fold: Fold::Only,
        upcoming: true,
        state: AppointmentState::Confirmed,
        requested: true,
        note: Some(String::from("sore knee")),
        cancel: CancelRule::Over,
        change: MoveRule::Refused(domain::moving::MoveRefusal::NotAhead),
        undo_until: None,
        undo_booking_until: None,
        undo_move_until: None,
        sequence: 0,
        booked_at: Timestamp::UNIX_EPOCH,
    });
    check(&AgendaItem {
        overbooked: false,
        may_arrive: false,
        appointment: AppointmentId::from_stored(ID),
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        fold: Fold::Only,
        patient_name: person(),
        patient_born_on: born(),
        service_name: String::from("Visit"),
        practitioner_name: person(),
        hue: String::from("pine"),
        sequence: 0,
        state: AppointmentState::Confirmed,
        requested: true,
        new_patient: true,
    });
}

#[test]
fn of_registrations() {
    check(&QueueItem {
        id: RegistrationId::from_stored(ID),
        patient: PatientId::from_stored(ID),
        name: person(),
        born_on: born(),
        email: EmailAddress::parse("quill@example.com").unwrap(),
        added_by: Some(person()),
        phone: Some(String::from("+19025550148")),
        registered_at: Timestamp::UNIX_EPOCH,
        next_appointment: None,
        next_requested: false,
        requests: Default::default(),
    });
}

#[test]
fn of_rows_of_a_file() {
    let text = "external_id,given_name,family_name,birth_date,email\n\
                7,Wren,Quill,1987-04-03,quill@example.com\n";
    let mut sheet = crate::import::sheet::Sheet::open(text.as_bytes()).unwrap();
    let rows = sheet.next_rows(9).unwrap();
    assert_eq!(rows.len(), 1);
    check(&sheet);
    check(&rows);
}

#[test]
fn of_saved_mail() {
    check(&SavedMail {
        file: String::from("20260310T120000.000Z-booked-7.eml"),
        to: String::from("quill@example.com"),
        subject: String::from("Booked for Wren"),
        text: String::from("You’re booked, Wren. Call 902 5550148."),
    });
}
