//! While a time is held: whom it is for, who they are, and the code from the mail.

use std::sync::Arc;

use clinic::family::Person;
use clinic::holds::{self, HoldView};
use clinic::{codes, sign_up};
use domain::access::{Ability, Relation};
use domain::id::CodeRequestId;
use domain::limits;
use leptos::prelude::*;

use super::beside::Chosen;
use super::lost::{Lost, gone, lost, not_held, problem};
use super::steps;
use crate::error::ApiError;
use crate::island::HoldWatch;
use crate::kept::KeptForm;
use crate::layout::{FIELD, Frame, field_error, form_title, frame, id_param, load, with_phone};
use crate::page::closed;
use crate::page::details::{LINKS, Typed, fields};
use crate::page::log_in::code_form;
use crate::text::en::{booking, common, family, log_in, sign_ups};
use crate::ui::*;
use crate::{ctx, format, routes};

/// A hold of this visitor, with the frame of its pages; or the page that says that there
/// is none.
async fn held() -> Result<Result<(Frame, HoldView), AnyView>, ApiError> {
    let Ok(id) = id_param("hold") else {
        return Ok(Err(not_held().await?));
    };
    match holds::view(&ctx::clinic()?, &ctx::visitor()?, id).await {
        Err(failure) => Ok(Err(gone(failure).await?)),
        Ok(hold) => Ok(Ok((frame().await?, hold))),
    }
}

/// "We hold tomorrow, 10:15 am for you.", or what happens now that it is over.
fn held_line(frame: &Frame, hold: &HoldView) -> String {
    let moment = format::near_moment_inside(hold.starts_at, &hold.zone, frame.clinic.today);
    if hold.alive {
        booking::held(&moment)
    } else {
        booking::held_over(&moment)
    }
}

/// The way to keep a held time longer, shown shortly before its end; it leads back to
/// `here`, a page of the hold, with what is typed into the page's form called `form`.
fn hold_watch(frame: &Frame, hold: &HoldView, form: &'static str, here: String) -> AnyView {
    let extend = view! {
        <Button form=form formaction=EXTEND name="next" value=here>{booking::EXTEND}</Button>
    };
    watch(frame, hold, extend.into_any())
}

/// A button of `form` that nobody sees. Enter in a field presses the first one, which mustn't
/// be the one that asks for more time.
fn enter(form: &'static str) -> AnyView {
    view! {
        <button class="visually-hidden" type="submit" form=form tabindex="-1" aria-hidden="true">
            {common::CONTINUE}
        </button>
    }
    .into_any()
}

/// The same from a page whose form holds only a code, which is kept nowhere.
fn hold_watch_alone(frame: &Frame, hold: &HoldView, here: String) -> AnyView {
    let id = hold.id.to_string();
    let form = view! {
        <form method="post" action=EXTEND>
            <input type="hidden" name="hold" value=id/>
            <Button name="next" value=here>{booking::EXTEND}</Button>
        </form>
    };
    watch(frame, hold, form.into_any())
}

/// The address that keeps a held time longer.
pub(super) const EXTEND: &str = "/api/booking/extend";

/// `form` shortly before the end of a held time.
pub(super) fn watch(frame: &Frame, hold: &HoldView, form: AnyView) -> AnyView {
    if !hold.alive || hold.extended {
        return ().into_any();
    }
    let moment = format::near_moment_inside(hold.starts_at, &hold.zone, frame.clinic.today);
    let seconds = (hold.expires_at - frame.clinic.now).get_seconds();
    view! {
        <HoldWatch seconds_left=seconds text=booking::two_minutes(&moment)>{form}</HoldWatch>
    }
    .into_any()
}

/// The way back to each step that is done.
pub(super) fn links(hold: &HoldView) -> [String; 3] {
    routes::before(&hold.service.slug, hold.choice)
}

/// "Who is it for?"
pub fn who() -> impl IntoView {
    load(async {
        let (frame, hold) = match held().await? {
            Ok(found) => found,
            Err(page) => return Ok(page),
        };
        let again = ctx::again(&["booking/who", "booking/hold", "booking/extend"]);
        let lost = lost(again.as_deref(), &hold).await?;
        Ok(render_who(frame, &hold, again.as_deref(), lost))
    })
}

