//! The pieces that run in the browser. Each works on HTML that is whole without it, and
//! adds speed or ease: a key, a focus, an announcement.

pub mod code_field;
pub mod copy_text;
pub mod date_keys;
pub mod hold_watch;
pub mod ready;
pub mod show_password;

pub use code_field::CodeField;
pub use copy_text::CopyText;
pub use date_keys::DateKeys;
pub use hold_watch::HoldWatch;
pub use ready::Ready;
pub use show_password::ShowPassword;
