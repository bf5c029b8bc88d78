//! "Check and book".

use clinic::booking::{self as use_case, CheckView};
use clinic::{can, holds};
use domain::limits;
use domain::registration::booked_as::BookedAs;
use leptos::prelude::*;

use super::beside::{self, Chosen};
use super::held::{EXTEND, links, watch};
use super::lost::{Lost, gone, lost, not_held, problem};
use super::{Answer, NOTE, is_asked, question, steps_sending};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, chars, field_error, form_title, frame, id_param, load, narrow_page, with_phone,
};
use crate::text::en::{booking, common, family};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Check and book": everything once more, and the one green button.
pub fn check() -> impl IntoView {
    load(async {
        let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
        let Ok(hold) = id_param("hold") else {
            return not_held().await;
        };
        let found = match holds::view(&clinic, &visitor, hold).await {
            Err(failure) => return gone(failure).await,
            Ok(found) => found,
        };
        let frame = frame().await?;
        // For whom the time was taken, else for whom things are looked after now.
        let Some(patient) = found.patient.or(frame.patient()) else {
            ctx::redirect(&routes::who(hold));
            return Ok(().into_any());
        };
        let acting = match clinic.acting_for::<can::Book>(&account, patient).await {
            // Not theirs to book for, or not any more: whom it is for is asked.
            Err(clinic::Failure::NotFound) => {
                ctx::redirect(&routes::who(hold));
                return Ok(().into_any());
            }
            acting => acting?,
        };
        let view = match use_case::check(&clinic, &visitor, &acting, hold).await {
            Err(failure) => return gone(failure).await,
            Ok(found) => found,
        };
        if let Some(page) = asked(&frame, &view) {
            return Ok(narrow_page(frame, family::WHICH_PERSON, page));
        }
        let again = ctx::again(&["booking/book", "booking/hold", "booking/extend"]);
        let lost = lost(again.as_deref(), &view.hold).await?;
        let lost = lost.map(|lost| lost.with("book"));
        let patient = acting.patient().to_string();
        let typed = again
            .as_deref()
            .filter(|form| form.endpoint == "booking/book")
            .map(|form| form.typed("note"));
        let note = typed.or_else(|| ctx::site().ok()?.kept.note(visitor.key().0, &patient));
        Ok::<_, ApiError>(render(
            frame,
            &view,
            (patient, note),
            again.as_deref(),
            lost,
        ))
    })
}

/// The question for whom the time is, if whoever asks has switched meanwhile. Sent as it was
/// typed, the form goes on with the answer; else the answer leads to "Check and book".
fn asked(frame: &Frame, view: &CheckView) -> Option<AnyView> {
    let again = ctx::again(&["booking/book"]);
    let again = again.as_deref().filter(|again| is_asked(Some(again)));
    let hold = ("hold", view.hold.id.to_string());
    let made_for = view.hold.patient?;
    let goes_on = Answer {
        action: "/api/booking/whose",
        fields: vec![hold.clone()],
        agreed: false,
    };
    let same = match again {
        Some(form) => {
            let typed = |field: &'static str| (field, form.typed(field));
            Answer {
                action: "/api/booking/book",
                fields: vec![
                    hold,
                    typed("submission"),
                    typed("note"),
                    ("booked_as", view.booked_as.as_str().to_owned()),
                ],
                agreed: true,
            }
        }
        None => goes_on.clone(),
    };
    let question = question(frame, made_for, (same, goes_on))?;
    Some(
        view! {
            <h1>{family::WHICH_PERSON}</h1>
            {question}
        }
        .into_any(),
    )
}

