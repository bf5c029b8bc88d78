//! A patient's access diary: who did what about them, and when, in the part that whoever
//! reads it may read.
//!
//! It is opened by the ability to see the patient's visits, since most of it tells of them:
//! whom it lets see the list, it lets see who else used it. What tells of other things asks
//! for their abilities besides (`store::patient::diary`), and the rule of who reads of which
//! act is [`domain::audit::Readers`].

use domain::access::{Ability, Relation};
use domain::audit::Action;
use domain::id::AppointmentId;
use domain::limits;
use domain::person::PersonName;
use domain::role::Role;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::audit::ActorKind;
use store::patient::diary::{Actor, Entry as Row, Eyes, Reader, list_entries, list_people};

use crate::authz::{ActingFor, Clinic, Work, can};
use crate::failure::Failure;
use crate::schedule;

/// Who did something: a name and a role, never how they are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever reads it.
    You,
    /// The patient.
    Patient(PersonName),
    /// Somebody who acts for the patient, or did.
    Guardian(PersonName),
    /// A member of staff; by what they do at the clinic today.
    Staff(PersonName, Role),
    /// Somebody with an account that never was the patient's or a guardian's.
    Account,
    /// Somebody who wasn't logged in.
    NotLoggedIn,
    /// The program itself.
    Kith,
}

/// Somebody whose acts can be read alone.
#[derive(Clone, Debug)]
pub struct Person {
    /// Names them in an address.
    pub key: String,
    /// Who it is.
    pub who: Who,
}

/// One line of the diary.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// What.
    pub action: Action,
    /// Ids and codes.
    pub detail: String,
    /// The visit that it is about, as it is now.
    pub visit: Option<(AppointmentId, Timestamp, TimeZone)>,
}

/// A page of the diary.
#[derive(Clone, Debug)]
pub struct Diary {
    /// What the reader is to the patient.
    pub relation: Relation,
    /// The newest first.
    pub entries: Vec<Entry>,
    /// The next page begins behind this one, if there is a next one.
    pub after: Option<i64>,
    /// Of whom there is something to read.
    pub people: Vec<Person>,
    /// Whose acts alone are shown.
    pub only: Option<Person>,
}

/// The key of whoever reads the diary.
const YOU: &str = "you";

/// The diary, of which this look is the newest line; with `after`, what is older than that
/// line; with `by`, only what that one did.
///
/// # Errors
/// [`Failure::NotFound`] for somebody of whom there is nothing to read.
pub async fn read(
    clinic: &Clinic,
    who: &ActingFor<can::ViewAppointments>,
    after: Option<i64>,
    by: Option<&str>,
) -> Result<Diary, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = read_in(&mut work, who, after, by).await;
    work.settle(outcome).await
}

async fn read_in(
    work: &mut Work,
    who: &ActingFor<can::ViewAppointments>,
    after: Option<i64>,
    by: Option<&str>,
) -> Result<Diary, Failure> {
    work.record(Action::DiarySeen.as_str(), "", &[who.patient()])
        .await?;
    let reader = reader(who);
    let mut people = Vec::new();
    let mut only = None;
    for actor in list_people(&mut **work, reader).await? {
        let person = Person {
            key: key(&actor, who),
            who: named(&actor, who)?,
        };
        if by == Some(person.key.as_str()) {
            only = Some((person.clone(), actor.id));
        }
        people.push(person);
    }
    if by.is_some() && only.is_none() {
        return Err(Failure::NotFound);
    }
    let id = only.as_ref().and_then(|(_, id)| *id);
    let limit = limits::DIARY_LINES_PER_PAGE;
    let before = after.unwrap_or(i64::MAX);
    let mut rows = list_entries(&mut **work, reader, id, before, limit + 1).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().map(|row| row.seq);
    let entries = rows.into_iter().map(|row| entry(row, who));
    Ok(Diary {
        relation: who.relation(),
        entries: entries.collect::<Result<_, _>>()?,
        after: last.filter(|_| more),
        people,
        only: only.map(|(person, _)| person),
    })
}

fn reader(who: &ActingFor<can::ViewAppointments>) -> Reader {
    let may = who.rights().abilities;
    Reader {
        patient: who.patient(),
        eyes: match who.relation() {
            Relation::Myself => Eyes::Patient,
            Relation::Guardian => Eyes::Family {
                account: who.account_id(),
                contact: may.has(Ability::EditContact),
                access: may.has(Ability::ManageAccess),
                confidential: who.confidential(),
            },
        },
    }
}

fn key(actor: &Actor, who: &ActingFor<can::ViewAppointments>) -> String {
    match actor.id {
        Some(id) if id == who.account_id().uuid() => YOU.to_owned(),
        Some(id) => id.to_string(),
        None => String::new(),
    }
}

fn named(actor: &Actor, who: &ActingFor<can::ViewAppointments>) -> Result<Who, Failure> {
    let name = || {
        let name = actor.name.clone();
        name.ok_or_else(|| Failure::fault("somebody in the audit has no name"))
    };
    Ok(match (actor.kind, actor.relation) {
        (ActorKind::System, _) => Who::Kith,
        (ActorKind::Visitor, _) => Who::NotLoggedIn,
        (ActorKind::Staff, _) => {
            let role = actor.role;
            let role = role.ok_or_else(|| Failure::fault("a member of staff has no role"))?;
            Who::Staff(name()?, role)
        }
        (ActorKind::Account, _) if actor.id == Some(who.account_id().uuid()) => Who::You,
        (ActorKind::Account, Some(Relation::Myself)) => Who::Patient(name()?),
        (ActorKind::Account, Some(Relation::Guardian)) => Who::Guardian(name()?),
        (ActorKind::Account, None) => Who::Account,
    })
}

fn entry(row: Row, who: &ActingFor<can::ViewAppointments>) -> Result<Entry, Failure> {
    let action = Action::parse(&row.action);
    let visit = match row.visit {
        Some((id, starts_at, zone)) => Some((id, starts_at, schedule::zone(&zone)?)),
        None => None,
    };
    Ok(Entry {
        at: row.at,
        who: named(&row.actor, who)?,
        action: action.ok_or_else(|| Failure::fault("an act in a diary has no name"))?,
        detail: row.detail,
        visit,
    })
}
