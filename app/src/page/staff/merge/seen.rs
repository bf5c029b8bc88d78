//! What accounts saw, while two profiles were one, of the one they had no access to.

use clinic::merge::{self, Disclosures, SeenBy, Whose};
use clinic::{Staff, can};
use domain::id::MergeId;
use domain::role::Permission;
use leptos::prelude::*;

use super::super::room::{At, Back, Room};
use super::super::step_up;
use crate::layout::{form_title, id_param, load, summary};
use crate::text::en::{patients as words, splitting as text};
use crate::ui::*;
use crate::{ctx, format, routes};

/// The page.
pub fn seen() -> impl IntoView {
    load(async {
        let who: Staff<can::ResolveRegistrations> = ctx::staff().await?;
        let id: MergeId = id_param("merge")?;
        let page = merge::disclosures(&ctx::clinic()?, &who, id).await?;
        let again = ctx::again(&["staff/merge/seen"]);
        let again = again.as_deref();
        let room = Room::of(&who, page.desk.waiting_count).await?;
        let problem = summary(again, &step_up::LINKS, &room.clinic.phone);
        let (survivor, absorbed) = (page.line.survivor.1.as_str(), page.line.absorbed.1.as_str());
        let content = if page.seen.is_empty() {
            view! { <EmptyState text=text::SEEN_NOTHING/> }.into_any()
        } else {
            let columns = text::SEEN_COLUMNS.map(Column::new).to_vec();
            let rows = rows(&page);
            let file = who.role().may(Permission::Export).then(|| {
                let fields = step_up::fields(page.asks, text::DOWNLOAD_HINT, again);
                view! {
                    <form class="stack" method="post" action="/api/staff/merge/seen" novalidate>
                        <input type="hidden" name="merge" value=id.to_string()/>
                        <div class="staff-ask">{fields}</div>
                        <p><Button icon=IconName::File>{text::DOWNLOAD}</Button></p>
                    </form>
                }
            });
            view! {
                <Table
                    caption=text::SEEN_TITLE
                    caption_hidden=true
                    columns=columns
                    rows=rows
                />
                {file}
            }
            .into_any()
        };
        let main = view! {
            {problem}
            <header class="staff-head">
                <h1>{text::SEEN_TITLE}</h1>
                <p><bdi>{text::became(absorbed, survivor)}</bdi></p>
                <p class="page-intro">{text::SEEN_MEANS}</p>
            </header>
            <div class="stack">{content}</div>
        }
        .into_any();
        let back = Back::to(routes::MERGES, text::MERGES);
        let title = form_title(text::SEEN_TITLE, again);
        Ok(room.page_below(back, &title, At::Patient, main))
    })
}

fn rows(page: &Disclosures) -> Vec<Vec<AnyView>> {
    let desk = &page.desk;
    let rows = page.seen.iter().map(|one| {
        let moment = format::moment(one.at, &desk.zone, desk.today);
        let (_, name) = match one.of {
            Whose::Survivor => &page.line.survivor,
            Whose::Absorbed => &page.line.absorbed,
        };
        let by = match &one.by {
            SeenBy::Account(_, name) => name.as_str(),
            SeenBy::Address(address) => address.as_str(),
        };
        vec![
            view! { <time datetime=format::machine(one.at, &desk.zone)>{moment}</time> }.into_any(),
            view! { <bdi>{by.to_owned()}</bdi> }.into_any(),
            view! { <bdi>{name.as_str().to_owned()}</bdi> }.into_any(),
            act(&one.act).into_any(),
        ]
    });
    rows.collect()
}

/// A recorded act or a mail, in words.
fn act(stored: &str) -> String {
    if stored.starts_with("mail.") {
        return text::SEEN_MAIL.to_owned();
    }
    words::event(stored, "")
}
