//! The account's authenticator app: set it up, new recovery codes, turn it off.

use clinic::second_factor::{self, Shown};
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{form_title, frame, load, narrow_page, summary};
use crate::page::second_factor as parts;
use crate::text::en::second_factor as text;
use crate::ui::*;
use crate::{ctx, routes};

const CODES: &str = "/api/me/second-factor/codes";
const OFF: &str = "/api/me/second-factor/off";

/// What can be done about it now.
pub fn app() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let state = second_factor::state(&clinic, &account).await?;
        let again = ctx::again(&[
            "me/second-factor/start",
            "me/second-factor/confirm",
            "me/second-factor/codes",
            "me/second-factor/off",
        ]);
        // Nothing of it was kept while the person confirmed that it's them.
        let again = again
            .as_deref()
            .filter(|form| form.error != Some(ApiError::Reauthenticate));
        let (heading, body) = match &state {
            Some(state) => {
                let frame = frame().await?;
                let lines = parts::lines(&frame, state);
                let lines = lines.map(|line| view! { <p>{line}</p> }).collect_view();
                let forms = parts::manage([CODES, OFF], false, again);
                (text::APP, view! { {lines} {forms} }.into_any())
            }
            None => {
                let account = ctx::recent().await?;
                let shown = second_factor::draft(&clinic, &account).await?;
                (text::SET_UP, set_up(shown, again))
            }
        };
        let frame = frame().await?;
        let title = form_title(heading, again);
        let main = view! {
            {summary(again, &parts::links(OFF, again), frame.phone())}
            <h1>{heading}</h1>
            {body}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn set_up(shown: Option<Shown>, again: Option<&KeptForm>) -> AnyView {
    match shown {
        Some(shown) => parts::shown(shown, "/api/me/second-factor/confirm", again),
        None => view! {
            <p>{text::WHY}</p>
            <p>{text::WHICH}</p>
            <form method="post" action="/api/me/second-factor/start">
                <Button look=Look::Primary>{text::START}</Button>
            </form>
        }
        .into_any(),
    }
}

/// The recovery codes that this session has just made; nothing of them later.
pub fn app_codes() -> impl IntoView {
    load(async {
        let account = ctx::account().await?;
        let Some(codes) = ctx::site()?.kept.codes(account.session_id()) else {
            ctx::redirect(routes::APP);
            return Ok(().into_any());
        };
        let main = parts::codes(&codes, "/api/me/second-factor/saved");
        Ok(narrow_page(frame().await?, text::CODES, main))
    })
}
