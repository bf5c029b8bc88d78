//! "Change time": the times that an appointment could move to, and the question before
//! it does.

use clinic::appointments::AppointmentView;
use clinic::appointments::change::{self, Offer, Proposed};
use clinic::times::{Choice, SlotView as Time};
use clinic::{ActingFor, Failure, can};
use domain::id::{AppointmentId, PractitionerId};
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;

use super::{find, of};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    Frame, form_title, frame, id_param, load, narrow_page, patient_page, summary, tel, with_phone,
};
use crate::page::book::{Picker, Take, card, time_cards, year_month};
use crate::text::en::{appointments as text, booking, common, errors, family};
use crate::ui::*;
use crate::{api, ctx, format, routes};

/// Without `?slot=` the times, else the question whether to take that one. `?who=` shows
/// another person's times, `?date=` opens a date, `?month=` a month.
pub fn change() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let asked: AppointmentId = id_param("appointment")?;
        let (acting, id) = clinic.acting_on::<can::Reschedule>(&account, asked).await?;
        match ctx::query("slot").as_deref().and_then(api::slot) {
            Some((at, with)) => confirm(&acting, id, at, with).await,
            None => choose(&acting, id).await,
        }
    })
}

async fn choose(
    acting: &ActingFor<can::Reschedule>,
    id: AppointmentId,
) -> Result<AnyView, ApiError> {
    let choice = match ctx::query("who") {
        Some(text) => Some(Choice::parse(&text).ok_or(Failure::NotFound)?),
        None => None,
    };
    let date = ctx::query("date").and_then(|text| text.parse::<Date>().ok());
    let month = ctx::query("month").and_then(|text| year_month(&text));
    let who = (&ctx::visitor()?, acting);
    match change::offer(&ctx::clinic()?, who, id, choice, month, date).await {
        Ok(offer) => Ok(render_times(frame().await?, offer)),
        Err(Failure::Refused(refusal)) => cannot(&refusal).await,
        Err(failure) => Err(failure.into()),
    }
}

/// The page of an appointment that keeps its time.
async fn cannot(refusal: &Refusal) -> Result<AnyView, ApiError> {
    let frame = frame().await?;
    let visit = find().await?;
    let phone = frame.phone().to_owned();
    let why = with_phone(errors::refusal(refusal, &phone), &phone);
    let main = view! {
        <h1>{text::STAYS_AS_IT_IS}</h1>
        <p>{why}</p>
        <p class="cluster">
            <LinkButton href=routes::appointment(visit.id) look=Look::Primary>
                {text::SEE}
            </LinkButton>
            <LinkButton href=tel(&phone) icon=IconName::Phone>{common::call(&phone)}</LinkButton>
        </p>
    }
    .into_any();
    Ok(narrow_page(frame, text::STAYS_AS_IT_IS, main))
}

/// What a time's button leads to.
pub(super) fn take(id: AppointmentId) -> Take {
    Take {
        method: "get",
        action: routes::change(id),
        fields: Vec::new(),
    }
}

/// "Now: Thursday, March 12, 10:15 am"
fn now(frame: &Frame, visit: &AppointmentView) -> String {
    text::now(&format::moment(
        visit.starts_at,
        &visit.zone,
        frame.clinic.today,
    ))
}

fn render_times(frame: Frame, offer: Offer) -> AnyView {
    let Offer {
        visit,
        choice,
        times,
        people,
    } = offer;
    let zone = common::zone(&frame.clinic.city);
    let with = (people.len() > 1).then(|| {
        let link = |to: Choice, name: &str| {
            NavLink::new(routes::change_with(visit.id, to), name).current(to == choice)
        };
        let everybody = people
            .iter()
            .map(|(id, name)| link(Choice::Named(*id), name.as_str()));
        let links = std::iter::once(link(Choice::First, booking::FIRST_AVAILABLE));
        let links = links.chain(everybody).collect();
        view! { <Segmented label=booking::WITH links=links/> }
    });
    let picker = Picker {
        month: times,
        phone: frame.phone().to_owned(),
        take: take(visit.id),
        here: format!("{}#times", routes::change(visit.id)),
        stay: vec![("who", choice.to_string())],
    };
    let service = view! {
        <b>{visit.service_name.clone()}</b> " " {booking::with(visit.practitioner_name.as_str())}
    };
    let heading = family::choose_time(of(&visit));
    let main = view! {
        <h1>{heading.clone()}</h1>
        <p class="booking-intro">
            {service} <br/>
            <b>{now(&frame, &visit)}</b> " " {text::times_are(&zone)}
        </p>
        {with}
        {picker.pickers(true)}
        <p class="booking-else"><a href=routes::appointment(visit.id)>{text::KEEP}</a></p>
    }
    .into_any();
    patient_page(frame, &heading, "wrap page", main)
}

