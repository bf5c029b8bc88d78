//! Setting up an account outside of a booking.

use clinic::sign_up;
use leptos::prelude::*;

use super::closed;
use super::details::{LINKS, Typed, fields};
use crate::kept::KeptForm;
use crate::layout::{FIELD, Frame, field_error, form_title, frame, load, narrow_page, summary};
use crate::text::en::{booking, common, log_in, sign_up as text, sign_ups};
use crate::ui::*;
use crate::{ctx, routes};

/// "Create an account"; for somebody who is logged in, the way on.
pub fn details() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        if let Some(account) = ctx::account_if_any().await? {
            return Ok(logged_in(frame, account.full_name().as_str()));
        }
        if let Some(page) = closed::sign_up(&frame).await? {
            return Ok(narrow_page(frame, sign_ups::CLOSED, page));
        }
        let again = ctx::again(&["sign-up"]);
        let draft = sign_up::draft(&ctx::clinic()?, &ctx::visitor()?).await?;
        let typed = Typed::new(again.as_deref(), draft);
        Ok(render(frame, again.as_deref(), &typed))
    })
}

fn render(frame: Frame, again: Option<&KeptForm>, typed: &Typed) -> AnyView {
    let title = form_title(text::CREATE, again);
    let mut links = LINKS.to_vec();
    links.push(("password", "password"));
    let main = view! {
        {summary(again, &links, frame.phone())}
        <h1>{text::CREATE}</h1>
        <p>{booking::HAVE_ACCOUNT} " " <a href=routes::LOG_IN>{common::LOG_IN}</a></p>
        <form class="stack" method="post" action="/api/sign-up" novalidate>
            {fields(typed, text::EMAIL_HINT, again)}
            <PasswordInput
                name="password"
                label=log_in::PASSWORD
                words=FIELD
                hint=text::PASSWORD_HINT
                error=field_error(again, "password")
                optional=true
                fresh=true
            />
            <Button look=Look::Primary>{text::CREATE_BUTTON}</Button>
        </form>
    }
    .into_any();
    narrow_page(frame, &title, main)
}

fn logged_in(frame: Frame, name: &str) -> AnyView {
    let main = view! {
        <h1>{text::HAVE_ONE}</h1>
        <p>{text::logged_in(name)}</p>
        <p class="cluster">
            <LinkButton href=routes::APPOINTMENTS look=Look::Primary>
                {common::MY_APPOINTMENTS}
            </LinkButton>
            <LinkButton href=routes::BOOK>{booking::BOOK}</LinkButton>
        </p>
    }
    .into_any();
    narrow_page(frame, text::HAVE_ONE, main)
}
