//! The frame of the clinic's own pages: rail, bar and content.

use clinic::front::ClinicProfile;
use clinic::{Staff, can};
use domain::id::{AppointmentId, PatientId};
use domain::role::{Permission, Role};
use leptos::prelude::*;

use crate::error::ApiError;
use crate::island::Ready;
use crate::layout::{id_param, profile, safe_title};
use crate::text::en::{
    ages, common, desk, display, duplicates, patients, second_factor, sign_ups, splitting,
    staff as text,
};
use crate::ui::*;
use crate::{ctx, routes};

/// The room of the navigation that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// The day itself.
    Today,
    /// Something that waits there, such as a registration.
    Waiting,
    /// A booking by hand, which the rail counts to its patient.
    Booking,
    /// The list of patients.
    Patients,
    /// A patient.
    Patient,
    /// A patient's visit.
    Aside,
    /// What is behind the person at the foot of the rail: no room of its own.
    Own,
}

/// Where a page's way back leads, and what that page is called.
pub(super) struct Back {
    href: String,
    label: String,
}

impl Back {
    /// To the page called `label`.
    pub(super) fn to(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
        }
    }

    /// From a page whose own address says what is above it.
    fn of_address(at: At) -> Option<Self> {
        match at {
            At::Booking => {
                let patient = ctx::query("patient").and_then(|id| id.parse::<PatientId>().ok());
                Some(patient.map_or_else(
                    || Self::to(routes::TODAY, text::TODAY),
                    |id| Self::to(routes::patient(id), desk::PROFILE),
                ))
            }
            At::Aside => {
                let visit = id_param::<AppointmentId>("appointment").ok()?;
                Some(Self::to(routes::desk_visit(visit), desk::APPOINTMENT))
            }
            At::Waiting => Some(Self::to(routes::TODAY, text::TODAY)),
            At::Patient => Some(Self::to(routes::PATIENTS, patients::PATIENTS)),
            At::Today | At::Patients | At::Own => None,
        }
    }
}

/// Who works here, and what waits.
pub(super) struct Room {
    pub(super) clinic: ClinicProfile,
    pub(super) member_name: String,
    pub(super) role: Role,
    pub(super) waiting_count: u32,
}

impl Room {
    /// The room of whoever this witness is of.
    pub(super) async fn of<P: can::Permission>(
        who: &Staff<P>,
        waiting_count: u32,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            clinic: profile().await?,
            member_name: who.member().full_name().as_str().to_owned(),
            role: who.role(),
            waiting_count,
        })
    }

    /// A page of the clinic's side. `title` is the browser's; `at` marks the room.
    pub(super) fn page(self, title: &str, at: At, main: AnyView) -> AnyView {
        self.page_below(Back::of_address(at), title, at, main)
    }

    /// The same with a way back of its own.
    pub(super) fn page_below(
        self,
        back: impl Into<Option<Back>>,
        title: &str,
        at: At,
        main: AnyView,
    ) -> AnyView {
        let back = back.into().map(|back| {
            view! { <BackLink href=back.href label=back.label hidden=text::BACK_TO/> }
        });
        let today = RailLink::new(routes::TODAY, text::TODAY, IconName::Home)
            .here(match at {
                At::Today => Here::Page,
                At::Waiting => Here::Within,
                _ => Here::Elsewhere,
            })
            .count(self.waiting_count, text::WAITING);
        let patients = RailLink::new(routes::PATIENTS, patients::PATIENTS, IconName::Users);
        let in_patients = match at {
            At::Patients => Here::Page,
            At::Patient | At::Aside => Here::Within,
            At::Today | At::Waiting | At::Booking | At::Own => Here::Elsewhere,
        };
        // The rail has no room for a booking: it stands with the patient whom it is for.
        let rail_patients = match at {
            At::Booking => Here::Within,
            _ => in_patients,
        };
        let booking = RailLink::new(routes::NEW_BOOKING, desk::NEW_BOOKING, IconName::Plus)
            .here(match at {
                At::Booking => Here::Page,
                _ => Here::Elsewhere,
            })
            .adds();
        let links = vec![today.clone(), patients.clone().here(rail_patients)];
        let tabs = vec![today, booking, patients.here(in_patients)];
        let title = format!("{title} {}", text::STAFF_ONLY);
        view! {
            {safe_title(&common::title(&title, &self.clinic.name))}
            <SkipLink text=common::SKIP/>
            <div class="staff-shell">
                <StaffRail
                    clinic=self.clinic.name
                    home=routes::TODAY
                    nav_label=text::NAV
                    links=links
                    name=self.member_name
                    role=text::role(self.role)
                >
                    {menu(self.role)}
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
                    <main id="main" class="staff-page">{back} {main}</main>
                </div>
            </div>
            <StaffTabbar nav_label=text::NAV links=tabs more=text::MORE>
                {menu(self.role)}
            </StaffTabbar>
            <Ready/>
        }
        .into_any()
    }
}

/// What stands under the member's name in the rail, and under the last tab on a phone.
fn menu(role: Role) -> impl IntoView {
    let ages = role
        .may(Permission::AgeRules)
        .then(|| view! { <MenuLink href=routes::AGES label=ages::AGES icon=IconName::Users/> });
    let sign_ups = role.may(Permission::Team).then(
        || view! { <MenuLink href=routes::SIGN_UPS label=sign_ups::TITLE icon=IconName::UserPlus/> },
    );
    let merges = role.may(Permission::ResolveRegistrations).then(|| {
        view! {
            <MenuLink href=routes::DUPLICATES label=duplicates::TITLE icon=IconName::Users/>
            <MenuLink href=routes::MERGES label=splitting::MERGES icon=IconName::Layers/>
        }
    });
    view! {
        <MenuLink href=routes::HOME label=text::PORTAL icon=IconName::Link/>
        <MenuLink href=routes::STAFF_SECURITY label=second_factor::OWN icon=IconName::Shield/>
        {ages}
        {sign_ups}
        {merges}
        <MenuLink href=routes::DISPLAY label=display::DISPLAY icon=IconName::Sliders/>
        <MenuForm action="/api/staff/log-out" label=common::LOG_OUT icon=IconName::LogOut/>
    }
}

/// What was searched for, on the page that shows who was found.
fn searched_for() -> Option<String> {
    let here = ctx::path_and_query();
    let (path, _) = here.split_once('?')?;
    (path == routes::PATIENTS).then(|| ctx::query("q"))?
}
