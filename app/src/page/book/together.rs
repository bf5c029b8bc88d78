//! Several people in one go: what each of them needs, and when they can come.

mod check;
mod done;

use clinic::family::Person;
use clinic::front::{self, ServiceCard};
use clinic::times::SlotView as Time;
use clinic::together::{self as use_case, Found, Search};
use domain::access::{Ability, Relation};
use domain::id::PatientId;
use domain::limits;
use domain::refusal::Refusal;
use domain::together::Pattern;
use jiff::civil::Date;
use leptos::prelude::*;

pub use check::check;
pub use done::done;

use super::lost::value;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, Frame, form_title, frame, load, narrow_page, notice, summary};
use crate::text::en::{booking, errors, family, together as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The name of an answer to "How should they come?".
const HOW: &str = "how";
const AT_ONCE: &str = "once";

/// "Book several people at once".
pub fn choose() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let frame = frame().await?;
        let services = front::services(&clinic, &ctx::public()?).await?;
        let again = ctx::again(&["booking/together"]);
        let chosen = chosen(&frame);
        let asked: Vec<PatientId> = chosen.iter().map(|(patient, _)| *patient).collect();
        let slugs: Vec<String> = chosen.into_iter().map(|(_, slug)| slug).collect();
        let found = match asked.len() {
            2..=limits::TOGETHER_PEOPLE_MAX => {
                let who = clinic.together(account, &asked).await?;
                let from = ctx::query("from").and_then(|date| date.parse::<Date>().ok());
                let (visitor, how) = (ctx::visitor()?, pattern());
                let found = use_case::search(&clinic, (&visitor, &who), &slugs, how, from);
                Some(found.await?)
            }
            _ => None,
        };
        Ok(render(
            frame,
            &services,
            (&asked, &slugs),
            found.as_ref(),
            again.as_deref(),
        ))
    })
}

fn pattern() -> Pattern {
    if ctx::query(HOW).as_deref() == Some(AT_ONCE) {
        Pattern::AtOnce
    } else {
        Pattern::InTurn
    }
}

/// Those whom the account may book for.
fn bookable(frame: &Frame) -> Vec<&Person> {
    let all = frame.people.iter().flat_map(|people| &people.all);
    all.filter(|person| person.rights.abilities.has(Ability::Book))
        .collect()
}

/// What the address says that each is to have.
fn chosen(frame: &Frame) -> Vec<(PatientId, String)> {
    let slug = |person: &&Person| {
        let slug = ctx::query(&person.patient.to_string())?;
        (!slug.is_empty()).then_some((person.patient, slug))
    };
    bookable(frame).iter().filter_map(slug).collect()
}

fn first_name(frame: &Frame, patient: PatientId) -> String {
    let people = frame.people.as_ref();
    let person = people.and_then(|people| people.person(patient));
    person.map_or_else(String::new, |person| {
        person.full_name.first_word().to_owned()
    })
}

fn render(
    frame: Frame,
    services: &[ServiceCard],
    (asked, slugs): (&[PatientId], &[String]),
    found: Option<&Search>,
    again: Option<&KeptForm>,
) -> AnyView {
    let people = bookable(&frame);
    if people.len() < 2 {
        let main = view! {
            <h1>{text::TOGETHER}</h1>
            <EmptyState text=text::NOBODY_ELSE>
                <LinkButton href=routes::FAMILY_ADD look=Look::Primary>{family::ADD_SOMEONE}</LinkButton>
            </EmptyState>
        };
        return narrow_page(frame, text::TOGETHER, main.into_any());
    }
    let fields = people.iter().map(|person| {
        let at = asked.iter().position(|patient| *patient == person.patient);
        let slug = at.and_then(|at| slugs.get(at)).map_or("", String::as_str);
        service_field(&frame, person, services, slug)
    });
    let fields = fields.collect_view();
    let sent = people
        .iter()
        .any(|person| ctx::query(&person.patient.to_string()).is_some());
    let answer = match found {
        Some(Search::Found(found)) => times(&frame, (asked, slugs), found),
        Some(Search::Cannot(patient, why)) => {
            let why = errors::summary(
                &ApiError::Refused(Refusal::Book(why.clone())),
                frame.phone(),
            );
            notice(text::cannot(&first_name(&frame, *patient), &why)).into_any()
        }
        None if asked.len() > limits::TOGETHER_PEOPLE_MAX => {
            notice(text::too_many(limits::TOGETHER_PEOPLE_MAX)).into_any()
        }
        None if sent => notice(text::TOO_FEW.to_owned()).into_any(),
        None => ().into_any(),
    };
    // Once times stand below, they are what comes next.
    let show = match found {
        Some(Search::Found(found)) if !found.plans.is_empty() => Look::Outline,
        _ => Look::Primary,
    };
    let how = match pattern() {
        Pattern::InTurn => "turn",
        Pattern::AtOnce => AT_ONCE,
    };
    let options = vec![
        RadioOption::new("turn", text::IN_TURN).hint(text::IN_TURN_HINT),
        RadioOption::new(AT_ONCE, text::AT_ONCE).hint(text::AT_ONCE_HINT),
    ];
    let main = view! {
        {summary(again, &[], frame.phone())}
        <h1>{text::TOGETHER}</h1>
        <p>{text::INTRO}</p>
        <form class="stack" method="get" action=routes::TOGETHER>
            {fields}
            <Radios name=HOW legend=text::HOW words=FIELD options=options selected=how/>
            <Button look=show>{text::SHOW}</Button>
        </form>
        {answer}
    };
    narrow_page(frame, &form_title(text::TOGETHER, again), main.into_any())
}

