//! "Block this account?": what it does, before it is done.

use clinic::{can, registrations};
use domain::id::RegistrationId;
use leptos::prelude::*;

use super::room::{At, Room};
use crate::error::ApiError;
use crate::layout::{id_param, load, staff_summary};
use crate::text::en::staff as text;
use crate::ui::*;
use crate::{ctx, routes};

/// The question before the account behind a registration is blocked.
pub fn block() -> impl IntoView {
    load(async {
        let staff = ctx::staff::<can::ResolveRegistrations>().await?;
        let id: RegistrationId = id_param("registration")?;
        let asked = registrations::to_block(&ctx::clinic()?, &staff, id).await?;
        let again = ctx::again(&["staff/registrations/block"]);
        let Some(asked) = asked else {
            // Somebody was faster: the form's own page is gone, and Today says so.
            return match (again, ctx::query("again")) {
                (Some(_), Some(kept)) => {
                    ctx::redirect(&routes::today_again(&kept));
                    Ok(().into_any())
                }
                _ => Err(ApiError::NotFound),
            };
        };
        let room = Room::of(&staff, asked.waiting_count).await?;
        let problem = staff_summary(again.as_deref(), &[], &room.clinic.phone);
        let name = asked.name.as_str();
        let (title, means, button) = if asked.of_other {
            (
                text::turn_down_it(name),
                text::TURN_DOWN_MEANS,
                text::TURN_DOWN,
            )
        } else {
            (text::block_it(name), text::BLOCK_MEANS, text::BLOCK)
        };
        let main = view! {
            {problem}
            <div class="staff-ask">
                <h1><bdi>{title.clone()}</bdi></h1>
                <p>{means}</p>
                <form class="cluster" method="post" action="/api/staff/registrations/block">
                    <input type="hidden" name="registration" value=id.to_string()/>
                    <Button look=Look::Danger icon=IconName::Block>{button}</Button>
                    <LinkButton href=routes::TODAY>{text::KEEP}</LinkButton>
                </form>
            </div>
        }
        .into_any();
        Ok(room.page(button, At::Waiting, main))
    })
}
