//! The audit chain: who did what, when, and about which patients.
//!
//! Rows are only ever added, inside the transaction of what they tell of. Each
//! carries the SHA-256 of its own canonical bytes, which contain the hash of the
//! row before it; so a row that was changed, taken out or put in between breaks the
//! chain at that place, and [`verify`] names it.
//!
//! What the chain alone can't show: that its newest rows were cut off, or that
//! somebody who can write the file computed all hashes anew from some row on. Both
//! change the newest hash. [`Verified::head`] is that hash, to be kept elsewhere
//! (printed, mailed) and compared. The head is read from the table on each append and
//! never kept in memory, so other writers of the same file can't be overwritten.

use domain::audit::{Action, Readers, Side};
use domain::id::{AppointmentId, PatientId};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use crate::column::{At, Id, Word, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod refused;

#[cfg(test)]
pub(crate) use refused::STATEMENTS as REFUSED_STATEMENTS;
pub use refused::count_refused;

/// What kind of actor did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A browser that is not signed in.
    Visitor,
    /// A signed-in account.
    Account,
    /// A member of staff.
    Staff,
    /// The program itself.
    System,
}

impl ActorKind {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Account => "account",
            Self::Staff => "staff",
            Self::System => "system",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Visitor, Self::Account, Self::Staff, Self::System]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

stored_words!(ActorKind, Readers);

impl ActorKind {
    const fn side(self) -> Side {
        match self {
            Self::Visitor | Self::Account => Side::Portal,
            Self::Staff | Self::System => Side::Clinic,
        }
    }
}

/// Who reads of an event, and of which visit it tells: kept beside each of its patients, so
/// that a diary is read without what isn't shown in it. All of it follows from the event, and
/// [`verify`] asks whether it does.
pub(crate) fn in_diary(
    kind: ActorKind,
    action: &str,
    detail: &str,
) -> (Readers, Option<AppointmentId>) {
    match Action::parse(action) {
        Some(action) => action.in_diary(kind.side(), detail),
        None => (Readers::Clinic, None),
    }
}

/// One event to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct AuditEntry<'a> {
    /// When.
    pub at: Timestamp,
    /// What kind of actor.
    pub actor_kind: ActorKind,
    /// Which one; none for visitors and the system.
    pub actor_id: Option<Uuid>,
    /// The hash that tells network addresses apart; none for what the system does.
    pub address: Option<[u8; 32]>,
    /// What was done, as `noun.verb`.
    pub action: &'a str,
    /// Ids and codes; never a name, an address or a secret.
    pub detail: &'a str,
    /// The patients it is about, in any order, doubled or not.
    pub patients: &'a [PatientId],
}

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many rows there are.
    pub rows: u64,
    /// The number of the first row that isn't what was written, or that is missing.
    pub first_bad: Option<i64>,
    /// The newest row's hash; zeros while there is none.
    pub head: [u8; 32],
}

/// Stands for "the row before the first one".
const GENESIS: [u8; 32] = [0; 32];

/// Rows that [`verify`] reads at a time.
const PAGE_ROWS: i64 = 1_000;

// Index: primary key, backwards.
pub(crate) const HEAD: &str = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
const INSERT: &str = "INSERT INTO audit (seq, at, actor_kind, actor_id, action, detail, \
     previous_hash, hash, address_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

// One text, so that the most common event takes one turn of the connection and not two.
pub(crate) const INSERT_ABOUT_ONE: &str = "INSERT INTO audit (seq, at, actor_kind, actor_id, action, detail, \
     previous_hash, hash, address_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9); \
     INSERT INTO audit_patient (seq, patient_id, actor_id, readers, visit_id) \
     VALUES ($1, $10, $4, $11, $12)";
const INSERT_SIXTEEN: &str = "INSERT INTO audit_patient \
     (seq, actor_id, readers, visit_id, patient_id) VALUES \
     ($1, $2, $3, $4, $5), ($1, $2, $3, $4, $6), ($1, $2, $3, $4, $7), \
     ($1, $2, $3, $4, $8), ($1, $2, $3, $4, $9), ($1, $2, $3, $4, $10), \
     ($1, $2, $3, $4, $11), ($1, $2, $3, $4, $12), ($1, $2, $3, $4, $13), \
     ($1, $2, $3, $4, $14), ($1, $2, $3, $4, $15), ($1, $2, $3, $4, $16), \
     ($1, $2, $3, $4, $17), ($1, $2, $3, $4, $18), ($1, $2, $3, $4, $19), \
     ($1, $2, $3, $4, $20) ON CONFLICT DO NOTHING";

