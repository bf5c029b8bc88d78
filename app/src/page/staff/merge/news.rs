//! The one line about what was just done, on the page where it goes on, with the way back.

use clinic::{can, merge};
use domain::id::{MergeId, PatientId};
use leptos::prelude::*;

use crate::api::merge::Came;
use crate::error::ApiError;
use crate::text::en::{splitting, staff};
use crate::ui::*;
use crate::{ctx, routes};

/// What was just merged, told apart or done otherwise.
pub(in super::super) async fn news() -> Result<Option<AnyView>, ApiError> {
    if let Some(merged) = merged_just_now().await? {
        return Ok(Some(merged));
    }
    if let Some(two) = told_apart() {
        return Ok(Some(two));
    }
    let done = ctx::query("done");
    let line = done.and_then(|code| splitting::done(&code).or_else(|| staff::done(&code)));
    Ok(line.map(|line| view! { <Toast text=line/> }.into_any()))
}

/// The line about what was just merged, as the address has it, with the way to split it again.
pub(in super::super) async fn merged_just_now() -> Result<Option<AnyView>, ApiError> {
    let merged = ctx::query("merged").and_then(|merged| merged.parse::<MergeId>().ok());
    let Some(merged) = merged else {
        return Ok(None);
    };
    let who = ctx::staff::<can::ResolveRegistrations>().await?;
    let line = merge::line_of(&ctx::clinic()?, &who, merged).await?;
    Ok(line.map(|line| {
        let words = splitting::merged_into(line.survivor.as_str());
        let undo = routes::merge_undo(line.id);
        view! { <Toast text=words><a href=undo>{splitting::UNDO}</a></Toast> }.into_any()
    }))
}

/// Two who were just said to be different people, with the way to take that back.
fn told_apart() -> Option<AnyView> {
    let two = ctx::query("different")?;
    let (survivor, absorbed) = two.split_once('.')?;
    let survivor: PatientId = survivor.parse().ok()?;
    let absorbed: PatientId = absorbed.parse().ok()?;
    let line = splitting::done("different")?;
    let came = match Came::of_address() {
        // Only the list of pairs has no number.
        Came::Profile => Came::Duplicates,
        came => came,
    };
    Some(
        view! {
            <Toast text=line>
                <form method="post" action="/api/staff/merge/forget-differ">
                    <input type="hidden" name="survivor" value=survivor.to_string()/>
                    <input type="hidden" name="absorbed" value=absorbed.to_string()/>
                    <input type="hidden" name="queue" value=came.to_string()/>
                    <Button dense=true>{splitting::UNDO}</Button>
                </form>
            </Toast>
        }
        .into_any(),
    )
}
