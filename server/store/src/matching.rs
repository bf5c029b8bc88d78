//! Finding who may be the same person: by keys that are kept with every change of a patient
//! (`patient::index`), always reading a bounded number of rows.
//!
//! What two profiles say for or against each other is decided in `domain::matching::linkage`.

pub mod decided;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::id::PatientId;
use domain::matching::linkage::{
    CANDIDATES_MAX, Counts, LookedFor, Prepared, Profile, READ_PER_KEY, Sums, TokenKind, keys,
    kind, looked_for,
};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word};
use crate::db::on_db;
use crate::patient::index::keys::hashed;
use crate::patient::index::profile::{ProfileRow, profile_columns};
use crate::rows::{Rows, rows};
use crate::{Reads, StoreError, Tx};

/// A patient with all that is compared.
#[derive(Clone)]
pub struct Stored {
    /// Who.
    pub id: PatientId,
    /// What is compared.
    pub profile: Profile,
    /// By what another program knows them; never compared.
    pub external_id: Option<String>,
    /// Whether the profile was put away.
    pub archived: bool,
    /// Whether they signed up and staff have not looked at it.
    pub provisional: bool,
}

/// Only the id.
impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct StoredRow {
    #[sqlx(flatten)]
    profile: ProfileRow,
    external_id: Option<String>,
    archived_at: Option<At>,
    provisional_at: Option<At>,
}

impl StoredRow {
    fn stored(self) -> Stored {
        Stored {
            id: self.profile.id.0,
            profile: self.profile.into_profile(),
            external_id: self.external_id,
            archived: self.archived_at.is_some(),
            provisional: self.provisional_at.is_some(),
        }
    }
}

// One more than are read of a key: so many are too many. One more than are compared: one of
// them may be who is asked about.
const _: () = assert!(READ_PER_KEY == 100 && CANDIDATES_MAX == 64);
/// Of a key that too many have, so many patients are looked at.
const COMMON_READ: i64 = 2_000;

// Index: primary key of match_key.
const COUNT_KEYS: Rows = rows!(
    "WITH some (match_key) AS (VALUES ",
    1,
    [64, 40, 1],
    ") SELECT some.match_key, (SELECT COUNT(*) FROM (SELECT 1 FROM match_key AS entry \
     WHERE entry.match_key = some.match_key LIMIT 101) AS near) AS people FROM some"
);
// Index: primary key of match_key.
const RANKED: Rows = rows!(
    "WITH some (match_key, kind, worth) AS (VALUES ",
    3,
    [64, 32, 1],
    ") SELECT near.patient_id FROM (SELECT entry.patient_id, MAX(some.worth) AS worth FROM some \
     CROSS JOIN match_key AS entry WHERE entry.match_key = some.match_key \
     GROUP BY entry.patient_id, some.kind) AS near GROUP BY near.patient_id \
     ORDER BY SUM(near.worth) DESC, near.patient_id LIMIT 65"
);
// Index: primary key of match_key, of each.
const COMMON: &str = "SELECT near.patient_id FROM (SELECT entry.patient_id \
     FROM match_key AS entry WHERE entry.match_key = $1 ORDER BY entry.patient_id LIMIT $2) AS near \
     LEFT JOIN match_key AS other ON other.match_key IN ($3, $4, $5, $6, $7) \
     AND other.patient_id = near.patient_id GROUP BY near.patient_id \
     ORDER BY COUNT(other.match_key) DESC, near.patient_id LIMIT 65";

/// Who may be the same person as this one among `people`, by their keys: of all who share a
/// key that no more than [`READ_PER_KEY`] have, the [`CANDIDATES_MAX`] of whom that says most,
/// in no order that means anything. `own` is who this person is, if they are stored: nobody is
/// their own candidate.
///
/// If nobody shares such a key, and only then, some are read who share several of those that
/// more have.
///
/// # Errors
/// Those of the database.
pub async fn candidates(
    db: &mut impl Reads,
    person: &Prepared,
    own: Option<PatientId>,
    people: u64,
) -> Result<BTreeSet<PatientId>, StoreError> {
    let kinds: BTreeMap<i64, u8> = keys(person)
        .iter()
        .map(|key| (hashed(key), kind(key)))
        .collect();
    let all: Vec<i64> = kinds.keys().copied().collect();
    let counted: Vec<(i64, i64)> = COUNT_KEYS
        .read(db, &all, |query, key| query.bind(*key))
        .await?;
    let counted = counted.into_iter().filter_map(|(key, people)| {
        let people = u64::try_from(people).ok()?;
        Some((key, *kinds.get(&key)?, people))
    });
    let LookedFor { rare, common } = looked_for(counted, people);
    let ranked: Vec<(Id<PatientId>,)> = RANKED
        .read(db, &rare, |query, one| {
            let kind = i64::from(one.kind);
            query.bind(one.key).bind(kind).bind(one.worth)
        })
        .await?;
    let others = |found: Vec<(Id<PatientId>,)>| {
        let ids = found.into_iter().map(|(id,)| id.0);
        let others = ids.filter(|id| Some(*id) != own);
        others.take(CANDIDATES_MAX).collect::<BTreeSet<_>>()
    };
    let found = others(ranked);
    match common.split_first() {
        Some((first, more)) if found.is_empty() => {
            let query = sqlx::query_as(COMMON).bind(*first).bind(COMMON_READ);
            // Fewer than five are asked for again.
            let five = more.iter().chain(std::iter::repeat(first)).take(5);
            let query = five.fold(query, |query, key| query.bind(*key));
            Ok(others(query.fetch_all(db.conn()).await?))
        }
        _ => Ok(found),
    }
}

