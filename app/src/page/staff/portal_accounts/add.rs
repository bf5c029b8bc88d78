//! The form Add User: an address is enough, the rest waits behind a line.

use clinic::portal_accounts::Accounts;
use domain::access::{Abilities, Preset, Relation};
use domain::limits;
use leptos::prelude::*;

use super::rights::{Terms, fields};
use super::{first, text};
use crate::api::portal_accounts::BY_ADDRESS;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error};
use crate::ui::*;
use crate::{ctx, routes};

/// The fields, with the id of the first control of each.
pub(super) const FIELDS: [(&str, &str); 6] = [
    ("email", "email"),
    ("relation", "relation"),
    ("kinship", "kinship"),
    ("rights", "rights"),
    ("basis", "basis"),
    ("until", "until"),
];

/// The form, with what was typed last.
pub(super) fn form(page: &Accounts, again: Option<&KeptForm>) -> AnyView {
    let who = first(&page.profile.details.full_name);
    let typed = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
    let whose = vec![
        RadioOption::new(BY_ADDRESS, text::BY_ADDRESS).hint(text::by_address_hint(&who)),
        RadioOption::new(Relation::Myself.as_str(), text::own_of(&who)),
        RadioOption::new(Relation::Guardian.as_str(), text::guardian_of(&who)),
    ];
    let chosen = match again {
        Some(_) => Terms::typed(again),
        None => Terms::of(Preset::Bookings.abilities()),
    };
    let relation = Some(typed("relation")).filter(|typed| !typed.is_empty());
    // Whoever comes from a birthday that ends others' access means the patient.
    let own = for_own().then(|| Relation::Myself.as_str());
    let otherwise = own.unwrap_or(BY_ADDRESS).to_owned();
    let (relation_error, email_error) =
        (field_error(again, "relation"), field_error(again, "email"));
    let (address, rights) = (typed("email"), fields(&chosen, again));
    view! {
        <form
            class="account-add"
            method="post"
            action="/api/staff/portal-accounts/add"
            novalidate=true
        >
            <input type="hidden" name="patient" value=page.profile.id.to_string()/>
            <div class="account-add-line">
                <TextInput
                    name="email"
                    label=text::EMAIL
                    words=FIELD
                    kind=InputKind::Email
                    autocomplete="off"
                    value=address
                    error=email_error
                />
                <Button look=Look::Primary icon=IconName::Plus>{text::ADD_USER}</Button>
            </div>
            <p class="field-hint">{text::EMAIL_HINT}</p>
            <Disclosure summary=text::RELATION_AND_RIGHTS open=is_open(page, again)>
                <div class="account-rights">
                    <Radios
                        name="relation"
                        legend=text::WHOSE
                        words=FIELD
                        options=whose
                        selected=relation.unwrap_or(otherwise)
                        error=relation_error
                    />
                    {rights}
                </div>
            </Disclosure>
        </form>
    }
    .into_any()
}

/// Where something in it was wrong or chosen, and where the address alone says too little: an
/// adult without one on the profile, of whom nobody knows a log-in.
fn is_open(page: &Accounts, again: Option<&KeptForm>) -> bool {
    if let Some(form) = again {
        let inside = |field: &str| !form.typed(field).is_empty();
        let touched = ["kinship", "basis", "until"].into_iter().any(inside)
            || Relation::parse(&form.typed("relation")).is_some();
        let wrong = match &form.error {
            Some(ApiError::Invalid(errors)) => errors.iter().any(|(field, _)| field != "email"),
            _ => false,
        };
        return touched || wrong || Abilities::NONE != Terms::typed(again).single();
    }
    if for_own() {
        return true;
    }
    let details = &page.profile.details;
    let own = page
        .live
        .iter()
        .any(|one| one.listed.held.terms.relation == Relation::Myself);
    let grown = details
        .born_on
        .is_some_and(|born| born.age_years(page.desk.today) >= limits::SELF_BOOKING_AGE_YEARS);
    grown && !own && details.email.is_none()
}

/// Whether the page was asked for to invite the patient to their own account.
fn for_own() -> bool {
    ctx::query("for").is_some_and(|whom| whom == routes::OWN)
}
