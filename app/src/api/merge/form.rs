//! What staff say about two profiles, read from a form.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use clinic::Failure;
use clinic::merge::{Field, OverlapAnswer, Typed, Whose};
use domain::id::AppointmentId;
use domain::person::Invalid;
use domain::refusal::FieldErrors;

use crate::error::ApiError;

/// The choice of a third value.
pub(crate) const OTHER: &str = "other";

/// The form's word of one of the two.
pub(crate) const fn whose(of: Whose) -> &'static str {
    match of {
        Whose::Survivor => "survivor",
        Whose::Absorbed => "absorbed",
    }
}

/// What an option of a choice about two visits sends.
pub(crate) fn overlap(
    (survivor, absorbed): (AppointmentId, AppointmentId),
    answer: OverlapAnswer,
) -> String {
    format!("{survivor}.{absorbed}.{}", answer.as_str())
}

/// How each field was chosen, in the order of [`Field::ALL`]; what isn't chosen isn't named.
pub(super) fn fields(
    typed: [(String, Vec<String>); 8],
) -> Result<BTreeMap<Field, Typed>, ApiError> {
    let mut errors = FieldErrors::default();
    let mut fields = BTreeMap::new();
    for (field, (choice, other)) in Field::ALL.into_iter().zip(typed) {
        let chosen = match choice.as_str() {
            "" => continue,
            OTHER => Ok(Typed::Other(other)),
            word if word == whose(Whose::Survivor) => Ok(Typed::Survivor),
            word if word == whose(Whose::Absorbed) => Ok(Typed::Absorbed),
            _ => Err(Invalid::NotAChoice),
        };
        if let Some(chosen) = errors.take(field.as_str(), chosen) {
            fields.insert(field, chosen);
        }
    }
    if errors.is_empty() {
        Ok(fields)
    } else {
        Err(Failure::Invalid(errors).into())
    }
}

/// The ids of ticked boxes; one that is none can't have stood there.
pub(crate) fn ids<I: FromStr + Ord>(ticked: &str) -> Result<BTreeSet<I>, ApiError> {
    ticked.split_whitespace().map(crate::api::id).collect()
}

/// An id, where something is chosen.
pub(super) fn id_if_any<I: FromStr>(chosen: &str) -> Result<Option<I>, ApiError> {
    match chosen {
        "" => Ok(None),
        chosen => crate::api::id(chosen).map(Some),
    }
}

/// What is chosen about visits at the same time; what isn't chosen isn't named.
pub(super) fn overlaps(
    chosen: &str,
) -> Result<BTreeMap<(AppointmentId, AppointmentId), OverlapAnswer>, ApiError> {
    let one = |text: &str| {
        let [survivor, absorbed, answer] = text.split('.').collect::<Vec<_>>().try_into().ok()?;
        let both = (survivor.parse().ok()?, absorbed.parse().ok()?);
        Some((both, OverlapAnswer::parse(answer)?))
    };
    let all = chosen.split_whitespace().map(one);
    all.collect::<Option<_>>()
        .ok_or_else(|| Failure::NotFound.into())
}

/// A split that needs the password asks for it on its own page.
pub(super) fn ask_password(outcome: Result<(), Failure>) -> Result<(), ApiError> {
    match outcome {
        Err(Failure::Reauthenticate) => {
            Err(Failure::Invalid(FieldErrors::one("password", Invalid::Missing)).into())
        }
        outcome => Ok(outcome?),
    }
}
