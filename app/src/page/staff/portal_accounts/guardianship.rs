//! On the page of somebody's rights: legal guardianship that goes on whatever the age.

use clinic::patients::Desk;
use clinic::portal_accounts::{Account, Guardianship};
use domain::access::Basis;
use domain::id::PatientId;
use domain::limits;
use leptos::prelude::*;

use super::rights::select;
use super::text;
use crate::format;
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error};
use crate::text::en::access;
use crate::text::en::guardianship as words;
use crate::ui::*;

/// The form's fields, with the id of the first control of each.
pub(super) const FIELDS: [(&str, &str); 2] = [("ground", "ground"), ("document", "document")];

/// What is known, and the form that says so or ends it.
pub(super) fn part(
    (patient, first): (PatientId, &str),
    one: &Account,
    known: Option<&Guardianship>,
    desk: &Desk,
    again: Option<&KeptForm>,
) -> AnyView {
    let inside = match known {
        Some(known) if again.is_none() => stands((patient, first), one, known, desk),
        Some(_) | None => question((patient, first), one, again),
    };
    view! {
        <section class="staff-section staff-ask" aria-labelledby="guardianship-heading">
            <header class="section-head">
                <h2 id="guardianship-heading">{words::TITLE}</h2>
            </header>
            {inside}
        </section>
    }
    .into_any()
}

fn hidden(patient: PatientId, one: &Account) -> AnyView {
    let access = one.listed.held.id.to_string();
    view! {
        <input type="hidden" name="patient" value=patient.to_string()/>
        <input type="hidden" name="access" value=access/>
    }
    .into_any()
}

fn question(
    (patient, first): (PatientId, &str),
    one: &Account,
    again: Option<&KeptForm>,
) -> AnyView {
    let typed = |field: &str| again.map(|form| form.typed(field)).unwrap_or_default();
    let (ground, document) = (typed("ground"), typed("document"));
    let grounds = Basis::PAST_CHILDHOOD
        .into_iter()
        .map(|of| (of.as_str(), access::basis(of)))
        .collect();
    view! {
        <p>{words::means(first)}</p>
        <form
            class="staff-ask"
            method="post"
            action="/api/staff/portal-accounts/guardianship"
            novalidate=true
        >
            {hidden(patient, one)}
            {select("ground", words::GROUND, grounds, &ground, None, again)}
            <SafeTextarea
                name="document"
                label=words::DOCUMENT
                hint=words::DOCUMENT_HINT
                words=FIELD
                value=document
                error=field_error(again, "document")
                maxlength=u32::try_from(limits::GUARDIANSHIP_NOTE_CHARS_MAX).unwrap_or(u32::MAX)
            />
            <div class="cluster">
                <Button icon=IconName::Shield>{words::SAY_SO}</Button>
            </div>
        </form>
    }
    .into_any()
}

fn stands(
    (patient, first): (PatientId, &str),
    one: &Account,
    known: &Guardianship,
    desk: &Desk,
) -> AnyView {
    let basis = one.listed.held.terms.basis.map(access::basis);
    let at = format::near_moment(known.at, &desk.zone, desk.today);
    let by = known.by.as_ref().map(domain::person::PersonName::as_str);
    let mut rows = vec![SummaryRow::new(
        words::GROUND,
        basis.unwrap_or(text::NOT_SAID),
    )];
    if let Some(note) = &known.note {
        rows.push(SummaryRow::new(words::DOCUMENT, note.clone()));
    }
    rows.push(SummaryRow::new(words::SEEN, words::seen(by, &at)));
    view! {
        <p>{words::stands(first)}</p>
        <SummaryList rows=rows/>
        <form method="post" action="/api/staff/portal-accounts/guardianship-end">
            {hidden(patient, one)}
            <Button look=Look::Danger>{words::END}</Button>
        </form>
    }
    .into_any()
}
