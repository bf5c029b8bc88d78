//! For whom somebody looks after things: the people in the account's menu, and the bar that
//! says so on every page.

use clinic::family::{Chosen, People, Person};
use domain::access::Relation;
use leptos::prelude::*;

use super::Frame;
use crate::text::en::family as text;
use crate::ui::*;
use crate::{ctx, routes};

/// As many people as the menu shows; the others are on the page of the family.
const IN_MENU: usize = 12;

/// What a form that switches sends: to whom, and where to go on.
fn fields(to: String) -> Vec<(String, String)> {
    let here = ctx::path_and_query();
    let path = here.split('?').next().unwrap_or_default().to_owned();
    vec![("patient".into(), to), ("next".into(), path)]
}

/// The people in the menu, where there is anybody but oneself.
pub(super) fn persons(frame: &Frame) -> AnyView {
    let Some(people) = &frame.people else {
        return ().into_any();
    };
    let list = people
        .all
        .iter()
        .filter(|person| person.relation == Relation::Myself || person.is_choosable())
        .take(IN_MENU)
        .map(|person| item(people, person))
        .collect_view();
    let list = people.others().next().is_some().then_some(list);
    view! {
        {list}
        <MenuLink href=routes::FAMILY label=text::FAMILY icon=IconName::Users/>
        <MenuLink href=routes::FAMILY_ADD label=text::ADD_SOMEONE icon=IconName::UserPlus/>
        <MenuRule/>
    }
    .into_any()
}

fn item(people: &People, person: &Person) -> impl IntoView + use<> {
    let first = person.full_name.first_word();
    let (label, to) = match person.relation {
        Relation::Myself => (text::you(first), routes::MYSELF.to_owned()),
        Relation::Guardian => (
            text::aged(first, person.age_years(people.today)),
            person.patient.to_string(),
        ),
    };
    let now = people
        .now()
        .is_some_and(|now| now.patient == person.patient);
    view! {
        <MenuPerson
            action=routes::SWITCH
            label=label
            now=now.then_some(text::NOW)
            fields=fields(to)
        />
    }
}

/// The bar, while it is somebody else; and when it was somebody who isn't theirs any more.
pub(super) fn acting_bar(frame: &Frame) -> AnyView {
    let Some(people) = &frame.people else {
        return ().into_any();
    };
    if people.chosen == Chosen::Gone {
        return view! {
            <ActingBar label=text::ACTING_FOR text=text::NO_LONGER>
                {back(text::GO_ON_AS_YOURSELF)}
            </ActingBar>
        }
        .into_any();
    }
    let Some(person) = people.acting() else {
        return ().into_any();
    };
    let here = ctx::path_and_query();
    let booking = here.starts_with(routes::BOOK);
    view! {
        <ActingBar
            label=text::ACTING_FOR
            text=if booking { text::BOOKING_FOR } else { text::LOOKING_AFTER }
            name=person.full_name.as_str()
            seed=person.patient.to_string()
        >
            {back(text::TO_YOURSELF)}
        </ActingBar>
    }
    .into_any()
}

fn back(label: &'static str) -> impl IntoView {
    let fields = fields(routes::MYSELF.to_owned())
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <form method="post" action=routes::SWITCH>
            {fields}
            <button type="submit">{label}</button>
        </form>
    }
}

/// What was just switched, announced once.
pub(super) fn said(frame: &Frame) -> AnyView {
    let (Some(people), Some(_)) = (&frame.people, ctx::query(routes::SWITCHED)) else {
        return ().into_any();
    };
    let words = match people.acting() {
        Some(person) => text::now_after(person.full_name.as_str()),
        None => text::NOW_YOURSELF.to_owned(),
    };
    view! { <Toast text=words passing=true/> }.into_any()
}
