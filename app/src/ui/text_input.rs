//! A one-line text field. The kind sets what the browser may help with, so that pages can't forget.

use leptos::prelude::*;

use super::field::described_by;
use super::{Field, FieldWords, OptText};

/// What is asked for; decides keyboard, autofill and spelling help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    #[default]
    Text,
    /// A person's name in any script: no spelling help, direction from the first letter.
    Name,
    Email,
    Phone,
    /// A one-time code: digits, filled in from the mail where the device can.
    Code,
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
        }
    }
}

/// A labelled one-line field named `name`; its id is `name`, too, unless `id` is given.
#[component]
pub fn TextInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    words: FieldWords,
    #[prop(optional)] kind: InputKind,
    /// What was typed before; always give it back after a refusal.
    #[prop(optional, into)]
    value: OptText,
    #[prop(optional, into)] hint: OptText,
    #[prop(optional, into)] error: OptText,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] id: OptText,
    /// Overrides the kind's autofill token (`username` on a log-in page).
    #[prop(optional, into)]
    autocomplete: OptText,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] readonly: bool,
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
                aria-invalid=invalid
                aria-describedby=described
            />
        </Field>
    }
}
