//! Server functions of families: for whom somebody looks after things.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{details, id};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::contact::{self, Typed};
#[cfg(feature = "ssr")]
use clinic::family::{give_back, lend, page::Ended};
#[cfg(feature = "ssr")]
use clinic::{Failure, NextPath, can, family, holds};
#[cfg(feature = "ssr")]
use domain::access::{Kinship, Relation};
#[cfg(feature = "ssr")]
use domain::id::{AccessId, PatientId};
#[cfg(feature = "ssr")]
use domain::invitation::Length;
#[cfg(feature = "ssr")]
use domain::person::{EmailAddress, Invalid, PersonName};
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

/// Saves how somebody is reached whom one looks after.
#[server(prefix = "/api", endpoint = "family/details")]
pub async fn reached(
    patient: String,
    mobile: String,
    street: String,
    suburb: String,
    state: String,
    postcode: String,
    version: String,
) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let patient: PatientId = id(&patient)?;
    let acting = clinic
        .acting_for::<can::EditContact>(&account, patient)
        .await?;
    if acting.relation() == Relation::Myself {
        return Err(Failure::NotFound.into());
    }
    let typed = Typed {
        full_name: "",
        mobile: &mobile,
        street: &street,
        suburb: &suburb,
        state: &state,
        postcode: &postcode,
        version: &version,
    };
    contact::update(&clinic, &acting, typed).await?;
    Ok(Next::to(routes::family_after(patient, "saved")))
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

/// Invites somebody to act for a patient, or for oneself.
#[server(prefix = "/api", endpoint = "family/invite")]
pub async fn invite(
    patient: String,
    email: String,
    rights: String,
    length: String,
) -> Result<Next, ApiError> {
    let (clinic, recent) = (ctx::clinic()?, ctx::recent().await?);
    let patient: PatientId = id(&patient)?;
    let acting = clinic
        .acting_for::<can::ManageAccess>(recent.who(), patient)
        .await?;
    let mut wrong = FieldErrors::default();
    let email = wrong.take("email", EmailAddress::parse(&email));
    let rights = super::portal_accounts::preset(&rights).ok_or(Invalid::NotAChoice);
    let rights = wrong.take("rights", rights);
    let length = Length::parse(&length).ok_or(Invalid::NotAChoice);
    let length = wrong.take("length", length);
    let (Some(email), Some(rights), Some(length)) = (email, rights, length) else {
        return Err(Failure::Invalid(wrong).into());
    };
    let offered = lend::Offered {
        email,
        rights,
        length,
    };
    lend::invite(&clinic, &recent, &acting, &offered).await?;
    Ok(Next::to(match acting.relation() {
        Relation::Myself => routes::FAMILY_INVITED.to_owned(),
        Relation::Guardian => routes::family_after(patient, "invited"),
    }))
}

/// Invites a patient whom one looks after to an account of their own.
#[server(prefix = "/api", endpoint = "family/invite-own")]
pub async fn invite_own(patient: String, email: String) -> Result<Next, ApiError> {
    let (clinic, recent) = (ctx::clinic()?, ctx::recent().await?);
    let patient: PatientId = id(&patient)?;
    let acting = clinic
        .acting_for::<can::ManageAccess>(recent.who(), patient)
        .await?;
    let mut wrong = FieldErrors::default();
    let Some(email) = wrong.take("email", EmailAddress::parse(&email)) else {
        return Err(Failure::Invalid(wrong).into());
    };
    lend::invite_own(&clinic, &recent, &acting, &email).await?;
    Ok(Next::to(routes::family_after(patient, "invited")))
}

/// Lets somebody act for oneself again who could before.
#[server(prefix = "/api", endpoint = "family/give-back")]
pub async fn back(access: String, rights: String, length: String) -> Result<Next, ApiError> {
    let (clinic, recent) = (ctx::clinic()?, ctx::recent().await?);
    let access: AccessId = id(&access)?;
    let own = clinic
        .own_patient::<can::ManageAccess>(recent.who())
        .await?;
    let mut wrong = FieldErrors::default();
    let rights = super::portal_accounts::preset(&rights).ok_or(Invalid::NotAChoice);
    let rights = wrong.take("rights", rights);
    let length = Length::parse(&length).ok_or(Invalid::NotAChoice);
    let length = wrong.take("length", length);
    let (Some(rights), Some(length)) = (rights, length) else {
        return Err(Failure::Invalid(wrong).into());
    };
    give_back::give_back(&clinic, &recent, &own, access, (rights, length)).await?;
    Ok(Next::to(routes::FAMILY_GIVEN_BACK))
}

/// Takes back an invitation that one sent.
#[server(prefix = "/api", endpoint = "family/take-back")]
pub async fn take_back(invitation: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    lend::take_back(&clinic, &account, id(&invitation)?).await?;
    Ok(Next::to(routes::FAMILY_TAKEN_BACK))
}