/// Whom it can be for, as the form says it: oneself, each of those one may book for, and
/// somebody whom the clinic doesn't know yet.
fn subjects(frame: &Frame) -> Vec<RadioOption> {
    let Some(people) = &frame.people else {
        return vec![
            RadioOption::new("me", booking::ME),
            RadioOption::new("other", booking::SOMEONE_ELSE),
        ];
    };
    let me = people.me().map(|me| {
        let name = me.full_name.as_str();
        RadioOption::new("me", booking::me_named(name))
    });
    let may_book = |person: &&Person| person.rights.abilities.has(Ability::Book);
    let others = people.others().filter(may_book).map(|person| {
        let name = person.full_name.as_str();
        let label = family::aged(name, person.age_years(people.today));
        RadioOption::new(person.patient.to_string(), label)
    });
    let mut all: Vec<RadioOption> = me.into_iter().chain(others).collect();
    let more = if people.others().next().is_some() {
        family::SOMEONE_ELSE_TOO
    } else {
        booking::SOMEONE_ELSE
    };
    all.push(RadioOption::new("other", more));
    all
}

/// What stands chosen: what was typed, else for whom the time was taken.
fn chosen_subject(frame: &Frame, hold: &HoldView, again: Option<&KeptForm>) -> Option<String> {
    let typed = again.map(|form| form.typed("subject"));
    if typed.as_ref().is_some_and(|typed| !typed.is_empty()) {
        return typed;
    }
    let person = frame.people.as_ref()?.person(hold.patient?)?;
    (person.relation == Relation::Guardian).then(|| person.patient.to_string())
}

fn render_who(
    frame: Frame,
    hold: &HoldView,
    again: Option<&KeptForm>,
    lost: Option<Lost>,
) -> AnyView {
    let title = form_title(booking::WHO_FOR, again);
    let chosen = Chosen::held(&frame, hold);
    let name = frame
        .account
        .as_ref()
        .map(|account| account.full_name.as_str());
    let why = match (ctx::query("differs"), ctx::query("young"), name) {
        (Some(_), _, Some(name)) => Some(booking::differs(name)),
        (_, Some(_), _) => Some(family::too_young(
            limits::SELF_BOOKING_AGE_YEARS,
            frame.phone(),
        )),
        _ => None,
    };
    let why = why.map(|text| {
        let text = with_phone(text, frame.phone());
        view! { <Notice kind=NoticeKind::Warn><p>{text}</p></Notice> }
    });
    let brief = chosen.brief();
    let options = subjects(&frame);
    let question = view! {
        <div class="page-narrow">
            {problem(&frame, hold, again, &[("subject", "subject")], lost)}
            {why}
            <form id="who" class="stack" method="post" action="/api/booking/who" novalidate>
                <input type="hidden" name="hold" value=hold.id.to_string()/>
                <Radios
                    name="subject"
                    legend=booking::WHO_FOR
                    words=FIELD
                    options=options
                    selected=chosen_subject(&frame, hold, again)
                    hint=held_line(&frame, hold)
                    error=field_error(again, "subject")
                    page_heading=true
                >
                    {brief}
                </Radios>
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
            {hold_watch(&frame, hold, "who", routes::who(hold.id))}
        </div>
    };
    let steps = steps(3, &links(hold), Some(booking::PART_WHO));
    chosen.page(frame, &title, steps, question)
}

