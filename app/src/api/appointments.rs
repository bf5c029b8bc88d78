//! Server functions of a patient's own appointments.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{appointments, can};

/// Cancels the appointment; for three minutes that can be taken back.
#[server(prefix = "/api", endpoint = "appointments/cancel")]
pub async fn cancel(appointment: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let found = clinic
        .acting_on::<can::Cancel>(&account, id(&appointment)?)
        .await?;
    appointments::cancel(&clinic, &found.0, found.1).await?;
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
