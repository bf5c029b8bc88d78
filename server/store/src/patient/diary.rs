//! A patient's access diary: the audit as the patient reads it, and as those who act for
//! them do. What was written of a profile that is part of theirs by now is in it, too: profile
//! by profile, each through its index. What names a visit is read by whoever's the visit is now:
//! after a merge was taken back, nobody reads on of the other one's visits, and whoever's they
//! are reads of what was done with them meanwhile.
//!
//! Who reads of an event stands beside it ([`domain::audit::Readers`]); what is not for a
//! reader is left out by the statement itself, so that no page, no count and no choice of
//! people shows that something is missing.

use domain::access::{Confidential, Relation};
use domain::id::{AccountId, AppointmentId, PatientId};
use domain::person::PersonName;
use domain::role::Role;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::merged::{list_once_part_of, list_parts};
use crate::audit::ActorKind;
use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// Whose diary it is, and who reads it.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Whose.
    pub patient: PatientId,
    /// The patient themself, or somebody who sees their visits.
    pub eyes: Eyes,
}

/// Who reads a diary.
#[derive(Clone, Copy, Debug)]
pub enum Eyes {
    /// The patient.
    Patient,
    /// Somebody who sees the patient's visits.
    Family {
        /// Who. What they did themself they read, unless it was at a visit that they don't see.
        account: AccountId,
        /// Whether they see how the patient is reached.
        contact: bool,
        /// Whether they say who has access.
        access: bool,
        /// Whether they see visits at confidential services.
        confidential: Confidential,
    },
}

/// Who did something.
#[derive(Clone, Debug)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// Which one.
    pub id: Option<Uuid>,
    /// Their name, where they have one.
    pub name: Option<PersonName>,
    /// Their job at the clinic.
    pub role: Option<Role>,
    /// What they are, or were, to the patient.
    pub relation: Option<Relation>,
}

/// One event.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, as `noun.verb`.
    pub action: String,
    /// Ids and codes.
    pub detail: String,
    /// The visit that it is about, as it is now, with its zone by IANA name.
    pub visit: Option<(AppointmentId, Timestamp, String)>,
}

/// What an account is, or was, to the patient of `about`; 1 for the patient's own.
macro_rules! relation_columns {
    ($account:literal, $patient:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM access WHERE access.account_id = ",
            $account,
            " AND access.patient_id = ",
            $patient,
            " AND access.relation = 'self') THEN 1 ELSE 0 END AS is_own, \
             CASE WHEN EXISTS (SELECT 1 FROM access WHERE access.account_id = ",
            $account,
            " AND access.patient_id = ",
            $patient,
            " AND access.relation = 'guardian') THEN 1 ELSE 0 END AS is_guardian"
        )
    };
}
pub(super) use relation_columns;

/// What the row says is read by whose the visit is, `$whose`; without a visit, by whom it was
/// written of. Where `$else` isn't 0, the row was written of somebody else, and only what names
/// a visit is read.
macro_rules! of_theirs {
    ($whose:literal, $else:literal) => {
        concat!(
            " AND ((about.visit_id IS NULL AND ",
            $else,
            " = 0) OR EXISTS (SELECT 1 FROM appointment AS theirs \
             WHERE theirs.id = about.visit_id AND theirs.patient_id = ",
            $whose,
            "))"
        )
    };
}

/// What the patient reads.
macro_rules! for_patient {
    ($whose:literal, $else:literal) => {
        concat!(
            "about.patient_id = $1 AND about.seq < $2 AND about.readers <> 'clinic'",
            of_theirs!($whose, $else)
        )
    };
}

/// What somebody reads who sees the patient's visits. What they may read besides is asked of
/// few rows: none of what staff do for themselves is among those that the index holds. Whose the
/// own account is, is asked of `$whose`: of the patient, also where the row was written of a
/// profile that is part of theirs by now.
macro_rules! for_family {
    ($whose:literal, $else:literal) => {
        concat!("about.patient_id = $1 AND about.seq < $2 AND about.readers NOT IN ('clinic', 'patient') \
         AND (about.readers IN ('visits', 'visits_seen') OR about.actor_id = $3 \
             OR ($4 = 1 AND about.readers IN ('contact', 'contact_seen')) \
             OR ($5 = 1 AND about.readers IN ('access', 'access_seen'))) \
         AND (about.readers IN ('visits', 'contact', 'access') OR about.actor_id = $3 \
             OR NOT EXISTS (SELECT 1 FROM access WHERE access.account_id = about.actor_id \
                 AND access.patient_id = ", $whose, " AND access.relation = 'self')) \
         AND ($6 = 1 OR about.visit_id IS NULL OR EXISTS (SELECT 1 FROM appointment AS seen \
             JOIN service ON service.id = seen.service_id \
             WHERE seen.id = about.visit_id AND service.confidential_at IS NULL))",
            of_theirs!($whose, $else))
    };
}

