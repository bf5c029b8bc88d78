//! The clinic's side: the door, Today, the patients, bookings by hand, one appointment, the
//! question before an account is blocked, safeguarding stops, how the team logs in, the
//! table of ages, and who may sign up.

mod ages;
mod appointment;
mod block;
mod door;
mod duplicates;
mod marks;
mod merge;
mod move_visit;
mod new_booking;
mod patients;
mod picking;
mod portal_accounts;
mod registrations;
mod review;
mod room;
mod safeguarding;
mod security;
mod sign_ups;
mod step_up;
mod today;

pub use ages::ages;
pub use appointment::{appointment, cancel};
pub use block::block;
pub use door::{log_in, password, second_factor};
pub use duplicates::duplicates;
pub use merge::{
    compare as merge, history as merges, seen as merge_seen, split as merge_undo,
    with as merge_with,
};
pub use move_visit::move_visit;
pub use new_booking::new_booking;
pub use patients::{
    add as new_patient, edit as edit_patient, history as patient_history, invite_many,
    invited_many, list as patients, profile as patient, visits as patient_visits,
};
pub use portal_accounts::{
    again as access_again, fix as fix_invitation, link as invitation_link, list as portal_accounts,
    remove as remove_access, rights as access_rights,
};
pub use registrations::{one as registration, registrations};
pub use review::review;
pub use safeguarding::safeguarding;
pub use security::{security, security_codes, team_security};
pub use sign_ups::sign_ups;
pub use today::today;
