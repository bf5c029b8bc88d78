//! Server function of signing up outside of a booking.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::details;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{NextPath, sign_up};

/// Takes the details of a new person and mails them a code. The answer is the same whether
/// or not the address is known.
#[server(prefix = "/api", endpoint = "sign-up")]
pub async fn start(
    full_name: String,
    email: String,
    bday_day: String,
    bday_month: String,
    bday_year: String,
    mobile: String,
    password: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let bday = [bday_day, bday_month, bday_year];
    let mut typed = details::check(&clinic, &full_name, &email, &bday, &mobile).await?;
    typed.password(&clinic, &password).await?;
    let details = typed.whole()?;
    let next = NextPath::default();
    let asked = sign_up::start_with(&clinic, &visitor, details, &password, next).await?;
    Ok(Next::to(routes::log_in_code(asked.request)))
}
