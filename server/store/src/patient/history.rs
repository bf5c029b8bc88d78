//! What was done about a patient, by whom: the audit as their profile shows it, with what was
//! written of the profiles that are part of it by now.

use domain::access::Relation;
use domain::id::PatientId;
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;

use super::diary::{newest, relation, relation_columns};
use super::merged::list_parts;
use crate::audit::ActorKind;
use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// An event about a patient.
#[derive(Clone, Debug)]
pub struct PatientEvent {
    /// Its number in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What kind of actor.
    pub actor_kind: ActorKind,
    /// Their name, where they have one.
    pub actor_name: Option<PersonName>,
    /// What they are, or were, to the patient, if they came through the portal.
    pub relation: Option<Relation>,
    /// What was done, as `noun.verb`.
    pub action: String,
    /// Ids and codes.
    pub detail: String,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: At,
    actor_kind: Word<ActorKind>,
    actor_name: Option<String>,
    is_own: i64,
    is_guardian: i64,
    action: String,
    detail: String,
}

// Index: audit_patient's primary key, backwards from the given number; primary keys.
const LIST: &str = concat!(
    "SELECT audit.seq, audit.at, audit.actor_kind, \
     COALESCE(staff.full_name, account.full_name) AS actor_name, ",
    relation_columns!("account.id", "$4"),
    ", audit.action, audit.detail FROM audit_patient JOIN audit ON audit.seq = audit_patient.seq \
     LEFT JOIN staff ON audit.actor_kind = 'staff' AND staff.id = audit.actor_id \
     LEFT JOIN account ON audit.actor_kind = 'account' AND account.id = audit.actor_id \
     WHERE audit_patient.patient_id = $1 AND audit_patient.seq < $2 \
     ORDER BY audit_patient.seq DESC LIMIT $3"
);

/// The newest events about a patient before the one with number `before`.
///
/// # Errors
/// Those of the database.
pub async fn list_events(
    db: &mut impl Reads,
    patient: PatientId,
    before: i64,
    limit: i64,
) -> Result<Vec<PatientEvent>, StoreError> {
    let mut rows: Vec<Row> = Vec::new();
    let parts = list_parts(db, patient).await?;
    for part in std::iter::once(patient).chain(parts) {
        let of_part: Vec<Row> = on_db!(
            db,
            query_as(LIST)
                .bind(Id(part))
                .bind(before)
                .bind(limit)
                .bind(Id(patient))
                .fetch_all
        )?;
        rows.extend(of_part);
    }
    newest(&mut rows, |row| row.seq, limit);
    rows.into_iter()
        .map(|row| {
            let actor = row
                .actor_name
                .map(|stored| name("audit", "actor_id", &stored));
            Ok(PatientEvent {
                seq: row.seq,
                at: row.at.0,
                actor_kind: row.actor_kind.0,
                actor_name: actor.transpose()?,
                relation: relation(row.is_own, row.is_guardian),
                action: row.action,
                detail: row.detail,
            })
        })
        .collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST];
