//! Merging two profiles of one person, and splitting them again.

mod around;
mod compare;
mod history;
mod news;
mod people;
mod seen;
mod split;
mod stops;
mod third;
mod value;
mod with;

pub(super) use around::{at_work, queue_back};
pub use compare::compare;
pub(super) use compare::side_by_side;
pub use history::history;
pub(super) use history::table as merge_table;
pub(super) use news::{merged_just_now, news};
pub use seen::seen;
pub use split::split;
pub use with::with;
