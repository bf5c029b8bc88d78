//! "Is this booking for Leo or Maya?": a form that was made for one person comes while the
//! browser looks after another.

use clinic::family::Person;
use domain::access::Relation;
use domain::id::PatientId;
use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::Frame;
use crate::text::en::family as text;
use crate::ui::*;

/// Whether the form was sent for another person than the browser looks after.
pub(crate) fn is_asked(again: Option<&KeptForm>) -> bool {
    again.is_some_and(|form| form.error == Some(ApiError::Refused(Refusal::OtherPerson)))
}

/// The first name, of somebody else than whoever is signed in.
fn of(person: &Person) -> Option<&str> {
    (person.relation == Relation::Guardian).then(|| person.full_name.first_word())
}

/// The question, with a button for each of the two; `fields` go with the answer, which comes
/// as `patient`, and as `sure` where `sure` is set. None if nobody switched.
pub(crate) fn question(
    frame: &Frame,
    made_for: PatientId,
    action: &'static str,
    (fields, agreed): (&[(&'static str, String)], bool),
) -> Option<AnyView> {
    let people = frame.people.as_ref()?;
    let made_for = people.person(made_for)?;
    let now = people.now().filter(|now| now.patient != made_for.patient)?;
    let words = text::which_person(of(now), of(made_for));
    let answer = |person: &Person| {
        let hidden = fields.iter().cloned();
        let hidden = hidden
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view();
        let id = person.patient.to_string();
        let label = text::for_person(of(person));
        let agreed =
            agreed.then(|| view! { <input type="hidden" name="agreed" value=id.clone()/> });
        view! {
            <form method="post" action=action>
                {hidden} <input type="hidden" name="patient" value=id.clone()/> {agreed}
                <Button>{label}</Button>
            </form>
        }
    };
    let answers = [answer(made_for), answer(now)];
    Some(
        view! {
            <div class="error-summary error-notice" id="error-summary" role="alert" tabindex="-1" autofocus=true>
                <Icon name=IconName::Users/>
                <p>{words}</p>
                <div class="cluster">{answers.into_iter().collect_view()}</div>
            </div>
        }
        .into_any(),
    )
}
