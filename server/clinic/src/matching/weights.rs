//! The weights that count: those estimated from this clinic's data, or the program's own.
//!
//! Estimated weights are of the rules by which they were estimated. A program with other rules
//! can't use them: it goes by its own then and says so, until they are estimated anew.

use std::sync::Once;

use domain::matching::linkage::{Model, RULES_OF_WEIGHTS};
use serde_json::{Value, json};
use store::matching as rows;

use crate::authz::{Clinic, SystemJob};
use crate::failure::{Failure, Fault};

/// The weights that count, with what is said of where they come from.
///
/// # Errors
/// Only faults.
pub async fn model(clinic: &Clinic, job: &SystemJob) -> Result<Model, Failure> {
    let mut look = clinic.read(job).await?;
    model_within(&mut *look).await
}

pub(crate) async fn model_within(db: &mut impl store::Reads) -> Result<Model, Failure> {
    Ok(match rows::find_model(db).await? {
        Some(text) => read(&text).unwrap_or_else(shipped_instead),
        None => Model::shipped(),
    })
}

/// None if they are of other rules.
fn read(text: &str) -> Option<Model> {
    let mut kept: Value = serde_json::from_str(text).ok()?;
    let rules = kept.get("rules").and_then(Value::as_i64);
    // What else stands there depends on the number.
    let model = kept
        .get_mut("model")
        .filter(|_| rules == Some(RULES_OF_WEIGHTS));
    serde_json::from_value(model?.take()).ok()
}

fn shipped_instead() -> Model {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(
            "the weights estimated here are of another version and don't count; \
             `kith match train` estimates them anew"
        );
    });
    let mut model = Model::shipped();
    model
        .source
        .push_str("; those estimated here are of another version and don't count");
    model
}

/// Weights in the form in which they are kept.
pub(super) fn written(model: &Model) -> Result<String, Failure> {
    let kept = json!({ "rules": RULES_OF_WEIGHTS, "model": model });
    serde_json::to_string(&kept).map_err(|error| Failure::Fault(Fault::new(error)))
}
