//! Pairs of profiles that may be one person, kept so that their list reads what it shows and
//! nothing else; and whose pairs are to be found anew.
//!
//! `patient::index` puts everybody here who is compared by something else than before. How two
//! compare is decided in `domain::matching::linkage`.

use domain::id::PatientId;

use crate::column::Id;
use crate::db::on_db;
use crate::rows::{Rows, rows};
use crate::{Reads, StoreError, Tx};

/// A pair, as it is listed and where it stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Whether it is a strong match, else a possible one: those come after.
    pub strong: bool,
    /// The match weight in thousandths of log2 units.
    pub weight: i64,
    /// The one that is there longer.
    pub left: PatientId,
    /// The other one.
    pub right: PatientId,
}

/// Somebody whose pairs are to be found anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who.
    pub patient: PatientId,
    /// How often it was asked for by then.
    asked: i64,
}

/// No id is larger.
const BEHIND_ALL: [u8; 17] = [0xff; 17];
/// No pair has more.
const ABOVE_ALL: i64 = 2;

// Index: duplicate_pair_best, backwards.
const LIST: &str = "SELECT strong, weight, left_id, right_id FROM duplicate_pair \
     WHERE (strong, weight, left_id, right_id) < ($1, $2, $3, $4) \
     ORDER BY strong DESC, weight DESC, left_id DESC, right_id DESC LIMIT $5";

/// The likeliest pairs; with `after`, those behind that one.
///
/// # Errors
/// Those of the database.
pub async fn list_pairs(
    db: &mut impl Reads,
    after: Option<Pair>,
    limit: i64,
) -> Result<Vec<Pair>, StoreError> {
    let bytes = |id: PatientId| id.uuid().as_bytes().to_vec();
    let (strong, weight, left, right) = match after {
        Some(pair) => {
            let strong = i64::from(pair.strong);
            (strong, pair.weight, bytes(pair.left), bytes(pair.right))
        }
        None => (ABOVE_ALL, 0, Vec::new(), Vec::new()),
    };
    type Row = (bool, i64, Id<PatientId>, Id<PatientId>);
    let found: Vec<Row> = on_db!(
        db,
        query_as(LIST)
            .bind(strong)
            .bind(weight)
            .bind(left)
            .bind(right)
            .bind(limit)
            .fetch_all
    )?;
    let pairs = found.into_iter().map(|(strong, weight, left, right)| Pair {
        strong,
        weight,
        left: left.0,
        right: right.0,
    });
    Ok(pairs.collect())
}

// Index: primary key, backwards.
const WAITING: &str =
    "SELECT id, asked FROM duplicate_waiting WHERE id < $1 ORDER BY id DESC LIMIT $2";

/// Whose pairs are to be found anew, whoever came last first.
///
/// # Errors
/// Those of the database.
pub async fn list_waiting(db: &mut impl Reads, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    let found: Vec<(Id<PatientId>, i64)> = on_db!(
        db,
        query_as(WAITING)
            .bind(BEHIND_ALL.as_slice())
            .bind(limit)
            .fetch_all
    )?;
    let waiting = found.into_iter().map(|(patient, asked)| Waiting {
        patient: patient.0,
        asked,
    });
    Ok(waiting.collect())
}

// Indexes: primary key; duplicate_pair_right.
const PARTNERS: &str = "SELECT right_id FROM duplicate_pair WHERE left_id = $1 \
     UNION ALL SELECT left_id FROM duplicate_pair WHERE right_id = $1";

