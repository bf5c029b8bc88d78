//! Writing and reading one place of a row: the columns of a [`Slot`], as texts.

use domain::merge::undo::{Row, Slot};
use uuid::Uuid;

use crate::column::corrupt;
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An id.
    Id,
    /// A number, or an instant.
    Number,
    /// A text.
    Text,
}

/// A value as it is bound.
pub(crate) enum Bound {
    Id(Option<Uuid>),
    Number(Option<i64>),
    Text(Option<String>),
}

impl Kind {
    /// A value that was kept as a text.
    pub(crate) fn bound(self, value: Option<&str>) -> Result<Bound, StoreError> {
        let wrong = || corrupt("merge_change", "new");
        Ok(match self {
            Self::Id => Bound::Id(
                value
                    .map(|text| Uuid::try_parse(text).map_err(|_| wrong()))
                    .transpose()?,
            ),
            Self::Number => Bound::Number(
                value
                    .map(|text| text.parse().map_err(|_| wrong()))
                    .transpose()?,
            ),
            Self::Text => Bound::Text(value.map(str::to_owned)),
        })
    }
}

// Index of each: the primary key.
const ACCESS_PATIENT: &str = "UPDATE access SET patient_id = $2 WHERE id = $1";
const ACCESS_SUSPENDED: &str = "UPDATE access SET suspended_at = $2 WHERE id = $1";
const ACCESS_ENDED: &str = "UPDATE access SET ended_at = $2, ended_by = $3 WHERE id = $1";
const APPOINTMENT_PATIENT: &str = "UPDATE appointment SET patient_id = $2 WHERE id = $1";
const APPOINTMENT_OVERBOOKED: &str = "UPDATE appointment SET overbooked = $2 WHERE id = $1";
const INVITATION_PATIENT: &str = "UPDATE invitation SET patient_id = $2 WHERE id = $1";
const INVITATION_CLOSED: &str = "UPDATE invitation SET state = $2, closed_at = $3 WHERE id = $1";
const STOP_PATIENT: &str = "UPDATE safeguarding_stop SET patient_id = $2 WHERE id = $1";
const REGISTRATION: &str =
    "UPDATE registration SET state = $2, resolved_at = $3, resolved_by = $4 WHERE id = $1";
const NOTICE_PATIENT: &str = "UPDATE notice SET patient_id = $2 WHERE id = $1";
// And that of account: nothing waits again for whoever was blocked meanwhile.
const NOTICE_STATE: &str = "UPDATE notice SET state = $2, done_at = $3 WHERE id = $1 \
     AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = notice.account_id \
     AND account.disabled_at IS NOT NULL)";
const WARNING_PATIENT: &str = "UPDATE warning SET patient_id = $2 WHERE notice_id = $1";
const HOLD_PATIENT: &str = "UPDATE hold SET patient_id = $2 WHERE id = $1";
const SESSION_ACTING: &str = "UPDATE session SET acting_for = $2 WHERE id = $1";

/// The statement of a slot outside of charts, and what its columns hold.
const fn statement(slot: Slot) -> Option<(&'static str, &'static [Kind])> {
    use Kind::{Id, Number, Text};
    Some(match slot {
        Slot::AccessPatient => (ACCESS_PATIENT, &[Id]),
        Slot::AccessSuspended => (ACCESS_SUSPENDED, &[Number]),
        Slot::AccessEnded => (ACCESS_ENDED, &[Number, Text]),
        Slot::AppointmentPatient => (APPOINTMENT_PATIENT, &[Id]),
        Slot::AppointmentOverbooked => (APPOINTMENT_OVERBOOKED, &[Number]),
        Slot::InvitationPatient => (INVITATION_PATIENT, &[Id]),
        Slot::InvitationClosed => (INVITATION_CLOSED, &[Text, Number]),
        Slot::StopPatient => (STOP_PATIENT, &[Id]),
        Slot::RegistrationResolved => (REGISTRATION, &[Text, Number, Id]),
        Slot::NoticePatient => (NOTICE_PATIENT, &[Id]),
        Slot::NoticeState => (NOTICE_STATE, &[Text, Number]),
        Slot::WarningPatient => (WARNING_PATIENT, &[Id]),
        Slot::HoldPatient => (HOLD_PATIENT, &[Id]),
        Slot::SessionActing => (SESSION_ACTING, &[Id]),
        _ => return None,
    })
}

/// Writes the slot of the row with this id.
pub(super) async fn put(
    tx: &mut Tx,
    slot: Slot,
    id: &str,
    values: &[Option<String>],
) -> Result<(), StoreError> {
    let (sql, kinds) = statement(slot).ok_or(StoreError::Fault { code: 0 })?;
    let id = Uuid::try_parse(id).map_err(|_| corrupt("merge_change", "row_id"))?;
    let mut query = sqlx::query(sql).bind(id);
    for (kind, value) in kinds.iter().zip(values) {
        query = match kind.bound(value.as_deref())? {
            Bound::Id(id) => query.bind(id),
            Bound::Number(number) => query.bind(number),
            Bound::Text(text) => query.bind(text),
        };
    }
    query
        .execute(tx.conn())
        .await
        .map_err(|error| StoreError::from(error).read_in(module_path!()))?;
    Ok(())
}

// Index of each: the primary key.
const FIND_NOTICE: &str = "SELECT id, patient_id, state, done_at FROM notice WHERE id = $1";
const FIND_WARNING: &str = "SELECT notice_id AS id, patient_id FROM warning WHERE notice_id = $1";
const FIND_HOLD: &str = "SELECT id, patient_id FROM hold WHERE id = $1";
const FIND_SESSION: &str = "SELECT id, acting_for FROM session WHERE id = $1";

/// What of a row a split asks that is none of the two profiles' any more, or that no page lists,
/// as it is now; none if it is gone.
pub(super) async fn find(
    db: &mut impl Reads,
    slot: Slot,
    id: &str,
) -> Result<Option<Row>, StoreError> {
    let sql = match slot {
        Slot::AccessPatient | Slot::AccessSuspended | Slot::AccessEnded => {
            return super::rows::find_access(db, id).await;
        }
        Slot::NoticePatient | Slot::NoticeState => FIND_NOTICE,
        Slot::WarningPatient => FIND_WARNING,
        Slot::HoldPatient => FIND_HOLD,
        Slot::SessionActing => FIND_SESSION,
        _ => return Ok(None),
    };
    let id = Uuid::try_parse(id).map_err(|_| corrupt("merge_change", "row_id"))?;
    let found: Option<sqlx::sqlite::SqliteRow> = on_db!(db, query(sql).bind(id).fetch_optional)?;
    found.map(|row| super::rows::read(&row)).transpose()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    ACCESS_PATIENT,
    ACCESS_SUSPENDED,
    ACCESS_ENDED,
    APPOINTMENT_PATIENT,
    APPOINTMENT_OVERBOOKED,
    INVITATION_PATIENT,
    INVITATION_CLOSED,
    STOP_PATIENT,
    REGISTRATION,
    NOTICE_PATIENT,
    NOTICE_STATE,
    WARNING_PATIENT,
    HOLD_PATIENT,
    SESSION_ACTING,
    FIND_NOTICE,
    FIND_WARNING,
    FIND_HOLD,
    FIND_SESSION,
];
