//! A patient's access diary: the patient's own, and that of somebody whom one looks after.

use clinic::can;
use clinic::diary::{self as use_case, Diary, Entry, Person};
use domain::access::Relation;
use domain::id::PatientId;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{Frame, frame, id_param, load, narrow_page};
use crate::text::en::{diary as text, family, me, patients};
use crate::ui::*;
use crate::{ctx, format, routes};

/// Which part of the diary is asked for.
struct Part {
    after: Option<i64>,
    by: Option<String>,
}

impl Part {
    fn asked() -> Result<Self, ApiError> {
        let after = ctx::query("after").map(|text| text.parse::<i64>());
        Ok(Self {
            after: after.transpose().map_err(|_| ApiError::NotFound)?,
            by: ctx::query("by"),
        })
    }
}

/// The reader's own.
pub fn own() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let acting = clinic
            .own_patient::<can::ViewAppointments>(&account)
            .await?;
        let part = Part::asked()?;
        let found = use_case::read(&clinic, &acting, part.after, part.by.as_deref()).await?;
        let back = (routes::DETAILS.to_owned(), me::DETAILS.to_owned());
        Ok(render(
            frame().await?,
            &found,
            &part,
            None,
            routes::DIARY,
            back,
        ))
    })
}

/// That of somebody whom the reader looks after.
pub fn of_dependent() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let patient: PatientId = id_param("dependent")?;
        let acting = clinic
            .acting_for::<can::ViewAppointments>(&account, patient)
            .await?;
        if acting.relation() == Relation::Myself {
            ctx::redirect(routes::DIARY);
            return Ok(().into_any());
        }
        let part = Part::asked()?;
        let found = use_case::read(&clinic, &acting, part.after, part.by.as_deref()).await?;
        let frame = frame().await?;
        let name = frame.of_patient(Some(patient));
        let here = routes::family_diary(patient);
        let back = (routes::FAMILY.to_owned(), family::FAMILY.to_owned());
        Ok(render(frame, &found, &part, name.as_deref(), &here, back))
    })
}

fn render(
    frame: Frame,
    found: &Diary,
    part: &Part,
    of: Option<&str>,
    here: &str,
    (back, back_words): (String, String),
) -> AnyView {
    let heading = text::diary(of);
    let only = found.only.as_ref();
    let chosen = only.map(|person| {
        view! {
            <p>{text::only(&person.who)} " " <a href=here.to_owned()>{text::EVERYBODY}</a></p>
        }
    });
    let by = only.map(|person| format!("by={}", person.key));
    let first = match &by {
        Some(by) => format!("{here}?{by}"),
        None => here.to_owned(),
    };
    let older = found.after.map(|seq| {
        let rest = by.as_ref().map(|by| format!("&{by}")).unwrap_or_default();
        NavLink::new(format!("{here}?after={seq}{rest}"), patients::OLDER)
    });
    let newest = part.after.map(|_| NavLink::new(first, patients::NEWEST));
    let nothing = found
        .entries
        .is_empty()
        .then(|| view! { <EmptyState text=text::NOTHING_OLDER/> });
    let main = view! {
        <h1>{heading.clone()}</h1>
        <p>{text::recorded(of)}</p>
        {chosen}
        {only.is_none().then(|| people(&found.people, here))}
        {days(&frame, &found.entries, of)}
        {nothing}
        <Pagination label=text::PAGES previous=newest next=older/>
        <p><a href=back>{back_words}</a></p>
    }
    .into_any();
    narrow_page(frame, &heading, main)
}

/// The choice of whose acts alone are shown; none where one person did everything.
fn people(all: &[Person], here: &str) -> Option<AnyView> {
    let links = all.iter().map(|person| {
        let href = format!("{here}?by={}", person.key);
        let words = text::who(&person.who);
        view! { <li><LinkButton href=href dense=true>{words}</LinkButton></li> }
    });
    let links = links.collect_view();
    (all.len() > 1).then(|| {
        view! {
            <Disclosure summary=text::ONE_PERSON>
                <ul class="cluster" aria-label=text::PEOPLE>{links}</ul>
            </Disclosure>
        }
        .into_any()
    })
}

/// The lines under their dates at the clinic.
fn days(frame: &Frame, entries: &[Entry], of: Option<&str>) -> AnyView {
    let (zone, today) = (&frame.clinic.zone, frame.clinic.today);
    let mut days: Vec<(Date, Vec<DiaryLine>)> = Vec::new();
    for entry in entries {
        let date = format::local_date(entry.at, zone);
        let line = line(frame, entry, of);
        match days.last_mut() {
            Some((last, lines)) if *last == date => lines.push(line),
            _ => days.push((date, vec![line])),
        }
    }
    let days = days.into_iter().enumerate().map(|(place, (date, lines))| {
        let day = format::near_date(date, today);
        view! { <DiaryDay id=format!("day-{place}") day=day lines=lines/> }
    });
    days.collect_view().into_any()
}

fn line(frame: &Frame, entry: &Entry, of: Option<&str>) -> DiaryLine {
    let (zone, today) = (&frame.clinic.zone, frame.clinic.today);
    let when = (
        format::time(entry.at, zone),
        format::machine(entry.at, zone),
    );
    let what = text::what(entry.action, &entry.detail, of);
    let line = DiaryLine::new(when, text::who(&entry.who), what);
    match &entry.visit {
        Some((id, starts_at, zone)) => line.link(
            routes::appointment(*id),
            format::moment(*starts_at, zone, today),
        ),
        None => line,
    }
}
