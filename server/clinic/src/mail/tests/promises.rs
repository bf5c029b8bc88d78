//! What holds for every mail, whatever its words.

use super::*;

#[test]
fn a_code_stands_in_no_subject() {
    for mail in [
        CodeMail::New(words()),
        CodeMail::Known(words()),
        CodeMail::HasAccount(words()),
        confirm(),
        new_email(),
    ] {
        let (subject, text, html) = code(&mail, &card()).unwrap();
        assert!(!subject.contains("048213"), "{subject}");
        assert!(text.contains("048213") && html.contains("<p class=\"code\">048213</p>"));
    }
}

#[test]
fn subjects_name_no_service_and_no_person() {
    let facts = facts();
    let mails = [
        booked(&facts, &card(), now()).unwrap(),
        moved(&facts, &card(), now()).unwrap(),
        cancelled(&facts, CancelledBy::Patient, &card(), now()).unwrap(),
        cancelled(&facts, CancelledBy::Clinic(Vec::new()), &card(), now()).unwrap(),
    ];
    for mail in mails {
        for word in ["Physio", "Priya", "Raman", "Amara"] {
            assert!(!mail.subject.contains(word), "{}", mail.subject);
            let calendar = mail.invite.1.replace("mailto:amara@", "");
            assert!(!calendar.contains(word), "{calendar}");
        }
        assert!(
            mail.subject.contains("Thursday, March 12, 10:15 am"),
            "{}",
            mail.subject
        );
    }
}

#[test]
fn what_was_typed_stays_text() {
    let evil = "<script>alert(1)</script>\"><img src=x onerror=1> {{7*7}}";
    let mut facts = facts();
    facts.greeting = evil.to_owned();
    facts.service = evil.to_owned();
    facts.practitioner = evil.to_owned();
    facts.street = evil.to_owned();
    let mut card = card();
    card.name = evil.to_owned();
    let mails = [
        three(booked(&facts, &card, now()).unwrap()),
        three(moved(&facts, &card, now()).unwrap()),
        three(cancelled(&facts, CancelledBy::Clinic(Vec::new()), &card, now()).unwrap()),
        code(&CodeMail::New(words()), &card).unwrap(),
        code(&CodeMail::NoAccount, &card).unwrap(),
    ];
    for (_, text, html) in mails {
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("<img"), "{html}");
        assert!(html.contains("&#60;script&#62;"), "{html}");
        assert!(
            text.contains("<script>alert(1)</script>"),
            "plain text needs no escape: {text}"
        );
    }
}

#[test]
fn the_words_follow_what_can_still_be_done() {
    let soon = at("2026-03-12T10:00:00Z");
    let mail = booked(&facts(), &card(), soon).unwrap();
    assert!(!mail.text.contains("Free to cancel"), "{}", mail.text);
    assert!(
        mail.text.contains("Can’t come? Call 902 555 0148."),
        "{}",
        mail.text
    );
    let last_year = booked(&facts(), &card(), at("2025-12-30T12:00:00Z")).unwrap();
    assert!(
        last_year.text.contains("Thursday, March 12, 2026"),
        "{}",
        last_year.text
    );
    let mut twice = facts();
    twice.starts_at = at("2026-11-01T05:30:00Z");
    twice.ends_at = at("2026-11-01T06:30:00Z");
    let mail = booked(&twice, &card(), now()).unwrap();
    assert!(
        mail.text.contains("second 1:30 am") || mail.text.contains("second 2:30 am"),
        "{}",
        mail.text
    );
}

fn letter() -> Letter {
    let mail = booked(&facts(), &card(), now()).unwrap();
    Letter {
        id: domain::id::NoticeId::from_stored(Uuid::from_u128(9)),
        kind: NoticeKind::Booked,
        at: now(),
        from: card(),
        to: EmailAddress::parse("ana@example.com").unwrap(),
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        invite: Some(mail.invite),
    }
}

