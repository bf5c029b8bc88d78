//! Days on which what somebody may do for a patient changes: who is told before, by mail and
//! on Today.
//!
//! | module | what it settles |
//! |---|---|
//! | [`birthdays`] | birthdays that the clinic's table of ages names |
//! | [`last_days`] | accesses that have an end date |
//!
//! The change itself needs nobody: it is asked about at each request ([`crate::rights`]). Here
//! both sides hear of it, each once for each of its warnings ([`domain::warning`]). Whoever
//! comes late, because nothing ran, says what is due on that day and nothing of what was missed.

use domain::age_policy::AgePolicy;
use domain::id::{AccessId, NoticeId, PatientId};
use domain::limits;
use domain::warning::Turns;
use jiff::civil::Date;
use store::invitation::open::Holder;
use store::notice::{NewNotice, NoticeKind};
use store::warning::{self as rows, About, Warning};

use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::rights::Today;

pub mod birthdays;
pub mod last_days;

/// Patients, or accesses, that one transaction looks at, so that nobody who books waits for
/// long.
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
    let born = policy.born_for_warnings(today);
    let born = born.map(|(from, until)| (Next::Born(from, None), until));
    let until = last_days::until(today);
    for (first, until) in born.chain([(Next::LastDay(today, None), until)]) {
        let mut next = Some(first);
        while let Some(from) = next {
            let mut work = clinic.begin(&clinic.system_job()).await?;
            let outcome = tell_some(&mut work, from, until).await;
            let (written, last) = work.settle(outcome).await?;
            mails += written;
            next = last;
        }
    }
    // In the same run: the list of what nobody uses is as fresh as the warnings.
    crate::review::refresh(clinic).await?;
    let mut work = clinic.begin(&clinic.system_job()).await?;
    let outcome = done(&mut work, today, &policy).await;
    work.settle(outcome).await?;
    if mails > 0 {
        clinic.wake_mail();
    }
    Ok(mails)
}

/// Where the next ones begin.
#[derive(Clone, Copy)]
enum Next {
    /// Patients born then, after this one.
    Born(Date, Option<PatientId>),
    /// Accesses with their last day then, after this one.
    LastDay(Date, Option<AccessId>),
}

/// Tells of some; how many mails it made, and where to go on if there may be more.
async fn tell_some(
    work: &mut Work,
    from: Next,
    until: Date,
) -> Result<(usize, Option<Next>), Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let (written, found, last) = match from {
        Next::Born(on, after) => {
            let found =
                rows::birthday::list_born(&mut **work, (on, after), until, AT_A_TIME).await?;
            let mut written = 0;
            for one in &found {
                written += birthdays::tell_of(work, &today, *one).await?;
            }
            let last = found.last();
            let last = last.map(|one| Next::Born(one.born_on.date(), Some(one.patient)));
            (written, found.len(), last)
        }
        Next::LastDay(on, after) => {
            let found = rows::last_day::list(&mut **work, (on, after), until, AT_A_TIME).await?;
            let mut written = 0;
            for one in &found {
                written += last_days::tell_of(work, &today, *one).await?;
            }
            let last = found.last();
            let last = last.map(|one| Next::LastDay(one.on, Some(one.access)));
            (written, found.len(), last)
        }
    };
    let full = usize::try_from(AT_A_TIME).is_ok_and(|most| found >= most);
    Ok((written, last.filter(|_| full)))
}

/// Writes the mail to one of those who act for a patient, unless they were told; says how many
/// mails that is.
async fn warn(
    work: &mut Work,
    today: &Today,
    to: &Holder,
    warning: &Warning,
) -> Result<usize, Failure> {
    if rows::was_told(&mut **work, warning).await? {
        return Ok(0);
    }
    let now = work.now();
    let id: NoticeId = work.clinic().new_id();
    let hour = today.hour(limits::BIRTHDAY_MAIL_HOUR);
    let mail = NewNotice {
        id,
        kind: match warning.about {
            About::Birthday => NoticeKind::Birthday,
            About::LastDay(_) => NoticeKind::LastDay,
        },
        appointment: None,
        code_request: None,
        account: Some(warning.account),
        patient: Some(warning.patient),
        invitation: None,
        to: to.email.clone(),
        version: 0,
        created_at: now,
        due_at: hour.map_or(now, |hour| hour.max(now)),
    };
    store::notice::insert_notice(work, &mail).await?;
    rows::insert_warning(work, id, warning).await?;
    Ok(1)
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

/// Tells anew on the same day, since what was given has changed: who was told is told nothing
/// twice.
///
/// # Errors
/// Those of the store.
pub(crate) async fn look_again(work: &mut Work) -> Result<(), Failure> {
    Ok(rows::update_told_on(work, None).await?)
}

/// When the day is, on the day of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// It is to come.
    Ahead,
    /// It is that day.
    Today,
    /// It was some days ago.
    Past,
}

impl When {
    fn of(on: Date, today: Date) -> Self {
        match on.cmp(&today) {
            std::cmp::Ordering::Greater => Self::Ahead,
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Less => Self::Past,
        }
    }
}

/// What a mail about such a day says.
#[derive(Clone)]
pub(crate) enum DayMail {
    /// Of a birthday.
    Birthday(birthdays::BirthdayMail),
    /// Of the last day of an access.
    LastDay(last_days::LastDayMail),
}

/// What a mail says; none if it isn't so any more, or another one says it by now.
///
/// # Errors
/// Those of the store.
pub(crate) async fn mail(
    clinic: &Clinic,
    job: &SystemJob,
    notice: NoticeId,
) -> Result<Option<DayMail>, Failure> {
    let mut look = clinic.read(job).await?;
    let found = rows::find_warning(&mut *look, notice).await?;
    let warning = found.ok_or(Failure::fault("a warning's mail without it"))?;
    Ok(match warning.about {
        About::Birthday => birthdays::mail(&mut look, &warning)
            .await?
            .map(DayMail::Birthday),
        About::LastDay(access) => last_days::mail(&mut look, &warning, access)
            .await?
            .map(DayMail::LastDay),
    })
}

/// The dates of which the dashboard shows something: those that somebody was told of and that
/// are to come.
fn ahead(turns: Turns, today: Date) -> (Date, Date) {
    let days = jiff::Span::new().days(i64::from(turns.earliest()));
    (today, today.saturating_add(days))
}
