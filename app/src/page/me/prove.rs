//! "Confirm it's you": what stands before a change of how an account is logged in to.

use clinic::NextPath;
use clinic::account_password;
use clinic::codes::CodeView;
use clinic::second_factor;
use domain::id::CodeRequestId;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::island::CodeField;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, load, narrow_page, summary, with_phone,
};
use crate::text::en::{common, log_in, me as text, second_factor as words};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The question; whoever has answered it a moment ago goes on at once.
pub fn prove() -> impl IntoView {
    load(async {
        let account = ctx::account().await?;
        let next = NextPath::parse(&ctx::query("next").unwrap_or_default());
        match ctx::recent().await {
            Ok(_) => {
                ctx::redirect(next.as_str());
                return Ok(().into_any());
            }
            Err(ApiError::Reauthenticate) => ctx::set_status(200),
            Err(error) => return Err(error),
        }
        let has_password = account_password::has(&ctx::clinic()?, &account).await?;
        let has_app = second_factor::state(&ctx::clinic()?, &account)
            .await?
            .is_some();
        let frame = frame().await?;
        let again = ctx::again(&[
            "me/prove/ask",
            "me/prove/password",
            "me/prove/second-factor",
        ]);
        let again = again.as_deref();
        let title = form_title(text::PROVE, again);
        let next = next.as_str();
        let password = has_password.then(|| password_form(next, field_error(again, "password")));
        let app = has_app.then(|| app_form(next, has_password, field_error(again, "app_code")));
        // The way that is quicker here stands out.
        let look = if has_password || has_app {
            Look::Outline
        } else {
            Look::Primary
        };
        let main = view! {
            {summary(
                again,
                &[("password", "password"), ("app_code", "app_code")],
                frame.phone(),
            )}
            <h1>{text::PROVE}</h1>
            <p>{text::PROVE_WHY}</p>
            {password}
            {app}
            <p>
                {text::PROVE_HINT} <b><bdi>{account.email().as_str().to_owned()}</bdi></b>
                {log_in::SENT_AFTER}
            </p>
            <form method="post" action="/api/me/prove/ask">
                <input type="hidden" name="next" value=next.to_owned()/>
                <Button look=look>{text::SEND_CODE}</Button>
            </form>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn password_form(next: &str, error: Option<String>) -> AnyView {
    let next = next.to_owned();
    view! {
        <form class="stack" method="post" action="/api/me/prove/password" novalidate>
            <input type="hidden" name="next" value=next/>
            <PasswordInput name="password" label=log_in::PASSWORD words=FIELD error=error/>
            <Button look=Look::Primary>{common::CONTINUE}</Button>
        </form>
    }
    .into_any()
}

fn app_form(next: &str, has_password: bool, error: Option<String>) -> AnyView {
    let next = next.to_owned();
    let look = if has_password {
        Look::Outline
    } else {
        Look::Primary
    };
    view! {
        <form class="stack" method="post" action="/api/me/prove/second-factor" novalidate>
            <input type="hidden" name="next" value=next/>
            <TextInput
                name="app_code"
                label=words::EITHER
                words=FIELD
                kind=InputKind::Key
                error=error
            />
            <Button look=look>{words::CONTINUE}</Button>
        </form>
    }
    .into_any()
}

/// "Check your email".
pub fn prove_code() -> impl IntoView {
    load(async {
        let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
        let request: CodeRequestId = crate::api::id(&ctx::query("request").unwrap_or_default())?;
        let asked = clinic::prove::view(&clinic, &account, &browser, request).await?;
        let frame = frame().await?;
        let again = ctx::again(&["me/prove/code", "me/prove/again"]);
        let title = form_title(log_in::CHECK_EMAIL, again.as_deref());
        let main = view! {
            {summary(again.as_deref(), &[("code", "code")], frame.phone())}
            <h1>{log_in::CHECK_EMAIL}</h1>
            {code_form(&frame, request, &asked, again.as_deref())}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn code_form(
    frame: &Frame,
    request: CodeRequestId,
    asked: &CodeView,
    again: Option<&KeptForm>,
) -> AnyView {
    let zone = &frame.clinic.zone;
    let sent = asked
        .sent_at
        .map(|at| log_in::sent_at(&format::time(at, zone)));
    let back = routes::prove_then(asked.next.as_str());
    let error = field_error(again, "code");
    view! {
        <p>
            {log_in::SENT_BEFORE} <b><bdi>{asked.email.as_str().to_owned()}</bdi></b>
            {log_in::SENT_AFTER}
        </p>
        <CodeField>
            <form class="stack" method="post" action="/api/me/prove/code" novalidate>
                <input type="hidden" name="request" value=request.to_string()/>
                <TextInput
                    name="code"
                    label=log_in::CODE
                    words=FIELD
                    kind=InputKind::Code
                    error=error
                />
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
        </CodeField>
        <form class="cluster" method="post" action="/api/me/prove/again">
            <input type="hidden" name="request" value=request.to_string()/>
            <Button look=Look::Quiet>{log_in::SEND_AGAIN}</Button>
            <a href=back>{text::ANOTHER_WAY}</a>
            <span class="muted small">{sent}</span>
        </form>
        <p class="muted">{with_phone(text::nothing_came(frame.phone()), frame.phone())}</p>
    }
    .into_any()
}
