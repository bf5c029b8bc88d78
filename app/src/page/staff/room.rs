//! The frame of the clinic's own pages: rail, bar and content.

use clinic::front::ClinicProfile;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::island::Ready;
use crate::routes;
use crate::text::en::{common, staff as text};
use crate::ui::*;

/// Who works here, and what waits.
pub(super) struct Room {
    pub(super) clinic: ClinicProfile,
    pub(super) member_name: String,
    pub(super) role: &'static str,
    pub(super) waiting_count: u32,
}

impl Room {
    /// A page of the clinic's side. `title` is the browser's; `on_today` marks Today as
    /// the page one is at.
    pub(super) fn page(self, title: &str, on_today: bool, main: AnyView) -> AnyView {
        let today = RailLink::new(routes::TODAY, text::TODAY, IconName::Home)
            .current(on_today)
            .count(self.waiting_count, text::WAITING);
        let links = vec![today];
        let title = format!("{title} {}", text::STAFF_ONLY);
        view! {
            <Title text=common::title(&title, &self.clinic.name)/>
            <SkipLink text=common::SKIP/>
            <div class="staff-shell">
                <StaffRail
                    clinic=self.clinic.name
                    home=routes::TODAY
                    nav_label=text::NAV
                    links=links.clone()
                    name=self.member_name
                    role=self.role
                >
                    <MenuLink href=routes::HOME label=text::PORTAL icon=IconName::Link/>
                    <MenuForm action="/api/staff/log-out" label=common::LOG_OUT icon=IconName::LogOut/>
                </StaffRail>
                <div>
                    <main id="main" class="staff-page">{main}</main>
                </div>
            </div>
            <StaffTabbar nav_label=text::NAV links=links more=text::MORE>
                <MenuLink href=routes::HOME label=text::PORTAL icon=IconName::Link/>
                <MenuForm action="/api/staff/log-out" label=common::LOG_OUT icon=IconName::LogOut/>
            </StaffTabbar>
            <Ready/>
        }
        .into_any()
    }
}
