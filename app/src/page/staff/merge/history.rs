//! What was merged, with the way to split it again, and who is known to be somebody else.

use clinic::can;
use clinic::merge::{self, MayUndo, MergeLine};
use clinic::patients::Desk;
use domain::id::MergeId;
use leptos::prelude::*;

use super::super::room::{At, Room};
use crate::error::ApiError;
use crate::layout::load;
use crate::text::en::splitting as text;
use crate::ui::*;
use crate::{ctx, format, routes};

/// The list, newest first.
pub fn history() -> impl IntoView {
    load(async {
        let who = ctx::staff::<can::ResolveRegistrations>().await?;
        let after = ctx::query("after").map(|text| text.parse::<MergeId>());
        let after = after.transpose().map_err(|_| ApiError::NotFound)?;
        let page = merge::history(&ctx::clinic()?, &who, after).await?;
        let done = ctx::query("done").and_then(|code| text::done(&code));
        let done = done.map(|line| view! { <Toast text=line/> });
        let content = if page.merges.is_empty() {
            view! { <EmptyState text=text::NO_MERGES/> }.into_any()
        } else {
            let newest = after.map(|_| NavLink::new(routes::MERGES, text::NEWEST));
            let older = page
                .after
                .map(|id| NavLink::new(format!("{}?after={id}", routes::MERGES), text::OLDER));
            view! {
                {table(&page.merges, &page.desk)}
                <Pagination label=text::PAGES previous=newest next=older/>
            }
            .into_any()
        };
        let main = view! {
            {done}
            <header class="staff-head"><h1>{text::MERGES}</h1></header>
            {content}
        }
        .into_any();
        let room = Room::of(&who, page.desk.waiting_count).await?;
        Ok(room.page(text::MERGES, At::Patient, main))
    })
}

/// Merges as a table.
pub(in super::super) fn table(merges: &[MergeLine], desk: &Desk) -> AnyView {
    let [profile, when, by, undo] = text::COLUMNS;
    let columns = vec![
        Column::new(profile),
        Column::new(when),
        Column::new(by),
        Column::new(undo).hidden().end(),
    ];
    let rows = merges.iter().map(|one| row(one, desk)).collect();
    view! { <Table caption=text::MERGES caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn row(one: &MergeLine, desk: &Desk) -> Vec<AnyView> {
    let moment = |at| format::near_moment(at, &desk.zone, desk.today);
    let (survivor, name) = &one.survivor;
    let line = text::became(one.absorbed.1.as_str(), name.as_str());
    let reason = one
        .reason
        .clone()
        .map(|reason| view! { <p class="muted"><bdi>{reason}</bdi></p> });
    let undone = one.undone.as_ref().map(|(at, by)| {
        let line = text::undone_by(
            &format::near_moment_inside(*at, &desk.zone, desk.today),
            by.as_str(),
        );
        view! { <p class="muted">{line}</p> }
    });
    let (undo, hidden) = (routes::merge_undo(one.id), name.as_str().to_owned());
    let act = match one.may_undo {
        MayUndo::Today | MayUndo::AnyTime => view! {
            <LinkButton href=undo dense=true icon=IconName::Undo hidden=hidden.clone()>
                {text::UNDO}
            </LinkButton>
        }
        .into_any(),
        MayUndo::AskAnAdmin => text::ASK_AN_ADMIN.into_any(),
        MayUndo::Undone => view! { <Badge text=text::UNDONE/> }.into_any(),
    };
    let seen = routes::merge_seen(one.id);
    vec![
        view! {
            <a href=routes::patient(*survivor)><bdi>{line}</bdi></a>
            {reason}
            {undone}
        }
        .into_any(),
        view! { <time datetime=format::machine(one.at, &desk.zone)>{moment(one.at)}</time> }
            .into_any(),
        view! { <bdi>{one.by.as_str().to_owned()}</bdi> }.into_any(),
        view! {
            <div class="cluster">
                {act}
                <LinkButton href=seen dense=true look=Look::Quiet hidden=hidden>
                    {text::DISCLOSED}
                </LinkButton>
            </div>
        }
        .into_any(),
    ]
}
