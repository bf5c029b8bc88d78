//! The mail that invites somebody to a patient's portal.
//!
//! It may reach a stranger: of the patient it says the first name, and nothing else.

use askama::Template;
use domain::access::{Ability, Relation};
use domain::role::Role;

use super::letter::ClinicCard;
use super::{SendError, in_mail};
use crate::portal_accounts::{InvitationMail, InvitedBy};

#[derive(Template)]
#[template(path = "mail/invitation.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    mail: &'a InvitationMail,
    own: bool,
    by: &'a str,
    rights: &'a [String],
}

#[derive(Template)]
#[template(path = "mail/invitation.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    mail: &'a InvitationMail,
    own: bool,
    by: &'a str,
    rights: &'a [String],
}

/// Subject, text and HTML of an invitation.
pub(crate) fn invitation(
    mail: &InvitationMail,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let subject = format!("An invitation from {}", clinic.name);
    let own = mail.terms.relation == Relation::Myself;
    let by = by(&mail.invited_by);
    let rights: Vec<String> = mail
        .terms
        .abilities
        .iter()
        .map(|ability| right(ability, &mail.first_name))
        .collect();
    let text = Text {
        clinic,
        mail,
        own,
        by: &by,
        rights: &rights,
    }
    .render()?;
    let html = Html {
        clinic,
        subject: &subject,
        mail,
        own,
        by: &by,
        rights: &rights,
    }
    .render()?;
    Ok((subject, text, html))
}

/// A member of staff by name and job; anybody else by their first name, since their last name
/// may be the patient's.
fn by(invited_by: &InvitedBy) -> String {
    match invited_by {
        InvitedBy::Staff(name, Role::Desk) => format!("{}, front desk", name.as_str()),
        InvitedBy::Staff(name, Role::Admin | Role::Practitioner) => name.as_str().to_owned(),
        InvitedBy::Account(name) => in_mail(name.first_word()),
    }
}

fn right(ability: Ability, first_name: &str) -> String {
    match ability {
        Ability::ViewAppointments => format!("see when {first_name} has appointments"),
        Ability::Book => format!("book for {first_name}"),
        Ability::Reschedule => String::from("move appointments to another time"),
        Ability::Cancel => String::from("cancel appointments"),
        Ability::EditContact => format!("change how we reach {first_name}"),
        Ability::ReceiveNotices => format!("get emails about {first_name}’s appointments"),
        Ability::ManageAccess => format!("invite others to help {first_name}"),
    }
}
