//! The appointment as it grows, beside every question of the booking path.

use clinic::front::ServiceCard;
use clinic::holds::HoldView;
use domain::cancellation;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use leptos::prelude::*;

use crate::layout::{Frame, patient_page};
use crate::text::en::{booking, common, family};
use crate::ui::*;
use crate::{format, routes};

/// What is chosen so far.
pub(super) struct Chosen {
    service: ServiceCard,
    with: Option<SummaryRow>,
    when: Option<SummaryRow>,
    cancelling: String,
    /// The first name of whom it is for, if that is somebody else.
    of: Option<String>,
}

impl Chosen {
    /// A service, and nothing else yet.
    pub(super) fn service(service: ServiceCard) -> Self {
        let notice = format::duration(i64::from(service.cancel_notice_minutes));
        Self {
            service,
            with: None,
            when: None,
            cancelling: booking::free_until(&notice),
            of: None,
        }
    }

    /// The same for somebody else, by their first name.
    pub(super) fn of(self, of: Option<&str>) -> Self {
        Self {
            of: of.map(str::to_owned),
            ..self
        }
    }

    /// The same with a person, or whoever is free first; with a way to choose another
    /// where there is one.
    pub(super) fn with(mut self, name: &str, others: bool) -> Self {
        let row = SummaryRow::new(booking::WITH, name);
        let to = routes::service(&self.service.slug);
        self.with = Some(if others {
            row.change(to, common::CHANGE, booking::STEPS[1])
        } else {
            row
        });
        self
    }

    /// A held time.
    pub(super) fn held(frame: &Frame, hold: &HoldView) -> Self {
        let chosen =
            Self::service(hold.service.clone()).with(hold.practitioner_name.as_str(), true);
        let notice = hold.service.cancel_notice_minutes;
        let in_time = cancellation::cancel_until(hold.starts_at, notice) > frame.clinic.now;
        let cancelling = if in_time {
            chosen.cancelling
        } else {
            booking::CANCEL_BY_PHONE.to_owned()
        };
        Self {
            when: Some(when(frame, hold)),
            cancelling,
            of: frame.of_patient(hold.patient),
            ..chosen
        }
    }

    /// The same, where what is typed on the page goes along with each change.
    pub(super) fn sending(self, sends: Sends) -> Self {
        Self {
            with: self.with.map(|row| row.sending(sends)),
            when: self.when.map(|row| row.sending(sends)),
            ..self
        }
    }

    /// The box beside the question.
    fn aside(&self, frame: &Frame) -> impl IntoView + use<> {
        let clinic = &frame.clinic;
        let place =
            SummaryRow::new(booking::WHERE, clinic.street.clone()).line(clinic.city.clone());
        let rule = SummaryRow::new(booking::CANCELLING, self.cancelling.clone());
        let rows = self.with.iter().chain(&self.when).cloned();
        let rows: Vec<SummaryRow> = rows.chain([place, rule]).collect();
        view! {
            <SummaryAside
                heading=family::appointment(self.of.as_deref())
                title=self.service.name.clone()
                meta=meta(&self.service)
                rows=rows
            />
        }
    }

    /// The line under the heading that stands in for the box on a phone.
    pub(super) fn brief(&self) -> impl IntoView + use<> {
        let minutes = booking::service_minutes(self.service.minutes);
        view! {
            <p class="booking-brief">
                <b>{self.service.name.clone()}</b>
                ", " {minutes} " "
                <a href=routes::BOOK>
                    {common::CHANGE} <span class="visually-hidden">" " {booking::STEPS[0]}</span>
                </a>
            </p>
        }
    }

    /// A page of the path: the steps, what is chosen, and the question, one `div`.
    pub(super) fn page(
        &self,
        frame: Frame,
        title: &str,
        steps: impl IntoView + 'static,
        question: impl IntoView + 'static,
    ) -> AnyView {
        let main = view! { {steps} {question} {self.aside(&frame)} }.into_any();
        patient_page(frame, title, "wrap with-aside", main)
    }
}

/// "60 minutes · $120".
pub(crate) fn meta(service: &ServiceCard) -> String {
    booking::service_line(
        &booking::service_minutes(service.minutes),
        &format::money(service.price_cents),
    )
}

/// The row of a held time, with the way to choose another.
pub(super) fn when(frame: &Frame, hold: &HoldView) -> SummaryRow {
    let (slug, zone) = (&hold.service.slug, &hold.zone);
    let date = format::date(format::local_date(hold.starts_at, zone), frame.clinic.today);
    let range = format::time_range(hold.starts_at, hold.ends_at, zone);
    SummaryRow::new(booking::WHEN, date)
        .line(format!("{range}, {}", common::zone(&frame.clinic.city)))
        .change(
            routes::times(slug, hold.choice),
            common::CHANGE,
            booking::STEPS[2],
        )
}

/// "Free to cancel until today, 3:30 pm."
pub(crate) fn free_until(frame: &Frame, until: Timestamp, zone: &TimeZone) -> String {
    booking::cancel_until(&format::near_moment_inside(until, zone, frame.clinic.today))
}
