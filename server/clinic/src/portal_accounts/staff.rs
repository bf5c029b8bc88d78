//! What staff do about who can log in for a patient. Each act is one event of the audit.

use domain::access::Preset;
use domain::audit::Action;
use domain::id::{InvitationId, PatientId};
use domain::invitation::{LinkMade, usable};
use domain::limits;
use domain::person::{EmailAddress, Invalid};
use store::access::{GrantedBy, Terms};
use store::patient::profile::Profile;

use super::{again, invite, mint};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::rights::Today;

/// Whom staff mean to let in.
#[derive(Clone, Copy, Debug)]
pub enum Offer {
    /// Whoever the address speaks for: the patient, if it is the one on the profile and they
    /// are old enough to book for themself, else somebody who books for them.
    ByAddress,
    /// This.
    Terms(Terms),
}

/// A link that staff give away by a road of their own. Shown once: only its hash is stored.
#[derive(Clone)]
pub struct CopiedLink {
    /// The secret in it.
    pub token: String,
    /// The link.
    pub link: String,
    /// Whom it is for.
    pub email: EmailAddress,
}

/// Neither: one is a secret, the other a person's.
impl std::fmt::Debug for CopiedLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CopiedLink")
    }
}

fn by(who: &Staff<can::InviteUsers>) -> GrantedBy {
    GrantedBy::Staff(who.staff_id())
}

/// Invites an address.
///
/// # Errors
/// As the other ways to invite; `Invalid("relation")` where the address is the one on the
/// profile and nobody knows how old the patient is.
pub async fn add(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    email: &EmailAddress,
    offer: Offer,
) -> Result<InvitationId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let terms = match offer {
            Offer::Terms(terms) => terms,
            Offer::ByAddress => by_address(&mut work, patient, email).await?,
        };
        invite::invite(&mut work, patient, email, terms, by(who)).await
    }
    .await;
    let id = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(id)
}

async fn by_address(
    work: &mut Work,
    patient: PatientId,
    email: &EmailAddress,
) -> Result<Terms, Failure> {
    let now = work.now();
    let found = store::patient::profile::find(&mut **work, patient)
        .await?
        .ok_or(Failure::NotFound)?;
    let today = Today::at(&mut **work, now).await?;
    let books = Terms::guardian(Preset::Bookings.abilities());
    if !is_own(&found, email) {
        return Ok(books);
    }
    match found.details.born_on {
        None => Err(Failure::field("relation", Invalid::Missing)),
        Some(born) if born.age_years(today.date()) >= limits::SELF_BOOKING_AGE_YEARS => {
            Ok(Terms::OWN)
        }
        Some(_) => Ok(books),
    }
}

fn is_own(found: &Profile, email: &EmailAddress) -> bool {
    let own = found.details.email.as_ref();
    own.is_some_and(|own| own.canonical() == email.canonical())
}

/// Sends an invitation again.
///
/// # Errors
/// [`Failure::NotFound`]; `Refused(AlreadyResolved)`; `Refused(Invite)`; `TooMany`.
pub async fn resend(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = again::send_again(&mut work, patient, id, by(who)).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// One more link of the invitation, which leaves the mailed one good. Where the invitation
/// has run out or is locked, its time begins anew and older links die.
///
/// # Errors
/// [`Failure::NotFound`]; `Refused(AlreadyResolved)`; `Refused(Invite)`.
pub async fn copy_link(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
) -> Result<CopiedLink, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = copy_within(&mut work, patient, id, by(who)).await;
    work.settle(outcome).await
}

async fn copy_within(
    work: &mut Work,
    patient: PatientId,
    id: InvitationId,
    by: GrantedBy,
) -> Result<CopiedLink, Failure> {
    let now = work.now();
    let found = again::open(work, patient, id).await?;
    if usable(&found.facts(), now).is_err() {
        again::renew(work, &found, by).await?;
    } else {
        let relation = found.terms.relation;
        let this = invite::Counts::ThisOne;
        invite::judge(work, patient, &found.email, relation, by, this).await?;
    }
    let token = mint::token(work, id, LinkMade::Copied).await?;
    work.record(Action::InvitationCopy.as_str(), &id.to_string(), &[patient])
        .await?;
    Ok(CopiedLink {
        link: mint::address(work.clinic(), token.expose()),
        token: token.expose().to_owned(),
        email: found.email,
    })
}

/// The link that was just copied, while the invitation has it. Looking at it changes nothing.
///
/// # Errors
/// [`Failure::NotFound`] if it is none of this invitation's.
pub async fn copied_link(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
    token: &str,
) -> Result<CopiedLink, Failure> {
    let mut look = clinic.read(who).await?;
    let found = store::invitation::find_invitation(&mut *look, id).await?;
    let found = found.filter(|found| found.patient == patient);
    let found = found.ok_or(Failure::NotFound)?;
    let hash = crate::token::hash(token);
    if !store::invitation::is_link_of(&mut *look, &hash, id).await? {
        return Err(Failure::NotFound);
    }
    Ok(CopiedLink {
        token: token.to_owned(),
        link: mint::address(clinic, token),
        email: found.email,
    })
}

/// Takes an invitation back.
///
/// # Errors
/// [`Failure::NotFound`]; `Refused(AlreadyResolved)` if it was answered or replaced.
pub async fn delete(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = again::delete(&mut work, patient, id).await;
    work.settle(outcome).await
}

/// Opens an invitation again that was taken back a moment ago; a fresh link is mailed.
///
/// # Errors
/// `Refused(UndoTooLate)`; as [`resend`].
pub async fn undo_delete(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = again::undo_delete(&mut work, patient, id, by(who)).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// Sends an invitation to another address, on the same terms.
///
/// # Errors
/// As [`add`] and [`resend`].
pub async fn mend_address(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
    email: &EmailAddress,
) -> Result<InvitationId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = again::mend_address(&mut work, patient, id, email, by(who)).await;
    let id = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(id)
}
