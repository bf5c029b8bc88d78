//! The tab of a profile: Add User, everybody with an account or an invitation, and who had
//! one earlier.

use clinic::can;
use clinic::patients::{Desk, Shown};
use clinic::portal_accounts::{self as accounts, Accounts, Listed, Sent};
use domain::id::{InvitationId, PatientId};
use domain::invitation::{InvitationState, InviteRefusal};
use domain::limits;
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::{Tab, about, add, first, problem, profile_page_under, redirected, room, rows, text};
use crate::error::ApiError;
use crate::kept::KeptForm;
use crate::layout::{id_param, load, notice_with};
use crate::text::en::common;
use crate::ui::*;
use crate::{ctx, format, routes};

const HERE: [&str; 8] = [
    "staff/portal-accounts/add",
    "staff/portal-accounts/resend",
    "staff/portal-accounts/copy",
    "staff/portal-accounts/delete",
    "staff/portal-accounts/undo",
    "staff/portal-accounts/log-in-link",
    "staff/portal-accounts/remove",
    "staff/portal-accounts/guardianship-end",
];

/// The portal accounts of a patient.
pub fn list() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let id: PatientId = id_param("patient")?;
        let page = match accounts::list(&ctx::clinic()?, &staff, id).await? {
            Shown::Here(page) => page,
            Shown::MergedInto(survivor) => {
                return Ok(redirected(routes::portal_accounts(survivor)));
            }
        };
        let room = room(&staff, &page.desk).await?;
        let again = ctx::again(&HERE);
        let again = again.as_deref();
        let over = match again {
            Some(form) => refused(form, &page, &room.clinic.phone),
            None => done(&page),
        };
        let who = first(&page.profile.details.full_name);
        let content = view! {
            <section aria-labelledby="accounts-heading">
                <div class="account-lead">
                    <div>
                        <h2 id="accounts-heading">{text::PORTAL_ACCOUNTS}</h2>
                        <p class="muted">{text::lead(&who)}</p>
                    </div>
                    {add::form(&page, again.filter(|form| form.endpoint == HERE[0]))}
                </div>
                {warnings(&page)}
                {people(&page, &who)}
                {foot(&page, &who)}
            </section>
            {earlier(&page)}
        }
        .into_any();
        let whose = (&page.profile, &page.desk);
        Ok(profile_page_under(
            (over, again),
            room,
            whose,
            Tab::Portal,
            content,
        ))
    })
}

/// The invitation that the address of the page speaks of.
fn spoken_of(page: &Accounts) -> Option<&Sent> {
    let id: InvitationId = ctx::query("invitation")?.parse().ok()?;
    let open = page.open.iter().map(|one| &one.sent);
    open.chain(&page.closed).find(|one| one.invitation.id == id)
}

/// What was just done, with the way back while there is one.
fn done(page: &Accounts) -> AnyView {
    let Some(what) = ctx::query("done") else {
        return ().into_any();
    };
    let about_whom = spoken_of(page);
    if what == "invited" && about_whom.is_some_and(|one| one.bounced.is_some()) {
        // Its row says that the mail came back.
        return ().into_any();
    }
    let address = about_whom.map(|one| one.invitation.email.as_str());
    let Some(line) = text::done(&what, address) else {
        return ().into_any();
    };
    let undo = about_whom.and_then(|one| {
        let invitation = &one.invitation;
        let lately = invitation
            .closed_at
            .is_some_and(|at| page.desk.now.duration_since(at).as_mins() < limits::GRACE_MINUTES);
        match (what.as_str(), invitation.state) {
            ("invited", InvitationState::Pending) => {
                Some(("/api/staff/portal-accounts/delete", about(invitation)))
            }
            ("taken-back", InvitationState::Deleted) if lately => {
                Some(("/api/staff/portal-accounts/undo", about(invitation)))
            }
            _ => None,
        }
    });
    let Some((action, fields)) = undo else {
        return view! { <Toast text=line/> }.into_any();
    };
    view! {
        <Toast text=line>
            <form method="post" action=action>
                {hidden(fields)}
                <Button icon=IconName::Undo>{common::UNDO}</Button>
            </form>
        </Toast>
    }
    .into_any()
}

fn hidden(fields: Vec<(String, String)>) -> AnyView {
    fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view()
        .into_any()
}

