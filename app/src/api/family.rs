//! Server functions of families: for whom somebody looks after things.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{details, id};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::family::page::Ended;
#[cfg(feature = "ssr")]
use clinic::{Failure, NextPath, can, family, holds};
#[cfg(feature = "ssr")]
use domain::access::Kinship;
#[cfg(feature = "ssr")]
use domain::person::{Invalid, PersonName};
#[cfg(feature = "ssr")]
use domain::refusal::FieldErrors;

/// Looks after things for this patient, or for oneself, from now on, and goes on with the
/// page that it was asked on.
#[server(prefix = "/api", endpoint = "switch")]
pub async fn switch(patient: String, next: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    if patient == routes::MYSELF {
        family::switch_to_self(&clinic, &account).await?;
    } else {
        family::switch_to(&clinic, &account, id(&patient)?).await?;
    }
    // One appointment is one person's.
    let next = if next.starts_with("/appointments/") {
        NextPath::parse(routes::APPOINTMENTS)
    } else {
        NextPath::parse(&next)
    };
    Ok(Next::to(routes::after_switch(&next)))
}

/// Adds somebody to look after; with a held time the booking goes on for them.
#[server(prefix = "/api", endpoint = "family/add")]
pub async fn add(
    full_name: String,
    bday_day: String,
    bday_month: String,
    bday_year: String,
    kinship: String,
    allowed: String,
    hold: String,
) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let mut wrong = FieldErrors::default();
    let full_name = wrong.take("full_name", PersonName::parse(&full_name));
    let bday = [bday_day, bday_month, bday_year];
    let born_on = wrong.take("bday", details::birth_date(&clinic, &bday).await?);
    let kinship = wrong.take(
        "kinship",
        Kinship::parse(&kinship).ok_or(Invalid::NotAChoice),
    );
    let allowed = match allowed.as_str() {
        "yes" => Ok(()),
        _ => Err(Invalid::Missing),
    };
    let allowed = wrong.take("allowed", allowed);
    let (Some(full_name), Some(born_on), Some(kinship), Some(())) =
        (full_name, born_on, kinship, allowed)
    else {
        return Err(Failure::Invalid(wrong).into());
    };
    let hold = match hold.as_str() {
        "" => None,
        text => Some(id(text)?),
    };
    let new = family::NewDependent {
        full_name,
        born_on,
        kinship,
    };
    let patient = family::add(&clinic, &account, new).await?;
    let Some(hold) = hold else {
        return Ok(Next::to(routes::family_after(patient, "added")));
    };
    let visitor = ctx::visitor()?;
    let acting = clinic.acting_for::<can::Book>(&account, patient).await?;
    holds::retake(&clinic, &visitor, hold).await?;
    holds::set_subject(&clinic, (&visitor, &acting), hold).await?;
    Ok(Next::to(routes::check(hold)))
}

/// Ends an access: one's own, one that one gave, or any to oneself.
#[server(prefix = "/api", endpoint = "family/end")]
pub async fn end(access: String, sure: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let ended = family::page::end(&clinic, &account, id(&access)?, sure == "yes").await?;
    Ok(Next::to(match ended {
        Ended::Left => routes::FAMILY_LEFT.to_owned(),
        Ended::OnMe => routes::FAMILY_ENDED.to_owned(),
        Ended::On(patient) => routes::family_after(patient, "ended"),
    }))
}
