//! What was seen, while two profiles were one, of the one that they had no access to: for
//! whoever has to tell people about it.

use domain::audit::Action;
use domain::id::MergeId;
use domain::merge::Whose;
use store::access::Held;
use store::merge::disclosed::{Disclosed, SeenBy, list_disclosed};
use store::merge::record;

use super::history::{MergeLine, line};
use super::role_of;
use crate::authz::{Clinic, Member, Staff, Work, can};
use crate::cell;
use crate::failure::Failure;
use crate::patients::{Desk, look};
use crate::rights::Today;
use crate::staff_step_up::{self, Asked, Proof};

/// What was seen.
#[derive(Debug)]
pub struct Disclosures {
    /// Who looks, and when.
    pub desk: Desk,
    /// The merge.
    pub line: MergeLine,
    /// By time.
    pub seen: Vec<Disclosed>,
    /// What whoever takes it away as a file is asked for first.
    pub asks: Asked,
}

/// What accounts saw from the merge until it was undone, or until now. Recorded as a look at
/// both.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn disclosures(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: MergeId,
) -> Result<Disclosures, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = disclosures_in(&mut work, who.member(), id).await;
    work.settle(outcome).await
}

/// The same as [`disclosures_csv`] has it: for those who may export, and show again that it is
/// they.
///
/// # Errors
/// [`Failure::NotFound`]; those of [`staff_step_up`](crate::staff_step_up).
pub async fn export_disclosures(
    clinic: &Clinic,
    who: &Staff<can::Export>,
    id: MergeId,
    proof: Proof<'_>,
) -> Result<String, Failure> {
    let found = record::find_merge(&mut *clinic.read(who).await?, id).await?;
    found.ok_or(Failure::NotFound)?;
    staff_step_up::check(clinic, who.member(), &proof).await?;
    let mut work = clinic.begin(who).await?;
    let outcome = disclosures_in(&mut work, who.member(), id).await;
    Ok(disclosures_csv(&work.settle(outcome).await?))
}

async fn disclosures_in(
    work: &mut Work,
    member: &Member,
    id: MergeId,
) -> Result<Disclosures, Failure> {
    let row = record::find_merge(&mut **work, id).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let desk = look(work).await?;
    let staff = member.staff_id();
    let who = (staff, role_of(work, staff).await?);
    let now = work.now();
    let then = Today::at(&mut **work, row.at).await?;
    let allowed = |held: &Held| then.rights(held);
    let seen = list_disclosed(&mut **work, &row, now, &allowed).await?;
    let both = [row.survivor, row.absorbed];
    work.record(
        Action::MergeDisclosuresSeen.as_str(),
        &id.to_string(),
        &both,
    )
    .await?;
    Ok(Disclosures {
        line: line(row, who, &desk),
        desk,
        seen,
        asks: staff_step_up::asked(&mut **work, member).await?,
    })
}

/// The list as comma-separated values (RFC 4180), with a header.
#[must_use]
pub fn disclosures_csv(of: &Disclosures) -> String {
    let mut csv = String::from("at,account,holder,profile,act,appointment\r\n");
    for one in &of.seen {
        let (profile, name) = match one.of {
            Whose::Survivor => &of.line.survivor,
            Whose::Absorbed => &of.line.absorbed,
        };
        let (account, holder) = match &one.by {
            SeenBy::Account(id, name) => (id.to_string(), name.as_str()),
            SeenBy::Address(address) => (String::new(), address.as_str()),
        };
        let cells = [
            one.at.to_string(),
            account,
            holder.to_owned(),
            format!("{} ({profile})", name.as_str()),
            one.act.clone(),
            one.visit.map(|visit| visit.to_string()).unwrap_or_default(),
        ];
        let cells: Vec<String> = cells.iter().map(|text| cell::quoted(text)).collect();
        csv.push_str(&cells.join(","));
        csv.push_str("\r\n");
    }
    csv
}
