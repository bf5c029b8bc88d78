//! Signed-in account holders, and what they may do for whom.

use std::marker::PhantomData;
use std::net::IpAddr;

use domain::access::{Confidential, Relation, Rights};
use domain::id::{AccountId, AppointmentId, PatientId, SessionId};
use domain::limits;
use domain::person::{EmailAddress, PersonName};
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::access::Held;
use store::appointment::Sight;
use store::session::{Acting, LiveSince, Whom};

use super::Clinic;
use super::address::AddressKey;
use super::can::Ability;
use super::witness::{Actor, Witness};
use crate::failure::Failure;
use crate::rights::rights_of;
use crate::token;

/// How old a session's last sign of life may get before it is written again. A request
/// must not cost a write each; so a session may end this much early, never late.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// Somebody signed in to the portal; their address is proven, and their second factor shown
/// if they have one.
#[must_use]
pub struct AccountHolder {
    account: AccountId,
    session: SessionId,
    address: AddressKey,
    email: EmailAddress,
    full_name: PersonName,
}

/// This account may do `A` for this patient. It carries the patient, so that no use
/// case takes one beside it.
#[must_use]
pub struct ActingFor<A> {
    account: AccountId,
    session: SessionId,
    address: AddressKey,
    patient: PatientId,
    relation: Relation,
    rights: Rights,
    ability: PhantomData<fn() -> A>,
}

impl AccountHolder {
    /// The account.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account
    }

    /// The signed-in browser.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session
    }

    /// The proven address.
    #[must_use]
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// The account holder's name.
    #[must_use]
    pub fn full_name(&self) -> &PersonName {
        &self.full_name
    }
}

impl<A> ActingFor<A> {
    /// Whom it is for.
    #[must_use]
    pub fn patient(&self) -> PatientId {
        self.patient
    }

    /// Who acts.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account
    }

    /// In which browser.
    pub(crate) fn session_id(&self) -> SessionId {
        self.session
    }

    /// Whether they are the patient themself.
    #[must_use]
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// What they may do for the patient besides.
    #[must_use]
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// Which of the patient's appointments they see.
    pub(crate) fn sight(&self) -> Sight {
        Sight {
            patient: self.patient,
            confidential: self.rights.confidential,
        }
    }

    /// Whether visits at confidential services are among what they see.
    #[must_use]
    pub fn confidential(&self) -> Confidential {
        self.rights.confidential
    }
}

/// Since when a session must have been used, and begun, to be good at `now`.
pub(crate) fn live_since(now: Timestamp) -> LiveSince {
    super::session::since(now, limits::SESSION_IDLE_MINUTES, limits::SESSION_HOURS)
}

pub(super) fn since(now: Timestamp, idle_minutes: i64, hours: i64) -> LiveSince {
    let before = |by: SignedDuration| now.checked_sub(by).unwrap_or(Timestamp::MIN);
    LiveSince {
        seen_after: before(SignedDuration::from_mins(idle_minutes)),
        begun_after: before(SignedDuration::from_hours(hours)),
    }
}

impl Witness for AccountHolder {
    fn actor(&self) -> Actor {
        Actor::Account(self.account)
    }

    fn address(&self) -> Option<AddressKey> {
        Some(self.address)
    }

    async fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let live = store::session::find_live_session(db, self.session, live_since(now)).await?;
        if live == Some(self.account) {
            Ok(())
        } else {
            Err(Failure::Unauthenticated)
        }
    }
}

impl<A: Ability> Witness for ActingFor<A> {
    fn actor(&self) -> Actor {
        Actor::Account(self.account)
    }

    fn address(&self) -> Option<AddressKey> {
        Some(self.address)
    }

    async fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let whom = Whom::Patient(self.patient);
        let (_, rights) = allowed::<A, _>(db, self.session, whom, now).await?;
        // What allows less, or hides more, by now must not be done by a witness from a moment ago.
        if rights == self.rights {
            Ok(())
        } else {
            Err(Failure::NotFound)
        }
    }
}

/// The access that allows the ability now, and all that it allows. Somebody else's patient,
/// an unknown one, an ended access and an access without the ability all come to the same
/// answer.
async fn allowed<A: Ability, R: store::Reads>(
    db: &mut R,
    session: SessionId,
    whom: Whom,
    now: Timestamp,
) -> Result<(Held, Rights), Failure> {
    match store::session::find_acting(db, session, whom, live_since(now)).await? {
        Acting::SignedOut => Err(Failure::Unauthenticated),
        Acting::SignedIn(None) => Err(Failure::NotFound),
        Acting::SignedIn(Some(held)) => {
            let rights = rights_of(db, &held, now).await?;
            if rights.abilities.has(A::ABILITY) {
                Ok((held, rights))
            } else {
                Err(Failure::NotFound)
            }
        }
    }
}

/// A disk that is full, or a queue before the writer, keeps nobody from reading: then the
/// session only ends sooner.
pub(super) fn unless_full(touched: Result<(), StoreError>) -> Result<(), Failure> {
    match touched {
        Err(StoreError::Busy | StoreError::Unavailable) => {
            tracing::warn!("a session's last use could not be written");
            Ok(())
        }
        other => Ok(other?),
    }
}

