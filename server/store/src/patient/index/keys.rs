//! The keys by which a patient is met by those who may be the same person, and how many
//! patients share a name, a number, an address: kept in step with the patients' rows. Who has a
//! key is in [`lists`].

pub(crate) mod lists;

use std::collections::{BTreeMap, BTreeSet};

use domain::id::PatientId;
use domain::matching::linkage::{self, Prepared, Profile, RULES_OF_KEYS, TokenKind};
use sha2::{Digest as _, Sha256};
use sqlx::FromRow;

use lists::Turn;

use super::profile::{ProfileRow, profile_columns};
use crate::column::{Id, Word, corrupt, stored_words};
use crate::db::on_db;
use crate::rows::{Rows, rows};
use crate::{Reads, Store, StoreError, Tx};

stored_words!(TokenKind);

/// Patients whose keys are made in one transaction, where all are made anew.
const BATCH: i64 = 500;

/// A key as it is stored: the first 8 bytes of its SHA-256.
pub(crate) fn hashed(key: &str) -> i64 {
    let hash: [u8; 32] = Sha256::digest(key).into();
    let [a, b, c, d, e, f, g, h, ..] = hash;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// What is stored of a patient for matching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    keys: BTreeSet<i64>,
    tokens: BTreeSet<(TokenKind, String)>,
}

impl Marks {
    pub(crate) fn of(profile: &Profile) -> Self {
        let prepared = Prepared::of(profile);
        let keys = linkage::keys(&prepared);
        Self {
            keys: keys.iter().map(|key| hashed(key)).collect(),
            tokens: linkage::tokens(&prepared).into_iter().collect(),
        }
    }

    fn packed_keys(&self) -> Vec<u8> {
        self.keys.iter().flat_map(|key| key.to_be_bytes()).collect()
    }

    fn packed_tokens(&self) -> String {
        let lines = self
            .tokens
            .iter()
            .map(|(kind, token)| format!("{} {token}\n", kind.as_str()));
        lines.collect()
    }

    fn unpack(keys: &[u8], tokens: &str) -> Option<Self> {
        let key = |bytes: &[u8]| Some(i64::from_be_bytes(bytes.try_into().ok()?));
        let token = |line: &str| {
            let (kind, token) = line.split_once(' ')?;
            Some((TokenKind::parse(kind)?, token.to_owned()))
        };
        Some(Self {
            keys: keys.chunks(8).map(key).collect::<Option<_>>()?,
            tokens: tokens.lines().map(token).collect::<Option<_>>()?,
        })
    }
}

/// What becomes of one patient's marks.
pub(super) struct Change {
    pub(super) patient: PatientId,
    pub(super) from: Option<Marks>,
    pub(super) to: Option<Marks>,
}

const COUNT_UP: Rows = rows!(
    "INSERT INTO match_count (kind, token, people) VALUES ",
    3,
    [64, 8, 1],
    " ON CONFLICT (kind, token) DO UPDATE SET people = match_count.people + excluded.people \
     RETURNING kind, token, people"
);
const KEEP: Rows = rows!(
    "INSERT INTO patient_match (patient_id, match_keys, tokens) VALUES ",
    3,
    [32, 8, 1],
    " ON CONFLICT (patient_id) DO UPDATE SET match_keys = excluded.match_keys, \
     tokens = excluded.tokens"
);
// Index: primary key of each.
const COUNT_DOWN: &str = "UPDATE match_count SET people = people - $3 \
     WHERE kind = $1 AND token = $2 RETURNING people";
const DROP_COUNT: &str = "DELETE FROM match_count WHERE kind = $1 AND token = $2 AND people = 0";
const DROP: &str = "DELETE FROM patient_match WHERE patient_id = $1";
const PEOPLE: &str = "UPDATE match_state SET people = people + $1, \
     shareable = shareable + $2, shared = shared + $3, dwellers = dwellers + $4, \
     placed = placed + $5, persons = persons + $6, residents = residents + $7, \
     settled = settled + $8 WHERE id = 1";

/// By how much the sums of `match_state` change: those of `linkage::Sums`.
#[derive(Default)]
struct Sums {
    shareable: i64,
    shared: i64,
    dwellers: i64,
    placed: i64,
    persons: i64,
    residents: i64,
    settled: i64,
}

