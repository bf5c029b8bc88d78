//! "Who can sign up": the clinic's rule for somebody new, for the admin who changes it.

use clinic::can;
use clinic::registrations::policy::{self, RegistrationPolicy, SignUps};
use domain::limits;
use leptos::prelude::*;

use super::room::{At, Room};
use crate::ctx;
use crate::kept::KeptForm;
use crate::layout::{FIELD, chars, field_error, form_title, load, staff_summary};
use crate::text::en::sign_ups as text;
use crate::ui::*;

const LINKS: [(&str, &str); 2] = [("policy", "policy"), ("message", "message")];

/// The page.
pub fn sign_ups() -> impl IntoView {
    load(async {
        let (clinic, who) = (ctx::clinic()?, ctx::staff::<can::Team>().await?);
        let page = policy::page(&clinic, &who).await?;
        let again = ctx::again(&["staff/settings/registration"]);
        let again = again.as_deref();
        let done = ctx::query("done").and_then(|code| text::done(&code));
        let room = Room::of(&who, page.waiting_count).await?;
        let title = form_title(text::TITLE, again);
        let main = view! {
            {done.map(|line| view! { <Toast text=line/> })}
            {staff_summary(again, &LINKS, &room.clinic.phone)}
            <header class="staff-head">
                <h1>{text::TITLE}</h1>
                <p class="page-intro">{text::INTRO}</p>
            </header>
            {form(&page.counts, again)}
        }
        .into_any();
        Ok(room.page(&title, At::Own, main))
    })
}

fn form(counts: &SignUps, again: Option<&KeptForm>) -> AnyView {
    let options = RegistrationPolicy::ALL.map(|policy| {
        RadioOption::new(policy.as_str(), text::choice(policy)).hint(text::means(policy))
    });
    let now = counts.message.clone().unwrap_or_default();
    let typed = |name: &str, else_this: &str| match again {
        Some(form) => form.typed(name),
        None => else_this.to_owned(),
    };
    view! {
        <form
            class="staff-ask"
            method="post"
            action="/api/staff/settings/registration"
            novalidate=true
        >
            <input type="hidden" name="was_policy" value=counts.policy.as_str()/>
            <input type="hidden" name="was_message" value=now.clone()/>
            <Radios
                name="policy"
                legend=text::QUESTION
                words=FIELD
                options=options.to_vec()
                selected=typed("policy", counts.policy.as_str())
                error=field_error(again, "policy")
            />
            <SafeTextarea
                name="message"
                label=text::MESSAGE
                words=FIELD
                hint=text::MESSAGE_HINT
                value=typed("message", &now)
                error=field_error(again, "message")
                optional=true
                maxlength=chars(limits::REGISTRATION_MESSAGE_CHARS_MAX)
            />
            <div class="cluster">
                <Button look=Look::Primary>{text::SAVE}</Button>
            </div>
        </form>
    }
    .into_any()
}
