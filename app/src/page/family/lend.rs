//! Letting somebody else act for a patient, and whom one has invited to.

use clinic::can;
use clinic::family::lend::{self as use_case, Lending, Waiting};
use domain::access::Relation;
use domain::id::PatientId;
use domain::invitation::Length;
use leptos::prelude::*;

use super::back_link;
use super::card::rights;
use crate::api::portal_accounts::value;
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::text::en::family as text;
use crate::ui::*;
use crate::{ctx, format, routes};

/// Where each mistake leads to.
const LINKS: [(&str, &str); 3] = [
    ("email", "email"),
    ("rights", "rights"),
    ("length", "length"),
];

/// "Let someone else book for Leo".
pub fn lend() -> impl IntoView {
    load(async {
        let (clinic, recent) = (ctx::clinic()?, ctx::recent().await?);
        let patient: PatientId = id_param("dependent")?;
        let acting = clinic
            .acting_for::<can::ManageAccess>(recent.who(), patient)
            .await?;
        let lending = use_case::offer(&clinic, &acting).await?;
        let again = ctx::again(&["family/invite"]);
        // Nothing of it was kept while the person confirmed that it's them.
        let again = again
            .as_deref()
            .filter(|form| form.error != Some(ApiError::Reauthenticate));
        Ok(render(frame().await?, &lending, acting.relation(), again))
    })
}

fn render(
    frame: Frame,
    lending: &Lending,
    relation: Relation,
    again: Option<&KeptForm>,
) -> AnyView {
    let first = lending.full_name.first_word();
    let (heading, of, back) = match relation {
        Relation::Myself => (
            text::LET_SOMEONE_HELP.to_owned(),
            None,
            routes::FAMILY.to_owned(),
        ),
        Relation::Guardian => (
            text::let_someone_help(first),
            Some(first),
            routes::family_of(lending.patient),
        ),
    };
    if !lending.seen {
        return not_seen(frame, heading, of, back);
    }
    let title = form_title(&heading, again);
    let typed = |field| again.map(|form| form.typed(field)).unwrap_or_default();
    let or_first = |field, first: Option<&'static str>| match typed(field) {
        text if text.is_empty() => first.unwrap_or_default().to_owned(),
        text => text,
    };
    let sets = lending.offered.iter();
    let sets = sets
        .map(|preset| RadioOption::new(value(*preset), text::offered(*preset)))
        .collect();
    let set = or_first("rights", lending.offered.first().copied().map(value));
    let lengths = Length::ALL
        .map(|length| RadioOption::new(length.as_str(), text::length(length)))
        .to_vec();
    let length = or_first("length", Some(Length::TwoWeeks.as_str()));
    let main = view! {
        {summary(again, &LINKS, frame.phone())}
        <h1>{heading}</h1>
        <p>{text::lend_hint(of)}</p>
        <form class="stack" method="post" action="/api/family/invite" novalidate>
            <input type="hidden" name="patient" value=lending.patient.to_string()/>
            <TextInput
                name="email"
                label=text::HELPERS_ADDRESS
                words=FIELD
                kind=InputKind::Email
                autocomplete="off"
                hint=text::HELPERS_ADDRESS_HINT
                value=typed("email")
                error=field_error(again, "email")
            />
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
            <Button look=Look::Primary>{text::SEND_INVITATION}</Button>
        </form>
        {back_link(back)}
    }
    .into_any();
    narrow_page(frame, &title, main)
}

/// In place of a form that invites, while the clinic hasn't looked at the profile.
pub(super) fn not_seen(frame: Frame, heading: String, of: Option<&str>, back: String) -> AnyView {
    let words = text::not_seen(of, frame.phone());
    let main = view! {
        <h1><bdi>{heading.clone()}</bdi></h1>
        <Notice kind=NoticeKind::Info><p><bdi>{words}</bdi></p></Notice>
        {back_link(back)}
    }
    .into_any();
    narrow_page(frame, &heading, main)
}

/// Whom one has invited, each with the button that takes it back.
pub(super) fn waiting(frame: &Frame, all: &[Waiting]) -> Option<AnyView> {
    let cards = all.iter().map(|one| {
        let (zone, today) = (&frame.clinic.zone, frame.clinic.today);
        let until = format::moment(one.expires_at, zone, today);
        let rows = vec![
            match one.relation {
                Relation::Myself => SummaryRow::new(text::THEY_ARE, text::THEMSELF),
                Relation::Guardian => SummaryRow::new(text::THEY_CAN, rights(one.abilities)),
            },
            SummaryRow::new(text::LINK_WORKS_UNTIL, until),
        ];
        let (email, id) = (one.email.as_str().to_owned(), one.id.to_string());
        view! {
            <Card padded=true>
                <div class="stack">
                    <h4><bdi>{email.clone()}</bdi></h4>
                    <SummaryList rows=rows/>
                    <form method="post" action="/api/family/take-back">
                        <input type="hidden" name="invitation" value=id/>
                        <Button look=Look::Danger hidden=email>{text::TAKE_BACK}</Button>
                    </form>
                </div>
            </Card>
        }
    });
    let cards = cards.collect_view();
    (!all.is_empty()).then(|| view! { <h3>{text::INVITED}</h3> {cards} }.into_any())
}
