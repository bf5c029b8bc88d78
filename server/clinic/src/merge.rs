//! Two profiles of one person become one, and two again: who may, in which order, and who is
//! told.
//!
//! What a merge does stands in `domain::merge`, and the page asks the same as the commit. What
//! was shown is what is agreed to: anything that differs by then is refused and shown anew.
//!
//! | module | what it settles |
//! |---|---|
//! | [`look`] | two profiles side by side |
//! | [`commit`] | making them one |
//! | [`typed`] | reading what whoever merges typed |
//! | [`telling`] | who is told |
//! | [`history`] | what was merged, and whether one may undo it |
//! | [`split`] | making them two again |
//! | [`disclosed`] | what accounts saw meanwhile of what wasn't theirs |
//! | [`different`] | "They are different people" |

mod commit;
mod different;
mod disclosed;
mod history;
mod look;
mod split;
mod telling;
mod typed;

pub use commit::{Form, merge};
pub use different::{differ, forget_differ, marked_different};
pub use disclosed::{Disclosures, disclosures, disclosures_csv, export_disclosures};
pub use domain::merge::undo::RowRef;
pub use domain::merge::{
    AccessPlan, Caution, Differing, Fate, Field, Identity, InvitationPlan, MergeRefusal, Moves,
    Overlap, OverlapAnswer, Parts, Plan, Selves, Stays, Whose,
};
pub use history::{History, JustMerged, MayUndo, MergeLine, history, line_of, merges_of};
pub use look::{Holder, Party, Preview, preview};
pub use split::{RowShown, UndoForm, UndoPreview, What, undo, undo_preview};
pub use store::merge::different::DifferentFrom;
pub use store::merge::disclosed::{Disclosed, SeenBy};
pub(crate) use telling::mail;
pub use typed::Typed;

use domain::id::StaffId;
use domain::role::Role;

use crate::authz::Work;
use crate::failure::Failure;

/// The role that somebody has by now.
async fn role_of(work: &mut Work, staff: StaffId) -> Result<Role, Failure> {
    store::staff::find_working_role(&mut **work, staff)
        .await?
        .ok_or(Failure::Unauthenticated)
}

#[cfg(test)]
mod tests;
