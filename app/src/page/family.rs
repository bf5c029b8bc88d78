//! Families: whom somebody looks after, who can act for them, and adding one more. The
//! words of an access are in [`card`].

use clinic::family::page::{self as use_case, AccessCard, DependentView, FamilyView};
use domain::access::Ability;
use domain::id::PatientId;
use leptos::prelude::*;

use crate::kept::KeptForm;
use crate::layout::{FIELD, Frame, form_title, frame, id_param, load, narrow_page, summary};
use crate::text::en::{common, family as text, giving_back};
use crate::ui::*;
use crate::{ctx, routes};

mod add;
mod card;
mod details;
mod give_back;
mod lend;
mod own;

pub use add::{add, add_in_booking};
use card::{diary_link, facts, looked_after_card};
pub use details::details;
pub use give_back::give_back;
pub use lend::lend;
pub use own::invite_own;

/// "Family".
pub fn overview() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let family = use_case::view(&clinic, &account).await?;
        let again = ctx::again(&["family/end"]);
        Ok(render(frame().await?, &family, again.as_deref()))
    })
}

fn done() -> AnyView {
    let said = match ctx::query("done").as_deref() {
        Some("left") => text::LEFT,
        Some("ended") => text::ENDED,
        Some("invited") => text::INVITATION_SENT,
        Some("taken-back") => text::TAKEN_BACK,
        Some("given-back") => giving_back::GIVEN_BACK,
        _ => return ().into_any(),
    };
    view! { <Toast text=said/> }.into_any()
}

fn render(frame: Frame, family: &FamilyView, again: Option<&KeptForm>) -> AnyView {
    let nobody = family.looked_after.is_empty();
    let cards = family
        .looked_after
        .iter()
        .map(|card| looked_after_card(card, family.today))
        .collect_view();
    let empty = nobody.then(|| {
        view! {
            <EmptyState text=text::NOBODY>
                <LinkButton href=routes::FAMILY_ADD look=Look::Primary>{text::ADD_SOMEONE}</LinkButton>
            </EmptyState>
        }
    });
    let more = (!nobody).then(|| {
        view! { <p><LinkButton href=routes::FAMILY_ADD>{text::ADD_SOMEONE}</LinkButton></p> }
    });
    let for_me = family.own.map(|own| {
        let rows = family
            .for_me
            .iter()
            .map(|card| other(card, family.today))
            .collect_view();
        let nobody = family
            .for_me
            .is_empty()
            .then(|| view! { <p>{text::NOBODY_FOR_ME}</p> });
        let invite = routes::family_invite(own);
        view! {
            <h2>{text::FOR_ME}</h2>
            {nobody}
            {rows}
            {lend::waiting(&frame, &family.invited)}
            {give_back::former(&family.former, family.today)}
            <p><LinkButton href=invite>{text::LET_SOMEONE_HELP}</LinkButton></p>
        }
    });
    let main = view! {
        {done()}
        {summary(again, &[], frame.phone())}
        <h1>{text::FAMILY}</h1>
        {empty}
        {(!nobody).then(|| view! { <h2>{text::LOOKED_AFTER}</h2> })}
        {cards}
        {more}
        {for_me}
    }
    .into_any();
    narrow_page(frame, &form_title(text::FAMILY, again), main)
}

/// Somebody else who can act for a patient, with the button that ends it where it may be.
fn other(card: &AccessCard, today: jiff::civil::Date) -> AnyView {
    let name = card.holder.as_str().to_owned();
    let end = card.may_end.then(|| {
        view! {
            <form method="post" action="/api/family/end">
                <input type="hidden" name="access" value=card.id.to_string()/>
                <Button look=Look::Danger hidden=name.clone()>{text::END}</Button>
            </form>
        }
    });
    let rows = facts(card, today);
    view! {
        <Card padded=true>
            <div class="stack">
                <h3><bdi>{name}</bdi></h3>
                <SummaryList rows=rows/>
                {end}
            </div>
        </Card>
    }
    .into_any()
}

/// One whom the account looks after.
pub fn dependent() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let patient: PatientId = id_param("dependent")?;
        let found = use_case::show(&clinic, &account, patient).await?;
        let again = ctx::again(&["family/end"]);
        Ok(render_one(frame().await?, &found, again.as_deref()))
    })
}

