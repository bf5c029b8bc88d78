//! The clinic's side: the door, Today, the patients, and the question before an account is
//! blocked.

mod block;
mod door;
mod patients;
mod room;
mod today;

pub use block::block;
pub use door::{log_in, password};
pub use patients::{
    add as new_patient, edit as edit_patient, history as patient_history, list as patients,
    profile as patient, visits as patient_visits,
};
pub use today::today;
