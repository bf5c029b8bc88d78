//! Mails about two profiles that became one. They tell nothing of the other profile.

use askama::Template;

use super::SendError;
use super::email_change::mail;
use super::letter::ClinicCard;

type Words = Result<(String, String, String), SendError>;

mail!(words, Html, "mail/merged.html", Text, "mail/merged.txt",
    heading: &'a str, lines: &'a [String]);

/// Whom a merge concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MergedMail {
    /// The account was the patient's own and no longer is.
    Detached,
    /// Staff joined another profile with the account's, on their own word.
    Joined,
}

/// Subject, text and HTML of it.
pub(crate) fn merged(mail: MergedMail, clinic: &ClinicCard) -> Words {
    let (name, phone) = (&clinic.name, &clinic.phone);
    let (subject, heading, lines) = match mail {
        MergedMail::Detached => (
            "Please call us about your account",
            String::from("Please call us about your account"),
            [
                format!(
                    "There were two accounts for one person at {name}. Until we have spoken with \
                     you, this one shows no appointments."
                ),
                format!(
                    "Call {phone} and we’ll put it right. Your appointments stand, except any that we \
                     tell you is cancelled."
                ),
            ],
        ),
        MergedMail::Joined => (
            "A new sign-up was joined with your profile",
            String::from("A new sign-up was joined with your profile"),
            [
                format!(
                    "Somebody signed up at {name}, and our staff found that this is you: the \
                     sign-up and your profile are one now."
                ),
                format!("If you didn’t sign up again, call {phone} right away."),
            ],
        ),
    };
    words(clinic, subject, &heading, &lines)
}
