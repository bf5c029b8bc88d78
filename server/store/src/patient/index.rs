//! What a patient is found by, kept in step with the patient's row.
//!
//! Names are folded by `domain::matching`. Its rules have a number: when a program with
//! other rules opens the database, or one that was filled before these tables existed,
//! [`fill`] folds everybody anew, a batch at a time, and goes on where it was stopped.

use std::collections::BTreeSet;

use domain::id::PatientId;
use domain::matching::{self, TermKind};
use sqlx::FromRow;

use super::NewPatient;
use crate::column::{Day, Id, Word, stored_words};
use crate::db::on_db;
use crate::{Reads, Store, StoreError, Tx};

stored_words!(TermKind);

/// Patients folded in one transaction: some milliseconds.
const BATCH: i64 = 500;
/// Rows written by one statement; the last one is filled up by naming a row again.
const AT_A_TIME: usize = 8;

/// What somebody is found by.
pub(super) struct Found {
    sort_name: String,
    terms: BTreeSet<(TermKind, String)>,
    name_words: BTreeSet<String>,
}

impl Found {
    pub(super) fn of(new: &NewPatient) -> Self {
        let (given, family) = new.given_and_family.clone().unzip();
        Self::from_row(&Row {
            id: Id(new.id),
            full_name: new.full_name.as_str().to_owned(),
            given_name: given,
            family_name: family,
            born_on: new.born_on.map(|born| Day(born.date())),
            email: new.email.as_ref().map(|email| email.as_str().to_owned()),
            phone: new.phone.clone(),
        })
    }

    fn from_row(row: &Row) -> Self {
        let mut name_words = matching::name_words(&row.full_name);
        for part in [&row.given_name, &row.family_name].into_iter().flatten() {
            name_words.extend(matching::name_words(part));
        }
        let mut terms: BTreeSet<(TermKind, String)> = name_words
            .iter()
            .map(|word| (TermKind::Text, word.clone()))
            .collect();
        if let Some(email) = &row.email {
            terms.insert((TermKind::Text, email.to_ascii_lowercase()));
        }
        if let Some(phone) = &row.phone {
            terms.insert((TermKind::Phone, reversed_digits(phone)));
        }
        if let Some(born) = row.born_on {
            terms.insert((TermKind::Born, born.0.to_string()));
        }
        terms.retain(|(_, term)| !term.is_empty());
        Self {
            sort_name: matching::sort_form(&row.full_name),
            terms,
            name_words,
        }
    }
}

fn reversed_digits(phone: &str) -> String {
    phone.chars().rev().filter(char::is_ascii_digit).collect()
}

const LIST: &str = "INSERT INTO patient_listed (patient_id, sort_name) VALUES ($1, $2)";
const TERMS: &str = "INSERT INTO patient_term (patient_id, kind, term) VALUES \
     ($1, $2, $3), ($1, $4, $5), ($1, $6, $7), ($1, $8, $9), ($1, $10, $11), ($1, $12, $13), \
     ($1, $14, $15), ($1, $16, $17) ON CONFLICT DO NOTHING";
// Index: primary key.
const KNOWN_WORD: &str = "SELECT COUNT(*) FROM name_slip WHERE slip = $1 AND word = $1";
const SLIPS: &str = "INSERT INTO name_slip (slip, word) VALUES ($1, $9), ($2, $9), ($3, $9), \
     ($4, $9), ($5, $9), ($6, $9), ($7, $9), ($8, $9) ON CONFLICT DO NOTHING";

/// Writes what a new patient is found by.
pub(super) async fn add(tx: &mut Tx, patient: PatientId, found: &Found) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(LIST)
            .bind(Id(patient))
            .bind(found.sort_name.as_str())
            .execute
    )?;
    let terms: Vec<&(TermKind, String)> = found.terms.iter().collect();
    for some in terms.chunks(AT_A_TIME) {
        let mut query = sqlx::query(TERMS).bind(Id(patient));
        for (kind, term) in some.iter().cycle().take(AT_A_TIME) {
            query = query.bind(Word(*kind)).bind(term.as_str());
        }
        query.execute(tx.conn()).await?;
    }
    for word in &found.name_words {
        add_slips(tx, word).await?;
    }
    Ok(())
}

async fn add_slips(tx: &mut Tx, word: &str) -> Result<(), StoreError> {
    let known: i64 = on_db!(tx, query_scalar(KNOWN_WORD).bind(word).fetch_one)?;
    if known > 0 {
        return Ok(());
    }
    let slips: Vec<String> = matching::slips(word).into_iter().collect();
    for some in slips.chunks(AT_A_TIME) {
        let mut query = sqlx::query(SLIPS);
        for slip in some.iter().cycle().take(AT_A_TIME) {
            query = query.bind(slip.as_str());
        }
        query.bind(word).execute(tx.conn()).await?;
    }
    Ok(())
}

// Index: primary key of each.
const UNLIST: &str = "DELETE FROM patient_listed WHERE patient_id = $1";
const FORGET: &str = "DELETE FROM patient_term WHERE patient_id = $1";
const ONE: &str = "SELECT id, full_name, given_name, family_name, born_on, email, phone \
     FROM patient WHERE id = $1 AND merged_into IS NULL";

/// Writes anew what a changed patient is found by. Who was merged into another is found
/// by nothing.
pub(crate) async fn renew(tx: &mut Tx, patient: PatientId) -> Result<(), StoreError> {
    on_db!(tx, query(UNLIST).bind(Id(patient)).execute)?;
    on_db!(tx, query(FORGET).bind(Id(patient)).execute)?;
    let row: Option<Row> = on_db!(tx, query_as(ONE).bind(Id(patient)).fetch_optional)?;
    match row {
        Some(row) => add(tx, patient, &Found::from_row(&row)).await,
        None => Ok(()),
    }
}

#[derive(FromRow)]
struct Row {
    id: Id<PatientId>,
    full_name: String,
    given_name: Option<String>,
    family_name: Option<String>,
    born_on: Option<Day>,
    email: Option<String>,
    phone: Option<String>,
}

// Index: primary key.
const STATE: &str = "SELECT rules, next_after FROM patient_index WHERE id = 1";
const SET_STATE: &str = "INSERT INTO patient_index (id, rules, next_after) VALUES (1, $1, $2) \
     ON CONFLICT (id) DO UPDATE SET rules = excluded.rules, next_after = excluded.next_after";
// Index: primary key.
const NEXT: &str = "SELECT id, full_name, given_name, family_name, born_on, email, phone \
     FROM patient WHERE id > $1 ORDER BY id LIMIT $2";

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
        let rows: Vec<Row> = on_db!(
            tx,
            query_as(NEXT).bind(from.as_slice()).bind(BATCH).fetch_all
        )?;
        for row in &rows {
            renew(&mut tx, row.id.0).await?;
        }
        let last = rows.last().map(|row| row.id.0.uuid().as_bytes().to_vec());
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
    LIST, TERMS, KNOWN_WORD, SLIPS, UNLIST, FORGET, ONE, STATE, SET_STATE, NEXT,
];

#[cfg(test)]
mod tests;
