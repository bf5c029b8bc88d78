//! A patient's own appointments: the list, one of them, and the question before it is
//! cancelled. Its change of time is in [`change`].

use clinic::appointments::change::nearest;
use clinic::appointments::{self, AppointmentState, AppointmentView, CancelRule, MoveRule};
use clinic::times::Choice;
use clinic::{AccountHolder, can};
use domain::access::{Ability, Relation};
use domain::id::AppointmentId;
use domain::moving::MoveRefusal;
use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{
    Frame, form_title, frame, id_param, load, narrow_page, summary, tel, with_phone,
};
use crate::page::book::{card, free_until, time_cards};
use crate::text::en::{appointments as text, booking, common, diary, errors, family};
use crate::ui::*;
use crate::{ctx, format, routes};

mod change;

pub use change::change;

/// The way to who did what about the patient.
fn diary_link(found: &AppointmentView) -> AnyView {
    let to = match found.relation {
        Relation::Myself => routes::DIARY.to_owned(),
        Relation::Guardian => routes::family_diary(found.patient),
    };
    let words = diary::who_did_what(of(found));
    view! { <p><a href=to>{words}</a></p> }.into_any()
}

/// All of them: those ahead first, then the past ones.
pub fn list() -> impl IntoView {
    load(async {
        let account = ctx::account().await?;
        let frame = frame().await?;
        let all = seen(&frame, &account).await?;
        Ok(render_list(frame, all))
    })
}

/// The appointments of whom the page is for; none where they can't be seen. Not everybody
/// who logs in is a patient: they have none.
pub(super) async fn seen(
    frame: &Frame,
    account: &AccountHolder,
) -> Result<Option<Vec<AppointmentView>>, ApiError> {
    match frame.acts::<can::ViewAppointments>(account).await? {
        Some(acting) => Ok(Some(appointments::list(&ctx::clinic()?, &acting).await?)),
        None if frame.acting().is_some() => Ok(None),
        None => Ok(Some(Vec::new())),
    }
}

/// In place of the appointments of somebody for whom one may only book.
pub(super) fn not_shown(frame: &Frame) -> AnyView {
    let name = frame.of().unwrap_or_default();
    let book = family::book(frame.of());
    view! {
        <EmptyState text=family::not_shown(name)>
            <LinkButton href=routes::BOOK look=Look::Primary>{book}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn render_list(frame: Frame, all: Option<Vec<AppointmentView>>) -> AnyView {
    let heading = family::appointments(frame.of());
    let Some(all) = all else {
        let main = view! { <h1>{heading.clone()}</h1> {not_shown(&frame)} }.into_any();
        return narrow_page(frame, &heading, main);
    };
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
    let undone = (ctx::query("done").as_deref() == Some("undone"))
        .then(|| view! { <Toast text=text::BOOKING_UNDONE/> });
    let main = view! {
        {undone}
        <h1>{heading.clone()}</h1>
        {nothing}
        {upcoming}
        {more}
        {past}
    }
    .into_any();
    narrow_page(frame, &heading, main)
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
        .meta(state(a))
    };
    list.iter().map(row).collect()
}

fn state(found: &AppointmentView) -> Option<&'static str> {
    match found.state {
        AppointmentState::Confirmed if found.requested => Some(text::STATE_REQUESTED),
        AppointmentState::Cancelled => Some(text::STATE_CANCELLED),
        AppointmentState::NoShow => Some(text::STATE_MISSED),
        AppointmentState::Confirmed | AppointmentState::Arrived | AppointmentState::Completed => {
            None
        }
    }
}

/// The first name of whose appointment it is, if that is somebody else.
pub(super) fn of(found: &AppointmentView) -> Option<&str> {
    (found.relation == Relation::Guardian).then(|| found.patient_name.first_word())
}

async fn find() -> Result<AppointmentView, ApiError> {
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
        let found = find().await?;
        let again = ctx::again(&[
            "appointments/cancel",
            "appointments/undo",
            "appointments/undo-booking",
            "appointments/undo-move",
        ]);
        let frame = frame().await?;
        let title = family::with_for(&title(&frame, &found), of(&found));
        let undo = undo_banner(&frame, &found);
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
            {diary_link(&found)}
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

/// What was just done, with the way back.
fn undo_banner(frame: &Frame, found: &AppointmentView) -> AnyView {
    let cancelled = found.state == AppointmentState::Cancelled;
    let (done, action, until) = match (found.undo_until, found.undo_move_until) {
        (Some(until), _) if cancelled => {
            (text::CANCELLED.to_owned(), "/api/appointments/undo", until)
        }
        (_, Some(until)) => {
            let there = format::moment(found.starts_at, &found.zone, frame.clinic.today);
            (text::moved(&there), "/api/appointments/undo-move", until)
        }
        _ => return ().into_any(),
    };
    let until = text::undo_until(&format::time(until, &found.zone));
    let form = undo_form(action, found.id);
    view! {
        <Toast text=format!("{done} {until}")>
            {form}
        </Toast>
    }
    .into_any()
}

fn undo_form(action: &'static str, id: AppointmentId) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <input type="hidden" name="appointment" value=id.to_string()/>
            <Button icon=IconName::Undo>{common::UNDO}</Button>
        </form>
    }
}

