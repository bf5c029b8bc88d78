//! A one-line text field. The kind sets what the browser may help with, so that pages can't forget.

use leptos::prelude::*;

use super::field::described_by;
use super::{Field, FieldWords, OptText};

/// What is asked for; decides keyboard, autofill and spelling help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Anything.
    #[default]
    Text,
    /// A person's name in any script: no spelling help, direction from the first letter.
    Name,
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// A one-time code: digits, filled in from the mail where the device can.
    Code,
    /// A one-time code that may have letters.
    Key,
}

struct Traits {
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    plain: bool,
    dir: Option<&'static str>,
    class: &'static str,
}

impl InputKind {
    fn traits(self) -> Traits {
        let base = Traits {
            kind: "text",
            autocomplete: "off",
            inputmode: None,
            plain: true,
            dir: None,
            class: "input",
        };
        match self {
            Self::Text => Traits {
                plain: false,
                dir: Some("auto"),
                ..base
            },
            Self::Name => Traits {
                autocomplete: "name",
                dir: Some("auto"),
                ..base
            },
            Self::Email => Traits {
                kind: "email",
                autocomplete: "email",
                ..base
            },
            Self::Phone => Traits {
                kind: "tel",
                autocomplete: "tel",
                class: "input input-short",
                ..base
            },
            Self::Code => Traits {
                autocomplete: "one-time-code",
                inputmode: Some("numeric"),
                class: "input input-code",
                ..base
            },
            Self::Key => Traits {
                autocomplete: "one-time-code",
                class: "input input-short",
                ..base
            },
        }
    }
}

/// A labelled one-line field named `name`; its id is `name`, too, unless `id` is given.
#[component]
pub fn TextInput(
    /// The field’s name, and its id.
    #[prop(into)]
    name: String,
    /// What the field asks for.
    #[prop(into)]
    label: String,
    /// The words that every field needs.
    words: FieldWords,
    /// What is asked for.
    #[prop(optional)]
    kind: InputKind,
    /// What was typed before; always give it back after a refusal.
    #[prop(optional, into)]
    value: OptText,
    /// A quieter line under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: OptText,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
    /// Its id, where the name stands twice on the page.
    #[prop(optional, into)]
    id: OptText,
    /// Overrides the kind's autofill token (`username` on a log-in page).
    #[prop(optional, into)]
    autocomplete: OptText,
    /// The most characters that fit.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// It is shown, and can’t be changed.
    #[prop(optional)]
    readonly: bool,
    /// It has the focus from the start: only where the page asks for nothing else.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let traits = kind.traits();
    let id = id.or(&name);
    let described = described_by(&id, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let control_id = id.clone();
    view! {
        <Field id=id label=label words=words hint=hint error=error optional=optional>
            <input
                class=traits.class
                id=control_id
                name=name
                type=traits.kind
                value=value.into_option()
                autocomplete=autocomplete.or(traits.autocomplete)
                inputmode=traits.inputmode
                spellcheck=traits.plain.then_some("false")
                autocapitalize=(traits.plain && kind != InputKind::Name).then_some("none")
                dir=traits.dir
                maxlength=maxlength.map(|most| most.to_string())
                readonly=readonly
                autofocus=autofocus
                aria-invalid=invalid
                aria-describedby=described
            />
        </Field>
    }
}
