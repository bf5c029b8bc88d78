//! Somebody who signed up and waits to be matched with a profile.
//!
//! | module | what it settles |
//! |---|---|
//! | [`policy`] | who may sign up |
//! | [`question`] | whether they have been here before, as they are asked and answer |

pub mod policy;
pub mod question;