/// Adds an event to the chain and answers its number.
///
/// # Errors
/// Those of the database, `Conflict` if a patient doesn't exist.
pub async fn append(tx: &mut Tx, entry: AuditEntry<'_>) -> Result<i64, StoreError> {
    let (last, previous) = match *tx.audit_head() {
        Some((seq, hash)) => (seq, hash.to_vec()),
        None => {
            let head: Option<(i64, Vec<u8>)> = on_db!(tx, query_as(HEAD).fetch_optional)?;
            head.unwrap_or_else(|| (0, GENESIS.to_vec()))
        }
    };
    let seq = last + 1;
    // Until the row is there, nobody knows.
    *tx.audit_head() = None;
    let mut patients: Vec<Uuid> = entry.patients.iter().map(|id| id.uuid()).collect();
    patients.sort_unstable();
    patients.dedup();
    let hash = Canonical {
        seq,
        // What the column keeps; anything finer would be lost to `verify`.
        at_ms: entry.at.as_millisecond(),
        actor_kind: entry.actor_kind.as_str(),
        actor_id: entry.actor_id,
        address: entry.address.as_ref().map(<[u8; 32]>::as_slice),
        action: entry.action,
        detail: entry.detail,
        patients: &patients,
        previous: &previous,
    }
    .hash();
    let (readers, visit) = in_diary(entry.actor_kind, entry.action, entry.detail);
    let (sql, only) = match patients.as_slice() {
        [only] => (INSERT_ABOUT_ONE, Some(*only)),
        _ => (INSERT, None),
    };
    on_db!(
        tx,
        query(sql)
            .bind(seq)
            .bind(At(entry.at))
            .bind(Word(entry.actor_kind))
            .bind(entry.actor_id)
            .bind(entry.action)
            .bind(entry.detail)
            .bind(previous)
            .bind(hash.as_slice())
            .bind(entry.address.as_ref().map(<[u8; 32]>::as_slice))
            .bind(only)
            .bind(Word(readers))
            .bind(visit.map(Id))
            .execute
    )?;
    if only.is_none() {
        insert_patients(tx, (seq, entry.actor_id), (readers, visit), &patients).await?;
    }
    *tx.audit_head() = Some((seq, hash));
    Ok(seq)
}

/// A full statement takes sixteen; the last one is filled up by naming a patient again.
async fn insert_patients(
    tx: &mut Tx,
    (seq, actor): (i64, Option<Uuid>),
    (readers, visit): (Readers, Option<AppointmentId>),
    patients: &[Uuid],
) -> Result<(), StoreError> {
    for some in patients.chunks(16) {
        let at = |n: usize| some.get(n).or(some.first()).copied();
        on_db!(
            tx,
            query(INSERT_SIXTEEN)
                .bind(seq)
                .bind(actor)
                .bind(Word(readers))
                .bind(visit.map(Id))
                .bind(at(0))
                .bind(at(1))
                .bind(at(2))
                .bind(at(3))
                .bind(at(4))
                .bind(at(5))
                .bind(at(6))
                .bind(at(7))
                .bind(at(8))
                .bind(at(9))
                .bind(at(10))
                .bind(at(11))
                .bind(at(12))
                .bind(at(13))
                .bind(at(14))
                .bind(at(15))
                .execute
        )?;
    }
    Ok(())
}

/// One row's content in the order in which it is hashed.
struct Canonical<'a> {
    seq: i64,
    at_ms: i64,
    actor_kind: &'a str,
    actor_id: Option<Uuid>,
    /// As stored: of any length, if somebody has edited it.
    address: Option<&'a [u8]>,
    action: &'a str,
    detail: &'a str,
    /// Sorted, each once.
    patients: &'a [Uuid],
    previous: &'a [u8],
}

impl Canonical<'_> {
    /// SHA-256 over a tag and the fields. Each field stands behind its length in bytes
    /// (8 bytes, big-endian), so that no two rows have the same bytes; numbers are 8
    /// bytes big-endian, a missing actor is an empty field, patients are one field.
    ///
    /// The first events were written before addresses were. An event without one still has
    /// the form of those, under the tag 1; one with an address has it as a last field,
    /// under the tag 2. So no row of the one kind ever has the bytes of the other: an
    /// address that is added, changed or taken out changes the hash.
    fn hash(&self) -> [u8; 32] {
        let mut sha = Sha256::new();
        sha.update(match self.address {
            None => b"kith audit 1\n",
            Some(_) => b"kith audit 2\n",
        });
        let mut field = |bytes: &[u8]| {
            sha.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            sha.update(bytes);
        };
        field(&self.seq.to_be_bytes());
        field(&self.at_ms.to_be_bytes());
        field(self.actor_kind.as_bytes());
        field(
            self.actor_id
                .as_ref()
                .map_or(&[], |id| id.as_bytes().as_slice()),
        );
        field(self.action.as_bytes());
        field(self.detail.as_bytes());
        let patients: Vec<u8> = self.patients.iter().flat_map(|id| *id.as_bytes()).collect();
        field(&patients);
        field(self.previous);
        if let Some(address) = self.address {
            field(address);
        }
        sha.finalize().into()
    }
}

