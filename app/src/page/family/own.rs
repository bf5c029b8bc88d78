//! "Invite Leo to their own account".

use clinic::can;
use clinic::family::lend as use_case;
use domain::access::Relation;
use domain::id::PatientId;
use leptos::prelude::*;

use super::back_link;
use super::lend::not_seen;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::text::en::{family as text, giving_back};
use crate::ui::*;
use crate::{ctx, routes};

/// The form: one address.
pub fn invite_own() -> impl IntoView {
    load(async {
        let (clinic, recent) = (ctx::clinic()?, ctx::recent().await?);
        let patient: PatientId = id_param("dependent")?;
        let acting = clinic
            .acting_for::<can::ManageAccess>(recent.who(), patient)
            .await?;
        if acting.relation() == Relation::Myself {
            return Err(ApiError::NotFound);
        }
        let lending = use_case::offer(&clinic, &acting).await?;
        let again = ctx::again(&["family/invite-own"]);
        let again = again
            .as_deref()
            .filter(|form| form.error != Some(ApiError::Reauthenticate));
        let first = lending.full_name.first_word();
        let frame = frame().await?;
        if !lending.seen {
            let (heading, back) = (giving_back::invite_own(first), routes::family_of(patient));
            return Ok(not_seen(frame, heading, Some(first), back));
        }
        Ok(render(frame, (patient, first), again))
    })
}

fn render(frame: Frame, (patient, first): (PatientId, &str), again: Option<&KeptForm>) -> AnyView {
    let heading = giving_back::invite_own(first);
    let title = form_title(&heading, again);
    let typed = again.map(|form| form.typed("email")).unwrap_or_default();
    let main = view! {
        {summary(again, &[("email", "email")], frame.phone())}
        <h1><bdi>{heading}</bdi></h1>
        <p><bdi>{giving_back::own_hint(first)}</bdi></p>
        <form class="stack" method="post" action="/api/family/invite-own" novalidate>
            <input type="hidden" name="patient" value=patient.to_string()/>
            <TextInput
                name="email"
                label=text::HELPERS_ADDRESS
                words=FIELD
                kind=InputKind::Email
                autocomplete="off"
                hint=giving_back::OWN_ADDRESS_HINT
                value=typed
                error=field_error(again, "email")
            />
            <Button look=Look::Primary>{text::SEND_INVITATION}</Button>
        </form>
        {back_link(routes::family_of(patient))}
    }
    .into_any();
    narrow_page(frame, &title, main)
}
