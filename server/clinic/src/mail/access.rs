//! Mails about who may act for a patient from now on, and the code that proves the address
//! of an invitation.

use askama::Template;

use super::SendError;
use super::email_change::mail;
use super::letter::ClinicCard;
use crate::invitations::AccessMail;

type Words = Result<(String, String, String), SendError>;

mail!(given, GivenHtml, "mail/access_given.html", GivenText, "mail/access_given.txt",
    who: &'a str, first_name: &'a str, own: bool, link: &'a str);
mail!(used, UsedHtml, "mail/invitation_used.html", UsedText, "mail/invitation_used.txt",
    by: &'a str, sent_to: &'a str, first_name: &'a str);
mail!(prove, CodeHtml, "mail/invitation_code.html", CodeText, "mail/invitation_code.txt",
    code: &'a str, minutes: i64);

/// Subject, text and HTML of what is told of an acceptance.
pub(crate) fn access(mail: &AccessMail, clinic: &ClinicCard) -> Words {
    match mail {
        AccessMail::Given {
            who,
            first_name,
            own,
        } => {
            let subject = if *own {
                format!("{first_name} has an account of their own now")
            } else {
                format!("Somebody can now act for {first_name}")
            };
            let link = format!("{}/log-in", clinic.origin);
            given(clinic, &subject, who, first_name, *own, &link)
        }
        AccessMail::UsedByYou {
            sent_to,
            first_name,
        } => used(
            clinic,
            "You accepted an invitation sent to another address",
            "",
            sent_to,
            first_name,
        ),
        AccessMail::UsedElsewhere { by } => used(
            clinic,
            "Your invitation was accepted with another account",
            by,
            "",
            "",
        ),
    }
}

/// Subject, text and HTML of the code that proves the address of an invitation.
pub(super) fn invitation_code(code: &str, minutes: i64, clinic: &ClinicCard) -> Words {
    prove(
        clinic,
        "Here’s your code to accept the invitation",
        code,
        minutes,
    )
}
