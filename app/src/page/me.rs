//! A person's own account.

mod password;
mod prove;

pub use password::password;
pub use prove::{prove, prove_code};
