//! The server function of who may sign up.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::registrations::policy::{self, RegistrationPolicy, SignUps};
#[cfg(feature = "ssr")]
use clinic::{Failure, can};
#[cfg(feature = "ssr")]
use domain::person::Invalid;
#[cfg(feature = "ssr")]
use domain::refusal::FieldErrors;

/// Puts a rule in the place of the one that the page was made of.
#[server(prefix = "/api", endpoint = "staff/settings/registration")]
pub async fn change(
    was_policy: String,
    was_message: String,
    policy: String,
    message: String,
) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::Team>().await?;
    let was = SignUps {
        policy: RegistrationPolicy::parse(&was_policy).ok_or(Failure::NotFound)?,
        message: policy::message(&was_message).map_err(|_| Failure::NotFound)?,
    };
    let chosen = match policy.as_str() {
        "" => Err(Invalid::Missing),
        word => RegistrationPolicy::parse(word).ok_or(Invalid::NotAChoice),
    };
    let mut errors = FieldErrors::default();
    let chosen = errors.take("policy", chosen);
    let message = errors.take("message", policy::message(&message));
    let (Some(policy), Some(message)) = (chosen, message) else {
        return Err(Failure::Invalid(errors).into());
    };
    let to = SignUps { policy, message };
    policy::change(&ctx::clinic()?, &who, &was, &to).await?;
    Ok(Next::to(routes::sign_ups_after("saved")))
}
