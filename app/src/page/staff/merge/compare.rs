//! "Are these the same person?": two profiles side by side, and what there is of them afterwards.

use clinic::merge::{self, Differing, Party, Preview, Whose};
use clinic::{Staff, can};
use domain::id::PatientId;
use domain::role::Permission;
use leptos::prelude::*;

use super::super::room::Room;
use super::around::{back, came, instead, others_at_work};
use super::news::news;
use super::people::{accounts, column, overlaps};
use super::{stops, third, value};
use crate::api::merge::{Came, whose};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, id_param, load, summary};
use crate::text::en::merge as text;
use crate::ui::*;
use crate::{ctx, format};

/// Where each mistake leads.
const FIELDS: [(&str, &str); 14] = [
    ("confirmed", "confirmed"),
    ("reason", "reason"),
    ("name", "name_other"),
    ("born", "born_other"),
    ("sex", "sex_other"),
    ("pronouns", "pronouns_other"),
    ("email", "email_other"),
    ("phone", "phone_other"),
    ("address", "address_street"),
    ("record_number", "record_number_other"),
    ("self", "stays_self"),
    ("relations", "relations"),
    ("identity", "identity"),
    ("overlap", "overlaps"),
];

/// The page.
pub fn compare() -> impl IntoView {
    load(async {
        let who = ctx::staff::<can::ResolveRegistrations>().await?;
        let survivor: PatientId = id_param("survivor")?;
        let absorbed: PatientId = id_param("absorbed")?;
        side_by_side(&who, survivor, absorbed).await
    })
}

/// The two side by side, on this page or on that of a registration.
pub(in super::super) async fn side_by_side(
    who: &Staff<can::ResolveRegistrations>,
    survivor: PatientId,
    absorbed: PatientId,
) -> Result<AnyView, ApiError> {
    let page = merge::preview(&ctx::clinic()?, who, survivor, absorbed).await?;
    let again = ctx::again(&[
        "staff/merge",
        "staff/merge/look",
        "staff/merge/differ",
        "staff/registrations/add",
    ]);
    let again = again.as_deref();
    let room = Room::of(who, page.desk.waiting_count).await?;
    let problem = summary(again, &FIELDS, &room.clinic.phone);
    let came = came(&page, again);
    let stopped = stops::is_stopped(&page);
    let (intro, content) = if stopped {
        (text::INTRO_STOPPED, stops::refused(&page))
    } else {
        (text::INTRO, form(&page, who, came, again))
    };
    let main = view! {
        {news().await?}
        {problem}
        <header class="staff-head">
            <h1>{text::TITLE}</h1>
            <p class="page-intro">{intro}</p>
        </header>
        {others_at_work(&page, who).await?}
        <div class="merge-frame merge-stack">{content}</div>
        {instead(&page, came)}
        <form method="post" action="/api/staff/merge/differ" id="differ">
            {which(&page, came)}
        </form>
    }
    .into_any();
    let (back, at) = back(&page, came);
    Ok(room.page_below(back, &form_title(text::TITLE, again), at, main))
}

/// The hidden fields that say which two, and from where somebody came.
fn which(page: &Preview, came: Came) -> AnyView {
    let came = came.to_string();
    let queue =
        (!came.is_empty()).then(|| view! { <input type="hidden" name="queue" value=came/> });
    view! {
        <input type="hidden" name="survivor" value=page.survivor.patient.to_string()/>
        <input type="hidden" name="absorbed" value=page.absorbed.patient.to_string()/>
        {queue}
    }
    .into_any()
}

fn form(
    page: &Preview,
    who: &Staff<can::ResolveRegistrations>,
    came: Came,
    again: Option<&KeptForm>,
) -> AnyView {
    let heads = [
        head(page, &page.absorbed, Whose::Absorbed),
        head(page, &page.survivor, Whose::Survivor),
        MergeHead {
            name: OptText::default(),
            seed: String::new(),
            title: text::AFTER.to_owned(),
            lines: vec![text::ONE_PROFILE.to_owned()],
        },
    ];
    let rows = page.plan.differing.iter();
    let rows = rows.map(|one| row(page, one, again)).collect();
    let same = same(page);
    let any_time = who.role().may(Permission::UndoAnyMerge);
    view! {
        <form
            class="merge-stack"
            method="post"
            action="/api/staff/merge"
            autocomplete="off"
            novalidate=true
        >
            {which(page, came)}
            <input type="hidden" name="version" value=page.version.clone()/>
            {stops::cautions(page, again)}
            <MergeTable heads=heads rows=rows words=FIELD>{same}</MergeTable>
            {overlaps(page, again)}
            {accounts(page, again)}
            {moves(page)}
            <div class="merge-go">
                <Button look=Look::Primary>{text::MERGE}</Button>
                <Button form="differ">{text::DIFFERENT}</Button>
                <Button look=Look::Quiet formaction="/api/staff/merge/look">{text::PREVIEW}</Button>
                <p class="muted">{text::undo_line(any_time)}</p>
            </div>
        </form>
    }
    .into_any()
}

