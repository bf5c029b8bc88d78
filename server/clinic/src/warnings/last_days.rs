//! Accesses that have an end date: whoever has one is told, and on the other side the patient
//! and those who say who acts for them.

use std::fmt;

use domain::access::{Ability, Relation};
use domain::id::{AccessId, PatientId};
use domain::limits;
use domain::person::PersonName;
use domain::warning::Turns;
use jiff::civil::Date;
use store::invitation::open::{self as people, Holder};
use store::warning::last_day::{self as rows, Ending, Near};
use store::warning::{About, Warning};

use super::{When, ahead, warn};
use crate::authz::{Look, Work};
use crate::failure::Failure;
use crate::format;
use crate::mail::in_mail;
use crate::rights::Today;

/// The last of the dates of which people are told today.
pub(super) fn until(today: Date) -> Date {
    ahead(Turns::LAST_DAY, today).1
}

/// Tells of the last day of an access, if it is its turn; how many mails that made.
pub(super) async fn tell_of(
    work: &mut Work,
    today: &Today,
    ending: Ending,
) -> Result<usize, Failure> {
    let holders = people::list_holders(&mut **work, ending.patient).await?;
    let found = holders.iter().find(|one| one.held.id == ending.access);
    let Some((found, turn)) = found.and_then(|one| Some((one, turn(today, one)?))) else {
        return Ok(0);
    };
    let mut written = 0;
    for holder in holders
        .iter()
        .filter(|holder| concerns(today, holder, found))
    {
        let warning = Warning {
            patient: ending.patient,
            account: holder.account,
            about: About::LastDay(ending.access),
            on: ending.on,
            turn,
        };
        written += warn(work, today, holder, &warning).await?;
    }
    Ok(written)
}

/// Which of its warnings is due; none of what gives nothing today, or to nobody.
fn turn(today: &Today, ending: &Holder) -> Option<u8> {
    let held = &ending.held;
    let works = ending.here && !today.rights(held).abilities.is_empty();
    let on = held.terms.until_on.filter(|_| works)?;
    let given_on = today.date_of(held.confirmed_at);
    Turns::LAST_DAY.turn_of_given(on, given_on, today.date())
}

/// Whether somebody is told: whose access it is, the patient, and whoever says who acts for
/// them.
pub(crate) fn concerns(today: &Today, holder: &Holder, ending: &Holder) -> bool {
    let held = &holder.held;
    holder.here
        && (holder.account == ending.account
            || held.terms.relation == Relation::Myself
            || today.rights(held).abilities.has(Ability::ManageAccess))
}

/// To whom a mail about a last day goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Whose access it is.
    Holder,
    /// The patient.
    Patient,
    /// Somebody else who says who acts for the patient.
    Manager,
}

impl Side {
    /// The side of `to`, of an access that is `whose`.
    pub(crate) fn of(to: &Holder, whose: &Holder) -> Self {
        if to.account == whose.account {
            Self::Holder
        } else if to.held.terms.relation == Relation::Myself {
            Self::Patient
        } else {
            Self::Manager
        }
    }
}

/// What a mail about the last day of an access says.
#[derive(Clone)]
pub(crate) struct LastDayMail {
    /// The patient's first name.
    pub(crate) first_name: String,
    /// The name of whoever has the access.
    pub(crate) who: String,
    /// To whom it goes.
    pub(crate) side: Side,
    /// The last day, in words.
    pub(crate) on: String,
    /// When that is.
    pub(crate) when: When,
}

/// What a mail says; none if it isn't so any more, or another one says it by now.
pub(super) async fn mail(
    look: &mut Look,
    warning: &Warning,
    access: AccessId,
) -> Result<Option<LastDayMail>, Failure> {
    let now = look.now();
    let subject = people::find_subject(&mut **look, warning.patient).await?;
    let Some(subject) = subject.filter(|subject| subject.here) else {
        return Ok(None);
    };
    let today = Today::at(&mut **look, now).await?;
    let holders = people::list_holders(&mut **look, subject.id).await?;
    let found = holders.iter().find(|one| one.held.id == access);
    let still = |one: &&Holder| {
        one.held.terms.until_on == Some(warning.on) && turn(&today, one) == Some(warning.turn)
    };
    let Some(found) = found.filter(still) else {
        return Ok(None);
    };
    let to = holders.iter().find(|one| one.account == warning.account);
    let Some(to) = to.filter(|to| concerns(&today, to, found)) else {
        return Ok(None);
    };
    let names = store::family::list_granted_on(&mut **look, subject.id).await?;
    let who = names.into_iter().find(|one| one.held.id == access);
    Ok(who.map(|who| LastDayMail {
        first_name: in_mail(subject.first_name()),
        who: in_mail(who.holder.as_str()),
        side: Side::of(to, found),
        on: format::date(warning.on, today.date()),
        when: When::of(warning.on, today.date()),
    }))
}

/// An access with its last day soon, as staff see it.
#[derive(Clone)]
pub struct LastDay {
    /// Which.
    pub access: AccessId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// The name of whoever has it.
    pub holder: PersonName,
    /// Its last day.
    pub on: Date,
}

/// Without the names.
impl fmt::Debug for LastDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastDay")
            .field("access", &self.access)
            .field("on", &self.on)
            .finish_non_exhaustive()
    }
}

/// The next last days of which somebody was told, the nearest first.
pub(crate) async fn list(work: &mut Work) -> Result<Vec<LastDay>, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let dates = ahead(Turns::LAST_DAY, today.date());
    let found = rows::list_near(&mut **work, dates, limits::ENDINGS_LISTED).await?;
    let item = |near: Near| {
        let works = !today.rights(&near.held).abilities.is_empty();
        let on = near.held.terms.until_on.filter(|_| works)?;
        Some(LastDay {
            access: near.held.id,
            patient: near.held.patient,
            patient_name: near.full_name,
            holder: near.holder,
            on,
        })
    };
    Ok(found.into_iter().filter_map(item).collect())
}

#[cfg(test)]
mod tests;
