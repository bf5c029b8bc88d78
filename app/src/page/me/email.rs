//! Another address to log in with: asking for it, and how far that is.

use clinic::email_change::{self, OpenChange};
use leptos::prelude::*;

use crate::island::CodeField;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, load, narrow_page, summary, with_phone,
};
use crate::text::en::{common, log_in, me as text};
use crate::ui::*;
use crate::{ctx, format};

/// The form, or what the waiting change waits for.
pub fn email() -> impl IntoView {
    load(async {
        let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
        let open = email_change::open(&clinic, &account, &browser).await?;
        if open.is_none() {
            // Before anything is typed in vain.
            drop(ctx::recent().await?);
        }
        let frame = frame().await?;
        let again = ctx::again(&[
            "me/email/ask",
            "me/email/again",
            "me/email/code",
            "me/email/stop",
        ]);
        let again = again.as_deref();
        let title = form_title(text::EMAIL, again);
        let present = account.email().as_str().to_owned();
        let body = match &open {
            Some(open) => waiting(&frame, open, present, again),
            None => ask(&frame, present, again),
        };
        let main = view! {
            {summary(again, &[("email", "email"), ("code", "code")], frame.phone())}
            <h1>{text::EMAIL}</h1>
            {body}
        }
        .into_any();
        Ok(narrow_page(frame, &title, main))
    })
}

fn ask(frame: &Frame, present: String, again: Option<&KeptForm>) -> AnyView {
    let error = field_error(again, "email");
    view! {
        <p>{text::EMAIL_NOW} <b><bdi>{present}</bdi></b> {log_in::SENT_AFTER}</p>
        <form class="stack" method="post" action="/api/me/email/ask" novalidate>
            <TextInput
                name="email"
                label=text::NEW_EMAIL
                words=FIELD
                kind=InputKind::Email
                hint=text::NEW_EMAIL_HINT
                value=again.map(|form| form.typed("email"))
                error=error
            />
            <Button look=Look::Primary>{common::CONTINUE}</Button>
        </form>
        {mailbox_lost(frame)}
    }
    .into_any()
}

fn mailbox_lost(frame: &Frame) -> AnyView {
    let phone = frame.phone();
    view! { <p class="muted">{with_phone(text::mailbox_lost(phone), phone)}</p> }.into_any()
}

fn waiting(frame: &Frame, open: &OpenChange, present: String, again: Option<&KeptForm>) -> AnyView {
    let new_email = open.new_email.as_str().to_owned();
    let step = |done: bool| {
        if done {
            IconName::Check
        } else {
            IconName::Mail
        }
    };
    let (new_step, old_step) = (step(open.new_confirmed), step(open.old_confirmed));
    let new_detail = if open.new_confirmed {
        text::CONFIRMED
    } else {
        text::TYPE_CODE
    };
    let old_detail = if open.old_confirmed {
        text::CONFIRMED
    } else {
        text::OPEN_LINK
    };
    let code = (!open.new_confirmed).then(|| code_form(frame, open, again));
    view! {
        <p>{text::EMAIL_WAITS}</p>
        <LookList>
            <LookItem icon=new_step title=new_email detail=new_detail/>
            <LookItem icon=old_step title=present detail=old_detail/>
        </LookList>
        {code}
        <form method="post" action="/api/me/email/stop">
            <Button look=Look::Danger>{text::STOP}</Button>
        </form>
        {mailbox_lost(frame)}
    }
    .into_any()
}

/// The code works where it was asked for; another browser asks for one of its own.
fn code_form(frame: &Frame, open: &OpenChange, again: Option<&KeptForm>) -> AnyView {
    let Some((request, sent_at)) = open.code else {
        return view! {
            <form method="post" action="/api/me/email/again">
                <Button look=Look::Primary>{text::SEND_CODE}</Button>
            </form>
        }
        .into_any();
    };
    let sent = sent_at.map(|at| log_in::sent_at(&format::time(at, &frame.clinic.zone)));
    let error = field_error(again, "code");
    view! {
        <CodeField>
            <form class="stack" method="post" action="/api/me/email/code" novalidate>
                <input type="hidden" name="request" value=request.to_string()/>
                <TextInput
                    name="code"
                    label=log_in::CODE
                    words=FIELD
                    kind=InputKind::Code
                    error=error
                />
                <Button look=Look::Primary>{text::CONFIRM_NEW}</Button>
            </form>
        </CodeField>
        <form class="cluster" method="post" action="/api/me/email/again">
            <Button look=Look::Quiet>{log_in::SEND_AGAIN}</Button>
            <span class="muted small">{sent}</span>
        </form>
    }
    .into_any()
}
