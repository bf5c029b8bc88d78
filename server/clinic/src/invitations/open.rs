//! What the page of an invitation shows. Nothing here writes.

use std::fmt;

use domain::access::{Abilities, Kinship, Relation};
use domain::id::InvitationId;
use domain::invitation::{InvitationRefusal, InvitationState, SecondCheck, Unusable};
use domain::person::PersonName;
use domain::role::Role;
use jiff::Timestamp;
use jiff::civil::Date;
use store::access::GrantedBy;
use store::code::Purpose;
use store::invitation::open as rows;

use super::Key;
use super::scene::Scene;
use crate::authz::{AccountHolder, Clinic, Look, Visitor};
use crate::failure::Failure;
use crate::token;

/// What the link leads to.
#[derive(Clone, Debug)]
pub enum Opened {
    /// It can be accepted.
    Usable(Box<Invitation>),
    /// It can't.
    Closed(Closed),
}

/// An invitation that can be accepted, as far as whoever has the link may see it.
#[derive(Clone)]
pub struct Invitation {
    /// Its public id.
    pub id: InvitationId,
    /// The patient's first name.
    pub first_name: String,
    /// Whether the account becomes the patient's own.
    pub relation: Relation,
    /// What the invited person is to the patient.
    pub kinship: Option<Kinship>,
    /// What they will be able to do.
    pub abilities: Abilities,
    /// The last date on which they will.
    pub until_on: Option<Date>,
    /// Whoever invites.
    pub inviter: Inviter,
    /// The invited address, masked.
    pub address: String,
    /// What must be known to accept.
    pub question: Question,
    /// The code to the invited address, where the link doesn't prove it.
    pub code: CodeStep,
    /// Who is asking, to the invitation.
    pub visit: Visit,
}

/// Only the id: all else is about people.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Whoever invites, as somebody may see it who only has the link.
#[derive(Clone, Debug)]
pub enum Inviter {
    /// Staff.
    Staff(PersonName, Role),
    /// Somebody who acts for the patient, by their first name: the last may be the patient's.
    Guardian(String),
    /// The patient: their full name isn't told.
    Patient,
}

/// What must be known to accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// When the patient was born.
    BirthDate,
    /// The code that staff tell.
    DeskCode,
}

/// How far the proof of the invited address has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStep {
    /// The link was mailed: that is the proof.
    NotNeeded,
    /// A code must be asked for.
    ToAsk,
    /// It was, in this browser; with the time its mail left.
    Asked(Option<Timestamp>),
}

/// Who is asking, to the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Nobody is logged in, and the address has no account.
    NewAccount,
    /// Nobody is logged in, and it has one.
    LogIn,
    /// The invited address is logged in.
    Invited,
    /// Another account is.
    Other {
        /// Its address: its own holder reads it.
        address: String,
        /// Whether it may accept.
        may_accept: bool,
    },
}

/// An invitation that can't be accepted, or no invitation at all.
#[derive(Clone, PartialEq, Eq)]
pub enum Closed {
    /// No link of ours, or not one of this invitation.
    Unknown,
    /// The account that is logged in has accepted it, and may act still: whom it was about, and
    /// whether the account is that patient's own.
    AcceptedByYou(String, Relation),
    /// It can't be used: why, and since when, where it has expired.
    Because(InvitationRefusal, Option<Date>),
}

/// Without the name.
impl fmt::Debug for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Unknown"),
            Self::AcceptedByYou(_, relation) => write!(f, "AcceptedByYou({relation:?})"),
            Self::Because(refusal, on) => write!(f, "Because({refusal:?}, {on:?})"),
        }
    }
}

impl Closed {
    /// Whether the clinic can be asked for a new link here: not where somebody has decided.
    #[must_use]
    pub fn may_ask(&self) -> bool {
        match self {
            Self::Unknown | Self::AcceptedByYou(..) => false,
            Self::Because(refusal, _) => may_ask(*refusal),
        }
    }
}

/// As [`Closed::may_ask`].
pub(super) fn may_ask(refusal: InvitationRefusal) -> bool {
    match refusal {
        InvitationRefusal::Void => true,
        InvitationRefusal::Closed(unusable) => match unusable {
            Unusable::Locked | Unusable::Expired | Unusable::Superseded => true,
            Unusable::Accepted | Unusable::Declined | Unusable::Deleted => false,
        },
        InvitationRefusal::OwnTaken
        | InvitationRefusal::OwnElsewhere
        | InvitationRefusal::GuardianAddress
        | InvitationRefusal::OtherAccount
        | InvitationRefusal::CheckWrong { .. } => false,
    }
}

/// The public id of the invitation with this link; none if there is no such link.
///
/// # Errors
/// Those of the store.
pub async fn find_id(clinic: &Clinic, link_token: &str) -> Result<Option<InvitationId>, Failure> {
    let mut look = clinic.read(&clinic.public()).await?;
    let found = rows::find_invited(&mut *look, &token::hash(link_token)).await?;
    Ok(found.map(|invited| invited.id))
}

