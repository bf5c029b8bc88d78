//! Adding a patient by hand: a name is enough.
//!
//! Before somebody is added twice, staff see who may be the same. They may add anyway:
//! people share names, birthdays and phones.

use std::collections::BTreeSet;

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::matching::{Born, Term, fold, is_same_name, parse_born};
use domain::person::{EmailAddress, PersonName};
use domain::refusal::{FieldErrors, Refusal};
use jiff::Timestamp;
use jiff::civil::Date;
use store::patient::NewPatient as Row;
use store::patient::search::{self as stored, Listed};
use store::{Constraint, StoreError};

use super::{Desk, look};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::matching::{self, Profile, Sought};
use crate::phone;

/// How many are shown who have neither name nor number nor address in common, and look like
/// the same person all the same.
const MATCHES_SHOWN: usize = 5;

/// Who is added, as typed.
#[derive(Clone, Default)]
pub struct NewPatient {
    /// Their name.
    pub full_name: String,
    /// Their birth date, in any form or none.
    pub born: String,
    /// Their address for mail, or nothing.
    pub email: String,
    /// Their phone number, or nothing.
    pub mobile: String,
}

/// Nothing: all of it is about the person.
impl std::fmt::Debug for NewPatient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPatient").finish_non_exhaustive()
    }
}

/// Whether staff have seen who may be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// Only if nobody like this is here.
    IfNew,
    /// In any case.
    Anyway,
}

impl Added {
    /// In any case once staff are sure that it is another.
    #[must_use]
    pub fn when_sure(sure: bool) -> Self {
        if sure { Self::Anyway } else { Self::IfNew }
    }
}

/// Who is added, read.
struct Read {
    full_name: PersonName,
    born: Option<Born>,
    email: Option<EmailAddress>,
    phone: Option<String>,
}

/// The id of a patient to be added: it goes into the form, so that pressing twice adds once.
#[must_use]
pub fn new_id(clinic: &Clinic, _who: &Staff<can::EditPatients>) -> PatientId {
    clinic.new_id()
}

/// Adds a patient under the id that the form was given. A second press finds the first
/// one's result.
///
/// # Errors
/// `Invalid`; `Refused(AlreadyHere)` for [`Added::IfNew`] if somebody with the same name
/// and birth date, the same number or the same address is here.
pub async fn add(
    clinic: &Clinic,
    who: &Staff<can::EditPatients>,
    id: PatientId,
    typed: &NewPatient,
    added: Added,
) -> Result<PatientId, Failure> {
    let anybody_alike = match added {
        Added::IfNew => !find_similar(clinic, who, typed).await?.is_empty(),
        Added::Anyway => false,
    };
    let mut work = clinic.begin(who).await?;
    let outcome = add_within(&mut work, id, typed, added, anybody_alike).await;
    work.settle(outcome).await
}

async fn add_within(
    work: &mut Work,
    id: PatientId,
    typed: &NewPatient,
    added: Added,
    anybody_alike: bool,
) -> Result<PatientId, Failure> {
    let now = work.now();
    let desk = look(work).await?;
    let read = read(typed, desk.today)?;
    let here = store::patient::profile::find(&mut **work, id).await?;
    if here.is_some() {
        return Ok(id);
    }
    // Who was added since is met by what is the same.
    if added == Added::IfNew
        && (anybody_alike || !find_equal(&mut **work, &read, now).await?.is_empty())
    {
        return Err(Failure::Refused(Refusal::AlreadyHere));
    }
    let (born_on, born_as_given) = match read.born {
        Some(Born::On(date)) => (Some(date), None),
        Some(Born::AsGiven(text)) => (None, Some(text)),
        None => (None, None),
    };
    let row = Row {
        born_on,
        born_as_given,
        email: read.email,
        phone: read.phone,
        ..Row::named(id, read.full_name, now)
    };
    match store::patient::insert_patient(work, &row).await {
        Err(StoreError::Conflict(Constraint::Patient)) => return Ok(id),
        other => other?,
    }
    work.record(Action::PatientAdd.as_str(), "", &[id]).await?;
    Ok(id)
}

/// Who may be the same as somebody to be added: the same words of the name with the same
/// birth date, the same number, the same address, and then whoever else looks like the same
/// person, the likeliest first. Recorded as a look at them.
///
/// # Errors
/// `Invalid`, as [`add`].
pub async fn similar(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    typed: &NewPatient,
) -> Result<(Desk, Vec<Listed>), Failure> {
    let found = find_similar(clinic, who, typed).await?;
    let shown: Vec<PatientId> = found.iter().map(|one| one.id).collect();
    let mut work = clinic.begin(who).await?;
    let outcome = seen(&mut work, &shown).await;
    Ok((work.settle(outcome).await?, found))
}

