//! How well matching finds who is the same person, where that is known: generated clinics,
//! files whose ids say it, and the figures.

mod chance;
pub mod clinic;
pub mod figures;
pub mod file;

/// Whatever goes wrong ends it: a figure of something broken is none.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