/// Why a form could not be taken. Whoever is here already is named, with what helps.
fn refused(form: &KeptForm, page: &Accounts, phone: &str) -> AnyView {
    let typed = form.typed("email");
    let typed = typed.trim();
    let same = |address: &str| address.eq_ignore_ascii_case(typed);
    match (&form.error, form.endpoint == HERE[0]) {
        (Some(ApiError::Refused(Refusal::Invite(InviteRefusal::HasAccess))), true) => {
            notice_with(text::has_access(typed).into_any())
        }
        (Some(ApiError::Refused(Refusal::Invite(InviteRefusal::Invited))), true) => {
            let found = page
                .open
                .iter()
                .find(|one| same(one.sent.invitation.email.as_str()));
            let Some(found) = found else {
                return problem(Some(form), &add::FIELDS, phone);
            };
            let invitation = &found.sent.invitation;
            let when = rows::day_inside(invitation.sent_at, &page.desk);
            let words = text::already_invited(invitation.email.as_str(), &when);
            notice_with(
                view! {
                    {words}
                    <form method="post" action="/api/staff/portal-accounts/resend">
                        {hidden(about(invitation))}
                        <Button icon=IconName::Send>{text::RESEND}</Button>
                    </form>
                }
                .into_any(),
            )
        }
        (_, true) => problem(Some(form), &add::FIELDS, phone),
        (_, false) => problem(Some(form), &[], phone),
    }
}

/// What staff should know before they invite.
fn warnings(page: &Accounts) -> AnyView {
    let stopped = page.stopped.then(|| {
        view! { <Notice kind=NoticeKind::Warn><p>{text::STOPPED}</p></Notice> }
    });
    let unknown = page.profile.details.born_on.is_none().then(|| {
        view! { <Notice kind=NoticeKind::Info><p>{text::AGE_UNKNOWN}</p></Notice> }
    });
    view! { {stopped} {unknown} }.into_any()
}

fn people(page: &Accounts, who: &str) -> AnyView {
    if page.live.is_empty() && page.open.is_empty() {
        return view! { <EmptyState text=text::empty(who)/> }.into_any();
    }
    let fresh = spoken_of(page).map(|one| one.invitation.id);
    let live = page.live.iter();
    let live = live.map(|one| rows::account(one, page.profile.id, &page.desk));
    let open = page.open.iter();
    let open = open.map(|one| rows::invited(one, fresh, &page.desk));
    let rows: Vec<AccountRow> = live.chain(open).collect();
    let caption = text::table(page.profile.details.full_name.as_str());
    let heads = AccountHeads {
        person: text::PERSON,
        relation: text::RELATIONSHIP,
        status: text::STATUS,
        actions: text::ACTIONS,
    };
    view! { <AccountTable caption=caption heads=heads rows=rows/> }.into_any()
}

fn foot(page: &Accounts, who: &str) -> AnyView {
    let Some(coming) = page.coming else {
        return ().into_any();
    };
    let month = format::month_of_year(coming.on.year(), coming.on.month());
    let line = text::coming(who, coming.step.from_age, &month, coming.step.effect);
    view! { <p class="account-foot"><Icon name=IconName::Shield/> <span>{line}</span></p> }
        .into_any()
}

/// Who had an access, and which invitations led to nothing.
fn earlier(page: &Accounts) -> AnyView {
    if page.ended.is_empty() && page.closed.is_empty() {
        return ().into_any();
    }
    let ended = page.ended.iter().map(|one| ended(one, &page.desk));
    let closed = page.closed.iter().map(|one| closed(one, &page.desk));
    let rows: Vec<Vec<AnyView>> = ended.chain(closed).collect();
    let columns = [text::PERSON, text::WHAT, text::WHEN].map(Column::new);
    view! {
        <section class="staff-section" aria-labelledby="earlier-heading">
            <header class="section-head"><h2 id="earlier-heading">{text::EARLIER}</h2></header>
            <Table
                caption=text::EARLIER_TABLE
                caption_hidden=true
                columns=columns.to_vec()
                rows=rows
            />
        </section>
    }
    .into_any()
}

fn ended(one: &Listed, desk: &Desk) -> Vec<AnyView> {
    let (at, by) = match one.ended {
        Some((at, by)) => (rows::day(at, desk), text::ended(by)),
        None => (String::new(), ""),
    };
    let name = one.full_name.as_str().to_owned();
    vec![
        view! { <bdi>{name}</bdi> }.into_any(),
        by.into_any(),
        at.into_any(),
    ]
}

fn closed(one: &Sent, desk: &Desk) -> Vec<AnyView> {
    let invitation = &one.invitation;
    let at = invitation.closed_at.map(|at| rows::day(at, desk));
    let address = invitation.email.as_str().to_owned();
    let why = invitation.decline_reason.as_deref();
    vec![
        view! { <bdi>{address}</bdi> }.into_any(),
        text::closed(invitation.state, why).into_any(),
        at.unwrap_or_default().into_any(),
    ]
}
