//! The clinic's patients: the list, adding somebody, and what stands on each profile.

mod add;
mod edit;
mod history;
mod invite;
mod list;
mod profile;
mod visits;

use clinic::patients::{Desk, PatientLine, Profile};
use clinic::{Staff, can};
use domain::role::Permission;
use leptos::prelude::*;

use super::merge::merged_just_now;
use super::room::{At, Back, Room};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::form_title;
use crate::text::en::desk::BOOK;
use crate::text::en::{
    bulk, merge, patients as text, portal_accounts, safeguarding as stop, splitting, staff,
};
use crate::ui::*;
use crate::{ctx, format, routes};

pub use add::add;
pub use edit::edit;
pub use history::history;
pub use invite::{plan as invite_many, progress as invited_many};
pub use list::list;
pub use profile::profile;
pub use visits::visits;

/// The frame of every page here.
pub(super) async fn room<P: can::Permission>(
    who: &Staff<P>,
    desk: &Desk,
) -> Result<Room, ApiError> {
    Room::of(who, desk.waiting_count).await
}

/// The line about what was just done.
fn flash() -> Option<AnyView> {
    let code = ctx::query("done")?;
    let line = text::done(&code).or_else(|| splitting::done(&code))?;
    Some(view! { <Toast text=line/> }.into_any())
}

/// Leads on to the profile that took this one's place.
pub(super) fn redirected(to: String) -> AnyView {
    ctx::redirect(&to);
    ().into_any()
}

/// One of the pages of a profile.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Visits,
    Portal,
    History,
}

/// The head of a profile, the tabs, and one tab's content.
async fn profile_page(
    room: Room,
    whose: (&Profile, &Desk),
    tab: Tab,
    content: AnyView,
) -> Result<AnyView, ApiError> {
    let over = merged_just_now().await?.or_else(flash).into_any();
    Ok(profile_page_under((over, None), room, whose, tab, content))
}

/// The same under a line of the tab's own about what was just done, or about a form of it that
/// could not be taken.
pub(super) fn profile_page_under(
    (over, again): (AnyView, Option<&KeptForm>),
    room: Room,
    (found, desk): (&Profile, &Desk),
    tab: Tab,
    content: AnyView,
) -> AnyView {
    let name = found.details.full_name.as_str().to_owned();
    let link = |of: Tab, href: String, label: &str| TabLink::new(href, label).current(of == tab);
    let links = vec![
        link(Tab::Overview, routes::patient(found.id), text::OVERVIEW),
        link(
            Tab::Visits,
            routes::patient_visits(found.id),
            text::APPOINTMENTS,
        ),
        link(
            Tab::Portal,
            routes::portal_accounts(found.id),
            portal_accounts::PORTAL_ACCOUNTS,
        )
        .count(u32::try_from(found.accounts + found.invited).unwrap_or(0)),
        link(
            Tab::History,
            routes::patient_history(found.id),
            text::HISTORY,
        ),
    ];
    let title = match tab {
        Tab::Overview => name.clone(),
        Tab::Visits => text::tab_title(text::APPOINTMENTS, &name),
        Tab::Portal => text::tab_title(portal_accounts::PORTAL_ACCOUNTS, &name),
        Tab::History => text::tab_title(text::HISTORY, &name),
    };
    let marks = marks(
        found.provisional,
        found.archived,
        found.deceased_on.is_some(),
    );
    let stopped = found
        .stopped
        .then(|| view! { <Badge tone=Tone::Warn text=stop::STANDS/> }.into_any());
    let marks = match (marks, stopped) {
        (Some(marks), Some(stopped)) => Some(view! { {marks} " " {stopped} }.into_any()),
        (marks, stopped) => marks.or(stopped),
    };
    let (seed, facts) = (found.id.to_string(), reached(found, desk));
    let actions = staff::actions_for(&name);
    let book = routes::new_booking(found.id);
    // There the one green button adds a user.
    let book_look = match tab {
        Tab::Portal => Look::Outline,
        Tab::Overview | Tab::Visits | Tab::History => Look::Primary,
    };
    let edit = routes::patient_edit(found.id);
    let safeguarding = routes::safeguarding(found.id);
    let merge_with = room.role.may(Permission::ResolveRegistrations).then(|| {
        let to = routes::merge_with(found.id);
        view! { <MenuLink href=to label=merge::MERGE_WITH icon=IconName::Users/> }
    });
    let main = view! {
        {over}
        <ProfileHead name=name.clone() seed=seed facts=facts marks=marks>
            <LinkButton href=book look=book_look icon=IconName::Calendar>
                {BOOK}
            </LinkButton>
            <RowMenu id="profile-menu" label=actions>
                <MenuLink href=edit label=text::EDIT icon=IconName::Edit/>
                {merge_with}
                <MenuLink href=safeguarding label=stop::TITLE icon=IconName::Block/>
            </RowMenu>
        </ProfileHead>
        <Tabs label=name links=links/>
        {content}
    }
    .into_any();
    room.page(&form_title(&title, again), At::Patient, main)
}

/// When they were born and how to reach them, as far as that is known.
fn reached(found: &Profile, desk: &Desk) -> Vec<HeadFact> {
    let details = &found.details;
    let born = born(details.born_on, details.born_as_given.as_deref(), desk);
    let born = born.map(|born| HeadFact::new(IconName::Calendar, staff::born(&born)));
    let mobile = details.phone.as_deref().map(|stored| {
        HeadFact::new(IconName::Phone, clinic::phone::local(stored)).link(format!("tel:{stored}"))
    });
    let email = details.email.as_ref().map(|email| {
        let email = email.as_str();
        HeadFact::new(IconName::Mail, email).link(format!("mailto:{email}"))
    });
    [born, mobile, email].into_iter().flatten().collect()
}

