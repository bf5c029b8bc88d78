//! Staff log-in, with the second factor behind it, and the page where a new member of staff sets a password.

use clinic::second_factor::{self as factor, HalfView};
use clinic::staff_log_in;
use leptos::prelude::*;

use crate::layout::{FIELD, door_page, field_error, form_title, frame, load, summary, with_phone};
use crate::page::second_factor as parts;
use crate::text::en::{booking, common, errors, log_in as text, second_factor as words};
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

/// Between the password and Today: the code of the member's app, or its setting up where
/// their role needs it.
pub fn second_factor() -> impl IntoView {
    load(async {
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let half = factor::staff::view(&clinic, &visitor, &ctx::staff_half()).await?;
        let again = ctx::again(&["staff/log-in/second-factor"]);
        let again = again.as_deref();
        let frame = frame().await?;
        let (heading, body) = match half {
            HalfView::Over { .. } if ctx::member_if_any().await?.is_some() => {
                // Pressed twice, and the first press did it.
                ctx::redirect(routes::TODAY);
                return Ok(().into_any());
            }
            HalfView::Over { .. } => {
                let main = parts::over(routes::STAFF_LOG_IN.to_owned());
                return Ok(door_page(frame, words::OVER, main));
            }
            HalfView::SetUp(shown) => {
                let form = parts::shown(*shown, "/api/staff/log-in/second-factor", again);
                let body = view! {
                    <h1>{words::SET_UP}</h1>
                    <p>{words::NEEDED} " " {words::WHICH}</p>
                    {form}
                };
                (words::SET_UP, body.into_any())
            }
            HalfView::Asked => {
                let recovery = ctx::query("with").as_deref() == Some("recovery");
                let (heading, href, link) = if recovery {
                    (
                        words::ASK_RECOVERY,
                        routes::STAFF_SECOND_FACTOR,
                        words::USE_APP,
                    )
                } else {
                    let href = routes::STAFF_SECOND_FACTOR_RECOVERY;
                    (words::ASK, href, words::NO_PHONE)
                };
                let form = parts::ask("/api/staff/log-in/second-factor", recovery, again);
                let body = view! {
                    {form}
                    <p><a href=href>{link}</a></p>
                    <p class="muted">{words::LOST_STAFF}</p>
                };
                (heading, body.into_any())
            }
        };
        let main = view! {
            {summary(again, &[("app_code", "app_code")], frame.phone())}
            {body}
        }
        .into_any();
        Ok(door_page(frame, &form_title(heading, again), main))
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
