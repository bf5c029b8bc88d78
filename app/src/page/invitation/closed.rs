//! An invitation that can't be used, or none at all: why, and what to do.

use clinic::invitations::Closed;
use domain::id::InvitationId;
use leptos::prelude::*;

use super::flash;
use crate::kept::KeptForm;
use crate::layout::{Frame, summary, with_phone};
use crate::text::en::invitations as text;
use crate::ui::*;
use crate::{ctx, format, routes};

pub(super) fn render(
    frame: &Frame,
    id: InvitationId,
    closed: &Closed,
    again: Option<&KeptForm>,
) -> AnyView {
    let (name, phone) = (&frame.clinic.name, frame.phone());
    let words = match closed {
        Closed::Unknown => text::unknown(name, phone),
        Closed::AcceptedByYou(first_name, relation) => text::already(first_name, *relation),
        Closed::Because(refusal, on) => {
            let on = on.map(|on| format::date(on, frame.clinic.today));
            text::closed(*refusal, name, on.as_deref())
        }
    };
    let heading = match closed {
        Closed::AcceptedByYou(..) => text::TITLE,
        Closed::Unknown | Closed::Because(..) => text::NOT_VALID,
    };
    // What the page itself says needs no second saying over it.
    let again = again.filter(|form| form.endpoint == "invitations/ask");
    let asked = ctx::query("done").as_deref() == Some("asked");
    let ask = (closed.may_ask() && !asked).then(|| {
        view! {
            <form method="post" action="/api/invitations/ask">
                <input type="hidden" name="invitation" value=id.to_string()/>
                <Button look=Look::Primary>{text::ASK}</Button>
            </form>
        }
    });
    view! {
        {flash(frame)}
        {summary(again, &[], phone)}
        <h1>{heading}</h1>
        <p>{with_phone(words, phone)}</p>
        <div class="cluster">
            {ask}
            <LinkButton href=routes::APPOINTMENTS>{text::SEE_APPOINTMENTS}</LinkButton>
        </div>
    }
    .into_any()
}
