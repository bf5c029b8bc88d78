//! What whoever invites can do about an invitation that nobody has answered.

use domain::access::Relation;
use domain::audit::Action;
use domain::id::{InvitationId, PatientId};
use domain::invitation::{InvitationState, InviteRefusal};
use domain::limits;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use jiff::SignedDuration;
use store::access::GrantedBy;
use store::invitation::{self as rows, Closed, Invitation};
use store::{Constraint, StoreError};

use super::invite::{Counts, count_sender, count_target, expires_at, invite, judge, post, read};
use crate::authz::Work;
use crate::failure::Failure;

/// The patient's invitation that nobody has decided about.
///
/// # Errors
/// [`Failure::NotFound`] of another patient's; `Refused(AlreadyResolved)`.
pub(super) async fn open(
    work: &mut Work,
    patient: PatientId,
    id: InvitationId,
) -> Result<Invitation, Failure> {
    let found = rows::find_invitation(&mut **work, id).await?;
    let found = found
        .filter(|found| found.patient == patient)
        .ok_or(Failure::NotFound)?;
    match found.state {
        InvitationState::Pending => Ok(found),
        InvitationState::Accepted
        | InvitationState::Declined
        | InvitationState::Deleted
        | InvitationState::Superseded => Err(Refusal::AlreadyResolved.into()),
    }
}

/// Sends an invitation again: a new link, every older one dies, its time begins anew, and
/// wrong answers are forgotten.
///
/// # Errors
/// [`Failure::NotFound`]; `Refused(AlreadyResolved)`; `Refused(Invite)`; `TooMany`.
pub(crate) async fn send_again(
    work: &mut Work,
    patient: PatientId,
    id: InvitationId,
    by: GrantedBy,
) -> Result<Invitation, Failure> {
    let found = open(work, patient, id).await?;
    send(work, &found, by).await?;
    work.record(
        Action::InvitationResend.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await?;
    Ok(found)
}

async fn send(work: &mut Work, found: &Invitation, by: GrantedBy) -> Result<(), Failure> {
    let (now, id) = (work.now(), found.id);
    renew(work, found, by).await?;
    count_target(work, found.patient, &found.email).await?;
    count_sender(work, by).await?;
    store::notice::drop_of_invitation(work, id, now).await?;
    post(work, (id, found.patient), &found.email).await
}

/// Begins the invitation's time anew, and ends the links that it has.
pub(super) async fn renew(
    work: &mut Work,
    found: &Invitation,
    by: GrantedBy,
) -> Result<(), Failure> {
    let (now, relation) = (work.now(), found.terms.relation);
    let judged = judge(
        work,
        found.patient,
        &found.email,
        relation,
        by,
        Counts::ThisOne,
    )
    .await?;
    // Terms that could not be offered anew aren't sent again either.
    read(work, found.terms).await?;
    // What asked for a code asks for one again: a press of the desk's doesn't say whose the
    // address is.
    let coded = relation == Relation::Myself && found.desk_code.is_some();
    let (code, until) = (judged.desk_code(work, coded), expires_at(work).await?);
    rows::end_links(work, found.id, now).await?;
    let sent = rows::send_again(work, found.id, now, until, code.as_deref(), by).await?;
    sent.map(drop).ok_or(Refusal::AlreadyResolved.into())
}

/// Takes an invitation back. Its mail no longer leaves, and its links say so. A second press
/// finds it done.
///
/// # Errors
/// [`Failure::NotFound`]; `Refused(AlreadyResolved)` if it was answered or replaced.
pub(crate) async fn delete(
    work: &mut Work,
    patient: PatientId,
    id: InvitationId,
) -> Result<(), Failure> {
    let now = work.now();
    let found = rows::find_invitation(&mut **work, id).await?;
    let deleted = found
        .as_ref()
        .is_some_and(|found| found.state == InvitationState::Deleted && found.patient == patient);
    if deleted {
        return Ok(());
    }
    open(work, patient, id).await?;
    rows::close(work, id, Closed::Deleted, now).await?;
    store::notice::drop_of_invitation(work, id, now).await?;
    work.record(
        Action::InvitationDelete.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await
}

/// Opens an invitation again that was taken back a moment ago, with a fresh link by mail.
///
/// # Errors
/// `Refused(UndoTooLate)` when the grace is over; as [`send_again`].
pub(crate) async fn undo_delete(
    work: &mut Work,
    patient: PatientId,
    id: InvitationId,
    by: GrantedBy,
) -> Result<Invitation, Failure> {
    let found = rows::find_invitation(&mut **work, id).await?;
    let found = found
        .filter(|found| found.patient == patient)
        .ok_or(Failure::NotFound)?;
    if found.state == InvitationState::Pending {
        // A second press of the same button.
        return Ok(found);
    }
    let since = work
        .now()
        .checked_sub(SignedDuration::from_mins(limits::GRACE_MINUTES))
        .map_err(|_| Failure::fault("the clock is at the beginning of time"))?;
    match rows::reopen(work, id, since).await {
        Ok(true) => {}
        Ok(false) if found.state == InvitationState::Deleted => {
            return Err(Refusal::UndoTooLate.into());
        }
        Ok(false) => return Err(Refusal::AlreadyResolved.into()),
        Err(StoreError::Conflict(Constraint::OpenInvitation)) => {
            return Err(Refusal::Invite(InviteRefusal::Invited).into());
        }
        Err(error) => return Err(error.into()),
    }
    send(work, &found, by).await?;
    work.record(
        Action::InvitationRestore.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await?;
    Ok(found)
}

/// Sends an invitation to another address, since its own is wrong: a new one on the same
/// terms takes its place. To the same address it is sent again.
///
/// # Errors
/// As [`invite`] and [`send_again`].
pub(crate) async fn mend_address(
    work: &mut Work,
    patient: PatientId,
    id: InvitationId,
    email: &EmailAddress,
    by: GrantedBy,
) -> Result<InvitationId, Failure> {
    let now = work.now();
    let found = open(work, patient, id).await?;
    if found.email.canonical() == email.canonical() {
        return Ok(send_again(work, patient, id, by).await?.id);
    }
    rows::close(work, id, Closed::Superseded, now).await?;
    store::notice::drop_of_invitation(work, id, now).await?;
    work.record(
        Action::InvitationSupersede.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await?;
    invite(work, patient, email, found.terms, by).await
}
