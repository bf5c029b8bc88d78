//! One visit on each of the days when the clocks change, as four places tell it: the pages,
//! the mail, the calendar file in the mail, and the one to download. All say the same time
//! of the clinic's wall, its zone and how long it takes.

use app::ctx::{SESSION_COOKIE, VISITOR_COOKIE};
use http::StatusCode;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::harness::journey::values;
use crate::harness::mail::Mail;
use crate::harness::{Browser, TestSite};

/// A visit of an hour: some days before it, its start and end, and the words for them.
struct Told {
    booked_at: &'static str,
    starts: &'static str,
    ends: &'static str,
    day: &'static str,
    time: &'static str,
    range: &'static str,
}

const TOLD: [Told; 6] = [
    // 2026-11-01, 2:00 is 1:00 again.
    Told {
        booked_at: "2026-10-20T12:00:00Z",
        starts: "2026-11-01T03:30:00Z",
        ends: "2026-11-01T04:30:00Z",
        day: "Sunday, November 1",
        time: "12:30 am",
        range: "12:30 am to first 1:30 am",
    },
    Told {
        booked_at: "2026-10-20T12:00:00Z",
        starts: "2026-11-01T04:30:00Z",
        ends: "2026-11-01T05:30:00Z",
        day: "Sunday, November 1",
        time: "first 1:30 am",
        range: "first 1:30 am to second 1:30 am",
    },
    Told {
        booked_at: "2026-10-20T12:00:00Z",
        starts: "2026-11-01T05:30:00Z",
        ends: "2026-11-01T06:30:00Z",
        day: "Sunday, November 1",
        time: "second 1:30 am",
        range: "second 1:30 am to 2:30 am",
    },
    Told {
        booked_at: "2026-10-20T12:00:00Z",
        starts: "2026-11-01T14:00:00Z",
        ends: "2026-11-01T15:00:00Z",
        day: "Sunday, November 1",
        time: "10:00 am",
        range: "10:00 to 11:00 am",
    },
    // 2027-03-14, after 1:59 comes 3:00.
    Told {
        booked_at: "2027-03-01T12:00:00Z",
        starts: "2027-03-14T05:30:00Z",
        ends: "2027-03-14T06:30:00Z",
        day: "Sunday, March 14",
        time: "1:30 am",
        range: "1:30 to 3:30 am",
    },
    Told {
        booked_at: "2027-03-01T12:00:00Z",
        starts: "2027-03-14T13:00:00Z",
        ends: "2027-03-14T14:00:00Z",
        day: "Sunday, March 14",
        time: "10:00 am",
        range: "10:00 to 11:00 am",
    },
];

const ZONE: &str = "Halifax time";

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The file with each property on one line (RFC 5545, 3.1).
fn unfolded(file: &str) -> String {
    file.replace("\r\n", "\n").replace("\n ", "")
}

/// The value of a property of the file's one event, as an instant.
fn property(file: &str, name: &str) -> Timestamp {
    let file = unfolded(file);
    let line = file
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}:")))
        .unwrap_or_else(|| panic!("no {name} in {file}"));
    jiff::fmt::strtime::parse("%Y%m%dT%H%M%S", line.strip_suffix('Z').unwrap())
        .unwrap()
        .to_datetime()
        .unwrap()
        .to_zoned(TimeZone::UTC)
        .unwrap()
        .timestamp()
}

fn assert_file(file: &str, told: &Told, place: &str) {
    let (starts, ends) = (property(file, "DTSTART"), property(file, "DTEND"));
    assert_eq!(starts, instant(told.starts), "{place}");
    assert_eq!(ends, instant(told.ends), "{place}");
    let long = ends.duration_since(starts);
    assert_eq!(long, SignedDuration::from_hours(1), "{place}");
}

fn assert_words(text: &str, told: &Told, place: &str) {
    for words in [told.day, told.range, ZONE] {
        assert!(text.contains(words), "{words} in {place}: {text}");
    }
}

/// Books the visit, and reads it everywhere.
async fn read_everywhere(site: &TestSite, browser: &mut Browser, told: &Told) {
    let date = &told.starts[..10];
    let page = browser.get(&format!("/book/visit/first?date={date}")).await;
    let ms = instant(told.starts).as_millisecond().to_string();
    let slots = values(&page.text(), "slot");
    let slot = slots.iter().find(|slot| slot.starts_with(&ms));
    let slot = slot.unwrap_or_else(|| panic!("{} isn't offered: {slots:?}", told.range));
    assert!(
        page.text().contains(&format!(">{}<", told.time)),
        "{}",
        page.text()
    );

    let hold = browser.hold(slot).await;
    let check = browser.get(&format!("/book/h/{hold}/check")).await.text();
    assert_words(&check, told, "Check and book");
    assert!(check.contains("60 minutes"), "{check}");
    let form = browser.check(&hold).await;
    let id = browser.book(&form, "").await;
    let done = browser.get(&format!("/book/done/{id}")).await.text();
    assert_words(&done, told, "the page after it");
    let shown = browser.get(&format!("/appointments/{id}")).await.text();
    assert_words(&shown, told, "the appointment");
    let file = browser
        .get(&format!("/appointments/{id}/calendar.ics"))
        .await;
    assert_eq!(file.status, StatusCode::OK);
    assert_file(&file.text(), told, "the file");

    site.clinic.clock.advance_s(4 * 60);
    let mail = site.newest_mail_to("ana@example.com").await;
    assert!(
        mail.subject
            .contains(&format!("{}, {}", told.day, told.time)),
        "{}",
        mail.subject
    );
    assert_words(&mail.text, told, "the mail");
    assert_words(&mail.html, told, "the mail's HTML");
    assert_file(&mail.calendar, told, "the mail's file");
}

