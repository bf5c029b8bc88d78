//! Mails about the address by which an account is logged in to.

use askama::Template;

use super::SendError;
use super::letter::ClinicCard;
use crate::email_change::ChangeMail;

type Words = Result<(String, String, String), SendError>;

/// A mail's two templates and how they are rendered, with the fields they have besides the
/// clinic's card.
macro_rules! mail {
    ($words:ident, $html:ident, $html_path:literal, $text:ident, $text_path:literal,
     $($field:ident: $kind:ty),* $(,)?) => {
        #[derive(Template)]
        #[template(path = $html_path)]
        struct $html<'a> {
            clinic: &'a ClinicCard,
            subject: &'a str,
            $($field: $kind,)*
        }

        #[derive(Template)]
        #[template(path = $text_path)]
        struct $text<'a> {
            clinic: &'a ClinicCard,
            $($field: $kind,)*
        }

        fn $words<'a>(clinic: &'a ClinicCard, subject: &'a str, $($field: $kind),*) -> Words {
            let text = $text { clinic, $($field),* }.render()?;
            let html = $html { clinic, subject, $($field),* }.render()?;
            Ok((subject.to_owned(), text, html))
        }
    };
}

pub(super) use mail;

mail!(asked, AskedHtml, "mail/email_asked.html", AskedText, "mail/email_asked.txt",
    new_email: &'a str, link: &'a str, hours: i64);
mail!(gone, GoneHtml, "mail/email_gone.html", GoneText, "mail/email_gone.txt",
    link: &'a str, days: i64);
mail!(
    come,
    ComeHtml,
    "mail/email_come.html",
    ComeText,
    "mail/email_come.txt",
);
mail!(
    reverted,
    RevertedHtml,
    "mail/email_reverted.html",
    RevertedText,
    "mail/email_reverted.txt",
);
mail!(
    taken,
    TakenHtml,
    "mail/email_taken.html",
    TakenText,
    "mail/email_taken.txt",
);
mail!(prove, CodeHtml, "mail/email_code.html", CodeText, "mail/email_code.txt",
    code: &'a str, minutes: i64);

/// Subject, text and HTML of what is told of a change of address.
pub(crate) fn email_change(mail: &ChangeMail, clinic: &ClinicCard) -> Words {
    match mail {
        ChangeMail::Asked {
            new_email,
            link,
            hours,
        } => asked(
            clinic,
            "Do you want to log in with another address?",
            new_email.as_str(),
            link,
            *hours,
        ),
        ChangeMail::Gone { link, days } => gone(
            clinic,
            "You no longer log in with this address",
            link,
            *days,
        ),
        ChangeMail::Come => come(clinic, "You now log in with this address"),
        ChangeMail::Reverted => reverted(clinic, "A change of address was taken back"),
    }
}

/// Subject, text and HTML of the code that proves a new address.
pub(super) fn email_code(code: &str, minutes: i64, clinic: &ClinicCard) -> Words {
    prove(
        clinic,
        "Here’s your code to use this address",
        code,
        minutes,
    )
}

/// Subject, text and HTML for a new address that has an account.
pub(super) fn email_taken(clinic: &ClinicCard) -> Words {
    taken(clinic, "This address has an account already")
}
