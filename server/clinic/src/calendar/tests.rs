use super::*;

fn entry() -> Entry<'static> {
    Entry {
        id: "0195a2b3-0000-7000-8000-000000000001".parse().unwrap(),
        sequence: 3,
        cancelled: false,
        tentative: false,
        attendee: None,
        // The second 1:30 of the night when the clocks go back.
        starts_at: "2026-11-01T05:30:00Z".parse().unwrap(),
        ends_at: "2026-11-01T06:00:00Z".parse().unwrap(),
        street: "12 Example Street; rear",
        city: "Halifax, NS",
    }
}

const HOUSE: House<'_> = House {
    name: "Harbour Lane",
    email: "hello@example.org",
    origin: "https://book.example.org:8443",
};

#[test]
fn the_file_is_as_the_standard_says() {
    let now = "2026-10-20T12:03:00.5Z".parse().unwrap();
    let file = file(&entry(), HOUSE, Method::Publish, now);
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
        "ORGANIZER:mailto:hello@example.org",
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
fn what_is_cancelled_has_the_same_identity() {
    let entry = Entry {
        cancelled: true,
        ..entry()
    };
    let house = House {
        origin: "http://127.0.0.1:3000",
        ..HOUSE
    };
    let cancelled = file(&entry, house, Method::Cancel, Timestamp::UNIX_EPOCH);
    for line in [
        "METHOD:CANCEL\r\n",
        "STATUS:CANCELLED\r\n",
        "UID:0195a2b3-0000-7000-8000-000000000001@127.0.0.1\r\n",
    ] {
        assert!(cancelled.contains(line), "{line} in {cancelled}");
    }
}

#[test]
fn what_is_not_confirmed_yet_is_tentative_until_it_is_cancelled() {
    let status = |cancelled| {
        let entry = Entry {
            tentative: true,
            cancelled,
            ..entry()
        };
        let file = file(&entry, HOUSE, Method::Request, Timestamp::UNIX_EPOCH);
        let line = file.lines().find(|line| line.starts_with("STATUS:"));
        line.unwrap().to_owned()
    };
    assert_eq!(status(false), "STATUS:TENTATIVE");
    assert_eq!(status(true), "STATUS:CANCELLED");
}

#[test]
fn no_value_begins_a_line_of_its_own() {
    let entry = Entry {
        street: "1 Street\r\nDTSTART:19700101T000000Z",
        ..entry()
    };
    let house = House {
        name: "House\u{7}\nX-EVIL:1",
        email: "a@example.org\r\nX-EVIL:2",
        ..HOUSE
    };
    let file = file(&entry, house, Method::Publish, Timestamp::UNIX_EPOCH);
    assert!(!file.contains("\nX-EVIL"), "{file}");
    assert_eq!(file.matches("\nDTSTART").count(), 1, "{file}");
}
