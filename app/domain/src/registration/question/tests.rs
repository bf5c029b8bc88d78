use super::*;

fn earlier(full_name: &str, email: &str, phone: &str) -> Earlier {
    Earlier {
        full_name: PersonName::parse(full_name).ok(),
        email: EmailAddress::parse(email).ok(),
        phone: (!phone.is_empty()).then(|| phone.to_owned()),
    }
}

#[test]
fn an_answer_is_yes_with_what_was_different_or_no_without() {
    let then = earlier("Amara Brown", "", "");
    assert_eq!(
        Answer::read("yes", then.clone()),
        Ok(Answer::Yes(then.clone()))
    );
    let same = Answer::read("yes", Earlier::default());
    assert_eq!(same, Ok(Answer::Yes(Earlier::default())));
    assert_eq!(Answer::read("no", Earlier::default()), Ok(Answer::No));
    assert_eq!(
        Answer::read("no", then.clone()),
        Err(Invalid::NotAChoice),
        "which of the two is meant?"
    );
    assert_eq!(Answer::read("", then.clone()), Err(Invalid::Missing));
    assert_eq!(Answer::read("Yes", then), Err(Invalid::NotAChoice));
}

#[test]
fn only_a_yes_with_something_different_adds_to_what_is_known() {
    let then = earlier("", "amara@old.example", "");
    assert_eq!(Answer::Yes(then.clone()).earlier(), Some(&then));
    assert_eq!(Answer::Yes(Earlier::default()).earlier(), None);
    assert_eq!(Answer::No.earlier(), None);
}

#[test]
fn a_question_is_open_until_its_end_and_while_somebody_waits_for_the_answer() {
    let now: Timestamp = "2026-03-10T12:00:00Z".parse().unwrap();
    let end = expires_at(now).unwrap();
    assert_eq!(end, "2026-03-24T12:00:00Z".parse().unwrap());
    let facts = Facts {
        waits: true,
        account_here: true,
        replaced: false,
        answered: false,
        expires_at: end,
    };
    assert_eq!(facts.open(now), Ok(()));
    let last = end.checked_sub(SignedDuration::from_millis(1)).unwrap();
    assert_eq!(facts.open(last), Ok(()));
    assert_eq!(facts.open(end), Err(Closed::Over));
    for over in [
        Facts {
            waits: false,
            ..facts
        },
        Facts {
            account_here: false,
            ..facts
        },
        Facts {
            replaced: true,
            ..facts
        },
    ] {
        assert_eq!(over.open(now), Err(Closed::Over));
        // Nor does it say any more whether it was answered.
        let answered = Facts {
            answered: true,
            ..over
        };
        assert_eq!(answered.open(now), Err(Closed::Over));
    }
    let answered = Facts {
        answered: true,
        ..facts
    };
    assert_eq!(answered.open(now), Err(Closed::Answered));
    assert_eq!(expires_at(Timestamp::MAX), None);
}

#[cfg(feature = "matching")]
#[test]
fn what_was_answered_stands_in_the_place_of_what_is_known() {
    let profile = Profile {
        full_name: Some("Amara Okafor".into()),
        given: Some("Amara".into()),
        family: Some("Okafor".into()),
        email: Some("amara@example.com".into()),
        phone: Some("+19025550117".into()),
        suburb: Some("Halifax".into()),
        ..Profile::default()
    };
    let then = earlier("Amara Brown", "", "").in_place(&profile).unwrap();
    let expected = Profile {
        full_name: Some("Amara Brown".into()),
        given: None,
        family: None,
        ..profile.clone()
    };
    assert!(then == expected, "the present parts are not of that name");
    let then = earlier("", "amara@old.example", "+19025550199").in_place(&profile);
    let expected = Profile {
        email: Some("amara@old.example".into()),
        phone: Some("+19025550199".into()),
        ..profile.clone()
    };
    assert!(then == Some(expected));
    assert!(
        earlier("", "amara@example.com", "")
            .in_place(&profile)
            .is_none()
    );
    assert!(Earlier::default().in_place(&profile).is_none());
}

#[test]
fn debug_shows_nothing_that_was_answered() {
    let answer = Answer::Yes(earlier("Amara Brown", "amara@old.example", "+19025550199"));
    let shown = format!("{answer:?}");
    assert_eq!(shown, "Yes(Earlier([redacted]))");
}
