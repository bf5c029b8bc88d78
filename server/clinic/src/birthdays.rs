//! Birthdays that change what guardians may do: who is told before, by mail and on Today.
//!
//! The change itself needs nobody: it is asked about at each request ([`crate::rights`]). Here
//! guardians and patients hear of it, each once for each of its warnings. Whoever comes late,
//! because nothing ran, says what is due on that day and nothing of what was missed.

use std::fmt;

use domain::access::Relation;
use domain::age_policy::{AgeEffect, AgePolicy, Coming, Warned};
use domain::id::{NoticeId, PatientId};
use domain::limits;
use domain::person::PersonName;
use jiff::civil::Date;
use store::birthday::{self as rows, LookedAfter, Near, Warning};
use store::invitation::open::{self as people, Holder};
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::format;
use crate::rights::Today;

/// Patients that one transaction looks at, so that nobody who books waits for long.
const AT_A_TIME: i64 = 100;

/// Writes the mails that are due on the clinic's date, unless they were written already; says
/// how many.
///
/// # Errors
/// Those of the store.
pub async fn tell(clinic: &Clinic) -> Result<usize, Failure> {
    let (today, policy) = {
        let mut look = clinic.read(&clinic.system_job()).await?;
        let now = look.now();
        let today = Today::at(&mut *look, now).await?;
        let Ok(policy) = today.policy().cloned() else {
            return Ok(0);
        };
        if rows::find_told_on(&mut *look).await? == Some(today.date()) {
            return Ok(0);
        }
        (today.date(), policy)
    };
    let mut mails = 0;
    for (from, until) in policy.born_for_warnings(today) {
        let mut next = Some((from, None));
        while let Some(after) = next {
            let mut work = clinic.begin(&clinic.system_job()).await?;
            let outcome = tell_some(&mut work, after, until).await;
            let (written, last) = work.settle(outcome).await?;
            mails += written;
            next = last;
        }
    }
    let mut work = clinic.begin(&clinic.system_job()).await?;
    let outcome = done(&mut work, today, &policy).await;
    work.settle(outcome).await?;
    if mails > 0 {
        clinic.wake_mail();
    }
    Ok(mails)
}

/// Where the next patients begin.
type After = (Date, Option<PatientId>);

/// Tells of some patients; how many mails it made, and where to go on if there may be more.
async fn tell_some(
    work: &mut Work,
    after: After,
    until: Date,
) -> Result<(usize, Option<After>), Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let found = rows::list_born(&mut **work, after, until, AT_A_TIME).await?;
    let mut written = 0;
    for one in &found {
        written += tell_of(work, &today, *one).await?;
    }
    let full = usize::try_from(AT_A_TIME).is_ok_and(|most| found.len() >= most);
    let last = found.last().filter(|_| full);
    Ok((
        written,
        last.map(|one| (one.born_on.date(), Some(one.patient))),
    ))
}

async fn tell_of(work: &mut Work, today: &Today, one: LookedAfter) -> Result<usize, Failure> {
    let warned = today.policy()?.warned(one.born_on, today.date());
    let Some(Warned { coming, turn }) = warned else {
        return Ok(0);
    };
    let holders = people::list_holders(&mut **work, one.patient).await?;
    let now = work.now();
    let hour = today.hour(limits::BIRTHDAY_MAIL_HOUR);
    let mut written = 0;
    for holder in holders
        .iter()
        .filter(|holder| concerns(today, &holders, holder, coming))
    {
        let warning = Warning {
            patient: one.patient,
            account: holder.account,
            on: coming.on,
            turn,
        };
        if rows::was_told(&mut **work, &warning).await? {
            continue;
        }
        let id: NoticeId = work.clinic().new_id();
        let mail = NewNotice {
            id,
            kind: NoticeKind::Birthday,
            appointment: None,
            code_request: None,
            account: Some(holder.account),
            patient: Some(one.patient),
            invitation: None,
            to: holder.email.clone(),
            version: 0,
            created_at: now,
            due_at: hour.map_or(now, |hour| hour.max(now)),
        };
        store::notice::insert_notice(work, &mail).await?;
        rows::insert_warning(work, id, &warning).await?;
        written += 1;
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

/// Writes down that the day is done, unless another table counts by now.
async fn done(work: &mut Work, date: Date, policy: &AgePolicy) -> Result<(), Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    if today.policy()? == policy {
        rows::update_told_on(work, Some(date)).await?;
    }
    Ok(())
}

/// When the birthday is, on the day of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// It is to come.
    Ahead,
    /// It is that day.
    Today,
    /// It was some days ago.
    Past,
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
}

/// What a mail says; none if it isn't so any more, or another one says it by now.
///
/// # Errors
/// Those of the store.
pub(crate) async fn mail(
    clinic: &Clinic,
    job: &SystemJob,
    notice: NoticeId,
) -> Result<Option<BirthdayMail>, Failure> {
    let mut look = clinic.read(job).await?;
    let now = look.now();
    let found = rows::find_warning(&mut *look, notice).await?;
    let warning = found.ok_or(Failure::fault("a birthday's mail without its warning"))?;
    let subject = people::find_subject(&mut *look, warning.patient).await?;
    let today = Today::at(&mut *look, now).await?;
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
    let holders = people::list_holders(&mut *look, subject.id).await?;
    let to = holders.iter().find(|one| one.account == warning.account);
    let to = to.filter(|to| concerns(&today, &holders, to, coming));
    Ok(to.map(|to| BirthdayMail {
        first_name: subject.first_name().to_owned(),
        own: to.held.terms.relation == Relation::Myself,
        on: format::date(coming.on, today.date()),
        when: match coming.on.cmp(&today.date()) {
            std::cmp::Ordering::Greater => When::Ahead,
            std::cmp::Ordering::Equal => When::Today,
            std::cmp::Ordering::Less => When::Past,
        },
        effect: coming.step.effect,
    }))
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
    let last = jiff::Span::new().days(i64::from(limits::BIRTHDAY_WARNING_DAYS[0]));
    let last = date.saturating_add(last);
    let found = rows::list_near(&mut **work, (date, last), limits::BIRTHDAYS_LISTED).await?;
    let item = |near: Near| {
        // Another table, or another birth date, may bring nothing on that day.
        let warned = today.policy().ok()?.warned(near.born_on, date)?;
        (warned.coming.on == near.on).then_some(Birthday {
            patient: near.patient,
            patient_name: near.full_name,
            coming: warned.coming,
        })
    };
    Ok(found.into_iter().filter_map(item).collect())
}

#[cfg(test)]
mod tests;