/// That an event is about a patient, and what their diary asks of it.
#[derive(FromRow)]
struct AboutRow {
    seq: i64,
    patient_id: Vec<u8>,
    actor_id: Option<Vec<u8>>,
    readers: String,
    visit_id: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor_kind: String,
    actor_id: Option<Vec<u8>>,
    address_hash: Option<Vec<u8>>,
    action: String,
    detail: String,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

// Index: primary key.
const PAGE: &str = "SELECT seq, at, actor_kind, actor_id, address_hash, action, detail, \
     previous_hash, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
// Index: audit_patient_seq.
const PAGE_PATIENTS: &str = "SELECT seq, patient_id, actor_id, readers, visit_id \
     FROM audit_patient \
     WHERE seq > $1 AND seq <= $2 ORDER BY seq, patient_id";
const STRAY_PATIENTS: &str = "SELECT MIN(seq) FROM audit_patient WHERE seq > $1 OR seq < 1";

/// Reads the whole chain, a page at a time, and compares each row with its hash and
/// with the row before it.
///
/// # Errors
/// Those of the database. A row that can't be read as what it should be is a bad row,
/// not an error.
pub async fn verify(reads: &mut impl Reads) -> Result<Verified, StoreError> {
    let mut found = Verified {
        rows: 0,
        first_bad: None,
        head: GENESIS,
    };
    let mut last = 0_i64;
    loop {
        let page: Vec<Row> = on_db!(reads, query_as(PAGE).bind(last).bind(PAGE_ROWS).fetch_all)?;
        let Some(end) = page.last().map(|row| row.seq) else {
            break;
        };
        let patients: Vec<AboutRow> = on_db!(
            reads,
            query_as(PAGE_PATIENTS).bind(last).bind(end).fetch_all
        )?;
        let mut patients = patients.into_iter().peekable();
        for row in page {
            let mut mine = Vec::new();
            while let Some(about) = patients.next_if(|about| about.seq <= row.seq) {
                mine.push(about);
            }
            let hash = row.expected_hash(&mine, &found.head);
            // A number that was left out is where a row is missing.
            if found.first_bad.is_none() && row.seq != last + 1 {
                found.first_bad = Some(last + 1);
            }
            if found.first_bad.is_none() && hash.is_none_or(|hash| hash.as_slice() != row.hash) {
                found.first_bad = Some(row.seq);
            }
            last = row.seq;
            found.rows += 1;
            found.head = <[u8; 32]>::try_from(row.hash.as_slice()).unwrap_or(GENESIS);
        }
    }
    if found.first_bad.is_none() {
        // Patients of an event that is not there: the event was cut off the end.
        found.first_bad = on_db!(reads, query_scalar(STRAY_PATIENTS).bind(last).fetch_one)?;
    }
    Ok(found)
}

impl Row {
    /// Whether the patient's diary has the event as it is, for whom it is.
    fn is_told(&self, about: &AboutRow) -> bool {
        let Some(kind) = ActorKind::parse(&self.actor_kind) else {
            return false;
        };
        let (readers, visit) = in_diary(kind, &self.action, &self.detail);
        let visit = visit.map(|visit| visit.uuid().as_bytes().to_vec());
        about.readers == readers.as_str()
            && about.visit_id == visit
            && about.actor_id == self.actor_id
    }

    /// The hash that the row should have; none if it doesn't follow on `head` or holds
    /// what was never written.
    fn expected_hash(&self, about: &[AboutRow], head: &[u8]) -> Option<[u8; 32]> {
        if self.previous_hash != head || !about.iter().all(|about| self.is_told(about)) {
            return None;
        }
        let uuid = |bytes: &Vec<u8>| Uuid::from_slice(bytes).ok();
        let actor_id = match &self.actor_id {
            Some(bytes) => Some(uuid(bytes)?),
            None => None,
        };
        let patients = about.iter().map(|about| uuid(&about.patient_id));
        let patients = patients.collect::<Option<Vec<_>>>()?;
        let canonical = Canonical {
            seq: self.seq,
            at_ms: self.at,
            actor_kind: &self.actor_kind,
            actor_id,
            address: self.address_hash.as_deref(),
            action: &self.action,
            detail: &self.detail,
            patients: &patients,
            previous: &self.previous_hash,
        };
        Some(canonical.hash())
    }
}

// Index: audit_patient's primary key.
const LIST_OF_PATIENT: &str = "SELECT audit.seq, audit.action FROM audit_patient \
     JOIN audit ON audit.seq = audit_patient.seq \
     WHERE audit_patient.patient_id = $1 ORDER BY audit.seq DESC LIMIT $2";

/// The newest events about a patient: number and action.
///
/// # Errors
/// Those of the database.
pub async fn list_of_patient(
    reads: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = on_db!(
        reads,
        query_as(LIST_OF_PATIENT)
            .bind(Id(patient))
            .bind(limit)
            .fetch_all
    )?;
    Ok(rows)
}

/// What is prepared in this module, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    HEAD,
    INSERT,
    INSERT_ABOUT_ONE,
    INSERT_SIXTEEN,
    PAGE,
    PAGE_PATIENTS,
    STRAY_PATIENTS,
    LIST_OF_PATIENT,
];

#[cfg(test)]
mod tests;