/// What sets a profile apart from others.
fn marks(provisional: bool, archived: bool, deceased: bool) -> Option<AnyView> {
    if !(provisional || archived || deceased) {
        return None;
    }
    let provisional =
        provisional.then(|| view! { <Badge tone=Tone::Info text=text::PROVISIONAL/> });
    let archived = archived.then(|| view! { <Badge text=text::ARCHIVED/> });
    let deceased = deceased.then(|| view! { <Badge text=text::DECEASED/> });
    Some(view! { {provisional} {archived} {deceased} }.into_any())
}

/// The birth date with the age of somebody young, or what was written in its place.
fn born(
    on: Option<domain::person::BirthDate>,
    as_given: Option<&str>,
    desk: &Desk,
) -> Option<String> {
    let Some(born) = on else {
        return as_given.map(|given| format!("{given}, {}", text::AS_GIVEN));
    };
    let date = format::birth_date(born.date());
    let age = format::young_age(born.date(), desk.today);
    Some(age.map_or_else(|| date.clone(), |age| format!("{date}, {age}")))
}

/// A dash that is read as "none".
fn none() -> AnyView {
    view! {
        <span aria-hidden="true">{text::NONE}</span>
        <span class="visually-hidden">{text::NONE_READ}</span>
    }
    .into_any()
}

fn or_none(text: Option<String>) -> AnyView {
    text.map_or_else(none, |text| view! { <bdi>{text}</bdi> }.into_any())
}

/// How a line leads to its profile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By the name.
    Name,
    /// By a button besides.
    Open,
    /// By the name, with a box to invite them.
    Tick,
}

/// Patients as a table; on a narrow place a card for each.
fn table(caption: &str, people: &[PatientLine], desk: &Desk, way: Way) -> AnyView {
    let columns = [
        text::NAME,
        text::BORN,
        text::MOBILE,
        text::LAST_VISIT,
        text::NEXT_VISIT,
    ];
    let mut columns = columns.map(Column::new).to_vec();
    let mut rows: Vec<_> = people.iter().map(|one| row(one, desk)).collect();
    if way == Way::Open {
        columns.push(Column::new(text::OPEN).hidden().end());
        for (row, one) in rows.iter_mut().zip(people) {
            row.push(open(one));
        }
    }
    if way == Way::Tick {
        columns.push(Column::new(bulk::TICK_COLUMN));
        for (row, one) in rows.iter_mut().zip(people) {
            row.push(tick(one));
        }
    }
    view! { <Table caption=caption caption_hidden=true columns=columns rows=rows/> }.into_any()
}

/// The same with a button of its own for each: where it leads, and whose it is.
pub(super) fn compared(
    caption: &str,
    (column, word): (&'static str, &'static str),
    people: &[PatientLine],
    desk: &Desk,
    ways: Vec<(String, String)>,
) -> AnyView {
    let columns = [
        text::NAME,
        text::BORN,
        text::MOBILE,
        text::LAST_VISIT,
        text::NEXT_VISIT,
    ];
    let mut columns = columns.map(Column::new).to_vec();
    columns.push(Column::new(column).hidden().end());
    let rows = people.iter().zip(ways).map(|(one, (to, name))| {
        let mut cells = row(one, desk);
        cells.push(
            view! { <LinkButton href=to dense=true hidden=name>{word}</LinkButton> }.into_any(),
        );
        cells
    });
    view! { <Table caption=caption columns=columns rows=rows.collect()/> }.into_any()
}

fn open(one: &PatientLine) -> AnyView {
    let (href, name) = (routes::patient(one.id), one.full_name.as_str().to_owned());
    view! { <LinkButton href=href dense=true hidden=name>{text::OPEN}</LinkButton> }.into_any()
}

fn tick(one: &PatientLine) -> AnyView {
    let (id, words) = (one.id.to_string(), bulk::tick(one.full_name.as_str()));
    view! {
        <label class="choice choice-plain">
            <input type="checkbox" name="p" value=id/>
            <span class="visually-hidden">{words}</span>
        </label>
    }
    .into_any()
}

fn row(one: &PatientLine, desk: &Desk) -> Vec<AnyView> {
    let name = one.full_name.as_str().to_owned();
    let marks = marks(one.provisional, one.archived, one.deceased_on.is_some());
    let day = |at: Option<jiff::Timestamp>| {
        at.map_or_else(none, |at| {
            let date = format::local_date(at, &desk.zone);
            let shown = format::short_date(date, desk.today);
            view! { <time datetime=format::machine(at, &desk.zone)>{shown}</time> }.into_any()
        })
    };
    let mobile = one.phone.as_deref().map_or_else(none, |stored| {
        let href = format!("tel:{stored}");
        view! { <a class="nowrap" href=href>{clinic::phone::local(stored)}</a> }.into_any()
    });
    vec![
        view! { <a href=routes::patient(one.id)><bdi>{name}</bdi></a> " " {marks} }.into_any(),
        or_none(born(one.born_on, one.born_as_given.as_deref(), desk)),
        mobile,
        day(one.last_visit),
        day(one.next_visit),
    ]
}
