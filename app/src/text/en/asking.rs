//! Words of *Ask the patient*: on the row of somebody who waits, and on the page of whoever is
//! asked. The mail's own words stand with its template.

use domain::registration::question::{Answer, Earlier};

/// Menu item.
pub const ASK: &str = "Ask the patient";
/// Menu item, once they were asked.
pub const ASK_AGAIN: &str = "Ask the patient again";
/// Before the reasons of a match.
pub const FOUND: &str = "Found by what they answered";

/// Toast.
#[must_use]
pub fn done(code: &str) -> Option<&'static str> {
    match code {
        "asked" => Some("On its way. We ask them by email whether they have been here before."),
        _ => None,
    }
}

/// "Asked today, 9:05 am by Dana Whitfield".
#[must_use]
pub fn asked(moment: &str, by: &str) -> String {
    format!("Asked {moment} by {by}")
}

/// "Answered today, 9:40 am: here before, as Amara Brown, 902 555 0117".
#[must_use]
pub fn answered(answer: &Answer, moment: &str) -> String {
    match answer {
        Answer::No => format!("Answered {moment}: not here before"),
        Answer::Yes(then) if then.is_empty() => {
            format!("Answered {moment}: here before, nothing was different")
        }
        Answer::Yes(then) => format!("Answered {moment}: here before, as {}", parts(then)),
    }
}

fn parts(then: &Earlier) -> String {
    let name = then.full_name.as_ref().map(|name| name.as_str().to_owned());
    let email = then.email.as_ref().map(|email| email.as_str().to_owned());
    let phone = then.phone.as_deref().map(clinic::phone::local);
    let parts = [name, email, phone];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// The page's title, and its heading where the account is one's own.
pub const TITLE: &str = "Have you been here before?";
/// The same of somebody else.
#[must_use]
pub fn title_of(first_name: &str) -> String {
    format!("Has {first_name} been here before?")
}

/// Under it.
#[must_use]
pub fn why(clinic: &str) -> String {
    format!(
        "Perhaps under another name, email or phone number. Your answer helps {clinic} to keep \
         everything in one place."
    )
}

/// Answer.
pub const YES: &str = "Yes";
/// Answer.
pub const NO: &str = "No, or I don’t think so";
/// Over the fields for what was different.
pub const THEN: &str = "If yes, what was different then?";
/// Under it.
pub const THEN_HINT: &str = "Leave empty what was the same, or what you don’t remember.";
/// Label.
pub const NAME_THEN: &str = "Full name then";
/// Label.
pub const EMAIL_THEN: &str = "Email address then";
/// Label.
pub const PHONE_THEN: &str = "Phone number then";
/// Button.
pub const SEND: &str = "Send answer";

/// Heading, once it was answered.
pub const THANKS: &str = "Thank you";
/// Under it.
#[must_use]
pub fn thanks(clinic: &str) -> String {
    format!("{clinic} has your answer. You needn’t do anything else.")
}

/// Heading where there is nothing to answer.
pub const OVER: &str = "This question is closed";
/// Under it.
#[must_use]
pub fn over(phone: &str) -> String {
    format!(
        "The link was used already, is too old, or isn’t needed any more. If something isn’t \
         right, call {phone}."
    )
}

#[cfg(test)]
mod tests {
    use domain::person::{EmailAddress, PersonName};

    use super::*;

    #[test]
    fn an_answer_is_read_as_one_line() {
        let then = Earlier {
            full_name: PersonName::parse("Amara Brown").ok(),
            email: EmailAddress::parse("amara@old.example").ok(),
            phone: Some("+19025550117".to_owned()),
        };
        assert_eq!(
            answered(&Answer::Yes(then), "today, 9:40 am"),
            "Answered today, 9:40 am: here before, as Amara Brown, amara@old.example, \
             902 555 0117"
        );
        let same = Answer::Yes(Earlier::default());
        assert_eq!(
            answered(&same, "today, 9:40 am"),
            "Answered today, 9:40 am: here before, nothing was different"
        );
        assert_eq!(
            answered(&Answer::No, "today, 9:40 am"),
            "Answered today, 9:40 am: not here before"
        );
    }
}
