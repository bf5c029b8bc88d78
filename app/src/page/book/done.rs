//! "You're booked".

use clinic::appointments::{self, AppointmentView};
use clinic::family::Person;
use clinic::together::{self, RightAfter};
use clinic::{AccountHolder, Failure, account_password, can};
use domain::access::{Ability, Relation};
use domain::appointment::AppointmentState;
use domain::id::AppointmentId;
use domain::limits;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{Frame, frame, id_param, load, narrow_page};
use crate::page::appointments::{of, undo_booking};
use crate::text::en::{booking, common, family, password, together as words};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "You're booked".
pub fn done() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let asked: AppointmentId = id_param("appointment")?;
        let (acting, id) = clinic
            .acting_on::<can::ViewAppointments>(&account, asked)
            .await?;
        let booked = appointments::show(&clinic, &acting, id).await?;
        let has_password = account_password::has(&clinic, &account).await?;
        let frame = frame().await?;
        let others = right_after(&frame, &account, &booked).await?;
        let address = account.email().as_str();
        Ok(render(frame, &booked, others, (address, has_password)))
    })
}

/// Who else could come right after, each with the time: those whom the account may book for.
async fn right_after(
    frame: &Frame,
    account: &AccountHolder,
    booked: &AppointmentView,
) -> Result<AnyView, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let people = frame.people.iter().flat_map(|people| &people.all);
    let others = people.filter(|person| {
        person.patient != booked.patient && person.rights.abilities.has(Ability::Book)
    });
    let mut forms = Vec::new();
    if booked.state == AppointmentState::Confirmed {
        for person in others.take(limits::TOGETHER_PEOPLE_MAX - 1) {
            let acting = match clinic
                .acting_for::<can::Book>(account, person.patient)
                .await
            {
                Err(Failure::NotFound) => continue,
                acting => acting?,
            };
            let found = together::right_after(&clinic, (&visitor, &acting), booked).await?;
            forms.extend(found.map(|after| bring(person, &after, booked)));
        }
    }
    if forms.is_empty() {
        return Ok(().into_any());
    }
    Ok(view! {
        <h2>{words::RIGHT_AFTER}</h2>
        {forms}
    }
    .into_any())
}

/// The button that holds the time right after for somebody else.
fn bring(person: &Person, after: &RightAfter, booked: &AppointmentView) -> AnyView {
    let name = person.full_name.first_word();
    let name = (person.relation == Relation::Guardian).then_some(name);
    let label = words::right_after(name, &format::time(after.starts_at, &booked.zone));
    let what = words::what_with(&after.service_name, after.practitioner_name.as_str());
    let slot = format!(
        "{}.{}",
        after.starts_at.as_millisecond(),
        after.practitioner
    );
    view! {
        <form class="bring" method="post" action="/api/booking/right-after">
            <input type="hidden" name="service" value=after.slug.clone()/>
            <input type="hidden" name="patient" value=after.patient.to_string()/>
            <p><Button name="slot" value=slot>{label}</Button></p>
            <p class="muted">{what}</p>
        </form>
    }
    .into_any()
}

fn render(
    frame: Frame,
    booked: &AppointmentView,
    others: AnyView,
    (address, has_password): (&str, bool),
) -> AnyView {
    let date = format::date(
        format::local_date(booked.starts_at, &booked.zone),
        frame.clinic.today,
    );
    let range = format::time_range(booked.starts_at, booked.ends_at, &booked.zone);
    let zone = common::zone(&frame.clinic.city);
    let heading = match booked.requested {
        true => family::requested(of(booked)),
        false => family::booked(of(booked)),
    };
    let waits = booked
        .requested
        .then(|| view! { <p>{booking::NOT_CONFIRMED}</p> });
    let place = booking::with_at(booked.practitioner_name.as_str(), &booked.street);
    let main = view! {
        <Panel title=heading.clone()>
            <p class="panel-main">{date}</p>
            <p>{range} ", " {zone}</p>
            <p><bdi>{place}</bdi></p>
        </Panel>
        {waits}
        <p class="cluster">
            <LinkButton
                href=routes::calendar_file(booked.id)
                look=Look::Primary
                icon=IconName::Calendar
                download=true
            >
                {booking::ADD_TO_CALENDAR}
            </LinkButton>
            <LinkButton href=routes::appointment(booked.id)>{booking::CHANGE_OR_CANCEL}</LinkButton>
        </p>
        {undo_booking(booked)}
        {others}
        <h2>{booking::WHAT_NEXT}</h2>
        <p>{booking::mail_goes_to(address)}</p>
        <p>{booking::ARRIVE}</p>
        {(!has_password).then(password_offer)}
    }
    .into_any();
    narrow_page(frame, &heading, main)
}

/// One quiet offer, after the booking and never before.
fn password_offer() -> impl IntoView {
    view! {
        <p class="muted">
            {booking::ACCOUNT_READY} " " {password::OFFER} " "
            <a href=routes::PASSWORD>{password::OFFER_LINK}</a> "."
        </p>
    }
}
