//! Finding patients, and the list of them all.
//!
//! Each term of a search is a range of the index `patient_term_find`. The rarest one
//! leads, and at most [`limits::SEARCH_ENTRIES_READ`] of its entries are read; the others
//! are looked up for whoever is met. So no search reads more than that, whatever is typed
//! and however many patients there are, and it says when it stopped there.

use domain::id::PatientId;
use domain::limits;
use domain::matching::{self, Term, TermKind};
use domain::person::{BirthDate, PersonName};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;

use crate::column::{At, Day, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// A patient as a line of a list.
#[derive(Clone)]
pub struct Listed {
    /// Which.
    pub id: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// What was written in its place.
    pub born_as_given: Option<String>,
    /// Their phone number in the international form.
    pub phone: Option<String>,
    /// Whether they signed up and staff have not looked at it.
    pub provisional: bool,
    /// Whether their profile was put away.
    pub archived: bool,
    /// When they died.
    pub deceased_on: Option<Date>,
    /// The start of the newest visit that took place.
    pub last_visit: Option<Timestamp>,
    /// The start of the next one.
    pub next_visit: Option<Timestamp>,
}

/// Only the id: all else is about the person.
impl std::fmt::Debug for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listed")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Hits {
    /// By folded name.
    pub patients: Vec<Listed>,
    /// Whether there can be more than these.
    pub more: bool,
}

#[derive(FromRow)]
struct Row {
    sort_name: String,
    id: Id<PatientId>,
    full_name: String,
    born_on: Option<Day>,
    born_as_given: Option<String>,
    phone: Option<String>,
    provisional_at: Option<At>,
    archived_at: Option<At>,
    deceased_on: Option<Day>,
    last_visit: Option<At>,
    next_visit: Option<At>,
}

impl Row {
    fn listed(self) -> Result<Listed, StoreError> {
        Ok(Listed {
            id: self.id.0,
            full_name: name("patient", "full_name", &self.full_name)?,
            born_on: self.born_on.map(|day| BirthDate::from_stored(day.0)),
            born_as_given: self.born_as_given,
            phone: self.phone,
            provisional: self.provisional_at.is_some(),
            archived: self.archived_at.is_some(),
            deceased_on: self.deceased_on.map(|day| day.0),
            last_visit: self.last_visit.map(|at| at.0),
            next_visit: self.next_visit.map(|at| at.0),
        })
    }
}

/// A line of the list for each of `hit`, with `$1` as now. The visits are looked up for
/// these lines only.
macro_rules! lines_of {
    ($hit:literal, $order:literal) => {
        concat!(
            "SELECT hit.sort_name, patient.id, patient.full_name, patient.born_on, \
             patient.born_as_given, patient.phone, patient.provisional_at, \
             patient.archived_at, patient.deceased_on, \
             (SELECT starts_at FROM appointment WHERE patient_id = hit.patient_id \
               AND starts_at <= $1 AND state NOT IN ('cancelled', 'no_show') \
               ORDER BY starts_at DESC LIMIT 1) AS last_visit, \
             (SELECT starts_at FROM appointment WHERE patient_id = hit.patient_id \
               AND starts_at > $1 AND state NOT IN ('cancelled', 'no_show') \
               ORDER BY starts_at LIMIT 1) AS next_visit \
             FROM (",
            $hit,
            ") AS hit JOIN patient ON patient.id = hit.patient_id ORDER BY ",
            $order
        )
    };
}

// Index: patient_listed_sort, from the given place on; appointment_patient.
const FORWARD: &str = lines_of!(
    "SELECT sort_name, patient_id FROM patient_listed \
     WHERE (sort_name, patient_id) > ($2, $3) ORDER BY sort_name, patient_id LIMIT $4",
    "hit.sort_name, hit.patient_id"
);
const BACKWARD: &str = lines_of!(
    "SELECT sort_name, patient_id FROM patient_listed \
     WHERE (sort_name, patient_id) < ($2, $3) ORDER BY sort_name DESC, patient_id DESC LIMIT $4",
    "hit.sort_name, hit.patient_id"
);
// Index: primary key.
const PLACE: &str = "SELECT sort_name FROM patient_listed WHERE patient_id = $1";

/// Where a page of the list lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the beginning.
    First,
    /// Behind this patient.
    After(PatientId),
    /// Before this patient.
    Before(PatientId),
}