#[test]
fn a_booked_mail_has_its_words_twice_and_the_calendar_file_twice() {
    let raw = letter().message().unwrap().formatted();
    let mail = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(
        mail.subject(),
        Some("Booked: Thursday, March 12, 10:15 am at Harbour Lane")
    );
    assert_eq!(
        mail.message_id(),
        Some("00000000-0000-0000-0000-000000000009@example.com")
    );
    assert_eq!(
        mail.header_raw("Auto-Submitted").map(str::trim),
        Some("auto-generated")
    );
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Harbour Lane"), Some("hello@example.com"))
    );
    assert_eq!(mail.date().unwrap().to_timestamp(), now().as_second());
    assert!(mail.body_text(0).unwrap().contains("You’re booked, Amara."));
    assert!(mail.body_html(0).unwrap().contains("You’re booked"));
    let kinds: Vec<String> = mail
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    assert_eq!(
        kinds,
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "text/calendar"
        ]
    );
    let attached = mail
        .attachments()
        .find(|part| part.attachment_name() == Some("invite.ics"));
    let calendar = attached
        .unwrap()
        .text_contents()
        .unwrap()
        .replace("\r\n ", "");
    for line in [
        "METHOD:REQUEST",
        "UID:00000000-0000-0000-0000-000000000005@127.0.0.1",
        "DTSTART:20260312T131500Z",
        "DTEND:20260312T140000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "SUMMARY:Appointment at Harbour Lane",
    ] {
        assert!(
            calendar.lines().any(|found| found.trim_end() == line),
            "{line} in {calendar}"
        );
    }
}

#[test]
fn a_cancelled_mail_takes_the_time_out_of_the_calendar() {
    let mut facts = facts();
    facts.sequence = 1;
    let mail = cancelled(&facts, CancelledBy::Patient, &card(), now()).unwrap();
    let (method, calendar) = mail.invite;
    assert_eq!(method, Method::Cancel);
    for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"] {
        assert!(calendar.contains(line), "{line} in {calendar}");
    }
}

#[test]
fn no_value_can_begin_a_header_or_a_calendar_line_of_its_own() {
    let evil = "Ana\u{7}\r\nBcc: spy@example.org\r\nDTSTART:19700101T000000Z";
    let mut letter = letter();
    letter.from.name = evil.to_owned();
    letter.subject = evil.to_owned();
    let mut facts = facts();
    facts.street = evil.to_owned();
    letter.invite = Some(booked(&facts, &letter.from, now()).unwrap().invite);
    let message = letter.message().unwrap();
    assert_eq!(message.envelope().to().len(), 1);
    let raw = message.formatted();
    let mail = MessageParser::default().parse(&raw).unwrap();
    assert!(mail.bcc().is_none());
    assert!(mail.header("DTSTART").is_none());
    let calendar = letter.invite.unwrap().1;
    let starts: Vec<&str> = calendar
        .lines()
        .filter(|line| line.starts_with("DTSTART"))
        .collect();
    assert_eq!(starts, ["DTSTART:20260312T131500Z"], "{calendar}");
}

#[test]
fn debug_shows_no_words_and_no_address() {
    let shown = format!("{:?}", letter());
    assert!(
        !shown.contains("ana@example.com") && !shown.contains("Amara"),
        "{shown}"
    );
    let mailer = Mailer::smtp("smtps://user:secret@mail.example.com").unwrap();
    assert!(!format!("{mailer:?}").contains("secret"));
}

#[tokio::test]
async fn a_file_has_a_name_that_nobody_typed_and_is_there_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::files(folder.path().join("mail"));
    mailer.send(&letter()).await.unwrap();
    let names: Vec<String> = std::fs::read_dir(folder.path().join("mail"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let name = "20260310T120000.000Z-booked-00000000-0000-0000-0000-000000000009.eml";
    assert_eq!(names, [name]);
    let saved = crate::saved_mail::read(&folder.path().join("mail"), name)
        .await
        .unwrap();
    assert_eq!(saved.to, "ana@example.com");
    assert!(saved.text.contains("You’re booked, Amara."));
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_an_error_for_now() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mail"), "a file").unwrap();
    let sent = Mailer::files(folder.path().join("mail"))
        .send(&letter())
        .await;
    assert_eq!(sent, Err(SendError::for_now("file")));
}
