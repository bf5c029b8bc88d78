//! Who may be the same person: for one person among all, and for everybody at once.
//!
//! | module | what it settles |
//! |---|---|
//! | here | the best matches of one person |
//! | [`asking`] | how pairs compare, reading as few counts as that takes |
//! | [`pairs`] | how pairs that are known already compare |
//! | [`weights`] | by which weights |
//! | [`scan`] | every pair of profiles that may be one person |
//! | [`train`] | weights from this clinic's own data |
//!
//! What two profiles say for or against each other is decided in
//! `domain::matching::linkage`; candidates are found in `store::matching`, always by
//! reading a bounded number of rows. An external id is never evidence.

mod asking;
pub(crate) mod pairs;
pub mod scan;
pub mod train;
pub mod weights;

use std::collections::BTreeSet;
use std::fmt;

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::matching::linkage::{Evidence, Prepared};
use store::matching as rows;
use store::merge::different;

pub use domain::matching::linkage::{Grade, Kin, Model, Profile, Reason, Verdict};
pub use store::matching::Stored;
pub use weights::model;
pub(crate) use weights::model_within;

use crate::authz::{Clinic, Staff, SystemJob, can};
use crate::failure::Failure;

/// Somebody who may be the person that was asked about.
#[derive(Clone)]
pub struct Match {
    /// Who.
    pub stored: Stored,
    /// How likely, and why.
    pub verdict: Verdict,
    /// Whether they were found by what somebody answered who was asked, and not by what is
    /// known of them.
    pub by_answer: bool,
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

/// Somebody whose best matches are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Sought<'a> {
    /// What is known of them.
    pub(crate) profile: &'a Profile,
    /// Who they are, if they are a patient: they are counted already then, and no match of
    /// themself.
    pub(crate) own: Option<PatientId>,
    /// Who is known to be somebody else.
    pub(crate) except: &'a BTreeSet<PatientId>,
}

/// The `at_most` best matches of somebody who is no patient, the likeliest first, however
/// unlikely. For the command line.
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
    let sought = Sought {
        profile,
        own: None,
        except: &BTreeSet::new(),
    };
    best_within(&mut *look, model, sought, at_most).await
}

/// The best matches of a patient that are at least [possible](Grade::Possible), the
/// likeliest first, without those who are known to be somebody else. Profiles that were put
/// away are among them, and say so. Recorded as a look at everybody answered.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such patient, or another profile took its place.
pub async fn of_patient(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    patient: PatientId,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let mut look = clinic.read(who).await?;
    let model = model_within(&mut *look).await?;
    let found = of_patient_within(&mut *look, &model, patient, at_most).await?;
    drop(look);
    let found = found.ok_or(Failure::NotFound)?;
    let mut shown: Vec<PatientId> = found.iter().map(|one| one.stored.id).collect();
    shown.push(patient);
    let mut work = clinic.begin(who).await?;
    work.record(Action::PatientsCompared.as_str(), "", &shown)
        .await?;
    work.commit().await?;
    Ok(found)
}

/// See [`of_patient`]; none if there is no such patient. Whoever shows them records the look.
pub(crate) async fn of_patient_within(
    db: &mut impl store::Reads,
    model: &Model,
    patient: PatientId,
    at_most: usize,
) -> Result<Option<Vec<Match>>, Failure> {
    let stored = rows::profiles(db, [patient]).await?;
    let Some(stored) = stored.first() else {
        return Ok(None);
    };
    let known = limits::DIFFERENT_KNOWN;
    let different = different::list_different(db, patient, known).await?;
    let except: BTreeSet<PatientId> = different.iter().map(|other| other.patient).collect();
    let sought = Sought {
        profile: &stored.profile,
        own: Some(patient),
        except: &except,
    };
    Ok(Some(possible_within(db, model, sought, at_most).await?))
}

/// The best matches that are at least possible. It only reads, and is asked of a read: many
/// look-ups take longer than the one writer may be held. Whoever shows them records the look.
///
/// # Errors
/// Only faults.
pub(crate) async fn possible_within(
    db: &mut impl store::Reads,
    model: &Model,
    sought: Sought<'_>,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let mut found = best_within(db, model, sought, at_most).await?;
    found.retain(|one| one.verdict.grade >= Grade::Possible);
    Ok(found)
}

async fn best_within(
    db: &mut impl store::Reads,
    model: &Model,
    sought: Sought<'_>,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let mut weighed = weighed(db, model, sought, &[]).await?;
    weighed.truncate(at_most);
    Ok(judged(model, weighed))
}

/// A candidate, and how they compare with whoever is sought.
struct Weighed {
    weight: f64,
    stored: Stored,
    evidence: Evidence,
}

/// Everybody whom a key finds, and `besides`; the likeliest first.
async fn weighed(
    db: &mut impl store::Reads,
    model: &Model,
    sought: Sought<'_>,
    besides: &[PatientId],
) -> Result<Vec<Weighed>, Failure> {
    let person = Prepared::of(sought.profile);
    let found = rows::candidates(db, &person, sought.own).await?;
    let mut ids: BTreeSet<PatientId> = found.into_iter().chain(besides.iter().copied()).collect();
    ids.retain(|id| Some(*id) != sought.own && !sought.except.contains(id));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let stored = rows::profiles(db, ids).await?;
    let prepared: Vec<Prepared> = stored
        .iter()
        .map(|one| Prepared::of(&one.profile))
        .collect();
    let pairs: Vec<(&Prepared, &Prepared)> = prepared.iter().map(|one| (&person, one)).collect();
    // Both who are compared are taken out of each count.
    let joining = sought.own.is_none().then_some(&person);
    let compared = asking::compared(db, joining, &pairs).await?;
    let mut weighed: Vec<Weighed> = stored
        .into_iter()
        .zip(compared)
        .map(|(stored, evidence)| Weighed {
            weight: model.weigh(&evidence),
            stored,
            evidence,
        })
        .collect();
    weighed.sort_by(|one, other| {
        let by_weight = other.weight.total_cmp(&one.weight);
        by_weight.then_with(|| one.stored.id.cmp(&other.stored.id))
    });
    Ok(weighed)
}

/// With their reasons, which are asked for of the best alone.
fn judged(model: &Model, weighed: Vec<Weighed>) -> Vec<Match> {
    let judged = weighed.into_iter().map(|one| Match {
        verdict: model.judge(&one.evidence),
        stored: one.stored,
        by_answer: false,
    });
    judged.collect()
}

#[cfg(test)]
mod tests;