/// A page of the list by folded name, and whether it goes on in the direction of reading;
/// none if the patient it is reckoned from is not in the list.
///
/// # Errors
/// Those of the database.
pub async fn list_page(
    db: &mut impl Reads,
    place: Place,
    limit: i64,
    now: Timestamp,
) -> Result<Option<Hits>, StoreError> {
    let (sql, sort_name, id) = match place {
        Place::First => (FORWARD, Some(String::new()), Vec::new()),
        Place::After(id) => (
            FORWARD,
            sort_name(db, id).await?,
            id.uuid().as_bytes().to_vec(),
        ),
        Place::Before(id) => (
            BACKWARD,
            sort_name(db, id).await?,
            id.uuid().as_bytes().to_vec(),
        ),
    };
    let Some(sort_name) = sort_name else {
        return Ok(None);
    };
    let mut rows: Vec<Row> = on_db!(
        db,
        query_as(sql)
            .bind(At(now))
            .bind(sort_name)
            .bind(id)
            .bind(limit + 1)
            .fetch_all
    )?;
    let more = exceeds(rows.len(), limit);
    if more {
        // The one too many is the farthest from where the page is reckoned from.
        match place {
            Place::Before(_) => drop(rows.remove(0)),
            Place::First | Place::After(_) => drop(rows.pop()),
        }
    }
    let patients = rows
        .into_iter()
        .map(Row::listed)
        .collect::<Result<_, _>>()?;
    Ok(Some(Hits { patients, more }))
}

/// Lines that are read by id at once.
const BY_ID: usize = 8;
// Index: primary key of patient_listed; appointment_patient.
const THESE: &str = lines_of!(
    "SELECT sort_name, patient_id FROM patient_listed \
     WHERE patient_id IN ($2, $3, $4, $5, $6, $7, $8, $9)",
    "hit.sort_name, hit.patient_id"
);

/// The lines of these patients, in the order of `ids`; who is in no list has none.
///
/// # Errors
/// Those of the database.
pub async fn list_these(
    db: &mut impl Reads,
    ids: &[PatientId],
    now: Timestamp,
) -> Result<Vec<Listed>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(BY_ID) {
        // A last one that isn't full asks for its ids again.
        let asked = some.iter().cycle().take(BY_ID);
        let bound = asked.fold(sqlx::query_as(THESE).bind(At(now)), |query, id| {
            query.bind(Id(*id))
        });
        let rows: Vec<Row> = bound.fetch_all(db.conn()).await?;
        let mut lines = rows
            .into_iter()
            .map(Row::listed)
            .collect::<Result<Vec<_>, _>>()?;
        lines.sort_by_key(|line| some.iter().position(|id| *id == line.id));
        found.extend(lines);
    }
    Ok(found)
}

async fn sort_name(db: &mut impl Reads, patient: PatientId) -> Result<Option<String>, StoreError> {
    on_db!(db, query_scalar(PLACE).bind(Id(patient)).fetch_optional)
}

fn exceeds(rows: usize, limit: i64) -> bool {
    i64::try_from(rows).unwrap_or(i64::MAX) > limit
}

/// A range of the index.
struct Range {
    kind: TermKind,
    from: String,
    /// The first that is not in it.
    until: String,
}

impl From<&Term> for Range {
    fn from(term: &Term) -> Self {
        // Nothing stored has a control character, and no character is greater than the last.
        let end = if term.whole { '\u{1}' } else { char::MAX };
        Self {
            kind: term.kind,
            from: term.begins.clone(),
            until: format!("{}{end}", term.begins),
        }
    }
}

// Index: patient_term_find, at most the limit's entries.
const COUNT: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM patient_term \
     WHERE kind = $1 AND term >= $2 AND term < $3 LIMIT $4) AS some";

async fn count(db: &mut impl Reads, range: &Range, limit: i64) -> Result<i64, StoreError> {
    on_db!(
        db,
        query_scalar(COUNT)
            .bind(Word(range.kind))
            .bind(range.from.as_str())
            .bind(range.until.as_str())
            .bind(limit)
            .fetch_one
    )
}

