//! A person's own account.

mod prove;

pub use prove::{prove, prove_code};
