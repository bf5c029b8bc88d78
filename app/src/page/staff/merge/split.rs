//! "Split them back into two?": what goes back by itself, what is asked, and what stays.

use std::collections::BTreeSet;

use clinic::can;
use clinic::merge::{self, MayUndo, RowRef, RowShown, UndoPreview, What};
use domain::id::MergeId;
use leptos::prelude::*;

use super::super::room::{At, Back, Room};
use super::super::step_up;
use crate::kept::KeptForm;
use crate::layout::{form_title, id_param, load, summary};
use crate::text::en::splitting as text;
use crate::ui::*;
use crate::{ctx, format, routes};

/// The page.
pub fn split() -> impl IntoView {
    load(async {
        let who = ctx::staff::<can::ResolveRegistrations>().await?;
        let id: MergeId = id_param("merge")?;
        let page = merge::undo_preview(&ctx::clinic()?, &who, id).await?;
        let again = ctx::again(&["staff/merge/undo"]);
        let again = again.as_deref();
        let room = Room::of(&who, page.desk.waiting_count).await?;
        let problem = summary(again, &step_up::LINKS, &room.clinic.phone);
        let survivor = page.line.survivor.1.as_str();
        let title = text::split_title(survivor);
        let content = match (&page.line.may_undo, &page.blocked_by) {
            (MayUndo::Undone, _) => view! { <p>{text::IS_UNDONE}</p> }.into_any(),
            (MayUndo::AskAnAdmin, _) => view! { <p>{text::ASK_AN_ADMIN}</p> }.into_any(),
            (MayUndo::Today | MayUndo::AnyTime, Some(outer)) => {
                let (absorbed, survivor) = (outer.absorbed.1.as_str(), outer.survivor.1.as_str());
                let line = text::blocked_by(absorbed, survivor);
                let to = routes::merge_undo(outer.id);
                view! {
                    <Notice kind=NoticeKind::Bad><p><bdi>{line}</bdi></p></Notice>
                    <p><LinkButton href=to icon=IconName::Undo>{text::UNDO}</LinkButton></p>
                }
                .into_any()
            }
            (MayUndo::Today | MayUndo::AnyTime, None) => form(&page, again),
        };
        let main = view! {
            {problem}
            <header class="staff-head">
                <h1><bdi>{title.clone()}</bdi></h1>
                {into(&page)}
            </header>
            <div class="merge-stack">{content}</div>
        }
        .into_any();
        let back = Back::to(routes::MERGES, text::MERGES);
        Ok(room.page_below(back, &form_title(&title, again), At::Patient, main))
    })
}

/// Which two there will be.
fn into(page: &UndoPreview) -> AnyView {
    let (survivor, absorbed) = (page.line.survivor.1.as_str(), page.line.absorbed.1.as_str());
    view! { <p><bdi>{text::split_into(survivor, absorbed)}</bdi></p> }.into_any()
}

fn form(page: &UndoPreview, again: Option<&KeptForm>) -> AnyView {
    let (survivor, absorbed) = (page.line.survivor.1.as_str(), page.line.absorbed.1.as_str());
    let mut back: Vec<String> = page.back.iter().map(|row| said(page, row)).collect();
    let stops = page.stops.iter().map(|row| said(page, row));
    back.extend(stops.map(|stop| text::with_both(&stop)));
    let fields = [
        (!page.fields_back.is_empty()).then(|| text::fields_back(&page.fields_back)),
        (!page.fields_kept.is_empty()).then(|| text::fields_kept(&page.fields_kept)),
    ];
    let lines: Vec<String> = back
        .into_iter()
        .chain(fields.into_iter().flatten())
        .collect();
    let by_itself = (!lines.is_empty()).then(|| {
        let lines = lines
            .into_iter()
            .map(|line| view! { <li><bdi>{line}</bdi></li> })
            .collect_view();
        view! {
            <section aria-labelledby="back-heading">
                <h2 id="back-heading">{text::BACK}</h2>
                <ul class="merge-people">{lines}</ul>
            </section>
        }
    });
    let changed = ticks(
        page,
        ("stay", text::CHANGED, text::changed_hint(absorbed)),
        (&page.changed, &BTreeSet::new()),
        |what| text::stays_with(what, survivor),
        again,
    );
    let since = ticks(
        page,
        ("give", text::SINCE, text::since_hint(survivor)),
        (&page.since, &page.theirs),
        |what| text::give_to(what, absorbed),
        again,
    );
    let nothing = (page.changed.is_empty() && page.since.is_empty())
        .then(|| view! { <p>{text::NOTHING_ADDED}</p> });
    let proof = page
        .asks
        .map(|asks| step_up::fields(asks, text::PASSWORD_HINT, again));
    view! {
        <form class="merge-stack" method="post" action="/api/staff/merge/undo" novalidate=true>
            <input type="hidden" name="merge" value=page.line.id.to_string()/>
            <input type="hidden" name="version" value=page.version.clone()/>
            {nothing}
            {changed}
            {since}
            {by_itself}
            <p class="muted">{text::SPLIT_MEANS}</p>
            <div class="staff-ask">{proof}</div>
            <div class="merge-go">
                <Button look=Look::Primary icon=IconName::Undo>{text::SPLIT}</Button>
                <LinkButton href=routes::MERGES>{text::KEEP}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// A row in words.
fn said(page: &UndoPreview, row: &RowShown) -> String {
    let desk = &page.desk;
    let moment = |at| format::moment(at, &desk.zone, desk.today);
    match &row.what {
        What::Visit {
            starts_at,
            cancelled,
            ..
        } => text::visit(&moment(*starts_at), *cancelled),
        What::Access {
            holder,
            relation,
            ended,
            waits,
            giver,
            ..
        } => {
            let now = match (ended, waits) {
                (true, _) => text::ENDED,
                (false, true) => text::WAITS,
                (false, false) => "",
            };
            let giver = giver.as_ref().map(|giver| giver.as_str());
            text::access(holder.as_str(), *relation, now, giver)
        }
        What::Invitation { email, .. } => text::invitation(email),
        What::Stop { set_at, .. } => text::stop(&moment(*set_at)),
    }
}

/// A box for each row; those of `first` are ticked at first.
fn ticks(
    page: &UndoPreview,
    (list, title, hint): (&'static str, &'static str, String),
    (rows, first): (&[RowShown], &BTreeSet<RowRef>),
    label: impl Fn(&str) -> String,
    again: Option<&KeptForm>,
) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let typed = again.map(|form| form.typed(list));
    let boxes = rows
        .iter()
        .map(|row| {
            let value = row.row.to_string();
            let checked = match &typed {
                Some(typed) => typed.split_whitespace().any(|sent| sent == value),
                None => first.contains(&row.row),
            };
            let label = label(&said(page, row));
            view! {
                <li>
                    <label class="choice choice-plain">
                        <input type="checkbox" name=list value=value checked=checked/>
                        <span><bdi>{label}</bdi></span>
                    </label>
                </li>
            }
        })
        .collect_view();
    let heading = format!("{list}-heading");
    let labelled = heading.clone();
    view! {
        <section aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            <p class="muted"><bdi>{hint}</bdi></p>
            <ul class="merge-people">{boxes}</ul>
        </section>
    }
    .into_any()
}
