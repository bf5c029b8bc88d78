//! "Have you been here before?", behind the link of the mail that asks it. Opening it changes
//! nothing, and nothing of any profile stands on it.

use clinic::registrations::answering::{self, Key, Opened};
use domain::id::QuestionId;
use leptos::prelude::*;

use crate::ctx;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary, with_phone,
};
use crate::text::en::asking as text;
use crate::ui::*;

/// What its link leads to.
pub fn show() -> impl IntoView {
    load(async {
        let id: QuestionId = id_param("question")?;
        let token = ctx::question_token(id).unwrap_or_default();
        let key = Key { id, token: &token };
        let opened = answering::open(&ctx::clinic()?, &ctx::visitor()?, key).await?;
        let frame = frame().await?;
        let again = ctx::again(&["questions/answer"]);
        let again = again.as_deref();
        let (title, main) = match &opened {
            Opened::Open(about) => {
                let heading = about.as_deref().map(text::title_of);
                let heading = heading.unwrap_or_else(|| text::TITLE.to_owned());
                let title = form_title(text::TITLE, again);
                (title, form(&frame, id, heading, again))
            }
            Opened::Answered => {
                let words = text::thanks(&frame.clinic.name);
                (text::THANKS.to_owned(), told(&frame, text::THANKS, words))
            }
            Opened::Over => {
                let words = text::over(frame.phone());
                (text::OVER.to_owned(), told(&frame, text::OVER, words))
            }
        };
        Ok(narrow_page(frame, &title, main))
    })
}

fn told(frame: &Frame, heading: &'static str, words: String) -> AnyView {
    let words = with_phone(words, frame.phone());
    view! { <h1>{heading}</h1> <p>{words}</p> }.into_any()
}

/// Fields with the ids of their controls.
const LINKS: [(&str, &str); 4] = [
    ("been_here", "been_here"),
    ("other_name", "other_name"),
    ("other_email", "other_email"),
    ("other_phone", "other_phone"),
];

fn form(frame: &Frame, id: QuestionId, heading: String, again: Option<&KeptForm>) -> AnyView {
    let typed = |name: &str| again.map(|form| form.typed(name)).unwrap_or_default();
    let answers = vec![
        RadioOption::new("yes", text::YES),
        RadioOption::new("no", text::NO),
    ];
    let why = text::why(&frame.clinic.name);
    let [chosen, name, email, phone] = LINKS.map(|(field, _)| typed(field));
    let [wrong_choice, wrong_name, wrong_email, wrong_phone] =
        LINKS.map(|(field, _)| field_error(again, field));
    view! {
        {summary(again, &LINKS, frame.phone())}
        <form class="stack" method="post" action="/api/questions/answer" novalidate>
            <input type="hidden" name="question" value=id.to_string()/>
            <Radios
                name="been_here"
                legend=heading
                words=FIELD
                options=answers
                selected=chosen
                error=wrong_choice
                page_heading=true
            >
                <p><bdi>{why}</bdi></p>
            </Radios>
            <Fieldset legend=text::THEN hint=text::THEN_HINT>
                <TextInput
                    name="other_name"
                    label=text::NAME_THEN
                    words=FIELD
                    value=name
                    error=wrong_name
                />
                <TextInput
                    name="other_email"
                    label=text::EMAIL_THEN
                    words=FIELD
                    kind=InputKind::Email
                    value=email
                    error=wrong_email
                />
                <TextInput
                    name="other_phone"
                    label=text::PHONE_THEN
                    words=FIELD
                    kind=InputKind::Phone
                    value=phone
                    error=wrong_phone
                />
            </Fieldset>
            <Button look=Look::Primary>{text::SEND}</Button>
        </form>
    }
    .into_any()
}