/// With whom somebody stands in a pair.
///
/// # Errors
/// Those of the database.
pub async fn list_partners(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<PatientId>, StoreError> {
    let found: Vec<Id<PatientId>> = on_db!(db, query_scalar(PARTNERS).bind(Id(patient)).fetch_all)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

// Indexes: primary key; duplicate_pair_right.
const DROP_LEFT: &str = "DELETE FROM duplicate_pair WHERE left_id = $1";
const DROP_RIGHT: &str = "DELETE FROM duplicate_pair WHERE right_id = $1";
// Index: primary key. Whoever became part of another one meanwhile is in no pair any more.
const PUT: &str = "INSERT INTO duplicate_pair (left_id, right_id, strong, weight) \
     SELECT one.patient_id, other.patient_id, $3, $4 FROM patient_match AS one \
     CROSS JOIN patient_match AS other WHERE one.patient_id = $1 AND other.patient_id = $2 \
     ON CONFLICT (left_id, right_id) DO UPDATE SET strong = excluded.strong, \
     weight = excluded.weight";
const DONE: &str = "DELETE FROM duplicate_waiting WHERE id = $1 AND asked = $2";

/// In the one order in which a pair stands.
fn ordered(a: PatientId, b: PatientId) -> (PatientId, PatientId) {
    if a < b { (a, b) } else { (b, a) }
}

/// What was found of somebody in place of what was: with whom, whether strongly, and how much
/// that weighs. They wait no longer, unless they were asked for meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn put_pairs(
    tx: &mut Tx,
    whose: Waiting,
    found: &[(PatientId, bool, i64)],
) -> Result<(), StoreError> {
    let id = Id(whose.patient);
    on_db!(tx, query(DROP_LEFT).bind(id).execute)?;
    on_db!(tx, query(DROP_RIGHT).bind(id).execute)?;
    for (other, strong, weight) in found {
        let (left, right) = ordered(whose.patient, *other);
        on_db!(
            tx,
            query(PUT)
                .bind(Id(left))
                .bind(Id(right))
                .bind(i64::from(*strong))
                .bind(*weight)
                .execute
        )?;
    }
    on_db!(tx, query(DONE).bind(id).bind(whose.asked).execute)?;
    Ok(())
}

// Index: primary key.
const DROP_PAIR: &str = "DELETE FROM duplicate_pair WHERE left_id = $1 AND right_id = $2";

/// The two aren't offered any more.
///
/// # Errors
/// Those of the database.
pub(crate) async fn drop_pair(
    tx: &mut Tx,
    (a, b): (PatientId, PatientId),
) -> Result<(), StoreError> {
    let (left, right) = ordered(a, b);
    on_db!(tx, query(DROP_PAIR).bind(Id(left)).bind(Id(right)).execute)?;
    Ok(())
}

const ASK: Rows = rows!(
    "INSERT INTO duplicate_waiting (id) VALUES ",
    1,
    [32, 8, 1],
    " ON CONFLICT (id) DO UPDATE SET asked = duplicate_waiting.asked + 1"
);

/// The pairs of these are to be found anew. Each is compared by something: it has a row in
/// `patient_match`.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ask(tx: &mut Tx, patients: &[PatientId]) -> Result<(), StoreError> {
    ASK.write(tx, patients, |query, patient| query.bind(Id(*patient)))
        .await
}

// Index: primary key.
const ASK_AGAIN: &str = "INSERT INTO duplicate_waiting (id) SELECT patient_id \
     FROM patient_match WHERE patient_id = $1 \
     ON CONFLICT (id) DO UPDATE SET asked = duplicate_waiting.asked + 1";

/// The pairs of somebody are to be found anew, if they are compared with anybody.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ask_again(tx: &mut Tx, patient: PatientId) -> Result<(), StoreError> {
    on_db!(tx, query(ASK_AGAIN).bind(Id(patient)).execute)?;
    Ok(())
}

const ASK_ALL: &str = "INSERT INTO duplicate_waiting (id) SELECT patient_id \
     FROM patient_match WHERE TRUE \
     ON CONFLICT (id) DO UPDATE SET asked = duplicate_waiting.asked + 1";

/// The pairs of everybody are to be found anew: other weights count.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ask_all(tx: &mut Tx) -> Result<(), StoreError> {
    on_db!(tx, query(ASK_ALL).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LIST,
    WAITING,
    PARTNERS,
    DROP_LEFT,
    DROP_RIGHT,
    PUT,
    DONE,
    DROP_PAIR,
    ASK.sizes[0].1,
    ASK.sizes[1].1,
    ASK.sizes[2].1,
    ASK_AGAIN,
    ASK_ALL,
];

#[cfg(test)]
mod tests;
