//! What a patient is found by, kept in step with the patient's row: words for a search here,
//! keys and counts for matching in [`keys`].
//!
//! Names are folded by `domain::matching`. Its rules have a number: when a program with
//! other rules opens the database, or one that was filled before these tables existed,
//! [`fill`] folds everybody anew, a batch at a time, and goes on where it was stopped.

pub(crate) mod keys;
pub(crate) mod profile;

use std::collections::{BTreeSet, HashSet};

use domain::id::PatientId;
use domain::limits;
use domain::matching::linkage::Profile;
use domain::matching::{self, TermKind};

use keys::{Change, Marks};
use profile::{ProfileRow, profile_columns};

use super::NewPatient;
use crate::column::{Id, Word, stored_words};
use crate::db::on_db;
use crate::rows::{Rows, rows};
use crate::{Reads, Store, StoreError, Tx};

stored_words!(TermKind);

/// Patients folded in one transaction: some milliseconds.
const BATCH: i64 = 500;
/// Words that are remembered; a clinic's names have fewer.
const WORDS_MAX: usize = 200_000;

/// Words of names that are known to stand among the slips: an import meets most of them
/// thousands of times.
#[derive(Default)]
pub struct KnownWords(HashSet<String>);

/// How many: the words are names.
impl std::fmt::Debug for KnownWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KnownWords").field(&self.0.len()).finish()
    }
}

/// What somebody is found by.
struct Found {
    patient: PatientId,
    sort_name: String,
    terms: BTreeSet<(TermKind, String)>,
    name_words: BTreeSet<String>,
}

impl Found {
    fn of(patient: PatientId, profile: &Profile) -> Self {
        let full_name = profile.full_name.as_deref().unwrap_or_default();
        let mut name_words = matching::name_words(full_name);
        for part in [&profile.given, &profile.family].into_iter().flatten() {
            name_words.extend(matching::name_words(part));
        }
        let mut terms: BTreeSet<(TermKind, String)> = name_words
            .iter()
            .map(|word| (TermKind::Text, word.clone()))
            .collect();
        if let Some(email) = &profile.email {
            let email = email.to_ascii_lowercase();
            let cut = email.chars().take(limits::EMAIL_BYTES_MAX).collect();
            terms.insert((TermKind::Text, cut));
        }
        if let Some(phone) = &profile.phone {
            terms.insert((TermKind::Phone, reversed_digits(phone)));
        }
        if let Some(born) = profile.born {
            terms.insert((TermKind::Born, born.to_string()));
        }
        terms.retain(|(_, term)| !term.is_empty());
        Self {
            patient,
            sort_name: matching::sort_form(full_name),
            terms,
            name_words,
        }
    }
}

/// At most as many as a number has as typed.
fn reversed_digits(phone: &str) -> String {
    let digits = phone.chars().rev().filter(char::is_ascii_digit);
    digits.take(limits::PHONE_CHARS_MAX).collect()
}

const LIST: Rows = rows!(
    "INSERT INTO patient_listed (patient_id, sort_name) VALUES ",
    2,
    [64, 8, 1],
    ""
);
const TERMS: Rows = rows!(
    "INSERT INTO patient_term (patient_id, kind, term) VALUES ",
    3,
    [128, 8, 1],
    " ON CONFLICT DO NOTHING"
);
// Index: primary key.
const KNOWN_WORD: &str = "SELECT COUNT(*) FROM name_slip WHERE slip = $1 AND word = $1";
const SLIPS: Rows = rows!(
    "INSERT INTO name_slip (slip, word) VALUES ",
    2,
    [128, 8, 1],
    " ON CONFLICT DO NOTHING"
);

/// Writes what new patients are found by.
pub(super) async fn add(
    tx: &mut Tx,
    new: &[NewPatient],
    words: &mut KnownWords,
) -> Result<(), StoreError> {
    let mut found = Vec::with_capacity(new.len());
    let mut changes = Vec::with_capacity(new.len());
    for one in new {
        let profile = one.profile();
        found.push(Found::of(one.id, &profile));
        changes.push(Change {
            patient: one.id,
            from: None,
            to: Some(Marks::of(&profile)),
        });
    }
    write(tx, &found, words).await?;
    keys::apply(tx, &changes).await
}

async fn write(tx: &mut Tx, all: &[Found], words: &mut KnownWords) -> Result<(), StoreError> {
    LIST.write(tx, all, |query, one| {
        query.bind(Id(one.patient)).bind(one.sort_name.as_str())
    })
    .await?;
    let mut terms = Vec::new();
    for one in all {
        terms.extend(one.terms.iter().map(|term| (one.patient, term)));
    }
    TERMS
        .write(tx, &terms, |query, (patient, (kind, term))| {
            query
                .bind(Id(*patient))
                .bind(Word(*kind))
                .bind(term.as_str())
        })
        .await?;
    let mut slips: Vec<(String, &str)> = Vec::new();
    for word in all.iter().flat_map(|one| &one.name_words) {
        if words.0.contains(word) {
            continue;
        }
        let known: i64 = on_db!(tx, query_scalar(KNOWN_WORD).bind(word).fetch_one)?;
        if known == 0 {
            let of_word = matching::slips(word).into_iter();
            slips.extend(of_word.map(|slip| (slip, word.as_str())));
        }
        if words.0.len() >= WORDS_MAX {
            words.0.clear();
        }
        words.0.insert(word.clone());
    }
    SLIPS
        .write(tx, &slips, |query, (slip, word)| {
            query.bind(slip.as_str()).bind(*word)
        })
        .await
}

