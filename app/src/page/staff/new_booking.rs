//! A booking by hand: a time is proposed at once, everything else can be changed.

use clinic::desk::{self, Chosen, NewBooking};
use clinic::patients::PatientLine;
use clinic::{can, patients};
use domain::id::PatientId;
use domain::limits;
use leptos::prelude::*;

use super::picking::{self, Picking};
use super::room::{At, Room};
use crate::kept::KeptForm;
use crate::layout::{FIELD, chars, field_error, form_title, load};
use crate::text::en::patients::{PROVISIONAL, no_one};
use crate::text::en::{desk as text, staff as words};
use crate::ui::*;
use crate::{ctx, format, routes};

const ENDPOINTS: [&str; 3] = [
    "staff/bookings/book",
    "staff/bookings/over",
    "staff/bookings/choose",
];

/// What waits while there is no time to book.
const WAITING: [&str; 3] = ["note", "tell", "reason"];

/// The page: `?patient=` and, once chosen, `service`, `who`, `date`, `at`, `when`.
pub fn new_booking() -> impl IntoView {
    load(async {
        let member = ctx::staff::<can::Book>().await?;
        let Some(patient) = ctx::query("patient") else {
            let (waiting_count, main) = whom().await?;
            let room = Room::of(&member, waiting_count).await?;
            return Ok(room.page(text::NEW_BOOKING, At::Booking, main));
        };
        let patient: PatientId = crate::api::id(&patient)?;
        let again = ctx::again(&ENDPOINTS);
        let question = picking::question(again.as_deref());
        let offered = desk::offer(&ctx::clinic()?, &member, patient, question).await?;
        let room = Room::of(&member, offered.waiting_count).await?;
        let (title, main) = render(&offered, again.as_deref(), &room.clinic.phone);
        Ok(room.page(&title, At::Booking, main))
    })
}

/// "Who is it for?": a search, and what it found.
async fn whom() -> Result<(u32, AnyView), crate::error::ApiError> {
    let (clinic, staff) = (ctx::clinic()?, ctx::staff::<can::SeePatients>().await?);
    let typed = ctx::query("q").unwrap_or_default().trim().to_owned();
    // The focus is on what comes next: the one question of the page, and once that is answered
    // the first of those who were found. Nobody who can see the page has to look for it, and
    // who listens to it hears the field with its label, or the person with the birth date.
    let (waiting_count, anybody, found) = if typed.is_empty() {
        let desk = patients::desk(&clinic, &staff).await?;
        (desk.waiting_count, false, ().into_any())
    } else {
        let found = patients::search(&clinic, &staff, &typed).await?;
        let rows: Vec<_> = found.patients.iter().map(row).collect();
        let anybody = !rows.is_empty();
        let add = routes::new_patient_called(&typed);
        let label = text::add(&typed);
        let list = match anybody {
            true => view! { <ChoiceList rows=rows autofocus=true/> }.into_any(),
            false => view! { <p role="status">{no_one(&typed)}</p> }.into_any(),
        };
        let list = view! {
            {list}
            <p><LinkButton href=add icon=IconName::Plus><bdi>{label}</bdi></LinkButton></p>
        };
        (found.desk.waiting_count, anybody, list.into_any())
    };
    let main = view! {
        <div class="page-narrow">
            <h1>{text::WHOM}</h1>
            <form class="stack" method="get" action=routes::NEW_BOOKING>
                <TextInput
                    name="q"
                    label=text::WHO
                    hint=text::FIND_BY
                    words=FIELD
                    value=typed
                    maxlength=chars(limits::SEARCH_CHARS_MAX)
                    autofocus=!anybody
                />
                <p><Button look=Look::Primary>{text::FIND}</Button></p>
            </form>
            {found}
        </div>
    };
    Ok((waiting_count, main.into_any()))
}

/// Somebody who was found, with what tells two people of one name apart.
fn row(one: &PatientLine) -> ChoiceRow {
    let born = one.born_on.map(|born| format::birth_date(born.date()));
    let mobile = one.phone.as_deref().map(clinic::phone::local);
    let about = [born.map(|born| words::born(&born)), mobile];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let mut row = ChoiceRow::new(routes::new_booking(one.id), one.full_name.as_str());
    if !about.is_empty() {
        row = row.line(about.join(" · "));
    }
    match one.provisional {
        true => row.line(PROVISIONAL),
        false => row,
    }
}

fn render(new: &NewBooking, again: Option<&KeptForm>, phone: &str) -> (String, AnyView) {
    let heading = text::book_for(new.patient_name.as_str());
    let title = form_title(&heading, again);
    let picking = Picking {
        times: &new.times,
        proposed: new.times.typed_wrong.is_none(),
        again,
    };
    let chosen = view! {
        <input type="hidden" name="patient" value=new.patient.to_string()/>
        <input type="hidden" name="service" value=new.times.service.slug.clone()/>
        <input type="hidden" name="submission" value=new.submission.to_string()/>
        {proposal(new, again)}
        {picking.change(text::CHANGE, &new.services)}
    };
    let form = picking::form(
        "/api/staff/bookings/choose",
        chosen.into_any(),
        picking.others(),
    );
    let main = view! {
        {picking::problem(&new.times, again, phone)}
        <div class="page-narrow">
            <h1><bdi>{heading}</bdi></h1>
            {form}
        </div>
    };
    (title, main.into_any())
}

/// What [Book] would book.
fn proposal(new: &NewBooking, again: Option<&KeptForm>) -> AnyView {
    let rows = picking::rows(&new.times);
    let form = match &new.times.chosen {
        _ if new.times.typed_wrong.is_some() => return picking::waiting(&WAITING, again),
        None => view! { <p>{text::NO_TIMES}</p> {picking::waiting(&WAITING, again)} }.into_any(),
        Some(chosen) if chosen.never => view! {
            <Notice kind=NoticeKind::Bad><p>{text::NEVER}</p></Notice>
            {picking::waiting(&WAITING, again)}
        }
        .into_any(),
        Some(chosen) if chosen.taken_by.is_empty() => book(new, chosen, again),
        Some(chosen) => over(new, chosen, again),
    };
    let twice = picking::twice(&new.times);
    view! { <SummaryList rows=rows/> {twice} {form} }.into_any()
}

fn book(new: &NewBooking, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    view! {
        {picking::hidden(chosen)}
        {picking::anyway(chosen, text::ANYWAY, again)}
        {picking::tell(&new.mail_to, picking::is_told(again))}
        {note(again)}
        <p>
            <Button look=Look::Primary formaction="/api/staff/bookings/book">{text::BOOK}</Button>
        </p>
    }
    .into_any()
}

/// A taken time: an act of its own.
fn over(new: &NewBooking, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    let (words, may) = picking::taken(&new.times, chosen, text::OVER_HINT, again);
    if !may {
        return view! { {words} {picking::waiting(&WAITING, again)} }.into_any();
    }
    view! {
        {picking::hidden(chosen)}
        {words}
        {picking::tell(&new.mail_to, picking::is_told(again))}
        {note(again)}
        <p>
            <Button look=Look::Danger formaction="/api/staff/bookings/over">{text::OVER}</Button>
        </p>
    }
    .into_any()
}

fn note(again: Option<&KeptForm>) -> AnyView {
    let typed = again.map(|form| form.typed("note")).unwrap_or_default();
    let error = OptText::from(field_error(again, "note"));
    view! {
        <SafeTextarea
            name="note"
            label=text::NOTE
            words=FIELD
            value=typed
            error=error
            optional=true
            maxlength=chars(limits::NOTE_CHARS_MAX)
        />
    }
    .into_any()
}
