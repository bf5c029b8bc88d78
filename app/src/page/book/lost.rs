//! When a time is somebody else's by now: the three nearest ones, on whichever page the
//! form comes back to; and the page of a hold that isn't there any more.

use clinic::Failure;
use clinic::holds::{self, HoldView};
use clinic::times::SlotView as Time;
use domain::booking::BookRefusal;
use domain::refusal::Refusal;
use jiff::Timestamp;
use leptos::prelude::*;

use super::picker::{Take, time_cards};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{Frame, frame, narrow_page, notice, summary};
use crate::text::en::{booking, errors};
use crate::ui::*;
use crate::{ctx, format, routes};

/// A time that was lost, and what is free near it.
pub(super) struct Lost {
    at: Timestamp,
    /// Whether it was held, and the form was about something else.
    held: bool,
    close: Vec<Time>,
    /// The form of the page that goes along to another time, as what is typed there is for
    /// whichever time it will be.
    form: Option<&'static str>,
}

impl Lost {
    /// With the page's form of that id, which says what a time is for and for whom.
    pub(super) fn with(self, form: &'static str) -> Self {
        let form = Some(form);
        Self { form, ..self }
    }
}

/// The time that `again` was refused for, if somebody else has it.
pub(super) async fn lost(
    again: Option<&KeptForm>,
    hold: &HoldView,
) -> Result<Option<Lost>, ApiError> {
    let Some(form) = again.filter(|form| is_lost(form)) else {
        return Ok(None);
    };
    let slot = slot(form);
    let (at, held) = (slot.unwrap_or(hold.starts_at), slot.is_none());
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let close = holds::nearest(&clinic, &visitor, &hold.service.slug, hold.choice, at).await?;
    let form = None;
    Ok(Some(Lost {
        at,
        held,
        close,
        form,
    }))
}

/// Whether the form was refused because somebody else has the time.
pub(super) fn is_lost(form: &KeptForm) -> bool {
    matches!(
        form.error,
        Some(ApiError::Refused(
            Refusal::Book(BookRefusal::Taken) | Refusal::HoldGone
        ))
    )
}

/// The time that the form asked for, if it was one of the buttons of a time.
pub(super) fn slot(form: &KeptForm) -> Option<Timestamp> {
    crate::api::slot(&form.typed("slot")).map(|(at, _)| at)
}

/// What is wrong with the form of a page with a held time: the three nearest times if
/// its own is lost, else the usual summary.
pub(super) fn problem(
    frame: &Frame,
    hold: &HoldView,
    again: Option<&KeptForm>,
    links: &[(&str, &str)],
    lost: Option<Lost>,
) -> AnyView {
    let Some(lost) = lost else {
        return summary(again, links, frame.phone());
    };
    let time = format::time(lost.at, &hold.zone);
    let text = match (lost.held, lost.close.is_empty()) {
        (true, _) => booking::taken_meanwhile(&time),
        (false, false) => booking::taken(&time),
        (false, true) => booking::taken_and_none_close(&time),
    };
    let cards = lost.close.iter().map(|slot| {
        let when = format::near_moment(slot.starts_at, &hold.zone, frame.clinic.today);
        card(slot, when)
    });
    let cards = cards.collect();
    let cards = if let Some(form) = lost.form {
        let sends = (form, super::HOLD);
        view! { <SoonestCards heading=booking::CLOSE_TO_IT cards=cards sends=sends/> }.into_any()
    } else {
        let take = Take {
            method: "post",
            action: super::HOLD.to_owned(),
            fields: super::hold_fields(&hold.service.slug, hold.choice, hold.patient),
        };
        time_cards(booking::CLOSE_TO_IT, &take, cards)
    };
    view! {
        {notice(text)}
        {cards}
    }
    .into_any()
}

/// A time as a card that takes it.
pub(crate) fn card(slot: &Time, when: String) -> SoonestView {
    SoonestView {
        value: value(slot),
        with: booking::with(slot.practitioner_name.as_str()),
        when,
    }
}

/// What a time's button sends.
pub(crate) fn value(slot: &Time) -> String {
    format!("{}.{}", slot.starts_at.as_millisecond(), slot.practitioner)
}

/// The page in place of one whose hold isn't there any more, or never was this visitor's.
pub(super) async fn not_held() -> Result<AnyView, ApiError> {
    let hint = booking::NOT_HELD_HINT.to_owned();
    elsewhere(&ApiError::NotFound, booking::NOT_HELD, hint).await
}

/// The page in place of one whose hold can't be shown: there is none, or what it is for
/// can't be booked, as when the service ended, or is for those who come for the first time.
pub(super) async fn gone(failure: Failure) -> Result<AnyView, ApiError> {
    match failure {
        Failure::NotFound => not_held().await,
        Failure::Refused(Refusal::Book(_)) => {
            let error = ApiError::from(failure);
            let phone = frame().await?.phone().to_owned();
            let why = errors::summary(&error, &phone);
            elsewhere(&error, errors::PROBLEM, why).await
        }
        failure => Err(failure.into()),
    }
}

/// Says why there is nothing to book here, and leads to where there is.
async fn elsewhere(
    error: &ApiError,
    title: &'static str,
    why: String,
) -> Result<AnyView, ApiError> {
    ctx::set_status(error.status());
    let main = view! {
        <h1>{title}</h1>
        <p>{why}</p>
        <p><LinkButton href=routes::BOOK look=Look::Primary>{booking::CHOOSE_TIME}</LinkButton></p>
    }
    .into_any();
    Ok(narrow_page(frame().await?, title, main))
}
