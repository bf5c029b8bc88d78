//! "Merge with which profile?": a search, and a way to the two side by side for each who is
//! found.

use clinic::patients::{self, Desk, PatientLine, Profile, Shown};
use clinic::{Failure, Staff, can};
use domain::id::PatientId;
use domain::limits;
use leptos::prelude::*;

use super::super::patients::{compared, redirected};
use super::super::room::{At, Back, Room};
use crate::layout::{FIELD, chars, id_param, load, notice};
use crate::text::en::{duplicates, merge as text, patients as words};
use crate::ui::*;
use crate::{ctx, routes};

/// The page.
pub fn with() -> impl IntoView {
    load(async {
        let _may: Staff<can::ResolveRegistrations> = ctx::staff().await?;
        let who = ctx::staff::<can::SeePatients>().await?;
        let clinic = ctx::clinic()?;
        let id: PatientId = id_param("patient")?;
        let page = match patients::profile(&clinic, &who, id).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => return Ok(redirected(routes::merge_with(survivor))),
        };
        let typed = ctx::query("q").unwrap_or_default();
        let typed = typed.trim();
        let found = if typed.is_empty() {
            ().into_any()
        } else {
            match patients::search(&clinic, &who, typed).await {
                Ok(found) => list(&page.profile, found.patients, &page.desk),
                Err(Failure::Invalid(_)) => {
                    ctx::set_status(400);
                    notice(words::TOO_LONG.to_owned())
                }
                Err(failure) => return Err(failure.into()),
            }
        };
        let name = page.profile.details.full_name.as_str();
        let main = view! {
            <header class="staff-head">
                <h1>{text::WITH_WHOM}</h1>
                <p class="page-intro"><bdi>{text::merge_whom(name)}</bdi></p>
            </header>
            <div class="stack">
                <form class="staff-ask" method="get" action=routes::merge_with(id) role="search" aria-label=text::WITH_WHOM>
                    <TextInput
                        name="q"
                        id="with"
                        label=text::SEARCH
                        words=FIELD
                        value=typed.to_owned()
                        autocomplete="off"
                        maxlength=chars(limits::SEARCH_CHARS_MAX)
                    />
                    <div class="cluster"><Button look=Look::Primary>{text::FIND}</Button></div>
                </form>
                {found}
                <p><a href=routes::DUPLICATES>{duplicates::ALL}</a></p>
            </div>
        }
        .into_any();
        let back = Back::to(routes::patient(id), name);
        let room = Room::of(&who, page.desk.waiting_count).await?;
        Ok(room.page_below(back, text::WITH_WHOM, At::Patient, main))
    })
}

/// Whoever was found but the profile itself.
fn list(profile: &Profile, mut found: Vec<PatientLine>, desk: &Desk) -> AnyView {
    found.retain(|one| one.id != profile.id);
    if found.is_empty() {
        return view! { <p role="status">{text::NO_ONE}</p> }.into_any();
    }
    let ways = found.iter().map(|one| {
        let to = side_by_side((profile.id, profile.provisional), (one.id, one.provisional));
        (to, one.full_name.as_str().to_owned())
    });
    let ways = ways.collect();
    compared(
        text::FOUND,
        (text::COMPARE_COLUMN, text::COMPARE),
        &found,
        desk,
        ways,
    )
}

/// The two side by side: a sign-up becomes part of a profile, and else the profile from which
/// somebody comes goes on.
fn side_by_side(
    (from, sign_up): (PatientId, bool),
    (to, other_sign_up): (PatientId, bool),
) -> String {
    if sign_up && !other_sign_up {
        routes::merge(to, from)
    } else {
        routes::merge(from, to)
    }
}
