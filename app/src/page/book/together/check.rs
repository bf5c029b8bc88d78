//! "Check and book" for several people: each of their appointments, and one press for all.

use clinic::Failure;
use clinic::booking::CheckView;
use clinic::holds::together::rows;
use clinic::together as use_case;
use domain::id::{HoldId, PatientId};
use domain::registration::booked_as::BookedAs;
use leptos::prelude::*;

use crate::kept::KeptForm;
use crate::layout::{Frame, form_title, frame, id_param, load, narrow_page, summary};
use crate::page::book::beside;
use crate::page::book::held::{EXTEND, watch};
use crate::page::book::lost::{gone, not_held};
use crate::text::en::{booking, common, together as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Check and book for Leo and Maya".
pub fn check() -> impl IntoView {
    load(async {
        let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
        let Ok(hold) = id_param::<HoldId>("hold") else {
            return not_held().await;
        };
        let held = match rows(&clinic, &visitor, hold).await {
            Err(failure) => return gone(failure).await,
            Ok(held) => held,
        };
        let people: Vec<PatientId> = held.iter().filter_map(|(_, patient)| *patient).collect();
        let [(first, _), _, ..] = held.as_slice() else {
            ctx::redirect(&routes::check(hold));
            return Ok(().into_any());
        };
        let first = *first;
        let who = match clinic.together(account, &people).await {
            Err(failure @ Failure::NotFound) => return gone(failure).await,
            who => who?,
        };
        let holds: Vec<HoldId> = held.iter().map(|(hold, _)| *hold).collect();
        let views = match use_case::check_all(&clinic, (&visitor, &who), &holds).await {
            Err(failure) => return gone(failure).await,
            Ok(views) => views,
        };
        let again = ctx::again(&["booking/book-together", "booking/extend"]);
        Ok(render_check(
            frame().await?,
            first,
            &people,
            &views,
            again.as_deref(),
        ))
    })
}

fn render_check(
    frame: Frame,
    hold: HoldId,
    people: &[PatientId],
    views: &[CheckView],
    again: Option<&KeptForm>,
) -> AnyView {
    let names: Vec<&str> = views
        .iter()
        .map(|view| view.patient_name.first_word())
        .collect();
    let heading = text::check(&names);
    let submission = again
        .map(|form| form.typed("submission"))
        .filter(|typed| !typed.is_empty())
        .or_else(|| Some(views.first()?.submission.to_string()));
    let asks = views.iter().any(|view| view.booked_as == BookedAs::Request);
    let press = match asks {
        true => text::REQUEST_ALL,
        false => text::BOOK_ALL,
    };
    let comes: Vec<&str> = views.iter().map(|view| view.booked_as.as_str()).collect();
    let people: Vec<String> = people.iter().map(ToString::to_string).collect();
    let parts = views.iter().map(|view| part(&frame, view)).collect_view();
    let here = routes::together_check(hold);
    let watch = views.first().map(|view| {
        let extend = view! {
            <form method="post" action=EXTEND>
                <input type="hidden" name="hold" value=hold.to_string()/>
                <Button name="next" value=here>{booking::EXTEND}</Button>
            </form>
        };
        watch(&frame, &view.hold, extend.into_any())
    });
    let main = view! {
        {summary(again, &[], frame.phone())}
        <h1>{heading.clone()}</h1>
        {watch}
        {parts}
        <p>{text::ALL_OR_NONE}</p>
        <form class="cluster" method="post" action="/api/booking/book-together">
            <input type="hidden" name="hold" value=hold.to_string()/>
            <input type="hidden" name="submission" value=submission/>
            <input type="hidden" name="people" value=people.join(".")/>
            <input type="hidden" name="booked_as" value=comes.join(".")/>
            <Button look=Look::Primary>{press}</Button>
            <LinkButton href=routes::TOGETHER look=Look::Quiet>{text::OTHER_TIMES}</LinkButton>
        </form>
    };
    narrow_page(frame, &form_title(&heading, again), main.into_any())
}

/// One of the appointments, and whom it is for.
fn part(frame: &Frame, view: &CheckView) -> AnyView {
    let hold = &view.hold;
    let date = format::date(
        format::local_date(hold.starts_at, &hold.zone),
        frame.clinic.today,
    );
    let range = format::time_range(hold.starts_at, hold.ends_at, &hold.zone);
    let zone = common::zone(&frame.clinic.city);
    let mut rows = vec![
        SummaryRow::new(booking::WHEN, date).line(format!("{range}, {zone}")),
        SummaryRow::new(booking::WHAT_ROW, hold.service.name.clone())
            .line(beside::meta(&hold.service)),
        SummaryRow::new(booking::WITH, hold.practitioner_name.as_str()),
        SummaryRow::new(booking::WHERE, view.street.clone()).line(view.city.clone()),
    ];
    let cancelling = match view.cancel_until {
        Some(until) => beside::free_until(frame, until, &hold.zone),
        None => booking::CANCEL_BY_PHONE.to_owned(),
    };
    rows.push(SummaryRow::new(booking::CANCELLING, cancelling));
    let name = view.patient_name.as_str().to_owned();
    let first =
        (view.booked_as == BookedAs::Request).then(|| view! { <p>{booking::CONFIRMED_FIRST}</p> });
    view! { <h2><bdi>{name}</bdi></h2> <SummaryList rows=rows/> {first} }.into_any()
}
