//! Who may be the same person: for one person among all, and for everybody at once.
//!
//! | module | what it settles |
//! |---|---|
//! | here | the best matches of one person, and by which weights |
//! | [`scan`] | every pair of profiles that may be one person |
//! | [`train`] | weights from this clinic's own data |
//!
//! What two profiles say for or against each other is decided in
//! `domain::matching::linkage`; candidates are found in `store::matching`, always by
//! reading a bounded number of rows. An external id is never evidence.

pub mod scan;
pub mod train;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use domain::audit::Action;
use domain::id::PatientId;
use domain::matching::linkage::{self, Counts, Customs, Frequencies, Prepared, TokenKind};
use store::matching as rows;

pub use domain::matching::linkage::{Grade, Kin, Model, Profile, Reason, Verdict};
pub use store::matching::Stored;

use crate::authz::{Clinic, Staff, SystemJob, Work, can};
use crate::failure::{Failure, Fault};

/// Somebody who may be the person that was asked about.
#[derive(Clone)]
pub struct Match {
    /// Who.
    pub stored: Stored,
    /// How likely, and why.
    pub verdict: Verdict,
}

/// Who and how likely; the rest is about the person.
impl fmt::Debug for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Match")
            .field("stored", &self.stored)
            .field("probability", &self.verdict.probability)
            .finish_non_exhaustive()
    }
}

/// The weights that count: those estimated from this clinic's data, or the program's own.
///
/// # Errors
/// Only faults.
pub async fn model(clinic: &Clinic, job: &SystemJob) -> Result<Model, Failure> {
    let mut look = clinic.read(job).await?;
    model_within(&mut *look).await
}

pub(crate) async fn model_within(db: &mut impl store::Reads) -> Result<Model, Failure> {
    match rows::find_model(db).await? {
        Some(weights) => {
            serde_json::from_str(&weights).map_err(|error| Failure::Fault(Fault::new(error)))
        }
        None => Ok(Model::shipped()),
    }
}

/// The `at_most` best matches of somebody who needn't be a patient, the likeliest first,
/// however unlikely. For the command line.
///
/// # Errors
/// Only faults.
pub async fn best_matches(
    clinic: &Clinic,
    job: &SystemJob,
    model: &Model,
    profile: &Profile,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let mut look = clinic.read(job).await?;
    best_within(&mut *look, model, profile, &BTreeSet::new(), at_most).await
}

/// The best matches of a patient that are at least [possible](Grade::Possible), the
/// likeliest first. Profiles that were put away are among them, and say so. Recorded as a
/// look at everybody answered.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such patient, or another profile took its place.
pub async fn of_patient(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    patient: PatientId,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = of_patient_within(&mut work, patient, at_most).await;
    work.settle(outcome).await
}

async fn of_patient_within(
    work: &mut Work,
    patient: PatientId,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let stored = rows::profiles(&mut **work, [patient]).await?;
    let profile = &stored.first().ok_or(Failure::NotFound)?.profile;
    let except = BTreeSet::from([patient]);
    let found = possible_within(work, profile, &except, at_most).await?;
    let mut shown: Vec<PatientId> = found.iter().map(|one| one.stored.id).collect();
    shown.push(patient);
    work.record(Action::PatientsCompared.as_str(), "", &shown)
        .await?;
    Ok(found)
}

/// The best matches that are at least possible, by the weights that count, without those of
/// `except`: who was asked about, and who is known to be somebody else. The caller records
/// whom it shows.
///
/// # Errors
/// Only faults.
pub(crate) async fn possible_within(
    work: &mut Work,
    profile: &Profile,
    except: &BTreeSet<PatientId>,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let model = model_within(&mut **work).await?;
    let mut found = best_within(&mut **work, &model, profile, except, at_most).await?;
    found.retain(|one| one.verdict.grade >= Grade::Possible);
    Ok(found)
}

async fn best_within(
    db: &mut impl store::Reads,
    model: &Model,
    profile: &Profile,
    except: &BTreeSet<PatientId>,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let person = Prepared::of(profile);
    let mut ids = rows::candidates(db, &person).await?;
    ids.retain(|id| !except.contains(id));
    let candidates: Vec<(Stored, Prepared)> = rows::profiles(db, ids)
        .await?
        .into_iter()
        .map(|stored| {
            let prepared = Prepared::of(&stored.profile);
            (stored, prepared)
        })
        .collect();
    let counts = counts(db, &person, &candidates).await?;
    // Reasons are asked for of the best alone.
    let mut weighed: Vec<(f64, Stored, linkage::Evidence)> = candidates
        .into_iter()
        .map(|(stored, prepared)| {
            let evidence = linkage::evidence(&person, &prepared, &counts);
            (model.weigh(&evidence), stored, evidence)
        })
        .collect();
    weighed.sort_by(|one, other| {
        let by_weight = other.0.total_cmp(&one.0);
        by_weight.then_with(|| one.1.id.cmp(&other.1.id))
    });
    weighed.truncate(at_most);
    let best = weighed.into_iter().map(|(_, stored, evidence)| Match {
        stored,
        verdict: model.judge(&evidence),
    });
    Ok(best.collect())
}

/// How common is what comparing asks about: a part of all that the candidates have, and
/// the same for most of them. What is asked about may depend on what was answered.
async fn counts(
    db: &mut impl store::Reads,
    person: &Prepared,
    candidates: &[(Stored, Prepared)],
) -> Result<Counts, Failure> {
    let mut counts = rows::counts(db, linkage::tokens(person)).await?;
    let mut known: BTreeSet<(TokenKind, String)> = linkage::tokens(person).into_iter().collect();
    loop {
        let asked = {
            let asking = Asking {
                counts: &counts,
                asked: RefCell::default(),
            };
            for (_, candidate) in candidates {
                // For what it asks about alone.
                let _evidence = linkage::evidence(person, candidate, &asking);
            }
            asking.asked.into_inner()
        };
        let new: Vec<(TokenKind, String)> = asked.difference(&known).cloned().collect();
        if new.is_empty() {
            return Ok(counts);
        }
        rows::add_counts(db, &mut counts, &new).await?;
        known.extend(new);
    }
}

/// Remembers what it was asked about.
struct Asking<'a> {
    counts: &'a Counts,
    asked: RefCell<BTreeSet<(TokenKind, String)>>,
}

impl Frequencies for Asking<'_> {
    fn people(&self) -> u64 {
        self.counts.people()
    }

    fn count(&self, kind: TokenKind, token: &str) -> u64 {
        self.asked.borrow_mut().insert((kind, token.to_owned()));
        self.counts.count(kind, token)
    }

    fn customs(&self) -> Customs {
        self.counts.customs()
    }
}

#[cfg(test)]
mod tests;
