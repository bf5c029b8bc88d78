//! Server functions of the clinic's patients.
#![expect(
    clippy::too_many_arguments,
    reason = "each field of a form is an argument of its own"
)]

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{id, version};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::portal_accounts::bulk;
#[cfg(feature = "ssr")]
use clinic::{can, patients};

/// Adds a patient under the id that the form carries; `sure` says that it is nobody who is
/// here already.
#[server(prefix = "/api", endpoint = "staff/patients/add")]
pub async fn add(
    patient: String,
    name: String,
    born: String,
    email: String,
    mobile: String,
    sure: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::EditPatients>().await?;
    let typed = patients::NewPatient {
        full_name: name,
        born,
        email,
        mobile,
    };
    let added = patients::Added::when_sure(!sure.is_empty());
    let id = patients::add(&ctx::clinic()?, &staff, id(&patient)?, &typed, added).await?;
    Ok(Next::to(routes::patient_after(id, "added")))
}

/// Changes a patient's details, unless they changed since `version`.
#[server(prefix = "/api", endpoint = "staff/patients/edit")]
pub async fn edit(
    patient: String,
    version: String,
    name: String,
    born: String,
    pronouns: String,
    email: String,
    mobile: String,
    street: String,
    suburb: String,
    state: String,
    postcode: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::EditPatients>().await?;
    let (patient, seen) = (id(&patient)?, self::version(&version)?);
    let typed = patients::Edit {
        full_name: name,
        born,
        pronouns,
        email,
        mobile,
        street,
        suburb,
        state,
        postcode,
    };
    patients::edit(&ctx::clinic()?, &staff, patient, seen, &typed).await?;
    Ok(Next::to(routes::patient_after(patient, "saved")))
}

/// Begins to invite whom the page showed.
#[server(prefix = "/api", endpoint = "staff/patients/invite")]
pub async fn invite(batch: String, patients: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let batch: domain::id::InviteBatchId = id(&batch)?;
    let shown = bulk::parse(&patients).ok_or(ApiError::NotFound)?;
    bulk::start(&ctx::clinic()?, &staff, batch, &shown).await?;
    Ok(Next::to(routes::invite_batch(batch)))
}
