//! What bears on whether an address can be invited, in one look.

use domain::access::Relation;
use domain::id::{AccountId, PatientId};
use domain::invitation::{SentBy, Situation};
use domain::person::{BirthDate, EmailAddress};
use sqlx::FromRow;

use crate::column::{At, Day, Id, Word};
use crate::db::on_db;
use crate::{Reads, StoreError};

#[derive(FromRow)]
struct Row {
    born_on: Option<Day>,
    provisional_at: Option<At>,
    archived_at: Option<At>,
    merged_into: Option<Id<PatientId>>,
    deceased_on: Option<Day>,
    stopped: bool,
    has_own_log_in: bool,
    held: Option<Word<Relation>>,
    shut_out: bool,
    is_another_patients: bool,
    invited: bool,
    invited_by_account: Option<Id<AccountId>>,
}

// Indexes: primary key of patient, safeguarding_stop_open, access_open_self_patient,
// account_email, access_open, access_open_self_account, invitation_open.
pub(super) const FIND: &str = "SELECT patient.born_on, patient.provisional_at, patient.archived_at, patient.merged_into, \
     patient.deceased_on, \
     EXISTS (SELECT 1 FROM safeguarding_stop AS stop WHERE stop.patient_id = patient.id \
         AND stop.lifted_at IS NULL) AS stopped, \
     EXISTS (SELECT 1 FROM access WHERE access.patient_id = patient.id \
         AND access.relation = 'self' AND access.ended_at IS NULL) AS has_own_log_in, \
     (SELECT access.relation FROM access WHERE access.account_id = account.id \
         AND access.patient_id = patient.id AND access.ended_at IS NULL) AS held, \
     EXISTS (SELECT 1 FROM access WHERE access.account_id = account.id \
         AND access.patient_id = patient.id AND access.relation = 'guardian' \
         AND access.ended_by IN ('staff', 'patient', 'guardian', 'safeguarding', 'blocked')) \
         AS shut_out, \
     EXISTS (SELECT 1 FROM access WHERE access.account_id = account.id \
         AND access.relation = 'self' AND access.ended_at IS NULL \
         AND access.patient_id <> patient.id) AS is_another_patients, \
     EXISTS (SELECT 1 FROM invitation WHERE invitation.patient_id = patient.id \
         AND invitation.email_canonical = $2 AND invitation.state = 'pending') AS invited, \
     (SELECT invitation.invited_by_account FROM invitation \
         WHERE invitation.patient_id = patient.id AND invitation.email_canonical = $2 \
         AND invitation.state = 'pending') AS invited_by_account \
     FROM patient LEFT JOIN account ON account.email_canonical = $2 WHERE patient.id = $1";

/// What bears on inviting `email` to the patient's portal, for the account that would, if one
/// would, with the patient's birth date; none of an unknown patient.
///
/// # Errors
/// Those of the database.
pub async fn find_situation(
    db: &mut impl Reads,
    patient: PatientId,
    email: &EmailAddress,
    by: Option<AccountId>,
) -> Result<Option<(Situation, Option<BirthDate>)>, StoreError> {
    let row: Option<Row> = on_db!(
        db,
        query_as(FIND)
            .bind(Id(patient))
            .bind(email.canonical())
            .fetch_optional
    )?;
    Ok(row.map(|row| {
        let gone =
            row.archived_at.is_some() || row.merged_into.is_some() || row.deceased_on.is_some();
        let situation = Situation {
            patient_here: !gone,
            provisional: row.provisional_at.is_some(),
            stopped: row.stopped,
            has_own_log_in: row.has_own_log_in,
            held: row.held.map(|word| word.0),
            shut_out: row.shut_out,
            is_another_patients: row.is_another_patients,
            invited: row.invited.then(|| match (row.invited_by_account, by) {
                (Some(sender), Some(by)) if sender.0 == by => SentBy::Themself,
                _ => SentBy::Another,
            }),
        };
        (
            situation,
            row.born_on.map(|day| BirthDate::from_stored(day.0)),
        )
    }))
}
