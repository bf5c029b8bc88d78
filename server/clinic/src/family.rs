//! Families: whom somebody looks after, and for whom they do so in this browser now.
//!
//! The session's choice only preselects. Every page is made for the person it names, every
//! form carries that person, and what it does is asked of the access to them: the choice
//! itself opens nothing.

pub use add::{NewDependent, add};
use domain::access::{Ability, Relation, Rights};
use domain::audit::Action;
use domain::id::{AccountId, PatientId};
use domain::person::{BirthDate, PersonName};
use domain::refusal::Refusal;
use jiff::civil::Date;

use crate::authz::{AccountHolder, ActingFor, Clinic, Work, can};
use crate::failure::Failure;
use crate::rights::Today;

mod add;
pub mod give_back;
pub mod lend;
pub(crate) mod notices;
pub mod page;

/// Somebody whom an account acts for: its holder, or somebody they look after.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// Whether they are the account's holder themself.
    pub relation: Relation,
    /// When they were born, if that is known.
    pub born_on: Option<BirthDate>,
    /// What may be done for them today.
    pub rights: Rights,
}

impl Person {
    /// Whether the patients' pages can be for them: there is something to see or to book.
    #[must_use]
    pub fn is_choosable(&self) -> bool {
        is_choosable(self.rights)
    }

    /// Their age in whole years, on `today`.
    #[must_use]
    pub fn age_years(&self, today: Date) -> Option<i16> {
        self.born_on.map(|born_on| born_on.age_years(today))
    }
}

/// Whether the patients' pages can be for somebody with these rights.
fn is_choosable(rights: Rights) -> bool {
    rights.abilities.has(Ability::ViewAppointments) || rights.abilities.has(Ability::Book)
}

/// For whom things are looked after in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// For the account's holder.
    Myself,
    /// For this patient.
    Other(PatientId),
    /// For somebody whom the account may not act for any more.
    Gone,
}

/// Everybody whom an account acts for, and for whom it does now.
#[derive(Clone, Debug)]
pub struct People {
    /// The account's own patient first, if it has one.
    pub all: Vec<Person>,
    /// For whom now.
    pub chosen: Chosen,
    /// The clinic's date, which ages are counted on.
    pub today: Date,
}

impl People {
    /// The account's own patient, if it has one.
    #[must_use]
    pub fn me(&self) -> Option<&Person> {
        self.all
            .iter()
            .find(|person| person.relation == Relation::Myself)
    }

    /// Those whom its holder looks after.
    pub fn others(&self) -> impl Iterator<Item = &Person> {
        self.all
            .iter()
            .filter(|person| person.relation == Relation::Guardian)
    }

    /// Whom the pages are for now; none for an account that is no patient and has chosen
    /// nobody.
    #[must_use]
    pub fn now(&self) -> Option<&Person> {
        match self.chosen {
            Chosen::Other(patient) => self.person(patient),
            Chosen::Myself | Chosen::Gone => self.me(),
        }
    }

    /// Somebody whom the account acts for.
    #[must_use]
    pub fn person(&self, patient: PatientId) -> Option<&Person> {
        self.all.iter().find(|person| person.patient == patient)
    }

    /// Whom the pages are for, if that is somebody else than the holder.
    #[must_use]
    pub fn acting(&self) -> Option<&Person> {
        match self.chosen {
            Chosen::Other(patient) => self.person(patient),
            Chosen::Myself | Chosen::Gone => None,
        }
    }
}

/// Everybody whom the account acts for, and for whom it does in this browser now.
///
/// # Errors
/// `Unauthenticated` when the session has ended.
pub async fn people(clinic: &Clinic, who: &AccountHolder) -> Result<People, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let today = Today::at(&mut *look, now).await?;
    let rows = store::family::list_looked_after(&mut *look, who.account_id()).await?;
    let all: Vec<Person> = rows
        .into_iter()
        .map(|row| Person {
            patient: row.held.patient,
            relation: row.held.terms.relation,
            born_on: row.held.born_on,
            rights: today.rights(&row.held),
            full_name: row.full_name,
        })
        .collect();
    let choice = store::family::find_choice(&mut *look, who.session_id()).await?;
    let chosen = match choice {
        None => Chosen::Myself,
        Some(patient) => match all.iter().find(|person| person.patient == patient) {
            Some(person) if person.relation == Relation::Myself => Chosen::Myself,
            Some(person) if person.is_choosable() => Chosen::Other(patient),
            Some(_) | None => Chosen::Gone,
        },
    };
    Ok(People {
        all,
        chosen,
        today: today.date(),
    })
}

