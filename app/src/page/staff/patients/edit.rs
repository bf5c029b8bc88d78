//! The form that changes a patient's details.

use clinic::can;
use clinic::patients::{self, Details, Shown};
use domain::id::PatientId;
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::{At, Back, redirected, room};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, id_param, load, summary};
use crate::text::en::patients as text;
use crate::ui::*;
use crate::{ctx, format, routes};

const FIELDS: [(&str, &str); 9] = [
    ("name", "name"),
    ("born", "born"),
    ("pronouns", "pronouns"),
    ("email", "email"),
    ("mobile", "mobile"),
    ("street", "street"),
    ("suburb", "suburb"),
    ("state", "state"),
    ("postcode", "postcode"),
];

/// The form with what stands there, or what was typed last.
pub fn edit() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::EditPatients>().await?;
        let see = ctx::staff::<can::SeePatients>().await?;
        let id: PatientId = id_param("patient")?;
        let page = match patients::profile(&ctx::clinic()?, &see, id).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => {
                return Ok(redirected(routes::patient_edit(survivor)));
            }
        };
        let again = ctx::again(&["staff/patients/edit"]);
        let again = again.as_deref();
        let room = room(&staff, &page.desk).await?;
        let name = page.profile.details.full_name.as_str();
        let heading = text::edit_heading(name);
        let problem = summary(again, &FIELDS, &room.clinic.phone);
        // What somebody else has saved meanwhile is what the next press is made of.
        let version = page.profile.updated_at.as_millisecond();
        let fields = fields(&page.profile.details, again);
        let main = view! {
            {problem}
            <header class="staff-head">
                <h1><bdi>{heading.clone()}</bdi></h1>
            </header>
            <form class="staff-ask" method="post" action="/api/staff/patients/edit" novalidate=true>
                <input type="hidden" name="patient" value=id.to_string()/>
                <input type="hidden" name="version" value=version.to_string()/>
                {fields}
                <div class="cluster">
                    <Button look=Look::Primary>{text::SAVE}</Button>
                    <a href=routes::patient(id)>{text::BACK}</a>
                </div>
            </form>
        }
        .into_any();
        let back = Back::to(routes::patient(id), name);
        Ok(room.page_below(back, &form_title(&heading, again), At::Patient, main))
    })
}

/// What stands in the profile, field by field.
fn stored(details: &Details, field: &str) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match field {
        "name" => details.full_name.as_str().to_owned(),
        "born" => details.born_on.map_or_else(
            || text(&details.born_as_given),
            |born| format::birth_date(born.date()),
        ),
        "pronouns" => text(&details.pronouns),
        "email" => details.email.as_ref().map_or_else(
            || text(&details.email_as_given),
            |email| email.as_str().to_owned(),
        ),
        "mobile" => details
            .phone
            .as_deref()
            .map_or_else(|| text(&details.phone_as_given), clinic::phone::local),
        "street" => text(&details.street),
        "suburb" => text(&details.suburb),
        "state" => text(&details.state),
        _ => text(&details.postcode),
    }
}

fn fields(details: &Details, again: Option<&KeptForm>) -> AnyView {
    let changed = Some(ApiError::Refused(Refusal::ChangedMeanwhile));
    let meanwhile = again.is_some_and(|form| form.error == changed);
    let input = |name: &'static str, label: &'static str, kind: InputKind| {
        let now = stored(details, name);
        let value = again.map_or_else(|| now.clone(), |form| form.typed(name));
        let hint = if meanwhile && value != now {
            Some(text::saved_meanwhile(&now))
        } else {
            (name == "born").then(|| text::BIRTH_DATE_HINT.to_owned())
        };
        view! {
            <TextInput
                name=name
                label=label
                words=FIELD
                kind=kind
                autocomplete="off"
                optional=name != "name"
                hint=hint
                value=value
                error=field_error(again, name)
            />
        }
    };
    view! {
        {input("name", text::FULL_NAME, InputKind::Name)}
        {input("born", text::BIRTH_DATE, InputKind::Text)}
        {input("pronouns", text::PRONOUNS, InputKind::Text)}
        {input("email", text::EMAIL, InputKind::Email)}
        {input("mobile", text::MOBILE, InputKind::Phone)}
        {input("street", text::STREET, InputKind::Text)}
        {input("suburb", text::SUBURB, InputKind::Text)}
        {input("state", text::STATE, InputKind::Text)}
        {input("postcode", text::POSTCODE, InputKind::Text)}
    }
    .into_any()
}
