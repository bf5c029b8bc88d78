//! The fields that ask somebody new who they are, as booking and signing up show them.

use clinic::sign_up;
use leptos::prelude::*;

use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error};
use crate::text::en::booking;
use crate::ui::*;

/// Each field with the id of its first control.
pub(super) const LINKS: [(&str, &str); 4] = [
    ("full_name", "full_name"),
    ("email", "email"),
    ("bday", "bday_day"),
    ("mobile", "mobile"),
];

/// What the fields show: what was typed just now, else what was typed earlier.
pub(super) struct Typed {
    full_name: String,
    email: String,
    bday: [String; 3],
    mobile: String,
}

impl Typed {
    pub(super) fn new(again: Option<&KeptForm>, draft: Option<sign_up::Details>) -> Self {
        match (again, draft) {
            (Some(form), _) => Self {
                full_name: form.typed("full_name"),
                email: form.typed("email"),
                bday: ["bday_day", "bday_month", "bday_year"].map(|field| form.typed(field)),
                mobile: form.typed("mobile"),
            },
            (None, Some(draft)) => {
                let born = draft.born_on.date();
                Self {
                    full_name: draft.full_name.as_str().to_owned(),
                    email: draft.email.as_str().to_owned(),
                    bday: [
                        born.day().to_string(),
                        born.month().to_string(),
                        born.year().to_string(),
                    ],
                    mobile: draft
                        .phone
                        .map(|phone| clinic::phone::local(&phone))
                        .unwrap_or_default(),
                }
            }
            (None, None) => Self {
                full_name: String::new(),
                email: String::new(),
                bday: [String::new(), String::new(), String::new()],
                mobile: String::new(),
            },
        }
    }
}

/// The four questions.
pub(super) fn fields(
    typed: &Typed,
    email_hint: &'static str,
    again: Option<&KeptForm>,
) -> impl IntoView + use<> {
    let labels = DateLabels {
        day: booking::DAY,
        month: booking::MONTH,
        year: booking::YEAR,
    };
    let [day, month, year] = &typed.bday;
    view! {
            <TextInput
                name="full_name"
                label=booking::FULL_NAME
                words=FIELD
                kind=InputKind::Name
                value=&typed.full_name
                error=field_error(again, "full_name")
            />
            <TextInput
                name="email"
                label=booking::EMAIL_ADDRESS
                words=FIELD
                kind=InputKind::Email
                hint=email_hint
                value=&typed.email
                error=field_error(again, "email")
            />
            <DateInput
                name="bday"
                legend=booking::BIRTH_DATE
                labels=labels
                words=FIELD
                hint=booking::BIRTH_DATE_HINT
                day=day
                month=month
                year=year
                error=field_error(again, "bday")
                birthday=true
            />
            <TextInput
                name="mobile"
                label=booking::MOBILE
                words=FIELD
                kind=InputKind::Phone
                hint=booking::MOBILE_HINT
                value=&typed.mobile
                error=field_error(again, "mobile")
                optional=true
            />
    }
}
