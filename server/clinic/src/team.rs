//! Who works here. In this version members are added from the command line.

use std::fmt;

use domain::audit::Action;
use domain::id::StaffId;
use domain::limits;
use domain::person::{EmailAddress, PersonName};
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::SignedDuration;
use store::staff::{NewStaff, NewStaffLink};
use store::{Constraint, StoreError};

use crate::authz::{Clinic, Public, SystemJob, Work};
use crate::failure::Failure;

/// The absolute address at which a new member sets their password.
pub struct SetPasswordLink(pub String);

impl fmt::Debug for SetPasswordLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetPasswordLink([redacted])")
    }
}

/// Adds a member of staff, who can log in once they have set a password by the link.
///
/// # Errors
/// `Refused(AddressTaken)` when the address is another member's.
pub async fn add(
    clinic: &Clinic,
    job: &SystemJob,
    email: EmailAddress,
    name: PersonName,
    role: Role,
) -> Result<SetPasswordLink, Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = add_within(&mut work, email, name, role).await;
    work.settle(outcome).await
}

async fn add_within(
    work: &mut Work,
    email: EmailAddress,
    full_name: PersonName,
    role: Role,
) -> Result<SetPasswordLink, Failure> {
    let now = work.now();
    let id: StaffId = work.clinic().new_id();
    let token = work.clinic().new_token();
    let new = NewStaff {
        id,
        full_name,
        email,
        role,
        at: now,
    };
    match store::staff::insert_staff(work, &new).await {
        Err(StoreError::Conflict(Constraint::StaffEmail)) => {
            return Err(Failure::Refused(Refusal::AddressTaken));
        }
        other => other?,
    }
    let expires_at = now
        .checked_add(SignedDuration::from_hours(limits::STAFF_LINK_HOURS))
        .map_err(|_| Failure::fault("the clock is at the end of time"))?;
    let link = NewStaffLink {
        token_hash: token.hash(),
        staff: id,
        created_at: now,
        expires_at,
    };
    store::staff::insert_link(work, &link).await?;
    work.record(
        Action::StaffAdd.as_str(),
        &format!("{id} {}", role.as_str()),
        &[],
    )
    .await?;
    let origin = work.clinic().origin();
    Ok(SetPasswordLink(format!(
        "{origin}/staff/password/{}",
        token.expose()
    )))
}

/// The admin to turn to ("Ask Dana Whitfield"): the one who has been here longest.
///
/// # Errors
/// Those of the store.
pub async fn admin_name(clinic: &Clinic, who: &Public) -> Result<Option<PersonName>, Failure> {
    let mut look = clinic.read(who).await?;
    Ok(store::staff::find_admin_name(&mut *look).await?)
}
