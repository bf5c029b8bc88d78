//! A person's own account.

mod app;
mod details;
mod email;
mod password;
mod prove;
mod security;

pub use app::{app, app_codes};
pub use details::details;
pub(in crate::page) use details::{form as contact_form, over_form as over_contact_form};
pub use email::email;
pub use password::password;
pub use prove::{prove, prove_code};
pub use security::security;
