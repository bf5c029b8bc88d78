//! A patient's visits: those ahead, and the others page by page.

use clinic::can;
use clinic::patients::{self, Desk, Shown, Visit};
use domain::id::PatientId;
use leptos::prelude::*;

use super::super::marks;
use super::{Tab, profile_page, redirected, room};
use crate::layout::{id_param, load};
use crate::text::en::patients as text;
use crate::ui::*;
use crate::{ctx, format, routes};

/// The visits.
pub fn visits() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::SeePatients>().await?;
        let id: PatientId = id_param("patient")?;
        let after = ctx::query("after").map(|text| crate::api::id(&text));
        let after = after.transpose()?;
        let page = match patients::visits(&ctx::clinic()?, &staff, id, after).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => {
                return Ok(redirected(routes::patient_visits(survivor)));
            }
        };
        let room = room(&staff, &page.desk).await?;
        let here = routes::patient_visits(id);
        let newest = after.map(|_| NavLink::new(here.clone(), text::NEWEST));
        let older = page.after;
        let older = older.map(|id| NavLink::new(format!("{here}?after={id}"), text::OLDER));
        let ahead = part(text::UPCOMING, "ahead-heading", &page.ahead, &page.desk);
        let others = part(text::PAST, "past-heading", &page.others, &page.desk);
        let nothing = (page.ahead.is_empty() && page.others.is_empty())
            .then(|| view! { <EmptyState text=text::NO_VISITS/> });
        let content = view! {
            {ahead}
            {others}
            {nothing}
            <Pagination label=text::VISIT_PAGES previous=newest next=older/>
        }
        .into_any();
        let whose = (&page.profile, &page.desk);
        profile_page(room, whose, Tab::Visits, content).await
    })
}

/// Visits under a heading; nothing at all where there are none.
pub(super) fn part(
    heading: &'static str,
    id: &'static str,
    visits: &[Visit],
    desk: &Desk,
) -> AnyView {
    if visits.is_empty() {
        return ().into_any();
    }
    let columns = [text::WHEN, text::WHAT, text::WITH, text::STATE_OF_VISIT];
    let columns = columns.map(Column::new).to_vec();
    let rows = visits.iter().map(|visit| row(visit, desk)).collect();
    view! {
        <section class="staff-section" aria-labelledby=id>
            <header class="section-head"><h2 id=id>{heading}</h2></header>
            <Table caption=heading caption_hidden=true columns=columns rows=rows/>
        </section>
    }
    .into_any()
}

fn row(visit: &Visit, desk: &Desk) -> Vec<AnyView> {
    let moment = format::moment(visit.starts_at, &desk.zone, desk.today);
    vec![
        view! {
            <a href=routes::desk_visit(visit.id)>
                <time datetime=format::machine(visit.starts_at, &desk.zone)>{moment}</time>
            </a>
        }
        .into_any(),
        visit.service_name.clone().into_any(),
        view! { <bdi>{visit.practitioner_name.as_str().to_owned()}</bdi> }.into_any(),
        state(visit),
    ]
}

fn state(visit: &Visit) -> AnyView {
    let badge = marks::standing(visit.state, visit.requested);
    // On a card, what stands in a cell is as wide as the cell.
    view! { <span>{badge}</span> }.into_any()
}
