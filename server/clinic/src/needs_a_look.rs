//! Mail that could not be delivered, and what staff do about it.

use domain::audit::Action;
use domain::id::{NoticeId, PatientId};
use domain::limits;
use domain::person::PersonName;
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::notice::{self, Mending};

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::mail::NoticeKind;

/// A mail that could not be delivered.
#[derive(Clone, Debug)]
pub struct NeedsALook {
    /// Which.
    pub notice: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// Whom it is about, if it is about a patient.
    pub patient_name: Option<PersonName>,
    /// Where it was to go, masked: `a***@example.com`.
    pub address: String,
    /// `smtp_` and the mail server's reply code, or a code of [`crate::mail::SendError`].
    pub error_code: String,
    /// When it was given up.
    pub at: Timestamp,
}

/// What needs a look, the latest first, and the patients concerned.
pub(crate) async fn list(work: &mut Work) -> Result<(Vec<NeedsALook>, Vec<PatientId>), Failure> {
    let rows = notice::list_failed(&mut **work, limits::NEEDS_A_LOOK_LISTED).await?;
    let patients = rows.iter().filter_map(|row| row.patient).collect();
    let items = rows
        .into_iter()
        .map(|row| NeedsALook {
            notice: row.id,
            kind: row.kind,
            patient_name: row.patient_name,
            address: row.to.masked(),
            error_code: row.error,
            at: row.at,
        })
        .collect();
    Ok((items, patients))
}

/// Sends the mail again, with all its tries.
///
/// # Errors
/// `Refused(AlreadyResolved)` if somebody was faster; [`Failure::NotFound`].
pub async fn send_again(
    clinic: &Clinic,
    who: &Staff<can::MendMail>,
    notice: NoticeId,
) -> Result<(), Failure> {
    mend(
        clinic,
        who,
        notice,
        Mending::SendAgain,
        Action::MailSentAgain,
    )
    .await?;
    clinic.wake_mail();
    Ok(())
}

/// Puts the mail aside: it isn't sent, and it isn't shown any more.
///
/// # Errors
/// `Refused(AlreadyResolved)` if somebody was faster; [`Failure::NotFound`].
pub async fn dismiss(
    clinic: &Clinic,
    who: &Staff<can::MendMail>,
    notice: NoticeId,
) -> Result<(), Failure> {
    mend(clinic, who, notice, Mending::Dismiss, Action::MailDismissed).await
}

async fn mend(
    clinic: &Clinic,
    who: &Staff<can::MendMail>,
    id: NoticeId,
    mending: Mending,
    action: Action,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    let Some(patient) = notice::find_patient(&mut *work, id).await? else {
        return work.fail(Failure::NotFound).await;
    };
    if !notice::update_failed(&mut work, id, mending, now).await? {
        return work.refuse(Refusal::AlreadyResolved).await;
    }
    let patients: Vec<PatientId> = patient.into_iter().collect();
    work.record(action.as_str(), &id.to_string(), &patients)
        .await?;
    work.commit().await
}

#[cfg(test)]
mod tests;
