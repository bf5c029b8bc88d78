//! Who can log in to the portal for a patient, and who was asked to.
//!
//! | module | page |
//! |---|---|
//! | [`list`](mod@list) | the tab: Add User, and a row for each |
//! | [`add`] | the form Add User |
//! | [`rows`] | how somebody stands, and what can be done |
//! | [`rights`](mod@rights) | what somebody may do |
//! | [`guardianship`] | that legal guardianship goes on whatever the age |
//! | [`again`](mod@again) | giving an access again whose last day has passed |
//! | [`one`] | a link to copy, an address to fix, an access to remove |

mod add;
mod again;
mod guardianship;
mod list;
mod one;
mod rights;
mod rows;

use clinic::portal_accounts::Invitation;
use domain::person::PersonName;
use leptos::prelude::*;

use super::patients::{Tab, profile_page_under, redirected, room};
use super::room::{At, Back};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{notice, summary};
use crate::text::en::portal_accounts as text;
use domain::refusal::Refusal;

pub use again::again;
pub use list::list;
pub use one::{fix, link, remove};
pub use rights::rights;

/// What a person is called in a sentence.
fn first(name: &PersonName) -> String {
    name.first_word().to_owned()
}

/// The hidden fields of a form about one invitation.
fn about(invitation: &Invitation) -> Vec<(String, String)> {
    [
        ("patient", invitation.patient.to_string()),
        ("invitation", invitation.id.to_string()),
    ]
    .map(|(name, id)| (name.to_owned(), id))
    .to_vec()
}

/// Why a form could not be taken; how often something is sent has words of its own here.
fn problem(again: Option<&KeptForm>, links: &[(&str, &str)], phone: &str) -> AnyView {
    match again.and_then(|form| form.error.as_ref()) {
        Some(ApiError::TooMany { retry_after_s }) => notice(text::too_many(*retry_after_s)),
        Some(ApiError::Refused(Refusal::UndoTooLate)) => notice(text::UNDO_TOO_LATE.to_owned()),
        _ => summary(again, links, phone),
    }
}
