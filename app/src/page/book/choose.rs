//! "What do you need?" and "Who would you like to see?"

use clinic::front;
use clinic::times::{self, Choice, Practitioners};
use domain::person::PersonName;
use leptos::prelude::*;

use super::beside::Chosen;
use super::steps;
use crate::layout::{Frame, frame, load, param, patient_page};
use crate::page::home::rows;
use crate::text::en::{booking, family, together};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "What do you need?"
pub fn services() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let services = front::services(&ctx::clinic()?, &ctx::public()?).await?;
        let none = services.is_empty();
        let sorry = none.then(|| view! { <EmptyState text=booking::no_services(frame.phone())/> });
        let heading = family::what(frame.of());
        // Where there are others to book for, they can come at the same time.
        let others = frame
            .people
            .as_ref()
            .is_some_and(|people| people.others().next().is_some());
        let together = others.then(|| {
            view! { <p><LinkButton href=routes::TOGETHER>{together::TOGETHER}</LinkButton></p> }
        });
        let main = view! {
            {steps(0, &[], None)}
            <div class="page-narrow">
                <h1>{heading.clone()}</h1>
                <ChoiceList rows=rows(services)/>
                {sorry}
                {together}
            </div>
        };
        Ok(patient_page(frame, &heading, "wrap page", main.into_any()))
    })
}

/// "Who would you like to see?"; with one person there is nothing to ask.
pub fn practitioners() -> impl IntoView {
    load(async {
        let slug = param("service");
        let found = times::practitioners(&ctx::clinic()?, &ctx::public()?, &slug).await?;
        if let [only] = found.people.as_slice() {
            ctx::redirect(&routes::times(&slug, Choice::Named(only.id)));
            return Ok(().into_any());
        }
        let frame = frame().await?;
        Ok(render_people(frame, &slug, found))
    })
}

fn render_people(frame: Frame, slug: &str, found: Practitioners) -> AnyView {
    let (zone, today) = (found.zone, frame.clinic.today);
    let soonest = |at: Option<jiff::Timestamp>| {
        at.map_or_else(
            || booking::NO_TIMES_SOON.to_owned(),
            |at| booking::soonest_at(&format::near_moment(at, &zone, today)),
        )
    };
    let first = found.first_available.map(|(at, _)| at);
    let mut rows = vec![
        ChoiceRow::new(routes::times(slug, Choice::First), booking::FIRST_AVAILABLE)
            .line(soonest(first)),
    ];
    rows.extend(found.people.iter().map(|person| {
        ChoiceRow::new(
            routes::times(slug, Choice::Named(person.id)),
            name(&person.name),
        )
        .line(person.title.clone())
        .line(soonest(person.soonest))
        .person(hue(&person.hue))
    }));
    let links = [routes::BOOK.to_owned()];
    let chosen = Chosen::service(found.service).of(frame.of());
    let heading = family::who_to_see(frame.of());
    let question = view! {
        <div class="page-narrow">
            <h1>{heading.clone()}</h1>
            {chosen.brief()}
            <ChoiceList rows=rows/>
        </div>
    };
    chosen.page(frame, &heading, steps(1, &links, None), question)
}

fn name(name: &PersonName) -> String {
    name.as_str().to_owned()
}

/// The colour that a practitioner has in every list.
pub(crate) fn hue(name: &str) -> Hue {
    let found = Hue::ALL
        .into_iter()
        .find(|hue| hue.class().strip_prefix("hue-") == Some(name));
    found.unwrap_or_else(|| Hue::of(name))
}