// Index: patient_term_find for the leading term, patient_term's primary key for the others.
const FIND: &str = lines_of!(
    "SELECT listed.sort_name, listed.patient_id FROM (SELECT DISTINCT patient_id FROM \
       (SELECT patient_id FROM patient_term WHERE kind = $3 AND term >= $4 AND term < $5 \
         ORDER BY term, patient_id LIMIT $6) AS entry) AS near \
     JOIN patient_listed AS listed ON listed.patient_id = near.patient_id \
     WHERE ($7 IS NULL OR EXISTS (SELECT 1 FROM patient_term WHERE patient_id = near.patient_id \
       AND kind = $7 AND term >= $8 AND term < $9)) \
     AND ($10 IS NULL OR EXISTS (SELECT 1 FROM patient_term WHERE patient_id = near.patient_id \
       AND kind = $10 AND term >= $11 AND term < $12)) \
     AND ($13 IS NULL OR EXISTS (SELECT 1 FROM patient_term WHERE patient_id = near.patient_id \
       AND kind = $13 AND term >= $14 AND term < $15)) \
     AND ($16 IS NULL OR EXISTS (SELECT 1 FROM patient_term WHERE patient_id = near.patient_id \
       AND kind = $16 AND term >= $17 AND term < $18)) \
     AND ($19 IS NULL OR EXISTS (SELECT 1 FROM patient_term WHERE patient_id = near.patient_id \
       AND kind = $19 AND term >= $20 AND term < $21)) \
     ORDER BY listed.sort_name, listed.patient_id LIMIT $2",
    "hit.sort_name, hit.patient_id"
);

/// Terms that [`FIND`] takes beside the leading one.
const OTHERS: usize = 5;
const _: () = assert!(OTHERS + 1 == limits::SEARCH_TERMS_MAX);

/// Who meets all terms of at least one of the readings, by folded name, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn find(
    db: &mut impl Reads,
    readings: &[Vec<Term>],
    limit: i64,
    now: Timestamp,
) -> Result<Hits, StoreError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut more = false;
    for terms in readings {
        let (found, cut) = find_one(db, terms, limit, now).await?;
        more |= cut;
        rows.extend(found);
    }
    rows.sort_by(|a, b| (&a.sort_name, a.id).cmp(&(&b.sort_name, b.id)));
    rows.dedup_by_key(|row| row.id);
    more |= exceeds(rows.len(), limit);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let patients = rows
        .into_iter()
        .map(Row::listed)
        .collect::<Result<_, _>>()?;
    Ok(Hits { patients, more })
}

/// The rows of one reading, one more than `limit` if there are, and whether the leading
/// term's entries were not all read.
async fn find_one(
    db: &mut impl Reads,
    terms: &[Term],
    limit: i64,
    now: Timestamp,
) -> Result<(Vec<Row>, bool), StoreError> {
    let mut ranges = Vec::with_capacity(terms.len());
    for term in terms {
        let range = Range::from(term);
        let entries = count(db, &range, limits::SEARCH_ENTRIES_READ + 1).await?;
        if entries == 0 {
            return Ok((Vec::new(), false));
        }
        ranges.push((entries, range));
    }
    ranges.sort_by_key(|(entries, _)| *entries);
    let Some(((entries, lead), others)) = ranges.split_first() else {
        return Ok((Vec::new(), false));
    };
    let mut query = sqlx::query_as(FIND)
        .bind(At(now))
        .bind(limit + 1)
        .bind(Word(lead.kind))
        .bind(lead.from.as_str())
        .bind(lead.until.as_str())
        .bind(limits::SEARCH_ENTRIES_READ);
    for slot in 0..OTHERS {
        let other = others.get(slot).map(|(_, range)| range);
        query = query
            .bind(other.map(|range| Word(range.kind)))
            .bind(other.map(|range| range.from.as_str()))
            .bind(other.map(|range| range.until.as_str()));
    }
    let rows: Vec<Row> = query.fetch_all(db.conn()).await?;
    Ok((rows, *entries > limits::SEARCH_ENTRIES_READ))
}

// Index: primary key, at most one range for each of the forms.
const MEANT: &str = "SELECT DISTINCT word FROM name_slip WHERE slip IN \
     ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) LIMIT $16";

/// Forms that [`MEANT`] takes: a word of 14 letters has 15.
const FORMS: usize = 15;
/// Words that are looked at for a typed one.
const MEANT_READ: i64 = 50;

/// Known words of names that are one slip of the keyboard away from `word`.
///
/// # Errors
/// Those of the database.
pub async fn near_words(db: &mut impl Reads, word: &str) -> Result<Vec<String>, StoreError> {
    let forms: Vec<String> = matching::slips(word).into_iter().take(FORMS).collect();
    if forms.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sqlx::query_scalar(MEANT);
    for form in forms.iter().cycle().take(FORMS) {
        query = query.bind(form.as_str());
    }
    let words: Vec<String> = query.bind(MEANT_READ).fetch_all(db.conn()).await?;
    Ok(words
        .into_iter()
        .filter(|known| matching::is_slip(word, known))
        .collect())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FORWARD, BACKWARD, PLACE, THESE, COUNT, FIND, MEANT];

#[cfg(test)]
pub(crate) const FIND_STATEMENT: &str = FIND;

#[cfg(test)]
mod tests;
