//! Many invitations at once: who was chosen, what speaks against each, and what became of
//! them.
//!
//! A batch is worked off a few patients at a time. What became of one is written in the
//! transaction that invites them, and only where nothing was written before: so nobody is
//! invited twice, however often it is begun anew.

use std::fmt;

use domain::access::Relation;
use domain::id::{InvitationId, InviteBatchId, PatientId, StaffId};
use domain::invitation::{LeftOut, OneOfMany, SentBy, Situation};
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Day, Id, Word, corrupt, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A patient who may be invited with others.
#[derive(Clone)]
pub struct Candidate {
    /// Who.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// The address on the profile.
    pub email: Option<EmailAddress>,
    /// What bears on it.
    pub facts: OneOfMany,
}

/// Only the id: all else is about the person.
impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct CandidateRow {
    id: Id<PatientId>,
    full_name: String,
    email: Option<String>,
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
    shared: bool,
    blocked: bool,
}

impl CandidateRow {
    fn read(self) -> Result<Candidate, StoreError> {
        let gone =
            self.archived_at.is_some() || self.merged_into.is_some() || self.deceased_on.is_some();
        let stored = self.email.as_deref();
        let email = stored.map(|stored| email("patient", "email", stored));
        let email = email.transpose()?;
        Ok(Candidate {
            patient: self.id.0,
            full_name: name("patient", "full_name", &self.full_name)?,
            facts: OneOfMany {
                situation: Situation {
                    patient_here: !gone,
                    stopped: self.stopped,
                    has_own_log_in: self.has_own_log_in,
                    held: self.held.map(|word| word.0),
                    shut_out: self.shut_out,
                    is_another_patients: self.is_another_patients,
                    invited: self.invited.then_some(SentBy::Another),
                    provisional: self.provisional_at.is_some(),
                },
                has_email: email.is_some(),
                shared: self.shared,
                blocked: self.blocked,
                born_on: self.born_on.map(|day| BirthDate::from_stored(day.0)),
            },
            email,
        })
    }
}

/// Patients that one statement asks about.
const AT_A_TIME: usize = 25;

// Nobody looks at each address here: one that ever was a guardian's is left out, whatever ended
// that, where staff who invite one person may decide otherwise.
// Indexes: primary key of patient, account_email, safeguarding_stop_open,
// access_open_self_patient, access_open, access_open_self_account, invitation_open,
// patient_term_find.
const CANDIDATES: &str = "SELECT patient.id, patient.full_name, patient.email, patient.born_on, \
     patient.provisional_at, patient.archived_at, patient.merged_into, patient.deceased_on, \
     EXISTS (SELECT 1 FROM safeguarding_stop AS stop WHERE stop.patient_id = patient.id \
         AND stop.lifted_at IS NULL) AS stopped, \
     EXISTS (SELECT 1 FROM access WHERE access.patient_id = patient.id \
         AND access.relation = 'self' AND access.ended_at IS NULL) AS has_own_log_in, \
     (SELECT access.relation FROM access WHERE access.account_id = account.id \
         AND access.patient_id = patient.id AND access.ended_at IS NULL) AS held, \
     EXISTS (SELECT 1 FROM access WHERE access.account_id = account.id \
         AND access.patient_id = patient.id AND access.relation = 'guardian') AS shut_out, \
     EXISTS (SELECT 1 FROM access WHERE access.account_id = account.id \
         AND access.relation = 'self' AND access.ended_at IS NULL \
         AND access.patient_id <> patient.id) AS is_another_patients, \
     EXISTS (SELECT 1 FROM invitation WHERE invitation.patient_id = patient.id \
         AND invitation.email_canonical = LOWER(patient.email) \
         AND invitation.state = 'pending') AS invited, \
     EXISTS (SELECT 1 FROM patient_term AS other WHERE other.kind = 'text' \
         AND other.term = LOWER(patient.email) AND other.patient_id <> patient.id) AS shared, \
     account.disabled_at IS NOT NULL AS blocked \
     FROM patient LEFT JOIN account ON account.email_canonical = LOWER(patient.email) \
     WHERE patient.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
     $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";

/// What speaks for and against inviting each of these; in no order, and nothing of whom
/// there isn't.
///
/// # Errors
/// Those of the database.
pub async fn list_candidates(
    db: &mut impl Reads,
    patients: &[PatientId],
) -> Result<Vec<Candidate>, StoreError> {
    let mut found = Vec::with_capacity(patients.len());
    for some in patients.chunks(AT_A_TIME) {
        let mut query = sqlx::query_as(CANDIDATES);
        for patient in some.iter().cycle().take(AT_A_TIME) {
            query = query.bind(Id(*patient));
        }
        let rows: Vec<CandidateRow> = query.fetch_all(db.conn()).await?;
        for row in rows {
            found.push(row.read()?);
        }
    }
    Ok(found)
}

