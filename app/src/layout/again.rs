//! A form that is shown again: what was wrong with it, over it and at its fields.

use domain::invitation::InvitationRefusal;
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::with_phone;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::text::en::{common, errors, me};
use crate::ui::*;

/// The heading of the browser's tab: a form that is shown again says so first, unless
/// nothing was wrong with it.
pub(crate) fn form_title(page: &str, again: Option<&KeptForm>) -> String {
    match again.and_then(|form| form.error.as_ref()) {
        Some(error) if *error != ApiError::Reauthenticate => common::error_title(page),
        _ => page.to_owned(),
    }
}

/// The summary over a form that could not be taken. `links` pairs each field with the id
/// of its first control.
pub(crate) fn summary(again: Option<&KeptForm>, links: &[(&str, &str)], phone: &str) -> AnyView {
    let Some(error) = again.and_then(|form| form.error.as_ref()) else {
        return ().into_any();
    };
    match error {
        ApiError::Invalid(found) => {
            let to_link = |(field, invalid)| {
                let target = links
                    .iter()
                    .find(|(name, _)| *name == field)
                    .map(|(_, id)| *id);
                ErrorLink {
                    field: target.unwrap_or("main").to_owned(),
                    text: errors::field(field, invalid).to_owned(),
                }
            };
            let list = found.iter().map(to_link).collect();
            view! { <ErrorSummary title=errors::PROBLEM errors=list/> }.into_any()
        }
        // It waited while the person confirmed that it's them; nothing is wrong with it.
        ApiError::Reauthenticate => view! { <Toast text=me::GO_ON/> }.into_any(),
        error => {
            let text = errors::summary(error, phone);
            let field = field_of(error);
            let target = links.iter().find(|(name, _)| field == Some(*name));
            match target {
                Some((_, id)) => {
                    let link = ErrorLink {
                        field: (*id).to_owned(),
                        text,
                    };
                    view! { <ErrorSummary title=errors::PROBLEM errors=vec![link]/> }.into_any()
                }
                None => notice_with(with_phone(text, phone)),
            }
        }
    }
}

/// The same for staff: a rule of booking speaks of the patient, not to them.
pub(crate) fn staff_summary(
    again: Option<&KeptForm>,
    links: &[(&str, &str)],
    phone: &str,
) -> AnyView {
    match again.and_then(|form| form.error.as_ref()) {
        Some(ApiError::Refused(Refusal::Book(rule))) => notice(errors::book_to_staff(rule)),
        _ => summary(again, links, phone),
    }
}

/// The field that a refusal is about, where it is about one.
fn field_of(error: &ApiError) -> Option<&'static str> {
    match error {
        ApiError::Refused(
            Refusal::CodeWrong { .. } | Refusal::CodeExpired | Refusal::CodesLocked,
        ) => Some("code"),
        ApiError::Refused(Refusal::LogInFailed) => Some("email"),
        ApiError::Refused(Refusal::PasswordWrong) => Some("password"),
        ApiError::Refused(Refusal::SecondFactorWrong) => Some("app_code"),
        ApiError::Refused(Refusal::Invite(_)) => Some("email"),
        ApiError::Refused(Refusal::Invitation(InvitationRefusal::CheckWrong { .. })) => {
            Some("check")
        }
        _ => None,
    }
}

/// One sentence over a form, announced and focused like the summary.
pub(crate) fn notice(text: String) -> AnyView {
    notice_with(text.into_any())
}

pub(crate) fn notice_with(words: AnyView) -> AnyView {
    view! {
        <div
            class="error-summary error-notice"
            id="error-summary"
            role="alert"
            tabindex="-1"
            autofocus=true
        >
            <Icon name=IconName::Alert/>
            <p><span class="visually-hidden">{common::ERROR} " "</span> {words}</p>
        </div>
    }
    .into_any()
}

/// What is wrong with `field` of the form, in words.
pub(crate) fn field_error(again: Option<&KeptForm>, field: &str) -> Option<String> {
    match again?.error.as_ref()? {
        ApiError::Invalid(found) => {
            let invalid = found.of(field)?;
            Some(errors::field(field, invalid).to_owned())
        }
        // The refusals that are about a field name no phone number.
        error => (field_of(error)? == field).then(|| errors::summary(error, "")),
    }
}
