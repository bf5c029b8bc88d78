//! The marks that a visit carries on the clinic's pages.

use domain::appointment::AppointmentState;
use leptos::prelude::*;

use crate::text::en::desk;
use crate::ui::{VisitBadge, VisitState};

/// How far a visit has come.
pub(super) fn state(state: AppointmentState) -> AnyView {
    let mark = match state {
        AppointmentState::Confirmed => VisitState::Booked,
        AppointmentState::Arrived => VisitState::Arrived,
        AppointmentState::Completed => VisitState::Finished,
        AppointmentState::NoShow => VisitState::Missed,
        AppointmentState::Cancelled => VisitState::Cancelled,
    };
    view! { <VisitBadge state=mark text=desk::state(state)/> }.into_any()
}

/// The same of a visit that may be a request.
pub(super) fn standing(how: AppointmentState, requested: bool) -> AnyView {
    if requested && how == AppointmentState::Confirmed {
        return view! { <VisitBadge state=VisitState::Requested text=desk::REQUEST/> }.into_any();
    }
    state(how)
}

/// That it was put over another visit on purpose; nothing for one that wasn't.
pub(super) fn overbooked(over: bool) -> AnyView {
    over.then(|| view! { <VisitBadge state=VisitState::Overbooked text=desk::OVERBOOKED/> })
        .into_any()
}
