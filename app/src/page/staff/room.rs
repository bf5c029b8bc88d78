//! The frame of the clinic's own pages: rail, bar and content.

use clinic::front::ClinicProfile;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::island::Ready;
use crate::text::en::{common, desk, display, patients, staff as text};
use crate::ui::*;
use crate::{ctx, routes};

/// The room of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Today,
    Booking,
    Patients,
    /// None of them.
    Aside,
}

/// Who works here, and what waits.
pub(super) struct Room {
    pub(super) clinic: ClinicProfile,
    pub(super) member_name: String,
    pub(super) role: &'static str,
    pub(super) waiting_count: u32,
}

impl Room {
    /// A page of the clinic's side. `title` is the browser's; `at` marks the room.
    pub(super) fn page(self, title: &str, at: At, main: AnyView) -> AnyView {
        let today = RailLink::new(routes::TODAY, text::TODAY, IconName::Home)
            .current(at == At::Today)
            .count(self.waiting_count, text::WAITING);
        let patients = RailLink::new(routes::PATIENTS, patients::PATIENTS, IconName::Users)
            .current(at == At::Patients);
        let booking = RailLink::new(routes::NEW_BOOKING, desk::NEW_BOOKING, IconName::Plus)
            .current(at == At::Booking)
            .adds();
        let links = vec![today.clone(), patients.clone()];
        let tabs = vec![today, booking, patients];
        let title = format!("{title} {}", text::STAFF_ONLY);
        view! {
            <Title text=common::title(&title, &self.clinic.name)/>
            <SkipLink text=common::SKIP/>
            <div class="staff-shell">
                <StaffRail
                    clinic=self.clinic.name
                    home=routes::TODAY
                    nav_label=text::NAV
                    links=links
                    name=self.member_name
                    role=self.role
                >
                    <MenuLink href=routes::HOME label=text::PORTAL icon=IconName::Link/>
                    <MenuLink href=routes::DISPLAY label=display::DISPLAY icon=IconName::Sliders/>
                    <MenuForm action="/api/staff/log-out" label=common::LOG_OUT icon=IconName::LogOut/>
                </StaffRail>
                <div>
                    <section class="staff-bar" aria-label=text::BAR>
                        <SearchField
                            action=routes::PATIENTS
                            label=patients::SEARCH
                            value=searched_for()
                        />
                        {(at != At::Booking).then(|| view! {
                            <LinkButton href=routes::NEW_BOOKING icon=IconName::Plus>
                                {desk::NEW_BOOKING}
                            </LinkButton>
                        })}
                    </section>
                    <main id="main" class="staff-page">{main}</main>
                </div>
            </div>
            <StaffTabbar nav_label=text::NAV links=tabs more=text::MORE>
                <MenuLink href=routes::HOME label=text::PORTAL icon=IconName::Link/>
                <MenuLink href=routes::DISPLAY label=display::DISPLAY icon=IconName::Sliders/>
                <MenuForm action="/api/staff/log-out" label=common::LOG_OUT icon=IconName::LogOut/>
            </StaffTabbar>
            <Ready/>
        }
        .into_any()
    }
}

/// What was searched for, on the page that shows who was found.
fn searched_for() -> Option<String> {
    let here = ctx::path_and_query();
    let (path, _) = here.split_once('?')?;
    (path == routes::PATIENTS).then(|| ctx::query("q"))?
}
