//! "Security": how somebody logs in, and where they are logged in.

use clinic::account_password;
use clinic::second_factor::{self, State};
use clinic::security::{self, SignedInBrowser};
use leptos::prelude::*;

use crate::layout::{Frame, form_title, frame, load, narrow_page, summary};
use crate::page::second_factor as parts;
use crate::text::en::{booking, common, log_in, me as text, second_factor as words};
use crate::ui::*;
use crate::{ctx, format, routes};

/// How the account is logged in to, and every browser in which it is.
pub fn security() -> impl IntoView {
    load(async {
        let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
        let browsers = security::browsers(&clinic, &account).await?;
        let has_password = account_password::has(&clinic, &account).await?;
        let app = second_factor::state(&clinic, &account).await?;
        let frame = frame().await?;
        let again = ctx::again(&[
            "me/security/log-out",
            "me/security/log-out-others",
            "me/password/remove",
        ]);
        let title = form_title(text::SECURITY, again.as_deref());
        let done = ctx::query("done").and_then(|done| text::done(&done).or(words::done(&done)));
        let rows = vec![
            SummaryRow::new(booking::EMAIL_ADDRESS, account.email().as_str()).change(
                routes::EMAIL,
                common::CHANGE,
                text::CHANGE_EMAIL_HIDDEN,
            ),
            password_row(has_password),
            app_row(&frame, app.as_ref()),
        ];
        let remove = has_password.then(|| {
            view! {
                <form method="post" action="/api/me/password/remove">
                    <Button look=Look::Danger>{text::REMOVE_PASSWORD}</Button>
                </form>
            }
        });
        let main = view! {
            {done.map(|text| view! { <Toast text=text/> })}
            {summary(again.as_deref(), &[], frame.phone())}
            <h1>{text::SECURITY}</h1>
            <SummaryList rows=rows/>
            {remove}
            {browsers_section(&frame, &browsers)}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn password_row(has: bool) -> SummaryRow {
    let (state, change) = if has {
        (text::HAS_PASSWORD, common::CHANGE)
    } else {
        (text::NO_PASSWORD, text::CREATE)
    };
    SummaryRow::new(log_in::PASSWORD, state).change(routes::PASSWORD, change, text::PASSWORD_HIDDEN)
}

fn app_row(frame: &Frame, state: Option<&State>) -> SummaryRow {
    let Some(state) = state else {
        return SummaryRow::new(words::APP, words::OFF).change(
            routes::APP,
            words::START,
            words::HIDDEN,
        );
    };
    let [since, left] = parts::lines(frame, state);
    SummaryRow::new(words::APP, since)
        .line(left)
        .change(routes::APP, common::CHANGE, words::HIDDEN)
}

fn browsers_section(frame: &Frame, browsers: &[SignedInBrowser]) -> AnyView {
    let items = browsers.iter().map(|browser| item(frame, browser));
    let items = items.collect_view();
    let others = (browsers.len() > 1).then(|| {
        view! {
            <form method="post" action="/api/me/security/log-out-others">
                <Button icon=IconName::LogOut>{text::LOG_OUT_OTHERS}</Button>
            </form>
        }
    });
    view! {
        <h2>{text::BROWSERS}</h2>
        <p class="muted">{text::BROWSERS_HINT}</p>
        <SessionList>{items}</SessionList>
        {others}
    }
    .into_any()
}

fn item(frame: &Frame, browser: &SignedInBrowser) -> AnyView {
    let (zone, today) = (&frame.clinic.zone, frame.clinic.today);
    let moment = |at| format::near_moment_inside(at, zone, today);
    let name = text::device(browser.device);
    let since = text::since(&moment(browser.since));
    if browser.here {
        return view! { <SessionRow title=name lines=vec![since] here=text::HERE/> }.into_any();
    }
    let lines = vec![since, text::seen(&moment(browser.seen_at))];
    let (hidden, id) = (text::log_out_of(&name), browser.id.to_string());
    view! {
        <SessionRow title=name lines=lines>
            <form method="post" action="/api/me/security/log-out">
                <input type="hidden" name="session" value=id/>
                <Button hidden=hidden>{common::LOG_OUT}</Button>
            </form>
        </SessionRow>
    }
    .into_any()
}
