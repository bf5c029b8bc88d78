//! The pages, a room for each noun. A page reads through witnesses of `ctx`, and writes
//! nothing: its forms post to `api`.

pub mod appointments;
pub mod book;
mod closed;
mod details;
pub mod dev;
pub mod diary;
pub mod display;
pub mod email;
pub mod family;
pub mod home;
pub mod invitation;
pub mod log_in;
pub mod me;
pub mod plain;
pub mod question;
pub mod recover;
mod second_factor;
pub mod sign_up;
pub mod staff;
pub mod styleguide;
mod welcome;

use leptos::prelude::*;

use crate::layout;

pub use home::home;
pub use welcome::welcome;

/// The page of an address that we don't have.
pub fn not_found() -> impl IntoView {
    layout::load(layout::page_not_found())
}
