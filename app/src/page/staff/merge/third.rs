//! The fields into which a third value is typed, where neither side has the right one.

use clinic::merge::Field;
use domain::limits;
use domain::person::Sex;
use leptos::prelude::*;

use crate::api::merge::OTHER;
use crate::kept::KeptForm;
use crate::layout::{FIELD, chars};
use crate::text::en::{merge as text, patients};
use crate::ui::*;

/// The names of the fields of a third value, with their labels.
fn inputs(field: Field) -> Vec<(&'static str, String)> {
    let one = |name| vec![(name, text::something_else(field))];
    match field {
        Field::Name => one("name_other"),
        Field::Born => one("born_other"),
        Field::Pronouns => one("pronouns_other"),
        Field::Email => one("email_other"),
        Field::Phone => one("phone_other"),
        Field::Address => vec![
            ("address_street", patients::STREET.to_owned()),
            ("address_suburb", patients::SUBURB.to_owned()),
            ("address_state", patients::STATE.to_owned()),
            ("address_postcode", patients::POSTCODE.to_owned()),
        ],
        Field::Sex => one("sex_other"),
        Field::RecordNumber => one("record_number_other"),
    }
}

/// The third choice of a row: typed, in the fields it needs.
pub(super) fn other(field: Field, again: Option<&KeptForm>) -> MergeOther {
    let typed = |name: &str| again.map(|form| form.typed(name)).unwrap_or_default();
    let inputs = inputs(field);
    let all: Vec<String> = inputs.iter().map(|(name, _)| typed(name)).collect();
    let all: Vec<&str> = all.iter().map(|text| text.trim()).collect();
    let all: Vec<&str> = all.into_iter().filter(|text| !text.is_empty()).collect();
    let most = match field {
        Field::Name => limits::NAME_CHARS_MAX,
        Field::Born => limits::BORN_CHARS_MAX,
        Field::Email => limits::EMAIL_BYTES_MAX,
        _ => limits::LINE_CHARS_MAX,
    };
    let fields = inputs
        .iter()
        .map(|(name, label)| match field {
            Field::Sex => sexes(name, label, &typed(name)),
            _ => view! {
                <TextInput
                    name=*name
                    label=label.clone()
                    words=FIELD
                    value=typed(name)
                    autocomplete="off"
                    maxlength=chars(most)
                />
            }
            .into_any(),
        })
        .collect_view();
    MergeOther {
        value: OTHER,
        label: text::SOMETHING_ELSE.to_owned(),
        unknown: text::WHAT_YOU_TYPE.to_owned(),
        typed: match field {
            Field::Sex => text::sex(&all.concat()),
            _ => all.join(", "),
        },
        fields: fields.into_any(),
    }
}

/// The sexes that a record can have.
fn sexes(name: &'static str, label: &str, chosen: &str) -> AnyView {
    let options = Sex::ALL.map(|sex| {
        let value = sex.as_str();
        let words = text::sex(value);
        view! { <option value=value selected=value == chosen>{words}</option> }
    });
    view! {
        <Field id=name label=label.to_owned() words=FIELD>
            <select class="input" id=name name=name>
                <option value="">{text::CHOOSE}</option>
                {options.collect_view()}
            </select>
        </Field>
    }
    .into_any()
}
