//! The page of an invitation: what it gives, and the one form that accepts it, for whoever
//! happens to hold its link.
//!
//! | module | what it shows |
//! |---|---|
//! | [`accept`] | the form, for each of those who may open it |
//! | [`closed`] | why it can't be used |
//!
//! Opening it changes nothing: mail scanners open links too.

use clinic::invitations::{self, Invitation, Inviter, Key, Opened};
use domain::access::Relation;
use domain::id::InvitationId;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{
    FIELD, Frame, field_error, form_title, frame, id_param, load, narrow_page, summary,
};
use crate::text::en::{invitations as text, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

mod accept;
mod closed;

/// What its link leads to.
pub fn show() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let id: InvitationId = id_param("invitation")?;
        let token = ctx::invitation_token(id).unwrap_or_default();
        let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
        let account = ctx::account_if_any().await?;
        let key = Key { id, token: &token };
        let opened = invitations::open(&clinic, (&visitor, account.as_ref()), key).await?;
        let again = ctx::again(&[
            "invitations/accept",
            "invitations/ask",
            "invitations/code",
            "invitations/decline",
            "invitations/log-in",
        ]);
        let again = again.as_deref();
        let title = form_title(text::TITLE, again);
        let main = match &opened {
            Opened::Usable(invitation) => usable(&frame, invitation, again),
            Opened::Closed(found) => closed::render(&frame, id, found, again),
        };
        Ok(narrow_page(frame, &title, main))
    })
}

/// A line about what was just done.
fn flash(frame: &Frame) -> Option<AnyView> {
    let line = ctx::query("done").and_then(|what| text::done(&what, &frame.clinic.name));
    line.map(|line| view! { <Toast text=line/> }.into_any())
}

fn usable(frame: &Frame, invitation: &Invitation, again: Option<&KeptForm>) -> AnyView {
    let heading = text::heading(
        &frame.clinic.name,
        &invitation.first_name,
        invitation.relation,
    );
    let links = accept::links(invitation);
    view! {
        {flash(frame)}
        {summary(again, &links, frame.phone())}
        <h1>{heading}</h1>
        <SummaryList rows=rows(frame, invitation)/>
        {accept::form(frame, invitation, again)}
        {decline(invitation, again)}
    }
    .into_any()
}

/// What it gives, to whom, until when and by whom.
fn rows(frame: &Frame, invitation: &Invitation) -> Vec<SummaryRow> {
    let first_name = &invitation.first_name;
    let mut rows = Vec::new();
    if let Some(kinship) = invitation.kinship {
        rows.push(SummaryRow::new(
            text::AS,
            text::kinship(kinship, first_name),
        ));
    }
    rows.push(match invitation.relation {
        Relation::Myself => SummaryRow::new(text::YOU_CAN, text::OWN_ABILITIES),
        Relation::Guardian => {
            let words = invitation.abilities.iter();
            let words = words.map(|one| text::ability(one, first_name));
            SummaryRow::list(text::YOU_CAN, words.collect())
        }
    });
    if let Some(until) = invitation.until_on {
        let date = format::date(until, frame.clinic.today);
        rows.push(SummaryRow::new(text::UNTIL, date));
    }
    let inviter = match &invitation.inviter {
        Inviter::Staff(name, role) => text::staff(name.as_str(), staff::role(*role)),
        Inviter::Guardian(name) => text::guardian(name, first_name),
        Inviter::Patient => first_name.clone(),
    };
    rows.push(SummaryRow::new(text::INVITED_BY, inviter));
    rows.push(SummaryRow::new(text::SENT_TO, invitation.address.clone()));
    rows
}

/// The way to say no, with a reason or without.
fn decline(invitation: &Invitation, again: Option<&KeptForm>) -> AnyView {
    let again = again.filter(|form| form.endpoint == "invitations/decline");
    let (error, open) = (field_error(again, "reason"), again.is_some());
    let (id, typed) = (
        invitation.id.to_string(),
        again.map(|form| form.typed("reason")),
    );
    view! {
        <Disclosure summary=text::DECLINE_SUMMARY open=open>
            <form class="stack" method="post" action="/api/invitations/decline" novalidate>
                <input type="hidden" name="invitation" value=id/>
                <SafeTextarea
                    name="reason"
                    label=text::REASON
                    words=FIELD
                    value=typed
                    error=error
                    optional=true
                />
                <Button look=Look::Danger>{text::DECLINE}</Button>
            </form>
        </Disclosure>
    }
    .into_any()
}

/// Over the page where somebody starts who has just accepted.
pub(super) async fn arrived(account: &clinic::AccountHolder) -> Result<Option<AnyView>, ApiError> {
    let done = ctx::query("done");
    let was_linked = match done.as_deref() {
        Some("accepted") => false,
        Some("linked") => true,
        _ => return Ok(None),
    };
    let found = invitations::arrived(&ctx::clinic()?, account).await?;
    Ok(found.map(|found| {
        let (name, relation) = (&found.first_name, found.relation);
        let line = match was_linked {
            true => text::already(name, relation),
            false => text::arrived(name, relation, found.can_book),
        };
        let words = text::book_for(name, relation);
        let book = found
            .can_book
            .then(|| view! { <LinkButton href=routes::BOOK dense=true>{words}</LinkButton> });
        view! { <Toast text=line>{book}</Toast> }.into_any()
    }))
}
