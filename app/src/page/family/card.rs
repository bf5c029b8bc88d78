//! An access in words: what it allows, since when, until when, and who gave it.

use clinic::family::page::AccessCard;
use domain::access::{Abilities, Ability, Preset, Relation};
use domain::age_policy::AgeEffect;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::text::en::{appointments, diary, family as text, guardianship};
use crate::ui::*;
use crate::{format, routes};

/// Somebody whom one looks after, with the way to their page.
pub(super) fn looked_after_card(card: &AccessCard, today: Date) -> AnyView {
    let name = card.patient_name.as_str().to_owned();
    let first = card.patient_name.first_word();
    let years = card.born_on.map(|born_on| born_on.age_years(today));
    let open = !card.rights.abilities.is_empty();
    let heading = if open {
        let to = routes::family_of(card.patient);
        view! { <a href=to><bdi>{name}</bdi></a> }.into_any()
    } else {
        view! { <bdi>{name}</bdi> }.into_any()
    };
    let book = card.rights.abilities.has(Ability::Book).then(|| {
        let label = text::book(Some(first));
        view! {
            <form method="post" action=routes::SWITCH>
                <input type="hidden" name="patient" value=card.patient.to_string()/>
                <input type="hidden" name="next" value=routes::BOOK/>
                <Button>{label}</Button>
            </form>
        }
    });
    let age = years.map(text::years_old);
    let age = age.map(|words| view! { <p class="muted">{words}</p> });
    let (rows, diary) = (facts(card, today), diary_link(card));
    view! {
        <Card padded=true>
            <div class="stack">
                <h3>{heading}</h3>
                {age}
                <SummaryList rows=rows/>
                {book}
                {diary}
            </div>
        </Card>
    }
    .into_any()
}

/// The way to who did what, for whoever sees the visits that it tells of.
pub(super) fn diary_link(card: &AccessCard) -> Option<AnyView> {
    let may = card.rights.abilities.has(Ability::ViewAppointments);
    let (to, name) = (
        routes::family_diary(card.patient),
        card.patient_name.first_word(),
    );
    let words = diary::diary(Some(name));
    may.then(|| view! { <p><a href=to>{words}</a></p> }.into_any())
}

/// The rows of an access.
pub(super) fn facts(card: &AccessCard, today: Date) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    if let Some(next) = &card.next {
        let moment = format::moment(next.starts_at, &next.zone, today);
        let row = SummaryRow::new(text::NEXT_VISIT, moment);
        rows.push(match next.requested {
            true => row.line(appointments::STATE_REQUESTED),
            false => row,
        });
    }
    if card.relation == Relation::Myself {
        rows.push(SummaryRow::new(text::THEY_ARE, text::THEMSELF));
        return rows;
    }
    if let Some(kinship) = card.kinship {
        rows.push(SummaryRow::new(text::THEY_ARE, text::kinship(kinship)));
    }
    if !card.terms_shown {
        return rows;
    }
    rows.push(SummaryRow::new(
        text::THEY_CAN,
        rights(card.rights.abilities),
    ));
    let since = format::date(card.since, today);
    let since = SummaryRow::new(text::SINCE, since);
    rows.push(match &card.given_by {
        Some((name, true)) => since.line(text::given_by_staff(name.as_str())),
        Some((name, false)) => since.line(text::given_by(name.as_str())),
        None => since.line(text::GIVEN_BY_ADDING),
    });
    if let Some(until) = card.until {
        rows.push(SummaryRow::new(text::UNTIL, format::date(until, today)));
    }
    if let Some(goes_on) = &card.goes_on {
        let on = format::date(goes_on.since, today);
        let basis = goes_on.basis.map(guardianship::basis);
        let row = SummaryRow::new(guardianship::TITLE, basis.unwrap_or(guardianship::GOES_ON));
        let by = goes_on.seen_by.as_ref();
        let by = by.map(domain::person::PersonName::as_str);
        rows.push(
            row.line(guardianship::GOES_ON)
                .line(guardianship::checked(by, &on)),
        );
    }
    if let Some(coming) = card.coming {
        let name = card.patient_name.first_word();
        let on = format::date(coming.on, today);
        let words = match coming.step.effect {
            AgeEffect::BookingsOnly => text::WILL_NARROW,
            AgeEffect::Ask => text::WILL_ASK,
            AgeEffect::Review => text::WILL_REVIEW,
            AgeEffect::End => text::WILL_END,
        };
        let turns = text::turns(name, coming.step.from_age, &on);
        rows.push(SummaryRow::new(text::BIRTHDAY, turns).line(words));
    }
    rows
}

/// What an access allows, in words.
pub(super) fn rights(abilities: Abilities) -> String {
    if abilities.is_empty() {
        return text::WAITS.to_owned();
    }
    match Preset::of(abilities) {
        Some(Preset::Full) => return text::EVERYTHING.to_owned(),
        Some(Preset::Bookings | Preset::View | Preset::Notices) | None => {}
    }
    let words: Vec<&str> = abilities.iter().map(text::ability).collect();
    text::list(&words)
}
