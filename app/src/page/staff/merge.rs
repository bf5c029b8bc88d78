//! Merging two profiles of one person, and splitting them again.

mod compare;
mod history;
mod people;
mod seen;
mod split;
mod stops;
mod value;
mod with;

pub use compare::compare;
pub use history::history;
pub(super) use history::{just_merged, merged_just_now, table as merge_table};
pub use seen::seen;
pub use split::split;
pub use with::with;
