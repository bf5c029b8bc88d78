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
    /// The same, and nothing but somebody's word says that the one that is now is theirs.
    TakenOver,
    /// Staff joined another profile with the account's, on their own word.
    Joined,
    /// The same, to somebody who acts for the patient.
    JoinedGuardian,
    /// The same, to the address that stood in the chart and that no account has.
    JoinedAddress,
}

/// Subject, text and HTML of it.
pub(crate) fn merged(mail: MergedMail, clinic: &ClinicCard) -> Words {
    let (name, phone) = (&clinic.name, &clinic.phone);
    let detached = || {
        (
            "Please call us about your account",
            vec![
                format!(
                    "There were two accounts for one person at {name}. Until we have spoken with \
                     you, this one shows no appointments."
                ),
                format!(
                    "Call {phone} and we’ll put it right. Your appointments stand, except any that we \
                     tell you is cancelled."
                ),
            ],
        )
    };
    let joined = |who: &str, nobody: &str| {
        (
            "A new sign-up was joined with a profile",
            vec![
                format!(
                    "Somebody signed up at {name}, and our staff found that this is {who} are one now."
                ),
                format!("If {nobody} again, call {phone} right away."),
            ],
        )
    };
    let (subject, lines) = match mail {
        MergedMail::Detached => detached(),
        MergedMail::TakenOver => {
            let (subject, mut lines) = detached();
            lines.insert(
                1,
                String::from(
                    "Your profile goes with an account that signed up lately: our staff found \
                     that this is you. If it isn’t, call right away.",
                ),
            );
            (subject, lines)
        }
        MergedMail::Joined => {
            let (_, lines) = joined("you: the sign-up and your profile", "you didn’t sign up");
            ("A new sign-up was joined with your profile", lines)
        }
        MergedMail::JoinedGuardian => joined(
            "somebody you look after: the sign-up and their profile",
            "neither of you signed up",
        ),
        MergedMail::JoinedAddress => joined(
            "whoever’s profile has this address: the sign-up and that profile",
            "you didn’t sign up",
        ),
    };
    words(clinic, subject, subject, &lines)
}
