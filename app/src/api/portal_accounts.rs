//! Server functions of a patient's portal accounts.
#![expect(
    clippy::too_many_arguments,
    reason = "each field of a form is an argument of its own"
)]

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::can;
#[cfg(feature = "ssr")]
use clinic::portal_accounts::{self as accounts, Change};

#[cfg(feature = "ssr")]
mod form;

#[cfg(feature = "ssr")]
pub use form::was_text;
#[cfg(feature = "ssr")]
pub(crate) use form::{BY_ADDRESS, ONE_BY_ONE, preset, value};

/// Invites an address.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/add")]
pub async fn add(
    patient: String,
    email: String,
    relation: String,
    kinship: String,
    rights: String,
    view_appointments: String,
    book: String,
    reschedule: String,
    cancel: String,
    edit_contact: String,
    receive_notices: String,
    manage_access: String,
    basis: String,
    until: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let patient = id(&patient)?;
    let ticked = [
        view_appointments,
        book,
        reschedule,
        cancel,
        edit_contact,
        receive_notices,
        manage_access,
    ];
    let terms = form::Terms {
        kinship,
        rights,
        ticked,
        basis,
        until,
    };
    let (email, offer) = form::offer(&email, &relation, &terms)?;
    let made = accounts::add(&ctx::clinic()?, &staff, patient, &email, offer).await?;
    let to = routes::portal_accounts_after(patient, "invited", Some(made));
    Ok(Next::to(to))
}

/// Sends an invitation again.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/resend")]
pub async fn resend(patient: String, invitation: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, invitation) = (id(&patient)?, id(&invitation)?);
    accounts::resend(&ctx::clinic()?, &staff, patient, invitation).await?;
    let to = routes::portal_accounts_after(patient, "resent", Some(invitation));
    Ok(Next::to(to))
}

/// One more link of an invitation. It stands in a cookie until its page has shown it.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/copy")]
pub async fn copy(patient: String, invitation: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, invitation) = (id(&patient)?, id(&invitation)?);
    let copied = accounts::copy_link(&ctx::clinic()?, &staff, patient, invitation).await?;
    ctx::set_passing_cookie(ctx::COPIED_LINK_COOKIE, &copied.token);
    Ok(Next::to(routes::invitation_link(patient, invitation)))
}

/// Takes an invitation back.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/delete")]
pub async fn delete(patient: String, invitation: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, invitation) = (id(&patient)?, id(&invitation)?);
    accounts::delete(&ctx::clinic()?, &staff, patient, invitation).await?;
    let to = routes::portal_accounts_after(patient, "taken-back", Some(invitation));
    Ok(Next::to(to))
}

/// Opens an invitation again that was taken back a moment ago.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/undo")]
pub async fn undo(patient: String, invitation: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, invitation) = (id(&patient)?, id(&invitation)?);
    accounts::undo_delete(&ctx::clinic()?, &staff, patient, invitation).await?;
    let to = routes::portal_accounts_after(patient, "restored", Some(invitation));
    Ok(Next::to(to))
}

/// Sends an invitation to another address.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/fix")]
pub async fn fix(patient: String, invitation: String, email: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, invitation) = (id(&patient)?, id(&invitation)?);
    let email = form::email(&email)?;
    let clinic = ctx::clinic()?;
    let made = accounts::mend_address(&clinic, &staff, patient, invitation, &email).await?;
    let to = routes::portal_accounts_after(patient, "invited", Some(made));
    Ok(Next::to(to))
}

/// Gives a guardian other rights.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/rights")]
pub async fn rights(
    patient: String,
    access: String,
    was: String,
    kinship: String,
    rights: String,
    view_appointments: String,
    book: String,
    reschedule: String,
    cancel: String,
    edit_contact: String,
    receive_notices: String,
    manage_access: String,
    basis: String,
    until: String,
    confirm: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, access) = (id(&patient)?, id(&access)?);
    let ticked = [
        view_appointments,
        book,
        reschedule,
        cancel,
        edit_contact,
        receive_notices,
        manage_access,
    ];
    let terms = form::Terms {
        kinship,
        rights,
        ticked,
        basis,
        until,
    };
    let change = Change {
        was: form::was(&was)?,
        terms: form::guardian(&terms)?,
        confirmed: !confirm.is_empty(),
    };
    accounts::change_rights(&ctx::clinic()?, &staff, patient, access, change).await?;
    let to = routes::portal_accounts_after(patient, "rights", None);
    Ok(Next::to(to))
}

/// Takes an access away.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/remove")]
pub async fn remove(patient: String, access: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, access) = (id(&patient)?, id(&access)?);
    accounts::remove(&ctx::clinic()?, &staff, patient, access).await?;
    let to = routes::portal_accounts_after(patient, "removed", None);
    Ok(Next::to(to))
}

/// Gives an access again whose last day has passed.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/again")]
pub async fn again(
    patient: String,
    access: String,
    was: String,
    until: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, access) = (id(&patient)?, id(&access)?);
    let again = accounts::Again {
        was: form::was(&was)?,
        until_on: form::until(&until)?,
    };
    accounts::give_again(&ctx::clinic()?, &staff, patient, access, again).await?;
    let to = routes::portal_accounts_after(patient, "again", None);
    Ok(Next::to(to))
}

/// Lets a guardian's access go on whatever the patient's age.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/guardianship")]
pub async fn guardianship(
    patient: String,
    access: String,
    ground: String,
    document: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, access) = (id(&patient)?, id(&access)?);
    let document = form::document(&ground, document)?;
    let clinic = ctx::clinic()?;
    accounts::continue_guardianship(&clinic, &staff, patient, access, &document).await?;
    let to = routes::portal_accounts_after(patient, "guardianship", None);
    Ok(Next::to(to))
}

/// Lets the patient's age count for an access again.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/guardianship-end")]
pub async fn guardianship_end(patient: String, access: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, access) = (id(&patient)?, id(&access)?);
    accounts::end_guardianship(&ctx::clinic()?, &staff, patient, access).await?;
    let to = routes::portal_accounts_after(patient, "guardianship-ended", None);
    Ok(Next::to(to))
}

/// Mails somebody a link to log in with.
#[server(prefix = "/api", endpoint = "staff/portal-accounts/log-in-link")]
pub async fn log_in_link(patient: String, access: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let (patient, access) = (id(&patient)?, id(&access)?);
    accounts::send_log_in_link(&ctx::clinic()?, &staff, patient, access).await?;
    let to = routes::portal_accounts_after(patient, "link-sent", None);
    Ok(Next::to(to))
}