macro_rules! list {
    ($filter:expr) => {
        concat!(
            "SELECT about.seq, audit.at, audit.actor_kind, about.actor_id, \
             COALESCE(staff.full_name, account.full_name) AS actor_name, staff.role, ",
            relation_columns!("about.actor_id", "$9"),
            ", audit.action, audit.detail, visit.id AS visit_id, visit.starts_at, visit.zone \
             FROM audit_patient AS about JOIN audit ON audit.seq = about.seq \
             LEFT JOIN staff ON audit.actor_kind = 'staff' AND staff.id = about.actor_id \
             LEFT JOIN account ON audit.actor_kind = 'account' AND account.id = about.actor_id \
             LEFT JOIN appointment AS visit ON visit.id = about.visit_id \
             AND visit.booking_undone_at IS NULL WHERE ",
            $filter,
            " ORDER BY about.seq DESC LIMIT $8"
        )
    };
}

// Index: audit_patient's primary key, backwards.
const OF_PATIENT: &str = list!(for_patient!("$9", "$10"));
// Index: audit_patient_actor, backwards.
const OF_PATIENT_BY: &str = list!(concat!(
    for_patient!("$9", "$10"),
    " AND about.actor_id = $7"
));
// Index: audit_patient_family, backwards.
const OF_FAMILY: &str = list!(for_family!("$9", "$10"));
// Index: audit_patient_family_actor, backwards.
const OF_FAMILY_BY: &str = list!(concat!(
    for_family!("$9", "$10"),
    " AND about.actor_id = $7"
));

macro_rules! people {
    ($filter:expr) => {
        concat!(
            "SELECT 'account' AS actor_kind, account.id AS actor_id, \
             account.full_name AS actor_name, NULL AS role, ",
            relation_columns!("account.id", "$7"),
            " FROM account WHERE account.id IN \
             (SELECT access.account_id FROM access WHERE access.patient_id = $7) \
             AND EXISTS (SELECT 1 FROM audit_patient AS about WHERE ",
            $filter,
            " AND about.actor_id = account.id) \
             UNION ALL SELECT 'staff', staff.id, staff.full_name, staff.role, 0, 0 \
             FROM staff WHERE EXISTS (SELECT 1 FROM audit_patient AS about WHERE ",
            $filter,
            " AND about.actor_id = staff.id) ORDER BY actor_kind, actor_name, actor_id"
        )
    };
}

// Index: access_patient; then the ends of audit_patient_actor, one for each.
const PEOPLE_OF_PATIENT: &str = people!(for_patient!("$7", "$8"));
// Index: access_patient; then the ends of audit_patient_family_actor, one for each.
const PEOPLE_OF_FAMILY: &str = people!(for_family!("$7", "$8"));

#[derive(FromRow)]
struct ActorRow {
    actor_kind: Word<ActorKind>,
    actor_id: Option<Uuid>,
    actor_name: Option<String>,
    role: Option<Word<Role>>,
    is_own: i64,
    is_guardian: i64,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: At,
    #[sqlx(flatten)]
    actor: ActorRow,
    action: String,
    detail: String,
    visit_id: Option<Id<AppointmentId>>,
    starts_at: Option<At>,
    zone: Option<String>,
}

/// What an account is to a patient, as [`relation_columns`] says it.
pub(super) fn relation(is_own: i64, is_guardian: i64) -> Option<Relation> {
    match (is_own, is_guardian) {
        (1, _) => Some(Relation::Myself),
        (_, 1) => Some(Relation::Guardian),
        _ => None,
    }
}

impl ActorRow {
    fn read(self) -> Result<Actor, StoreError> {
        let stored = self.actor_name;
        let name = stored.map(|stored| name("audit_patient", "actor_id", &stored));
        Ok(Actor {
            kind: self.actor_kind.0,
            id: self.actor_id,
            name: name.transpose()?,
            role: self.role.map(|role| role.0),
            relation: relation(self.is_own, self.is_guardian),
        })
    }
}

impl Row {
    fn read(self) -> Result<Entry, StoreError> {
        let visit = match (self.visit_id, self.starts_at, self.zone) {
            (Some(id), Some(starts_at), Some(zone)) => Some((id.0, starts_at.0, zone)),
            _ => None,
        };
        Ok(Entry {
            seq: self.seq,
            at: self.at.0,
            actor: self.actor.read()?,
            action: self.action,
            detail: self.detail,
            visit,
        })
    }
}