fn head(page: &Preview, party: &Party, whose: Whose) -> MergeHead {
    let desk = &page.desk;
    let since = if party.sign_up {
        let moment = format::near_moment(party.since, &desk.zone, desk.today);
        text::signed_up(&moment)
    } else {
        let since = format::local_date(party.since, &desk.zone);
        text::patient_since(since.year())
    };
    let counts = text::counts(party.visit_count, party.account_count);
    let last = party.last_visit.map(|at| {
        let date = format::local_date(at, &desk.zone);
        text::last_visit(&format::date(date, desk.today))
    });
    let next = party.next_visit.map(|at| {
        let moment = format::near_moment_inside(at, &desk.zone, desk.today);
        text::next_visit(&moment)
    });
    MergeHead {
        name: party.name.as_str().into(),
        seed: party.patient.to_string(),
        title: column(page, whose).to_owned(),
        lines: [Some(since), Some(counts), last, next]
            .into_iter()
            .flatten()
            .collect(),
    }
}

fn row(page: &Preview, one: &Differing, again: Option<&KeptForm>) -> MergeRow {
    let field = one.field;
    let name = field.as_str();
    let (theirs, own) = (
        value::lines(field, &one.absorbed),
        value::lines(field, &one.survivor),
    );
    let choice = |of: Whose, lines: &[String], others: &[String]| MergeChoice {
        value: whose(of).to_owned(),
        source: column(page, of).to_owned(),
        lines: value::marked(lines, others),
    };
    let typed = again.map(|form| form.typed(name));
    let chosen = typed.filter(|typed| !typed.is_empty());
    MergeRow {
        name,
        label: text::field(field).to_owned(),
        after: text::after(field),
        chosen: chosen.unwrap_or_else(|| whose(one.default).to_owned()),
        not_given: text::NOT_GIVEN.to_owned(),
        choices: [
            choice(Whose::Absorbed, &theirs, &own),
            choice(Whose::Survivor, &own, &theirs),
        ],
        other: Some(third::other(field, again)),
        error: field_error(again, name).into(),
    }
}

/// What both have alike, in one line that opens the values.
fn same(page: &Preview) -> AnyView {
    let line = match (page.plan.same.as_slice(), page.plan.differing.is_empty()) {
        ([], false) => return ().into_any(),
        ([], true) => text::NOTHING_DIFFERS.to_owned(),
        (fields, _) => text::same(fields),
    };
    let values = page.same.iter().map(|(field, parts)| {
        let lines = value::lines(*field, parts);
        let lines = lines.into_iter().map(|line| {
            view! { <span class="merge-line"><bdi>{line}</bdi></span> }
        });
        let (label, lines) = (text::field(*field), lines.collect_view());
        view! { <div><dt>{label}</dt><dd>{lines}</dd></div> }
    });
    let values = values.collect_view();
    let shown = (!page.same.is_empty()).then(|| {
        view! {
            <details class="merge-shown">
                <summary>{text::SHOW_SAME}</summary>
                <dl>{values}</dl>
            </details>
        }
    });
    view! {
        <div class="merge-alike">
            <Icon name=IconName::Check/>
            <div><p>{line}</p> {shown}</div>
        </div>
        <div class="merge-after">{text::KEPT}</div>
    }
    .into_any()
}

/// What goes along, and what doesn't.
fn moves(page: &Preview) -> AnyView {
    let lines = text::moves(&page.plan.moves);
    let lead = if lines.is_empty() {
        text::NOTHING_MOVES
    } else {
        text::NOTHING_DELETED
    };
    let lines = lines
        .into_iter()
        .map(|line| view! { <li><Icon name=IconName::Check/> <span>{line}</span></li> })
        .collect_view();
    let sign_up = page.plan.stays.sign_up.then_some(text::STAYS_SIGN_UP);
    let stop = page.plan.stays.stop.map(|_| text::STAYS_STOP);
    let stays = [sign_up, stop, Some(text::STAYS_ADDRESS)];
    let stays = stays.into_iter().flatten();
    let stays = stays.map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <section aria-labelledby="moves-heading">
            <h2 id="moves-heading">{text::EVERYTHING_ELSE}</h2>
            <p class="muted">{lead}</p>
            <ul class="merge-moves">{lines}</ul>
            <Disclosure summary=text::STAYS><ul>{stays}</ul></Disclosure>
        </section>
    }
    .into_any()
}
