//! The booking path: from "What do you need?" to "You're booked".

mod beside;
mod check;
mod choose;
mod done;
mod held;
mod lost;
mod picker;
mod times;
pub mod together;
mod whose;

pub(crate) use beside::{free_until, meta};
pub use check::check;
pub(crate) use choose::hue;
pub use choose::{practitioners, services};
pub use done::done;
pub use held::{account, code, who};
pub(crate) use lost::{card, value};
pub(crate) use picker::{Picker, Take, time_cards};
pub use times::times;
pub(crate) use times::year_month;
pub(crate) use whose::{Answer, is_asked, question};

use clinic::times::Choice;
use domain::id::PatientId;
use leptos::prelude::*;

use crate::text::en::booking;
use crate::ui::*;

/// Where a time's button sends its form.
const HOLD: &str = "/api/booking/hold";

/// The note on "Check and book", which isn't lost when somebody goes back from there.
const NOTE: Sends = Sends {
    form: "book",
    action: "/api/booking/keep",
};

/// What the form of a time says besides the time: also for whom its page was made.
fn hold_fields(slug: &str, who: Choice, patient: Option<PatientId>) -> Vec<(&'static str, String)> {
    let mut fields = vec![("service", slug.to_owned()), ("who", who.to_string())];
    fields.extend(patient.map(|patient| ("patient", patient.to_string())));
    fields
}

/// The four steps, with links back to those that are done; `part` tells the pages of the
/// last step apart where only the position is shown.
fn steps(current: usize, links: &[String], part: Option<&'static str>) -> impl IntoView + use<> {
    steps_sending(current, links, part, None)
}

/// The same; what is typed on the page goes along.
fn steps_sending(
    current: usize,
    links: &[String],
    part: Option<&'static str>,
    sends: Option<Sends>,
) -> impl IntoView + use<> {
    let steps = booking::STEPS.iter().enumerate().map(|(at, label)| Step {
        label: (*label).to_owned(),
        state: match at.cmp(&current) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Ahead,
        },
        href: links.get(at).into(),
    });
    view! {
        <Stepper
            label=booking::STEPS_LABEL
            position=booking::step(current + 1, part)
            steps=steps.collect()
            sends=sends
        />
    }
}