#[tokio::test]
async fn pages_mails_and_calendar_files_agree_when_the_clocks_change() {
    for told in &TOLD {
        let site = TestSite::new().await;
        site.clinic.clock.set(instant(told.booked_at));
        let rota = site
            .clinic
            .rota_with(&["Priya Example"], |service| service.minutes = 60);
        let rota = rota.await;
        site.clinic
            .shift(rota.people[0], Weekday::Sunday, "00:00", "12:00")
            .await;
        let ana = site.clinic.signed_in("ana").await;
        let mut browser = site.browser();
        browser.set(SESSION_COOKIE, ana.session.expose());
        browser.set(VISITOR_COOKIE, ana.visitor.expose());
        read_everywhere(&site, &mut browser, told).await;
    }
}

/// The method and sequence of a mail's calendar file, and whose it is.
fn filed(mail: &Mail) -> (String, i64, String) {
    let file = unfolded(&mail.calendar);
    let one = |name: &str| {
        let line = file.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {file}"))
            .to_owned()
    };
    assert!(file.contains(":mailto:ana@example.com"), "{file}");
    (
        one("METHOD:"),
        one("SEQUENCE:").parse().unwrap(),
        one("UID:"),
    )
}

/// RFC 5546, 2.1.4 and 3.2.5: what comes later has the greater SEQUENCE, and what is
/// cancelled has the identity, the organizer and the attendee of what was booked.
#[tokio::test]
async fn each_mail_about_a_visit_replaces_the_one_before_in_a_calendar() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut ana = site.signed_in("ana").await;
    let page = ana.get("/book/visit/first?date=2026-03-12").await.text();
    let slots = values(&page, "slot");
    let hold = ana.hold(&slots[slots.len() - 1]).await;
    let form = ana.check(&hold).await;
    let id = ana.book(&form, "").await;
    site.clinic.clock.advance_s(4 * 60);
    let booked = filed(&site.newest_mail_to("ana@example.com").await);
    assert_eq!((booked.0.as_str(), booked.1), ("REQUEST", 0));

    let slot = &slots[slots.len() - 3];
    let fields = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("slot", slot),
    ];
    ana.post_form("/api/appointments/move", &fields)
        .await
        .see_other();
    site.clinic.clock.advance_s(4 * 60);
    let moved = filed(&site.newest_mail_to("ana@example.com").await);
    assert_eq!(moved.0, "REQUEST");

    let fields = [("appointment", id.as_str()), ("sequence", "1")];
    ana.post_form("/api/appointments/cancel", &fields)
        .await
        .see_other();
    site.clinic.clock.advance_s(4 * 60);
    let mail = site.newest_mail_to("ana@example.com").await;
    let cancelled = filed(&mail);
    assert_eq!(cancelled.0, "CANCEL");
    assert!(mail.calendar.contains("STATUS:CANCELLED"));
    assert!(mail.calendar.contains("ORGANIZER:mailto:"));
    assert!(booked.1 < moved.1 && moved.1 < cancelled.1);
    assert!(booked.2 == moved.2 && moved.2 == cancelled.2);
}

/// Abuse 19: a leap day is a day like any other, and one that isn't there is none.
#[tokio::test]
async fn a_leap_day_can_be_booked_and_a_made_up_one_is_no_day() {
    let site = TestSite::new().await;
    site.clinic.clock.set(instant("2028-02-20T12:00:00Z"));
    site.clinic.rota(&["Priya Example"]).await;
    let mut ana = site.signed_in("ana").await;
    let page = ana.get("/book/visit/first?date=2028-02-29").await.text();
    let ms = instant("2028-02-29T14:00:00Z").as_millisecond().to_string();
    let slots = values(&page, "slot");
    let slot = slots.iter().find(|slot| slot.starts_with(&ms)).unwrap();
    let hold = ana.hold(slot).await;
    let form = ana.check(&hold).await;
    let id = ana.book(&form, "").await;
    let shown = ana.get(&format!("/appointments/{id}")).await.text();
    assert!(shown.contains("Tuesday, February 29"), "{shown}");
    assert!(shown.contains("10:00 to 10:30 am"), "{shown}");

    for date in ["2027-02-29", "2028-02-30", "2028-02-29T99"] {
        let page = ana.get(&format!("/book/visit/first?date={date}")).await;
        assert_eq!(page.status, StatusCode::OK, "{date}");
        // Times of another day are shown, with the day that they are of.
        assert!(!page.text().contains(date), "{date}: {}", page.text());
    }
}
