//! All patients by name, and who is found by a search.

use clinic::patients::{self, Desk, Found, Meant, Page, PatientLine, Place};
use clinic::{Clinic, Failure, Staff, can};
use domain::role::Permission;
use leptos::prelude::*;

use super::{At, Back, Way, flash, room, table};
use crate::error::ApiError;
use crate::layout::{load, notice};
use crate::text::en::{bulk, duplicates, patients as text};
use crate::ui::*;
use crate::{ctx, routes};

/// The list, or with `?q=` who is found.
pub fn list() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::SeePatients>().await?;
        let clinic = ctx::clinic()?;
        let typed = ctx::query("q").unwrap_or_default();
        let pick = ctx::query("pick").is_some();
        let shown = show(&clinic, &staff, typed.trim(), pick).await?;
        let several = (!pick && !shown.add_stands).then(|| {
            let to = match typed.trim() {
                "" => routes::PICK_PATIENTS.to_owned(),
                typed => routes::pick_patients_called(typed),
            };
            view! { <LinkButton href=to icon=IconName::Mail>{bulk::INVITE_SEVERAL}</LinkButton> }
        });
        let may = staff.role().may(Permission::ResolveRegistrations);
        let duplicates = (may && !pick && !shown.add_stands).then(|| {
            view! {
                <LinkButton href=routes::DUPLICATES icon=IconName::Users>
                    {duplicates::TITLE}
                </LinkButton>
            }
        });
        let room = room(&staff, &shown.desk).await?;
        let main = view! {
            {flash()}
            <header class="staff-head staff-head-row">
                <h1>{text::PATIENTS}</h1>
                {duplicates}
                {several}
                {(!pick && !shown.add_stands).then(|| view! {
                    <LinkButton href=routes::NEW_PATIENT look=Look::Primary icon=IconName::Plus>
                        {text::ADD}
                    </LinkButton>
                })}
            </header>
            {shown.content}
        }
        .into_any();
        let back = (!typed.trim().is_empty()).then(|| Back::to(routes::PATIENTS, text::ALL));
        Ok(room.page_below(back, text::PATIENTS, At::Patients, main))
    })
}

/// What the page shows under its search.
struct Shown {
    desk: Desk,
    content: AnyView,
    /// Whether the content has the button that adds somebody.
    add_stands: bool,
}

async fn show(
    clinic: &Clinic,
    staff: &Staff<can::SeePatients>,
    typed: &str,
    pick: bool,
) -> Result<Shown, ApiError> {
    if typed.is_empty() {
        let page = patients::list(clinic, staff, place()?).await?;
        return Ok(whole(page, pick));
    }
    match patients::search(clinic, staff, typed).await {
        Ok(found) => Ok(searched(found, typed, pick)),
        Err(Failure::Invalid(_)) => {
            ctx::set_status(400);
            let page = patients::list(clinic, staff, Place::First).await?;
            let shown = whole(page, false);
            let words = notice(text::TOO_LONG.to_owned());
            Ok(Shown {
                content: view! { {words} {shown.content} }.into_any(),
                ..shown
            })
        }
        Err(failure) => Err(failure.into()),
    }
}

fn place() -> Result<Place, ApiError> {
    let id = |name| ctx::query(name).map(|text| crate::api::id(&text));
    if let Some(after) = id("after") {
        return Ok(Place::After(after?));
    }
    match id("before") {
        Some(before) => Ok(Place::Before(before?)),
        None => Ok(Place::First),
    }
}

/// The table, in a form that leads on to inviting those ticked where that is asked for.
fn people(people: &[PatientLine], desk: &Desk, everybody: Option<(String, String)>) -> AnyView {
    let Some((to, words)) = everybody else {
        return table(text::TABLE, people, desk, Way::Name);
    };
    view! {
        <form class="stack" method="get" action=routes::INVITE_MANY>
            <p>{bulk::TICK}</p>
            {table(text::TABLE, people, desk, Way::Tick)}
            <div class="cluster">
                <Button look=Look::Primary>{bulk::GO_ON}</Button>
                <LinkButton href=to>{words}</LinkButton>
                <LinkButton href=routes::PATIENTS look=Look::Quiet>{bulk::BACK}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

fn whole(page: Page, pick: bool) -> Shown {
    let content = if page.patients.is_empty() {
        view! {
            <EmptyState text=text::NO_PATIENTS>
                <LinkButton href=routes::NEW_PATIENT look=Look::Primary>{text::ADD}</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        let link = |way: &str, label: &str, id| {
            let pick = if pick { "&pick=yes" } else { "" };
            NavLink::new(format!("{}?{way}={id}{pick}", routes::PATIENTS), label)
        };
        let everybody = pick.then(|| (routes::INVITE_EVERYBODY.to_owned(), bulk::everybody()));
        view! {
            {people(&page.patients, &page.desk, everybody)}
            <Pagination
                label=text::PAGES
                previous=page.before.map(|id| link("before", text::PREVIOUS, id))
                next=page.after.map(|id| link("after", text::NEXT, id))
            />
        }
        .into_any()
    };
    Shown {
        add_stands: page.patients.is_empty(),
        desk: page.desk,
        content,
    }
}

fn searched(found: Found, typed: &str, pick: bool) -> Shown {
    let nobody = found.patients.is_empty();
    let content = if nobody {
        let meant = did_you_mean(&found.meant);
        let add = text::add_called(typed);
        let href = routes::new_patient_called(typed);
        view! {
            <EmptyState text=text::no_one(typed)>
                {meant}
                <LinkButton href=href look=Look::Primary>{add}</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        let more = found
            .more
            .then(|| view! { <p class="muted">{text::TYPE_MORE}</p> });
        let line = text::found(found.patients.len());
        let everybody = pick.then(|| (routes::invite_called(typed), bulk::everybody_found()));
        view! {
            <p role="status">{line}</p>
            {people(&found.patients, &found.desk, everybody)}
            {more}
        }
        .into_any()
    };
    let content = view! { <div class="stack">{content}</div> }.into_any();
    Shown {
        add_stands: nobody,
        desk: found.desk,
        content,
    }
}

/// "Did you mean Okafor (2)?"
fn did_you_mean(meant: &[Meant]) -> AnyView {
    if meant.is_empty() {
        return ().into_any();
    }
    let links = meant
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let comma = (at > 0).then_some(", ");
            let words = text::meant(&one.text, one.people, one.more);
            view! {
                {comma}
                <a href=routes::patients_called(&one.text)><bdi>{words}</bdi></a>
            }
        })
        .collect_view();
    view! { <p>{text::DID_YOU_MEAN} " " {links} "?"</p> }.into_any()
}
