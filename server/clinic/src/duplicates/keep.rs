//! Keeping the list of pairs in step with the profiles, a few at a time.
//!
//! Comparing reads and writes nothing; what was found is then written at once. Whoever is
//! changed between the two waits again.

use std::collections::BTreeSet;

use domain::id::PatientId;
use domain::limits;
use store::duplicate::{self as rows, Waiting};
use store::merge::different;

use crate::authz::{Clinic, Look, SystemJob};
use crate::failure::Failure;
use crate::matching::{Grade, Model, model_within, pairs};

/// Finds the pairs of the next few who wait for that; says whether more may wait.
///
/// # Errors
/// Only faults, and that nothing can be written now.
pub async fn go_on(clinic: &Clinic, job: &SystemJob) -> Result<bool, Failure> {
    let limit = limits::DUPLICATES_AT_A_TIME;
    let mut read = clinic.read(job).await?;
    let waiting = rows::list_waiting(&mut *read, limit).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let model = model_within(&mut *read).await?;
    let mut found = Vec::with_capacity(waiting.len());
    for whose in &waiting {
        found.push((*whose, of_one(&mut read, &model, *whose).await?));
    }
    drop(read);
    let mut work = clinic.begin(job).await?;
    for (whose, pairs) in &found {
        rows::put_pairs(&mut work, *whose, pairs).await?;
    }
    work.commit().await?;
    Ok(i64::try_from(waiting.len()).is_ok_and(|taken| taken == limit))
}

/// With whom somebody may be one person, whether strongly, and how much that weighs.
async fn of_one(
    read: &mut Look,
    model: &Model,
    whose: Waiting,
) -> Result<Vec<(PatientId, bool, i64)>, Failure> {
    let patient = whose.patient;
    let stored = store::matching::profiles(&mut **read, [patient]).await?;
    let own = stored.first().filter(|own| !own.archived);
    let Some(own) = own else {
        return Ok(Vec::new());
    };
    let known = limits::DIFFERENT_KNOWN;
    let others = different::list_different(&mut **read, patient, known).await?;
    let except: BTreeSet<PatientId> = others.iter().map(|other| other.patient).collect();
    // Also those whom only their own keys had led to.
    let partners = rows::list_partners(&mut **read, patient).await?;
    let most = limits::DUPLICATES_PER_PROFILE;
    let found = pairs::of_person(&mut **read, model, own, &partners, &except, most).await?;
    let found = found.iter().map(|one| {
        let strong = one.verdict.grade >= Grade::Probable;
        (one.stored.id, strong, thousandths(one.verdict.match_weight))
    });
    Ok(found.collect())
}

/// A match weight in thousandths of its unit. Weights are some tens of units; what is beyond
/// all bounds stands at the bound.
fn thousandths(weight: f64) -> i64 {
    const MOST: f64 = 1e9;
    let rounded = (weight * 1_000.0).clamp(-MOST, MOST).round();
    // Whole and within bounds by now; what is no number becomes 0.
    rounded as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_keep_their_order_in_thousandths() {
        assert_eq!(thousandths(12.345_6), 12_346);
        assert_eq!(thousandths(-2.0), -2_000);
        assert_eq!(thousandths(f64::INFINITY), 1_000_000_000);
        assert_eq!(thousandths(f64::NEG_INFINITY), -1_000_000_000);
        assert_eq!(thousandths(f64::NAN), 0);
    }
}
