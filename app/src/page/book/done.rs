//! "You're booked".

use clinic::account_password;
use clinic::appointments::{self, AppointmentView};
use clinic::can;
use domain::id::AppointmentId;
use leptos::prelude::*;

use crate::layout::{Frame, frame, id_param, load, narrow_page};
use crate::page::appointments::{of, undo_booking};
use crate::text::en::{booking, common, family, password};
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
        let address = account.email().as_str();
        Ok(render(frame().await?, &booked, address, has_password))
    })
}

fn render(frame: Frame, booked: &AppointmentView, address: &str, has_password: bool) -> AnyView {
    let date = format::date(
        format::local_date(booked.starts_at, &booked.zone),
        frame.clinic.today,
    );
    let range = format::time_range(booked.starts_at, booked.ends_at, &booked.zone);
    let zone = common::zone(&frame.clinic.city);
    let heading = family::booked(of(booked));
    let place = booking::with_at(booked.practitioner_name.as_str(), &booked.street);
    let main = view! {
        <Panel title=heading.clone()>
            <p class="panel-main">{date}</p>
            <p>{range} ", " {zone}</p>
            <p><bdi>{place}</bdi></p>
        </Panel>
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
