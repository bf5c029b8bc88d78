//! "Your details": how somebody is reached.

use clinic::can;
use clinic::contact::{self, ContactView};
use domain::id::PatientId;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, load, narrow_page, notice, summary, with_phone,
};
use crate::text::en::{booking, common, diary, me as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The fields of the form, with the ids of their controls.
const FIELDS: [(&str, &str); 6] = [
    ("full_name", "full_name"),
    ("mobile", "mobile"),
    ("street", "street"),
    ("suburb", "suburb"),
    ("state", "state"),
    ("postcode", "postcode"),
];

/// The account's own details; an account without a profile of its own has an address only.
pub fn details() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let own = match clinic.own_patient::<can::EditContact>(&account).await {
            Ok(acting) => Some(contact::view(&clinic, &acting).await?),
            Err(clinic::Failure::NotFound) => None,
            Err(failure) => return Err(ApiError::from(failure)),
        };
        let frame = frame().await?;
        let again = ctx::again(&["me/details"]);
        let title = form_title(text::DETAILS, again.as_deref());
        let saved = (ctx::query("done").as_deref() == Some("saved"))
            .then(|| view! { <Toast text=text::SAVED/> });
        let diary = own
            .as_ref()
            .map(|_| view! { <p><a href=routes::DIARY>{diary::DIARY}</a></p> });
        let form = own
            .as_ref()
            .map(|own| form(&frame, own, None, again.as_deref()));
        let main = view! {
            {saved}
            {over_form(&frame, again.as_deref())}
            <h1>{text::DETAILS}</h1>
            {facts(own.as_ref(), account.email())}
            {form}
            {diary}
            <p><a href=routes::SECURITY>{text::TO_SECURITY}</a></p>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

/// What stands over the form: another window was faster, or fields need a look.
pub(in crate::page) fn over_form(frame: &Frame, again: Option<&KeptForm>) -> AnyView {
    match again.and_then(|form| form.error.as_ref()) {
        Some(ApiError::Refused(Refusal::ChangedMeanwhile)) => {
            notice(text::CHANGED_MEANWHILE.to_owned())
        }
        _ => summary(again, &FIELDS, frame.phone()),
    }
}

fn facts(own: Option<&ContactView>, email: &EmailAddress) -> AnyView {
    let mut rows = vec![
        SummaryRow::new(booking::EMAIL_ADDRESS, email.as_str()).change(
            routes::EMAIL,
            common::CHANGE,
            text::CHANGE_EMAIL_HIDDEN,
        ),
    ];
    if let Some(born_on) = own.and_then(|own| own.born_on) {
        let born_on = format::birth_date(born_on.date());
        rows.push(SummaryRow::new(text::BIRTH_DATE, born_on).line(text::BIRTH_DATE_HINT));
    }
    view! { <SummaryList rows=rows/> }.into_any()
}

/// The form: of oneself, or of somebody whom one looks after, whose name isn't theirs to change.
pub(in crate::page) fn form(
    frame: &Frame,
    own: &ContactView,
    of: Option<PatientId>,
    again: Option<&KeptForm>,
) -> AnyView {
    let contact = &own.contact;
    let value = |field: &str, stored: Option<&str>| match again {
        Some(form) => form.typed(field),
        None => stored.unwrap_or_default().to_owned(),
    };
    let line = |name: &'static str, label: &'static str, autocomplete: &'static str, stored| {
        view! {
            <TextInput
                name=name
                label=label
                words=FIELD
                optional=true
                autocomplete=autocomplete
                value=value(name, stored)
                error=field_error(again, name)
            />
        }
    };
    let (action, words) = match of {
        None => ("/api/me/details", text::wrong_here(frame.phone())),
        Some(_) => (
            "/api/family/details",
            text::wrong_of_them(contact.full_name.first_word(), frame.phone()),
        ),
    };
    let hint = with_phone(words, frame.phone());
    let whose = match of {
        Some(patient) => {
            view! { <input type="hidden" name="patient" value=patient.to_string()/> }.into_any()
        }
        None => view! {
            <TextInput
                name="full_name"
                label=booking::FULL_NAME
                words=FIELD
                kind=InputKind::Name
                value=value("full_name", Some(contact.full_name.as_str()))
                error=field_error(again, "full_name")
            />
        }
        .into_any(),
    };
    view! {
        <form class="stack" method="post" action=action novalidate>
            <input type="hidden" name="version" value=own.version.clone()/>
            {whose}
            <TextInput
                name="mobile"
                label=booking::MOBILE
                words=FIELD
                kind=InputKind::Phone
                optional=true
                value=value("mobile", contact.phone.as_deref())
                error=field_error(again, "mobile")
            />
            {line("street", text::STREET, "address-line1", contact.street.as_deref())}
            {line("suburb", text::TOWN, "address-level2", contact.suburb.as_deref())}
            {line("state", text::PROVINCE, "address-level1", contact.state.as_deref())}
            {line("postcode", text::POSTCODE, "postal-code", contact.postcode.as_deref())}
            <Button look=Look::Primary>{text::SAVE}</Button>
        </form>
        <p class="muted">{hint}</p>
    }
    .into_any()
}
