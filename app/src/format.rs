//! Dates, times, money: the clinic's one formatter, for pages as for mail.

pub use clinic::format::*;
