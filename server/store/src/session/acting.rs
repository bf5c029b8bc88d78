//! For whom a session may act: the live access of its account.

use domain::id::{AppointmentId, PatientId, SessionId};

use super::LiveSince;
use crate::access::{Held, HeldRow, held_columns, held_patient};
use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// What a session finds when it asks to act for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The session isn't live, or the account is disabled.
    SignedOut,
    /// It is; with the live access to what was asked for, if there is one.
    SignedIn(Option<Held>),
}

/// Whom somebody wants to act for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// This patient.
    Patient(PatientId),
    /// The patient of this appointment.
    OfAppointment(AppointmentId),
    /// Themself.
    Myself,
    /// Whomever they look after in this browser now, or themself.
    Chosen,
}

/// The live session of an account, with its live access to the patient whom `$which` names.
macro_rules! acting {
    ($which:literal) => {
        concat!(
            "SELECT ",
            held_columns!(),
            " FROM session JOIN account ON account.id = session.account_id \
             LEFT JOIN access ON access.account_id = account.id AND access.ended_at IS NULL AND ",
            $which,
            " LEFT JOIN ",
            held_patient!(),
            " WHERE session.id = $1 AND session.ended_at IS NULL AND session.seen_at > $2 \
             AND session.created_at > $3 AND account.disabled_at IS NULL"
        )
    };
}

// Indexes: primary keys of session, account and patient, access_account,
// safeguarding_stop_open.
pub(crate) const FIND_ACTING_FOR: &str = acting!("access.patient_id = $4");

// Indexes: those, and access_open_self_account.
pub(super) const FIND_ACTING_FOR_SELF: &str = acting!("access.relation = 'self'");

// Indexes: those of FIND_ACTING_FOR, and the primary key of appointment.
pub(super) const FIND_ACTING_ON: &str = acting!(
    "access.patient_id = (SELECT appointment.patient_id FROM appointment \
         WHERE appointment.id = $4)"
);

// Indexes: those of FIND_ACTING_FOR and FIND_ACTING_FOR_SELF.
pub(super) const FIND_ACTING_FOR_CHOSEN: &str = acting!(
    "(access.patient_id = session.acting_for \
         OR (session.acting_for IS NULL AND access.relation = 'self'))"
);

/// The live access of a live session's account to whom it asks for.
///
/// # Errors
/// Those of the database.
pub async fn find_acting(
    db: &mut impl Reads,
    session: SessionId,
    whom: Whom,
    live: LiveSince,
) -> Result<Acting, StoreError> {
    let (seen, begun) = (At(live.seen_after), At(live.begun_after));
    let row: Option<HeldRow> = match whom {
        Whom::Patient(patient) => on_db!(
            db,
            query_as(FIND_ACTING_FOR)
                .bind(Id(session))
                .bind(seen)
                .bind(begun)
                .bind(Id(patient))
                .fetch_optional
        )?,
        Whom::OfAppointment(appointment) => on_db!(
            db,
            query_as(FIND_ACTING_ON)
                .bind(Id(session))
                .bind(seen)
                .bind(begun)
                .bind(Id(appointment))
                .fetch_optional
        )?,
        Whom::Myself => on_db!(
            db,
            query_as(FIND_ACTING_FOR_SELF)
                .bind(Id(session))
                .bind(seen)
                .bind(begun)
                .fetch_optional
        )?,
        Whom::Chosen => on_db!(
            db,
            query_as(FIND_ACTING_FOR_CHOSEN)
                .bind(Id(session))
                .bind(seen)
                .bind(begun)
                .fetch_optional
        )?,
    };
    Ok(match row {
        None => Acting::SignedOut,
        Some(row) => Acting::SignedIn(row.held()?),
    })
}
