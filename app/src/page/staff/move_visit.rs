//! A visit that staff move: the times that it could have, and what speaks against one.

use clinic::can;
use clinic::desk::{self, Chosen, MoveOffer};
use leptos::prelude::*;

use super::appointment::instead_of_form;
use super::picking::{self, Picking};
use super::room::{At, Room};
use crate::kept::KeptForm;
use crate::layout::{form_title, id_param, load};
use crate::text::en::{appointments, desk as text};
use crate::ui::*;
use crate::{ctx, format, routes};

const ENDPOINTS: [&str; 3] = [
    "staff/appointments/move",
    "staff/appointments/move-over",
    "staff/appointments/choose",
];

/// What waits while there is no time to move to.
const WAITING: [&str; 2] = ["tell", "reason"];

/// The page: `who`, `date`, `at` and `when` as in a new booking.
pub fn move_visit() -> impl IntoView {
    load(async {
        let member = ctx::staff::<can::Book>().await?;
        let id = id_param("appointment")?;
        let clinic = ctx::clinic()?;
        let again = ctx::again(&ENDPOINTS);
        let question = picking::question(again.as_deref());
        let offer = match desk::offer_move(&clinic, &member, id, question).await {
            // It isn't only booked any more: its own page says what it is.
            Err(clinic::Failure::Refused(domain::refusal::Refusal::AlreadyResolved)) => {
                ctx::redirect(&instead_of_form(id));
                return Ok(().into_any());
            }
            offer => offer?,
        };
        let room = Room::of(&member, offer.waiting_count).await?;
        let heading = text::move_of(offer.patient_name.as_str());
        let title = form_title(&heading, again.as_deref());
        let main = render(&offer, heading, again.as_deref(), &room.clinic.phone);
        Ok(room.page(&title, At::Aside, main))
    })
}

fn render(offer: &MoveOffer, heading: String, again: Option<&KeptForm>, phone: &str) -> AnyView {
    let now = format::moment(offer.starts_at, &offer.zone, offer.times.today);
    let now = appointments::now(&text::with(&now, offer.practitioner_name.as_str()));
    let picking = Picking {
        times: &offer.times,
        proposed: is_asked(offer, again),
        again,
    };
    let chosen = view! {
        <input type="hidden" name="appointment" value=offer.id.to_string()/>
        <input type="hidden" name="sequence" value=offer.sequence.to_string()/>
        {picking.proposed.then(|| proposal(offer, again))}
        {(!picking.proposed).then(|| picking::waiting(&WAITING, again))}
        {picking.change(text::CHANGE_PERSON, &[])}
    };
    let choose = "/api/staff/appointments/choose";
    let form = picking::form(choose, chosen.into_any(), picking.others());
    view! {
        {picking::problem(&offer.times, again, phone)}
        <div class="page-narrow">
            <h1><bdi>{heading}</bdi></h1>
            <p><b>{now}</b></p>
            {form}
        </div>
    }
    .into_any()
}

/// Whether the time was asked for: a visit moves nowhere that nobody asked for.
fn is_asked(offer: &MoveOffer, again: Option<&KeptForm>) -> bool {
    if offer.times.typed_wrong.is_some() {
        return false;
    }
    let asked = picking::question(again);
    let here = offer.times.chosen.as_ref();
    let here = here.map(|chosen| (chosen.starts_at, chosen.practitioner));
    [asked.before, asked.at]
        .iter()
        .flatten()
        .any(|at| here == Some(*at))
        || asked.typed.is_some()
}

/// Where [Move appointment] would move it.
fn proposal(offer: &MoveOffer, again: Option<&KeptForm>) -> AnyView {
    let waiting = || picking::waiting(&WAITING, again);
    let rows = picking::rows(&offer.times);
    let form = match &offer.times.chosen {
        None => view! { <p>{text::NO_TIMES}</p> {waiting()} }.into_any(),
        Some(chosen) if chosen.there_already => {
            view! { <p>{text::THERE_ALREADY}</p> {waiting()} }.into_any()
        }
        Some(chosen) if chosen.never => view! {
            <Notice kind=NoticeKind::Bad><p>{text::NEVER}</p></Notice>
            {waiting()}
        }
        .into_any(),
        Some(chosen) if chosen.taken_by.is_empty() => free(offer, chosen, again),
        Some(chosen) => over(offer, chosen, again),
    };
    let twice = picking::twice(&offer.times);
    view! { <SummaryList rows=rows/> {twice} {form} }.into_any()
}

fn free(offer: &MoveOffer, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    view! {
        {picking::hidden(chosen)}
        {picking::anyway(chosen, text::MOVE_ANYWAY, again)}
        {picking::tell(&offer.mail_to, picking::is_told(again))}
        <p class="cluster">
            <Button look=Look::Primary formaction="/api/staff/appointments/move">
                {text::MOVE}
            </Button>
            {keep(offer)}
        </p>
    }
    .into_any()
}

/// A taken time: an act of its own.
fn over(offer: &MoveOffer, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    let (words, may) = picking::taken(&offer.times, chosen, text::MOVE_OVER_HINT, again);
    if !may {
        return view! { {words} {picking::waiting(&WAITING, again)} }.into_any();
    }
    view! {
        {picking::hidden(chosen)}
        {words}
        {picking::tell(&offer.mail_to, picking::is_told(again))}
        <p class="cluster">
            <Button look=Look::Danger formaction="/api/staff/appointments/move-over">
                {text::MOVE_OVER}
            </Button>
            {keep(offer)}
        </p>
    }
    .into_any()
}

fn keep(offer: &MoveOffer) -> AnyView {
    view! { <LinkButton href=routes::desk_visit(offer.id)>{text::KEEP_TIME}</LinkButton> }
        .into_any()
}
