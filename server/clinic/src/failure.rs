//! Why a use case didn't do what was asked: the arms that the pages tell apart.
//!
//! Only `Fault` is a mistake of ours. Its chain of causes is for the log; what is
//! shown of it, here and to the browser, is the word "fault".

use std::error::Error;
use std::fmt;

use domain::person::Invalid;
use domain::refusal::{FieldErrors, Refusal};
use store::StoreError;

/// Any answer but the one asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A rule spoke against it.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// Fields of the form are wrong.
    #[error("invalid")]
    Invalid(FieldErrors),
    /// It isn't there, or isn't yours: the same answer, by the same path.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in here (any more).
    #[error("unauthenticated")]
    Unauthenticated,
    /// Signed in, but too long ago for this.
    #[error("reauthenticate")]
    Reauthenticate,
    /// A member of staff whose role lacks the permission.
    #[error("forbidden")]
    Forbidden,
    /// Too often; again after so many seconds.
    #[error("too many")]
    TooMany {
        /// Seconds to wait, at least 1.
        retry_after_s: u32,
    },
    /// The database can't take it now; nothing was done.
    #[error("unavailable")]
    Unavailable,
    /// A mistake of ours, or broken data.
    #[error("fault")]
    Fault(Fault),
}

/// What went wrong, for the log only.
pub struct Fault(Box<dyn Error + Send + Sync>);

impl Fault {
    /// A fault with its cause.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }

    /// The chain of causes, outermost first, for one line of the log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut line = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(next) = cause {
            line.push_str(": ");
            line.push_str(&next.to_string());
            cause = next.source();
        }
        line
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.chain())
    }
}

impl Failure {
    /// A fault of ours that has no deeper cause.
    pub(crate) fn fault(what: &'static str) -> Self {
        Self::Fault(Fault::new(what))
    }

    /// One wrong field.
    pub(crate) fn field(field: &str, invalid: Invalid) -> Self {
        Self::Invalid(FieldErrors::one(field, invalid))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Busy | StoreError::Unavailable) {
            Self::Unavailable
        } else {
            Self::Fault(Fault::new(error))
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
