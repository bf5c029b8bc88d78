//! What the front desk does with bookings: by hand, over another visit, and what becomes
//! of a visit on its day.
//!
//! Every look at a patient's appointment is recorded before anybody sees it.

mod booking;
mod cancelling;
mod confirming;
mod judging;
mod moving;
mod offering;
mod telling;
mod undoing;
mod visit;

use domain::audit::Action;
use domain::booking::Ahead;
use domain::id::{PatientId, ServiceId};
use domain::limits;
use domain::person;
use jiff::Timestamp;
use store::Reads;

pub use crate::family::notices::ChartLeftOut;
pub use booking::{Purpose, Wish, book};
pub(crate) use cancelling::cancel_for_merge;
pub use cancelling::{AskedBy, cancel};
pub use confirming::confirm;
pub(crate) use confirming::{confirm_all, tell as tell_confirmed};
pub use moving::{MoveOffer, MoveWish, may_choose_move, move_to, offer_move};
pub use offering::{Chosen, NewBooking, Question, TakenBy, Times, may_choose, offer};
pub use telling::MailTo;
pub use undoing::{Act, UndoKind, undo};
pub use visit::{DeskVisit, Exception, HistoryLine, say, show};

use crate::authz::{Clinic, Staff, can};
use crate::failure::Failure;

/// The appointments ahead of somebody for whom staff would like one more of the service. An
/// account's own number binds only who books with it.
async fn ahead(
    reads: &mut impl Reads,
    patient: PatientId,
    service: ServiceId,
    now: Timestamp,
) -> Result<Ahead, Failure> {
    let counts = store::appointment::count_ahead(
        reads,
        store::appointment::Sight::all(patient),
        None,
        service,
        now,
    )
    .await?;
    Ok(Ahead {
        by_account: None,
        ..crate::booking::ahead(counts)
    })
}

/// Reads a reason that must be given.
fn parse_reason(text: &str) -> Result<String, Failure> {
    person::parse_reason(text, limits::REASON_CHARS_MAX)
        .map_err(|invalid| Failure::field("reason", invalid))
}

/// Records a look at somebody, and at whoever else is named on the page.
async fn record_look(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    action: Action,
    seen: &[PatientId],
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    work.record(action.as_str(), "", seen).await?;
    work.commit().await
}

#[cfg(test)]
mod tests;
