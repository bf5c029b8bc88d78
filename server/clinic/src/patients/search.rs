//! The list of patients, and finding somebody in it.

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::matching::{self, Term, TermKind, readings};
use domain::person::Invalid;
pub use store::patient::search::Listed as PatientLine;
use store::patient::search::{self as stored, Place};

use super::{Desk, look};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

/// A page of the list.
#[derive(Debug)]
pub struct Page {
    /// By folded name.
    pub patients: Vec<PatientLine>,
    /// The page before begins before this patient, if there is one.
    pub before: Option<PatientId>,
    /// The page after begins behind this one, if there is one.
    pub after: Option<PatientId>,
    /// Who looks, and when.
    pub desk: Desk,
}

/// What a search found.
#[derive(Debug)]
pub struct Found {
    /// By folded name.
    pub patients: Vec<PatientLine>,
    /// Whether there can be more than these: more should be typed.
    pub more: bool,
    /// Where nobody was found: what may have been meant.
    pub meant: Vec<Meant>,
    /// Who looks, and when.
    pub desk: Desk,
}

/// Another search, one slip of the keyboard away, that finds somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Meant {
    /// What to search for.
    pub text: String,
    /// How many it finds, as far as counted.
    pub people: usize,
    /// Whether it finds more than counted.
    pub more: bool,
}

/// Without the words, which are somebody's name.
impl std::fmt::Debug for Meant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meant").finish_non_exhaustive()
    }
}

/// Known words that are tried in place of one that was typed.
const MEANT_TRIED: usize = 3;
/// Suggestions that are shown.
const MEANT_SHOWN: usize = 3;

/// A page of all patients by name.
///
/// # Errors
/// [`Failure::NotFound`] if the patient that the page is reckoned from is not listed.
pub async fn list(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    place: Place,
) -> Result<Page, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = list_within(&mut work, place).await;
    work.settle(outcome).await
}

async fn list_within(work: &mut Work, place: Place) -> Result<Page, Failure> {
    let desk = look(work).await?;
    let now = desk.now;
    let page = stored::list_page(&mut **work, place, limits::PATIENTS_PER_PAGE, now)
        .await?
        .ok_or(Failure::NotFound)?;
    record(work, Action::PatientsSeen, &page.patients).await?;
    let first = page.patients.first().map(|one| one.id);
    let last = page.patients.last().map(|one| one.id);
    let (before, after) = match place {
        Place::First => (false, page.more),
        Place::After(_) => (true, page.more),
        Place::Before(_) => (page.more, true),
    };
    Ok(Page {
        before: first.filter(|_| before),
        after: last.filter(|_| after),
        patients: page.patients,
        desk,
    })
}

/// Who is meant by what was typed: words of the name in any order, a birth date, the end
/// of a phone number, the beginning of an address; all of them. Recorded as a search and
/// whom it showed.
///
/// # Errors
/// `Invalid` on `q`: [`Invalid::TooLong`].
pub async fn search(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    typed: &str,
) -> Result<Found, Failure> {
    let readings = match readings(typed) {
        // Nothing but signs: nobody is called so.
        Err(Invalid::Missing) => Vec::new(),
        other => other.map_err(wrong)?,
    };
    let mut work = clinic.begin(who).await?;
    let outcome = search_within(&mut work, &readings).await;
    work.settle(outcome).await
}

fn wrong(invalid: Invalid) -> Failure {
    Failure::field("q", invalid)
}

async fn search_within(work: &mut Work, readings: &[Vec<Term>]) -> Result<Found, Failure> {
    let desk = look(work).await?;
    let now = desk.now;
    let hits = stored::find(&mut **work, readings, limits::SEARCH_SHOWN, now).await?;
    record(work, Action::PatientsSearched, &hits.patients).await?;
    let meant = match (hits.patients.as_slice(), readings.first()) {
        ([], Some(terms)) => meant(work, terms).await?,
        _ => Vec::new(),
    };
    Ok(Found {
        patients: hits.patients,
        more: hits.more,
        meant,
        desk,
    })
}

async fn record(work: &mut Work, action: Action, patients: &[PatientLine]) -> Result<(), Failure> {
    let shown: Vec<PatientId> = patients.iter().map(|one| one.id).collect();
    work.record(action.as_str(), "", &shown).await
}

/// The same search with one word replaced by a known one a slip away, where that finds
/// somebody: a bounded number of lookups.
async fn meant(work: &mut Work, terms: &[Term]) -> Result<Vec<Meant>, Failure> {
    if terms.iter().any(|term| term.kind != TermKind::Text) {
        return Ok(Vec::new());
    }
    let now = work.now();
    let mut found = Vec::new();
    for (at, term) in terms.iter().enumerate() {
        let near = stored::near_words(&mut **work, &term.begins).await?;
        for word in near.into_iter().take(MEANT_TRIED) {
            let mut other = terms.to_vec();
            if let Some(term) = other.get_mut(at) {
                *term = Term::text(&word).whole();
            }
            let hits =
                stored::find(&mut **work, &[other.clone()], limits::SEARCH_SHOWN, now).await?;
            if let Some(first) = hits.patients.first() {
                found.push(Meant {
                    text: spelled_like(&other, first),
                    people: hits.patients.len(),
                    more: hits.more,
                });
            }
        }
    }
    found.sort_by(|a, b| (b.people, &a.text).cmp(&(a.people, &b.text)));
    found.dedup();
    found.truncate(MEANT_SHOWN);
    Ok(found)
}

/// The words as the person who is found spells them.
fn spelled_like(terms: &[Term], person: &PatientLine) -> String {
    let spelled = |term: &Term| {
        let words = person.full_name.as_str().split([' ', '-']);
        words
            .into_iter()
            .find(|word| matching::fold(word).concat() == term.begins)
            .unwrap_or(&term.begins)
            .to_owned()
    };
    terms.iter().map(spelled).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
