//! Where a person starts who is logged in: the next appointment, and the last one again.

use clinic::again::{self, Again};
use clinic::appointments::AppointmentView;
use clinic::times::Choice;
use clinic::{AccountHolder, can};
use domain::access::Ability;
use domain::id::PatientId;
use domain::registration::booked_as::BookedAs;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{Frame, frame, load, narrow_page, summary};
use crate::page::appointments;
use crate::page::book::{Answer, is_asked, question, value};
use crate::text::en::{appointments as text, booking, common, family, welcome as words};
use crate::ui::*;
use crate::{ctx, format, routes};

/// What somebody could book again, and for whom.
pub(super) struct Card {
    patient: PatientId,
    again: Again,
}

/// What whom the page is for could have again. Not everybody who logs in is a patient; and
/// for whom one only books, the last visit isn't told.
pub(super) async fn card(frame: &Frame, account: &AccountHolder) -> Result<Option<Card>, ApiError> {
    let clinic = ctx::clinic()?;
    let Some(acting) = frame.acts::<can::Book>(account).await? else {
        return Ok(None);
    };
    if !acting.rights().abilities.has(Ability::ViewAppointments) {
        return Ok(None);
    }
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
        let tap = match again.booked_as {
            BookedAs::Request => words::ONE_TAP_ASKS,
            BookedAs::Booking => words::ONE_TAP,
        };
        let more = routes::times(&again.service.slug, Choice::Named(again.practitioner));
        view! {
            <section aria-labelledby="again">
                <h2 id="again">{family::book_again(frame.of())}</h2>
                <p>{line}</p>
                <form class="cluster" method="post" action="/api/booking/again">
                    <input type="hidden" name="patient" value=self.patient.to_string()/>
                    <input type="hidden" name="service" value=again.service.slug.clone()/>
                    <input type="hidden" name="submission" value=submission/>
                    <input type="hidden" name="booked_as" value=again.booked_as.as_str()/>
                    {times.collect_view()}
                    <LinkButton href=more look=Look::Quiet>{text::MORE_TIMES}</LinkButton>
                </form>
                <p class="muted">{tap}</p>
            </section>
        }
        .into_any()
    }
}

/// What is wrong with a tap on one of the times; for whom it was, if they switched meanwhile.
pub(super) fn whose(frame: &Frame, kept: Option<&KeptForm>) -> AnyView {
    let asked = kept.filter(|form| is_asked(Some(form))).and_then(|form| {
        let typed = |field: &'static str| (field, form.typed(field));
        let made_for = form.typed("patient").parse().ok()?;
        let answer = Answer {
            action: "/api/booking/again",
            fields: ["service", "submission", "slot", "booked_as"]
                .map(typed)
                .to_vec(),
            agreed: true,
        };
        question(frame, made_for, (answer.clone(), answer))
    });
    asked.unwrap_or_else(|| summary(kept, &[], frame.phone()))
}

/// The next appointment, and the last one to be booked again.
pub fn welcome() -> impl IntoView {
    load(async {
        let account = ctx::account().await?;
        let frame = frame().await?;
        let kept = ctx::again(&["booking/again"]);
        let arrived = super::invitation::arrived(&account).await?;
        let Some(ahead) = appointments::seen(&frame, &account).await? else {
            let heading = family::welcome(frame.of(), words::HEADING);
            let main = view! {
                {summary(kept.as_deref(), &[], frame.phone())}
                <h1>{heading.clone()}</h1>
                {appointments::not_shown(&frame)}
            };
            return Ok(narrow_page(frame, &heading, main.into_any()));
        };
        let next = ahead.into_iter().find(|found| found.upcoming);
        let card = card(&frame, &account).await?;
        Ok(render(
            frame,
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
    let first = match frame.of() {
        Some(name) => family::book(Some(name)),
        None => words::BOOK_FIRST.to_owned(),
    };
    let appointment = match next {
        Some(next) => next_one(&frame, next),
        None if card.is_some() => view! { <p>{text::NONE}</p> }.into_any(),
        None => view! {
            <EmptyState text=words::none_yet(frame.of())>
                <LinkButton href=routes::BOOK look=Look::Primary>{first}</LinkButton>
            </EmptyState>
        }
        .into_any(),
    };
    let heading = if next.is_none() && card.is_none() {
        words::HEADING_NEW
    } else {
        words::HEADING
    };
    let heading = family::welcome(frame.of(), heading);
    let main = view! {
        {arrived}
        {whose(&frame, kept)}
        <h1>{heading.clone()}</h1>
        {appointment}
        {again}
    }
    .into_any();
    narrow_page(frame, &heading, main)
}

fn next_one(frame: &Frame, next: &AppointmentView) -> AnyView {
    let (heading, all) = (family::next(frame.of()), family::appointments(frame.of()));
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
            <h2 id="next">{heading}</h2>
            {appointments::badge(next)}
            <SummaryList rows=rows/>
            <p class="cluster">
                <LinkButton href=routes::appointment(next.id)>{text::SEE}</LinkButton>
                <LinkButton href=routes::APPOINTMENTS look=Look::Quiet>
                    {all}
                </LinkButton>
            </p>
        </section>
    }
    .into_any()
}
