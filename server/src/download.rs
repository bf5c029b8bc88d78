//! Files made for one person. They take the same proofs as a use case.

use app::ctx::{ClientAddress, SessionToken};
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use clinic::{Failure, appointments, can};
use domain::id::AppointmentId;
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::problem::Problem;
use crate::rails::Rails;

/// An appointment for a calendar.
pub async fn calendar(
    State(rails): State<Rails>,
    Path(appointment): Path<String>,
    session: Option<Extension<SessionToken>>,
    Extension(from): Extension<ClientAddress>,
    caller: HeaderMap,
) -> Response {
    match made(&rails, &appointment, session, from).await {
        Ok(ics) => {
            let kind = (CONTENT_TYPE, "text/calendar; charset=utf-8");
            let name = (
                CONTENT_DISPOSITION,
                "attachment; filename=\"appointment.ics\"",
            );
            ([kind, name], ics).into_response()
        }
        Err(failure) => Problem::of(&rails.site.clinic, failure, &caller),
    }
}

async fn made(
    rails: &Rails,
    appointment: &str,
    session: Option<Extension<SessionToken>>,
    ClientAddress(address): ClientAddress,
) -> Result<String, Failure> {
    let clinic = &rails.site.clinic;
    let Extension(SessionToken(token)) = session.ok_or(Failure::Unauthenticated)?;
    let account = clinic.account(&token, address).await?;
    let id: AppointmentId = appointment.parse().map_err(|_| Failure::NotFound)?;
    let (acting, id) = clinic
        .acting_on::<can::ViewAppointments>(&account, id)
        .await?;
    appointments::calendar(clinic, &acting, id).await
}