impl Sums {
    /// The count of a token is `now`, and was less by `by`.
    fn add(&mut self, kind: TokenKind, now: i64, by: i64) {
        let before = now - by;
        let pairs = now * (now - 1) - before * (before - 1);
        match kind {
            TokenKind::Home | TokenKind::Phone => {
                self.shareable += by;
                self.shared += pairs;
            }
            TokenKind::Dweller => self.dwellers += pairs,
            TokenKind::Person => {
                self.placed += by;
                self.persons += pairs;
            }
            TokenKind::Resident => self.residents += pairs,
            TokenKind::Settled => self.settled += pairs,
            TokenKind::Given
            | TokenKind::Family
            | TokenKind::Name
            | TokenKind::Born
            | TokenKind::Email
            | TokenKind::Address
            | TokenKind::Place => {}
        }
    }
}

/// Writes what changed, for all of them together.
pub(super) async fn apply(tx: &mut Tx, changes: &[Change]) -> Result<(), StoreError> {
    let none = Marks::default();
    let mut turns: BTreeMap<i64, Turn> = BTreeMap::new();
    let mut deltas: BTreeMap<&(TokenKind, String), i64> = BTreeMap::new();
    let mut kept: Vec<(PatientId, Vec<u8>, String)> = Vec::new();
    let mut people = 0_i64;
    for change in changes.iter().filter(|change| change.from != change.to) {
        let from = change.from.as_ref().unwrap_or(&none);
        let to = change.to.as_ref().unwrap_or(&none);
        for key in from.keys.difference(&to.keys) {
            turns.entry(*key).or_default().leaves.push(change.patient);
        }
        for key in to.keys.difference(&from.keys) {
            turns.entry(*key).or_default().joins.insert(change.patient);
        }
        for token in from.tokens.difference(&to.tokens) {
            *deltas.entry(token).or_default() -= 1;
        }
        for token in to.tokens.difference(&from.tokens) {
            *deltas.entry(token).or_default() += 1;
        }
        people += i64::from(change.to.is_some()) - i64::from(change.from.is_some());
        match &change.to {
            Some(to) => kept.push((change.patient, to.packed_keys(), to.packed_tokens())),
            None => {
                on_db!(tx, query(DROP).bind(Id(change.patient)).execute)?;
            }
        }
    }
    lists::turn(tx, &turns).await?;
    let sums = count(tx, &deltas).await?;
    KEEP.write(tx, &kept, |query, (patient, keys, tokens)| {
        query
            .bind(Id(*patient))
            .bind(keys.as_slice())
            .bind(tokens.as_str())
    })
    .await?;
    // Whoever is compared by something else may be one person with somebody else.
    let asked: Vec<PatientId> = kept.iter().map(|(patient, _, _)| *patient).collect();
    crate::duplicate::ask(tx, &asked).await?;
    if people != 0 || !deltas.is_empty() {
        on_db!(
            tx,
            query(PEOPLE)
                .bind(people)
                .bind(sums.shareable)
                .bind(sums.shared)
                .bind(sums.dwellers)
                .bind(sums.placed)
                .bind(sums.persons)
                .bind(sums.residents)
                .bind(sums.settled)
                .execute
        )?;
    }
    Ok(())
}

async fn count(
    tx: &mut Tx,
    deltas: &BTreeMap<&(TokenKind, String), i64>,
) -> Result<Sums, StoreError> {
    let mut sums = Sums::default();
    let up: Vec<(TokenKind, &str, i64)> = deltas
        .iter()
        .filter(|(_, by)| **by > 0)
        .map(|((kind, token), by)| (*kind, token.as_str(), *by))
        .collect();
    let mut rest = up.as_slice();
    for (size, sql) in COUNT_UP.sizes {
        while rest.len() >= size {
            let (some, more) = rest.split_at(size);
            let bound = some
                .iter()
                .fold(sqlx::query_as(sql), |query, (kind, token, by)| {
                    query.bind(Word(*kind)).bind(*token).bind(*by)
                });
            let now: Vec<(Word<TokenKind>, String, i64)> = bound.fetch_all(tx.conn()).await?;
            for (kind, token, now) in now {
                let by = deltas.get(&(kind.0, token)).copied().unwrap_or_default();
                sums.add(kind.0, now, by);
            }
            rest = more;
        }
    }
    for ((kind, token), by) in deltas.iter().filter(|(_, by)| **by < 0) {
        let (word, token) = (Word(*kind), token.as_str());
        let now: Option<i64> = on_db!(
            tx,
            query_scalar(COUNT_DOWN)
                .bind(word)
                .bind(token)
                .bind(-by)
                .fetch_optional
        )?;
        sums.add(*kind, now.unwrap_or_default(), *by);
        on_db!(tx, query(DROP_COUNT).bind(word).bind(token).execute)?;
    }
    Ok(sums)
}

