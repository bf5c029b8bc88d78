//! The account's own password: create one, or change it.

use clinic::account_password;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{FIELD, field_error, form_title, frame, load, narrow_page, summary};
use crate::page::recover::account_hint;
use crate::text::en::{common, log_in, password as text};
use crate::ui::*;
use crate::{ctx, routes};

/// "Create a password" or "Change your password"; afterwards, that it is saved.
pub fn password() -> impl IntoView {
    load(async {
        let account = ctx::account().await?;
        let has = account_password::has(&ctx::clinic()?, &account).await?;
        if has && ctx::query("done").as_deref() == Some("saved") {
            return Ok(narrow_page(frame().await?, text::SAVED, saved()));
        }
        let account = ctx::recent().await?;
        let frame = frame().await?;
        let again = ctx::again(&["me/password"]);
        // Nothing of it was kept while the person confirmed that it's them.
        let again = again
            .as_deref()
            .filter(|form| form.error != Some(ApiError::Reauthenticate));
        let heading = if has { text::CHANGE } else { text::CREATE };
        let title = form_title(heading, again);
        let main = view! {
            {summary(again, &[("password", "password")], frame.phone())}
            <h1>{heading}</h1>
            <form class="stack" method="post" action="/api/me/password" novalidate>
                {account_hint(account.who().email().as_str())}
                <PasswordInput
                    name="password"
                    label=text::NEW
                    words=FIELD
                    hint=log_in::PASSWORD_HINT
                    error=field_error(again, "password")
                    fresh=true
                />
                <Button look=Look::Primary>{text::SAVE}</Button>
            </form>
            <p class="muted">{text::CODE_STILL_WORKS} " " {text::OTHERS_OUT}</p>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn saved() -> AnyView {
    view! {
        <Toast text=text::SAVED/>
        <h1>{text::NEXT_TIME}</h1>
        <p>{text::CODE_STILL_WORKS}</p>
        <LinkButton href=routes::APPOINTMENTS look=Look::Primary>
            {common::MY_APPOINTMENTS}
        </LinkButton>
    }
    .into_any()
}