/// Looks after things for themself in this browser from now on.
///
/// # Errors
/// `Unauthenticated` when the session has ended.
pub async fn switch_to_self(clinic: &Clinic, who: &AccountHolder) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    store::session::choose_acting_for(&mut work, who.session_id(), None).await?;
    work.commit().await
}

/// Looks after things for this patient in this browser from now on.
///
/// # Errors
/// [`Failure::NotFound`] for anybody whom the account may neither see nor book for.
pub async fn switch_to(
    clinic: &Clinic,
    who: &AccountHolder,
    patient: PatientId,
) -> Result<(), Failure> {
    let person = match clinic
        .acting_for::<can::ViewAppointments>(who, patient)
        .await
    {
        Err(Failure::NotFound) => {
            let who = clinic.acting_for::<can::Book>(who, patient).await?;
            return choose(clinic, &who).await;
        }
        person => person?,
    };
    choose(clinic, &person).await
}

async fn choose<A: can::Ability>(clinic: &Clinic, who: &ActingFor<A>) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = choose_in(&mut work, who).await;
    work.settle(outcome).await
}

/// The same within a piece of work.
pub(crate) async fn choose_in<A>(work: &mut Work, who: &ActingFor<A>) -> Result<(), Failure> {
    let patient = match who.relation() {
        Relation::Myself => None,
        Relation::Guardian => Some(who.patient()),
    };
    let before = store::family::find_choice(&mut **work, who.session_id()).await?;
    if before == patient {
        return Ok(());
    }
    store::session::choose_acting_for(work, who.session_id(), patient).await?;
    match patient {
        Some(patient) => {
            work.record(Action::ActingChosen.as_str(), "", &[patient])
                .await
        }
        None => Ok(()),
    }
}

/// Whether a form that was made for this patient is sent while the browser looks after
/// somebody else: in another tab, they switched. Whoever says for whom it is to be, is asked
/// no more.
///
/// # Errors
/// `Refused(OtherPerson)`.
pub async fn agree(
    clinic: &Clinic,
    who: &AccountHolder,
    made_for: PatientId,
    agreed: Option<PatientId>,
) -> Result<(), Failure> {
    if agreed == Some(made_for) {
        return Ok(());
    }
    let people = people(clinic, who).await?;
    // A form from before two profiles became one is made for what stands for its own by now.
    let made_for = clinic.stands_for(made_for).await?.unwrap_or(made_for);
    if agreed == Some(made_for) {
        return Ok(());
    }
    match people.now() {
        Some(person) if person.patient != made_for => Err(Failure::Refused(Refusal::OtherPerson)),
        Some(_) | None => Ok(()),
    }
}

/// What follows when an account can do nothing for a patient any more, whoever ended that: the
/// time that it held for them is free again, mail about them that waits for it no longer
/// leaves, and whom it asked to act for them is asked no more.
///
/// # Errors
/// Those of the store.
pub(crate) async fn let_go(
    work: &mut Work,
    account: AccountId,
    patient: PatientId,
) -> Result<(), Failure> {
    let now = work.now();
    store::hold::delete_holds_between(work, account, patient).await?;
    store::notice::drop_waiting_between(work, (account, patient), now).await?;
    let closed = store::invitation::close_sent_by(work, (account, patient), now).await?;
    for invitation in closed {
        store::notice::drop_of_invitation(work, invitation, now).await?;
        let (action, detail) = (Action::InvitationDelete, invitation.to_string());
        work.record(action.as_str(), &detail, &[patient]).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
