//! A patient's own appointments: the list, one of them, and the question before it is
//! cancelled.

use clinic::appointments::{self, AppointmentState, AppointmentView, CancelRule};
use clinic::can;
use domain::id::AppointmentId;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{Frame, frame, id_param, load, narrow_page, summary, tel, with_phone};
use crate::page::book::free_until;
use crate::text::en::{appointments as text, booking, common};
use crate::ui::*;
use crate::{ctx, format, routes};

/// All of them: those ahead first, then the past ones.
pub fn list() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let acting = clinic
            .own_patient::<can::ViewAppointments>(&account)
            .await?;
        let all = appointments::list(&clinic, &acting).await?;
        Ok(render_list(frame().await?, all))
    })
}

fn render_list(frame: Frame, all: Vec<AppointmentView>) -> AnyView {
    let (ahead, past): (Vec<_>, Vec<_>) = all.into_iter().partition(|a| a.upcoming);
    let nothing = ahead.is_empty().then(|| {
        view! {
            <EmptyState text=text::NONE>
                <LinkButton href=routes::BOOK look=Look::Primary>{text::BOOK}</LinkButton>
            </EmptyState>
        }
    });
    let more = (!ahead.is_empty()).then(|| {
        view! { <p><LinkButton href=routes::BOOK>{text::BOOK}</LinkButton></p> }
    });
    let past = (!past.is_empty()).then(|| {
        view! { <h2>{text::PAST}</h2> <ChoiceList rows=rows(&frame, &past)/> }
    });
    let upcoming = (!ahead.is_empty()).then(|| {
        view! { <h2>{text::UPCOMING}</h2> <ChoiceList rows=rows(&frame, &ahead)/> }
    });
    let main = view! {
        <h1>{common::MY_APPOINTMENTS}</h1>
        {nothing}
        {upcoming}
        {more}
        {past}
    }
    .into_any();
    narrow_page(frame, common::MY_APPOINTMENTS, main)
}

fn rows(frame: &Frame, list: &[AppointmentView]) -> Vec<ChoiceRow> {
    let today = frame.clinic.today;
    let row = |a: &AppointmentView| {
        let with = a.practitioner_name.as_str();
        ChoiceRow::new(
            routes::appointment(a.id),
            format::moment(a.starts_at, &a.zone, today),
        )
        .line(format!("{} {}", a.service_name, booking::with(with)))
        .meta(state(a.state))
    };
    list.iter().map(row).collect()
}

fn state(state: AppointmentState) -> Option<&'static str> {
    match state {
        AppointmentState::Cancelled => Some(text::STATE_CANCELLED),
        AppointmentState::NoShow => Some(text::STATE_MISSED),
        AppointmentState::Confirmed | AppointmentState::Arrived | AppointmentState::Completed => {
            None
        }
    }
}

async fn one() -> Result<AppointmentView, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let asked: AppointmentId = id_param("appointment")?;
    let (acting, id) = clinic
        .acting_on::<can::ViewAppointments>(&account, asked)
        .await?;
    Ok(appointments::show(&clinic, &acting, id).await?)
}

