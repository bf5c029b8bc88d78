//! Who could act for oneself, and letting somebody do so again.

use clinic::can;
use clinic::family::give_back::{self as use_case, Former, GivingBack};
use domain::id::AccessId;
use domain::invitation::Length;
use leptos::prelude::*;

use super::back_link;
use crate::api::portal_accounts::value;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::text::en::{family as text, giving_back};
use crate::ui::*;
use crate::{ctx, format, routes};

/// Where each mistake leads to.
const LINKS: [(&str, &str); 2] = [("rights", "rights"), ("length", "length")];

/// "Let Amara act for you again".
pub fn give_back() -> impl IntoView {
    load(async {
        let (clinic, recent) = (ctx::clinic()?, ctx::recent().await?);
        let access: AccessId = id_param("access")?;
        let own = clinic
            .own_patient::<can::ManageAccess>(recent.who())
            .await?;
        let giving = use_case::offer(&clinic, &own, access).await?;
        let again = ctx::again(&["family/give-back"]);
        // Nothing of it was kept while the person confirmed that it's them.
        let again = again
            .as_deref()
            .filter(|form| form.error != Some(ApiError::Reauthenticate));
        Ok(render(frame().await?, &giving, again))
    })
}

fn render(frame: Frame, giving: &GivingBack, again: Option<&KeptForm>) -> AnyView {
    let heading = giving_back::give_back(giving.holder.as_str());
    let typed = |field| again.map(|form| form.typed(field)).unwrap_or_default();
    let or_first = |field, first: Option<&'static str>| match typed(field) {
        text if text.is_empty() => first.unwrap_or_default().to_owned(),
        text => text,
    };
    let sets = giving.offered.iter();
    let sets = sets
        .map(|preset| RadioOption::new(value(*preset), text::offered(*preset)))
        .collect();
    let set = or_first("rights", giving.offered.first().copied().map(value));
    let lengths = Length::ALL
        .map(|length| RadioOption::new(length.as_str(), text::length(length)))
        .to_vec();
    let length = or_first("length", Some(Length::Open.as_str()));
    let title = form_title(&heading, again);
    let main = view! {
        {summary(again, &LINKS, frame.phone())}
        <h1><bdi>{heading}</bdi></h1>
        <p>{giving_back::GIVE_BACK_HINT}</p>
        <form class="stack" method="post" action="/api/family/give-back" novalidate>
            <input type="hidden" name="access" value=giving.id.to_string()/>
            <Radios
                name="rights"
                legend=text::HELPER_CAN
                words=FIELD
                options=sets
                selected=set
                error=field_error(again, "rights")
            />
            <Radios
                name="length"
                legend=text::HOW_LONG
                words=FIELD
                options=lengths
                selected=length
                error=field_error(again, "length")
            />
            <Button look=Look::Primary>{giving_back::GIVE_BACK}</Button>
        </form>
        {back_link(routes::FAMILY.to_owned())}
    }
    .into_any();
    narrow_page(frame, &title, main)
}

/// Those who could act for oneself.
pub(super) fn former(all: &[Former], today: jiff::civil::Date) -> Option<AnyView> {
    let cards = all.iter().map(|one| {
        let name = one.holder.as_str().to_owned();
        let mut rows = Vec::new();
        if let Some(kinship) = one.kinship {
            rows.push(SummaryRow::new(text::THEY_ARE, text::kinship(kinship)));
        }
        rows.push(SummaryRow::new(
            text::SINCE,
            format::date(one.since, today),
        ));
        if let Some(on) = one.ended_on {
            rows.push(SummaryRow::new(giving_back::ENDED_ON, format::date(on, today)));
        }
        let back = one.may_give_back.then(|| {
            let href = routes::give_back(one.id);
            view! { <LinkButton href=href hidden=name.clone()>{giving_back::GIVE_BACK}</LinkButton> }
        });
        view! {
            <Card padded=true>
                <div class="stack">
                    <h4><bdi>{name}</bdi></h4>
                    <SummaryList rows=rows/>
                    {back}
                </div>
            </Card>
        }
    });
    let cards = cards.collect_view();
    (!all.is_empty()).then(|| view! { <h3>{giving_back::FORMER}</h3> {cards} }.into_any())
}
