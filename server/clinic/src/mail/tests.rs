//! The mails word by word. `KITH_GOLDEN=write` writes the golden files anew.

use std::path::Path;

use domain::access::Preset;
use domain::age_policy::AgeEffect;
use domain::person::EmailAddress;
use domain::role::Role;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail_parser::{MessageParser, MimeHeaders as _};
use store::access::Terms;
use uuid::Uuid;

use super::*;
use crate::calendar::Method;
use crate::email_change::ChangeMail;
use crate::invitations::AccessMail;
use crate::portal_accounts::{AgainMail, InvitationMail, InvitedBy};
use crate::registrations::answering::QuestionMail;
use crate::warnings::When;
use crate::warnings::birthdays::BirthdayMail;
use crate::warnings::last_days::{LastDayMail, Side};

mod promises;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn card() -> ClinicCard {
    ClinicCard {
        name: String::from("Harbour Lane"),
        phone: String::from("902 555 0148"),
        email: String::from("hello@example.com"),
        origin: String::from("http://127.0.0.1:3000"),
        takes_sign_ups: true,
    }
}

fn facts() -> VisitFacts {
    VisitFacts {
        id: domain::id::AppointmentId::from_stored(Uuid::from_u128(5)),
        to: String::from("amara@example.com"),
        greeting: String::from("Amara"),
        about: None,
        service: String::from("Physiotherapy first visit"),
        practitioner: String::from("Priya Raman"),
        street: String::from("14 Harbour Lane"),
        city: String::from("Halifax"),
        zone_name: String::from("America/Halifax"),
        zone: TimeZone::get("America/Halifax").unwrap(),
        starts_at: at("2026-03-12T13:15:00Z"),
        ends_at: at("2026-03-12T14:00:00Z"),
        cancel_notice_minutes: 24 * 60,
        sequence: 0,
        requested: false,
        portal: true,
    }
}

fn words() -> CodeWords {
    CodeWords {
        code: String::from("048213"),
        link: String::from("http://127.0.0.1:3000/log-in/link/abc"),
        minutes: 15,
    }
}

fn new_email() -> CodeMail {
    CodeMail::NewEmail {
        code: String::from("048213"),
        minutes: 15,
    }
}

fn confirm() -> CodeMail {
    CodeMail::Confirm {
        code: String::from("048213"),
        minutes: 15,
    }
}