/// A patient of a batch to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    /// Who.
    pub patient: PatientId,
    /// The address that the page showed, or why it left them out.
    pub shown: Result<String, LeftOut>,
}

const INSERT: &str = "INSERT INTO invite_batch (id, made_by, made_at, next_at) \
     VALUES ($1, $2, $3, $3) ON CONFLICT DO NOTHING";
const INSERT_MEMBERS: &str = "INSERT INTO invite_batch_patient \
     (batch_id, patient_id, place, email_canonical, result) VALUES \
     ($1, $2, $3, $4, $5), ($1, $6, $7, $8, $9), ($1, $10, $11, $12, $13), \
     ($1, $14, $15, $16, $17), ($1, $18, $19, $20, $21), ($1, $22, $23, $24, $25), \
     ($1, $26, $27, $28, $29), ($1, $30, $31, $32, $33) ON CONFLICT DO NOTHING";
/// Patients that [`INSERT_MEMBERS`] takes.
const MEMBERS_AT_A_TIME: usize = 8;

/// Writes a batch, unless it is there already; whether it was written.
///
/// # Errors
/// `Conflict` if there isn't one of the patients.
pub async fn insert_batch(
    tx: &mut Tx,
    (id, by): (InviteBatchId, StaffId),
    members: &[NewMember],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let insert = on_db!(
        tx,
        query(INSERT)
            .bind(Id(id))
            .bind(Id(by))
            .bind(At(now))
            .execute
    )?;
    if insert.rows_affected() == 0 {
        return Ok(false);
    }
    let places: Vec<(i64, &NewMember)> = (0_i64..).zip(members).collect();
    for some in places.chunks(MEMBERS_AT_A_TIME) {
        let mut query = sqlx::query(INSERT_MEMBERS).bind(Id(id));
        for (place, member) in some.iter().cycle().take(MEMBERS_AT_A_TIME) {
            let (email, why) = match &member.shown {
                Ok(email) => (Some(email.as_str()), None),
                Err(why) => (None, Some(why.as_str())),
            };
            query = query
                .bind(Id(member.patient))
                .bind(*place)
                .bind(email)
                .bind(why);
        }
        query.execute(tx.conn()).await?;
    }
    Ok(true)
}

/// A batch.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Which.
    pub id: InviteBatchId,
    /// Who sends it.
    pub made_by: StaffId,
    /// When it was begun.
    pub made_at: Timestamp,
    /// When it was through.
    pub done_at: Option<Timestamp>,
}

type BatchRow = (Id<InviteBatchId>, Id<StaffId>, At, Option<At>);

fn batch((id, made_by, made_at, done_at): BatchRow) -> Batch {
    Batch {
        id: id.0,
        made_by: made_by.0,
        made_at: made_at.0,
        done_at: done_at.map(|at| at.0),
    }
}

// Index: primary key.
const FIND: &str = "SELECT id, made_by, made_at, done_at FROM invite_batch WHERE id = $1";
// Index: invite_batch_open, which is of those alone that aren't through. One that was put off
// while the clock was ahead doesn't wait for that time.
const FIND_DUE: &str = "SELECT id, made_by, made_at, done_at FROM invite_batch \
     WHERE done_at IS NULL AND (next_at <= $1 OR next_at > $2) ORDER BY next_at LIMIT 1";
const NEXT_DUE: &str = "SELECT MIN(next_at) FROM invite_batch WHERE done_at IS NULL";

/// A batch.
///
/// # Errors
/// Those of the database.
pub async fn find_batch(
    db: &mut impl Reads,
    id: InviteBatchId,
) -> Result<Option<Batch>, StoreError> {
    let row: Option<BatchRow> = on_db!(db, query_as(FIND).bind(Id(id)).fetch_optional)?;
    Ok(row.map(batch))
}

/// A batch to be gone on with at `now`, where none is put off for longer than until `latest`.
///
/// # Errors
/// Those of the database.
pub async fn find_due_batch(
    db: &mut impl Reads,
    now: Timestamp,
    latest: Timestamp,
) -> Result<Option<Batch>, StoreError> {
    let row: Option<BatchRow> = on_db!(
        db,
        query_as(FIND_DUE)
            .bind(At(now))
            .bind(At(latest))
            .fetch_optional
    )?;
    Ok(row.map(batch))
}

