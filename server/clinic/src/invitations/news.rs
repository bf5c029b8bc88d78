//! What staff are told of invitations, on Today.

use std::fmt;

use domain::audit::Action;
use domain::id::{InvitationNewsId, PatientId};
use domain::invitation::InvitationNews;
use domain::limits;
use domain::person::{EmailAddress, PersonName};
use domain::refusal::Refusal;
use store::invitation::news as rows;

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

/// Something that happened to an invitation.
#[derive(Clone)]
pub struct NewsItem {
    /// Which.
    pub id: InvitationNewsId,
    /// What.
    pub what: InvitationNews,
    /// Whose portal it is about.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// The invited address.
    pub address: EmailAddress,
    /// Who accepted: their name, and their address where it is another one.
    pub accepted_by: Option<(PersonName, Option<EmailAddress>)>,
    /// Why it was declined, where that was said.
    pub reason: Option<String>,
}

/// Only the id: all else is about people.
impl fmt::Debug for NewsItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewsItem")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What nobody has put aside yet, the latest first.
pub(crate) async fn list(work: &mut Work) -> Result<Vec<NewsItem>, Failure> {
    let found = rows::list_news(&mut **work, limits::INVITATION_NEWS_LISTED).await?;
    let item = |row: rows::WaitingNews| {
        let invited = row.email.canonical();
        NewsItem {
            id: row.id,
            what: row.what,
            patient: row.patient,
            patient_name: row.patient_name,
            accepted_by: row.accepted_by.map(|(name, address)| {
                let other = address.canonical() != invited;
                (name, other.then_some(address))
            }),
            address: row.email,
            reason: row.reason,
        }
    };
    Ok(found.into_iter().map(item).collect())
}

/// Puts news aside: it isn't shown any more.
///
/// # Errors
/// `Refused(AlreadyResolved)` if somebody was faster; [`Failure::NotFound`].
pub async fn put_aside(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    news: InvitationNewsId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    let Some(patient) = rows::find_patient(&mut *work, news).await? else {
        return work.fail(Failure::NotFound).await;
    };
    let by = who.member().staff_id();
    if !rows::put_aside(&mut work, news, by, now).await? {
        return work.refuse(Refusal::AlreadyResolved).await;
    }
    work.record(
        Action::InvitationPutAside.as_str(),
        &news.to_string(),
        &[patient],
    )
    .await?;
    work.commit().await
}
