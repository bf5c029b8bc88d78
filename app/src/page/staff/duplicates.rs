//! Pairs of profiles of the whole clinic that may be one person.

use clinic::can;
use clinic::duplicates::{self as use_case, Page, Pair, Place};
use leptos::prelude::*;

use super::merge::news;
use super::registrations::{reasons, verdict};
use super::room::{At, Room};
use crate::layout::{load, staff_summary};
use crate::text::en::{duplicates as text, merge, registrations, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The list, the likeliest first.
pub fn duplicates() -> impl IntoView {
    load(async {
        let who = ctx::staff::<can::ResolveRegistrations>().await?;
        let after = ctx::query("after").map(|text| text.parse::<Place>());
        let after = after.transpose()?;
        let page = use_case::list(&ctx::clinic()?, &who, after).await?;
        let again = ctx::again(&["staff/merge/differ", "staff/merge/forget-differ"]);
        let room = Room::of(&who, page.desk.waiting_count).await?;
        let problem = staff_summary(again.as_deref(), &[], &room.clinic.phone);
        let comparing = page.comparing.then(|| {
            view! { <Notice kind=NoticeKind::Info><p>{text::COMPARING}</p></Notice> }
        });
        let likeliest = after.map(|_| NavLink::new(routes::DUPLICATES, text::LIKELIEST));
        let others = page.after.map(|place| {
            let to = format!("{}?after={place}", routes::DUPLICATES);
            NavLink::new(to, text::LESS_LIKELY)
        });
        let content = list(&page, after.is_none());
        let main = view! {
            {news().await?}
            {problem}
            <header class="staff-head">
                <h1>{text::TITLE}</h1>
                <p class="page-intro">{text::HINT}</p>
            </header>
            {comparing}
            <section class="staff-section" aria-labelledby="pairs">
                <h2 id="pairs" class="visually-hidden">{text::TITLE}</h2>
                {content}
            </section>
            <Pagination label=text::PAGES previous=likeliest next=others/>
        }
        .into_any();
        Ok(room.page(text::TITLE, At::Patient, main))
    })
}

fn list(page: &Page, first: bool) -> AnyView {
    if page.pairs.is_empty() {
        let line = if first { text::NONE } else { text::NO_MORE };
        return view! { <EmptyState text=line/> }.into_any();
    }
    let pairs = page.pairs.iter().enumerate();
    let rows = pairs.map(|(at, pair)| row(pair, at == 0)).collect_view();
    view! { <Queue>{rows}</Queue> }.into_any()
}

fn row(pair: &Pair, first: bool) -> AnyView {
    let (absorbed, survivor) = (&pair.absorbed, &pair.survivor.stored);
    let profile = &absorbed.profile;
    let name = profile.full_name.clone().unwrap_or_default();
    let born = match (profile.born, &profile.born_as_given) {
        (Some(born), _) => staff::born(&format::birth_date(born)),
        (None, Some(given)) => merge::as_given(given),
        (None, None) => text::BORN_UNKNOWN.to_owned(),
    };
    let sign_up = absorbed.provisional.then(|| text::SIGN_UP.to_owned());
    let lines = [Some(born), sign_up].into_iter().flatten().collect();
    let look = if first { Look::Primary } else { Look::Outline };
    let to = routes::merge_of_pair(survivor.id, absorbed.id);
    let other = survivor.profile.full_name.clone().unwrap_or_default();
    let both = text::both(&name, &other);
    let (survivor, hidden) = (survivor.id.to_string(), both.clone());
    let (here, id) = (routes::patient(absorbed.id), absorbed.id.to_string());
    let (seed, verdict) = (id.clone(), verdict(Some(&pair.survivor)));
    let facts = reasons(&pair.survivor);
    view! {
        <QueueRow
            name=name
            href=here
            seed=seed
            lines=lines
            verdict=verdict
            facts=facts
        >
            <LinkButton href=to look=look dense=true hidden=hidden>
                {registrations::REVIEW}
            </LinkButton>
            <form method="post" action="/api/staff/merge/differ">
                <input type="hidden" name="survivor" value=survivor/>
                <input type="hidden" name="absorbed" value=id/>
                <input type="hidden" name="queue" value="duplicates"/>
                <Button dense=true hidden=both>{merge::DIFFERENT}</Button>
            </form>
        </QueueRow>
    }
    .into_any()
}
