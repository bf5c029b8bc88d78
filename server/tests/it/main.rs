//! Everything that is tested through HTTP or the real binary, in one test program.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its setting can't be made"
)]

mod accept;
mod access_matrix;
mod accounts_journey;
mod ages;
mod asking;
mod binary;
mod booking_journey;
mod bulk_invite;
mod clock_change;
mod config;
mod desk_choosing;
mod desk_journey;
mod desk_moves;
mod diary;
mod display;
mod duplicates;
mod family;
mod forms_without_js;
mod harness;
mod headers;
mod held;
mod import;
mod input;
mod invitations;
mod invite_only;
mod kill;
mod lock;
mod me;
mod merge;
mod opened_links;
mod patients;
mod portal_accounts;
#[path = "../program/program.rs"]
mod program;
mod refusals;
mod requests;
mod second_factor;
mod tidy;
mod time;
mod together;
mod visits;
mod wire_privacy;