/// What one of them needs.
fn service_field(
    frame: &Frame,
    person: &Person,
    services: &[ServiceCard],
    chosen: &str,
) -> impl IntoView + use<> {
    let id = person.patient.to_string();
    let name = person.full_name.as_str();
    let label = match person.relation {
        Relation::Myself => family::you(name),
        Relation::Guardian => {
            let today = frame.clinic.today;
            family::aged(name, person.age_years(today))
        }
    };
    let none = std::iter::once((String::new(), text::NOT_NOW.to_owned()));
    let all = services.iter().map(|service| {
        let minutes = booking::service_minutes(service.minutes);
        (service.slug.clone(), format!("{}, {minutes}", service.name))
    });
    let options = none.chain(all).map(|(slug, words)| {
        let selected = slug == chosen;
        view! { <option value=slug selected=selected>{words}</option> }
    });
    let options = options.collect_view();
    view! {
        <Field id=id.clone() label=label words=FIELD>
            <select class="input" id=id.clone() name=id.clone()>{options}</select>
        </Field>
    }
}

/// Each list of times as a card that takes it.
fn times(frame: &Frame, (asked, slugs): (&[PatientId], &[String]), found: &Found) -> AnyView {
    if found.plans.is_empty() {
        return view! { <EmptyState text=text::NONE/> }.into_any();
    }
    let joined = |all: Vec<String>| all.join(".");
    let people = joined(asked.iter().map(ToString::to_string).collect());
    let services = joined(slugs.to_vec());
    let cards = found
        .plans
        .iter()
        .filter_map(|plan| card(frame, asked, plan, found));
    let later = found.more_from.map(|date| {
        let each = asked.iter().zip(slugs);
        let each = each.map(|(patient, slug)| (patient.to_string(), slug.clone()));
        let how = ctx::query(HOW).unwrap_or_default();
        let more = [(HOW.to_owned(), how), ("from".to_owned(), date.to_string())];
        let to = routes::together_of(&each.chain(more).collect::<Vec<_>>());
        view! { <p><LinkButton href=to>{text::LATER}</LinkButton></p> }
    });
    view! {
        <section>
            <form method="post" action="/api/booking/together">
                <input type="hidden" name="people" value=people/>
                <input type="hidden" name="services" value=services/>
                <SoonestCards heading=text::TIMES cards=cards.collect() name="plan"/>
            </form>
            {later}
        </section>
    }
    .into_any()
}

fn card(frame: &Frame, asked: &[PatientId], plan: &[Time], found: &Found) -> Option<SoonestView> {
    let first = plan.iter().min_by_key(|slot| slot.starts_at)?;
    let mut each: Vec<(String, &Time)> = asked
        .iter()
        .map(|patient| first_name(frame, *patient))
        .zip(plan)
        .collect();
    each.sort_by_key(|(_, slot)| slot.starts_at);
    let value: Vec<String> = plan.iter().map(value).collect();
    let with = match pattern() {
        Pattern::InTurn => {
            let time = |slot: &Time| format::time(slot.starts_at, &found.zone);
            let each = each.into_iter().map(|(name, slot)| (name, time(slot)));
            text::in_turn(&each.collect::<Vec<_>>(), first.practitioner_name.as_str())
        }
        Pattern::AtOnce => {
            let with = |slot: &Time| slot.practitioner_name.as_str().to_owned();
            let each = each.into_iter().map(|(name, slot)| (name, with(slot)));
            text::at_once(&each.collect::<Vec<_>>())
        }
    };
    Some(SoonestView {
        value: value.join("~"),
        when: format::near_moment(first.starts_at, &found.zone, frame.clinic.today),
        with,
    })
}
