//! Logging in by a password or a code, and the page behind the mailed link.

use clinic::codes::{self, CodeView};
use clinic::second_factor::{self as factor, HalfView};
use clinic::sign_up;
use domain::id::CodeRequestId;
use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::island::CodeField;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, load, narrow_page, summary, with_phone,
};
use crate::page::second_factor as parts;
use crate::text::en::{booking, common, log_in as text, second_factor as words};
use crate::ui::*;
use crate::{ctx, format, routes};

/// "Log in": the address, and the password of who has one.
pub fn ask() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let again = ctx::again(&["log-in/start", "log-in/ask"]);
        let again = again.as_deref();
        let next = ctx::query("next").unwrap_or_else(|| routes::APPOINTMENTS.to_owned());
        let next = clinic::NextPath::parse(&next);
        let title = form_title(text::LOG_IN, again);
        let main = view! {
            {summary(again, &[("email", "email"), ("password", "password")], frame.phone())}
            <h1>{text::LOG_IN}</h1>
            <form class="stack" method="post" action="/api/log-in/start" novalidate>
                <input type="hidden" name="next" value=next.as_str().to_owned()/>
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
                    hint=text::PASSWORD_OR_CODE
                    error=field_error(again, "password")
                    optional=true
                />
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
            {code_instead(again, &next)}
            <p><a href=routes::RECOVER>{text::FORGOT}</a></p>
            <p>{text::NO_ACCOUNT} " " <a href=routes::SIGN_UP>{text::CREATE_ONE}</a></p>
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

/// One tap to a code for whoever's password was not right.
fn code_instead(again: Option<&KeptForm>, next: &clinic::NextPath) -> Option<impl IntoView> {
    let failed =
        again.filter(|form| form.error == Some(ApiError::Refused(Refusal::LogInFailed)))?;
    Some(view! {
        <form method="post" action="/api/log-in/ask">
            <input type="hidden" name="email" value=failed.typed("email")/>
            <input type="hidden" name="next" value=next.as_str().to_owned()/>
            <Button>{text::SEND_CODE}</Button>
        </form>
    })
}

/// "Check your email".
pub fn code() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let request: CodeRequestId = crate::api::id(&ctx::query("request").unwrap_or_default())?;
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let asked = codes::view(&clinic, &visitor, request).await?;
        let typed = sign_up::draft(&clinic, &visitor).await?;
        let other = match typed {
            Some(typed) if typed.email == asked.email => routes::SIGN_UP,
            _ => routes::LOG_IN,
        };
        let again = ctx::again(&["log-in/code", "log-in/again"]);
        let title = form_title(text::CHECK_EMAIL, again.as_deref());
        let main = view! {
            {summary(again.as_deref(), &[("code", "code")], frame.phone())}
            <h1>{text::CHECK_EMAIL}</h1>
            {code_form(&frame, request, &asked, again.as_deref(), other.to_owned())}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

/// What stands under the heading, as logging in and booking both show it.
pub(super) fn code_form(
    frame: &Frame,
    request: CodeRequestId,
    asked: &CodeView,
    again: Option<&KeptForm>,
    other_address: String,
) -> AnyView {
    let zone = frame.clinic.zone.clone();
    let error = field_error(again, "code");
    let sent = asked
        .sent_at
        .map(|at| text::sent_at(&format::time(at, &zone)));
    // Whoever only holds an invitation's link isn't told whose it is.
    let address = match routes::is_invitation(asked.next.as_str()) {
        true => asked.email.masked(),
        false => asked.email.as_str().to_owned(),
    };
    view! {
        <p>
            {text::SENT_BEFORE} <b><bdi>{address}</bdi></b> {text::SENT_AFTER}
        </p>
        <CodeField>
            <form class="stack" method="post" action="/api/log-in/code" novalidate>
                <input type="hidden" name="request" value=request.to_string()/>
                <TextInput
                    name="code"
                    label=text::CODE
                    words=FIELD
                    kind=InputKind::Code
                    error=error
                />
                <Button look=Look::Primary>{common::CONTINUE}</Button>
            </form>
        </CodeField>
        <form class="cluster" method="post" action="/api/log-in/again">
            <input type="hidden" name="request" value=request.to_string()/>
            <Button look=Look::Quiet>{text::SEND_AGAIN}</Button>
            <a href=other_address>{text::OTHER_EMAIL}</a>
            <span class="muted small">{sent}</span>
        </form>
        <p class="muted">{with_phone(text::nothing_came(frame.phone()), frame.phone())}</p>
    }
    .into_any()
}

/// Between the first factor and being logged in: the code of the account's app.
pub fn second_factor() -> impl IntoView {
    load(async {
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let half = factor::view(&clinic, &visitor, &ctx::half()).await?;
        let again = ctx::again(&["log-in/second-factor"]);
        let again = again.as_deref();
        let frame = frame().await?;
        if let HalfView::Over { next } = half {
            if frame.account.is_some() {
                // Pressed twice, and the first press did it.
                ctx::redirect(routes::APPOINTMENTS);
                return Ok(().into_any());
            }
            let main = parts::over(routes::log_in_then(next.as_str()));
            return Ok(narrow_page(frame, words::OVER, main));
        }
        let recovery = ctx::query("with").as_deref() == Some("recovery");
        let (heading, href, link) = if recovery {
            (words::ASK_RECOVERY, routes::SECOND_FACTOR, words::USE_APP)
        } else {
            (words::ASK, routes::SECOND_FACTOR_RECOVERY, words::NO_PHONE)
        };
        let lost = with_phone(words::lost(frame.phone()), frame.phone());
        let main = view! {
            {summary(again, &[("app_code", "app_code")], frame.phone())}
            {parts::ask("/api/log-in/second-factor", recovery, again)}
            <p><a href=href>{link}</a></p>
            <p class="muted">{lost}</p>
        }
        .into_any();
        Ok(narrow_page(frame, &form_title(heading, again), main))
    })
}

/// The page behind the mailed link: nothing happens until its button is pressed.
pub fn link() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let token = ctx::log_in_link().unwrap_or_default();
        let usable = codes::link_ok(&clinic, &visitor, &token).await;
        let again = ctx::again(&["log-in/link"]);
        let body = match usable {
            Ok(email) => view! {
                <p>{text::LINK_ADDRESS} <b><bdi>{email.as_str().to_owned()}</bdi></b></p>
                <p>{text::LINK_HINT}</p>
                <form method="post" action="/api/log-in/link">
                    <Button look=Look::Primary>{text::LINK_BUTTON}</Button>
                </form>
            }
            .into_any(),
            Err(clinic::Failure::Refused(refusal)) => {
                let words = crate::text::en::errors::refusal(&refusal, frame.phone());
                // The code goes on where it was asked for; another one would lead nowhere.
                let ask_again = (refusal != Refusal::LinkElsewhere).then(|| {
                    view! {
                        <LinkButton href=routes::LOG_IN look=Look::Primary>
                            {text::ASK_AGAIN}
                        </LinkButton>
                    }
                });
                view! { <p>{with_phone(words, frame.phone())}</p> {ask_again} }.into_any()
            }
            Err(failure) => return Err(failure.into()),
        };
        let main = view! {
            {summary(again.as_deref(), &[], frame.phone())}
            <h1>{text::LINK}</h1>
            {body}
        }
        .into_any();
        Ok(narrow_page(frame, text::LINK, main))
    })
}