/// "Your details".
pub fn account() -> impl IntoView {
    load(async {
        let (frame, hold) = match held().await? {
            Ok(found) => found,
            Err(page) => return Ok(page),
        };
        if ctx::account_if_any().await?.is_some() {
            ctx::redirect(&routes::check(hold.id));
            return Ok(().into_any());
        }
        let next = next_of(&hold);
        if let Some(page) = closed::in_booking(&frame, &next).await? {
            let chosen = Chosen::held(&frame, &hold);
            let question = view! { <div class="page-narrow">{page}</div> };
            let steps = steps(3, &links(&hold), Some(booking::PART_DETAILS));
            return Ok(chosen.page(frame, sign_ups::CLOSED, steps, question));
        }
        let visitor = ctx::visitor()?;
        let draft = sign_up::draft(&ctx::clinic()?, &visitor).await?;
        let again = ctx::again(&["booking/details", "booking/hold", "booking/extend"]);
        let lost = lost(again.as_deref(), &hold).await?;
        let has_details = |form: &Arc<KeptForm>| form.endpoint != "booking/hold";
        let typed = again.clone().filter(has_details);
        let typed = typed.or_else(|| ctx::site().ok()?.kept.details(visitor.key().0));
        let typed = Typed::new(typed.as_deref(), draft);
        Ok(render_details(frame, &hold, again.as_deref(), lost, &typed))
    })
}

/// Where somebody goes on who logs in instead of saying who they are.
fn next_of(hold: &HoldView) -> String {
    match ctx::query("for").as_deref() {
        Some("other") => routes::add_for(hold.id),
        _ => routes::check(hold.id),
    }
}

fn render_details(
    frame: Frame,
    hold: &HoldView,
    again: Option<&KeptForm>,
    lost: Option<Lost>,
    typed: &Typed,
) -> AnyView {
    let title = form_title(booking::YOUR_DETAILS, again);
    let chosen = Chosen::held(&frame, hold);
    let for_other = ctx::query("for").as_deref() == Some("other");
    let subject = for_other.then(|| view! { <input type="hidden" name="subject" value="other"/> });
    let here = if for_other {
        routes::account_for_other(hold.id)
    } else {
        routes::account(hold.id)
    };
    let first = for_other.then(|| view! { <p>{family::YOURS_FIRST}</p> });
    let log_in_next = next_of(hold);
    let question = view! {
      <div class="page-narrow">
        {problem(&frame, hold, again, &LINKS, lost)}
        <h1>{booking::YOUR_DETAILS}</h1>
        {chosen.brief()}
        {first}
        <p class="held-time">{held_line(&frame, hold)}</p>
        {enter("details")}
        {hold_watch(&frame, hold, "details", here)}
        <p>
            {booking::HAVE_ACCOUNT} " "
            <a href=routes::log_in_then(&log_in_next)>{common::LOG_IN}</a>
        </p>
        <form
            id="details"
            class="stack"
            method="post"
            action="/api/booking/details"
            novalidate
        >
            <input type="hidden" name="hold" value=hold.id.to_string()/>
            {subject}
            {fields(typed, booking::EMAIL_HINT, again)}
            <Button look=Look::Primary>{common::CONTINUE}</Button>
        </form>
      </div>
    };
    let steps = steps(3, &self::links(hold), Some(booking::PART_DETAILS));
    chosen.page(frame, &title, steps, question)
}

/// "Check your email", within a booking.
pub fn code() -> impl IntoView {
    load(async {
        let (frame, hold) = match held().await? {
            Ok(found) => found,
            Err(page) => return Ok(page),
        };
        let request: CodeRequestId = crate::api::id(&ctx::query("request").unwrap_or_default())?;
        let asked = codes::view(&ctx::clinic()?, &ctx::visitor()?, request).await?;
        let again = ctx::again(&["log-in/code", "log-in/again", "booking/extend"]);
        let lost = lost(again.as_deref(), &hold).await?;
        let title = form_title(log_in::CHECK_EMAIL, again.as_deref());
        let other = routes::account(hold.id);
        let chosen = Chosen::held(&frame, &hold);
        let under = view! {
            {chosen.brief()}
            <p class="held-time">{held_line(&frame, &hold)}</p>
        };
        let question = view! {
            <div class="page-narrow">
                {problem(&frame, &hold, again.as_deref(), &[("code", "code")], lost)}
                <h1>{log_in::CHECK_EMAIL}</h1>
                {under}
                {code_form(&frame, request, &asked, again.as_deref(), other)}
                {hold_watch_alone(&frame, &hold, routes::code(hold.id, request))}
            </div>
        };
        let steps = steps(3, &links(&hold), Some(booking::PART_EMAIL));
        Ok(chosen.page(frame, &title, steps, question))
    })
}