/// One appointment, with what can be done about it.
pub fn show() -> impl IntoView {
    load(async {
        let found = one().await?;
        let again = ctx::again(&["appointments/cancel", "appointments/undo"]);
        let frame = frame().await?;
        let title = title(&frame, &found);
        let undo = undo_banner(&found);
        let undone = ctx::query("done").as_deref() == Some("undone");
        let back = (undone && found.state != AppointmentState::Cancelled)
            .then(|| view! { <Toast text=text::BACK/> });
        let actions = actions(&frame, &found);
        let main = view! {
            {undo}
            {back}
            {summary(again.as_deref(), &[], frame.phone())}
            <h1>{title.clone()}</h1>
            {facts(&frame, &found)}
            {actions}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn title(frame: &Frame, found: &AppointmentView) -> String {
    format::date(
        format::local_date(found.starts_at, &found.zone),
        frame.clinic.today,
    )
}

fn undo_banner(found: &AppointmentView) -> AnyView {
    let cancelled = found.state == AppointmentState::Cancelled;
    let Some(until) = found.undo_until.filter(|_| cancelled) else {
        return ().into_any();
    };
    let until = text::undo_until(&format::time(until, &found.zone));
    let id = found.id.to_string();
    view! {
        <Toast text=format!("{} {until}", text::CANCELLED)>
            <form method="post" action="/api/appointments/undo">
                <input type="hidden" name="appointment" value=id/>
                <Button icon=IconName::Undo>{common::UNDO}</Button>
            </form>
        </Toast>
    }
    .into_any()
}

fn facts(frame: &Frame, found: &AppointmentView) -> AnyView {
    let range = format::time_range(found.starts_at, found.ends_at, &found.zone);
    let when = format!("{range}, {}", common::zone(&frame.clinic.city));
    let mut rows = vec![
        SummaryRow::new(booking::WHEN, title(frame, found)).line(when),
        SummaryRow::new(booking::WHAT_ROW, found.service_name.clone()),
        SummaryRow::new(booking::WITH, found.practitioner_name.as_str()),
        SummaryRow::new(booking::WHERE, found.street.clone()).line(found.city.clone()),
        SummaryRow::new(booking::FOR, found.patient_name.as_str()),
    ];
    if let Some(note) = &found.note {
        rows.push(SummaryRow::new(text::NOTE, note.clone()));
    }
    let badge = state(found.state).map(|word| view! { <p><Badge text=word/></p> });
    view! { {badge} <SummaryList rows=rows/> }.into_any()
}

fn actions(frame: &Frame, found: &AppointmentView) -> AnyView {
    if found.state == AppointmentState::Cancelled {
        return view! {
            <p><LinkButton href=routes::service(&found.service_slug)>{text::BOOK_ANOTHER}</LinkButton></p>
        }
        .into_any();
    }
    let calendar = view! {
        <LinkButton href=routes::calendar_file(found.id) icon=IconName::Calendar download=true>
            {booking::ADD_TO_CALENDAR}
        </LinkButton>
    };
    match found.cancel {
        CancelRule::Allowed { until } => {
            let rule = free_until(frame, until, &found.zone);
            cancellable(found, calendar.into_any(), rule)
        }
        CancelRule::Grace { until } => {
            let rule = text::grace(&format::time(until, &found.zone));
            cancellable(found, calendar.into_any(), rule)
        }
        CancelRule::TooLate { notice_minutes } => {
            let notice = format::duration(i64::from(notice_minutes));
            let phone = frame.phone().to_owned();
            let too_late = with_phone(text::too_late(&notice, &phone), &phone);
            view! {
                <p class="cluster">
                    {calendar}
                    <LinkButton href=tel(&phone) icon=IconName::Phone>{common::call(&phone)}</LinkButton>
                </p>
                <p>{too_late}</p>
            }
            .into_any()
        }
        CancelRule::Over => ().into_any(),
    }
}

fn cancellable(found: &AppointmentView, calendar: AnyView, rule: String) -> AnyView {
    view! {
        <p class="cluster">
            {calendar}
            <LinkButton href=routes::cancel(found.id) look=Look::Danger>{text::CANCEL}</LinkButton>
        </p>
        <p class="muted">{rule}</p>
    }
    .into_any()
}

/// "Cancel this appointment?"
pub fn cancel() -> impl IntoView {
    load(async {
        let found = one().await?;
        if !matches!(
            found.cancel,
            CancelRule::Allowed { .. } | CancelRule::Grace { .. }
        ) {
            ctx::redirect(&routes::appointment(found.id));
            return Ok(().into_any());
        }
        let frame = frame().await?;
        // Of a booking taken back at once no mail tells: none of it has left yet.
        let told = match found.cancel {
            CancelRule::Grace { .. } => text::TOLD_NOBODY,
            _ => text::TOLD,
        };
        let main = view! {
            <h1>{text::CANCEL_IT}</h1>
            {facts(&frame, &found)}
            <p>{told}</p>
            <form class="cluster" method="post" action="/api/appointments/cancel">
                <input type="hidden" name="appointment" value=found.id.to_string()/>
                <Button look=Look::Danger>{text::CANCEL}</Button>
                <LinkButton href=routes::appointment(found.id)>{text::KEEP}</LinkButton>
            </form>
        }
        .into_any();
        Ok(narrow_page(frame, text::CANCEL_IT, main))
    })
}
