use domain::id::{AppointmentId, PatientId, PractitionerId};
use domain::person::PersonName;

use super::*;

fn row() -> Appointment {
    let id = "0195a2b3-0000-7000-8000-000000000001";
    Appointment {
        id: id.parse::<AppointmentId>().unwrap(),
        patient: id.parse::<PatientId>().unwrap(),
        patient_name: PersonName::parse("Ana Example").unwrap(),
        service_name: String::from("Pelvic health, first visit"),
        service_slug: String::from("pelvic-health"),
        practitioner: id.parse::<PractitionerId>().unwrap(),
        practitioner_name: PersonName::parse("Ada Nowak").unwrap(),
        hue: String::from("pine"),
        street: String::from("12 Example Street; rear"),
        city: String::from("Halifax, NS"),
        zone: String::from("America/Halifax"),
        // The second 1:30 of the night when the clocks go back.
        starts_at: "2026-11-01T05:30:00Z".parse().unwrap(),
        ends_at: "2026-11-01T06:00:00Z".parse().unwrap(),
        cancel_notice_minutes: 1_440,
        state: AppointmentState::Confirmed,
        note: Some(String::from("knee")),
        booked_at: "2026-10-20T12:00:00Z".parse().unwrap(),
        cancelled_at: None,
        cancelled_by: None,
        sequence: 3,
    }
}

#[test]
fn the_file_is_as_the_standard_says() {
    let now = "2026-10-20T12:03:00.5Z".parse().unwrap();
    let file = file(&row(), "Harbour Lane", "https://book.example.org:8443", now);
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kith//Kith//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "DTEND:20261101T060000Z",
        "DTSTAMP:20261020T120300Z",
        "DTSTART:20261101T053000Z",
        r"LOCATION:12 Example Street\; rear\, Halifax\, NS",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "SUMMARY:Appointment at Harbour Lane",
        "UID:0195a2b3-0000-7000-8000-000000000001@book.example.org",
        "URL:https://book.example.org:8443/appointments/0195a2b3-0000-7000-8000-0000",
        " 00000001",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(file, expected.join("\r\n"));
}

#[test]
fn the_file_names_no_service_and_nobody() {
    let file = file(
        &row(),
        "Harbour Lane",
        "http://127.0.0.1:3000",
        Timestamp::UNIX_EPOCH,
    );
    for secret in ["Pelvic", "Ana", "Ada", "knee"] {
        assert!(!file.contains(secret), "{secret}");
    }
    assert!(file.contains("@127.0.0.1\r\n"));
}
