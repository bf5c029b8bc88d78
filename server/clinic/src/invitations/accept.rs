//! An invitation becomes an access: in one transaction, with everything that follows of it.

use domain::access::Relation;
use domain::audit::Action;
use domain::id::{AccessId, AccountId, InvitationNewsId, SessionId};
use domain::invitation::{Answer, InvitationNews, InvitationRefusal, InvitationState, Unusable};
use domain::limits;
use domain::person::PersonName;
use domain::refusal::Refusal;
use store::access::NewAccess;
use store::account::NewAccount;
use store::code::Purpose;
use store::invitation::news;
use store::invitation::open::{self as rows, Subject};
use store::{Constraint, StoreError};

use super::scene::Scene;
use super::{Key, telling};
use crate::authz::{AccountHolder, Actor, Clinic, Visitor, Work};
use crate::codes;
use crate::failure::Failure;
use crate::log_in::{NextPath, SignedIn, start_session};
use crate::throttle::{self, Limit};

/// Answers of no to one invitation that staff hear of.
const REFUSED: Limit = Limit::per_hour("invitation refused", limits::INVITATION_REFUSALS_PER_HOUR);

/// As whom the form was made to accept. Who is logged in may have changed since.
#[derive(Clone, Debug)]
pub enum Way {
    /// As a new account with the invited address, of somebody with this name.
    New(PersonName),
    /// As the account of the invited address.
    Invited,
    /// As another account.
    Other,
}

/// What was answered.
#[derive(Clone)]
pub struct Answers {
    /// As whom.
    pub way: Way,
    /// The second check.
    pub check: Answer,
    /// The code that was mailed to the invited address, as typed; empty where none is asked.
    pub code: String,
}

/// It was accepted.
#[derive(Debug)]
pub struct Accepted {
    /// The browser, where it was logged in by this.
    pub signed_in: Option<SignedIn>,
    /// Whether the account had the access already.
    pub was_linked: bool,
}

/// Whoever accepts, with what shows it.
struct Asking<'a> {
    browser: &'a Visitor,
    who: Option<&'a AccountHolder>,
}

/// Whoever accepted, once they are sure to have an account.
struct Acceptor {
    account: AccountId,
    session: SessionId,
    signed_in: Option<SignedIn>,
    other: bool,
}

/// Accepts the invitation: the account, where it is new, the access, who is logged in, for
/// whom, and what others are told.
///
/// # Errors
/// `Refused(LinkUnusable)`; `Refused(Invitation(_))`, where a wrong answer is counted;
/// `Refused(ChangedMeanwhile)` if somebody else is logged in than when the form was made;
/// `Unauthenticated` when the address has an account by now; of a copied link besides as
/// [`codes::enter`].
pub async fn accept(
    clinic: &Clinic,
    (browser, who): (&Visitor, Option<&AccountHolder>),
    key: Key<'_>,
    answers: Answers,
) -> Result<Accepted, Failure> {
    let mut work = match who {
        Some(who) => clinic.begin(who).await?,
        None => clinic.begin(browser).await?,
    };
    let asking = Asking { browser, who };
    let outcome = accept_within(&mut work, &asking, key, &answers).await;
    let accepted = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(accepted)
}

async fn accept_within(
    work: &mut Work,
    asking: &Asking<'_>,
    key: Key<'_>,
    answers: &Answers,
) -> Result<Accepted, Failure> {
    let now = work.now();
    let scene = Scene::find(&mut **work, key, now).await?;
    if let Some(who) = accepted_before(&scene, asking) {
        arrive(work, &scene, who.session_id()).await?;
        return Ok(Accepted {
            signed_in: None,
            was_linked: true,
        });
    }
    let (subject, check) = match scene.usable(now) {
        Ok(usable) => usable,
        Err(refusal @ InvitationRefusal::Void) => return no(work, &scene, refusal).await,
        Err(refusal) => return Err(refused(refusal)),
    };
    as_it_was(work, &scene, asking, &answers.way).await?;
    prove_address(work, &scene, asking.browser, &answers.code).await?;
    if !check.accepts(&answers.check) {
        return wrong(work, &scene).await;
    }
    if let Err(refusal) = fits(work, &scene, subject, asking).await? {
        return no(work, &scene, refusal).await;
    }
    let acceptor = become_account(work, &scene, subject, asking, &answers.way).await?;
    close(work, &scene, subject, acceptor).await
}

/// Who is logged in, where they have accepted it already and may act still: pressed twice.
fn accepted_before<'a>(scene: &Scene, asking: &Asking<'a>) -> Option<&'a AccountHolder> {
    let who = asking.who?;
    let (invited, account) = (&scene.invited, who.account_id());
    let done = invited.facts.state == InvitationState::Accepted;
    let by_them = invited.accepted_by == Some(account);
    (done && by_them && scene.acts(account)).then_some(who)
}

