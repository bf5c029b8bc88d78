//! Birthdays that change what guardians may do: guardians whose access changes are told, and
//! the patient.

use std::fmt;

use domain::access::Relation;
use domain::age_policy::{AgeEffect, Coming, Warned};
use domain::id::PatientId;
use domain::limits;
use domain::person::PersonName;
use domain::warning::Turns;
use store::invitation::open::{self as people, Holder};
use store::warning::birthday::{self as rows, LookedAfter, Near};
use store::warning::{About, Warning};

use super::{When, ahead, warn};
use crate::authz::{Look, Work};
use crate::failure::Failure;
use crate::format;
use crate::mail::in_mail;
use crate::rights::Today;

/// Tells of a birthday, if it is its turn; how many mails that made.
pub(super) async fn tell_of(
    work: &mut Work,
    today: &Today,
    one: LookedAfter,
) -> Result<usize, Failure> {
    let warned = today.policy()?.warned(one.born_on, today.date());
    let Some(Warned { coming, turn }) = warned else {
        return Ok(0);
    };
    let holders = people::list_holders(&mut **work, one.patient).await?;
    let mut written = 0;
    for holder in holders
        .iter()
        .filter(|holder| concerns(today, &holders, holder, coming))
    {
        let warning = Warning {
            patient: one.patient,
            account: holder.account,
            about: About::Birthday,
            on: coming.on,
            turn,
        };
        written += warn(work, today, holder, &warning).await?;
    }
    Ok(written)
}

/// Whether somebody is told: a guardian whose access changes, and the patient if anybody's
/// does.
fn concerns(today: &Today, all: &[Holder], holder: &Holder, coming: Coming) -> bool {
    let changes = |holder: &Holder| holder.here && today.changes(&holder.held, coming);
    match holder.held.terms.relation {
        Relation::Guardian => changes(holder),
        Relation::Myself => holder.here && all.iter().any(changes),
    }
}

/// What a mail about a birthday says: a first name and a date, but no age.
#[derive(Clone)]
pub(crate) struct BirthdayMail {
    /// The patient's first name.
    pub(crate) first_name: String,
    /// Whether it goes to the patient.
    pub(crate) own: bool,
    /// The birthday, in words.
    pub(crate) on: String,
    /// When that is.
    pub(crate) when: When,
    /// What it brings.
    pub(crate) effect: AgeEffect,
    /// Whether the patient has an account of their own.
    pub(crate) has_own: bool,
}

/// What a mail says; none if it isn't so any more, or another one says it by now.
pub(super) async fn mail(
    look: &mut Look,
    warning: &Warning,
) -> Result<Option<BirthdayMail>, Failure> {
    let now = look.now();
    let subject = people::find_subject(&mut **look, warning.patient).await?;
    let today = Today::at(&mut **look, now).await?;
    let Some((subject, born_on)) = subject
        .filter(|subject| subject.here)
        .and_then(|subject| subject.born_on.map(|born_on| (subject, born_on)))
    else {
        return Ok(None);
    };
    let warned = today.policy()?.warned(born_on, today.date());
    let still = |warned: &Warned| (warned.coming.on, warned.turn) == (warning.on, warning.turn);
    let Some(Warned { coming, .. }) = warned.filter(still) else {
        return Ok(None);
    };
    let holders = people::list_holders(&mut **look, subject.id).await?;
    let to = holders.iter().find(|one| one.account == warning.account);
    let to = to.filter(|to| concerns(&today, &holders, to, coming));
    Ok(to.map(|to| BirthdayMail {
        first_name: in_mail(subject.first_name()),
        own: to.held.terms.relation == Relation::Myself,
        on: format::date(coming.on, today.date()),
        when: When::of(coming.on, today.date()),
        effect: coming.step.effect,
        has_own: holders.iter().any(is_own),
    }))
}

fn is_own(holder: &Holder) -> bool {
    holder.held.terms.relation == Relation::Myself
}

/// A birthday that staff are told of.
#[derive(Clone)]
pub struct Birthday {
    /// Whose.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// When, and what it brings.
    pub coming: Coming,
    /// Whether they have an account of their own.
    pub has_own: bool,
}

/// Without the name.
impl fmt::Debug for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Birthday")
            .field("patient", &self.patient)
            .field("coming", &self.coming)
            .finish_non_exhaustive()
    }
}

/// The next birthdays of which somebody was told, the nearest first.
pub(crate) async fn list(work: &mut Work) -> Result<Vec<Birthday>, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let date = today.date();
    let dates = ahead(Turns::BIRTHDAY, date);
    let found = rows::list_near(&mut **work, dates, limits::BIRTHDAYS_LISTED).await?;
    let item = |near: Near| {
        // Another table, or another birth date, may bring nothing on that day.
        let warned = today.policy().ok()?.warned(near.born_on, date)?;
        (warned.coming.on == near.on).then_some(Birthday {
            patient: near.patient,
            patient_name: near.full_name,
            coming: warned.coming,
            has_own: near.has_own,
        })
    };
    Ok(found.into_iter().filter_map(item).collect())
}

#[cfg(test)]
mod tests;
