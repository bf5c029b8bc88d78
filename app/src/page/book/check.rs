//! "Check and book".

use clinic::booking::{self as use_case, CheckView};
use clinic::can;
use clinic::holds;
use clinic::times::SlotView as Time;
use domain::booking::BookRefusal;
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::held::{held_line, links};
use super::steps;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::text::en::{booking, common};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Check and book": everything once more, and the one green button.
pub fn check() -> impl IntoView {
    load(async {
        let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
        let acting = clinic.own_patient::<can::Book>(&account).await?;
        let view = use_case::check(&clinic, &visitor, &acting, id_param("hold")?).await?;
        let again = ctx::again(&["booking/book"]);
        let close = match again.as_deref().map(|form| &form.error) {
            Some(ApiError::Refused(Refusal::Book(BookRefusal::Taken) | Refusal::HoldGone)) => {
                let hold = &view.hold;
                let slug = &hold.service.slug;
                holds::nearest(&clinic, &visitor, slug, hold.choice, hold.starts_at).await?
            }
            _ => Vec::new(),
        };
        let patient = acting.patient().to_string();
        Ok(render(
            frame().await?,
            &view,
            patient,
            again.as_deref(),
            close,
        ))
    })
}

fn render(
    frame: Frame,
    view: &CheckView,
    patient: String,
    again: Option<&KeptForm>,
    close: Vec<Time>,
) -> AnyView {
    let hold = &view.hold;
    let title = form_title(booking::CHECK, again);
    let rule = match view.cancel_until {
        Some(until) => {
            booking::cancel_until(&format::moment(until, &hold.zone, frame.clinic.today))
        }
        None => booking::no_cancel(frame.phone()),
    };
    let submission = again
        .map(|form| form.typed("submission"))
        .filter(|typed| !typed.is_empty())
        .unwrap_or_else(|| view.submission.to_string());
    let body = view! {
        {steps(3, &links(hold))}
        {summary(again, &[("note", "note")], frame.phone())}
        {closest(&frame, view, close)}
        {held_line(&frame, hold)}
        <h1>{booking::CHECK}</h1>
        <SummaryList rows=rows(&frame, view)/>
        <form class="stack" method="post" action="/api/booking/book" novalidate>
            <input type="hidden" name="hold" value=hold.id.to_string()/>
            <input type="hidden" name="submission" value=submission/>
            <input type="hidden" name="patient" value=patient/>
            <SafeTextarea
                name="note"
                label=booking::note(hold.practitioner_name.first_word())
                words=FIELD
                value=again.map(|form| form.typed("note"))
                error=field_error(again, "note")
                optional=true
                maxlength=1_000
            />
            <p>{rule}</p>
            <Button look=Look::Primary>{booking::BOOK}</Button>
        </form>
        <form method="post" action="/api/booking/release">
            <input type="hidden" name="hold" value=hold.id.to_string()/>
            <Button look=Look::Quiet>{booking::RELEASE}</Button>
        </form>
    }
    .into_any();
    narrow_page(frame, &title, body)
}

/// The three nearest times, when somebody else has the one that was held.
fn closest(frame: &Frame, view: &CheckView, close: Vec<Time>) -> AnyView {
    if close.is_empty() {
        return ().into_any();
    }
    let cards = close.iter().map(|slot| {
        let when = format::near_moment(slot.starts_at, &view.hold.zone, frame.clinic.today);
        let name = slot.practitioner_name.as_str();
        SoonestView {
            value: format!("{}.{}", slot.starts_at.as_millisecond(), slot.practitioner),
            with: booking::with(name),
            when,
        }
    });
    view! {
        <form method="post" action="/api/booking/hold">
            <input type="hidden" name="service" value=view.hold.service.slug.clone()/>
            <input type="hidden" name="who" value=view.hold.choice.to_string()/>
            <SoonestCards heading=booking::CHOOSE_TIME cards=cards.collect()/>
        </form>
    }
    .into_any()
}

fn rows(frame: &Frame, view: &CheckView) -> Vec<SummaryRow> {
    let hold = &view.hold;
    let (slug, zone) = (&hold.service.slug, &hold.zone);
    let date = format::date(format::local_date(hold.starts_at, zone), frame.clinic.today);
    let range = format::time_range(hold.starts_at, hold.ends_at, zone);
    let line = booking::service_line(
        &format::duration(i64::from(hold.service.minutes)),
        &format::money(hold.service.price_cents),
    );
    let change = common::CHANGE;
    vec![
        SummaryRow::new(booking::WHAT_ROW, hold.service.name.clone())
            .line(line)
            .change(routes::BOOK, change, booking::STEPS[0]),
        SummaryRow::new(booking::WITH, hold.practitioner_name.as_str()).change(
            routes::service(slug),
            change,
            booking::STEPS[1],
        ),
        SummaryRow::new(booking::WHEN, date)
            .line(format!("{range}, {}", common::zone(&frame.clinic.city)))
            .change(routes::times(slug, hold.choice), change, booking::STEPS[2]),
        SummaryRow::new(booking::WHERE, view.street.clone()).line(view.city.clone()),
        SummaryRow::new(booking::FOR, view.patient_name.as_str()).change(
            routes::who(hold.id),
            change,
            booking::FOR,
        ),
        SummaryRow::new(booking::EMAIL, view.email.as_str()),
    ]
}