// Index: primary key.
const PROFILES: Rows = rows!(
    concat!(
        "SELECT ",
        profile_columns!(),
        ", patient.external_id, patient.archived_at, patient.provisional_at FROM patient \
         WHERE patient.merged_into IS NULL AND patient.id IN (VALUES "
    ),
    1,
    [64, 16, 1],
    ")"
);

/// What is compared of these patients; those who were merged into others are left out.
///
/// # Errors
/// Those of the database.
pub async fn profiles(
    db: &mut impl Reads,
    ids: impl IntoIterator<Item = PatientId>,
) -> Result<Vec<Stored>, StoreError> {
    let ids: Vec<PatientId> = ids.into_iter().collect();
    let rows: Vec<StoredRow> = PROFILES
        .read(db, &ids, |query, id| query.bind(Id(*id)))
        .await?;
    Ok(rows.into_iter().map(StoredRow::stored).collect())
}

// Index: primary key.
const PAGE: &str = concat!(
    "SELECT ",
    profile_columns!(),
    ", patient.external_id, patient.archived_at, patient.provisional_at FROM patient \
     WHERE patient.id > $1 AND patient.merged_into IS NULL ORDER BY patient.id LIMIT $2"
);

/// The next patients by their ids, for a look at all of them.
///
/// # Errors
/// Those of the database.
pub async fn page(
    db: &mut impl Reads,
    after: Option<PatientId>,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    let after = after.map(|id| id.uuid().as_bytes().to_vec());
    let rows: Vec<StoredRow> = on_db!(
        db,
        query_as(PAGE)
            .bind(after.unwrap_or_default())
            .bind(limit)
            .fetch_all
    )?;
    Ok(rows.into_iter().map(StoredRow::stored).collect())
}

// Index: primary key of each.
const PEOPLE: &str = "SELECT people, shareable, shared, dwellers, placed, persons, residents, \
     settled FROM match_state WHERE id = 1";
const COUNTS: Rows = rows!(
    "WITH some (kind, token) AS (VALUES ",
    2,
    [128, 32, 1],
    ") SELECT match_count.kind, match_count.token, match_count.people FROM some \
     CROSS JOIN match_count WHERE match_count.kind = some.kind AND match_count.token = some.token"
);

#[derive(FromRow)]
struct CountRow {
    kind: Word<TokenKind>,
    token: String,
    people: i64,
}

#[derive(FromRow)]
struct StateRow {
    people: i64,
    shareable: i64,
    shared: i64,
    dwellers: i64,
    placed: i64,
    persons: i64,
    residents: i64,
    settled: i64,
}

/// How many patients there are, and how many of them have each of these.
///
/// # Errors
/// Those of the database.
pub async fn counts(
    db: &mut impl Reads,
    of: impl IntoIterator<Item = (TokenKind, String)>,
) -> Result<Counts, StoreError> {
    let state: StateRow = on_db!(db, query_as(PEOPLE).fetch_one)?;
    let number = |stored: i64| u64::try_from(stored).unwrap_or(0);
    let mut counts = Counts::new(number(state.people));
    counts.set_sums(Sums {
        shareable: number(state.shareable),
        shared: number(state.shared),
        dwellers: number(state.dwellers),
        placed: number(state.placed),
        persons: number(state.persons),
        residents: number(state.residents),
        settled: number(state.settled),
    });
    let of: Vec<(TokenKind, String)> = of.into_iter().collect();
    add_counts(db, &mut counts, &of).await?;
    Ok(counts)
}

/// Adds how many patients have each of these to what is known.
///
/// # Errors
/// Those of the database.
pub async fn add_counts(
    db: &mut impl Reads,
    counts: &mut Counts,
    of: &[(TokenKind, String)],
) -> Result<(), StoreError> {
    let rows: Vec<CountRow> = COUNTS
        .read(db, of, |query, (kind, token)| {
            query.bind(Word(*kind)).bind(token.as_str())
        })
        .await?;
    for row in rows {
        let people = u64::try_from(row.people).unwrap_or(0);
        counts.set(row.kind.0, &row.token, people);
    }
    Ok(())
}

// Index: primary key, backwards.
const MODEL: &str = "SELECT weights FROM match_model ORDER BY made_at DESC LIMIT 1";
const NEW_MODEL: &str = "INSERT INTO match_model (made_at, source, weights) VALUES ($1, $2, $3) \
     ON CONFLICT (made_at) DO UPDATE SET source = excluded.source, weights = excluded.weights";

/// The weights that were estimated last from this clinic's data; none if none were.
///
/// # Errors
/// Those of the database.
pub async fn find_model(db: &mut impl Reads) -> Result<Option<String>, StoreError> {
    on_db!(db, query_scalar(MODEL).fetch_optional)
}

/// Keeps weights, which count from now on.
///
/// # Errors
/// Those of the database.
pub async fn insert_model(
    tx: &mut Tx,
    source: &str,
    weights: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(NEW_MODEL)
            .bind(At(now))
            .bind(source)
            .bind(weights)
            .execute
    )?;
    crate::duplicate::ask_all(tx).await
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    COUNT_KEYS.sizes[0].1,
    COUNT_KEYS.sizes[1].1,
    COUNT_KEYS.sizes[2].1,
    RANKED.sizes[0].1,
    RANKED.sizes[1].1,
    RANKED.sizes[2].1,
    COMMON,
    PROFILES.sizes[0].1,
    PROFILES.sizes[1].1,
    PROFILES.sizes[2].1,
    PAGE,
    PEOPLE,
    COUNTS.sizes[0].1,
    COUNTS.sizes[1].1,
    COUNTS.sizes[2].1,
    MODEL,
    NEW_MODEL,
];

#[cfg(test)]
mod tests;
