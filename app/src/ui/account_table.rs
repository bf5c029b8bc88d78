//! Who has an account, or was asked to: a table that a narrow place shows as cards.

use leptos::prelude::*;

use super::{Avatar, AvatarPending, OptText};

/// One person.
pub struct AccountRow {
    /// The row's id, for links to it.
    pub id: String,
    /// The name, or the address of somebody whose name nobody knows.
    pub name: String,
    /// What the avatar's hue comes from; an envelope where there is no account yet.
    pub seed: Option<String>,
    /// Quieter lines under the name.
    pub lines: Vec<String>,
    /// What they are to the patient.
    pub relation: String,
    /// What they may do.
    pub rights: OptText,
    /// How it stands, as a `Badge`.
    pub badge: AnyView,
    /// What there is to say about that.
    pub notes: Vec<String>,
    /// The row's `RowMenu`.
    pub menu: AnyView,
    /// It has just come, or was just changed.
    pub fresh: bool,
}

/// The headings of the columns.
#[derive(Clone, Copy, Debug)]
pub struct AccountHeads {
    /// Over the people.
    pub person: &'static str,
    /// Over what they are.
    pub relation: &'static str,
    /// Over how it stands.
    pub status: &'static str,
    /// Over the menus; only read.
    pub actions: &'static str,
}

/// The people as a table. Its parts name their roles, since cards take their display away.
#[component]
pub fn AccountTable(
    /// The table's name; only read.
    #[prop(into)]
    caption: String,
    /// The headings.
    heads: AccountHeads,
    /// The people.
    rows: Vec<AccountRow>,
) -> impl IntoView {
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="account-frame">
            <table class="account-table" role="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{heads.person}</th>
                        <th scope="col" role="columnheader">{heads.relation}</th>
                        <th scope="col" role="columnheader">{heads.status}</th>
                        <th scope="col" role="columnheader">
                            <span class="visually-hidden">{heads.actions}</span>
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

fn row(row: AccountRow) -> AnyView {
    let name = row.name.clone();
    let avatar = match row.seed {
        Some(seed) => view! { <Avatar name=name seed=seed/> }.into_any(),
        None => view! { <AvatarPending/> }.into_any(),
    };
    let lines = row.lines.into_iter();
    let lines = lines
        .map(|line| view! { <span class="account-line">{line}</span> })
        .collect_view();
    let notes = row.notes.into_iter();
    let notes = notes
        .map(|note| view! { <span class="account-line">{note}</span> })
        .collect_view();
    let rights = row.rights.into_option();
    let rights = rights.map(|rights| view! { <span class="account-line">{rights}</span> });
    let class = row.fresh.then_some("account-fresh");
    view! {
        <tr role="row" id=row.id class=class>
            <th scope="row" role="rowheader">
                <div class="account-person">
                    {avatar}
                    <div><bdi class="account-name">{row.name}</bdi>{lines}</div>
                </div>
            </th>
            <td role="cell">{row.relation}{rights}</td>
            <td role="cell" class="account-status">{row.badge}{notes}</td>
            <td role="cell" class="account-menu">{row.menu}</td>
        </tr>
    }
    .into_any()
}
