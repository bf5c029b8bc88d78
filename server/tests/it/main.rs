//! Everything that is tested through HTTP or the real binary, in one test program.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where its setting can't be made"
)]

mod access_matrix;
mod binary;
mod config;
mod forms_without_js;
mod harness;
mod headers;
mod tidy;
