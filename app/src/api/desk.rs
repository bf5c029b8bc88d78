//! Server functions of the front desk: bookings by hand, and what becomes of a visit.
#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its server function"
)]

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::desk::{self, Act, AskedBy, Purpose};
#[cfg(feature = "ssr")]
use clinic::{Failure, can};
#[cfg(feature = "ssr")]
use domain::appointment::Step;
#[cfg(feature = "ssr")]
use domain::person::Invalid;
#[cfg(feature = "ssr")]
use domain::refusal::FieldErrors;

/// Books a free time for somebody.
#[server(prefix = "/api", endpoint = "staff/bookings/book")]
pub async fn book(
    patient: String,
    service: String,
    slot: String,
    submission: String,
    note: String,
    tell: String,
    shown: String,
    anyway: String,
    anyway_reason: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let purpose = Purpose::Free {
        anyway: !anyway.is_empty(),
    };
    let ids = [patient, slot, submission];
    let said = (purpose, &*shown, &*anyway_reason);
    let wish = form::wish(&ids, &service, &note, &tell, said)?;
    let booked = desk::book(&ctx::clinic()?, &staff, wish).await?;
    Ok(Next::to(routes::desk_visit_after(booked, "booked")))
}

/// Goes to the page of a booking with another choice. All that was typed is kept for that
/// page, and none of it but the choice stands in its address.
#[server(prefix = "/api", endpoint = "staff/bookings/choose")]
pub async fn choose(
    patient: String,
    service: String,
    slot: String,
    what: String,
    who: String,
    when: String,
    at: String,
    stay: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let patient = id(&patient)?;
    let service = if what.is_empty() { service } else { what };
    let is_slug = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !service.bytes().all(is_slug) {
        return Err(Failure::NotFound.into());
    }
    desk::may_choose(&ctx::clinic()?, &staff, patient).await?;
    let [who, time] = form::choice(&who, &at, &when, (&stay, &slot)).await?;
    let asked = [("service", &*service), who, time];
    Ok(Next::to(routes::new_booking_asking(patient, &asked)))
}

/// Books over what has the time already.
#[server(prefix = "/api", endpoint = "staff/bookings/over")]
pub async fn over(
    patient: String,
    service: String,
    slot: String,
    submission: String,
    note: String,
    tell: String,
    shown: String,
    reason: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let ids = [patient, slot, submission];
    let said = (Purpose::Over, &*shown, &*reason);
    let wish = form::wish(&ids, &service, &note, &tell, said)?;
    let booked = desk::book(&ctx::clinic()?, &staff, wish).await?;
    Ok(Next::to(routes::desk_visit_after(booked, "booked")))
}

/// Goes to the page of a move with another choice, as [`choose`] does.
#[server(prefix = "/api", endpoint = "staff/appointments/choose")]
pub async fn choose_move(
    appointment: String,
    slot: String,
    who: String,
    when: String,
    at: String,
    stay: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let appointment = id(&appointment)?;
    desk::may_choose_move(&ctx::clinic()?, &staff, appointment).await?;
    let asked = form::choice(&who, &at, &when, (&stay, &slot)).await?;
    Ok(Next::to(routes::desk_move_asking(appointment, &asked)))
}

/// Moves an appointment to a free time.
#[server(prefix = "/api", endpoint = "staff/appointments/move")]
pub async fn move_visit(
    appointment: String,
    sequence: String,
    slot: String,
    tell: String,
    shown: String,
    anyway: String,
    anyway_reason: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let purpose = Purpose::Free {
        anyway: !anyway.is_empty(),
    };
    let ids = [appointment, sequence, slot];
    let said = (purpose, &*shown, &*anyway_reason);
    let wish = form::move_wish(&ids, &tell, said)?;
    desk::move_to(&ctx::clinic()?, &staff, wish).await?;
    let id = wish.appointment;
    Ok(Next::to(routes::desk_visit_after(id, "moved")))
}

/// Moves an appointment over what has the time already.
#[server(prefix = "/api", endpoint = "staff/appointments/move-over")]
pub async fn move_over(
    appointment: String,
    sequence: String,
    slot: String,
    tell: String,
    shown: String,
    reason: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let ids = [appointment, sequence, slot];
    let said = (Purpose::Over, &*shown, &*reason);
    let wish = form::move_wish(&ids, &tell, said)?;
    desk::move_to(&ctx::clinic()?, &staff, wish).await?;
    let id = wish.appointment;
    Ok(Next::to(routes::desk_visit_after(id, "moved")))
}

/// Cancels an appointment.
#[server(prefix = "/api", endpoint = "staff/appointments/cancel")]
pub async fn cancel(
    appointment: String,
    sequence: String,
    asked_by: String,
    tell: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let appointment = id(&appointment)?;
    let seen = (appointment, form::sequence(&sequence)?);
    let asked_by = AskedBy::parse(&asked_by)
        .ok_or_else(|| Failure::Invalid(FieldErrors::one("asked_by", Invalid::Missing)))?;
    let told = !tell.is_empty();
    desk::cancel(&ctx::clinic()?, &staff, seen, asked_by, told).await?;
    Ok(Next::to(routes::desk_visit_after(appointment, "cancelled")))
}