/// When the next batch is to be gone on with; none if all are through.
///
/// # Errors
/// Those of the database.
pub async fn find_next_batch(db: &mut impl Reads) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<At> = on_db!(db, query_scalar(NEXT_DUE).fetch_one)?;
    Ok(next.map(|at| at.0))
}

// Index: invite_batch_patient_open.
const LIST_OPEN: &str = "SELECT patient_id, email_canonical FROM invite_batch_patient \
     WHERE batch_id = $1 AND result IS NULL ORDER BY place LIMIT $2";

/// The next patients of a batch, each with the address that the page showed.
///
/// # Errors
/// Those of the database.
pub async fn list_open_members(
    db: &mut impl Reads,
    id: InviteBatchId,
    limit: i64,
) -> Result<Vec<(PatientId, String)>, StoreError> {
    let rows: Vec<(Id<PatientId>, Option<String>)> =
        on_db!(db, query_as(LIST_OPEN).bind(Id(id)).bind(limit).fetch_all)?;
    rows.into_iter()
        .map(|(patient, shown)| {
            let shown = shown.ok_or_else(|| corrupt("invite_batch_patient", "email_canonical"))?;
            Ok((patient.0, shown))
        })
        .collect()
}

// Index: primary key.
const SETTLE: &str = "UPDATE invite_batch_patient SET result = $3, invitation_id = $4 \
     WHERE batch_id = $1 AND patient_id = $2 AND result IS NULL";

/// Writes what became of a patient; whether nothing had before.
///
/// # Errors
/// Those of the database.
pub async fn settle_member(
    tx: &mut Tx,
    (id, patient): (InviteBatchId, PatientId),
    outcome: Result<InvitationId, LeftOut>,
) -> Result<bool, StoreError> {
    let (result, invitation) = match outcome {
        Ok(invitation) => (INVITED, Some(Id(invitation))),
        Err(why) => (why.as_str(), None),
    };
    let done = on_db!(
        tx,
        query(SETTLE)
            .bind(Id(id))
            .bind(Id(patient))
            .bind(result)
            .bind(invitation)
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// What stands in `result` of whom an invitation was sent to.
const INVITED: &str = "invited";

// Indexes: primary key; invite_batch_patient_open.
const GO_ON: &str = "UPDATE invite_batch SET next_at = $3, done_at = CASE WHEN EXISTS \
     (SELECT 1 FROM invite_batch_patient WHERE batch_id = $1 AND result IS NULL) \
     THEN NULL ELSE $2 END WHERE id = $1 AND done_at IS NULL";

/// Ends a batch of which nobody is left; else puts it off until `next`.
///
/// # Errors
/// Those of the database.
pub async fn put_off_batch(
    tx: &mut Tx,
    id: InviteBatchId,
    now: Timestamp,
    next: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(GO_ON)
            .bind(Id(id))
            .bind(At(now))
            .bind(At(next))
            .execute
    )?;
    Ok(())
}

/// What became of a patient of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// Nothing yet.
    Waits,
    /// An invitation was sent.
    Invited,
    /// None was.
    LeftOut(LeftOut),
}

/// A patient of a batch.
#[derive(Clone)]
pub struct Member {
    /// Who.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// What became of them.
    pub became: Became,
}

/// Only ids and states.
impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member")
            .field("patient", &self.patient)
            .field("became", &self.became)
            .finish_non_exhaustive()
    }
}

// Index: invite_batch_patient's primary key; primary key of patient.
const LIST: &str = "SELECT member.patient_id, patient.full_name, member.result \
     FROM invite_batch_patient AS member JOIN patient ON patient.id = member.patient_id \
     WHERE member.batch_id = $1 ORDER BY member.place";

/// Everybody of a batch, in the order of its page.
///
/// # Errors
/// Those of the database.
pub async fn list_members(
    db: &mut impl Reads,
    id: InviteBatchId,
) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<(Id<PatientId>, String, Option<String>)> =
        on_db!(db, query_as(LIST).bind(Id(id)).fetch_all)?;
    rows.into_iter()
        .map(|(patient, stored, result)| {
            let became = match result.as_deref() {
                None => Became::Waits,
                Some(INVITED) => Became::Invited,
                Some(why) => Became::LeftOut(
                    LeftOut::parse(why).ok_or_else(|| corrupt("invite_batch_patient", "result"))?,
                ),
            };
            Ok(Member {
                patient: patient.0,
                full_name: name("patient", "full_name", &stored)?,
                became,
            })
        })
        .collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    CANDIDATES,
    INSERT,
    INSERT_MEMBERS,
    FIND,
    FIND_DUE,
    NEXT_DUE,
    LIST_OPEN,
    SETTLE,
    GO_ON,
    LIST,
];
