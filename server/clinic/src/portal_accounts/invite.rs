//! Asking an address to act for a patient, or to use the portal as the patient.
//!
//! Staff and accounts invite by the same function; which terms somebody may offer is for
//! whoever calls it to judge. Nobody gets an access here: whoever is invited accepts.

use domain::access::Relation;
use domain::audit::Action;
use domain::id::{InvitationId, PatientId};
use domain::invitation::{self as rules, InviteRefusal, Inviter, may_invite};
use domain::limits;
use domain::person::{EmailAddress, Invalid};
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::access::{GrantedBy, Terms};
use store::invitation::{self as rows, NewInvitation};
use store::{Constraint, StoreError};

use crate::authz::Work;
use crate::failure::Failure;
use crate::rights::Today;
use crate::rng::six_digits;
use crate::throttle::{self, Limit};

const DAY_S: i64 = 24 * 3_600;

/// Mails of one member of staff, one by one.
const OF_STAFF: Limit = Limit {
    name: "invitations of staff",
    max: limits::INVITATION_SENDS_PER_STAFF_PER_MINUTE,
    window_s: 60,
};
/// Mails of one account.
const OF_ACCOUNT: Limit = Limit::per_hour(
    "invitations of an account",
    limits::INVITATION_SENDS_PER_ACCOUNT_PER_HOUR,
);
/// Mails to one address about one patient, so that deleting and inviting anew counts too.
const TO_ONE: Limit = Limit {
    name: "invitation of an address to a patient",
    max: limits::INVITATION_SENDS_PER_DAY,
    window_s: DAY_S,
};
/// Mails to one address, whoever they are about.
const TO_ADDRESS: Limit = Limit {
    name: "invitations to an address",
    max: limits::INVITATION_SENDS_PER_ADDRESS_PER_DAY,
    window_s: DAY_S,
};

/// Invites an address to the patient's portal. The mail leaves once the work is committed
/// and the worker is woken.
///
/// # Errors
/// `Refused(Invite)`; `Invalid` of `rights` and `until`; `TooMany`;
/// [`Failure::NotFound`] of an unknown patient.
pub(crate) async fn invite(
    work: &mut Work,
    patient: PatientId,
    email: &EmailAddress,
    terms: Terms,
    by: GrantedBy,
) -> Result<InvitationId, Failure> {
    if matches!(by, GrantedBy::Staff(_)) {
        let id = invite_in_bulk(work, patient, email, terms, by).await?;
        count_sender(work, by).await?;
        return Ok(id);
    }
    // Counted first, and refusals as well: nobody asks about address after address.
    count_sender(work, by).await?;
    let outcome = invite_in_bulk(work, patient, email, terms, by).await;
    if matches!(outcome, Err(Failure::Refused(_))) {
        work.undo().await?;
        count_sender(work, by).await?;
    }
    outcome
}

/// The same as one of many, each of which was looked at before: how many somebody sends in a
/// minute is not counted.
///
/// # Errors
/// Those of [`invite`].
pub(crate) async fn invite_in_bulk(
    work: &mut Work,
    patient: PatientId,
    email: &EmailAddress,
    terms: Terms,
    by: GrantedBy,
) -> Result<InvitationId, Failure> {
    let now = work.now();
    let judged = judge(work, patient, email, terms.relation, by, Counts::Open).await?;
    let terms = read(work, terms).await?;
    count_target(work, patient, email).await?;
    let id: InvitationId = work.clinic().new_id();
    let new = NewInvitation {
        id,
        patient,
        email: email.clone(),
        terms,
        invited_by: by,
        desk_code: judged.desk_code(work, is_guardians_word(terms.relation, by)),
        at: now,
        expires_at: expires_at(work).await?,
    };
    match rows::insert_invitation(work, &new).await {
        Ok(()) => {}
        Err(StoreError::Conflict(Constraint::OpenInvitation)) => {
            return Err(Refusal::Invite(InviteRefusal::Invited).into());
        }
        Err(error) => return Err(error.into()),
    }
    post(work, (id, patient), email).await?;
    work.record(Action::InvitationSend.as_str(), &id.to_string(), &[patient])
        .await?;
    Ok(id)
}

