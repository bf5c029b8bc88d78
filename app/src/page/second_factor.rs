//! What the pages of patients and of staff share about authenticator apps. Each form names
//! the address that it is sent to.

use clinic::second_factor::{Shown, State};
use leptos::prelude::*;

use crate::format;
use crate::island::CodeField;
use crate::kept::KeptForm;
use crate::layout::{FIELD, Frame, field_error};
use crate::text::en::{common, second_factor as text};
use crate::ui::*;

/// The field for the app's code alone, or with `recovery` for a recovery code.
pub(super) fn ask(action: &'static str, recovery: bool, again: Option<&KeptForm>) -> AnyView {
    let error = field_error(again, "app_code");
    if recovery {
        return view! {
            <h1>{text::ASK_RECOVERY}</h1>
            <p>{text::RECOVERY_HINT}</p>
            <form class="stack" method="post" action=action novalidate>
                <TextInput
                    name="app_code"
                    label=text::RECOVERY
                    words=FIELD
                    kind=InputKind::Key
                    autocomplete="off"
                    error=error
                />
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
        }
        .into_any();
    }
    view! {
        <h1>{text::ASK}</h1>
        <p>{text::ASK_HINT}</p>
        <CodeField>
            <form class="stack" method="post" action=action novalidate>
                <TextInput
                    name="app_code"
                    label=text::CODE
                    words=FIELD
                    kind=InputKind::Code
                    error=error
                />
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
        </CodeField>
    }
    .into_any()
}

/// A log-in that took too long.
pub(super) fn over(log_in: String) -> AnyView {
    view! {
        <h1>{text::OVER}</h1>
        <p>{text::OVER_WHY}</p>
        <LinkButton href=log_in look=Look::Primary>{common::LOG_IN}</LinkButton>
    }
    .into_any()
}

/// The secret, and the field for its first code.
pub(super) fn shown(shown: Shown, action: &'static str, again: Option<&KeptForm>) -> AnyView {
    let Shown {
        uri,
        secret,
        picture,
    } = shown;
    let error = field_error(again, "app_code");
    view! {
        <section>
            <h2>{text::SCAN}</h2>
            <QrCode size=picture.size path=picture.path label=text::PICTURE/>
            <p>{text::KEY_HINT}</p>
            <KeyText key=secret/>
            <p><a href=uri>{text::OPEN_APP}</a></p>
        </section>
        <section>
            <h2>{text::TYPE}</h2>
            <CodeField>
                <form class="stack" method="post" action=action novalidate>
                    <TextInput
                        name="app_code"
                        label=text::CODE
                        words=FIELD
                        kind=InputKind::Code
                        error=error
                    />
                    <Button look=Look::Primary>{text::TURN_ON}</Button>
                </form>
            </CodeField>
            <p class="muted">{text::OTHERS_OUT}</p>
        </section>
    }
    .into_any()
}

/// The recovery codes that were just made.
pub(super) fn codes(codes: &[String], action: &'static str) -> AnyView {
    view! {
        <h1>{text::CODES}</h1>
        <p>{text::CODES_WHY}</p>
        <CodeList codes=codes.to_vec()/>
        <form method="post" action=action>
            <Button look=Look::Primary>{text::CODES_SAVED}</Button>
        </form>
    }
    .into_any()
}

/// "On since March 12, 2026", and how many codes are left.
pub(super) fn lines(frame: &Frame, state: &State) -> [String; 2] {
    let date = format::local_date(state.since, &frame.clinic.zone);
    [
        text::on_since(&format::birth_date(date)),
        text::codes_left(state.codes_left),
    ]
}

/// New recovery codes, and turning it off where that may be. `actions` are the addresses of
/// the two; `wrong` is the form that could not be taken.
pub(super) fn manage(
    actions: [&'static str; 2],
    needed: bool,
    again: Option<&KeptForm>,
) -> AnyView {
    let [codes, off] = actions;
    let of =
        |action: &str| again.filter(|form| action.trim_start_matches("/api/") == form.endpoint);
    let turn_off = if needed {
        view! { <p>{text::CANT_TURN_OFF}</p> }.into_any()
    } else {
        let error = field_error(of(off), "app_code");
        view! {
            <p>{text::TURN_OFF_HINT}</p>
            <form class="stack" method="post" action=off novalidate>
                <TextInput
                    name="app_code"
                    id=OFF_FIELD
                    label=text::EITHER
                    words=FIELD
                    kind=InputKind::Key
                    error=error
                />
                <Button look=Look::Danger>{text::TURN_OFF}</Button>
            </form>
        }
        .into_any()
    };
    let error = field_error(of(codes), "app_code");
    view! {
        <section>
            <h2>{text::NEW_CODES}</h2>
            <p>{text::NEW_CODES_HINT}</p>
            <form class="stack" method="post" action=codes novalidate>
                <TextInput
                    name="app_code"
                    label=text::EITHER
                    words=FIELD
                    kind=InputKind::Key
                    error=error
                />
                <Button>{text::MAKE_CODES}</Button>
            </form>
        </section>
        <section>
            <h2>{text::TURN_OFF}</h2>
            {turn_off}
        </section>
    }
    .into_any()
}

/// The id of the field that turns it off; the other's is its name.
const OFF_FIELD: &str = "app_code_off";

/// Where the summary over the forms of [`manage`] leads.
pub(super) fn links(
    off: &'static str,
    again: Option<&KeptForm>,
) -> [(&'static str, &'static str); 1] {
    let is_off = again.is_some_and(|form| off.trim_start_matches("/api/") == form.endpoint);
    [("app_code", if is_off { OFF_FIELD } else { "app_code" })]
}
