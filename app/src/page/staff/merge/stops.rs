//! What speaks against merging two profiles: what nobody passes over, and what is passed over
//! with a tick and a reason.

use clinic::merge::{Caution, Field, MergeRefusal, Preview};
use domain::limits;
use leptos::prelude::*;

use super::value;
use crate::kept::KeptForm;
use crate::layout::{FIELD, chars, field_error};
use crate::text::en::{errors, merge as text};
use crate::ui::*;
use crate::{format, routes};

/// Whether there is no way to merge them for whoever looks.
pub(super) fn is_stopped(page: &Preview) -> bool {
    !page.plan.refusals.is_empty() || needs_an_admin(page)
}

fn needs_an_admin(page: &Preview) -> bool {
    page.plan.cautions.contains(&Caution::Safeguarding) && !page.may_settle_stops
}

/// Why they can't be merged, with the way on, in place of the form.
pub(super) fn refused(page: &Preview) -> AnyView {
    let why = page.plan.refusals.iter().map(|refusal| {
        let line = errors::merging(*refusal);
        view! { <p>{line}</p> }
    });
    let admin = needs_an_admin(page).then(|| view! { <p>{errors::ADMIN_FOR_STOP}</p> });
    let why = why.collect_view();
    let has = |refusal| page.plan.refusals.contains(&refusal);
    let (survivor, absorbed) = (page.survivor.patient, page.absorbed.patient);
    let helps = !page.plan.refusals.is_empty() && page.plan.turned;
    let other_way = helps.then(|| {
        let to = routes::merge(absorbed, survivor);
        view! { <LinkButton href=to look=Look::Primary>{text::OTHER_WAY}</LinkButton> }
    });
    let forget = has(MergeRefusal::Different).then(|| {
        view! {
            <form method="post" action="/api/staff/merge/forget-differ">
                <input type="hidden" name="survivor" value=survivor.to_string()/>
                <input type="hidden" name="absorbed" value=absorbed.to_string()/>
                <Button>{text::FORGET}</Button>
            </form>
        }
    });
    let merged = has(MergeRefusal::AlreadyMerged).then(|| {
        let to = routes::patient(absorbed);
        view! { <LinkButton href=to>{text::OPEN_MERGED}</LinkButton> }
    });
    let another = has(MergeRefusal::Itself).then(|| {
        let to = routes::merge_with(survivor);
        view! { <LinkButton href=to>{text::MERGE_WITH}</LinkButton> }
    });
    let over = has(MergeRefusal::AlreadyMerged) || has(MergeRefusal::Itself);
    let different = (!over && !has(MergeRefusal::Different))
        .then(|| view! { <Button form="differ">{text::DIFFERENT}</Button> });
    view! {
        <Notice kind=NoticeKind::Bad>{why} {admin}</Notice>
        <div class="cluster">{other_way} {forget} {merged} {another} {different}</div>
    }
    .into_any()
}

/// What to look at before anything else, and where that asks for it the tick and the reason.
pub(super) fn cautions(page: &Preview, again: Option<&KeptForm>) -> AnyView {
    let both = |field: Field| {
        let mut differing = page.plan.differing.iter();
        let found = differing.find(|one| one.field == field);
        found.map_or_else(Default::default, |one| {
            let absorbed = value::line(field, &one.absorbed);
            (absorbed, value::line(field, &one.survivor))
        })
    };
    let asked = page.plan.cautions.iter().map(|caution| match caution {
        Caution::BornDiffers => {
            let (one, other) = both(Field::Born);
            text::born_differs(&one, &other)
        }
        Caution::SexDiffers => {
            let (one, other) = both(Field::Sex);
            text::sex_differs(&one, &other)
        }
        Caution::Safeguarding => text::STOP_THERE.to_owned(),
    });
    let asked: Vec<String> = asked.collect();
    let told = page.plan.overlaps.iter().filter_map(|overlap| {
        let visit = page.survivor.visits.get(&overlap.survivor)?;
        let date = format::local_date(visit.starts_at, &page.desk.zone);
        Some(text::overlap_on(&format::date(date, page.desk.today)))
    });
    let accounts = page.plan.selves.map(|_| text::BOTH_ACCOUNTS.to_owned());
    let told: Vec<String> = accounts.into_iter().chain(told).collect();
    if asked.is_empty() && told.is_empty() {
        return ().into_any();
    }
    let tick = (!asked.is_empty()).then(|| tick(again));
    let lines = asked.into_iter().chain(told);
    let lines = lines.map(|line| view! { <p>{line}</p> }).collect_view();
    view! {
        <Notice kind=NoticeKind::Warn title=text::STOPS>
            {lines}
            {tick}
        </Notice>
    }
    .into_any()
}

fn tick(again: Option<&KeptForm>) -> AnyView {
    let typed = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
    view! {
        <Checkbox
            name="confirmed"
            label=text::CONFIRMED
            words=FIELD
            checked=!typed("confirmed").is_empty()
            error=field_error(again, "confirmed")
        />
        <TextInput
            name="reason"
            label=text::REASON
            hint=text::REASON_HINT
            words=FIELD
            value=typed("reason")
            error=field_error(again, "reason")
            maxlength=chars(limits::REASON_CHARS_MAX)
        />
    }
    .into_any()
}
