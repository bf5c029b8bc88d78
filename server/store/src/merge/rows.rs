//! The rows of a profile as texts, and what the rules ask of them.
//!
//! Every column of every listed table is read: what a merge keeps of both is whole. Ids are
//! in their hyphenated form, numbers and instants in decimal.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Rights;
use domain::id::{PatientId, RegistrationId};
use domain::merge::undo::{Row, RowRef, Rows, Table};
use domain::merge::{Field, Side};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Row as _, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use super::Pair;
use crate::access::Held;
use crate::column::{At, Id, corrupt};
use crate::db::on_db;
use crate::{Reads, StoreError};

mod said;

pub(super) use said::{born_on, held};
use said::{of_table, required, side, text};

/// A profile with all of its rows.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What the rules ask.
    pub side: Side,
    /// Its registration, while it waits.
    pub waiting: Option<RegistrationId>,
    pub(super) rows: Rows,
}

impl Loaded {
    /// All rows of it, as they are kept.
    pub(super) fn json(&self) -> Result<String, StoreError> {
        to_json(&self.rows)
    }
}

impl Pair {
    /// A hash of all that both are: a page that was made of something else is out of date. That
    /// somebody has used their access since changes nothing.
    ///
    /// # Errors
    /// Those of writing JSON: none.
    pub fn version(&self) -> Result<String, StoreError> {
        let survivor = to_json(&steady(&self.survivor.rows))?;
        let absorbed = to_json(&steady(&self.absorbed.rows))?;
        Ok(hash(&[&survivor, &absorbed]))
    }
}

/// The rows that people look at, without what changes by itself.
pub(super) fn steady(rows: &Rows) -> Rows {
    let mut rows = rows.clone();
    rows.retain(|row, _| WHOLE.iter().any(|(table, _, _)| *table == row.table));
    for (row, found) in &mut rows {
        if row.table == Table::Access {
            found.remove("used_at");
        }
    }
    rows
}

