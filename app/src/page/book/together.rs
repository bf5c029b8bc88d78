//! Several people in one go: what each needs and when, "Check and book" for all, and "They are
//! booked".

use clinic::booking::CheckView;
use clinic::family::Person;
use clinic::front::{self, ServiceCard};
use clinic::holds::together::rows;
use clinic::times::SlotView as Time;
use clinic::together::{self as use_case, Found, Search};
use clinic::{Failure, appointments, can};
use domain::access::{Ability, Relation};
use domain::id::{AppointmentId, HoldId, PatientId};
use domain::limits;
use domain::refusal::Refusal;
use domain::together::Pattern;
use jiff::civil::Date;
use leptos::prelude::*;

use super::beside;
use super::held::{EXTEND, watch};
use super::lost::{gone, not_held, value};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, form_title, frame, id_param, load, narrow_page, notice, param, summary,
};
use crate::page::appointments::undo_booking;
use crate::text::en::{booking, common, errors, family, together as text};
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
            <Button look=Look::Primary>{text::SHOW}</Button>
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
        <form method="post" action="/api/booking/together">
            <input type="hidden" name="people" value=people/>
            <input type="hidden" name="services" value=services/>
            <SoonestCards heading=text::TIMES cards=cards.collect() name="plan"/>
        </form>
        {later}
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

/// "Check and book for Leo and Maya".
pub fn check() -> impl IntoView {
    load(async {
        let (clinic, visitor, account) = (ctx::clinic()?, ctx::visitor()?, ctx::account().await?);
        let Ok(hold) = id_param::<HoldId>("hold") else {
            return not_held().await;
        };
        let held = match rows(&clinic, &visitor, hold).await {
            Err(failure) => return gone(failure).await,
            Ok(held) => held,
        };
        let people: Vec<PatientId> = held.iter().filter_map(|(_, patient)| *patient).collect();
        let [(first, _), _, ..] = held.as_slice() else {
            ctx::redirect(&routes::check(hold));
            return Ok(().into_any());
        };
        let first = *first;
        let who = match clinic.together(account, &people).await {
            Err(failure @ Failure::NotFound) => return gone(failure).await,
            who => who?,
        };
        let holds: Vec<HoldId> = held.iter().map(|(hold, _)| *hold).collect();
        let views = match use_case::check_all(&clinic, (&visitor, &who), &holds).await {
            Err(failure) => return gone(failure).await,
            Ok(views) => views,
        };
        let again = ctx::again(&["booking/book-together", "booking/extend"]);
        Ok(render_check(
            frame().await?,
            first,
            &people,
            &views,
            again.as_deref(),
        ))
    })
}

fn render_check(
    frame: Frame,
    hold: HoldId,
    people: &[PatientId],
    views: &[CheckView],
    again: Option<&KeptForm>,
) -> AnyView {
    let names: Vec<&str> = views
        .iter()
        .map(|view| view.patient_name.first_word())
        .collect();
    let heading = text::check(&names);
    let submission = again
        .map(|form| form.typed("submission"))
        .filter(|typed| !typed.is_empty())
        .or_else(|| Some(views.first()?.submission.to_string()));
    let people: Vec<String> = people.iter().map(ToString::to_string).collect();
    let parts = views.iter().map(|view| part(&frame, view)).collect_view();
    let here = routes::together_check(hold);
    let watch = views.first().map(|view| {
        let extend = view! {
            <form method="post" action=EXTEND>
                <input type="hidden" name="hold" value=hold.to_string()/>
                <Button name="next" value=here>{booking::EXTEND}</Button>
            </form>
        };
        watch(&frame, &view.hold, extend.into_any())
    });
    let main = view! {
        {summary(again, &[], frame.phone())}
        <h1>{heading.clone()}</h1>
        {watch}
        {parts}
        <p>{text::ALL_OR_NONE}</p>
        <form class="cluster" method="post" action="/api/booking/book-together">
            <input type="hidden" name="hold" value=hold.to_string()/>
            <input type="hidden" name="submission" value=submission/>
            <input type="hidden" name="people" value=people.join(".")/>
            <Button look=Look::Primary>{text::BOOK_ALL}</Button>
            <LinkButton href=routes::TOGETHER look=Look::Quiet>{text::OTHER_TIMES}</LinkButton>
        </form>
    };
    narrow_page(frame, &form_title(&heading, again), main.into_any())
}

