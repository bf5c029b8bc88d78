//! Server functions of merging profiles, and of splitting them again.
#![expect(
    clippy::too_many_arguments,
    reason = "each field of a form is an argument of its own"
)]

use leptos::prelude::*;

use crate::error::{ApiError, File, Next};

#[cfg(feature = "ssr")]
mod came;
#[cfg(feature = "ssr")]
mod form;

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
pub(crate) use came::{Came, go_on};
#[cfg(feature = "ssr")]
use clinic::{Staff, can, merge as use_case, staff_step_up::Proof};
#[cfg(feature = "ssr")]
use domain::id::{MergeId, PatientId};
#[cfg(feature = "ssr")]
pub(crate) use form::{OTHER, ids, overlap, whose};

/// Makes one profile of two.
#[server(prefix = "/api", endpoint = "staff/merge")]
pub async fn merge(
    survivor: String,
    absorbed: String,
    version: String,
    queue: String,
    name: String,
    name_other: String,
    born: String,
    born_other: String,
    sex: String,
    sex_other: String,
    pronouns: String,
    pronouns_other: String,
    email: String,
    email_other: String,
    phone: String,
    phone_other: String,
    address: String,
    address_street: String,
    address_suburb: String,
    address_state: String,
    address_postcode: String,
    record_number: String,
    record_number_other: String,
    accesses: String,
    invitations: String,
    stays_self: String,
    relations: String,
    overlaps: String,
    identity: String,
    confirmed: String,
    reason: String,
) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::ResolveRegistrations>().await?;
    let address_typed = vec![
        address_street,
        address_suburb,
        address_state,
        address_postcode,
    ];
    let fields = form::fields([
        (name, vec![name_other]),
        (born, vec![born_other]),
        (sex, vec![sex_other]),
        (pronouns, vec![pronouns_other]),
        (email, vec![email_other]),
        (phone, vec![phone_other]),
        (address, address_typed),
        (record_number, vec![record_number_other]),
    ])?;
    let form = use_case::Form {
        survivor: id(&survivor)?,
        absorbed: id(&absorbed)?,
        version,
        fields,
        accesses: form::ids(&accesses)?,
        invitations: form::ids(&invitations)?,
        stays_self: form::id_if_any(&stays_self)?,
        relations: form::ids(&relations)?,
        overlaps: form::overlaps(&overlaps)?,
        identity_checked: !identity.is_empty(),
        confirmed: !confirmed.is_empty(),
        reason,
    };
    let merge = use_case::merge(&ctx::clinic()?, &who, &form).await?;
    let news = routes::news_of_merge(merge);
    Ok(Next::to(match Came::parse(&queue) {
        Came::Profile => routes::patient_merged(form.survivor, merge),
        Came::Duplicates => routes::duplicates_with(&news),
        Came::Queue(number) => go_on(&who, number + 1, None, &news).await?,
    }))
}

/// Shows what was typed as it would be after merging; nothing is done yet.
#[server(prefix = "/api", endpoint = "staff/merge/look")]
pub async fn look(survivor: String, absorbed: String) -> Result<Next, ApiError> {
    let _may: Staff<can::ResolveRegistrations> = ctx::staff().await?;
    let both: (PatientId, PatientId) = (id(&survivor)?, id(&absorbed)?);
    Ok(Next::to(routes::merge(both.0, both.1)))
}

/// "They are different people".
#[server(prefix = "/api", endpoint = "staff/merge/differ")]
pub async fn differ(survivor: String, absorbed: String, queue: String) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::ResolveRegistrations>().await?;
    let (survivor, absorbed) = (id(&survivor)?, id(&absorbed)?);
    use_case::differ(&ctx::clinic()?, &who, survivor, absorbed).await?;
    let news = routes::news_of_two(survivor, absorbed);
    Ok(Next::to(match Came::parse(&queue) {
        Came::Profile => routes::patient_after(survivor, "different"),
        Came::Duplicates => routes::duplicates_with(&news),
        // They still wait, and may look like somebody else.
        Came::Queue(number) => go_on(&who, number, Some(absorbed), &news).await?,
    }))
}

/// They may be one person after all.
#[server(prefix = "/api", endpoint = "staff/merge/forget-differ")]
pub async fn forget_differ(
    survivor: String,
    absorbed: String,
    queue: String,
) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::ResolveRegistrations>().await?;
    let (survivor, absorbed) = (id(&survivor)?, id(&absorbed)?);
    let clinic = ctx::clinic()?;
    use_case::forget_differ(&clinic, &who, survivor, absorbed).await?;
    // The worker finds them anew.
    clinic.wake_mail();
    let done = "forgotten";
    Ok(Next::to(match Came::parse(&queue) {
        Came::Profile => routes::merge_after(survivor, absorbed, done),
        Came::Duplicates => routes::duplicates_with(&[("done", done.to_owned())]),
        Came::Queue(number) => routes::merge_again(survivor, absorbed, done, number),
    }))
}

/// Makes two profiles of one again.
#[server(prefix = "/api", endpoint = "staff/merge/undo")]
pub async fn undo(
    merge: String,
    version: String,
    stay: String,
    give: String,
    password: String,
    app_code: String,
) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::ResolveRegistrations>().await?;
    let merge: MergeId = id(&merge)?;
    let form = use_case::UndoForm {
        id: merge,
        version,
        stay: form::ids(&stay)?,
        give: form::ids(&give)?,
    };
    let proof = Proof {
        browser: &ctx::visitor()?,
        password: &password,
        app_code: &app_code,
    };
    form::ask_password(use_case::undo(&ctx::clinic()?, &who, &form, Some(proof)).await)?;
    Ok(Next::to(routes::merges_after("split")))
}

/// What accounts saw while two profiles were one, for a spreadsheet.
#[server(prefix = "/api", endpoint = "staff/merge/seen")]
pub async fn seen(merge: String, password: String, app_code: String) -> Result<File, ApiError> {
    let who = ctx::staff::<can::Export>().await?;
    let proof = Proof {
        browser: &ctx::visitor()?,
        password: &password,
        app_code: &app_code,
    };
    let csv = use_case::export_disclosures(&ctx::clinic()?, &who, id(&merge)?, proof).await?;
    Ok(File {
        name: String::from("seen.csv"),
        csv,
    })
}
