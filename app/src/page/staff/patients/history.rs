//! What was done about a patient, by whom and when.

use clinic::can;
use clinic::patients::{self, ActorKind, Desk, PatientEvent, Shown};
use domain::access::Relation;
use domain::id::PatientId;
use leptos::prelude::*;

use super::{Tab, profile_page, redirected, room};
use crate::error::ApiError;
use crate::layout::{id_param, load};
use crate::text::en::{diary, patients as text};
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
        let content = view! {
            <Table caption=text::EVENTS columns=columns rows=rows/>
            <Pagination label=text::EVENT_PAGES previous=newest next=older/>
        }
        .into_any();
        let whose = (&page.profile, &page.desk);
        Ok(profile_page(room, whose, Tab::History, content))
    })
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
