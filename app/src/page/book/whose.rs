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

/// What one of the answers sends, and where to: `fields` go with it, and the answer itself, as
/// `patient`, and as `agreed` where that is set.
#[derive(Clone)]
pub(crate) struct Answer {
    /// The endpoint.
    pub(crate) action: &'static str,
    /// What goes along.
    pub(crate) fields: Vec<(&'static str, String)>,
    /// Whether the answer settles it.
    pub(crate) agreed: bool,
}

/// The question, with a button for each of the two: for whom the page was made, and who was
/// switched to. What was typed on a page about one of them never goes along to the other. None
/// if nobody switched.
pub(crate) fn question(
    frame: &Frame,
    made_for: PatientId,
    (same, other): (Answer, Answer),
) -> Option<AnyView> {
    let people = frame.people.as_ref()?;
    let made_for = people.person(made_for)?;
    let now = people.now().filter(|now| now.patient != made_for.patient)?;
    let words = text::which_person(of(now), of(made_for));
    let answer = |person: &Person, sends: Answer| {
        let (action, agreed) = (sends.action, sends.agreed);
        let hidden = sends.fields.into_iter();
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
    let answers = [answer(made_for, same), answer(now, other)];
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