/// Whether a guardian, who knows the birth date, says which address is the patient's own.
fn is_guardians_word(relation: Relation, by: GrantedBy) -> bool {
    relation == Relation::Myself && matches!(by, GrantedBy::Account(_))
}

/// Whether an open invitation of the same address speaks against it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// It does.
    Open,
    /// It is the very one that is looked at.
    ThisOne,
}

/// What was found out about a patient on the way.
pub(super) struct Judged {
    born_known: bool,
}

impl Judged {
    /// What whoever accepts must know, where it can't be the birth date: it isn't known, or
    /// `proves_nothing`. The clinic tells the patient.
    pub(super) fn desk_code(&self, work: &Work, proves_nothing: bool) -> Option<String> {
        let asked = !self.born_known || proves_nothing;
        asked.then(|| format!("{:06}", six_digits(work.clinic().rng())))
    }
}

/// Whether the address may be invited, as the rules say.
pub(super) async fn judge(
    work: &mut Work,
    patient: PatientId,
    email: &EmailAddress,
    relation: Relation,
    by: GrantedBy,
    counts: Counts,
) -> Result<Judged, Failure> {
    let (inviter, account) = match by {
        GrantedBy::Staff(_) => (Inviter::Staff, None),
        GrantedBy::Account(account) => (Inviter::Account, Some(account)),
    };
    let found = rows::find_situation(&mut **work, patient, email, account).await?;
    let (mut situation, born_on) = found.ok_or(Failure::NotFound)?;
    if counts == Counts::ThisOne {
        situation.invited = None;
    }
    may_invite(relation, inviter, &situation).map_err(Refusal::Invite)?;
    Ok(Judged {
        born_known: born_on.is_some(),
    })
}

/// The terms as they are written, if they can be.
pub(super) async fn read(work: &mut Work, terms: Terms) -> Result<Terms, Failure> {
    if terms.relation == Relation::Myself {
        return Ok(Terms::OWN);
    }
    let now = work.now();
    let terms = Terms {
        abilities: terms.abilities.completed(),
        ..terms
    };
    if terms.abilities.is_empty() {
        return Err(Failure::field("rights", Invalid::Missing));
    }
    if let Some(until) = terms.until_on {
        let today = Today::at(&mut **work, now).await?;
        if until < today.date() {
            return Err(Failure::field("until", Invalid::NotAChoice));
        }
    }
    Ok(terms)
}

/// Counts one more mail of whoever sends it.
pub(super) async fn count_sender(work: &mut Work, by: GrantedBy) -> Result<(), Failure> {
    let turn = match by {
        GrantedBy::Staff(staff) => {
            throttle::take(work, &OF_STAFF, &[staff.uuid().as_bytes()]).await?
        }
        GrantedBy::Account(account) => {
            throttle::take(work, &OF_ACCOUNT, &[account.uuid().as_bytes()]).await?
        }
    };
    turn.or_too_many()
}

/// Counts one more mail to an address.
pub(super) async fn count_target(
    work: &mut Work,
    patient: PatientId,
    email: &EmailAddress,
) -> Result<(), Failure> {
    let (canonical, patient) = (email.canonical(), patient.uuid());
    let one: [&[u8]; 2] = [patient.as_bytes(), canonical.as_bytes()];
    throttle::take(work, &TO_ONE, &one).await?.or_too_many()?;
    let address: [&[u8]; 1] = [canonical.as_bytes()];
    throttle::take(work, &TO_ADDRESS, &address)
        .await?
        .or_too_many()
}

/// Until when an invitation that is sent now works.
pub(super) async fn expires_at(work: &mut Work) -> Result<Timestamp, Failure> {
    let now = work.now();
    let days = rows::find_days(&mut **work)
        .await?
        .ok_or(Failure::NotFound)?;
    rules::expires_at(now, days).ok_or(Failure::fault("the clock is at the end of time"))
}

/// Puts the mail into the outbox.
pub(super) async fn post(
    work: &mut Work,
    about: (InvitationId, PatientId),
    email: &EmailAddress,
) -> Result<(), Failure> {
    let (id, now) = (work.clinic().new_id(), work.now());
    store::notice::insert_of_invitation(work, id, about, email, now).await?;
    Ok(())
}
