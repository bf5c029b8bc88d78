//! Pages about one invitation or access: a link to copy, an address to fix, an access to
//! remove.

use clinic::can;
use clinic::portal_accounts as accounts;
use domain::id::{AccessId, InvitationId, PatientId};
use domain::invitation::InvitationState;
use leptos::prelude::*;

use super::{At, Back, about, first, problem, room, text};
use crate::error::ApiError;
use crate::island::CopyText;
use crate::layout::{FIELD, field_error, form_title, id_param, load};
use crate::ui::*;
use crate::{ctx, routes};

fn back(patient: PatientId) -> Back {
    Back::to(routes::portal_accounts(patient), text::PORTAL_ACCOUNTS)
}

/// The link that was just copied. It is shown once: its cookie goes with this answer.
pub fn link() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let (patient, id): (PatientId, InvitationId) =
            (id_param("patient")?, id_param("invitation")?);
        let clinic = ctx::clinic()?;
        let (_, desk, found) = accounts::one_invited(&clinic, &staff, patient, id).await?;
        let room = room(&staff, &desk).await?;
        let token = ctx::copied_link();
        let copied = match &token {
            Some(token) => accounts::copied_link(&clinic, &staff, patient, id, token)
                .await
                .ok(),
            None => None,
        };
        if token.is_some() {
            ctx::clear_cookie(ctx::COPIED_LINK_COOKIE);
        }
        let name = room.clinic.name.clone();
        let main = match copied {
            Some(copied) => {
                let mail = routes::mail_to(
                    copied.email.as_str(),
                    &text::own_mail_subject(&name),
                    &text::own_mail(&name, &copied.link),
                );
                let warning = text::anyone(copied.email.as_str());
                view! {
                    <Notice kind=NoticeKind::Warn><p>{warning}</p></Notice>
                    <TextInput
                        name="link"
                        label=text::LINK
                        words=FIELD
                        hint=text::LINK_HINT
                        value=copied.link
                        readonly=true
                    />
                    <div class="cluster">
                        <CopyText field="link".into() copy=text::COPY.into() copied=text::COPIED.into()/>
                        <LinkButton href=mail icon=IconName::Mail>{text::OPEN_MAIL}</LinkButton>
                    </div>
                }
                .into_any()
            }
            None => {
                let invitation = &found.sent.invitation;
                let open = invitation.state == InvitationState::Pending;
                let fields = about(invitation)
                    .into_iter()
                    .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                    .collect_view();
                let again = open.then(|| {
                    view! { <Button icon=IconName::Link>{text::COPY_NEW_LINK}</Button> }
                });
                view! {
                    <p>{text::LINK_GONE}</p>
                    <form class="cluster" method="post" action="/api/staff/portal-accounts/copy">
                        {fields}
                        {again}
                        <a href=routes::portal_accounts(patient)>{text::BACK}</a>
                    </form>
                }
                .into_any()
            }
        };
        let main = view! {
            <header class="staff-head"><h1>{text::LINK_HEADING}</h1></header>
            <div class="staff-ask">{main}</div>
        }
        .into_any();
        Ok(room.page_below(back(patient), text::LINK_HEADING, At::Patient, main))
    })
}

/// The form that sends an invitation to another address.
pub fn fix() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let (patient, id): (PatientId, InvitationId) =
            (id_param("patient")?, id_param("invitation")?);
        let found = accounts::one_invited(&ctx::clinic()?, &staff, patient, id).await?;
        let (_, desk, found) = found;
        let invitation = &found.sent.invitation;
        if invitation.state != InvitationState::Pending {
            return Err(ApiError::NotFound);
        }
        let again = ctx::again(&["staff/portal-accounts/fix"]);
        let again = again.as_deref();
        let room = room(&staff, &desk).await?;
        let over = problem(again, &[("email", "email")], &room.clinic.phone);
        let address = invitation.email.as_str();
        let value = again.map_or_else(|| address.to_owned(), |form| form.typed("email"));
        let bounced = found.sent.bounced.as_deref().map(text::bounced);
        let bounced =
            bounced.map(|said| view! { <Notice kind=NoticeKind::Bad><p>{said}</p></Notice> });
        let main = view! {
            {over}
            <header class="staff-head"><h1>{text::FIX_ADDRESS}</h1></header>
            <form
                class="staff-ask"
                method="post"
                action="/api/staff/portal-accounts/fix"
                novalidate=true
            >
                {bounced}
                <p>{text::fix_hint(address)}</p>
                <input type="hidden" name="patient" value=patient.to_string()/>
                <input type="hidden" name="invitation" value=id.to_string()/>
                <TextInput
                    name="email"
                    label=text::EMAIL
                    words=FIELD
                    kind=InputKind::Email
                    autocomplete="off"
                    value=value
                    error=field_error(again, "email")
                />
                <div class="cluster">
                    <Button look=Look::Primary icon=IconName::Send>{text::SEND}</Button>
                    <a href=routes::portal_accounts(patient)>{text::BACK}</a>
                </div>
            </form>
        }
        .into_any();
        let title = form_title(text::FIX_ADDRESS, again);
        Ok(room.page_below(back(patient), &title, At::Patient, main))
    })
}

/// "Remove David's access to Leo?"
pub fn remove() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let (patient, id): (PatientId, AccessId) = (id_param("patient")?, id_param("access")?);
        let found = accounts::one(&ctx::clinic()?, &staff, patient, id).await?;
        let (profile, desk, one) = found;
        let room = room(&staff, &desk).await?;
        let (who, whom) = (&one.listed.full_name, &profile.details.full_name);
        let heading = text::remove_heading(who.as_str(), whom.as_str());
        let means = text::remove_means(one.listed.held.terms.relation, &first(whom));
        let main = view! {
            <div class="staff-ask">
                <h1><bdi>{heading}</bdi></h1>
                <p>{means}</p>
                <form class="cluster" method="post" action="/api/staff/portal-accounts/remove">
                    <input type="hidden" name="patient" value=patient.to_string()/>
                    <input type="hidden" name="access" value=id.to_string()/>
                    <Button look=Look::Danger icon=IconName::Trash>{text::REMOVE_ACCESS}</Button>
                    <LinkButton href=routes::portal_accounts(patient)>{text::KEEP}</LinkButton>
                </form>
            </div>
        }
        .into_any();
        Ok(room.page_below(back(patient), text::REMOVE_ACCESS, At::Patient, main))
    })
}