#[derive(FromRow)]
struct MarksRow {
    patient_id: Id<PatientId>,
    match_keys: Vec<u8>,
    tokens: String,
}

impl MarksRow {
    fn marks(&self) -> Result<Marks, StoreError> {
        Marks::unpack(&self.match_keys, &self.tokens)
            .ok_or_else(|| corrupt("patient_match", "tokens"))
    }
}

// Index: primary key.
const MARKS: &str = "SELECT patient_id, match_keys, tokens FROM patient_match \
     WHERE patient_id = $1";

/// What is stored of a patient.
pub(super) async fn marks(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Option<Marks>, StoreError> {
    let row: Option<MarksRow> = on_db!(db, query_as(MARKS).bind(Id(patient)).fetch_optional)?;
    row.map(|row| row.marks()).transpose()
}

// Index: primary key of each.
const STATE: &str = "SELECT rules, next_after FROM match_state WHERE id = 1";
const SET_STATE: &str = "UPDATE match_state SET rules = $1, next_after = $2 WHERE id = 1";
const NEXT: &str = concat!(
    "SELECT ",
    profile_columns!(),
    ", patient.merged_into FROM patient WHERE patient.id > $1 ORDER BY patient.id LIMIT $2"
);
const NEXT_MARKS: &str = "SELECT patient_id, match_keys, tokens FROM patient_match \
     WHERE patient_id > $1 AND patient_id <= $2";

#[derive(FromRow)]
struct NextRow {
    #[sqlx(flatten)]
    profile: ProfileRow,
    merged_into: Option<Id<PatientId>>,
}

/// Makes the keys and counts of everybody whose were made by other rules, or not at all, a
/// batch in each transaction. Nothing to do is one read.
///
/// # Errors
/// Those of the database.
pub(crate) async fn fill(store: &Store) -> Result<(), StoreError> {
    let Some(mut from) = unfinished(&mut store.read().await?).await? else {
        return Ok(());
    };
    loop {
        let mut tx = store.begin().await?;
        let rows: Vec<NextRow> = on_db!(
            tx,
            query_as(NEXT).bind(from.as_slice()).bind(BATCH).fetch_all
        )?;
        let last = rows.last().map(|row| row.profile.id);
        if let Some(last) = last {
            let old: Vec<MarksRow> = on_db!(
                tx,
                query_as(NEXT_MARKS)
                    .bind(from.as_slice())
                    .bind(last)
                    .fetch_all
            )?;
            let mut marks = BTreeMap::new();
            for row in old {
                marks.insert(row.patient_id.0, row.marks()?);
            }
            let mut changes = Vec::new();
            for row in rows {
                let patient = row.profile.id.0;
                let stands = row.merged_into.is_none();
                changes.push(Change {
                    patient,
                    from: marks.remove(&patient),
                    to: stands.then(|| Marks::of(&row.profile.into_profile())),
                });
            }
            apply(&mut tx, &changes).await?;
        }
        let last = last.map(|id| id.0.uuid().as_bytes().to_vec());
        on_db!(
            tx,
            query(SET_STATE)
                .bind(RULES_OF_KEYS)
                .bind(last.as_deref())
                .execute
        )?;
        tx.commit().await?;
        match last {
            Some(last) => from = last,
            None => return Ok(()),
        }
    }
}

/// After which id it goes on; none when everybody's are made by today's rules.
async fn unfinished(db: &mut impl Reads) -> Result<Option<Vec<u8>>, StoreError> {
    let (rules, next_after): (i64, Option<Vec<u8>>) = on_db!(db, query_as(STATE).fetch_one)?;
    Ok(match rules == RULES_OF_KEYS {
        true => next_after,
        // From the beginning: no id is smaller than no bytes.
        false => Some(Vec::new()),
    })
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    COUNT_UP.sizes[0].1,
    COUNT_UP.sizes[1].1,
    COUNT_UP.sizes[2].1,
    KEEP.sizes[0].1,
    KEEP.sizes[1].1,
    KEEP.sizes[2].1,
    COUNT_DOWN,
    DROP_COUNT,
    DROP,
    PEOPLE,
    MARKS,
    STATE,
    SET_STATE,
    NEXT,
    NEXT_MARKS,
];

#[cfg(test)]
mod tests;
