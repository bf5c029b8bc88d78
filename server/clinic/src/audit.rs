//! Checking the audit chain, and recording refusals. Everything else that is recorded is
//! part of the piece of work that it tells of ([`crate::authz`]).

mod refused;

use crate::authz::{Clinic, SystemJob};
use crate::failure::Failure;

pub use refused::{Asked, account_refused, member_refused};

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// How many events there are.
    pub rows: u64,
    /// The number of the first event that was changed, or is missing; none if all is well.
    pub first_bad: Option<i64>,
    /// The newest event's hash in hexadecimal. Events cut off the end of the chain leave
    /// no trace in the database: whoever keeps this value elsewhere can see it.
    pub head: String,
}

/// Reads the whole chain and compares every event with its hash.
///
/// # Errors
/// Only faults.
pub async fn verify(clinic: &Clinic, job: &SystemJob) -> Result<AuditReport, Failure> {
    let mut look = clinic.read(job).await?;
    let found = store::audit::verify(&mut *look).await?;
    Ok(AuditReport {
        rows: found.rows,
        first_bad: found.first_bad,
        head: found
            .head
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    })
}

#[cfg(test)]
mod tests;