/// SHA-256 of texts, each behind its length, in hexadecimal.
pub(super) fn hash(texts: &[&str]) -> String {
    let mut sha = Sha256::new();
    for text in texts {
        sha.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        sha.update(text.as_bytes());
    }
    let bytes: [u8; 32] = sha.finalize().into();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

type Tables = BTreeMap<String, BTreeMap<String, Row>>;

/// Rows as JSON with one spelling: tables, ids and columns in their order.
pub(super) fn to_json(rows: &Rows) -> Result<String, StoreError> {
    let mut tables = Tables::new();
    for (row, found) in rows {
        let table = tables.entry(row.table.as_str().to_owned()).or_default();
        table.insert(row.id.clone(), found.clone());
    }
    serde_json::to_string(&tables).map_err(|_| StoreError::Fault { code: 0 })
}

/// Reads what [`to_json`] wrote.
pub(crate) fn from_json(text: &str) -> Result<Rows, StoreError> {
    const ALL: [Table; 6] = [
        Table::Patient,
        Table::Access,
        Table::Appointment,
        Table::Invitation,
        Table::Stop,
        Table::Registration,
    ];
    let wrong = || corrupt("merge_record", "before");
    let tables: Tables = serde_json::from_str(text).map_err(|_| wrong())?;
    let mut rows = Rows::new();
    for (word, found) in tables {
        let table = ALL.into_iter().find(|table| table.as_str() == word);
        let table = table.ok_or_else(wrong)?;
        for (id, row) in found {
            rows.insert(RowRef { table, id }, row);
        }
    }
    Ok(rows)
}

// Index: primary key.
pub(crate) const PATIENT: &str = "SELECT id, full_name, given_name, family_name, born_on, \
     born_as_given, sex, pronouns, email, phone, street, suburb, postcode, state, record_number, \
     record_number_confirmed_at, external_id, provisional_at, created_at, updated_at, \
     merged_into, archived_at, deceased_on, email_as_given, phone_as_given, sex_as_given \
     FROM patient WHERE id = $1";
macro_rules! accesses {
    ($which:literal) => {
        concat!(
            "SELECT id, account_id, patient_id, relation, kinship, abilities, basis, \
             granted_by_account, granted_by_staff, invitation_id, created_at, confirmed_at, \
             until_on, continues_at, suspended_at, ended_at, ended_by, continues_note, \
             continues_by, used_at FROM access WHERE ",
            $which
        )
    };
}

// Index: access_patient.
pub(crate) const ACCESSES: &str = accesses!("patient_id = $1");
// Index: primary key.
const ACCESS: &str = accesses!("id = $1");
// Index: access_open_self_account.
const OWN: &str = accesses!("account_id = $1 AND relation = 'self' AND ended_at IS NULL");
// Index: appointment_patient.
pub(crate) const APPOINTMENTS: &str = "SELECT id, patient_id, service_id, practitioner_id, \
     location_id, zone, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, \
     cancel_notice_minutes, state, note, booked_by_account, booked_by_staff, booked_at, \
     submission_id, cancelled_at, cancelled_by, sequence, move_notice_minutes, moves, moved_at, \
     moved_by, previous_practitioner_id, previous_location_id, previous_zone, \
     previous_starts_at, previous_ends_at, booking_undone_at, overbooked, previous_overbooked, \
     state_at, cancelled_by_account, moved_by_account, requested FROM appointment WHERE patient_id = $1";
// Index: invitation_patient.
pub(crate) const INVITATIONS: &str = "SELECT id, patient_id, email, email_canonical, relation, \
     kinship, abilities, basis, access_until_on, invited_by_account, invited_by_staff, state, \
     created_at, sent_at, sends, expires_at, desk_code, wrong_tries, closed_at, accepted_by, \
     decline_reason FROM invitation WHERE patient_id = $1";
// Index: safeguarding_stop_patient.
pub(crate) const STOPS: &str = "SELECT id, patient_id, set_at, set_by, reason, lifted_at, \
     lifted_by FROM safeguarding_stop WHERE patient_id = $1";
// Index: the unique one of patient_id.
pub(crate) const REGISTRATION: &str = "SELECT id, patient_id, account_id, state, created_at, \
     resolved_at, resolved_by FROM registration WHERE patient_id = $1";

/// The tables that are read whole, with their statements.
pub(crate) const WHOLE: [(Table, &str, &str); 6] = [
    (Table::Patient, "patient", PATIENT),
    (Table::Access, "access", ACCESSES),
    (Table::Appointment, "appointment", APPOINTMENTS),
    (Table::Invitation, "invitation", INVITATIONS),
    (Table::Stop, "safeguarding_stop", STOPS),
    (Table::Registration, "registration", REGISTRATION),
];

/// Reads any row as texts.
pub(super) fn read(row: &SqliteRow) -> Result<Row, StoreError> {
    let mut found = Row::new();
    for (at, column) in row.columns().iter().enumerate() {
        let raw = row.try_get_raw(at)?;
        let (null, kind) = (raw.is_null(), raw.type_info().name().to_owned());
        let text = match (null, kind.as_str()) {
            (true, _) => None,
            (false, "INTEGER") => Some(row.try_get::<i64, _>(at)?.to_string()),
            (false, "TEXT") => Some(row.try_get::<String, _>(at)?),
            (false, _) => Some(row.try_get::<Uuid, _>(at)?.hyphenated().to_string()),
        };
        found.insert(column.name().to_owned(), text);
    }
    Ok(found)
}

async fn read_all(
    db: &mut impl Reads,
    table: Table,
    sql: &'static str,
    patient: PatientId,
) -> Result<Rows, StoreError> {
    let found: Vec<SqliteRow> = on_db!(db, query(sql).bind(Id(patient)).fetch_all)?;
    let mut rows = Rows::new();
    for row in &found {
        let row = read(row)?;
        let id = row.get("id").cloned().flatten();
        let id = id.ok_or_else(|| corrupt("merge_change", "row_id"))?;
        rows.insert(RowRef { table, id }, row);
    }
    Ok(rows)
}

/// The access with this id, whosever it is by now.
pub(super) async fn find_access(db: &mut impl Reads, id: &str) -> Result<Option<Row>, StoreError> {
    let id = Uuid::try_parse(id).map_err(|_| corrupt("merge_change", "row_id"))?;
    let found: Option<SqliteRow> = on_db!(db, query(ACCESS).bind(id).fetch_optional)?;
    found.as_ref().map(read).transpose()
}

/// The access by which an account is a patient's own, whosever, if nobody has ended it.
pub(super) async fn find_own(db: &mut impl Reads, account: &str) -> Result<Rows, StoreError> {
    let id = Uuid::try_parse(account).map_err(|_| corrupt("access", "account_id"))?;
    let found: Option<SqliteRow> = on_db!(db, query(OWN).bind(id).fetch_optional)?;
    let mut rows = Rows::new();
    if let Some(found) = found {
        let row = read(&found)?;
        let id = row.get("id").cloned().flatten();
        let id = id.ok_or_else(|| corrupt("access", "id"))?;
        let table = Table::Access;
        rows.insert(RowRef { table, id }, row);
    }
    Ok(rows)
}

/// The chart, and every listed row that is the patient's.
pub(super) async fn of_patient(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Rows, StoreError> {
    let mut rows = Rows::new();
    for (table, _, sql) in WHOLE {
        rows.extend(read_all(db, table, sql, patient).await?);
    }
    Ok(rows)
}

// Indexes: notice_appointment, notice_invitation, notice_account; those of whose they are.
const NOTICES: &str = "SELECT id, patient_id, state, done_at FROM notice WHERE notice.patient_id = $1 \
     AND appointment_id IN (SELECT visit.id FROM appointment AS visit WHERE visit.patient_id = $1) \
     UNION SELECT id, patient_id, state, done_at FROM notice WHERE notice.patient_id = $1 \
     AND invitation_id IN (SELECT asked.id FROM invitation AS asked WHERE asked.patient_id = $1) \
     UNION SELECT id, patient_id, state, done_at FROM notice WHERE notice.patient_id = $1 \
     AND account_id IN (SELECT held.account_id FROM access AS held WHERE held.patient_id = $1)";
// Indexes: warning_once_birthday; warning_once_last_day, access_patient.
const WARNINGS: &str = "SELECT notice_id AS id, patient_id, account_id, on_date, turn, access_id \
     FROM warning WHERE patient_id = $1 AND access_id IS NULL \
     UNION ALL SELECT notice_id AS id, patient_id, account_id, on_date, turn, access_id \
     FROM warning WHERE patient_id = $1 AND access_id IS NOT NULL \
     AND access_id IN (SELECT held.id FROM access AS held WHERE held.patient_id = $1)";
// Index: hold_patient.
const HOLDS: &str = "SELECT id, patient_id FROM hold WHERE patient_id = $1";
// Indexes: session_account, access_patient.
const SESSIONS: &str = "SELECT id, acting_for FROM session WHERE acting_for = $1 \
     AND account_id IN (SELECT held.account_id FROM access AS held WHERE held.patient_id = $1)";

/// The rows that go along with the patient's and that no page lists.
pub(super) async fn along(db: &mut impl Reads, patient: PatientId) -> Result<Rows, StoreError> {
    let mut rows = read_all(db, Table::Notice, NOTICES, patient).await?;
    for (table, sql) in [
        (Table::Warning, WARNINGS),
        (Table::Hold, HOLDS),
        (Table::Session, SESSIONS),
    ] {
        rows.extend(read_all(db, table, sql, patient).await?);
    }
    Ok(rows)
}

/// Of which birthdays somebody was told for the patient: account, date and turn.
pub(super) async fn told_birthdays(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<BTreeSet<[Option<String>; 3]>, StoreError> {
    let rows = read_all(db, Table::Warning, WARNINGS, patient).await?;
    let birthdays = rows
        .values()
        .filter(|row| row.get("access_id") == Some(&None));
    Ok(birthdays.map(birthday).collect())
}

/// Who was told of which birthday, and how early.
pub(super) fn birthday(row: &Row) -> [Option<String>; 3] {
    ["account_id", "on_date", "turn"].map(|column| row.get(column).cloned().flatten())
}

// Index: access_patient; primary key.
const HOLDERS: &str = "SELECT access.id, account.email_canonical, account.email_verified_at \
     FROM access JOIN account ON account.id = access.account_id \
     WHERE access.patient_id = $1 AND access.ended_at IS NULL";

// Index: patient_term_find.
const ELSEWHERE: &str = "SELECT COUNT(*) FROM patient_term WHERE kind = 'text' AND term = $1 \
     AND patient_id <> $2 AND patient_id <> $3";

/// What an access allows today: a rule that needs the clinic's table and its date.
pub type Allows<'a> = &'a (dyn Fn(&Held) -> Rights + Sync);

/// Both profiles with all of their rows; none if one of them isn't there.
///
/// # Errors
/// Those of the database.
pub async fn load_pair(
    db: &mut impl Reads,
    survivor: PatientId,
    absorbed: PatientId,
    allows: Allows<'_>,
) -> Result<Option<Pair>, StoreError> {
    let survivor = load(db, survivor, absorbed, allows).await?;
    let absorbed = match &survivor {
        Some(other) => load(db, absorbed, other.side.patient, allows).await?,
        None => None,
    };
    Ok(survivor
        .zip(absorbed)
        .map(|(survivor, absorbed)| Pair { survivor, absorbed }))
}

async fn load(
    db: &mut impl Reads,
    patient: PatientId,
    other: PatientId,
    allows: Allows<'_>,
) -> Result<Option<Loaded>, StoreError> {
    let rows = of_patient(db, patient).await?;
    let holders: Vec<(Id<domain::id::AccessId>, String, At)> =
        on_db!(db, query_as(HOLDERS).bind(Id(patient)).fetch_all)?;
    let holders: BTreeMap<String, (String, Timestamp)> = holders
        .into_iter()
        .map(|(id, email, at)| (id.0.to_string(), (email, at.0)))
        .collect();
    let Some(mut side) = side(patient, &rows, &holders, allows)? else {
        return Ok(None);
    };
    if let Some(email) = side.field(Field::Email).value() {
        let elsewhere: i64 = on_db!(
            db,
            query_scalar(ELSEWHERE)
                .bind(email.to_ascii_lowercase())
                .bind(Id(patient))
                .bind(Id(other))
                .fetch_one
        )?;
        side.email_elsewhere = elsewhere > 0;
    }
    let waiting = of_table(&rows, Table::Registration)
        .find(|row| text(row, "state").as_deref() == Some("waiting"))
        .map(|row| required(row, "registration", "id"))
        .transpose()?;
    Ok(Some(Loaded {
        side,
        waiting,
        rows,
    }))
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    PATIENT,
    ACCESSES,
    ACCESS,
    OWN,
    APPOINTMENTS,
    INVITATIONS,
    STOPS,
    REGISTRATION,
    NOTICES,
    WARNINGS,
    HOLDS,
    SESSIONS,
    HOLDERS,
    ELSEWHERE,
];
