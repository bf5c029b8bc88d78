//! Server functions of the list of accesses that nobody has used for long.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{can, review};

/// Keeps an access: staff are asked again after as long a time.
#[server(prefix = "/api", endpoint = "staff/review/keep")]
pub async fn keep(access: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    review::keep(&ctx::clinic()?, &staff, id(&access)?).await?;
    Ok(Next::to(routes::REVIEW_KEPT))
}
