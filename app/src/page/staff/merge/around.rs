//! What stands around two profiles side by side: from where somebody came and where that leads
//! back, who else has the registration open, and what else can be done about it.

use clinic::merge::Preview;
use clinic::patients::Desk;
use clinic::registrations as use_case;
use clinic::{Staff, can};
use domain::id::PatientId;
use leptos::prelude::*;

use super::super::room::{At, Back};
use crate::api::merge::Came;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::text::en::{duplicates, registrations, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

/// From where somebody came: a sign-up that waits is one of the queue in any case.
pub(super) fn came(page: &Preview, again: Option<&KeptForm>) -> Came {
    let typed = again.map(|form| Came::parse(&form.typed("queue")));
    let came = match typed {
        Some(came) if came != Came::Profile => came,
        _ => Came::of_address(),
    };
    match (came, page.registration) {
        (Came::Profile, Some(_)) => Came::Queue(1),
        (Came::Queue(_), None) => Came::Profile,
        (came, _) => came,
    }
}

/// The way back from the comparison, and the room it stands in.
pub(super) fn back(page: &Preview, came: Came) -> (Back, At) {
    match came {
        Came::Queue(number) => (queue_back(number, &page.desk), At::Waiting),
        Came::Duplicates => (Back::to(routes::DUPLICATES, duplicates::TITLE), At::Patient),
        Came::Profile => {
            let name = page.survivor.name.as_str();
            let to = routes::patient(page.survivor.patient);
            (Back::to(to, name), At::Patient)
        }
    }
}

/// The way back to the queue, with where somebody is in it.
pub(in super::super) fn queue_back(number: u32, desk: &Desk) -> Back {
    let all = number.saturating_sub(1).saturating_add(desk.waiting_count);
    let label = registrations::position(number, all);
    Back::to(routes::REGISTRATIONS, label)
}

/// The line that somebody else has the same registration open.
pub(super) async fn others_at_work(
    page: &Preview,
    who: &Staff<can::ResolveRegistrations>,
) -> Result<Option<AnyView>, ApiError> {
    if page.registration.is_none() {
        return Ok(None);
    }
    at_work(page.absorbed.patient, &page.desk, who).await
}

/// The same of anybody who signed up and waits.
pub(in super::super) async fn at_work(
    patient: PatientId,
    desk: &Desk,
    who: &Staff<can::ResolveRegistrations>,
) -> Result<Option<AnyView>, ApiError> {
    let mut found = use_case::at_work(&ctx::clinic()?, who, &[patient]).await?;
    let found = found.remove(&patient);
    Ok(found.map(|(name, at)| {
        let moment = format::near_moment_inside(at, &desk.zone, desk.today);
        let line = registrations::at_work_since(name.as_str(), &moment);
        view! { <Notice kind=NoticeKind::Info><p>{line}</p></Notice> }.into_any()
    }))
}

/// What else can be done about a sign-up than merging it with this profile.
pub(super) fn instead(page: &Preview, came: Came) -> Option<AnyView> {
    let registration = page.registration?;
    let another = routes::merge_with(page.absorbed.patient);
    let shown = page.survivor.patient.to_string();
    Some(
        view! {
            <section class="merge-instead cluster" aria-labelledby="instead">
                <h2 id="instead">{registrations::NOT_THEM}</h2>
                <LinkButton href=another>{registrations::CHOOSE_ANOTHER}</LinkButton>
                <form method="post" action="/api/staff/registrations/add">
                    <input type="hidden" name="registration" value=registration.to_string()/>
                    <input type="hidden" name="shown" value=shown/>
                    <input type="hidden" name="requests" value=page.requests.to_string()/>
                    <input type="hidden" name="queue" value=came.to_string()/>
                    <Button>{staff::ADD_AS_NEW}</Button>
                </form>
            </section>
        }
        .into_any(),
    )
}
