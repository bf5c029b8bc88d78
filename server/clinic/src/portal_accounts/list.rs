//! What the page of a patient's portal accounts shows.

use domain::access::{Relation, Rights, Standing, WithAge};
use domain::age_policy::Coming;
use domain::audit::Action;
use domain::id::{InvitationId, PatientId};
use domain::invitation::{InvitationState, Unusable, days_left, usable};
use domain::limits;
use jiff::Timestamp;
use store::access::Listed;
use store::invitation::Sent;
use store::patient::profile::Profile;

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::patients::{Desk, Shown, look, standing};
use crate::rights::Today;

/// Who can log in for a patient, and who was asked to.
#[derive(Debug)]
pub struct Accounts {
    /// Whose.
    pub profile: Profile,
    /// Who looks, and when.
    pub desk: Desk,
    /// Those with a live access, the longest first.
    pub live: Vec<Account>,
    /// Those who were invited and have not answered, the newest first.
    pub open: Vec<Invited>,
    /// Accesses that have ended, the newest first.
    pub ended: Vec<Listed>,
    /// Invitations that led to nothing, the newest first.
    pub closed: Vec<Sent>,
    /// What the patient's next birthday that matters changes.
    pub coming: Option<Coming>,
    /// Whether a safeguarding stop stands.
    pub stopped: bool,
}

/// Somebody with an access.
#[derive(Debug)]
pub struct Account {
    /// What was given, and to whom.
    pub listed: Listed,
    /// What it allows today.
    pub rights: Rights,
    /// How it stands.
    pub state: State,
    /// Whether nothing but its last day has ended it, so that another one gives it again.
    pub may_be_given_again: bool,
}

/// How a live access stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It works.
    Active,
    /// The clinic has blocked the account.
    Blocked,
    /// A safeguarding stop shuts it out.
    Stopped,
    /// It waits for staff to look at it.
    Waiting,
    /// Its last day has passed.
    Over,
    /// The patient's age has ended it, or asks staff to look at it.
    Aged,
}

/// Somebody who was invited.
#[derive(Debug)]
pub struct Invited {
    /// The invitation, and what became of its mail.
    pub sent: Sent,
    /// Why it can't be used; none if it can.
    pub unusable: Option<Unusable>,
    /// Whole days that it can still be used.
    pub days_left: i64,
}

impl Invited {
    fn at(sent: Sent, now: Timestamp) -> Self {
        Self {
            unusable: usable(&sent.invitation.facts(), now).err(),
            days_left: days_left(sent.invitation.expires_at, now),
            sent,
        }
    }
}

/// A patient's portal accounts.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn list(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
) -> Result<Shown<Accounts>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = list_within(&mut work, patient).await;
    work.settle(outcome).await
}

async fn list_within(work: &mut Work, patient: PatientId) -> Result<Shown<Accounts>, Failure> {
    let profile = match standing(work, patient).await? {
        Shown::Here(found) => *found,
        Shown::MergedInto(survivor) => return Ok(Shown::MergedInto(survivor)),
    };
    let (desk, most) = (look(work).await?, limits::PORTAL_ACCOUNTS_LISTED);
    let today = Today::at(&mut **work, desk.now).await?;
    let stopped = store::safeguarding::is_stopped(&mut **work, patient).await?;
    let accesses = store::access::list_accesses(&mut **work, patient, most).await?;
    let sent = store::invitation::list_invitations(&mut **work, patient, most).await?;
    work.record(Action::PatientAccountsSeen.as_str(), "", &[patient])
        .await?;
    let (live, mut ended): (Vec<_>, Vec<_>) =
        accesses.into_iter().partition(|one| one.ended.is_none());
    ended.sort_by_key(|one| std::cmp::Reverse(one.ended.map(|(at, _)| at)));
    let (open, closed): (Vec<_>, Vec<_>) = sent
        .into_iter()
        .partition(|one| one.invitation.state == InvitationState::Pending);
    // What was accepted stands among the accesses.
    let closed = closed
        .into_iter()
        .filter(|one| one.invitation.state != InvitationState::Accepted)
        .collect();
    Ok(Shown::Here(Box::new(Accounts {
        live: live
            .into_iter()
            .map(|listed| account(listed, &today, stopped))
            .collect(),
        open: open
            .into_iter()
            .map(|sent| Invited::at(sent, desk.now))
            .collect(),
        ended,
        closed,
        coming: profile
            .details
            .born_on
            .and_then(|born| today.next_birthday(born)),
        stopped,
        profile,
        desk,
    })))
}

/// How an access stands today.
pub(super) fn account(listed: Listed, today: &Today, stopped: bool) -> Account {
    let (held, rights) = (&listed.held, today.rights(&listed.held));
    let guardian = held.terms.relation == Relation::Guardian;
    let over = held.terms.until_on.is_some_and(|on| on < today.date());
    let state = if listed.blocked {
        State::Blocked
    } else if guardian && stopped {
        State::Stopped
    } else if held.standing == Standing::Suspended {
        State::Waiting
    } else if guardian && over {
        State::Over
    } else if rights.abilities.is_empty() {
        State::Aged
    } else {
        State::Active
    };
    let ages = held.with_age == WithAge::Changes;
    let outgrown = ages && today.outgrown_since(held.confirmed_at, held.born_on);
    Account {
        rights,
        state,
        may_be_given_again: state == State::Over && !outgrown,
        listed,
    }
}

/// An invitation to the patient's portal with the profile: for the pages about one.
///
/// # Errors
/// [`Failure::NotFound`], also of another patient's.
pub async fn one_invited(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: InvitationId,
) -> Result<(Profile, Desk, Invited), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let Shown::Here(profile) = standing(&mut work, patient).await? else {
            return Err(Failure::NotFound);
        };
        let desk = look(&mut work).await?;
        let found = store::invitation::find_sent(&mut *work, id).await?;
        let found = found
            .filter(|found| found.invitation.patient == patient)
            .ok_or(Failure::NotFound)?;
        work.record(Action::PatientAccountsSeen.as_str(), "", &[patient])
            .await?;
        let invited = Invited::at(found, desk.now);
        Ok((*profile, desk, invited))
    }
    .await;
    work.settle(outcome).await
}
