//! What people do at the clinic: one function for each thing a patient, a member
//! of staff or the clock wants done, from the check of who asks to the commit.
//!
//! Nothing here touches the database without a witness of [`authz`]: a value that
//! proves who asks and that only that module can make. Deliberately not here: SQL
//! (`store`), rules (`domain`), HTTP and cookies (`server`), and words for people,
//! except in the mails.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod account_password;
pub mod again;
pub mod ages;
mod answers;
pub mod appointments;
pub mod audit;
pub mod authz;
pub mod booking;
mod calendar;
pub mod cell;
pub mod clock;
pub mod codes;
pub mod contact;
pub mod demo;
pub mod desk;
pub mod diary;
pub mod duplicates;
pub mod email_change;
pub mod failure;
pub mod family;
#[cfg(test)]
mod faults;
pub mod format;
pub mod front;
pub mod holds;
pub mod import;
mod incident;
pub mod invitations;
pub mod log_in;
pub mod mail;
pub mod matching;
pub mod merge;
pub mod needs_a_look;
pub mod opening;
pub mod password;
pub mod patients;
pub mod phone;
pub mod portal_accounts;
#[cfg(test)]
mod privacy;
pub mod prove;
pub mod registrations;
pub mod review;
pub(crate) mod rights;
pub mod rng;
pub mod safeguarding;
pub mod saved_mail;
pub(crate) mod schedule;
pub mod second_factor;
pub mod security;
pub mod sign_up;
pub mod staff_log_in;
pub mod staff_step_up;
pub mod team;
#[cfg(feature = "testing")]
pub mod testing;
pub(crate) mod throttle;
pub mod times;
pub mod today;
pub mod together;
pub mod token;
pub(crate) mod tries;
pub mod warnings;
pub mod worker;

pub use authz::{
    AccountHolder, ActingFor, Clinic, Member, Parts, Public, Recent, Staff, SystemJob, Together,
    Visitor, can,
};
pub use failure::{Failure, Fault};
pub use log_in::NextPath;
pub use token::Token;
