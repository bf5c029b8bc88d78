//! How a member of staff logs in, and how the team does.

use clinic::can;
use clinic::second_factor::staff::{self, Policy, TeamMember};
use domain::id::StaffId;
use domain::role::Role;
use leptos::prelude::*;

use super::room::{At, Back, Room};
use crate::kept::KeptForm;
use crate::layout::{FIELD, field_error, form_title, frame, load, staff_summary};
use crate::page::second_factor as parts;
use crate::text::en::{log_in, second_factor as text, staff as words};
use crate::ui::*;
use crate::{ctx, format, routes};

const CODES: &str = "/api/staff/security/codes";
const OFF: &str = "/api/staff/security/off";

/// A member's own authenticator app.
pub fn security() -> impl IntoView {
    load(async {
        let (clinic, who) = (ctx::clinic()?, ctx::staff::<can::SeeToday>().await?);
        let own = staff::own(&clinic, who.member()).await?;
        let again = ctx::again(&[
            "staff/security/start",
            "staff/security/confirm",
            "staff/security/codes",
            "staff/security/off",
        ]);
        let again = again.as_deref();
        let frame = frame().await?;
        let (heading, body) = match &own.state {
            Some(state) => {
                let lines = parts::lines(&frame, state);
                let lines = lines.map(|line| view! { <p>{line}</p> }).collect_view();
                let forms = parts::manage([CODES, OFF], own.needed, again);
                let body = view! { <h2>{text::APP}</h2> {lines} {forms} };
                (text::OWN, body.into_any())
            }
            None => match staff::draft(&clinic, who.member()).await? {
                Some(shown) => {
                    let action = "/api/staff/security/confirm";
                    (text::SET_UP, parts::shown(shown, action, again))
                }
                None => (text::OWN, start(again)),
            },
        };
        let done = ctx::query("done").and_then(|done| text::done(&done));
        let team = who.role().may(domain::role::Permission::Team).then(|| {
            view! { <p><a href=routes::TEAM_SECURITY>{text::TEAM}</a></p> }
        });
        let room = Room::of(&who, own.waiting_count).await?;
        let title = form_title(heading, again);
        let [app_code] = parts::links(OFF, again);
        let links = [app_code, ("password", "password")];
        let main = view! {
            <div class="page-narrow">
                {done.map(|line| view! { <Toast text=line/> })}
                {staff_summary(again, &links, &room.clinic.phone)}
                <h1>{heading}</h1>
                {body}
                {team}
            </div>
        }
        .into_any();
        Ok(room.page(&title, At::Own, main))
    })
}

fn start(again: Option<&KeptForm>) -> AnyView {
    let error = field_error(again, "password");
    view! {
        <h2>{text::SET_UP}</h2>
        <p>{text::WHY}</p>
        <p>{text::WHICH}</p>
        <form class="stack" method="post" action="/api/staff/security/start" novalidate>
            <PasswordInput
                name="password"
                label=log_in::PASSWORD
                words=FIELD
                hint=text::START_PASSWORD
                error=error
            />
            <Button look=Look::Primary>{text::START}</Button>
        </form>
    }
    .into_any()
}

/// The recovery codes that this session has just made.
pub fn security_codes() -> impl IntoView {
    load(async {
        let (clinic, who) = (ctx::clinic()?, ctx::staff::<can::SeeToday>().await?);
        let Some(codes) = ctx::site()?.kept.codes(who.member().session_id()) else {
            ctx::redirect(routes::STAFF_SECURITY);
            return Ok(().into_any());
        };
        let own = staff::own(&clinic, who.member()).await?;
        let room = Room::of(&who, own.waiting_count).await?;
        let codes = parts::codes(&codes, "/api/staff/security/saved");
        let main = view! { <div class="page-narrow">{codes}</div> }.into_any();
        Ok(room.page(text::CODES, At::Own, main))
    })
}

/// Which roles need an authenticator app, and who has one.
pub fn team_security() -> impl IntoView {
    load(async {
        let (clinic, who) = (ctx::clinic()?, ctx::staff::<can::Team>().await?);
        let policy = staff::policy(&clinic, &who).await?;
        let again = ctx::again(&[
            "staff/settings/second-factor",
            "staff/settings/second-factor/reset",
        ]);
        let again = again.as_deref();
        let done = ctx::query("done").and_then(|done| text::team_done(&done));
        let room = Room::of(&who, policy.waiting_count).await?;
        let title = form_title(text::TEAM, again);
        let main = view! {
            <section class="staff-section page-narrow">
                {done.map(|line| view! { <Toast text=line/> })}
                {staff_summary(again, &[], &room.clinic.phone)}
                <h1>{text::TEAM}</h1>
                {roles(&policy)}
            </section>
            <section>{members(&room, &policy, who.staff_id())}</section>
        }
        .into_any();
        let back = Back::to(routes::STAFF_SECURITY, text::OWN);
        Ok(room.page_below(back, &title, At::Own, main))
    })
}

fn roles(policy: &Policy) -> AnyView {
    let boxes = Role::ALL.map(|role| {
        let checked = policy.roles.contains(&role);
        let label = words::role(role);
        view! { <Checkbox name=role.as_str() label=label words=FIELD checked=checked/> }
    });
    view! {
        <form class="stack" method="post" action="/api/staff/settings/second-factor">
            <Fieldset legend=text::ROLES hint=text::ROLES_HINT>{boxes.collect_view()}</Fieldset>
            <Button look=Look::Primary>{text::SAVE}</Button>
        </form>
    }
    .into_any()
}

fn members(room: &Room, policy: &Policy, me: StaffId) -> AnyView {
    let columns = vec![
        Column::new(text::MEMBER),
        Column::new(text::ROLE),
        Column::new(text::APP),
        Column::new(text::ACTION).hidden().end(),
    ];
    let rows = policy.members.iter().map(|member| {
        let name = member.full_name.as_str().to_owned();
        vec![
            view! { <bdi>{name}</bdi> }.into_any(),
            words::role(member.role).into_any(),
            since(room, member).into_any(),
            action(member, me),
        ]
    });
    view! { <Table caption=text::MEMBERS columns=columns rows=rows.collect()/> }.into_any()
}

fn since(room: &Room, member: &TeamMember) -> String {
    let Some(since) = member.since else {
        return text::OFF.to_owned();
    };
    let date = format::local_date(since, &room.clinic.zone);
    text::on_since(&format::birth_date(date))
}

fn action(member: &TeamMember, me: StaffId) -> AnyView {
    match member.since {
        None => ().into_any(),
        Some(_) if member.id == me => {
            view! { <a href=routes::STAFF_SECURITY>{text::YOURS}</a> }.into_any()
        }
        Some(_) => {
            let (id, hidden) = (
                member.id.to_string(),
                text::reset_of(member.full_name.as_str()),
            );
            view! {
                <form method="post" action="/api/staff/settings/second-factor/reset">
                    <input type="hidden" name="member" value=id/>
                    <Button look=Look::Danger dense=true hidden=hidden>{text::RESET}</Button>
                </form>
            }
            .into_any()
        }
    }
}
