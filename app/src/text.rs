//! Every sentence that a person reads on a page. English; other languages stand beside it.

pub mod en;
