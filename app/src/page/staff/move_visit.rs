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

const ENDPOINTS: [&str; 2] = ["staff/appointments/move", "staff/appointments/move-over"];

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
        again,
        here: Some(routes::desk_move(offer.id)),
    };
    view! {
        {picking::problem(&offer.times, again, phone)}
        <div class="page-narrow">
            <h1><bdi>{heading}</bdi></h1>
            <p><b>{now}</b></p>
            {is_asked(offer, again).then(|| proposal(offer, again))}
            {picking.change(text::CHANGE_PERSON, &[])}
            {picking.others()}
        </div>
    }
    .into_any()
}

/// Whether a time was chosen: a visit moves nowhere that nobody asked for.
fn is_asked(offer: &MoveOffer, again: Option<&KeptForm>) -> bool {
    let asked = picking::question(None);
    again.is_some()
        || asked.at.is_some()
        || (asked.typed.is_some() && offer.times.typed_wrong.is_none())
}

/// Where [Move appointment] would move it.
fn proposal(offer: &MoveOffer, again: Option<&KeptForm>) -> AnyView {
    let rows = picking::rows(&offer.times);
    let form = match &offer.times.chosen {
        None => view! { <p>{text::NO_TIMES}</p> }.into_any(),
        Some(chosen) if chosen.there_already => view! { <p>{text::THERE_ALREADY}</p> }.into_any(),
        Some(chosen) if chosen.never => {
            view! { <Notice kind=NoticeKind::Bad><p>{text::NEVER}</p></Notice> }.into_any()
        }
        Some(chosen) if chosen.taken_by.is_empty() => free(offer, chosen, again),
        Some(chosen) => over(offer, chosen, again),
    };
    view! { <SummaryList rows=rows/> {form} }.into_any()
}

fn free(offer: &MoveOffer, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    view! {
        <form class="stack" method="post" action="/api/staff/appointments/move">
            {hidden(offer, chosen)}
            {picking::anyway(chosen, text::MOVE_ANYWAY, again)}
            {picking::tell(offer.address.as_ref(), again)}
            <p class="cluster">
                <Button look=Look::Primary>{text::MOVE}</Button>
                {keep(offer)}
            </p>
        </form>
    }
    .into_any()
}

/// A taken time: an act of its own.
fn over(offer: &MoveOffer, chosen: &Chosen, again: Option<&KeptForm>) -> AnyView {
    let hint = text::MOVE_OVER_HINT;
    let (words, may) = picking::taken(&offer.times, chosen, hint, again);
    if !may {
        return words;
    }
    view! {
        <form class="stack" method="post" action="/api/staff/appointments/move-over">
            {hidden(offer, chosen)}
            {words}
            {picking::tell(offer.address.as_ref(), again)}
            <p class="cluster">
                <Button look=Look::Danger>{text::MOVE_OVER}</Button>
                {keep(offer)}
            </p>
        </form>
    }
    .into_any()
}

fn keep(offer: &MoveOffer) -> AnyView {
    view! { <LinkButton href=routes::desk_visit(offer.id)>{text::KEEP_TIME}</LinkButton> }
        .into_any()
}

fn hidden(offer: &MoveOffer, chosen: &Chosen) -> AnyView {
    view! {
        <input type="hidden" name="appointment" value=offer.id.to_string()/>
        <input type="hidden" name="sequence" value=offer.sequence.to_string()/>
        <input type="hidden" name="slot" value=picking::slot(chosen)/>
        {picking::shown(chosen)}
    }
    .into_any()
}