/// To a guardian by staff, where a birth date is known; to a patient, where none is; and by
/// somebody who looks after the patient.
fn invitations() -> [(&'static str, InvitationMail); 3] {
    let person = |name| domain::person::PersonName::parse(name).unwrap();
    let mail = |terms, asks_birth_date, invited_by| InvitationMail {
        first_name: String::from("Leo"),
        terms,
        invited_by,
        link: String::from("http://127.0.0.1:3000/invite/abc"),
        until: String::from("Tuesday, March 17, 9:00 am"),
        asks_birth_date,
    };
    let books = Terms::guardian(Preset::Bookings.abilities());
    let all = Terms::guardian(Preset::Full.abilities());
    let dana = InvitedBy::Staff(person("Dana Whitfield"), Role::Desk);
    let priya = InvitedBy::Staff(person("Priya Raman"), Role::Practitioner);
    let amara = InvitedBy::Account(person("Amara Okafor"));
    [
        ("invitation", mail(books, true, dana)),
        ("invitation_own", mail(Terms::OWN, false, priya)),
        ("invitation_by_guardian", mail(all, true, amara)),
    ]
}

fn now() -> Timestamp {
    at("2026-03-10T12:00:00Z")
}

fn check(name: &str, (subject, text, html): (String, String, String)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail/golden");
    for (ending, found) in [
        ("txt", format!("Subject: {subject}\n\n{text}")),
        ("html", html),
    ] {
        let file = folder.join(format!("{name}.{ending}"));
        if std::env::var_os("KITH_GOLDEN").is_some_and(|mode| mode == "write") {
            std::fs::write(&file, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&file).unwrap();
        assert_eq!(
            found, wanted,
            "{name}.{ending}: KITH_GOLDEN=write takes the new words"
        );
    }
}

fn three(mail: booked::VisitMail) -> (String, String, String) {
    (mail.subject, mail.text, mail.html)
}

#[test]
fn every_mail_says_exactly_this() {
    check("code_new", code(&CodeMail::New(words()), &card()).unwrap());
    check(
        "code_known",
        code(&CodeMail::Known(words()), &card()).unwrap(),
    );
    check("code_confirm", code(&confirm(), &card()).unwrap());
    check(
        "code_has_account",
        code(&CodeMail::HasAccount(words()), &card()).unwrap(),
    );
    let changes = [
        (
            "email_asked",
            ChangeMail::Asked {
                new_email: EmailAddress::parse("amara@new.example").unwrap(),
                link: String::from("http://127.0.0.1:3000/email/confirm/abc"),
                hours: 24,
            },
        ),
        (
            "email_gone",
            ChangeMail::Gone {
                link: String::from("http://127.0.0.1:3000/email/revert/abc"),
                days: 7,
            },
        ),
        ("email_come", ChangeMail::Come),
        ("email_reverted", ChangeMail::Reverted),
    ];
    for (name, mail) in changes {
        check(name, super::email_change(&mail, &card()).unwrap());
    }
    let given = |own| AccessMail::Given {
        who: String::from("Ngozi Okafor"),
        first_name: String::from("Leo"),
        own,
    };
    for (name, mail) in [
        ("access_given", given(false)),
        ("access_given_own", given(true)),
        (
            "invitation_used_by_you",
            AccessMail::UsedByYou {
                sent_to: String::from("n***@example.com"),
                first_name: String::from("Leo"),
            },
        ),
        (
            "invitation_used_elsewhere",
            AccessMail::UsedElsewhere {
                by: String::from("a***@example.com"),
            },
        ),
    ] {
        check(name, access(&mail, &card()).unwrap());
    }
    let birthday = |own, when, effect| BirthdayMail {
        has_own: own,
        first_name: String::from("Leo"),
        own,
        on: String::from("Friday, May 1"),
        when,
        effect,
    };
    for (name, mail) in [
        (
            "birthday",
            birthday(false, When::Ahead, AgeEffect::BookingsOnly),
        ),
        ("birthday_ask", birthday(true, When::Ahead, AgeEffect::Ask)),
        (
            "birthday_review",
            birthday(false, When::Past, AgeEffect::Review),
        ),
        ("birthday_end", birthday(false, When::Today, AgeEffect::End)),
        (
            "birthday_end_own",
            birthday(true, When::Ahead, AgeEffect::End),
        ),
    ] {
        check(name, super::birthday(&mail, &card()).unwrap());
    }
    let has_own = BirthdayMail {
        has_own: true,
        ..birthday(false, When::Ahead, AgeEffect::End)
    };
    let words = super::birthday(&has_own, &card()).unwrap();
    check("birthday_end_has_own", words);
    for (name, side, when) in [
        ("last_day", Side::Holder, When::Ahead),
        ("last_day_today", Side::Holder, When::Today),
        ("last_day_patient", Side::Patient, When::Ahead),
        ("last_day_manager", Side::Manager, When::Today),
    ] {
        let mail = LastDayMail {
            first_name: String::from("Leo"),
            who: String::from("David Okafor"),
            side,
            on: String::from("Friday, May 1"),
            when,
        };
        check(name, last_day(&mail, &card()).unwrap());
    }
    for (name, side, by_patient) in [
        ("access_again", Side::Holder, false),
        ("access_again_patient", Side::Patient, false),
        ("access_again_manager", Side::Manager, false),
        ("access_given_back", Side::Holder, true),
    ] {
        let mail = AgainMail {
            first_name: String::from("Leo"),
            who: String::from("David Okafor"),
            side,
            by_patient,
            until: (!by_patient).then(|| String::from("Friday, May 1")),
        };
        check(name, access_again(&mail, &card()).unwrap());
    }
    for (name, mail) in [
        ("portal_detached", MergedMail::Detached),
        ("portal_taken_over", MergedMail::TakenOver),
        ("profile_joined", MergedMail::Joined),
        ("profile_joined_guardian", MergedMail::JoinedGuardian),
        ("profile_joined_address", MergedMail::JoinedAddress),
    ] {
        check(name, merged(mail, &card()).unwrap());
    }
    for (name, about) in [("question", None), ("question_about", Some("Leo"))] {
        let mail = QuestionMail {
            about: about.map(str::to_owned),
            link: String::from("http://127.0.0.1:3000/been-here/abc"),
            until: String::from("Tuesday, March 24, 9:00 am"),
            to: EmailAddress::parse("amara@example.com").unwrap(),
        };
        check(name, question(&mail, &card()).unwrap());
    }
    let (code_mail, taken) = (new_email(), CodeMail::Taken);
    check("email_code", code(&code_mail, &card()).unwrap());
    check("email_taken", code(&taken, &card()).unwrap());
    check("no_account", code(&CodeMail::NoAccount, &card()).unwrap());
    let by_invitation = ClinicCard {
        takes_sign_ups: false,
        ..card()
    };
    let no_account = code(&CodeMail::NoAccount, &by_invitation);
    check("no_account_by_invitation", no_account.unwrap());
    let link = "http://127.0.0.1:3000/log-in/link/abc";
    check("log_in_link", log_in_link(link, 15, &card()).unwrap());
    let code_mail = CodeMail::Invitation {
        code: String::from("048213"),
        minutes: 15,
    };
    check("invitation_code", code(&code_mail, &card()).unwrap());
    let link = "http://127.0.0.1:3000/recover/link/abc";
    check("recovery", recovery(link, 60, &card()).unwrap());
    let changed = password(PasswordMail::Changed, &card());
    check("password_changed", changed.unwrap());
    let removed = password(PasswordMail::Removed, &card());
    check("password_removed", removed.unwrap());
    for (name, what, staff) in [
        ("second_factor_on", FactorMail::On, false),
        ("second_factor_off", FactorMail::Off, false),
        ("second_factor_reset", FactorMail::Reset, false),
        ("second_factor_reset_staff", FactorMail::Reset, true),
        ("recovery_codes_new", FactorMail::Codes, false),
        ("recovery_code_used", FactorMail::Used, false),
    ] {
        check(name, second_factor(what, staff, &card()).unwrap());
    }
    for (name, mail) in invitations() {
        check(name, super::invitation(&mail, &card()).unwrap());
    }
    check("booked", three(booked(&facts(), &card(), now()).unwrap()));
    check("moved", three(moved(&facts(), &card(), now()).unwrap()));
    let request = VisitFacts {
        requested: true,
        ..facts()
    };
    let of_leo = VisitFacts {
        about: Some(String::from("Leo")),
        ..request.clone()
    };
    for (name, asked) in [("requested", &request), ("requested_guardian", &of_leo)] {
        check(name, three(booked(asked, &card(), now()).unwrap()));
    }
    let still = moved(&request, &card(), now()).unwrap();
    check("moved_requested", three(still));
    let stands = VisitFacts {
        sequence: 1,
        ..facts()
    };
    check(
        "confirmed",
        three(confirmed(&stands, &card(), now()).unwrap()),
    );
    let of_leo = VisitFacts {
        requested: false,
        ..of_leo
    };
    let of_leo = confirmed(&of_leo, &card(), now()).unwrap();
    check("confirmed_guardian", three(of_leo));
    let by_patient = cancelled(&facts(), CancelledBy::Patient, &card(), now());
    check("cancelled_by_patient", three(by_patient.unwrap()));
    let by_guardian = cancelled(&facts(), CancelledBy::Guardian, &card(), now());
    check("cancelled_by_guardian", three(by_guardian.unwrap()));
    let by_clinic = cancelled(&facts(), CancelledBy::Clinic(Vec::new()), &card(), now());
    check("cancelled_by_clinic", three(by_clinic.unwrap()));
}