/// The browser looks after things for whom the invitation is about from now on.
async fn arrive(work: &mut Work, scene: &Scene, session: SessionId) -> Result<(), Failure> {
    let guardian = scene.invited.terms.relation == Relation::Guardian;
    let subject = scene.subject.as_ref().filter(|_| guardian);
    let acting_for = subject.map(|subject| subject.id);
    Ok(store::session::choose_acting_for(work, session, acting_for).await?)
}

/// Whether whoever is logged in is whom the form was made for, and may accept.
async fn as_it_was(
    work: &mut Work,
    scene: &Scene,
    asking: &Asking<'_>,
    way: &Way,
) -> Result<(), Failure> {
    let Some(who) = asking.who else {
        // What was logged in a moment ago is to log in again; so is whoever has an account
        // by now.
        let known = scene.account_of_address(&mut **work).await?.is_some();
        return match way {
            Way::New(_) if !known => Ok(()),
            Way::New(_) | Way::Invited | Way::Other => Err(Failure::Unauthenticated),
        };
    };
    let invited = who.email().canonical() == scene.invited.email.canonical();
    match (way, invited) {
        (Way::Invited, true) => Ok(()),
        (Way::Other, false) => {
            let allowed = rows::others_may_accept(&mut **work).await?;
            if allowed && scene.is_mailed() && !scene.must_be_invited() {
                Ok(())
            } else {
                Err(refused(InvitationRefusal::OtherAccount))
            }
        }
        (Way::New(_), _) | (Way::Invited, false) | (Way::Other, true) => {
            Err(Failure::Refused(Refusal::ChangedMeanwhile))
        }
    }
}

/// Takes the code that was mailed to the invited address, where the link doesn't prove it.
async fn prove_address(
    work: &mut Work,
    scene: &Scene,
    browser: &Visitor,
    typed: &str,
) -> Result<(), Failure> {
    if scene.is_mailed() {
        return Ok(());
    }
    let email = &scene.invited.email;
    let code = codes::parse(typed)?;
    let (visitor, purpose) = (browser.key().0, Purpose::Invitation);
    let request =
        store::code::find_newest(&mut **work, &visitor, &email.canonical(), purpose).await?;
    let request = request.ok_or(Failure::Refused(Refusal::CodeExpired))?;
    codes::enter_for(work, browser, (purpose, email), request, &code).await?;
    Ok(())
}

/// Says no to a wrong answer, and counts it.
async fn wrong<T>(work: &mut Work, scene: &Scene) -> Result<T, Failure> {
    // What is written from here on stays, although the answer is no. A right code from the
    // mail is good for the next try.
    work.undo().await?;
    let (id, patients) = (scene.invited.id, [scene.invited.patient]);
    let tries = rows::count_wrong_try(work, id).await?;
    let tries_left = limits::INVITATION_TRIES.saturating_sub(tries);
    if tries_left == 0 {
        tell_staff(work, scene, InvitationNews::Locked).await?;
        work.record(
            Action::InvitationLocked.as_str(),
            &id.to_string(),
            &patients,
        )
        .await?;
        return Err(refused(InvitationRefusal::Closed(Unusable::Locked)));
    }
    work.record(Action::InvitationWrong.as_str(), &id.to_string(), &patients)
        .await?;
    Err(refused(InvitationRefusal::CheckWrong { tries_left }))
}

/// Says no, and tells staff.
async fn no<T>(work: &mut Work, scene: &Scene, refusal: InvitationRefusal) -> Result<T, Failure> {
    work.undo().await?;
    // Only what is counted, and so bounded, is worth a row.
    let turn = throttle::take(work, &REFUSED, &[scene.invited.id.uuid().as_bytes()]).await?;
    if turn.or_too_many().is_err() {
        return Err(refused(refusal));
    }
    tell_staff(work, scene, InvitationNews::Refused).await?;
    let detail = format!("{} {}", scene.invited.id, refusal.code());
    work.record(
        Action::InvitationRefused.as_str(),
        &detail,
        &[scene.invited.patient],
    )
    .await?;
    Err(refused(refusal))
}

/// Whether the patient and the account can be what the invitation makes of them. Told only
/// to whoever knew the answer.
async fn fits(
    work: &mut Work,
    scene: &Scene,
    subject: &Subject,
    asking: &Asking<'_>,
) -> Result<Result<(), InvitationRefusal>, Failure> {
    let account = asking.who.map(AccountHolder::account_id);
    let removed = match account {
        Some(account) => rows::find_removed(&mut **work, account, subject.id).await?,
        None => rows::Removed::default(),
    };
    // What somebody took away isn't to be had again by an older letter.
    if removed
        .last_at
        .is_some_and(|at| at >= scene.invited.sent_at)
    {
        return Ok(Err(InvitationRefusal::Void));
    }
    // Whom a stop shut out doesn't come in by somebody else's letter, also when it was lifted:
    // staff who mean them write to them.
    let invited = scene.invited.email.canonical();
    let other = asking
        .who
        .is_some_and(|who| who.email().canonical() != invited);
    if removed.shut_out && other {
        return Ok(Err(InvitationRefusal::OtherAccount));
    }
    if scene.invited.terms.relation == Relation::Guardian {
        return Ok(Ok(()));
    }
    // Nor does whoever acted for the patient until others ended it become the patient.
    if removed.last_at.is_some() {
        return Ok(Err(InvitationRefusal::GuardianAddress));
    }
    let held = account.and_then(|account| scene.holder(account));
    let own = match account {
        Some(account) => rows::find_own(&mut **work, account).await?,
        None => None,
    };
    let taken = scene.holders.iter().any(|holder| {
        holder.held.terms.relation == Relation::Myself && Some(holder.account) != account
    });
    Ok(match (held.map(|holder| holder.held.terms.relation), own) {
        (Some(Relation::Guardian), _) => Err(InvitationRefusal::GuardianAddress),
        _ if taken => Err(InvitationRefusal::OwnTaken),
        (_, Some(other)) if other != subject.id => Err(InvitationRefusal::OwnElsewhere),
        _ => Ok(()),
    })
}

