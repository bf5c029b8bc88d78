//! Samples of who has an account.

use leptos::prelude::*;

use crate::ui::*;

fn sample(place: &str) -> Vec<AccountRow> {
    let menu = |name: &str, id: &str| {
        let id = format!("account-{id}-{place}");
        let label = format!("Actions for {name}, {place}");
        view! {
            <RowMenu id=id label=label trigger=MenuTrigger::Triangle>
                <MenuLink href="#main" label="Change rights" icon=IconName::Sliders/>
                <MenuRule/>
                <MenuLink href="#main" label="Remove access" icon=IconName::Trash danger=true/>
            </RowMenu>
        }
        .into_any()
    };
    let invited = "ngozi.okafor.with.a.long.address@example.com";
    vec![
        AccountRow {
            id: format!("sample-active-{place}"),
            name: "Amara Okafor".into(),
            seed: Some("amara".into()),
            lines: vec!["amara.okafor@example.com".into()],
            relation: "Mother".into(),
            rights: "Books and gets emails".into(),
            badge: view! { <Badge tone=Tone::Good icon=IconName::Check text="Active"/> }.into_any(),
            notes: vec!["Last logged in today".into()],
            menu: menu("Amara Okafor", "active"),
            fresh: false,
        },
        AccountRow {
            id: format!("sample-invited-{place}"),
            name: invited.into(),
            seed: None,
            lines: vec!["Not signed up yet".into()],
            relation: "Grandparent".into(),
            rights: "Sees appointments".into(),
            badge: view! { <Badge tone=Tone::Info text="Invited"/> }.into_any(),
            notes: vec!["Sent today, link works until Tuesday, March 17 (7 days left)".into()],
            menu: menu(invited, "invited"),
            fresh: true,
        },
    ]
}

/// People with an account or an invitation, wide and narrow.
#[component]
pub fn Accounts() -> impl IntoView {
    let heads = AccountHeads {
        person: "Person",
        relation: "Relationship",
        status: "Status",
        actions: "Actions",
    };
    view! {
        <div class="stack">
            <AccountTable caption="Portal accounts" heads=heads rows=sample("wide")/>
            <div class="specimen-narrow">
                <AccountTable caption="The same where it is narrow" heads=heads rows=sample("narrow")/>
            </div>
        </div>
    }
}