// Index: primary key of each.
const UNLIST: &str = "DELETE FROM patient_listed WHERE patient_id = $1";
const FORGET: &str = "DELETE FROM patient_term WHERE patient_id = $1";
const ONE: &str = concat!(
    "SELECT ",
    profile_columns!(),
    " FROM patient WHERE patient.id = $1 AND patient.merged_into IS NULL"
);

// Index: patient_merged.
const ABSORBED: &str = concat!(
    "WITH RECURSIVE way (at) AS (SELECT patient.id FROM patient \
     WHERE patient.merged_into = $1 UNION SELECT patient.id FROM way \
     JOIN patient ON patient.merged_into = way.at) SELECT ",
    profile_columns!(),
    " FROM way JOIN patient ON patient.id = way.at"
);

/// Writes anew what a changed patient is found by. Who was merged into another is found by
/// that one, which is found by the names of both; matching compares the one that is left, and
/// counts nobody else.
pub(crate) async fn renew(tx: &mut Tx, patient: PatientId) -> Result<(), StoreError> {
    on_db!(tx, query(UNLIST).bind(Id(patient)).execute)?;
    on_db!(tx, query(FORGET).bind(Id(patient)).execute)?;
    let row: Option<ProfileRow> = on_db!(tx, query_as(ONE).bind(Id(patient)).fetch_optional)?;
    let profile = row.map(ProfileRow::into_profile);
    if let Some(profile) = &profile {
        let mut found = Found::of(patient, profile);
        let absorbed: Vec<ProfileRow> = on_db!(tx, query_as(ABSORBED).bind(Id(patient)).fetch_all)?;
        for part in absorbed {
            let part = Found::of(patient, &part.into_profile());
            found.terms.extend(part.terms);
            found.name_words.extend(part.name_words);
        }
        write(tx, &[found], &mut KnownWords::default()).await?;
    }
    let from = keys::marks(tx, patient).await?;
    let to = profile.as_ref().map(Marks::of);
    keys::apply(tx, &[Change { patient, from, to }]).await
}

// Index: primary key.
const STATE: &str = "SELECT rules, next_after FROM patient_index WHERE id = 1";
const SET_STATE: &str = "INSERT INTO patient_index (id, rules, next_after) VALUES (1, $1, $2) \
     ON CONFLICT (id) DO UPDATE SET rules = excluded.rules, next_after = excluded.next_after";
// Index: primary key.
const NEXT: &str = "SELECT id FROM patient WHERE id > $1 ORDER BY id LIMIT $2";

/// Folds everybody who is not folded by today's rules yet, a batch in each transaction.
/// Nothing to do is one read.
///
/// # Errors
/// Those of the database.
pub(crate) async fn fill(store: &Store) -> Result<(), StoreError> {
    let mut from = match unfinished(&mut store.read().await?).await? {
        Some(from) => from,
        None => return Ok(()),
    };
    loop {
        let mut tx = store.begin().await?;
        let ids: Vec<Id<PatientId>> = on_db!(
            tx,
            query_scalar(NEXT)
                .bind(from.as_slice())
                .bind(BATCH)
                .fetch_all
        )?;
        for id in &ids {
            renew(&mut tx, id.0).await?;
        }
        let last = ids.last().map(|id| id.0.uuid().as_bytes().to_vec());
        on_db!(
            tx,
            query(SET_STATE)
                .bind(matching::RULES)
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

/// After which id it goes on; none when everybody is folded by today's rules.
async fn unfinished(db: &mut impl Reads) -> Result<Option<Vec<u8>>, StoreError> {
    let state: Option<(i64, Option<Vec<u8>>)> = on_db!(db, query_as(STATE).fetch_optional)?;
    Ok(match state {
        Some((rules, next_after)) if rules == matching::RULES => next_after,
        // From the beginning: no id is smaller than no bytes.
        _ => Some(Vec::new()),
    })
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LIST.sizes[0].1,
    LIST.sizes[2].1,
    TERMS.sizes[0].1,
    TERMS.sizes[2].1,
    KNOWN_WORD,
    SLIPS.sizes[0].1,
    SLIPS.sizes[2].1,
    UNLIST,
    FORGET,
    ONE,
    ABSORBED,
    STATE,
    SET_STATE,
    NEXT,
];

#[cfg(test)]
mod tests;
