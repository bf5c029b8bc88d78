//! What a server function answers: where to go next, or a code.
//!
//! Errors carry codes and the numbers of a rule; never prose, a typed value, a name or
//! SQL. The words stand in `text`.

use std::fmt;

use domain::refusal::{FieldErrors, Refusal};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// How long to wait when the database can't be written.
pub const UNAVAILABLE_RETRY_S: u32 = 10;

/// Where the person goes after a form was taken: a path of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// Begins with one `/`.
    pub next: String,
}

impl Next {
    /// Goes to `path`.
    #[must_use]
    pub fn to(path: impl Into<String>) -> Self {
        Self { next: path.into() }
    }
}

/// What a form answers that is for a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// How the file is called, such as `seen.csv`: a plain word.
    pub name: String,
    /// What stands in it: comma-separated values.
    pub csv: String,
}

/// Without what stands in it: files are about people.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    /// Nobody is signed in.
    Unauthenticated,
    /// Signed in too long ago for this.
    Reauthenticate,
    /// A member of staff without the permission.
    Forbidden,
    /// It is not there, or not theirs: the two look the same.
    NotFound,
    /// The form is not one of ours: a field doubled, missing, unknown or not text.
    Malformed,
    /// Fields that need another look.
    Invalid(FieldErrors),
    /// A rule says no.
    Refused(Refusal),
    /// Too many tries.
    TooMany {
        /// When to try again.
        retry_after_s: u32,
    },
    /// The database can't write now; nothing was done.
    Unavailable,
    /// Something broke on our side; the log has it under this number.
    Fault {
        /// Eight hexadecimal digits.
        incident: String,
    },
    /// The answer could not be read.
    Transport,
}

impl ApiError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Reauthenticate => "reauthenticate",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Malformed => "malformed",
            Self::Invalid(_) => "invalid",
            Self::Refused(refusal) => refusal.code(),
            Self::TooMany { .. } => "too_many",
            Self::Unavailable => "unavailable",
            Self::Fault { .. } => "fault",
            Self::Transport => "transport",
        }
    }

    /// After how many seconds it may go better, if time is what it needs.
    #[must_use]
    pub const fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooMany { retry_after_s } => Some(*retry_after_s),
            Self::Unavailable => Some(UNAVAILABLE_RETRY_S),
            _ => None,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed | Self::Transport => 400,
            Self::Unauthenticated | Self::Reauthenticate => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Refused(refusal) if refusal.is_conflict() => 409,
            Self::Refused(_) | Self::Invalid(_) => 422,
            Self::TooMany { .. } => 429,
            Self::Fault { .. } => 500,
            Self::Unavailable => 503,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Transport
    }
}
