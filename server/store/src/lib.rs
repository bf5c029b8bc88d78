//! The clinic's database: the only crate that speaks SQL.
//!
//! | module | what it settles |
//! |---|---|
//! | [`db`] | opening, reading, checking |
//! | [`writer`] | writing: groups of concurrent writes share a commit |
//! | [`error`] | what can go wrong, as codes |
//! | [`column`] | how values stand in columns |
//! | [`lock`] | one serving process for each database |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod access;
pub mod account;
pub mod account_password;
pub mod age_policy;
pub mod appointment;
pub mod audit;
pub mod claim;
pub mod clinic;
pub mod code;
mod column;
mod db;
pub mod demo;
pub mod duplicate;
pub mod email_change;
mod error;
pub mod family;
pub mod hold;
pub mod invitation;
mod lock;
pub mod matching;
pub mod merge;
pub mod notice;
pub mod patient;
pub mod practitioner;
#[cfg(test)]
mod privacy;
pub mod registration;
mod rows;
pub mod safeguarding;
pub mod second_factor;
pub mod service;
pub mod session;
pub mod shift;
pub mod sign_up;
pub mod staff;
#[cfg(test)]
mod statements;
pub mod sweep;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod throttle;
pub mod today;
pub mod warning;
mod writer;

pub use db::{Glance, ReadTx, Reads, Store};
pub use error::{Constraint, StoreError};
pub use lock::InstanceLock;
pub use writer::{Stats, Tx};
