//! Inviting many patients at once: who would be, the press that does it, and what became of
//! each.

use clinic::can;
use clinic::portal_accounts::bulk::{self, Became, Choice, Member, Plan, Planned, Progress};
use domain::id::{InviteBatchId, PatientId};
use domain::invitation::LeftOut;
use domain::person::PersonName;
use leptos::prelude::*;

use super::{At, Back, room};
use crate::error::ApiError;
use crate::layout::{form_title, id_param, load, staff_summary};
use crate::text::en::{bulk as text, patients};
use crate::ui::*;
use crate::{ctx, routes};

/// Who would be invited.
pub fn plan() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let found = bulk::plan(&ctx::clinic()?, &staff, &choice()?).await?;
        let room = room(&staff, &found.desk).await?;
        let again = ctx::again(&["staff/patients/invite"]);
        let phone = room.clinic.phone.clone();
        let content = planned(&found);
        let main = view! {
            {staff_summary(again.as_deref(), &[], &phone)}
            <h1>{text::INVITE}</h1>
            {content}
        }
        .into_any();
        let back = Back::to(routes::PATIENTS, patients::PATIENTS);
        let title = form_title(text::INVITE, again.as_deref());
        Ok(room.page_below(back, &title, At::Patient, main))
    })
}

fn choice() -> Result<Choice, ApiError> {
    let ticked = ctx::query_all("p");
    if !ticked.is_empty() {
        let ids = ticked.iter().map(|text| crate::api::id(text));
        return Ok(Choice::Ticked(ids.collect::<Result<_, _>>()?));
    }
    let typed = ctx::query("q").unwrap_or_default();
    if !typed.trim().is_empty() {
        return Ok(Choice::Found(typed.trim().to_owned()));
    }
    match ctx::query("from").as_deref() {
        None => Ok(Choice::Ticked(Vec::new())),
        Some("first") => Ok(Choice::Everybody(None)),
        Some(after) => Ok(Choice::Everybody(Some(crate::api::id(after)?))),
    }
}

fn planned(found: &Plan) -> AnyView {
    if found.people.is_empty() {
        return view! {
            <EmptyState text=text::NOBODY_TICKED>
                <LinkButton href=routes::PICK_PATIENTS look=Look::Primary>{text::CHOOSE}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let invited: Vec<&Planned> = found
        .people
        .iter()
        .filter(|one| one.email.is_ok())
        .collect();
    let out = found.people.iter().filter_map(|one| {
        let why = one.email.as_ref().err()?;
        Some((*why, one.patient, &one.full_name))
    });
    let out = left_out(&out.collect::<Vec<_>>());
    let more = found.more.map(|after| {
        let to = routes::invite_behind(after);
        view! { <p><a href=to>{text::the_next()}</a></p> }
    });
    let form = if invited.is_empty() {
        view! { <p>{text::NOBODY}</p> }.into_any()
    } else {
        let lines = invited.iter().map(|one| {
            let email = one.email.as_ref().map(|email| email.as_str().to_owned());
            let to = routes::patient(one.patient);
            let name = one.full_name.as_str().to_owned();
            view! {
                <li><a href=to><bdi>{name}</bdi></a> ", " <bdi class="muted">{email.ok()}</bdi></li>
            }
        });
        let (lines, count) = (lines.collect_view(), invited.len());
        view! {
            <p>{text::MEANS}</p>
            <form class="cluster" method="post" action="/api/staff/patients/invite">
                <input type="hidden" name="batch" value=found.batch.to_string()/>
                <input type="hidden" name="patients" value=bulk::to_field(&found.people)/>
                <Button look=Look::Primary>{text::send(count)}</Button>
                <LinkButton href=routes::PICK_PATIENTS>{text::BACK}</LinkButton>
            </form>
            <section class="staff-section">
                <h2>{text::will_be(count)}</h2>
                <ul>{lines}</ul>
            </section>
        }
        .into_any()
    };
    view! { <div class="stack">{form} {out} {more}</div> }.into_any()
}

/// Whoever isn't invited, under the reason that they have in common.
fn left_out(all: &[(LeftOut, PatientId, &PersonName)]) -> AnyView {
    let groups = LeftOut::ALL.into_iter().filter_map(|why| {
        let people = all.iter().filter(|(of, _, _)| *of == why);
        let people: Vec<_> = people.collect();
        let lines = people.iter().map(|(_, patient, name)| {
            let (to, name) = (routes::patient(*patient), name.as_str().to_owned());
            view! { <li><a href=to><bdi>{name}</bdi></a></li> }
        });
        let lines = lines.collect_view();
        (!people.is_empty()).then(|| {
            view! {
                <div>
                    <h3>{text::why(why, people.len())}</h3>
                    <ul>{lines}</ul>
                </div>
            }
        })
    });
    let groups = groups.collect_view();
    if all.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="staff-section">
            <h2>{text::LEFT_OUT}</h2>
            <div class="stack">{groups}</div>
        </section>
    }
    .into_any()
}

/// What has become of them so far.
pub fn progress() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let id: InviteBatchId = id_param("batch")?;
        let found = bulk::progress(&ctx::clinic()?, &staff, id).await?;
        let room = room(&staff, &found.desk).await?;
        let content = so_far(&found, id);
        let main = view! { <h1>{text::INVITATIONS}</h1> {content} }.into_any();
        let back = Back::to(routes::PATIENTS, patients::PATIENTS);
        Ok(room.page_below(back, text::INVITATIONS, At::Patient, main))
    })
}

fn so_far(found: &Progress, id: InviteBatchId) -> AnyView {
    let became = |became: fn(&Member) -> bool| found.people.iter().filter(move |one| became(one));
    let waiting = became(|one| one.became == Became::Waits).count();
    let invited: Vec<&Member> = became(|one| one.became == Became::Invited).collect();
    let out = found.people.iter().filter_map(|one| match one.became {
        Became::LeftOut(why) => Some((why, one.patient, &one.full_name)),
        Became::Waits | Became::Invited => None,
    });
    let out: Vec<_> = out.collect();
    let all = found.people.len();
    if !found.done {
        return view! {
            <div class="stack">
                <p role="status">{text::so_far(all - waiting, all)}</p>
                <p>{text::GOES_ON}</p>
                <p><LinkButton href=routes::invite_batch(id)>{text::SHOW_PROGRESS}</LinkButton></p>
            </div>
        }
        .into_any();
    }
    let state = view! { <p role="status">{text::through(invited.len(), out.len())}</p> };
    let lines = invited.iter().map(|one| {
        let (to, name) = (routes::portal_accounts(one.patient), one.full_name.as_str());
        view! { <li><a href=to><bdi>{name.to_owned()}</bdi></a></li> }
    });
    let lines = lines.collect_view();
    let list = (!invited.is_empty()).then(|| {
        view! {
            <section class="staff-section">
                <h2>{text::INVITED}</h2>
                <ul>{lines}</ul>
            </section>
        }
    });
    view! { <div class="stack">{state} {list} {left_out(&out)}</div> }.into_any()
}
