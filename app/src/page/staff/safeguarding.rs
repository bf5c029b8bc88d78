//! Shutting everybody but the patient out at once, and letting people in again.

use clinic::patients::{Desk, Shown};
use clinic::safeguarding::{self, Stop, Stops};
use clinic::{Staff, can};
use domain::id::PatientId;
use domain::limits;
use domain::role::Permission;
use leptos::prelude::*;

use super::room::{At, Back, Room};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, id_param, load, summary};
use crate::text::en::safeguarding as text;
use crate::ui::*;
use crate::{ctx, format, routes};

/// The stop that stands, or the press that sets one.
pub fn safeguarding() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::SetSafeguardingStop>().await?;
        let id: PatientId = id_param("patient")?;
        let page = match safeguarding::stops(&ctx::clinic()?, &staff, id).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => {
                ctx::redirect(&routes::safeguarding(survivor));
                return Ok(().into_any());
            }
        };
        let again = ctx::again(&["staff/safeguarding/set"]);
        let again = again.as_deref();
        let room = Room::of(&staff, page.desk.waiting_count).await?;
        let problem = summary(again, &[("reason", "reason")], &room.clinic.phone);
        let done = ctx::query("done").and_then(|code| text::done(&code));
        let done = done.map(|line| view! { <Toast text=line/> });
        let first_name = page.profile.details.full_name.first_word().to_owned();
        let part = match page.standing() {
            Some(stop) => standing(&staff, stop, (id, &first_name), &page.desk).await?,
            None => question(id, &first_name, again),
        };
        let main = view! {
            {done}
            {problem}
            <div class="staff-ask">
                <h1>{text::TITLE}</h1>
                {part}
                {earlier(&page)}
            </div>
        }
        .into_any();
        let back = Back::to(routes::patient(id), page.profile.details.full_name.as_str());
        Ok(room.page_below(back, &form_title(text::TITLE, again), At::Patient, main))
    })
}

fn question(id: PatientId, first_name: &str, again: Option<&KeptForm>) -> AnyView {
    let typed = again.map(|form| form.typed("reason")).unwrap_or_default();
    view! {
        <p><bdi>{text::means(first_name)}</bdi></p>
        <form class="staff-ask" method="post" action="/api/staff/safeguarding/set" novalidate=true>
            <input type="hidden" name="patient" value=id.to_string()/>
            <SafeTextarea
                name="reason"
                label=text::REASON
                hint=text::REASON_HINT
                words=FIELD
                value=typed
                error=field_error(again, "reason")
                maxlength=u32::try_from(limits::REASON_CHARS_MAX).unwrap_or(u32::MAX)
            />
            <div class="cluster">
                <Button look=Look::Danger icon=IconName::Block>{text::SET}</Button>
            </div>
        </form>
    }
    .into_any()
}

async fn standing(
    staff: &Staff<can::SetSafeguardingStop>,
    stop: &Stop,
    (id, first_name): (PatientId, &str),
    desk: &Desk,
) -> Result<AnyView, ApiError> {
    let lift = if staff.role().may(Permission::LiftSafeguardingStop) {
        view! {
            <p>{text::LIFT_MEANS}</p>
            <form method="post" action="/api/staff/safeguarding/lift">
                <input type="hidden" name="patient" value=id.to_string()/>
                <Button>{text::LIFT}</Button>
            </form>
        }
        .into_any()
    } else {
        let admin = ctx::admin_name().await;
        let admin = admin.as_ref().map(domain::person::PersonName::as_str);
        view! { <p><bdi>{text::ask(admin)}</bdi></p> }.into_any()
    };
    Ok(view! {
        <p><bdi>{text::stands(first_name)}</bdi></p>
        <SummaryList rows=rows(stop, desk)/>
        {lift}
    }
    .into_any())
}

fn rows(stop: &Stop, desk: &Desk) -> Vec<SummaryRow> {
    let moment = |at| format::near_moment(at, &desk.zone, desk.today);
    let set = text::by(stop.set_by.as_str(), &moment(stop.set_at));
    let mut rows = vec![SummaryRow::new(text::WAS_SET, set)];
    if let Some(reason) = &stop.reason {
        rows.push(SummaryRow::new(text::REASON_ROW, reason.clone()));
    }
    if let Some((at, by)) = &stop.lifted {
        let lifted = text::by(by.as_str(), &moment(*at));
        rows.push(SummaryRow::new(text::WAS_LIFTED, lifted));
    }
    rows
}

fn earlier(page: &Stops) -> AnyView {
    let lifted = page.stops.iter().filter(|stop| stop.lifted.is_some());
    let lists: Vec<_> = lifted
        .map(|stop| view! { <SummaryList rows=rows(stop, &page.desk)/> })
        .collect();
    if lists.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="staff-section" aria-labelledby="earlier-heading">
            <header class="section-head"><h2 id="earlier-heading">{text::EARLIER}</h2></header>
            {lists}
        </section>
    }
    .into_any()
}
