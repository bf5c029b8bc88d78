//! Somebody who signed up and waits to be matched with a profile.
//!
//! | module | what it settles |
//! |---|---|
//! | [`booked_as`] | whether what they book stands at once |
//! | [`policy`] | who may sign up |
//! | [`requests`] | what they asked for, as a page showed it |
//! | [`question`] | whether they have been here before, as they are asked and answer |

pub mod booked_as;
pub mod policy;
pub mod question;
pub mod requests;
