//! Server functions of safeguarding stops.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{can, safeguarding};

/// Ends every access to a patient but their own, and keeps it so.
#[server(prefix = "/api", endpoint = "staff/safeguarding/set")]
pub async fn set(patient: String, reason: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::SetSafeguardingStop>().await?;
    let patient = id(&patient)?;
    safeguarding::set(&ctx::clinic()?, &staff, patient, &reason).await?;
    Ok(Next::to(routes::safeguarding_after(patient, "set")))
}

/// Lets people be given access again.
#[server(prefix = "/api", endpoint = "staff/safeguarding/lift")]
pub async fn lift(patient: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::LiftSafeguardingStop>().await?;
    let patient = id(&patient)?;
    safeguarding::lift(&ctx::clinic()?, &staff, patient).await?;
    Ok(Next::to(routes::safeguarding_after(patient, "lifted")))
}
