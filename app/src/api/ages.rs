//! The server function of the table of ages.
#![expect(
    clippy::too_many_arguments,
    reason = "each field of a form is an argument of its own"
)]

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{Failure, ages, can};
#[cfg(feature = "ssr")]
use domain::age_policy::{AgePolicy, TypedPolicy, TypedRow};

/// Puts a table in the place of the one that the page was made of.
#[server(prefix = "/api", endpoint = "staff/settings/age")]
pub async fn change(
    before: String,
    age_1: String,
    effect_1: String,
    age_2: String,
    effect_2: String,
    age_3: String,
    effect_3: String,
    age_4: String,
    effect_4: String,
    age_5: String,
    effect_5: String,
    age_6: String,
    effect_6: String,
    leap: String,
) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::AgeRules>().await?;
    let before = AgePolicy::parse(&before).ok_or(Failure::NotFound)?;
    let rows = [
        (age_1, effect_1),
        (age_2, effect_2),
        (age_3, effect_3),
        (age_4, effect_4),
        (age_5, effect_5),
        (age_6, effect_6),
    ];
    let rows = rows.map(|(age, effect)| TypedRow { age, effect });
    let typed = TypedPolicy { rows, leap };
    let to = typed.read().map_err(Failure::Invalid)?;
    ages::change(&ctx::clinic()?, &who, &before, &to).await?;
    Ok(Next::to(routes::ages_after("saved")))
}
