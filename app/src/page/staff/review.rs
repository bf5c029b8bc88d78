//! Accesses that nobody has used for long: keep each of them, or remove it.

use clinic::can;
use clinic::review::{self as use_case, Review, Unused};
use leptos::prelude::*;

use super::room::{At, Back, Room};
use crate::layout::{load, staff_summary};
use crate::text::en::{access, portal_accounts as accounts, review as text, staff};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The list.
pub fn review() -> impl IntoView {
    load(async {
        let member = ctx::staff::<can::InviteUsers>().await?;
        let page = use_case::view(&ctx::clinic()?, &member).await?;
        let again = ctx::again(&["staff/review/keep"]);
        let room = Room::of(&member, page.desk.waiting_count).await?;
        let problem = staff_summary(again.as_deref(), &[], &room.clinic.phone);
        let kept = ctx::query("done").is_some_and(|what| what == "kept");
        let kept = kept.then(|| view! { <Toast text=text::KEPT/> });
        let main = view! {
            {kept}
            {problem}
            <header class="staff-head">
                <h1>{text::TITLE}</h1>
                <p>{text::lead(page.months)}</p>
            </header>
            {list(&page)}
        }
        .into_any();
        let back = Back::to(routes::TODAY, staff::TODAY);
        Ok(room.page_below(back, text::TITLE, At::Aside, main))
    })
}

fn list(page: &Review) -> AnyView {
    if page.unused.is_empty() {
        return view! { <EmptyState text=text::NOTHING/> }.into_any();
    }
    let items = page.unused.iter().map(|one| item(one, page)).collect_view();
    let more = page.more.then(|| view! { <p>{text::MORE}</p> });
    view! { <LookList>{items}</LookList> {more} }.into_any()
}

fn item(one: &Unused, page: &Review) -> AnyView {
    let (who, whom) = (one.holder.as_str(), one.patient_name.as_str());
    let can = if one.rights.abilities.is_empty() {
        text::GIVES_NOTHING.to_owned()
    } else {
        access::rights(one.rights.abilities)
    };
    let since = format::date(one.since, page.desk.today);
    let hidden = text::whose(who, whom);
    let (remove, accounts_page) = (
        routes::access_remove(one.patient, one.access),
        routes::portal_accounts(one.patient),
    );
    let access = one.access.to_string();
    view! {
        <LookItem icon=IconName::User title=hidden.clone() detail=text::unused(&can, &since)>
            <form method="post" action="/api/staff/review/keep">
                <input type="hidden" name="access" value=access/>
                <Button dense=true hidden=hidden.clone()>{text::KEEP}</Button>
            </form>
            <LinkButton
                href=remove
                dense=true
                hidden=hidden.clone()
            >
                {accounts::REMOVE_ACCESS}
            </LinkButton>
            <LinkButton href=accounts_page dense=true hidden=hidden>
                {staff::OPEN_ACCOUNTS}
            </LinkButton>
        </LookItem>
    }
    .into_any()
}
