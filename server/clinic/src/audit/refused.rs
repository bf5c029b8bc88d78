//! Refusals in the audit: who asked for what isn't theirs, or isn't there.
//!
//! Only of those who are signed in: of anybody else there is nothing to say. The answer
//! they get is the same with and without it.

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use jiff::{SignedDuration, Timestamp};
use store::Reads;
use store::audit::count_refused;
use uuid::Uuid;

use crate::authz::{AccountHolder, Clinic, Member, Witness};
use crate::failure::Failure;

/// More ids than any of our addresses and forms has.
const IDS_MAX: usize = 4;

/// What was asked for: ids and nothing else, whatever stood in the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(String);

impl Asked {
    /// The ids among some texts, the first four. All ids have one form.
    pub fn among<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let ids = texts
            .into_iter()
            .filter(|text| text.parse::<PatientId>().is_ok());
        let ids: Vec<&str> = ids.take(IDS_MAX).collect();
        Self(ids.join(" "))
    }

    /// Whether there was no id at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Records that an account was refused.
///
/// # Errors
/// `Unauthenticated` if the session has ended meanwhile; that the store can't be written.
pub async fn account_refused(
    clinic: &Clinic,
    who: &AccountHolder,
    asked: &Asked,
) -> Result<(), Failure> {
    record(clinic, who, who.account_id().uuid(), asked).await
}

/// Records that a member of staff was refused.
///
/// # Errors
/// As [`account_refused`].
pub async fn member_refused(clinic: &Clinic, who: &Member, asked: &Asked) -> Result<(), Failure> {
    record(clinic, who, who.staff_id().uuid(), asked).await
}

/// One event each, up to so many an hour, then one that says that there are more: whoever
/// tries all day must not fill the disk, nor take the writer's time.
async fn record<W: Witness>(
    clinic: &Clinic,
    who: &W,
    actor: Uuid,
    asked: &Asked,
) -> Result<(), Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    if recorded(&mut *look, actor, now).await? > limits::REFUSALS_RECORDED_PER_HOUR {
        return Ok(());
    }
    drop(look);
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    // Once more: others may have come at the same time.
    let recorded = recorded(&mut *work, actor, now).await?;
    if recorded < limits::REFUSALS_RECORDED_PER_HOUR {
        work.record(Action::AccessRefused.as_str(), &asked.0, &[])
            .await?;
    } else if recorded == limits::REFUSALS_RECORDED_PER_HOUR {
        work.record(Action::AccessRefused.as_str(), "more", &[])
            .await?;
    }
    work.commit().await
}

async fn recorded(db: &mut impl Reads, actor: Uuid, now: Timestamp) -> Result<i64, Failure> {
    let since = now
        .checked_sub(SignedDuration::from_hours(1))
        .unwrap_or(Timestamp::MIN);
    Ok(count_refused(db, actor, since, now).await?)
}

#[cfg(test)]
mod tests;
