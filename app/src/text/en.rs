//! English, by the room in which the words are read.
//!
//! Short, warm, exact; sentence case; what happened, then what to do. No "please", no
//! "successfully", no exclamation marks.

pub mod access;
pub mod ages;
pub mod appointments;
pub mod asking;
pub mod booking;
pub mod bulk;
pub mod common;
pub mod desk;
pub mod dev;
pub mod diary;
pub mod display;
pub mod duplicates;
pub mod errors;
pub mod family;
pub mod giving_back;
pub mod guardianship;
pub mod invitations;
pub mod log_in;
pub mod matching;
pub mod me;
pub mod merge;
pub mod pages;
pub mod password;
pub mod patients;
pub mod portal_accounts;
pub mod problems;
pub mod registrations;
pub mod review;
pub mod safeguarding;
pub mod second_factor;
pub mod sign_up;
pub mod sign_ups;
pub mod splitting;
pub mod staff;
pub mod together;
pub mod welcome;

#[cfg(test)]
mod tests;
