//! Staff log-in, and the page where a new member of staff sets a password.

use clinic::staff_log_in;
use leptos::prelude::*;

use crate::layout::{FIELD, door_page, field_error, form_title, frame, load, summary, with_phone};
use crate::text::en::{booking, common, errors, log_in as text};
use crate::ui::*;
use crate::{ctx, routes};

/// "Staff log-in".
pub fn log_in() -> impl IntoView {
    load(async {
        if ctx::member_if_any().await?.is_some() {
            ctx::redirect(routes::TODAY);
            return Ok(().into_any());
        }
        let frame = frame().await?;
        let again = ctx::again(&["staff/log-in"]);
        let again = again.as_deref();
        let title = form_title(text::STAFF, again);
        let main = view! {
            {summary(again, &[("email", "email"), ("password", "password")], frame.phone())}
            <h1>{text::STAFF}</h1>
            <form class="stack" method="post" action="/api/staff/log-in" novalidate>
                <TextInput
                    name="email"
                    label=booking::EMAIL_ADDRESS
                    words=FIELD
                    kind=InputKind::Email
                    autocomplete="username"
                    value=again.map(|form| form.typed("email"))
                    error=field_error(again, "email")
                />
                <PasswordInput
                    name="password"
                    label=text::PASSWORD
                    words=FIELD
                    error=field_error(again, "password")
                />
                <Button look=Look::Primary>{common::LOG_IN}</Button>
            </form>
        }
        .into_any();
        Ok(door_page(frame, &title, main))
    })
}

/// "Set your password", behind the link that `kith staff add` prints.
pub fn password() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let token = ctx::password_link().unwrap_or_default();
        let usable = staff_log_in::link_ok(&ctx::clinic()?, &ctx::visitor()?, &token).await;
        let again = ctx::again(&["staff/password"]);
        let again = again.as_deref();
        let title = form_title(text::SET_PASSWORD, again);
        let body = match usable {
            Ok(()) => view! {
                <form class="stack" method="post" action="/api/staff/password" novalidate>
                    <PasswordInput
                        name="password"
                        label=text::PASSWORD
                        words=FIELD
                        hint=text::PASSWORD_HINT
                        error=field_error(again, "password")
                        fresh=true
                    />
                    <Button look=Look::Primary>{text::SAVE_PASSWORD}</Button>
                </form>
            }
            .into_any(),
            Err(clinic::Failure::Refused(refusal)) => {
                let words = errors::refusal(&refusal, frame.phone());
                view! { <p>{with_phone(words, frame.phone())}</p> }.into_any()
            }
            Err(failure) => return Err(failure.into()),
        };
        let main = view! {
            {summary(again, &[("password", "password")], frame.phone())}
            <h1>{text::SET_PASSWORD}</h1>
            {body}
        }
        .into_any();
        Ok(door_page(frame, &title, main))
    })
}
