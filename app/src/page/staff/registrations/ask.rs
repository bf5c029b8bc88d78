//! *Ask the patient*, on a row of those who wait: the way to ask, that they were asked, and
//! what they answered.

use clinic::registrations::Asked;
use domain::id::RegistrationId;
use jiff::Timestamp;
use leptos::prelude::*;

use crate::text::en::asking as text;
use crate::ui::*;

/// The entry of the row's menu.
pub(super) fn form(id: RegistrationId, asked: Option<&Asked>) -> impl IntoView + use<> {
    let label = match asked {
        None => text::ASK,
        Some(_) => text::ASK_AGAIN,
    };
    view! {
        <MenuForm
            action="/api/staff/registrations/ask"
            label=label
            icon=IconName::Mail
            fields=vec![("registration".to_owned(), id.to_string())]
        />
    }
}

/// That they were asked, and what they answered; `near` says a time.
pub(super) fn facts(
    asked: Option<&Asked>,
    near: impl Fn(Timestamp) -> String,
) -> impl Iterator<Item = QueueFact> {
    let lines = asked.map(|asked| {
        let said = asked.answer.as_ref();
        let said = said.map(|(answer, at)| text::answered(answer, &near(*at)));
        let line = text::asked(&near(asked.asked_at), asked.asked_by.as_str());
        [Some(line), said]
    });
    let lines = lines.into_iter().flatten().flatten();
    lines.map(|text| QueueFact {
        icon: Some(IconName::Mail),
        text,
    })
}

/// Before the reasons of a match that the answer has found.
pub(super) fn found() -> QueueFact {
    QueueFact {
        icon: Some(IconName::Check),
        text: text::FOUND.to_owned(),
    }
}
