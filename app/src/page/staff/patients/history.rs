//! What was done about a patient, by whom and when.

use clinic::can;
use clinic::merge::{self, DifferentFrom};
use clinic::patients::{self, ActorKind, Desk, PatientEvent, Shown};
use domain::access::Relation;
use domain::id::PatientId;
use domain::role::Permission;
use leptos::prelude::*;

use super::super::merge::merge_table;
use super::{Tab, profile_page, redirected, room};
use crate::error::ApiError;
use crate::layout::{id_param, load};
use crate::text::en::{diary, merge as words, patients as text, splitting};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The history.
pub fn history() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::SeePatients>().await?;
        let id: PatientId = id_param("patient")?;
        let after = ctx::query("after").map(|text| text.parse::<i64>());
        let after = after.transpose().map_err(|_| ApiError::NotFound)?;
        let page = match patients::history(&ctx::clinic()?, &staff, id, after).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => {
                return Ok(redirected(routes::patient_history(survivor)));
            }
        };
        let room = room(&staff, &page.desk).await?;
        let here = routes::patient_history(id);
        let newest = after.map(|_| NavLink::new(here.clone(), text::NEWEST));
        let older = page.after;
        let older = older.map(|seq| NavLink::new(format!("{here}?after={seq}"), text::OLDER));
        let columns = [text::WHEN, text::WHO, text::WHAT]
            .map(Column::new)
            .to_vec();
        let rows = page
            .events
            .iter()
            .map(|event| row(event, &page.desk))
            .collect();
        // What it was merged with stands over the newest events.
        let merged = match after {
            None if staff.role().may(Permission::ResolveRegistrations) => {
                about_merging(id, &page.desk).await?
            }
            _ => ().into_any(),
        };
        let content = view! {
            {merged}
            <Table caption=text::EVENTS columns=columns rows=rows/>
            <Pagination label=text::EVENT_PAGES previous=newest next=older/>
        }
        .into_any();
        let whose = (&page.profile, &page.desk);
        profile_page(room, whose, Tab::History, content).await
    })
}

/// What the profile was merged with, and who is known to be somebody else.
async fn about_merging(id: PatientId, desk: &Desk) -> Result<AnyView, ApiError> {
    let (clinic, who) = (
        ctx::clinic()?,
        ctx::staff::<can::ResolveRegistrations>().await?,
    );
    let merges = merge::merges_of(&clinic, &who, id).await?;
    let merges = (!merges.is_empty()).then(|| {
        view! {
            <section class="staff-section" aria-labelledby="merges-heading">
                <header class="section-head"><h2 id="merges-heading">{splitting::MERGES}</h2></header>
                {merge_table(&merges, desk)}
            </section>
        }
    });
    let others = merge::marked_different(&clinic, &who, id).await?;
    let others = (!others.is_empty()).then(|| {
        let rows = others.iter().map(|other| known_other(id, other, desk));
        let rows = rows.collect_view();
        view! {
            <section class="staff-section" aria-labelledby="others-heading">
                <header class="section-head"><h2 id="others-heading">{splitting::MARKED}</h2></header>
                <ul class="merge-people">{rows}</ul>
            </section>
        }
    });
    Ok(view! { {merges} {others} }.into_any())
}

/// Somebody else, with the way to take that back.
fn known_other(id: PatientId, other: &DifferentFrom, desk: &Desk) -> AnyView {
    let moment = format::near_moment_inside(other.since, &desk.zone, desk.today);
    let (name, since) = (
        other.full_name.as_str().to_owned(),
        splitting::marked_by(&moment, other.by.as_str()),
    );
    let (to, hidden) = (routes::patient(other.patient), name.clone());
    view! {
        <li class="cluster">
            <span><a href=to><bdi>{name}</bdi></a> " " <span class="muted">{since}</span></span>
            <form method="post" action="/api/staff/merge/forget-differ">
                <input type="hidden" name="survivor" value=id.to_string()/>
                <input type="hidden" name="absorbed" value=other.patient.to_string()/>
                <Button dense=true hidden=hidden>{words::FORGET}</Button>
            </form>
        </li>
    }
    .into_any()
}

fn row(event: &PatientEvent, desk: &Desk) -> Vec<AnyView> {
    let moment = format::moment(event.at, &desk.zone, desk.today);
    let who = match (&event.actor_name, event.actor_kind, event.relation) {
        (Some(name), _, Some(Relation::Guardian)) => {
            diary::with_role(name.as_str(), diary::GUARDIAN)
        }
        (Some(name), _, Some(Relation::Myself) | None) => name.as_str().to_owned(),
        (None, ActorKind::System, _) => text::THE_SYSTEM.to_owned(),
        (None, _, _) => text::SOMEBODY.to_owned(),
    };
    vec![
        view! { <time datetime=format::machine(event.at, &desk.zone)>{moment}</time> }.into_any(),
        view! { <bdi>{who}</bdi> }.into_any(),
        text::event(&event.action, &event.detail).into_any(),
    ]
}