async fn seen(work: &mut Work, shown: &[PatientId]) -> Result<Desk, Failure> {
    let desk = look(work).await?;
    work.record(Action::PatientsCompared.as_str(), "", shown)
        .await?;
    Ok(desk)
}

/// See [`similar`]; nobody if what was typed can't be read. Looked up beside the writer.
async fn find_similar<P: can::Permission>(
    clinic: &Clinic,
    who: &Staff<P>,
    typed: &NewPatient,
) -> Result<Vec<Listed>, Failure> {
    let mut db = clinic.read(who).await?;
    let now = db.now();
    let row = store::clinic::find_clinic(&mut *db)
        .await?
        .ok_or(Failure::NotFound)?;
    let zone = crate::schedule::zone(&row.location.zone)?;
    let Ok(read) = read(typed, zone.to_datetime(now).date()) else {
        return Ok(Vec::new());
    };
    let mut found = find_equal(&mut *db, &read, now).await?;
    let here: BTreeSet<PatientId> = found.iter().map(|one| one.id).collect();
    let model = matching::model_within(&mut *db).await?;
    let sought = Sought {
        profile: &read.profile(),
        own: None,
        except: &here,
    };
    let others = matching::possible_within(&mut *db, &model, sought, MATCHES_SHOWN).await?;
    let others: Vec<PatientId> = others.iter().map(|one| one.stored.id).collect();
    found.extend(stored::list_these(&mut *db, &others, now).await?);
    Ok(found)
}

/// Who has the same words of the name with the same birth date, the same number or the same
/// address.
async fn find_equal(
    db: &mut impl store::Reads,
    read: &Read,
    now: Timestamp,
) -> Result<Vec<Listed>, Failure> {
    let mut ways = Vec::new();
    let mut twins = Vec::new();
    if let Some(Born::On(born)) = &read.born {
        // Whoever has all the words is compared by the whole name afterwards.
        let words: BTreeSet<String> = fold(read.full_name.as_str()).into_iter().collect();
        let mut terms: Vec<Term> = words.iter().map(|word| Term::text(word).whole()).collect();
        terms.truncate(limits::SEARCH_TERMS_MAX - 1);
        terms.push(Term::born(born.date()));
        let found = stored::find(db, &[terms], limits::SEARCH_SHOWN, now).await?;
        let same = |one: &Listed| is_same_name(one.full_name.as_str(), read.full_name.as_str());
        twins = found.patients.into_iter().filter(same).collect();
    }
    if let Some(phone) = &read.phone {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        ways.push(vec![Term::phone(&digits).whole()]);
    }
    if let Some(email) = &read.email {
        ways.push(vec![Term::text(&email.canonical()).whole()]);
    }
    let reached = stored::find(db, &ways, limits::SEARCH_SHOWN, now).await?;
    for one in reached.patients {
        if twins.iter().all(|twin| twin.id != one.id) {
            twins.push(one);
        }
    }
    Ok(twins)
}

impl Read {
    /// What is compared of somebody who isn't a patient yet.
    fn profile(&self) -> Profile {
        let (born, born_as_given) = match &self.born {
            Some(Born::On(date)) => (Some(date.date()), None),
            Some(Born::AsGiven(text)) => (None, Some(text.clone())),
            None => (None, None),
        };
        Profile {
            full_name: Some(self.full_name.as_str().to_owned()),
            born,
            born_as_given,
            email: self.email.as_ref().map(|email| email.as_str().to_owned()),
            phone: self.phone.clone(),
            ..Profile::default()
        }
    }
}

fn read(typed: &NewPatient, today: Date) -> Result<Read, Failure> {
    let mut errors = FieldErrors::default();
    let full_name = errors.take("name", PersonName::parse(&typed.full_name));
    let born = errors.take("born", parse_born(&typed.born, today));
    let email = errors.take("email", email(&typed.email));
    let phone = errors.take("mobile", phone::parse(&typed.mobile));
    match (full_name, born, email, phone) {
        (Some(full_name), Some(born), Some(email), Some(phone)) => Ok(Read {
            full_name,
            born,
            email,
            phone,
        }),
        _ => Err(Failure::Invalid(errors)),
    }
}

/// An address that may be missing.
pub(super) fn email(typed: &str) -> Result<Option<EmailAddress>, domain::person::Invalid> {
    match typed.trim() {
        "" => Ok(None),
        typed => EmailAddress::parse(typed).map(Some),
    }
}

#[cfg(test)]
mod tests;