/// The account that accepts, made where it is new. What somebody else may have typed with
/// this address, and never proved, is no part of it.
async fn become_account(
    work: &mut Work,
    scene: &Scene,
    subject: &Subject,
    asking: &Asking<'_>,
    way: &Way,
) -> Result<Acceptor, Failure> {
    if let Some(who) = asking.who {
        return Ok(Acceptor {
            account: who.account_id(),
            session: who.session_id(),
            signed_in: None,
            other: matches!(way, Way::Other),
        });
    }
    let Way::New(full_name) = way else {
        return Err(Failure::Unauthenticated);
    };
    let account: AccountId = work.clinic().new_id();
    let new = NewAccount {
        id: account,
        email: scene.invited.email.clone(),
        full_name: full_name.clone(),
        at: work.now(),
    };
    store::account::insert_account(work, &new).await?;
    work.acts_as(Actor::Account(account));
    work.record(
        Action::AccountCreate.as_str(),
        &account.to_string(),
        &[subject.id],
    )
    .await?;
    let own = scene.invited.terms.relation == Relation::Myself;
    let own = own.then_some(subject.id);
    let started = start_session(work, account, own, asking.browser).await?;
    Ok(Acceptor {
        account,
        session: started.id,
        signed_in: Some(SignedIn {
            session: started.session,
            visitor: started.visitor,
            known: started.known,
            next: NextPath::default(),
            account,
            new_account: true,
            differs: false,
            after_other: started.after_other,
        }),
        other: false,
    })
}

/// Gives the access, unless the account has it, and closes the invitation.
async fn close(
    work: &mut Work,
    scene: &Scene,
    subject: &Subject,
    acceptor: Acceptor,
) -> Result<Accepted, Failure> {
    let (invited, now) = (&scene.invited, work.now());
    if !rows::accept_invitation(work, invited.id, acceptor.account, now).await? {
        return Err(refused(InvitationRefusal::Closed(Unusable::Accepted)));
    }
    let was_linked = scene.holder(acceptor.account).is_some();
    if !was_linked {
        let id: AccessId = work.clinic().new_id();
        let access = NewAccess {
            id,
            account: acceptor.account,
            patient: subject.id,
            terms: invited.terms,
            granted_by: Some(invited.inviter.by),
            invitation: Some(invited.id),
            at: now,
        };
        match store::access::insert_access(work, &access).await {
            // The schema has the last word, should anything get past what was asked above.
            Err(StoreError::Conflict(Constraint::OpenSelfAccess)) => {
                return Err(refused(InvitationRefusal::OwnTaken));
            }
            Err(StoreError::Conflict(Constraint::InvitationAccepted | Constraint::OpenAccess)) => {
                return Err(refused(InvitationRefusal::Closed(Unusable::Accepted)));
            }
            other => other?,
        }
        telling::tell_concerned(work, scene, acceptor.account).await?;
    }
    if acceptor.other {
        telling::tell_addresses(work, scene, acceptor.account).await?;
    }
    tell_staff(work, scene, InvitationNews::Accepted).await?;
    arrive(work, scene, acceptor.session).await?;
    let mut detail = invited.id.to_string();
    if acceptor.other {
        detail.push_str(" other_account");
    }
    if subject.id != invited.patient {
        detail.push_str(" merged");
    }
    work.record(Action::InvitationAccept.as_str(), &detail, &[subject.id])
        .await?;
    Ok(Accepted {
        signed_in: acceptor.signed_in,
        was_linked,
    })
}

/// Puts it where staff look.
pub(super) async fn tell_staff(
    work: &mut Work,
    scene: &Scene,
    what: InvitationNews,
) -> Result<(), Failure> {
    let (id, now): (InvitationNewsId, _) = (work.clinic().new_id(), work.now());
    Ok(news::insert_news(work, id, scene.invited.id, what, now).await?)
}

pub(super) fn refused(refusal: InvitationRefusal) -> Failure {
    Failure::Refused(Refusal::Invitation(refusal))
}
