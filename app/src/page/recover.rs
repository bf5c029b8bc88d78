//! "Forgot your password?", and the page behind the mailed link.

use clinic::account_password::recover;
use domain::limits;
use leptos::prelude::*;

use crate::layout::{
    FIELD, field_error, form_title, frame, load, narrow_page, summary, with_phone,
};
use crate::text::en::{booking, errors, log_in, password as text};
use crate::ui::*;
use crate::{ctx, routes};

/// "Forgot your password?": the address.
pub fn ask() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let again = ctx::again(&["recover/ask"]);
        let again = again.as_deref();
        let title = form_title(log_in::FORGOT, again);
        let main = view! {
            {summary(again, &[("email", "email")], frame.phone())}
            <h1>{log_in::FORGOT}</h1>
            <p>{text::FORGOT_HINT}</p>
            <form class="stack" method="post" action="/api/recover/ask" novalidate>
                <TextInput
                    name="email"
                    label=booking::EMAIL_ADDRESS
                    words=FIELD
                    kind=InputKind::Email
                    value=again.map(|form| form.typed("email"))
                    error=field_error(again, "email")
                />
                <Button look=Look::Primary>{text::SEND_LINK}</Button>
            </form>
            <p>{text::NOT_NEEDED} " " <a href=routes::LOG_IN>{text::CODE_INSTEAD}</a></p>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

/// "Check your email", whatever the address is to us.
pub fn sent() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let nothing = with_phone(text::nothing_came(frame.phone()), frame.phone());
        let main = view! {
            <h1>{log_in::CHECK_EMAIL}</h1>
            <p>{text::sent(limits::RECOVERY_MINUTES)}</p>
            <p class="muted">{nothing}</p>
            <p><a href=routes::RECOVER>{log_in::OTHER_EMAIL}</a></p>
        }
        .into_any();
        Ok(narrow_page(frame, log_in::CHECK_EMAIL, main))
    })
}

/// The page behind the mailed link: nothing happens until its button is pressed.
pub fn link() -> impl IntoView {
    load(async {
        let token = ctx::recovery_link().unwrap_or_default();
        let usable = recover::link_ok(&ctx::clinic()?, &ctx::visitor()?, &token).await;
        let again = ctx::again(&["recover/password"]);
        let pressed = ctx::query("again").is_some();
        if usable.is_err() && pressed && ctx::account_if_any().await?.is_some() {
            // Pressed twice, and the first press did it.
            ctx::redirect(routes::APPOINTMENTS);
            return Ok(().into_any());
        }
        let frame = frame().await?;
        let again = again.as_deref();
        let title = form_title(text::SET_NEW, again);
        let body = match usable {
            Ok(email) => view! {
                {summary(again, &[("password", "password")], frame.phone())}
                <h1>{text::SET_NEW}</h1>
                <p>{text::FOR_ADDRESS} <b><bdi>{email.as_str().to_owned()}</bdi></b></p>
                <form class="stack" method="post" action="/api/recover/password" novalidate>
                    {account_hint(email.as_str())}
                    <PasswordInput
                        name="password"
                        label=text::NEW
                        words=FIELD
                        hint=log_in::PASSWORD_HINT
                        error=field_error(again, "password")
                        fresh=true
                    />
                    <Button look=Look::Primary>{log_in::SAVE_PASSWORD}</Button>
                </form>
                <p class="muted">{text::OTHERS_OUT}</p>
            }
            .into_any(),
            Err(clinic::Failure::Refused(refusal)) => {
                let words = errors::refusal(&refusal, frame.phone());
                view! {
                    <h1>{text::SET_NEW}</h1>
                    <p>{with_phone(words, frame.phone())}</p>
                    <LinkButton href=routes::RECOVER look=Look::Primary>
                        {text::NEW_LINK}
                    </LinkButton>
                }
                .into_any()
            }
            Err(failure) => return Err(failure.into()),
        };
        Ok(narrow_page(frame, &title, body))
    })
}

/// Tells a password manager whose password it is. Without a name it isn't sent.
pub(super) fn account_hint(email: &str) -> impl IntoView + use<> {
    let email = email.to_owned();
    view! { <input type="text" autocomplete="username" value=email readonly=true hidden=true/> }
}
