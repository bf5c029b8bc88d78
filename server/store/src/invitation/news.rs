//! What staff are told of invitations, until one of them puts it aside.

use std::fmt;

use domain::id::{InvitationId, InvitationNewsId, PatientId, StaffId};
use domain::invitation::InvitationNews;
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

const INSERT: &str = "INSERT INTO invitation_news (id, invitation_id, what, happened_at) \
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

/// Tells staff of an invitation; what they were told and haven't put aside is told once.
///
/// # Errors
/// Those of the database.
pub async fn insert_news(
    tx: &mut Tx,
    id: InvitationNewsId,
    invitation: InvitationId,
    what: InvitationNews,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(id))
            .bind(Id(invitation))
            .bind(Word(what))
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

/// Something that staff haven't put aside yet.
#[derive(Clone)]
pub struct WaitingNews {
    /// Which.
    pub id: InvitationNewsId,
    /// What happened.
    pub what: InvitationNews,
    /// When.
    pub at: Timestamp,
    /// Whose portal it is about.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// The invited address.
    pub email: EmailAddress,
    /// Who accepted: their name and the address of their account.
    pub accepted_by: Option<(PersonName, EmailAddress)>,
    /// Why it was declined, where that was said.
    pub reason: Option<String>,
}

/// Only ids: all else is about people.
impl fmt::Debug for WaitingNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingNews")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    id: Id<InvitationNewsId>,
    what: Word<InvitationNews>,
    happened_at: At,
    patient_id: Id<PatientId>,
    full_name: String,
    email: String,
    account_name: Option<String>,
    account_email: Option<String>,
    decline_reason: Option<String>,
}

// Index: invitation_news_waiting, then primary keys.
const LIST: &str = "SELECT news.id, news.what, news.happened_at, invitation.patient_id, \
     patient.full_name, invitation.email, account.full_name AS account_name, \
     account.email AS account_email, invitation.decline_reason FROM invitation_news AS news \
     JOIN invitation ON invitation.id = news.invitation_id \
     JOIN patient ON patient.id = invitation.patient_id \
     LEFT JOIN account ON account.id = invitation.accepted_by \
     WHERE news.seen_at IS NULL ORDER BY news.happened_at DESC LIMIT $1";

/// What nobody has put aside yet, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_news(db: &mut impl Reads, limit: i64) -> Result<Vec<WaitingNews>, StoreError> {
    let rows: Vec<Row> = on_db!(db, query_as(LIST).bind(limit).fetch_all)?;
    rows.into_iter()
        .map(|row| {
            let accepted_by = match (row.account_name, row.account_email) {
                (Some(of), Some(at)) => Some((
                    name("account", "full_name", &of)?,
                    email("account", "email", &at)?,
                )),
                _ => None,
            };
            Ok(WaitingNews {
                id: row.id.0,
                what: row.what.0,
                at: row.happened_at.0,
                patient: row.patient_id.0,
                patient_name: name("patient", "full_name", &row.full_name)?,
                email: email("invitation", "email", &row.email)?,
                accepted_by,
                reason: row.decline_reason,
            })
        })
        .collect()
}

// Indexes: primary keys.
const FIND_PATIENT: &str = "SELECT invitation.patient_id FROM invitation_news AS news \
     JOIN invitation ON invitation.id = news.invitation_id WHERE news.id = $1";

/// Whom the news is about; none if there is no such news.
///
/// # Errors
/// Those of the database.
pub async fn find_patient(
    db: &mut impl Reads,
    news: InvitationNewsId,
) -> Result<Option<PatientId>, StoreError> {
    let found: Option<Id<PatientId>> =
        on_db!(db, query_scalar(FIND_PATIENT).bind(Id(news)).fetch_optional)?;
    Ok(found.map(|id| id.0))
}

// Index: primary key.
const PUT_ASIDE: &str = "UPDATE invitation_news SET seen_at = $2, seen_by = $3 \
     WHERE id = $1 AND seen_at IS NULL";

/// Puts news aside. False if somebody was faster.
///
/// # Errors
/// Those of the database.
pub async fn put_aside(
    tx: &mut Tx,
    news: InvitationNewsId,
    by: StaffId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(PUT_ASIDE)
            .bind(Id(news))
            .bind(At(now))
            .bind(Id(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, LIST, FIND_PATIENT, PUT_ASIDE];
