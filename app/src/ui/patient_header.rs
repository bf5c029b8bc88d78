//! The head of patient pages: the clinic, a few links, and the person who is logged in.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::row_menu::Menu;
use super::{Avatar, Icon, IconName, MenuLink, MenuRule, NavLink, OptText, Wordmark};

/// Who is logged in.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountPill {
    /// For the initials.
    pub full_name: String,
    /// Seen on the pill.
    pub short_name: String,
    /// What the hue comes from, preferably the account's id.
    pub seed: OptText,
    /// Read after the name: "Your account".
    pub hidden: String,
}

/// Clinic, links and account. Children are the items of the account's menu (`MenuLink`,
/// `MenuForm`); on a phone the links move into that menu. Without an account the links stay.
#[component]
pub fn PatientHeader(
    /// The clinic’s name.
    #[prop(into)]
    clinic: String,
    /// Where the clinic’s name leads.
    #[prop(into)]
    home: String,
    /// The navigation’s name.
    #[prop(into)]
    nav_label: String,
    /// The links, in their order.
    links: Vec<NavLink>,
    /// Who is logged in.
    #[prop(optional_no_strip)]
    account: Option<AccountPill>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let in_menu = links.clone();
    let any = !links.is_empty();
    let links = links
        .into_iter()
        .map(|link| {
            let class = link.roomy.then_some("nav-roomy");
            let current = link.current.then_some("page");
            view! { <a class=class href=link.href aria-current=current>{link.label}</a> }
        })
        .collect_view();
    let nav = any.then(|| view! { <nav aria-label=nav_label>{links}</nav> });
    let account = account.map(|account| {
        let phone_links = in_menu
            .into_iter()
            .map(|link| {
                view! { <MenuLink href=link.href label=link.label class="menu-phone-only"/> }
            })
            .collect_view();
        view! {
            <button
                class="account-pill"
                type="button"
                {..custom_attribute("popovertarget", "account-menu")}
            >
                <Avatar name=account.full_name seed=account.seed/>
                <span class="account-name"><bdi>{account.short_name}</bdi></span>
                <span class="visually-hidden">" " {account.hidden}</span>
                <Icon name=IconName::ChevronDown/>
            </button>
            <Menu id="account-menu">
                {phone_links}
                <div class="menu-phone-only"><MenuRule/></div>
                {children.map(|children| children())}
            </Menu>
        }
    });
    view! {
        <header class="patient-header">
            <div class="wrap">
                <Wordmark clinic=clinic href=home/>
                {nav}
                {account}
            </div>
        </header>
    }
}