async fn confirm(
    acting: &ActingFor<can::Reschedule>,
    id: AppointmentId,
    at: Timestamp,
    with: PractitionerId,
) -> Result<AnyView, ApiError> {
    let clinic = ctx::clinic()?;
    let again = ctx::again(&["appointments/move"]);
    let who = (&ctx::visitor()?, acting);
    match change::propose(&clinic, who, id, at, with).await {
        Ok(proposed) => Ok(render_question(frame().await?, &proposed, again.as_deref())),
        Err(Failure::Refused(Refusal::Book(why))) => {
            let choice = Choice::Named(with);
            let near = match change::nearest(&clinic, who, id, choice, at).await {
                // Somebody who doesn't offer it any more has no times at all.
                Err(Failure::NotFound) => {
                    change::nearest(&clinic, who, id, Choice::First, at).await?
                }
                near => near?,
            };
            let visit = find().await?;
            Ok(render_gone(
                frame().await?,
                &visit,
                &Refusal::Book(why),
                &near,
            ))
        }
        Err(Failure::Refused(refusal)) => cannot(&refusal).await,
        Err(failure) => Err(failure.into()),
    }
}

/// "Move to Friday, March 13, 9:00 am?"
fn render_question(frame: Frame, proposed: &Proposed, again: Option<&KeptForm>) -> AnyView {
    let Proposed {
        visit,
        slot,
        ends_at,
    } = proposed;
    let (zone, today) = (&visit.zone, frame.clinic.today);
    let moment = format::moment(slot.starts_at, zone, today);
    let question = family::move_to(&moment, of(visit));
    let title = form_title(&question, again);
    let (old, new) = (
        format::local_date(visit.starts_at, zone),
        format::local_date(slot.starts_at, zone),
    );
    let keep = if old == new {
        text::keep(&format::time(visit.starts_at, zone))
    } else {
        text::keep(format::weekday(old))
    };
    let range = format::time_range(slot.starts_at, *ends_at, zone);
    let rows = vec![
        SummaryRow::new(booking::WHEN, format::date(new, today))
            .line(format!("{range}, {}", common::zone(&frame.clinic.city))),
        SummaryRow::new(booking::WHAT_ROW, visit.service_name.clone()),
        SummaryRow::new(booking::WITH, slot.practitioner_name.as_str()),
        SummaryRow::new(booking::FOR, visit.patient_name.as_str()),
    ];
    let main = view! {
        {summary(again, &[], frame.phone())}
        <h1>{question}</h1>
        <p><b>{now(&frame, visit)}</b></p>
        <SummaryList rows=rows/>
        <form class="cluster" method="post" action="/api/appointments/move">
            <input type="hidden" name="appointment" value=visit.id.to_string()/>
            <input type="hidden" name="sequence" value=visit.sequence.to_string()/>
            <input type="hidden" name="slot" value=crate::page::book::value(slot)/>
            <Button look=Look::Primary>{text::MOVE}</Button>
            <LinkButton href=routes::appointment(visit.id)>{keep}</LinkButton>
        </form>
        <p class="muted">{text::MOVE_TOLD}</p>
    }
    .into_any();
    narrow_page(frame, &title, main)
}

/// The time can't be had: why, and the three nearest.
fn render_gone(frame: Frame, visit: &AppointmentView, why: &Refusal, near: &[Time]) -> AnyView {
    let phone = frame.phone().to_owned();
    let today = frame.clinic.today;
    let cards = near.iter().map(|slot| {
        card(
            slot,
            format::near_moment(slot.starts_at, &visit.zone, today),
        )
    });
    let why = with_phone(errors::refusal(why, &phone), &phone);
    let main = view! {
        <h1>{text::CHOOSE_ANOTHER}</h1>
        <Notice kind=NoticeKind::Bad><p>{why}</p></Notice>
        <p><b>{now(&frame, visit)}</b></p>
        {time_cards(booking::CLOSE_TO_IT, &take(visit.id), cards.collect())}
        <p class="cluster">
            <LinkButton href=routes::change(visit.id)>{text::MORE_TIMES}</LinkButton>
            <LinkButton href=routes::appointment(visit.id)>{text::KEEP}</LinkButton>
        </p>
    }
    .into_any();
    narrow_page(frame, &common::error_title(text::CHOOSE_ANOTHER), main)
}
