//! Adding a patient by hand, and who may be the same.

use clinic::patients::{self, Desk, NewPatient, PatientLine};
use clinic::{Clinic, Staff, can};
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::{At, Way, room, table};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, load, summary};
use crate::text::en::patients as text;
use crate::ui::*;
use crate::{ctx, routes};

const ENDPOINT: &str = "staff/patients/add";

/// The form, or who may be the same as what was typed into it.
pub fn add() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::EditPatients>().await?;
        let see = ctx::staff::<can::SeePatients>().await?;
        let clinic = ctx::clinic()?;
        let again = ctx::again(&[ENDPOINT]);
        let again = again.as_deref();
        let typed = typed(again);
        let (desk, similar) = like_it(&clinic, &see, again, &typed).await?;
        let id = again.map_or_else(
            || patients::new_id(&clinic, &staff).to_string(),
            |form| form.typed("patient"),
        );
        let room = room(&staff, &desk).await?;
        if !similar.is_empty() {
            let main = matches(&id, &typed, &similar, &desk);
            return Ok(room.page(text::ALREADY, At::Patient, main));
        }
        let problem = summary(
            again,
            &[
                ("name", "name"),
                ("born", "born"),
                ("email", "email"),
                ("mobile", "mobile"),
            ],
            &room.clinic.phone,
        );
        let main = form(&id, &typed, again, problem);
        Ok(room.page(&form_title(text::ADD_HEADING, again), At::Patient, main))
    })
}

fn typed(again: Option<&KeptForm>) -> NewPatient {
    let of = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
    let named = || ctx::query("name").unwrap_or_default();
    NewPatient {
        full_name: again.map_or_else(named, |form| form.typed("name")),
        born: of("born"),
        email: of("email"),
        mobile: of("mobile"),
    }
}

/// Who may be the same, where the form came back for that.
async fn like_it(
    clinic: &Clinic,
    see: &Staff<can::SeePatients>,
    again: Option<&KeptForm>,
    typed: &NewPatient,
) -> Result<(Desk, Vec<PatientLine>), ApiError> {
    let already =
        again.is_some_and(|form| form.error == Some(ApiError::Refused(Refusal::AlreadyHere)));
    if already {
        return Ok(patients::similar(clinic, see, typed).await?);
    }
    Ok((patients::desk(clinic, see).await?, Vec::new()))
}

fn matches(id: &str, typed: &NewPatient, similar: &[PatientLine], desk: &Desk) -> AnyView {
    let hidden = [
        ("patient", id),
        ("name", &typed.full_name),
        ("born", &typed.born),
        ("email", &typed.email),
        ("mobile", &typed.mobile),
        ("sure", "1"),
    ];
    let hidden = hidden
        .map(|(name, value)| {
            view! { <input type="hidden" name=name value=value.to_owned()/> }
        })
        .collect_view();
    view! {
        <header class="staff-head">
            <h1>{text::ALREADY}</h1>
            <p>{text::already(similar.len())}</p>
        </header>
        <div class="stack">
            {table(text::MATCHES, similar, desk, Way::Open)}
            <form class="cluster" method="post" action="/api/staff/patients/add">
                {hidden}
                <Button>{text::ADD_ANYWAY}</Button>
                <a href=routes::NEW_PATIENT>{text::BACK}</a>
            </form>
        </div>
    }
    .into_any()
}

fn form(id: &str, typed: &NewPatient, again: Option<&KeptForm>, problem: AnyView) -> AnyView {
    let error = |field: &str| field_error(again, field);
    view! {
        {problem}
        <header class="staff-head">
            <h1>{text::ADD_HEADING}</h1>
            <p>{text::ADD_HINT}</p>
        </header>
        <form class="staff-ask" method="post" action="/api/staff/patients/add" novalidate=true>
            <input type="hidden" name="patient" value=id.to_owned()/>
            <input type="hidden" value="" name="sure"/>
            <TextInput
                name="name"
                label=text::FULL_NAME
                words=FIELD
                kind=InputKind::Name
                autocomplete="off"
                value=typed.full_name.clone()
                error=error("name")
            />
            <TextInput
                name="born"
                label=text::BIRTH_DATE
                words=FIELD
                optional=true
                hint=text::BIRTH_DATE_HINT
                value=typed.born.clone()
                error=error("born")
            />
            <TextInput
                name="email"
                label=text::EMAIL
                words=FIELD
                kind=InputKind::Email
                autocomplete="off"
                optional=true
                value=typed.email.clone()
                error=error("email")
            />
            <TextInput
                name="mobile"
                label=text::MOBILE
                words=FIELD
                kind=InputKind::Phone
                autocomplete="off"
                optional=true
                value=typed.mobile.clone()
                error=error("mobile")
            />
            <div class="cluster">
                <Button look=Look::Primary>{text::ADD}</Button>
                <a href=routes::PATIENTS>{text::BACK}</a>
            </div>
        </form>
    }
    .into_any()
}
