//! "Add someone": three fields and a tick, also within a booking.

use clinic::holds;
use domain::access::Kinship;
use domain::id::HoldId;
use leptos::prelude::*;

use super::back_link;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::text::en::{booking, family as text};
use crate::ui::*;
use crate::{ctx, routes};

/// What somebody who adds can be to a child.
const OFFERED: [Kinship; 9] = [
    Kinship::Mother,
    Kinship::Father,
    Kinship::Parent,
    Kinship::Grandparent,
    Kinship::Guardian,
    Kinship::FosterCarer,
    Kinship::Sibling,
    Kinship::Carer,
    Kinship::Other,
];

/// Where each mistake leads to.
const LINKS: [(&str, &str); 4] = [
    ("full_name", "full_name"),
    ("bday", "bday_day"),
    ("kinship", "kinship"),
    ("allowed", "allowed"),
];

/// "Add someone".
pub fn add() -> impl IntoView {
    load(async {
        let _signed_in = ctx::account().await?;
        let again = ctx::again(&["family/add"]);
        let back = routes::FAMILY.to_owned();
        Ok(render(frame().await?, None, again.as_deref(), back))
    })
}

/// "Who are you booking for?"
pub fn add_in_booking() -> impl IntoView {
    load(async {
        let _signed_in = ctx::account().await?;
        let hold: HoldId = id_param("hold")?;
        holds::view(&ctx::clinic()?, &ctx::visitor()?, hold).await?;
        let again = ctx::again(&["family/add"]);
        let back = routes::who(hold);
        Ok::<_, ApiError>(render(frame().await?, Some(hold), again.as_deref(), back))
    })
}

fn render(frame: Frame, hold: Option<HoldId>, again: Option<&KeptForm>, back: String) -> AnyView {
    let heading = match hold {
        Some(_) => text::WHO_FOR,
        None => text::ADD_SOMEONE,
    };
    let title = form_title(heading, again);
    let typed = |field| again.map(|form| form.typed(field)).unwrap_or_default();
    let (day, month, year) = (typed("bday_day"), typed("bday_month"), typed("bday_year"));
    let labels = DateLabels {
        day: booking::DAY,
        month: booking::MONTH,
        year: booking::YEAR,
    };
    let options = OFFERED
        .iter()
        .map(|kinship| RadioOption::new(kinship.as_str(), text::kinship(*kinship)))
        .collect();
    let held = hold.map(|hold| view! { <input type="hidden" name="hold" value=hold.to_string()/> });
    let main = view! {
        {summary(again, &LINKS, frame.phone())}
        <h1>{heading}</h1>
        <p>{text::ADD_HINT}</p>
        <form class="stack" method="post" action="/api/family/add" novalidate>
            {held}
            <TextInput
                name="full_name"
                label=text::THEIR_NAME
                words=FIELD
                value=typed("full_name")
                error=field_error(again, "full_name")
            />
            <DateInput
                name="bday"
                legend=text::THEIR_BIRTH_DATE
                labels=labels
                words=FIELD
                hint=text::THEIR_BIRTH_DATE_HINT
                day=day
                month=month
                year=year
                error=field_error(again, "bday")
            />
            <Radios
                name="kinship"
                legend=text::YOU_ARE
                words=FIELD
                options=options
                selected=typed("kinship")
                error=field_error(again, "kinship")
            />
            <Checkbox
                name="allowed"
                label=text::ALLOWED
                words=FIELD
                checked=typed("allowed") == "yes"
                error=field_error(again, "allowed")
            />
            <Button look=Look::Primary>{text::ADD_THEM}</Button>
        </form>
        {back_link(back)}
    }
    .into_any();
    narrow_page(frame, &title, main)
}
