//! Finding who may be the same person: by keys that are kept with every change of a patient
//! (`patient::index`), always reading a bounded number of rows.
//!
//! What two profiles say for or against each other is decided in `domain::matching::linkage`.

use std::collections::BTreeSet;
use std::fmt;

use domain::id::PatientId;
use domain::matching::linkage::{
    CANDIDATES_MAX, Counts, Prepared, Profile, READ_PER_KEY, Sums, TokenKind, keys,
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

// One more than are read of a key: so many are too many.
const _: () = assert!(READ_PER_KEY == 100);

// Index: primary key of match_key.
const COUNT_KEYS: Rows = rows!(
    "WITH some (match_key) AS (VALUES ",
    1,
    [32, 8, 1],
    ") SELECT some.match_key, (SELECT COUNT(*) FROM (SELECT 1 FROM match_key AS entry \
     WHERE entry.match_key = some.match_key LIMIT 101) AS near) AS people FROM some"
);
// Index: primary key of match_key.
const OF_KEYS: Rows = rows!(
    "SELECT DISTINCT patient_id FROM match_key WHERE match_key IN (VALUES ",
    1,
    [16, 4, 1],
    ")"
);
const OF_KEY: &str = "SELECT patient_id FROM match_key WHERE match_key = $1 \
     ORDER BY patient_id LIMIT $2";

/// Who may be the same person as this one, by their keys: rarest keys first, at most
/// [`READ_PER_KEY`] for each and [`CANDIDATES_MAX`] in all, in no order that means anything.
/// Keys that more patients share are passed over, unless nobody else is found.
///
/// # Errors
/// Those of the database.
pub async fn candidates(
    db: &mut impl Reads,
    person: &Prepared,
) -> Result<BTreeSet<PatientId>, StoreError> {
    let keys: Vec<i64> = keys(person).iter().map(|key| hashed(key)).collect();
    let mut counted: Vec<(i64, i64)> = Vec::new();
    let mut rest = keys.as_slice();
    for (size, sql) in COUNT_KEYS.sizes {
        while rest.len() >= size {
            let (some, more) = rest.split_at(size);
            let bound = some
                .iter()
                .fold(sqlx::query_as(sql), |query, key| query.bind(*key));
            let rows: Vec<(i64, i64)> = bound.fetch_all(db.conn()).await?;
            counted.extend(rows.into_iter().map(|(key, people)| (people, key)));
            rest = more;
        }
    }
    counted.sort_unstable();
    counted.dedup();
    let per_key = i64::try_from(READ_PER_KEY).unwrap_or(i64::MAX);
    let (rare, common): (Vec<_>, Vec<_>) = counted
        .into_iter()
        .filter(|(people, _)| *people > 0)
        .partition(|(people, _)| *people <= per_key);
    // As many as surely fit are read together, the others one after the other.
    let mut room = i64::try_from(CANDIDATES_MAX).unwrap_or(i64::MAX);
    let fit = rare.iter().take_while(|(people, _)| {
        room -= people;
        room >= 0
    });
    let (together, apart) = rare.split_at(fit.count());
    let mut found = of_keys(db, together).await?;
    for (_, key) in apart {
        if found.len() >= CANDIDATES_MAX {
            return Ok(found);
        }
        found.extend(of_key(db, *key, per_key).await?);
    }
    if found.len() <= 1
        && let Some((_, key)) = common.first()
    {
        found.extend(of_key(db, *key, per_key).await?);
    }
    Ok(found)
}

async fn of_keys(
    db: &mut impl Reads,
    counted: &[(i64, i64)],
) -> Result<BTreeSet<PatientId>, StoreError> {
    let mut rest = counted;
    let mut found = BTreeSet::new();
    for (size, sql) in OF_KEYS.sizes {
        while rest.len() >= size {
            let (some, more) = rest.split_at(size);
            let bound = some
                .iter()
                .fold(sqlx::query_scalar(sql), |query, (_, key)| query.bind(*key));
            let ids: Vec<Id<PatientId>> = bound.fetch_all(db.conn()).await?;
            found.extend(ids.into_iter().map(|id| id.0));
            rest = more;
        }
    }
    Ok(found)
}

async fn of_key(
    db: &mut impl Reads,
    key: i64,
    limit: i64,
) -> Result<impl Iterator<Item = PatientId>, StoreError> {
    let ids: Vec<Id<PatientId>> = on_db!(db, query_scalar(OF_KEY).bind(key).bind(limit).fetch_all)?;
    Ok(ids.into_iter().map(|id| id.0))
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
    [64, 8, 1],
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
    let mut rest = ids.as_slice();
    let mut found = Vec::with_capacity(ids.len());
    for (size, sql) in PROFILES.sizes {
        while rest.len() >= size {
            let (some, more) = rest.split_at(size);
            let bound = some
                .iter()
                .fold(sqlx::query_as(sql), |query, id| query.bind(Id(*id)));
            let rows: Vec<StoredRow> = bound.fetch_all(db.conn()).await?;
            found.extend(rows.into_iter().map(StoredRow::stored));
            rest = more;
        }
    }
    Ok(found)
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
    [32, 8, 1],
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
    let mut rest = of;
    for (size, sql) in COUNTS.sizes {
        while rest.len() >= size {
            let (some, more) = rest.split_at(size);
            let bound = some
                .iter()
                .fold(sqlx::query_as(sql), |query, (kind, token)| {
                    query.bind(Word(*kind)).bind(token.as_str())
                });
            let rows: Vec<CountRow> = bound.fetch_all(db.conn()).await?;
            for row in rows {
                let people = u64::try_from(row.people).unwrap_or(0);
                counts.set(row.kind.0, &row.token, people);
            }
            rest = more;
        }
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
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    COUNT_KEYS.sizes[0].1,
    COUNT_KEYS.sizes[1].1,
    COUNT_KEYS.sizes[2].1,
    OF_KEYS.sizes[0].1,
    OF_KEYS.sizes[1].1,
    OF_KEYS.sizes[2].1,
    OF_KEY,
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