/// What `$3` to `$6` are.
struct Asks {
    account: Option<Id<AccountId>>,
    contact: i64,
    access: i64,
    confidential: i64,
}

impl Eyes {
    fn asks(self) -> Asks {
        match self {
            Self::Patient => Asks {
                account: None,
                contact: 1,
                access: 1,
                confidential: 1,
            },
            Self::Family {
                account,
                contact,
                access,
                confidential,
            } => Asks {
                account: Some(Id(account)),
                contact: contact.into(),
                access: access.into(),
                confidential: (confidential == Confidential::Shown).into(),
            },
        }
    }
}

/// The newest events that the reader reads of, before the one with number `before`; with
/// `by`, only what that one did.
///
/// # Errors
/// Those of the database.
pub async fn list_entries(
    db: &mut impl Reads,
    reader: Reader,
    by: Option<Uuid>,
    before: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let sql = match (reader.eyes, by) {
        (Eyes::Patient, None) => OF_PATIENT,
        (Eyes::Patient, Some(_)) => OF_PATIENT_BY,
        (Eyes::Family { .. }, None) => OF_FAMILY,
        (Eyes::Family { .. }, Some(_)) => OF_FAMILY_BY,
    };
    let asks = reader.eyes.asks();
    let mut rows: Vec<Row> = Vec::new();
    for (part, is_other) in written_of(db, reader.patient).await? {
        let of_part: Vec<Row> = on_db!(
            db,
            query_as(sql)
                .bind(Id(part))
                .bind(before)
                .bind(asks.account)
                .bind(asks.contact)
                .bind(asks.access)
                .bind(asks.confidential)
                .bind(by)
                .bind(limit)
                .bind(Id(reader.patient))
                .bind(i64::from(is_other))
                .fetch_all
        )?;
        rows.extend(of_part);
    }
    newest(&mut rows, |row| row.seq, limit);
    rows.into_iter().map(Row::read).collect()
}

/// The profiles of which something was written that the patient reads: their own, with what is
/// part of it, and others that theirs was once part of.
async fn written_of(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<(PatientId, bool)>, StoreError> {
    let mut all = vec![(patient, false)];
    let parts = list_parts(db, patient).await?;
    all.extend(parts.into_iter().map(|part| (part, false)));
    let others = list_once_part_of(db, patient).await?;
    all.extend(others.into_iter().map(|other| (other, true)));
    Ok(all)
}

/// Of events that were read profile by profile the newest, each once.
pub(super) fn newest<T>(rows: &mut Vec<T>, seq: impl Fn(&T) -> i64, limit: i64) {
    rows.sort_by_key(|row| std::cmp::Reverse(seq(row)));
    rows.dedup_by_key(|row| seq(row));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
}

/// Everybody of whom the reader reads something: those with a portal account first, by name.
///
/// # Errors
/// Those of the database.
pub async fn list_people(db: &mut impl Reads, reader: Reader) -> Result<Vec<Actor>, StoreError> {
    let sql = match reader.eyes {
        Eyes::Patient => PEOPLE_OF_PATIENT,
        Eyes::Family { .. } => PEOPLE_OF_FAMILY,
    };
    let asks = reader.eyes.asks();
    let mut rows: Vec<ActorRow> = Vec::new();
    for (part, is_other) in written_of(db, reader.patient).await? {
        let of_part: Vec<ActorRow> = on_db!(
            db,
            query_as(sql)
                .bind(Id(part))
                .bind(i64::MAX)
                .bind(asks.account)
                .bind(asks.contact)
                .bind(asks.access)
                .bind(asks.confidential)
                .bind(Id(reader.patient))
                .bind(i64::from(is_other))
                .fetch_all
        )?;
        let known: Vec<Option<Uuid>> = rows.iter().map(|row| row.actor_id).collect();
        rows.extend(
            of_part
                .into_iter()
                .filter(|row| !known.contains(&row.actor_id)),
        );
    }
    rows.sort_by(|a, b| {
        let key = |row: &ActorRow| {
            (
                row.actor_kind.0.as_str(),
                row.actor_name.clone(),
                row.actor_id,
            )
        };
        key(a).cmp(&key(b))
    });
    rows.into_iter().map(ActorRow::read).collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    OF_PATIENT,
    OF_PATIENT_BY,
    OF_FAMILY,
    OF_FAMILY_BY,
    PEOPLE_OF_PATIENT,
    PEOPLE_OF_FAMILY,
];
