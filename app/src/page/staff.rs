//! The clinic's side: the door and Today.

mod door;
mod today;

pub use door::{log_in, password};
pub use today::today;
