//! Sentences that repeat a bound of the system say the bound that holds.

use domain::limits;
use domain::person::Invalid;
use domain::refusal::Refusal;

use super::{appointments, booking, desk, errors, log_in, me, pages, sign_up, welcome};

fn says(sentence: &str, what: impl std::fmt::Display) {
    let what = what.to_string();
    assert!(sentence.contains(&what), "{what:?} isn't in {sentence:?}");
}

fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        number => format!("{},{:03}", number / 1_000, number % 1_000),
    }
}

#[test]
fn holds_are_told_with_their_length() {
    let whole = format!("{} minutes", limits::HOLD_MINUTES);
    says(&booking::pick("Halifax time"), &whole);
    says(&booking::held_over("tomorrow, 9:00 am"), &whole);
    let help: String = pages::help("", "")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    says(&help, &whole);
    says(
        booking::EXTEND,
        format!("{} minutes longer", limits::HOLD_EXTENSION_MINUTES),
    );
    assert_eq!(limits::HOLD_WARNING_SECONDS, 2 * 60);
    says(&booking::two_minutes("it"), "two more minutes");
}

#[test]
fn the_grace_is_told_with_its_length() {
    let grace = format!("{} minutes", limits::GRACE_MINUTES);
    let help: String = pages::help("", "")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    for sentence in [
        booking::CANCEL_BY_PHONE,
        &booking::soon("24 hours", "902"),
        appointments::TOLD,
        appointments::TOLD_NOBODY,
        appointments::MOVE_TOLD,
        desk::GRACE,
        welcome::ONE_TAP,
        &help,
    ] {
        says(sentence, &grace);
    }
}

#[test]
fn fields_are_told_with_their_bounds() {
    says(
        errors::field("full_name", Invalid::TooLong),
        thousands(limits::NAME_CHARS_MAX),
    );
    says(
        errors::field("note", Invalid::TooLong),
        thousands(limits::NOTE_CHARS_MAX),
    );
    says(
        errors::field("reason", Invalid::TooLong),
        thousands(limits::REASON_CHARS_MAX),
    );
    says(
        errors::field("password", Invalid::TooShort),
        limits::PASSWORD_CHARS_MIN,
    );
    says(
        errors::field("password", Invalid::TooLong),
        limits::PASSWORD_CHARS_MAX,
    );
    says(
        errors::field("name", Invalid::TooLong),
        limits::NAME_CHARS_MAX,
    );
    says(
        errors::field("born", Invalid::TooLong),
        limits::BORN_CHARS_MAX,
    );
    says(
        errors::field("street", Invalid::TooLong),
        limits::LINE_CHARS_MAX,
    );
    says(
        errors::field("age_1", Invalid::OutOfBounds),
        format!(
            "from {} to {}",
            limits::AGE_STEP_YEARS_MIN,
            limits::AGE_STEP_YEARS_MAX
        ),
    );
    says(log_in::PASSWORD_HINT, limits::PASSWORD_CHARS_MIN);
    says(sign_up::PASSWORD_HINT, limits::PASSWORD_CHARS_MIN);
    says(
        errors::field("bday", Invalid::TooLongAgo),
        limits::BIRTH_YEAR_MIN,
    );
    says(
        &errors::refusal(&Refusal::TooYoung, "902"),
        limits::SELF_BOOKING_AGE_YEARS,
    );
}

#[test]
fn times_and_changes_are_told_with_their_bounds() {
    says(
        desk::NEVER,
        format!("multiple of {} minutes", limits::QUANTUM_MINUTES),
    );
    says(
        me::EMAIL_WAITS,
        format!("within {} hours", limits::EMAIL_CHANGE_HOURS),
    );
}

#[test]
fn apostrophes_are_curly() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/en");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests.rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let told = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in told {
            let straight = line
                .as_bytes()
                .windows(3)
                .any(|w| matches!(w, [a, b'\'', c] if a.is_ascii_alphabetic() && c.is_ascii_alphabetic()));
            assert!(!straight, "{}: {line}", path.display());
        }
    }
}