/// Whether a session's last use is to be written again.
pub(super) fn is_due(seen_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen_at) >= TOUCH_AFTER
}

impl Clinic {
    /// Who is signed in with this session token, and asks from this network address.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is unknown or the session has ended, is idle or
    /// too old, or the account is disabled.
    pub async fn account(
        &self,
        session_token: &str,
        address: IpAddr,
    ) -> Result<AccountHolder, Failure> {
        let now = self.now();
        let hash = token::hash(session_token);
        let mut db = self.shared.store.glance().await?;
        let found = store::session::find_account_session(&mut db, &hash, live_since(now)).await?;
        drop(db);
        let Some(found) = found else {
            return Err(Failure::Unauthenticated);
        };
        if is_due(found.seen_at, now) {
            let touched = async {
                let mut tx = self.shared.store.begin().await?;
                store::session::touch_session(&mut tx, found.id, now).await?;
                tx.commit().await
            };
            unless_full(touched.await)?;
        }
        Ok(AccountHolder {
            account: found.account,
            session: found.id,
            address: AddressKey::of(address, now),
            email: found.email,
            full_name: found.full_name,
        })
    }

    /// Whose session it is, if it lives: for what must not wait for the database to be
    /// written. No witness, and no sign of life.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn account_of(&self, session_token: &str) -> Result<Option<AccountId>, Failure> {
        let (hash, since) = (token::hash(session_token), live_since(self.now()));
        let mut db = self.shared.store.glance().await?;
        let found = store::session::find_account_session(&mut db, &hash, since).await?;
        Ok(found.map(|found| found.account))
    }

    /// Lets an account holder act for a patient, if they may do `A`. A profile that became part
    /// of another one, as an old link or form names it, is that one by now.
    ///
    /// # Errors
    /// `NotFound` when the patient isn't theirs or isn't there: the same path.
    pub async fn acting_for<A: Ability>(
        &self,
        who: &AccountHolder,
        patient: PatientId,
    ) -> Result<ActingFor<A>, Failure> {
        let acting = |patient| self.acting(who, Whom::Patient(patient));
        self.or_survivor(patient, acting).await
    }

    /// Does something for a patient or, where nothing of theirs is found, for the profile that
    /// they have become part of. Says nothing about who may see either: `act` does.
    ///
    /// # Errors
    /// Those of `act`: `NotFound` if neither is found.
    pub(crate) async fn or_survivor<T, F: Future<Output = Result<T, Failure>>>(
        &self,
        patient: PatientId,
        act: impl Fn(PatientId) -> F,
    ) -> Result<T, Failure> {
        match act(patient).await {
            Err(Failure::NotFound) => {}
            outcome => return outcome,
        }
        match self.stands_for(patient).await? {
            Some(survivor) => act(survivor).await,
            None => Err(Failure::NotFound),
        }
    }

    /// The profile that stands by now for one that became part of it; none for one that stands
    /// for itself, or isn't there. Says nothing about who may see either.
    pub(crate) async fn stands_for(
        &self,
        patient: PatientId,
    ) -> Result<Option<PatientId>, Failure> {
        let mut db = self.shared.store.glance().await?;
        let survivor = store::patient::merged::find_survivor(&mut db, patient).await?;
        Ok(survivor.filter(|survivor| *survivor != patient))
    }

    /// Lets an account holder act for themself.
    ///
    /// # Errors
    /// `NotFound` when they are not a patient here.
    pub async fn own_patient<A: Ability>(
        &self,
        who: &AccountHolder,
    ) -> Result<ActingFor<A>, Failure> {
        self.acting(who, Whom::Myself).await
    }

    /// Lets an account holder act for whomever they look after in this browser now: for
    /// themself, unless they have chosen somebody else.
    ///
    /// # Errors
    /// `NotFound` when they are not a patient here, or may not do `A` for whom they chose.
    pub async fn acting_for_chosen<A: Ability>(
        &self,
        who: &AccountHolder,
    ) -> Result<ActingFor<A>, Failure> {
        self.acting(who, Whom::Chosen).await
    }

    /// Lets an account holder act on an appointment of a patient of theirs.
    ///
    /// # Errors
    /// `NotFound` when the appointment isn't theirs or isn't there: the same path.
    pub async fn acting_on<A: Ability>(
        &self,
        who: &AccountHolder,
        appointment: AppointmentId,
    ) -> Result<(ActingFor<A>, AppointmentId), Failure> {
        let acting = self.acting(who, Whom::OfAppointment(appointment)).await?;
        Ok((acting, appointment))
    }

    async fn acting<A: Ability>(
        &self,
        who: &AccountHolder,
        whom: Whom,
    ) -> Result<ActingFor<A>, Failure> {
        let mut db = self.shared.store.glance().await?;
        let (held, rights) = allowed::<A, _>(&mut db, who.session, whom, self.now()).await?;
        Ok(ActingFor {
            account: who.account,
            session: who.session,
            address: who.address,
            patient: held.patient,
            relation: held.terms.relation,
            rights,
            ability: PhantomData,
        })
    }
}
