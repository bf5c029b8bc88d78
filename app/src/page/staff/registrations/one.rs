//! One who signed up: beside the profile that is most likely theirs, or alone.

use clinic::registrations::{self as use_case, QueueItem};
use clinic::{Staff, can};
use domain::id::RegistrationId;
use leptos::prelude::*;

use super::super::merge::{at_work, news, queue_back, side_by_side};
use super::super::room::{At, Room};
use super::{booking, contacts};
use crate::api::merge::Came;
use crate::error::ApiError;
use crate::layout::{form_title, id_param, load, staff_summary};
use crate::text::en::{registrations as text, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The page.
pub fn one() -> impl IntoView {
    load(async {
        let who = ctx::staff::<can::ResolveRegistrations>().await?;
        let id: RegistrationId = id_param("registration")?;
        let page = use_case::one(&ctx::clinic()?, &who, id).await?;
        let Some(waiting) = page.waiting else {
            let room = Room::of(&who, page.desk.waiting_count).await?;
            return dealt_with(room).await;
        };
        match *waiting {
            (item, Some(best)) => side_by_side(&who, best.stored.id, item.patient).await,
            (item, None) => alone(&who, &item, &page.desk).await,
        }
    })
}

/// Somebody was faster.
async fn dealt_with(room: Room) -> Result<AnyView, ApiError> {
    let again = ctx::again(&["staff/registrations/add"]);
    let problem = staff_summary(again.as_deref(), &[], &room.clinic.phone);
    let main = view! {
        {news().await?}
        {problem}
        <header class="staff-head">
            <h1>{text::DEALT_WITH}</h1>
            <p class="page-intro">{text::DEALT_WITH_HINT}</p>
        </header>
        <LinkButton href=routes::REGISTRATIONS look=Look::Primary>{text::GO_ON}</LinkButton>
    }
    .into_any();
    Ok(room.page(text::DEALT_WITH, At::Waiting, main))
}

/// Somebody whom no profile is like.
async fn alone(
    who: &Staff<can::ResolveRegistrations>,
    item: &QueueItem,
    desk: &clinic::patients::Desk,
) -> Result<AnyView, ApiError> {
    let again = ctx::again(&["staff/registrations/add", "staff/merge/differ"]);
    let again = again.as_deref();
    let room = Room::of(who, desk.waiting_count).await?;
    let problem = staff_summary(again, &[], &room.clinic.phone);
    let number = match Came::of_address() {
        Came::Queue(number) => number,
        Came::Profile | Came::Duplicates => 1,
    };
    let near = |at| format::near_moment_inside(at, &desk.zone, desk.today);
    let lines = vec![
        staff::signed_up(&near(item.registered_at)),
        booking(item, near),
    ];
    let requests = item.requests.to_string();
    let verdict = Verdict {
        tone: Tone::Neutral,
        text: crate::text::en::matching::grade(clinic::matching::Grade::None).to_owned(),
        link: None,
    };
    let (name, id) = (item.name.as_str().to_owned(), item.id.to_string());
    let block = match item.added_by {
        Some(_) => staff::TURN_DOWN,
        None => staff::BLOCK,
    };
    let (seed, facts) = (item.patient.to_string(), contacts(item));
    let (another, to_block) = (routes::merge_with(item.patient), routes::block(item.id));
    let at_work = at_work(item.patient, desk, who).await?;
    let main = view! {
        {news().await?}
        {problem}
        <header class="staff-head">
            <h1>{text::NO_MATCH}</h1>
            <p class="page-intro">{text::NO_MATCH_HINT}</p>
        </header>
        {at_work}
        <section class="staff-section stack" aria-labelledby="waiting">
            <h2 id="waiting" class="visually-hidden">{text::WHO}</h2>
            <Queue>
                <QueueRow
                    name=name
                    seed=seed
                    lines=lines
                    verdict=verdict
                    facts=facts
                >
                    ""
                </QueueRow>
            </Queue>
            <div class="cluster">
                <form method="post" action="/api/staff/registrations/add">
                    <input type="hidden" name="registration" value=id/>
                    <input type="hidden" name="requests" value=requests/>
                    <input type="hidden" name="queue" value=number.to_string()/>
                    <Button look=Look::Primary>{staff::ADD_AS_NEW}</Button>
                </form>
                <LinkButton href=another>{text::CHOOSE_ANOTHER}</LinkButton>
                <LinkButton href=to_block>{block}</LinkButton>
            </div>
        </section>
    }
    .into_any();
    let back = queue_back(number, desk);
    Ok(room.page_below(back, &form_title(text::NO_MATCH, again), At::Waiting, main))
}
