//! What was taken, on every page, in every mail and file that shows it.

use super::*;

#[tokio::test]
async fn what_is_taken_is_shown_as_text_everywhere() {
    for (n, name) in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "Eve' onmouseover='alert(1)",
        "{{7*7}}${7*7} <%= 7*7 %> Eve",
        "Eve\r\nBcc: victim@example.com",
        "Robert'); DROP TABLE patient;--",
    ]
    .into_iter()
    .enumerate()
    {
        let site = TestSite::new().await;
        let hostile = "Visit <script>alert(2)</script>\r\nATTENDEE:mailto:victim@example.com";
        site.clinic
            .rota_with(&["Priya \"><img src=x onerror=alert(3)>"], |service| {
                service.name = hostile.into()
            })
            .await;
        let email: &'static str = [
            "o'a--@example.com",
            "a+b@example.com",
            "c@example.com",
            "d@example.com",
            "e@example.com",
            "f@example.com",
        ][n];
        let person = Details {
            full_name: name,
            email,
            ..NEWCOMER
        };
        let mut browser = site.browser();
        let slot = browser.times().await[0].clone();
        let hold = browser.hold(&slot).await;
        let mut pages = vec![browser.get(&format!("/book/h/{hold}/who")).await.text()];
        browser.sign_up(&site, &hold, &person).await;
        for page in ["who", "who?differs=1", "check"] {
            pages.push(browser.get(&format!("/book/h/{hold}/{page}")).await.text());
        }
        let form = browser.check(&hold).await;
        let note = format!("</textarea>{name}\nBEGIN:VALARM");
        let appointment = browser.book(&form, &note).await;
        for page in [
            "appointments".to_owned(),
            format!("appointments/{appointment}"),
            format!("appointments/{appointment}/cancel"),
            format!("book/done/{appointment}"),
        ] {
            pages.push(browser.get(&format!("/{page}")).await.text());
        }
        assert!(
            pages.iter().any(|page| page.contains("&lt;/textarea&gt;")),
            "the note is shown"
        );
        let mut desk = site.staff(Role::Desk).await;
        let today = desk.get("/staff").await.text();
        // Runs of blanks, line breaks too, are one blank in a name.
        let shown = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let escaped = shown
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        assert!(
            today.contains(&escaped),
            "{shown:?} as it was typed: {today}"
        );
        pages.push(today);
        for page in &pages {
            assert_shown_as_text(page, name);
            assert!(!page.contains("<script>alert(2)"), "{page}");
        }

        site.clinic.clock.advance_s(3 * 60);
        let mails = site.mails().await;
        assert_eq!(mails.len(), 2);
        for mail in mails {
            assert_eq!(mail.to, email);
            assert_shown_as_text(&mail.html, name);
            assert!(!mail.html.contains("<script"), "{}", mail.html);
            assert!(!mail.subject.contains("Eve") && !mail.subject.contains("Visit"));
            let (head, _) = mail.raw.split_once("\r\n\r\n").unwrap();
            for line in head.lines() {
                let line = line.to_ascii_lowercase();
                assert!(
                    !line.starts_with("bcc:") && !line.starts_with("attendee:"),
                    "{head}"
                );
            }
            assert!(!head.contains("victim@"), "{head}");
            assert_calendar(&mail.calendar);
        }
        let file = browser
            .get(&format!("/appointments/{appointment}/calendar.ics"))
            .await
            .text();
        assert!(file.contains("BEGIN:VEVENT"));
        assert_calendar(&file);
    }
}

/// Only lines that a calendar file of ours has.
#[track_caller]
fn assert_calendar(file: &str) {
    const NAMES: [&str; 18] = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "ORGANIZER",
        "ATTENDEE",
        "SUMMARY",
        "LOCATION",
        "URL",
        "STATUS",
        "TRANSP",
    ];
    for line in file.lines().filter(|line| !line.starts_with(' ')) {
        let name = line.split([':', ';']).next().unwrap_or_default();
        assert!(NAMES.contains(&name), "{line:?} in\n{file}");
    }
    // The one whose appointment it is, and nobody who is smuggled in.
    assert!(file.matches("ATTENDEE").count() <= 1, "{file}");
    assert!(
        !file.contains("VALARM") && !file.contains("alert("),
        "{file}"
    );
}
