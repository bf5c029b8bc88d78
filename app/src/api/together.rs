//! Server functions of visits of several people in one go.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{id, slot as slot_of};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::holds::{self, together::Wish};
#[cfg(feature = "ssr")]
use clinic::times::Choice;
#[cfg(feature = "ssr")]
use clinic::{Failure, can};
#[cfg(feature = "ssr")]
use domain::id::PatientId;
#[cfg(feature = "ssr")]
use domain::registration::booked_as::BookedAs;

/// Holds a time for each of several people.
#[server(prefix = "/api", endpoint = "booking/together")]
pub async fn together(people: String, services: String, plan: String) -> Result<Next, ApiError> {
    let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
    let who = clinic.together(account, &form::people(&people)?).await?;
    let wishes = form::wishes(&services, &plan)?;
    let hold = holds::together::take(&clinic, (&visitor, &who), &wishes).await?;
    Ok(Next::to(routes::together_check(hold)))
}

/// Books all that is held for them, or nothing of it.
#[server(prefix = "/api", endpoint = "booking/book-together")]
pub async fn book_together(
    hold: String,
    submission: String,
    people: String,
    booked_as: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
    let who = clinic.together(account, &form::people(&people)?).await?;
    let shown = form::shown(&booked_as)?;
    let (hold, press) = (id(&hold)?, (id(&submission)?, shown.as_slice()));
    let booked = clinic::together::book(&clinic, (&visitor, &who), hold, press).await?;
    Ok(Next::to(routes::together_done(&booked)))
}

/// Holds the time right after a visit that was just booked for somebody else, whom the browser
/// looks after from then on.
#[server(prefix = "/api", endpoint = "booking/right-after")]
pub async fn right_after(service: String, slot: String, patient: String) -> Result<Next, ApiError> {
    let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
    let acting = clinic
        .acting_for::<can::Book>(&account, id(&patient)?)
        .await?;
    let (at, with) = slot_of(&slot).ok_or(Failure::NotFound)?;
    let (who, choice) = ((&visitor, &acting), Choice::Named(with));
    let hold = holds::take_for(&clinic, who, &service, choice, at, with).await?;
    holds::set_subject(&clinic, who, hold).await?;
    Ok(Next::to(routes::check(hold)))
}

/// From typed fields to values.
#[cfg(feature = "ssr")]
mod form {
    use super::*;

    /// `{patient}.{patient}`, in the order in which they were named.
    pub(super) fn people(text: &str) -> Result<Vec<PatientId>, ApiError> {
        text.split('.').map(id).collect()
    }

    /// What the page said that would come of it for each, in their order.
    pub(super) fn shown(text: &str) -> Result<Vec<BookedAs>, ApiError> {
        let each = text.split('.').map(BookedAs::parse);
        Ok(each.collect::<Option<_>>().ok_or(Failure::NotFound)?)
    }

    /// What each is to have, `{slug}.{slug}`, and when, `{time}~{time}`.
    pub(super) fn wishes(services: &str, plan: &str) -> Result<Vec<Wish>, ApiError> {
        let (slugs, times) = (services.split('.'), plan.split('~'));
        if slugs.clone().count() != times.clone().count() {
            return Err(Failure::NotFound.into());
        }
        slugs
            .zip(times)
            .map(|(slug, time)| {
                let (starts_at, practitioner) = slot_of(time).ok_or(Failure::NotFound)?;
                Ok(Wish {
                    slug: slug.to_owned(),
                    starts_at,
                    practitioner,
                })
            })
            .collect()
    }
}
