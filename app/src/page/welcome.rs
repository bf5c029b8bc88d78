//! Where a person starts who is logged in: the next appointment, and the last one again.

use clinic::again::{self, Again};
use clinic::appointments::AppointmentView;
use clinic::times::Choice;
use clinic::{AccountHolder, Failure, can};
use domain::id::PatientId;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{Frame, frame, load, narrow_page, summary};
use crate::page::appointments;
use crate::page::book::value;
use crate::text::en::{appointments as text, booking, common, welcome as words};
use crate::ui::*;
use crate::{ctx, format, routes};

/// What somebody could book again, and for whom.
pub(super) struct Card {
    patient: PatientId,
    again: Again,
}

/// What the account's holder could book again. Not everybody who logs in is a patient.
pub(super) async fn card(account: &AccountHolder) -> Result<Option<Card>, ApiError> {
    let clinic = ctx::clinic()?;
    let acting = match clinic.own_patient::<can::Book>(account).await {
        Err(Failure::NotFound) => return Ok(None),
        acting => acting?,
    };
    let again = again::suggest(&clinic, (&ctx::visitor()?, &acting)).await?;
    Ok(again.map(|again| Card {
        patient: acting.patient(),
        again,
    }))
}

impl Card {
    /// "Book again", with a button for each time that books it.
    pub(super) fn render(&self, frame: &Frame, kept: Option<&KeptForm>) -> AnyView {
        let again = &self.again;
        let with = again.practitioner_name.as_str();
        let line = words::once_more(
            &again.service.name,
            with,
            &booking::service_minutes(again.service.minutes),
        );
        let submission = kept
            .map(|form| form.typed("submission"))
            .filter(|typed| !typed.is_empty())
            .unwrap_or_else(|| again.submission.to_string());
        let times = again.slots.iter().map(|slot| {
            let when = format::near_moment(slot.starts_at, &again.zone, frame.clinic.today);
            view! { <Button name="slot" value=value(slot)>{when}</Button> }
        });
        let more = routes::times(&again.service.slug, Choice::Named(again.practitioner));
        view! {
            <section aria-labelledby="again">
                <h2 id="again">{words::BOOK_AGAIN}</h2>
                <p>{line}</p>
                <form class="cluster" method="post" action="/api/booking/again">
                    <input type="hidden" name="patient" value=self.patient.to_string()/>
                    <input type="hidden" name="service" value=again.service.slug.clone()/>
                    <input type="hidden" name="submission" value=submission/>
                    {times.collect_view()}
                    <LinkButton href=more look=Look::Quiet>{text::MORE_TIMES}</LinkButton>
                </form>
                <p class="muted">{words::ONE_TAP}</p>
            </section>
        }
        .into_any()
    }
}

/// The next appointment, and the last one to be booked again.
pub fn welcome() -> impl IntoView {
    load(async {
        let account = ctx::account().await?;
        let ahead = appointments::own(&account).await?;
        let next = ahead.into_iter().find(|found| found.upcoming);
        let card = card(&account).await?;
        let kept = ctx::again(&["booking/again"]);
        let arrived = super::invitation::arrived(&account).await?;
        Ok(render(
            frame().await?,
            arrived,
            next.as_ref(),
            card.as_ref(),
            kept.as_deref(),
        ))
    })
}

fn render(
    frame: Frame,
    arrived: Option<AnyView>,
    next: Option<&AppointmentView>,
    card: Option<&Card>,
    kept: Option<&KeptForm>,
) -> AnyView {
    let again = card.map(|card| card.render(&frame, kept));
    let appointment = match next {
        Some(next) => next_one(&frame, next),
        None if card.is_some() => view! { <p>{text::NONE}</p> }.into_any(),
        None => view! {
            <EmptyState text=words::NONE_YET>
                <LinkButton href=routes::BOOK look=Look::Primary>{words::BOOK_FIRST}</LinkButton>
            </EmptyState>
        }
        .into_any(),
    };
    let heading = if next.is_none() && card.is_none() {
        words::HEADING_NEW
    } else {
        words::HEADING
    };
    let main = view! {
        {arrived}
        {summary(kept, &[], frame.phone())}
        <h1>{heading}</h1>
        {appointment}
        {again}
    }
    .into_any();
    narrow_page(frame, heading, main)
}

fn next_one(frame: &Frame, next: &AppointmentView) -> AnyView {
    let zone = &next.zone;
    let date = format::date(format::local_date(next.starts_at, zone), frame.clinic.today);
    let range = format::time_range(next.starts_at, next.ends_at, zone);
    let range = format!("{range}, {}", common::zone(&frame.clinic.city));
    let rows = vec![
        SummaryRow::new(booking::WHEN, date).line(range),
        SummaryRow::new(booking::WHAT_ROW, next.service_name.clone()),
        SummaryRow::new(booking::WITH, next.practitioner_name.as_str()),
        SummaryRow::new(booking::WHERE, next.street.clone()).line(next.city.clone()),
    ];
    view! {
        <section aria-labelledby="next">
            <h2 id="next">{words::NEXT}</h2>
            <SummaryList rows=rows/>
            <p class="cluster">
                <LinkButton href=routes::appointment(next.id)>{text::SEE}</LinkButton>
                <LinkButton href=routes::APPOINTMENTS look=Look::Quiet>
                    {common::MY_APPOINTMENTS}
                </LinkButton>
            </p>
        </section>
    }
    .into_any()
}