/// An id that is no invitation's, for the page of a link that is none of ours.
#[must_use]
pub fn no_id(clinic: &Clinic) -> InvitationId {
    clinic.new_id()
}

/// What whoever has the link sees. Without a token, or with one that isn't this
/// invitation's, that is the same as of no invitation at all.
///
/// # Errors
/// `Unauthenticated` when this browser was logged out meanwhile; faults.
pub async fn open(
    clinic: &Clinic,
    (browser, who): (&Visitor, Option<&AccountHolder>),
    key: Key<'_>,
) -> Result<Opened, Failure> {
    let mut look = match who {
        Some(who) => clinic.read(who).await?,
        None => clinic.read(browser).await?,
    };
    let now = look.now();
    let scene = match Scene::find(&mut *look, key, now).await {
        Ok(scene) => scene,
        Err(Failure::Refused(_)) => return Ok(Opened::Closed(Closed::Unknown)),
        Err(failure) => return Err(failure),
    };
    match scene.usable(now) {
        Ok((subject, check)) => {
            let question = match check {
                SecondCheck::BirthDate(_) => Question::BirthDate,
                SecondCheck::DeskCode(_) => Question::DeskCode,
            };
            let first_name = subject.first_name().to_owned();
            let abilities = scene
                .today
                .would_give(&scene.invited.terms, subject.born_on)
                .abilities;
            let code = code_step(&mut look, browser, &scene).await?;
            let visit = visit(&mut look, who, &scene).await?;
            Ok(Opened::Usable(Box::new(Invitation {
                id: scene.invited.id,
                first_name,
                relation: scene.invited.terms.relation,
                kinship: scene.invited.terms.kinship,
                abilities,
                until_on: scene.invited.terms.until_on,
                inviter: inviter(&scene),
                address: scene.invited.email.masked(),
                question,
                code,
                visit,
            })))
        }
        Err(refusal) => Ok(Opened::Closed(closed(&scene, who, refusal))),
    }
}

fn closed(scene: &Scene, who: Option<&AccountHolder>, refusal: InvitationRefusal) -> Closed {
    let invited = &scene.invited;
    let accepted = invited.facts.state == InvitationState::Accepted;
    let by_you = who.is_some_and(|who| {
        invited.accepted_by == Some(who.account_id()) && scene.acts(who.account_id())
    });
    if let (true, true, Some(subject)) = (accepted, by_you, &scene.subject) {
        let first_name = subject.first_name().to_owned();
        return Closed::AcceptedByYou(first_name, invited.terms.relation);
    }
    let expired = refusal == InvitationRefusal::Closed(Unusable::Expired);
    let since = expired.then(|| scene.today.date_of(invited.facts.expires_at));
    Closed::Because(refusal, since)
}

fn inviter(scene: &Scene) -> Inviter {
    let inviter = &scene.invited.inviter;
    match (inviter.by, inviter.role) {
        (GrantedBy::Staff(_), Some(role)) => Inviter::Staff(inviter.full_name.clone(), role),
        (GrantedBy::Account(account), _) => {
            let relation = scene
                .holder(account)
                .map(|holder| holder.held.terms.relation);
            match relation {
                Some(Relation::Guardian) => {
                    Inviter::Guardian(inviter.full_name.first_word().to_owned())
                }
                Some(Relation::Myself) | None => Inviter::Patient,
            }
        }
        (GrantedBy::Staff(_), None) => Inviter::Patient,
    }
}

async fn code_step(look: &mut Look, browser: &Visitor, scene: &Scene) -> Result<CodeStep, Failure> {
    if scene.is_mailed() {
        return Ok(CodeStep::NotNeeded);
    }
    let (visitor, email) = (browser.key().0, scene.invited.email.canonical());
    let asked =
        store::code::find_newest(&mut **look, &visitor, &email, Purpose::Invitation).await?;
    Ok(match asked {
        None => CodeStep::ToAsk,
        Some(request) => CodeStep::Asked(store::code::find_sent_at(&mut **look, request).await?),
    })
}

async fn visit(
    look: &mut Look,
    who: Option<&AccountHolder>,
    scene: &Scene,
) -> Result<Visit, Failure> {
    let Some(who) = who else {
        let known = scene.account_of_address(&mut **look).await?.is_some();
        return Ok(if known {
            Visit::LogIn
        } else {
            Visit::NewAccount
        });
    };
    if who.email().canonical() == scene.invited.email.canonical() {
        return Ok(Visit::Invited);
    }
    let allowed = rows::others_may_accept(&mut **look).await?;
    let shut_out = match &scene.subject {
        Some(subject) => {
            let removed = rows::find_removed(&mut **look, who.account_id(), subject.id).await?;
            removed.shut_out
        }
        None => false,
    };
    Ok(Visit::Other {
        address: who.email().as_str().to_owned(),
        may_accept: allowed && scene.is_mailed() && !scene.must_be_invited() && !shut_out,
    })
}