/// The way to take a booking back that was made just now.
pub(super) fn undo_booking(found: &AppointmentView) -> AnyView {
    let Some(until) = found.undo_booking_until else {
        return ().into_any();
    };
    let text = text::undo_booking_until(&format::time(until, &found.zone));
    view! {
        <p class="muted">{text}</p>
        {undo_form("/api/appointments/undo-booking", found.id)}
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
    view! { {badge(found)} <SummaryList rows=rows/> }.into_any()
}

/// That it isn't just booked: a request, cancelled or missed.
pub(super) fn badge(found: &AppointmentView) -> AnyView {
    let tone = match found.requested {
        true => Tone::Warn,
        false => Tone::Neutral,
    };
    state(found)
        .map(|word| view! { <p><Badge tone=tone text=word/></p> })
        .into_any()
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
    let may_move = found.may.has(Ability::Reschedule);
    let change = (may_move && matches!(found.change, MoveRule::Allowed { .. })).then(|| {
        view! {
            <LinkButton href=routes::change(found.id) look=Look::Primary>
                {text::CHANGE_TIME}
            </LinkButton>
        }
    });
    let calendar = view! { {change} {calendar} };
    if !found.may.has(Ability::Cancel) {
        return view! { <p class="cluster">{calendar}</p> }.into_any();
    }
    match found.cancel {
        CancelRule::Allowed { until } => {
            let rule = free_until(frame, until, &found.zone);
            cancellable(frame, found, calendar.into_any(), rule)
        }
        CancelRule::Grace { until } => {
            let rule = text::grace(&format::time(until, &found.zone));
            cancellable(frame, found, calendar.into_any(), rule)
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

fn cancellable(frame: &Frame, found: &AppointmentView, calendar: AnyView, rule: String) -> AnyView {
    let phone = frame.phone();
    let stays = match &found.change {
        MoveRule::Allowed { .. } => None,
        MoveRule::Refused(_) if !found.may.has(Ability::Reschedule) => None,
        MoveRule::Refused(MoveRefusal::TooLateToMove { notice_minutes }) => {
            let notice = format::duration(i64::from(*notice_minutes));
            Some(text::too_late_to_change(&notice, phone))
        }
        MoveRule::Refused(refusal) => Some(errors::refusal(&Refusal::Move(refusal.clone()), phone)),
    };
    let stays = stays.map(|text| view! { <p>{with_phone(text, phone)}</p> });
    // One "Undo" at a time: after a move it is the move's.
    let can_undo = found.undo_booking_until.is_some() && found.undo_move_until.is_none();
    let last = if can_undo {
        undo_booking(found)
    } else {
        view! { <p class="muted">{rule}</p> }.into_any()
    };
    view! {
        <p class="cluster">
            {calendar}
            <LinkButton href=routes::cancel(found.id) look=Look::Danger>{text::CANCEL}</LinkButton>
        </p>
        {stays}
        {last}
    }
    .into_any()
}

/// The three soonest times that it could have instead, where it can be moved.
async fn instead(frame: &Frame, found: &AppointmentView) -> Result<AnyView, ApiError> {
    let may_move = found.may.has(Ability::Reschedule);
    if !may_move || !matches!(found.change, MoveRule::Allowed { .. }) {
        return Ok(().into_any());
    }
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let (acting, id) = clinic
        .acting_on::<can::Reschedule>(&account, found.id)
        .await?;
    let with = Choice::Named(found.practitioner);
    let who = (&ctx::visitor()?, &acting);
    let soonest = nearest(&clinic, who, id, with, frame.clinic.now).await?;
    let other = |slot: &&clinic::times::SlotView| slot.starts_at != found.starts_at;
    let cards = soonest.iter().filter(other).map(|slot| {
        card(
            slot,
            format::near_moment(slot.starts_at, &found.zone, frame.clinic.today),
        )
    });
    Ok(time_cards(
        text::ANOTHER_TIME,
        &change::take(id),
        cards.collect(),
    ))
}

/// "Cancel this appointment?"
pub fn cancel() -> impl IntoView {
    load(async {
        let found = find().await?;
        let may_cancel = found.may.has(Ability::Cancel);
        if !may_cancel
            || !matches!(
                found.cancel,
                CancelRule::Allowed { .. } | CancelRule::Grace { .. }
            )
        {
            ctx::redirect(&routes::appointment(found.id));
            return Ok(().into_any());
        }
        let frame = frame().await?;
        // Of a booking taken back at once no mail tells: none of it has left yet.
        let told = match found.cancel {
            CancelRule::Grace { .. } => text::TOLD_NOBODY,
            _ => text::TOLD,
        };
        let instead = instead(&frame, &found).await?;
        let again = ctx::again(&["appointments/cancel"]);
        let question = family::cancel_it(of(&found));
        let title = form_title(&question, again.as_deref());
        let main = view! {
            {summary(again.as_deref(), &[], frame.phone())}
            <h1>{question}</h1>
            {facts(&frame, &found)}
            {instead}
            <p>{told}</p>
            <form class="cluster" method="post" action="/api/appointments/cancel">
                <input type="hidden" name="appointment" value=found.id.to_string()/>
                <input type="hidden" name="sequence" value=found.sequence.to_string()/>
                <Button look=Look::Danger>{text::CANCEL}</Button>
                <LinkButton href=routes::appointment(found.id)>{text::KEEP}</LinkButton>
            </form>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}
