//! Who can log in afterwards, and what becomes of visits at the same time.

use clinic::merge::{
    AccessPlan, Fate, Holder, Identity, InvitationPlan, Overlap, OverlapAnswer, Party, Preview,
    Whose,
};
use domain::id::{AccountId, AppointmentId};
use leptos::prelude::*;

use crate::api::merge::overlap as overlap_value;
use crate::format;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error};
use crate::text::en::{merge as text, staff};
use crate::ui::*;

fn party(page: &Preview, whose: Whose) -> &Party {
    match whose {
        Whose::Survivor => &page.survivor,
        Whose::Absorbed => &page.absorbed,
    }
}

/// How a column is called.
pub(super) fn column(page: &Preview, whose: Whose) -> &'static str {
    match whose {
        Whose::Survivor => text::EXISTING,
        Whose::Absorbed if page.absorbed.sign_up => text::SIGN_UP,
        Whose::Absorbed => text::OTHER,
    }
}

fn named(holder: Option<&Holder>) -> String {
    holder
        .map(|holder| text::holder(holder.name.as_str(), holder.email.as_str()))
        .unwrap_or_default()
}

fn holder(page: &Preview, account: AccountId) -> String {
    let own = page.survivor.holders.get(&account);
    named(own.or_else(|| page.absorbed.holders.get(&account)))
}

/// Whether a box is ticked: as it was sent, or as it stands first.
fn ticked(again: Option<&KeptForm>, list: &str, id: &str, first: bool) -> bool {
    match again {
        Some(form) => form.typed(list).split_whitespace().any(|sent| sent == id),
        None => first,
    }
}

/// Everybody who can log in for one of the two, with what is asked about that.
pub(super) fn accounts(page: &Preview, again: Option<&KeptForm>) -> AnyView {
    if page.plan.accesses.is_empty() && page.plan.invitations.is_empty() {
        return ().into_any();
    }
    let lines = page
        .plan
        .accesses
        .iter()
        .map(|access| account(page, access, again))
        .collect_view();
    let identity = (page.plan.identity == Identity::ToCheck).then(|| identity(again));
    let invited = invitations(page, again);
    view! {
        <section aria-labelledby="accounts-heading">
            <h2 id="accounts-heading">{text::ACCOUNTS}</h2>
            <p class="muted">{text::ACCOUNTS_HINT}</p>
            {selves(page, again)}
            {relations(page, again)}
            <ul class="merge-people">{lines}</ul>
            {invited}
            {identity}
        </section>
    }
    .into_any()
}

/// Which of two accounts of their own goes on.
fn selves(page: &Preview, again: Option<&KeptForm>) -> AnyView {
    let Some(selves) = page.plan.selves else {
        return ().into_any();
    };
    let option = |whose, account: AccountId| {
        let label = holder(page, account);
        RadioOption::new(account.to_string(), label).hint(column(page, whose))
    };
    let options = vec![
        option(Whose::Absorbed, selves.absorbed.1),
        option(Whose::Survivor, selves.survivor.1),
    ];
    let typed = again.map(|form| form.typed("stays_self"));
    let mut accesses = page.plan.accesses.iter();
    let hint = match accesses.any(|access| access.fate == Fate::Relation) {
        true => text::STAYS_SELF_OR_ACTS_HINT,
        false => text::STAYS_SELF_HINT,
    };
    view! {
        <Radios
            name="stays_self"
            legend=text::STAYS_SELF
            hint=hint
            words=FIELD
            options=options
            selected=typed.unwrap_or_default()
            error=field_error(again, "self")
        />
    }
    .into_any()
}

/// Whether an account goes on as the patient, or as somebody who acts for them.
fn relations(page: &Preview, again: Option<&KeptForm>) -> AnyView {
    let asked = page.plan.relations.iter().zip(1..);
    let asked = asked.map(|(two, place)| {
        let id = match place {
            1 => "relations".to_owned(),
            place => format!("relations-{place}"),
        };
        let options = [
            (two.own, text::IS_THE_PATIENT),
            (two.guardian, text::ACTS_FOR_THEM),
        ];
        let chosen = options.map(|(access, _)| {
            let id = access.to_string();
            ticked(again, "relations", &id, false)
        });
        let options = options
            .into_iter()
            .zip(chosen)
            .map(|((access, words), chosen)| {
                view! { <option value=access.to_string() selected=chosen>{words}</option> }
            });
        let options = options.collect_view();
        // Only the one that has no answer is wrong.
        let error = field_error(again, "relations").filter(|_| chosen == [false; 2]);
        let invalid = error.is_some().then_some("true");
        let described = error.is_some().then(|| format!("{id}-error"));
        let (label, select) = (text::which_relation(&holder(page, two.account)), id.clone());
        view! {
            <Field id=id label=label hint=text::WHICH_RELATION_HINT words=FIELD error=error>
                <select
                    class="input"
                    id=select
                    name="relations"
                    aria-invalid=invalid
                    aria-describedby=described
                >
                    <option value="">{text::CHOOSE}</option>
                    {options}
                </select>
            </Field>
        }
    });
    asked.collect_view().into_any()
}

fn line(words: String, about: String) -> AnyView {
    view! {
        <li>
            <p><bdi>{words}</bdi></p>
            <p class="muted">{about}</p>
        </li>
    }
    .into_any()
}

