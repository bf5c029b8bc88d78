//! The rules of a clinic's bookings: what may be booked, by whom and when.
//!
//! Pure by construction: no I/O, no clock, no randomness, no time-zone data of
//! its own. The browser, the page, the hold and the commit all ask the same
//! functions. What a person reads is not here: rules answer with codes.
//!
//! | module | what it settles |
//! |---|---|
//! | [`id`] | one distinct type for each thing that has an identity |
//! | [`person`] | names, birth dates, e-mail addresses: parsed once, then trusted |
//! | `matching` | how names are folded, searched and compared (on the server only) |
//! | [`limits`] | every bound in the system, named with its unit |
//! | [`span`], [`shift`], [`slots`] | when somebody works, and which times are free |
//! | [`booking`], [`cancellation`], [`moving`] | may this be booked, cancelled, moved, undone? |
//! | [`together`] | which times suit several people in one go |
//! | [`appointment`] | how far a visit has come, and what staff may say next |
//! | [`typed_time`] | a time as staff type it: `thu 10:15`, `+2w` |
//! | [`claim`] | which 5-minute quanta a visit takes |
//! | [`role`] | what members of staff may do |
//! | [`access`] | what an account may do for a patient |
//! | [`age_policy`] | what a patient's age changes about that |
//! | [`warning`] | how early people are told of a day that changes something |
//! | [`invitation`] | what may become of an invitation to a patient's portal |
//! | [`registration`] | somebody who signed up and waits to be matched with a profile |
//! | [`merge`] | two profiles of one person become one, and two again |
//! | [`audit`] | every act that is written down, by its one name |
//! | [`second_factor`] | what may be typed as one, and how a recovery code reads |
//! | [`refusal`] | every "no" of the system with its stable code |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod access;
pub mod age_policy;
pub mod appointment;
pub mod audit;
pub mod booking;
pub mod cancellation;
pub mod claim;
pub mod device;
pub mod id;
pub mod invitation;
pub mod limits;
#[cfg(feature = "matching")]
pub mod matching;
pub mod merge;
pub mod moving;
pub mod person;
pub mod refusal;
pub mod registration;
pub mod role;
pub mod second_factor;
pub mod shift;
pub mod slots;
pub mod span;
pub mod together;
pub mod typed_time;
pub mod warning;
