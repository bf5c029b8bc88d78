//! "They are booked".

use clinic::{appointments, can};
use domain::id::AppointmentId;
use domain::limits;
use leptos::prelude::*;

use crate::layout::{frame, load, narrow_page, param};
use crate::page::appointments::undo_booking;
use crate::text::en::{booking, common, together as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Leo and Maya are booked".
pub fn done() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let mut booked = Vec::new();
        for id in param("appointment")
            .split('.')
            .take(limits::TOGETHER_PEOPLE_MAX)
        {
            let asked: AppointmentId = crate::api::id(id)?;
            let (acting, id) = clinic
                .acting_on::<can::ViewAppointments>(&account, asked)
                .await?;
            booked.push(appointments::show(&clinic, &acting, id).await?);
        }
        let names: Vec<&str> = booked
            .iter()
            .map(|one| one.patient_name.first_word())
            .collect();
        let all_stand = booked.iter().all(|one| !one.requested);
        let heading = match all_stand {
            true => text::booked(&names),
            false => text::requested(&names),
        };
        let frame = frame().await?;
        let zone = common::zone(&frame.clinic.city);
        let mut told = None;
        let lines = booked.iter().map(|one| {
            let on = format::local_date(one.starts_at, &one.zone);
            // Each date once: they mostly come on the same one.
            let date = (told.replace(on) != Some(on)).then(
                || view! { <p class="panel-main">{format::date(on, frame.clinic.today)}</p> },
            );
            let range = format::time_range(one.starts_at, one.ends_at, &one.zone);
            let first = one.patient_name.first_word().to_owned();
            let place = booking::with_at(one.practitioner_name.as_str(), &one.street);
            view! {
                {date}
                <p class="panel-who"><bdi>{first}</bdi></p>
                <p>{range} ", " {zone.clone()}</p>
                <p><bdi>{place}</bdi></p>
                {one.requested.then(|| view! { <p>{booking::NOT_CONFIRMED}</p> })}
            }
        });
        let lines = lines.collect_view();
        let each = booked.iter().map(|one| {
            let name = one.patient_name.as_str().to_owned();
            view! {
                <h2><bdi>{name.clone()}</bdi></h2>
                <p class="cluster">
                    <LinkButton
                        href=routes::calendar_file(one.id)
                        icon=IconName::Calendar
                        download=true
                        hidden=name.clone()
                    >
                        {booking::ADD_TO_CALENDAR}
                    </LinkButton>
                    <LinkButton href=routes::appointment(one.id) hidden=name>
                        {booking::CHANGE_OR_CANCEL}
                    </LinkButton>
                </p>
                {undo_booking(one)}
            }
        });
        let each = each.collect_view();
        let main = view! {
            <Panel title=heading.clone()>
                {lines}
            </Panel>
            {each}
            <h2>{booking::WHAT_NEXT}</h2>
            <p>{booking::mail_goes_to(account.email().as_str())}</p>
            <p>{booking::ARRIVE}</p>
        };
        Ok(narrow_page(frame, &heading, main.into_any()))
    })
}
