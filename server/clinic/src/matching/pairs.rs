//! How pairs compare that are known already, and who else may be somebody: for the list of
//! duplicates.

use std::collections::BTreeSet;

use domain::id::PatientId;
use domain::matching::linkage::{Evidence, Grade, Model, Prepared};
use store::matching::Stored;

use super::{Match, Sought};
use crate::failure::Failure;

/// How each of these pairs compares, in their order: what their names and numbers are worth is
/// asked of all of them together.
pub(crate) async fn evidence(
    db: &mut impl store::Reads,
    pairs: &[(&Prepared, &Prepared)],
) -> Result<Vec<Evidence>, Failure> {
    super::asking::compared(db, None, pairs).await
}

/// Whoever may be this person, at least [possibly](Grade::Possible), the likeliest first:
/// among those whom a key finds and `besides`, without those of `except` and without profiles
/// that were put away.
pub(crate) async fn of_person(
    db: &mut impl store::Reads,
    model: &Model,
    own: &Stored,
    besides: &[PatientId],
    except: &BTreeSet<PatientId>,
    at_most: usize,
) -> Result<Vec<Match>, Failure> {
    let sought = Sought {
        profile: &own.profile,
        own: Some(own.id),
        except,
    };
    let mut weighed = super::weighed(db, model, sought, besides).await?;
    weighed.retain(|one| !one.stored.archived && one.weight >= least_weight());
    weighed.truncate(at_most);
    let mut matches = super::judged(model, weighed);
    matches.retain(|one| one.verdict.grade >= Grade::Possible);
    Ok(matches)
}

/// A little less than the match weight from which on a pair is possible.
fn least_weight() -> f64 {
    let cut = Grade::Possible.cut();
    (cut / (1.0 - cut)).log2() - 0.01
}
