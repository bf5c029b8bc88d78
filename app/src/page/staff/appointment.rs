//! One appointment at the desk: facts, what can be said and done, history; and the
//! question before it is cancelled.

use clinic::desk::{self, DeskVisit};
use clinic::{Staff, can};
use domain::appointment::{AppointmentState, Step};
use domain::id::AppointmentId;
use leptos::prelude::*;

use super::room::{At, Back, Room};
use super::{marks, picking};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, id_param, load, staff_summary};
use crate::text::en::{booking, common, desk as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The forms whose refusal is said here: this page's own, and those whose own pages are gone
/// once the visit isn't only booked any more.
const HERE: [&str; 7] = [
    "staff/appointments/say",
    "staff/appointments/undo",
    "staff/appointments/cancel",
    "staff/appointments/confirm",
    "staff/appointments/choose",
    "staff/appointments/move",
    "staff/appointments/move-over",
];

/// The way from the page of a form that the visit can't have any more: to the visit, with why
/// the form was not taken.
pub(super) fn instead_of_form(id: AppointmentId) -> String {
    match (ctx::again(&HERE), ctx::query("again")) {
        (Some(_), Some(kept)) => routes::desk_visit_again(id, &kept),
        _ => routes::desk_visit(id),
    }
}

async fn one() -> Result<(Staff<can::Book>, DeskVisit), ApiError> {
    let staff = ctx::staff::<can::Book>().await?;
    let found = desk::show(&ctx::clinic()?, &staff, id_param("appointment")?).await?;
    Ok((staff, found))
}

/// The appointment.
pub fn appointment() -> impl IntoView {
    load(async {
        let (staff, found) = one().await?;
        let room = Room::of(&staff, found.waiting_count).await?;
        let again = ctx::again(&HERE);
        // What a press couldn't do is said once, not beside what the one before it did.
        let done = again.is_none().then(|| ctx::query("done")).flatten();
        let problem = staff_summary(again.as_deref(), &[], &room.clinic.phone);
        let today = room.clinic.today;
        let title = found.patient_name.as_str().to_owned();
        let beside = found.beside_another.then(|| {
            view! { <Notice kind=NoticeKind::Warn><p>{text::BESIDE_ANOTHER}</p></Notice> }
        });
        let request = found.requested.then(|| {
            view! { <Notice kind=NoticeKind::Info><p>{text::REQUEST_HINT}</p></Notice> }
        });
        let main = view! {
            {banner(&found, done.as_deref())}
            {problem}
            <header class="staff-head">
                <h1><bdi>{title.clone()}</bdi></h1>
                <p class="cluster">{badges(&found)}</p>
            </header>
            <div class="page-narrow">
                {beside}
                {request}
                <SummaryList rows=facts(&found, today)/>
                {actions(&found)}
                {exceptions(&found, today)}
                {history(&found, today)}
            </div>
        }
        .into_any();
        let back = Back::to(routes::patient(found.patient), title.clone());
        Ok(room.page_below(back, &title, At::Aside, main))
    })
}

/// What was just done, with the way back while there is one.
fn banner(found: &DeskVisit, done: Option<&str>) -> AnyView {
    let done = done.and_then(text::done);
    match found.undo {
        Some((act, until)) => {
            let line = text::undo(act.kind, &format::time(until, &found.zone));
            let id = found.id.to_string();
            view! {
                <Toast text=line>
                    <form method="post" action="/api/staff/appointments/undo">
                        <input type="hidden" name="appointment" value=id/>
                        <input type="hidden" name="act" value=act.to_field()/>
                        <Button icon=IconName::Undo>{common::UNDO}</Button>
                    </form>
                </Toast>
            }
            .into_any()
        }
        None => done.map(|line| view! { <Toast text=line/> }).into_any(),
    }
}

fn badges(found: &DeskVisit) -> AnyView {
    view! { {marks::standing(found.state, found.requested)} {marks::overbooked(found.overbooked)} }
        .into_any()
}

fn facts(found: &DeskVisit, today: jiff::civil::Date) -> Vec<SummaryRow> {
    let date = format::date(format::local_date(found.starts_at, &found.zone), today);
    let range = format::time_range(found.starts_at, found.ends_at, &found.zone);
    let left_out = found.mail_to.chart_left_out.map(text::chart_left_out);
    let addresses = found.mail_to.addresses.iter();
    let mut mail_to = addresses.map(|address| address.as_str()).chain(left_out);
    let first = mail_to.next().unwrap_or(text::NO_ADDRESS);
    let mail_to = mail_to.fold(SummaryRow::new(text::MAIL_TO, first), SummaryRow::line);
    let mut rows = vec![
        SummaryRow::new(booking::WHEN, date).line(range),
        SummaryRow::new(booking::WHAT_ROW, found.service_name.clone()),
        SummaryRow::new(booking::WITH, found.practitioner_name.as_str()),
        SummaryRow::new(booking::WHERE, found.place.0.clone()).line(found.place.1.clone()),
        mail_to,
    ];
    if let Some(note) = &found.note {
        rows.push(SummaryRow::new(text::NOTE, note.clone()));
    }
    rows
}

fn actions(found: &DeskVisit) -> AnyView {
    let steps = found.steps.iter().copied().map(|step| {
        let look = match step {
            Step::Arrive | Step::Finish => Look::Primary,
            Step::Miss => Look::Outline,
        };
        let id = found.id.to_string();
        view! {
            <form method="post" action="/api/staff/appointments/say">
                <input type="hidden" name="appointment" value=id/>
                <input type="hidden" name="sequence" value=found.sequence.to_string()/>
                <input type="hidden" name="step" value=step.as_str()/>
                <input type="hidden" name="from" value="visit"/>
                <Button look=look>{text::step(step)}</Button>
            </form>
        }
    });
    let steps = steps.collect_view();
    let confirm = found.requested.then(|| {
        view! {
            <form method="post" action="/api/staff/appointments/confirm">
                <input type="hidden" name="appointment" value=found.id.to_string()/>
                <input type="hidden" name="sequence" value=found.sequence.to_string()/>
                <Button look=Look::Primary>{text::CONFIRM}</Button>
            </form>
        }
    });
    let cancel = match found.requested {
        true => text::DECLINE,
        false => text::CANCEL,
    };
    let change = (found.state == AppointmentState::Confirmed).then(|| {
        view! {
            <LinkButton href=routes::desk_move(found.id)>{text::MOVE}</LinkButton>
            <LinkButton href=routes::desk_cancel(found.id) look=Look::Danger>
                {cancel}
            </LinkButton>
        }
    });
    view! {
        <div class="cluster">
            {steps}
            {confirm}
            {change}
            <LinkButton href=routes::new_booking(found.patient) look=Look::Quiet>
                {text::BOOK_AGAIN}
            </LinkButton>
        </div>
    }
    .into_any()
}

fn exceptions(found: &DeskVisit, today: jiff::civil::Date) -> AnyView {
    if found.exceptions.is_empty() {
        return ().into_any();
    }
    let rows = found.exceptions.iter().map(|made| {
        let over = made.overbooked.then_some(text::OVERBOOKED);
        let rules = made.rules.iter().map(|code| text::exception(code));
        let what: Vec<&str> = over.into_iter().chain(rules).collect();
        SummaryRow::new(what.join(", "), made.reason.clone()).line(format::moment(
            made.at,
            &found.zone,
            today,
        ))
    });
    view! { <h2>{text::EXCEPTIONS}</h2> <SummaryList rows=rows.collect()/> }.into_any()
}

fn history(found: &DeskVisit, today: jiff::civil::Date) -> AnyView {
    let rows = found.history.iter().filter_map(|line| {
        let what = text::event(&line.action)?;
        let by = line.staff_name.as_ref().map(|name| name.as_str());
        let moment = format::moment(line.at, &found.zone, today);
        Some(SummaryRow::new(what, text::at_by(&moment, by)))
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! { <h2>{text::HISTORY}</h2> <SummaryList rows=rows/> }.into_any()
}

/// "Cancel this appointment?"
pub fn cancel() -> impl IntoView {
    load(async {
        let (staff, found) = one().await?;
        let again = ctx::again(&["staff/appointments/cancel"]);
        if found.state != AppointmentState::Confirmed {
            ctx::redirect(&instead_of_form(found.id));
            return Ok(().into_any());
        }
        let room = Room::of(&staff, found.waiting_count).await?;
        let links = [("asked_by", "asked_by")];
        let problem = staff_summary(again.as_deref(), &links, &room.clinic.phone);
        let title = form_title(text::CANCEL_IT, again.as_deref());
        let rows = facts(&found, room.clinic.today);
        let main = view! {
            {problem}
            <div class="page-narrow">
                <h1>{text::CANCEL_IT}</h1>
                <p><bdi>{found.patient_name.as_str().to_owned()}</bdi></p>
                <SummaryList rows=rows/>
                {cancel_form(&found, again.as_deref())}
            </div>
        }
        .into_any();
        Ok(room.page(&title, At::Aside, main))
    })
}

fn cancel_form(found: &DeskVisit, again: Option<&KeptForm>) -> AnyView {
    let typed = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
    let told = again.is_none() || !typed("tell").is_empty();
    let options = vec![
        RadioOption::new("patient", text::BY_PATIENT).hint(text::BY_PATIENT_MAIL),
        RadioOption::new("clinic", text::BY_CLINIC).hint(text::BY_CLINIC_MAIL),
    ];
    let grace =
        (!found.mail_to.addresses.is_empty()).then(|| view! { <p class="muted">{text::GRACE}</p> });
    let mail = view! { {picking::tell(&found.mail_to, told)} {grace} };
    let error = OptText::from(field_error(again, "asked_by"));
    view! {
        <form class="stack" method="post" action="/api/staff/appointments/cancel">
            <input type="hidden" name="appointment" value=found.id.to_string()/>
            <input type="hidden" name="sequence" value=found.sequence.to_string()/>
            <Radios
                name="asked_by"
                legend=text::ASKED_BY
                words=FIELD
                options=options
                selected=typed("asked_by")
                error=error
            />
            {mail}
            <p class="cluster">
                <Button look=Look::Danger>{text::CANCEL}</Button>
                <LinkButton href=routes::desk_visit(found.id)>{text::KEEP}</LinkButton>
            </p>
        </form>
    }
    .into_any()
}