fn render(
    frame: Frame,
    view: &CheckView,
    (patient, note): (String, Option<String>),
    again: Option<&KeptForm>,
    lost: Option<Lost>,
) -> AnyView {
    let hold = &view.hold;
    let of = frame.of_patient(patient.parse().ok());
    let heading = family::check(of.as_deref());
    let title = form_title(&heading, again);
    let submission = again
        .map(|form| form.typed("submission"))
        .filter(|typed| !typed.is_empty())
        .unwrap_or_else(|| view.submission.to_string());
    let asks = view.booked_as == BookedAs::Request;
    let press = match asks {
        true => family::request(of.as_deref()),
        false => family::book(of.as_deref()),
    };
    let first = asks.then(|| {
        view! { <Notice kind=NoticeKind::Info><p>{booking::CONFIRMED_FIRST}</p></Notice> }
    });
    // What the box says beside the form, and on a phone over it.
    let (appointment, person) = rows(&frame, view);
    // Sent with the note, so that it isn't lost.
    let extend = view! {
        <Button form="book" formaction=EXTEND>{booking::EXTEND}</Button>
    };
    let question = view! {
        <div class="page-narrow check">
            {problem(&frame, hold, again, &[("note", "note")], lost)}
            <h1>{heading}</h1>
            {watch(&frame, hold, extend.into_any())}
            <div class="check-list">
                <SummaryList rows=appointment/>
                <SummaryList rows=person/>
            </div>
            <form id="book" class="stack" method="post" action="/api/booking/book" novalidate>
                <input type="hidden" name="hold" value=hold.id.to_string()/>
                <input type="hidden" name="submission" value=submission/>
                <input type="hidden" name="patient" value=patient/>
                <input type="hidden" name="booked_as" value=view.booked_as.as_str()/>
                // What another time is for, where the form asks for one.
                <input type="hidden" name="service" value=hold.service.slug.clone()/>
                <input type="hidden" name="who" value=hold.choice.to_string()/>
                <SafeTextarea
                    name="note"
                    label=booking::note(hold.practitioner_name.first_word())
                    words=FIELD
                    value=note
                    error=field_error(again, "note")
                    optional=true
                    maxlength=chars(limits::NOTE_CHARS_MAX)
                />
                <p>{rule(&frame, view)}</p>
                {first}
                <Button look=Look::Primary>{press}</Button>
            </form>
            // Sent with the note, too: it is there when another time is chosen.
            <p>
                <Button look=Look::Quiet form="book" formaction="/api/booking/release">
                    {booking::RELEASE}
                </Button>
            </p>
        </div>
    };
    let chosen = Chosen::held(&frame, hold).sending(NOTE);
    let steps = steps_sending(3, &links(hold), Some(booking::PART_CHECK), Some(NOTE));
    chosen.page(frame, &title, steps, question)
}

/// Until when it can be cancelled online.
fn rule(frame: &Frame, view: &CheckView) -> AnyView {
    match view.cancel_until {
        Some(until) => beside::free_until(frame, until, &view.hold.zone).into_any(),
        None => {
            let notice = i64::from(view.hold.service.cancel_notice_minutes);
            let text = booking::soon(&format::duration(notice), frame.phone());
            with_phone(text, frame.phone())
        }
    }
}

/// The appointment, and whom it is for.
fn rows(frame: &Frame, view: &CheckView) -> (Vec<SummaryRow>, Vec<SummaryRow>) {
    let hold = &view.hold;
    let change = common::CHANGE;
    let appointment = vec![
        SummaryRow::new(booking::WHAT_ROW, hold.service.name.clone())
            .line(beside::meta(&hold.service))
            .change(routes::BOOK, change, booking::STEPS[0]),
        SummaryRow::new(booking::WITH, hold.practitioner_name.as_str()).change(
            routes::service(&hold.service.slug),
            change,
            booking::STEPS[1],
        ),
        beside::when(frame, hold),
        SummaryRow::new(booking::WHERE, view.street.clone()).line(view.city.clone()),
    ];
    let person = vec![
        SummaryRow::new(booking::FOR, view.patient_name.as_str()).change(
            routes::who(hold.id),
            change,
            booking::FOR,
        ),
        SummaryRow::new(booking::EMAIL, view.email.as_str()),
    ];
    let sending = |rows: Vec<SummaryRow>| rows.into_iter().map(|row| row.sending(NOTE)).collect();
    (sending(appointment), sending(person))
}
