//! The fields by which a member of staff shows again that it is they.

use clinic::staff_step_up::Asked;
use leptos::prelude::*;

use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error};
use crate::text::en::{second_factor, staff as text};
use crate::ui::*;

/// Where a summary over such a form leads.
pub(super) const LINKS: [(&str, &str); 2] = [("password", "password"), ("app_code", "app_code")];

/// The password, and of whoever has an authenticator app its code; `why` stands under the first.
pub(super) fn fields(asked: Asked, why: &'static str, again: Option<&KeptForm>) -> AnyView {
    let code = asked.app_code.then(|| {
        view! {
            <TextInput
                name="app_code"
                label=second_factor::EITHER
                words=FIELD
                kind=InputKind::Key
                autocomplete="off"
                error=field_error(again, "app_code")
            />
        }
    });
    view! {
        <PasswordInput
            name="password"
            label=text::YOUR_PASSWORD
            hint=why
            words=FIELD
            error=field_error(again, "password")
        />
        {code}
    }
    .into_any()
}