fn render_one(frame: Frame, found: &DependentView, again: Option<&KeptForm>) -> AnyView {
    let mine = &found.mine;
    let full_name = mine.patient_name.as_str();
    let first = mine.patient_name.first_word();
    let said = match ctx::query("done").as_deref() {
        Some("added") => Some(text::added(first)),
        Some("ended") => Some(text::ENDED.to_owned()),
        Some("invited") => Some(text::INVITATION_SENT.to_owned()),
        Some("saved") => Some(giving_back::SAVED.to_owned()),
        _ => None,
    };
    let said = said.map(|words| view! { <Toast text=words/> });
    let others = found
        .others
        .iter()
        .map(|card| other(card, found.today))
        .collect_view();
    let others = if found.others.is_empty() {
        view! { <p>{text::nobody_else(first)}</p> }.into_any()
    } else {
        others.into_any()
    };
    let invite = mine.rights.abilities.has(Ability::ManageAccess).then(|| {
        let (href, words) = (
            routes::family_invite(mine.patient),
            text::let_someone_help(first),
        );
        view! { <p><LinkButton href=href>{words}</LinkButton></p> }
    });
    let reach = mine.rights.abilities.has(Ability::EditContact).then(|| {
        let (href, words) = (
            routes::family_details(mine.patient),
            giving_back::reach(first),
        );
        view! { <LinkButton href=href>{words}</LinkButton> }
    });
    let own = found.may_invite_own.then(|| {
        let (href, words) = (
            routes::family_own(mine.patient),
            giving_back::invite_own(first),
        );
        view! { <p><LinkButton href=href>{words}</LinkButton></p> }
    });
    let main = view! {
        {said}
        {summary(again, &[("sure", "sure")], frame.phone())}
        <h1><bdi>{full_name.to_owned()}</bdi></h1>
        <SummaryList rows=facts(mine, found.today)/>
        <div class="cluster">{go_on(mine)} {reach}</div>
        {diary_link(mine)}
        <h2>{text::who_else(first)}</h2>
        {others}
        {lend::waiting(&frame, &found.invited)}
        {invite}
        {own}
        <h2>{text::leave(first)}</h2>
        {leave(found, again)}
        <p><a href=routes::FAMILY>{text::FAMILY}</a></p>
    }
    .into_any();
    narrow_page(frame, &form_title(full_name, again), main)
}

/// The ways on with somebody: each looks after them from then on.
fn go_on(mine: &AccessCard) -> AnyView {
    let first = mine.patient_name.first_word();
    let way = |may: bool, next: &'static str, look: Look, label: String| {
        may.then(|| {
            view! {
                <form method="post" action=routes::SWITCH>
                    <input type="hidden" name="patient" value=mine.patient.to_string()/>
                    <input type="hidden" name="next" value=next/>
                    <Button look=look>{label}</Button>
                </form>
            }
        })
    };
    let may = mine.rights.abilities;
    let book = text::book(Some(first));
    let see = text::appointments(Some(first));
    view! {
        {way(may.has(Ability::Book), routes::BOOK, Look::Primary, book)}
        {way(may.has(Ability::ViewAppointments), routes::APPOINTMENTS, Look::Outline, see)}
    }
    .into_any()
}

fn leave(found: &DependentView, again: Option<&KeptForm>) -> AnyView {
    let first = found.mine.patient_name.first_word();
    let error = again.map(|_| text::LAST_TICK.to_owned());
    let warning = found.last_guardian.then(|| {
        let words = text::last_guardian(first);
        view! {
            <Notice kind=NoticeKind::Warn><p>{words}</p></Notice>
            <Checkbox name="sure" label=text::LAST_SURE words=FIELD error=error/>
        }
    });
    let (means, label) = (text::leave_means(first), text::leave(first));
    view! {
        <p>{means}</p>
        <form class="stack" method="post" action="/api/family/end">
            <input type="hidden" name="access" value=found.mine.id.to_string()/>
            {warning}
            <Button look=Look::Danger>{label}</Button>
        </form>
    }
    .into_any()
}

/// The way back to whatever was left.
pub(super) fn back_link(to: String) -> AnyView {
    view! { <p><a href=to>{common::BACK}</a></p> }.into_any()
}
