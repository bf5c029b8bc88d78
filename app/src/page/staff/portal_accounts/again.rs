//! "Give David access to Leo again": one field, where the last day has passed.

use clinic::can;
use clinic::portal_accounts as accounts;
use domain::id::{AccessId, PatientId};
use leptos::prelude::*;

use super::rights::{until_field, what_they_can};
use super::{At, Back, first, problem, room, text};
use crate::api::portal_accounts::was_text;
use crate::error::ApiError;
use crate::layout::{form_title, id_param, load};
use crate::ui::*;
use crate::{ctx, routes};

/// The question.
pub fn again() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::InviteUsers>().await?;
        let (patient, id): (PatientId, AccessId) = (id_param("patient")?, id_param("access")?);
        let found = accounts::one(&ctx::clinic()?, &staff, patient, id).await?;
        let (profile, desk, one) = found;
        if !one.may_be_given_again {
            return Err(ApiError::NotFound);
        }
        let kept = ctx::again(&["staff/portal-accounts/again"]);
        let kept = kept.as_deref();
        let room = room(&staff, &desk).await?;
        let over = problem(kept, &[("until", "until")], &room.clinic.phone);
        let (who, whom) = (&one.listed.full_name, &profile.details.full_name);
        let heading = text::again_heading(who.as_str(), whom.as_str());
        let typed = kept.map(|form| form.typed("until")).unwrap_or_default();
        let can = what_they_can(&one);
        let main = view! {
            {over}
            <div class="staff-ask">
                <h1><bdi>{heading.clone()}</bdi></h1>
                <p>{text::again_means(&first(who), &can)}</p>
                <form
                    class="staff-ask"
                    method="post"
                    action="/api/staff/portal-accounts/again"
                    novalidate=true
                >
                    <input type="hidden" name="patient" value=patient.to_string()/>
                    <input type="hidden" name="access" value=id.to_string()/>
                    <input type="hidden" name="was" value=was_text(&one.listed.held.terms)/>
                    {until_field(typed, kept)}
                    <div class="cluster">
                        <Button look=Look::Primary>{text::GIVE_AGAIN}</Button>
                        <a href=routes::portal_accounts(patient)>{text::BACK}</a>
                    </div>
                </form>
            </div>
        }
        .into_any();
        let back = Back::to(routes::portal_accounts(patient), text::PORTAL_ACCOUNTS);
        Ok(room.page_below(back, &form_title(&heading, kept), At::Patient, main))
    })
}
