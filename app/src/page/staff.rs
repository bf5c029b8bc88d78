//! The clinic's side: the door, Today, and the question before an account is blocked.

mod block;
mod door;
mod room;
mod today;

pub use block::block;
pub use door::{log_in, password};
pub use today::today;
