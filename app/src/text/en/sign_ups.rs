//! Words of who may sign up: for the admin who decides it, and for somebody new who can't.

use clinic::registrations::policy::RegistrationPolicy;

/// Title, menu item and heading.
pub const TITLE: &str = "Who can sign up";
/// Under it.
pub const INTRO: &str =
    "What somebody new can do online. Patients with an account go on as ever, either way.";
/// Question.
pub const QUESTION: &str = "Somebody new";

/// Answer.
#[must_use]
pub fn choice(policy: RegistrationPolicy) -> &'static str {
    match policy {
        RegistrationPolicy::Open => "Can sign up and book",
        RegistrationPolicy::Request => "Can sign up and request appointments",
        RegistrationPolicy::InviteOnly => "Needs an invitation",
    }
}

/// What it means, under the answer.
#[must_use]
pub fn means(policy: RegistrationPolicy) -> &'static str {
    match policy {
        RegistrationPolicy::Open => {
            "They book at once, and you match each new sign-up to a profile."
        }
        RegistrationPolicy::Request => {
            "Each time they choose is kept for them until you confirm it. Matching their sign-up to \
             a profile, or adding them as a new patient, confirms all they asked for."
        }
        RegistrationPolicy::InviteOnly => {
            "Signing up ends with your phone number. You invite people from their profile, and \
             you can book for anyone. Whoever signed up before and still waits requests \
             appointments, as above."
        }
    }
}

/// Label.
pub const MESSAGE: &str = "Your message to those who can’t sign up";
/// Under it.
pub const MESSAGE_HINT: &str = "They read it beside your phone number.";
/// Button.
pub const SAVE: &str = "Save";

/// Toast.
#[must_use]
pub fn done(code: &str) -> Option<&'static str> {
    match code {
        "saved" => Some("Saved. It counts from now on."),
        _ => None,
    }
}

/// Heading for somebody new who can't sign up.
pub const CLOSED: &str = "New patients come by invitation";
/// Under it.
#[must_use]
pub fn closed(clinic: &str, phone: &str) -> String {
    format!(
        "{clinic} takes new patients by invitation, so you can’t sign up here. Call {phone} to \
         ask for one."
    )
}
/// Under it.
pub const HAVE_INVITATION: &str = "Have an invitation? Open the link in its email.";