/// Confirms a request.
#[server(prefix = "/api", endpoint = "staff/appointments/confirm")]
pub async fn confirm(appointment: String, sequence: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let appointment = id(&appointment)?;
    let seen = (appointment, form::sequence(&sequence)?);
    desk::confirm(&ctx::clinic()?, &staff, seen).await?;
    Ok(Next::to(routes::desk_visit_after(appointment, "confirmed")))
}

/// Says how far an appointment has come; `from` is the page it is said on.
#[server(prefix = "/api", endpoint = "staff/appointments/say")]
pub async fn say(
    appointment: String,
    sequence: String,
    step: String,
    from: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let appointment = id(&appointment)?;
    let step = Step::parse(&step).ok_or(Failure::NotFound)?;
    let sequence = form::sequence(&sequence)?;
    desk::say(&ctx::clinic()?, &staff, appointment, sequence, step).await?;
    Ok(Next::to(match from.as_str() {
        "today" => routes::today_after("said"),
        _ => routes::desk_visit_after(appointment, "said"),
    }))
}

/// Takes back what the page showed as the last thing done: `act` is what, and when.
#[server(prefix = "/api", endpoint = "staff/appointments/undo")]
pub async fn undo(appointment: String, act: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let appointment = id(&appointment)?;
    let act = Act::parse(&act).ok_or(Failure::NotFound)?;
    desk::undo(&ctx::clinic()?, &staff, appointment, act).await?;
    Ok(Next::to(routes::desk_visit_after(appointment, "undone")))
}

/// From typed fields to values.
#[cfg(feature = "ssr")]
mod form {
    use clinic::Failure;
    use clinic::desk::{MoveWish, Purpose, Wish};
    use clinic::times::Choice;
    use domain::refusal::FieldErrors;
    use domain::typed_time;

    use super::super::{id, slot};
    use crate::error::ApiError;

    /// Which act it is, what the page showed to speak against it, and why it is done.
    type Said<'a> = (Purpose, &'a str, &'a str);

    /// With whom and when, as an address asks for it: a time's button, else a typed time,
    /// else (where Enter sent the form) the time that is chosen already.
    pub(super) async fn choice<'a>(
        who: &'a str,
        at: &'a str,
        when: &'a str,
        (stay, chosen): (&str, &'a str),
    ) -> Result<[(&'static str, &'a str); 2], ApiError> {
        let is_time = |text: &&str| text.is_empty() || slot(text).is_some();
        let is_who = who.is_empty() || Choice::parse(who).is_some();
        if !is_who || ![at, chosen].iter().all(is_time) {
            return Err(Failure::NotFound.into());
        }
        let when = when.trim();
        let time = match (at, when, stay) {
            ("", "", "") => ("at", ""),
            ("", "", _) => ("at", chosen),
            ("", when, _) => ("when", typed_time(when).await?),
            (at, ..) => ("at", at),
        };
        Ok([("who", who), time])
    }

    /// The typed time itself, if it is one.
    async fn typed_time(text: &str) -> Result<&str, ApiError> {
        let clinic = crate::layout::profile().await?;
        let wall = clinic.zone.to_datetime(clinic.now);
        let parsed = typed_time::parse(text, wall).and_then(|typed| typed.starts_at(&clinic.zone));
        let wrong = |invalid| Failure::Invalid(FieldErrors::one("when", invalid)).into();
        parsed.map(|_| text).map_err(wrong)
    }

    pub(super) fn sequence(text: &str) -> Result<i64, Failure> {
        text.parse().map_err(|_| Failure::NotFound)
    }

    pub(super) fn move_wish<'a>(
        [appointment, seen, time]: &[String; 3],
        tell: &str,
        (purpose, shown, reason): Said<'a>,
    ) -> Result<MoveWish<'a>, ApiError> {
        let (starts_at, practitioner) = slot(time).ok_or(Failure::NotFound)?;
        Ok(MoveWish {
            appointment: id(appointment)?,
            sequence: sequence(seen)?,
            starts_at,
            practitioner,
            tell: !tell.is_empty(),
            purpose,
            shown,
            reason,
        })
    }

    pub(super) fn wish<'a>(
        [patient, time, submission]: &[String; 3],
        service: &'a str,
        note: &'a str,
        tell: &str,
        (purpose, shown, reason): Said<'a>,
    ) -> Result<Wish<'a>, ApiError> {
        let (starts_at, practitioner) = slot(time).ok_or(Failure::NotFound)?;
        Ok(Wish {
            patient: id(patient)?,
            service,
            starts_at,
            practitioner,
            submission: id(submission)?,
            note,
            tell: !tell.is_empty(),
            purpose,
            shown,
            reason,
        })
    }
}