fn tick(
    list: &'static str,
    id: String,
    checked: bool,
    (words, about): (String, String),
) -> AnyView {
    view! {
        <li>
            <label class="choice choice-plain">
                <input type="checkbox" name=list value=id checked=checked/>
                <span>
                    <bdi>{words}</bdi>
                    <span class="choice-hint">{about}</span>
                </span>
            </label>
        </li>
    }
    .into_any()
}

fn account(page: &Preview, access: &AccessPlan, again: Option<&KeptForm>) -> AnyView {
    let words = named(party(page, access.whose).holders.get(&access.account));
    let (what, of) = (text::relation(access.relation), column(page, access.whose));
    let about = |fate: &str| text::about(of, what, fate);
    match access.fate {
        Fate::Tick { default } => {
            let id = access.access.to_string();
            let checked = ticked(again, "accesses", &id, default);
            tick("accesses", id, checked, (words, about(text::IF_TICKED)))
        }
        Fate::Works => line(words, about(text::GOES_ON)),
        Fate::Choose | Fate::Relation => line(words, about(text::CHOSEN_ABOVE)),
        Fate::Doubled if access.whose == Whose::Survivor => line(words, about(text::RUN_OUT)),
        Fate::Doubled => line(words, about(text::DOUBLED)),
        Fate::Suspended => line(words, about(text::WAITS)),
        Fate::Stopped => line(words, about(text::STOPPED)),
    }
}

fn invitations(page: &Preview, again: Option<&KeptForm>) -> AnyView {
    if page.plan.invitations.is_empty() {
        return ().into_any();
    }
    let lines = page.plan.invitations.iter();
    let lines = lines.map(|one| invitation(page, one, again)).collect_view();
    view! {
        <h3>{text::INVITATIONS}</h3>
        <p class="muted">{text::INVITATIONS_HINT}</p>
        <ul class="merge-people">{lines}</ul>
    }
    .into_any()
}

fn invitation(page: &Preview, one: &InvitationPlan, again: Option<&KeptForm>) -> AnyView {
    let email = party(page, one.whose).invited.get(&one.invitation);
    let words = email.map(|email| email.as_str().to_owned());
    let words = words.unwrap_or_default();
    let about = |fate: &str| text::about(column(page, one.whose), text::INVITED, fate);
    match one.fate {
        Fate::Tick { default } => {
            let id = one.invitation.to_string();
            let checked = ticked(again, "invitations", &id, default);
            tick("invitations", id, checked, (words, about(text::IF_TICKED)))
        }
        Fate::Doubled => line(words, about(text::INVITED_TWICE)),
        Fate::Stopped => line(words, about(text::STOPPED)),
        Fate::Works | Fate::Choose | Fate::Relation | Fate::Suspended => {
            line(words, about(text::GOES_ON))
        }
    }
}

fn identity(again: Option<&KeptForm>) -> AnyView {
    let typed = again.map(|form| form.typed("identity"));
    view! {
        <Checkbox
            name="identity"
            label=text::IDENTITY
            hint=text::IDENTITY_HINT
            words=FIELD
            checked=typed.is_some_and(|typed| !typed.is_empty())
            error=field_error(again, "identity")
        />
    }
    .into_any()
}

/// What is done about visits at the same time: a choice for each pair.
pub(super) fn overlaps(page: &Preview, again: Option<&KeptForm>) -> AnyView {
    if page.plan.overlaps.is_empty() {
        return ().into_any();
    }
    let rows = page.plan.overlaps.iter().zip(1..);
    let rows = rows
        .map(|(one, place)| overlap(page, one, place, again))
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="overlaps-heading">
            <h2 id="overlaps-heading">{text::OVERLAPS}</h2>
            {rows}
        </section>
    }
    .into_any()
}

fn visit(page: &Preview, party: &Party, id: AppointmentId) -> String {
    let Some(visit) = party.visits.get(&id) else {
        return text::A_VISIT.to_owned();
    };
    let moment = format::moment(visit.starts_at, &page.desk.zone, page.desk.today);
    let what = staff::service_with(&visit.service_name, visit.practitioner_name.as_str());
    text::visit_of(&moment, &what)
}

fn overlap(page: &Preview, one: &Overlap, place: usize, again: Option<&KeptForm>) -> AnyView {
    let both = (one.survivor, one.absorbed);
    let survivors = visit(page, &page.survivor, one.survivor);
    let absorbeds = visit(page, &page.absorbed, one.absorbed);
    let options = OverlapAnswer::ALL.map(|answer| {
        let value = overlap_value(both, answer);
        let chosen = ticked(again, "overlaps", &value, false);
        let words = text::overlap_answer(answer, &survivors, &absorbeds);
        view! { <option value=value selected=chosen>{words}</option> }
    });
    let id = match place {
        1 => "overlaps".to_owned(),
        place => format!("overlaps-{place}"),
    };
    let label = text::overlap(&survivors, &absorbeds);
    // Only the one that has no answer is wrong.
    let answered = OverlapAnswer::ALL.iter().any(|answer| {
        let value = overlap_value(both, *answer);
        ticked(again, "overlaps", &value, false)
    });
    let error = field_error(again, "overlap").filter(|_| !answered);
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then(|| format!("{id}-error"));
    let select = id.clone();
    view! {
        <Field id=id label=label words=FIELD error=error>
            <select
                class="input"
                id=select
                name="overlaps"
                aria-invalid=invalid
                aria-describedby=described
            >
                <option value="">{text::CHOOSE}</option>
                {options}
            </select>
        </Field>
    }
    .into_any()
}
