//! Server functions of a patient's own appointments.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{id, slot as slot_of};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::appointments::{self, change};
#[cfg(feature = "ssr")]
use clinic::{Failure, can};

/// Cancels the appointment, if it is as it was shown; for three minutes that can be taken
/// back.
#[server(prefix = "/api", endpoint = "appointments/cancel")]
pub async fn cancel(appointment: String, sequence: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let found = clinic
        .acting_on::<can::Cancel>(&account, id(&appointment)?)
        .await?;
    let seen = match sequence.as_str() {
        "" => None,
        shown => Some(shown.parse().map_err(|_| Failure::NotFound)?),
    };
    appointments::cancel(&clinic, &found.0, found.1, seen).await?;
    Ok(Next::to(routes::appointment(found.1)))
}

/// Takes the cancelling back.
#[server(prefix = "/api", endpoint = "appointments/undo")]
pub async fn undo(appointment: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let found = clinic
        .acting_on::<can::Cancel>(&account, id(&appointment)?)
        .await?;
    appointments::undo_cancel(&clinic, &found.0, found.1).await?;
    Ok(Next::to(routes::appointment_undone(found.1)))
}

/// Moves the appointment to the chosen time; for three minutes that can be taken back.
#[server(prefix = "/api", endpoint = "appointments/move")]
pub async fn move_to(
    appointment: String,
    sequence: String,
    slot: String,
) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let found = clinic
        .acting_on::<can::Reschedule>(&account, id(&appointment)?)
        .await?;
    let (at, with) = slot_of(&slot).ok_or(Failure::NotFound)?;
    let sequence = sequence.parse().map_err(|_| Failure::NotFound)?;
    let who = (&ctx::visitor()?, &found.0);
    change::move_to(&clinic, who, found.1, sequence, at, with).await?;
    Ok(Next::to(routes::appointment(found.1)))
}

/// Takes the last move back.
#[server(prefix = "/api", endpoint = "appointments/undo-move")]
pub async fn undo_move(appointment: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let found = clinic
        .acting_on::<can::Reschedule>(&account, id(&appointment)?)
        .await?;
    change::undo_move(&clinic, &found.0, found.1).await?;
    Ok(Next::to(routes::appointment_undone(found.1)))
}

/// Takes the booking itself back.
#[server(prefix = "/api", endpoint = "appointments/undo-booking")]
pub async fn undo_booking(appointment: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let found = clinic
        .acting_on::<can::Cancel>(&account, id(&appointment)?)
        .await?;
    appointments::undo_booking(&clinic, &found.0, found.1).await?;
    Ok(Next::to(routes::BOOKING_UNDONE.to_owned()))
}
