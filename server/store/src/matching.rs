//! Finding who may be the same person: by keys that are kept with every change of a patient
//! (`patient::index`), always reading a bounded number of rows.
//!
//! What two profiles say for or against each other is decided in `domain::matching::linkage`.

pub mod decided;

use std::collections::BTreeMap;
use std::fmt;

use domain::id::PatientId;
use domain::matching::linkage::{
    CANDIDATES_MAX, Counts, Prepared, Profile, Sums, TokenKind, common, keys, kind, ranked,
};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, corrupt};
use crate::db::on_db;
use crate::patient::index::keys::{hashed, lists};
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

// One more than are compared: one of them may be who is asked about.
const _: () = assert!(CANDIDATES_MAX == 64);
/// Of a key that too many have, so many patients are looked at.
const COMMON_READ: i64 = 2_000;

// Index: primary key of each.
const LISTS: Rows = rows!(
    "SELECT listed.match_key, listed.patients, state.people FROM match_state AS state \
     CROSS JOIN match_key AS listed WHERE state.id = 1 AND listed.match_key IN (VALUES ",
    1,
    [64, 32, 1],
    ")"
);
// Index: primary key of match_crowd, of each.
const COMMON: &str = "SELECT near.patient_id FROM (SELECT entry.patient_id \
     FROM match_crowd AS entry WHERE entry.match_key = $1 ORDER BY entry.patient_id LIMIT $2) \
     AS near LEFT JOIN match_crowd AS other ON other.match_key IN ($3, $4, $5, $6, $7) \
     AND other.patient_id = near.patient_id GROUP BY near.patient_id \
     ORDER BY COUNT(other.match_key) DESC, near.patient_id LIMIT 65";

/// Who may be the same person as this one, by their keys: of all who share a key that no more
/// than [`READ_PER_KEY`](domain::matching::linkage::READ_PER_KEY) have, the [`CANDIDATES_MAX`]
/// of whom that says most, those first. `own` is who this person is, if they are stored: nobody
/// is their own candidate.
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
) -> Result<Vec<PatientId>, StoreError> {
    let kinds: BTreeMap<i64, u8> = keys(person)
        .iter()
        .map(|key| (hashed(key), kind(key)))
        .collect();
    let all: Vec<i64> = kinds.keys().copied().collect();
    let listed: Vec<(i64, Vec<u8>, i64)> =
        LISTS.read(db, &all, |query, key| query.bind(*key)).await?;
    let (mut shared, mut too_many, mut people) = (Vec::new(), Vec::new(), 0);
    for (key, patients, all) in &listed {
        let kind = kinds.get(key).copied().unwrap_or_default();
        match patients.is_empty() {
            true => too_many.push((kind, *key)),
            false => shared.push((kind, lists::unpacked(patients)?)),
        }
        people = u64::try_from(*all).unwrap_or(0);
    }
    let others = |found: Vec<PatientId>| -> Vec<PatientId> {
        let others = found.into_iter().filter(|id| Some(*id) != own);
        others.take(CANDIDATES_MAX).collect()
    };
    let found = others(ranked(shared, people));
    let common = common(too_many);
    match common.split_first() {
        Some((first, more)) if found.is_empty() => {
            let query = sqlx::query_scalar(COMMON).bind(*first).bind(COMMON_READ);
            // Fewer than five are asked for again.
            let five = more.iter().chain(std::iter::repeat(first)).take(5);
            let query = five.fold(query, |query, key| query.bind(*key));
            let found: Vec<Id<PatientId>> = query.fetch_all(db.conn()).await?;
            Ok(others(found.into_iter().map(|id| id.0).collect()))
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

// One row, whatever is asked: handing a row over costs more than finding it.
// Index: primary key of each.
const COUNTS: Rows = rows!(
    "WITH some (place, kind, token) AS (VALUES ",
    3,
    [128, 64, 1],
    ") SELECT (SELECT string_agg(CAST(some.place AS TEXT) || ' ' \
     || CAST(match_count.people AS TEXT), ' ') FROM some CROSS JOIN match_count \
     WHERE match_count.kind = some.kind AND match_count.token = some.token) AS counted, \
     people, shareable, shared, dwellers, placed, persons, residents, settled \
     FROM match_state WHERE id = 1"
);

#[derive(FromRow)]
struct CountsRow {
    /// The place of each that somebody has, and how many, with blanks between.
    counted: Option<String>,
    people: i64,
    shareable: i64,
    shared: i64,
    dwellers: i64,
    placed: i64,
    persons: i64,
    residents: i64,
    settled: i64,
}

impl CountsRow {
    fn sums(&self) -> Sums {
        Sums {
            shareable: number(self.shareable),
            shared: number(self.shared),
            dwellers: number(self.dwellers),
            placed: number(self.placed),
            persons: number(self.persons),
            residents: number(self.residents),
            settled: number(self.settled),
        }
    }
}

fn number(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

/// How many patients there are, and how many of them have each of these.
///
/// # Errors
/// Those of the database.
pub async fn counts(db: &mut impl Reads, of: &[(TokenKind, String)]) -> Result<Counts, StoreError> {
    // The state is told with an answer: nobody has no word.
    let nothing = [(TokenKind::Given, String::new())];
    let of = if of.is_empty() { &nothing } else { of };
    let rows = counted(db, of).await?;
    let mut counts = Counts::new(rows.first().map_or(0, |row| number(row.people)));
    if let Some(row) = rows.first() {
        counts.set_sums(row.sums());
    }
    take(&mut counts, of, &rows)?;
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
    take(counts, of, &counted(db, of).await?)
}

async fn counted(
    db: &mut impl Reads,
    of: &[(TokenKind, String)],
) -> Result<Vec<CountsRow>, StoreError> {
    let numbered: Vec<(i64, &(TokenKind, String))> = (0..).zip(of).collect();
    COUNTS
        .read(db, &numbered, |query, (place, (kind, token))| {
            query.bind(*place).bind(Word(*kind)).bind(token.as_str())
        })
        .await
}

fn take(
    counts: &mut Counts,
    of: &[(TokenKind, String)],
    rows: &[CountsRow],
) -> Result<(), StoreError> {
    for row in rows {
        let counted = row.counted.as_deref().unwrap_or_default();
        let mut numbers = counted.split_ascii_whitespace().map(str::parse::<u64>);
        while let (Some(place), Some(people)) = (numbers.next(), numbers.next()) {
            let unreadable = || corrupt("match_count", "people");
            let (Ok(place), Ok(people)) = (place, people) else {
                return Err(unreadable());
            };
            let asked = usize::try_from(place).ok().and_then(|place| of.get(place));
            let (kind, token) = asked.ok_or_else(unreadable)?;
            counts.set(*kind, token, people);
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
    crate::duplicate::ask_all(tx).await
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LISTS.sizes[0].1,
    LISTS.sizes[1].1,
    LISTS.sizes[2].1,
    COMMON,
    PROFILES.sizes[0].1,
    PROFILES.sizes[1].1,
    PROFILES.sizes[2].1,
    PAGE,
    COUNTS.sizes[0].1,
    COUNTS.sizes[1].1,
    COUNTS.sizes[2].1,
    MODEL,
    NEW_MODEL,
];

#[cfg(test)]
mod tests;