/// One of the appointments, and whom it is for.
fn part(frame: &Frame, view: &CheckView) -> AnyView {
    let hold = &view.hold;
    let date = format::date(
        format::local_date(hold.starts_at, &hold.zone),
        frame.clinic.today,
    );
    let range = format::time_range(hold.starts_at, hold.ends_at, &hold.zone);
    let zone = common::zone(&frame.clinic.city);
    let mut rows = vec![
        SummaryRow::new(booking::WHEN, date).line(format!("{range}, {zone}")),
        SummaryRow::new(booking::WHAT_ROW, hold.service.name.clone())
            .line(beside::meta(&hold.service)),
        SummaryRow::new(booking::WITH, hold.practitioner_name.as_str()),
        SummaryRow::new(booking::WHERE, view.street.clone()).line(view.city.clone()),
    ];
    let cancelling = match view.cancel_until {
        Some(until) => beside::free_until(frame, until, &hold.zone),
        None => booking::CANCEL_BY_PHONE.to_owned(),
    };
    rows.push(SummaryRow::new(booking::CANCELLING, cancelling));
    let name = view.patient_name.as_str().to_owned();
    view! { <h2><bdi>{name}</bdi></h2> <SummaryList rows=rows/> }.into_any()
}

/// "Leo and Maya are booked".
pub fn done() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let mut booked = Vec::new();
        for id in param("appointment")
            .split('.')
            .take(limits::TOGETHER_PEOPLE_MAX)
        {
            let asked: AppointmentId = crate::api::id(id)?;
            let (acting, id) = clinic
                .acting_on::<can::ViewAppointments>(&account, asked)
                .await?;
            booked.push(appointments::show(&clinic, &acting, id).await?);
        }
        let names: Vec<&str> = booked
            .iter()
            .map(|one| one.patient_name.first_word())
            .collect();
        let heading = text::booked(&names);
        let frame = frame().await?;
        let lines = booked.iter().map(|one| {
            let date = format::date(
                format::local_date(one.starts_at, &one.zone),
                frame.clinic.today,
            );
            let range = format::time_range(one.starts_at, one.ends_at, &one.zone);
            let first = one.patient_name.first_word().to_owned();
            let place = booking::with_at(one.practitioner_name.as_str(), &one.street);
            view! {
                <p class="panel-main">{date}</p>
                <p><bdi>{first}</bdi> ": " {range} ", " <bdi>{place}</bdi></p>
            }
        });
        let lines = lines.collect_view();
        let each = booked.iter().map(|one| {
            let name = one.patient_name.as_str().to_owned();
            view! {
                <h2><bdi>{name.clone()}</bdi></h2>
                <p class="cluster">
                    <LinkButton
                        href=routes::calendar_file(one.id)
                        icon=IconName::Calendar
                        download=true
                        hidden=name.clone()
                    >
                        {booking::ADD_TO_CALENDAR}
                    </LinkButton>
                    <LinkButton href=routes::appointment(one.id) hidden=name>
                        {booking::CHANGE_OR_CANCEL}
                    </LinkButton>
                </p>
                {undo_booking(one)}
            }
        });
        let each = each.collect_view();
        let zone = common::zone(&frame.clinic.city);
        let main = view! {
            <Panel title=heading.clone()>
                {lines}
                <p>{zone}</p>
            </Panel>
            {each}
            <h2>{booking::WHAT_NEXT}</h2>
            <p>{booking::mail_goes_to(account.email().as_str())}</p>
            <p>{booking::ARRIVE}</p>
        };
        Ok(narrow_page(frame, &heading, main.into_any()))
    })
}
