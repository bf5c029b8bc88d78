//! What a split gives back, what it asks, and what stays.
//!
//! A merge writes down each stored value that it changes: where, what was there, and what it
//! wrote ([`Change`]). A split puts back what was there wherever the merge's value still
//! stands; where somebody has written since, the later value stays. So splitting right after
//! merging is the identity, and later work is never lost.
//!
//! A split lets nobody see more than they saw right before it, but what was theirs before the
//! merge; and what was narrowed since doesn't come back wide.
//!
//! Rows are texts by the names of their columns: which row goes where doesn't depend on what
//! stands in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::field::Field;
use crate::id::NotAnId;

mod slot;
mod sorting;
mod unique;

pub use slot::{Slot, Table};

/// A stored row: texts by the names of its columns.
pub type Row = BTreeMap<String, Option<String>>;

/// A row by its table and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// In which table.
    pub table: Table,
    /// Its id in the hyphenated form.
    pub id: String,
}

impl fmt::Display for RowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.table.as_str(), self.id)
    }
}

impl FromStr for RowRef {
    type Err = NotAnId;

    /// Takes the listed tables alone, and ids in the form in which they are written.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (table, id) = text.split_once('-').ok_or(NotAnId)?;
        let mut listed = Table::LISTED.into_iter();
        let table = listed
            .find(|listed| listed.as_str() == table)
            .ok_or(NotAnId)?;
        let id: crate::id::PatientId = id.parse()?;
        Ok(Self {
            table,
            id: id.to_string(),
        })
    }
}

/// Rows by their references.
pub type Rows = BTreeMap<RowRef, Row>;

/// What a merge changed at one place.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// In which row.
    pub row: RowRef,
    /// What of it.
    pub slot: Slot,
    /// What was there, in the order of the slot's columns.
    pub old: Vec<Option<String>>,
    /// What the merge wrote.
    pub new: Vec<Option<String>>,
}

/// Without what stood there.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("row", &self.row)
            .field("slot", &self.slot)
            .finish_non_exhaustive()
    }
}

/// A merge, and everything that can be read of it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The profile that went on.
    pub survivor: String,
    /// The one that became part of it.
    pub absorbed: String,
    /// What it changed, in the order in which it was done.
    pub changes: Vec<Change>,
    /// The listed rows of both, as they were before.
    pub before: BTreeSet<RowRef>,
    /// The rows that it changed, as it left them.
    pub left: Rows,
}

/// What a split gives back, what it asks, and what stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// Came from the absorbed profile and are as they were: go back by themselves.
    pub back: BTreeSet<RowRef>,
    /// Came from it and were changed since: whoever splits says where they go. An access whose
    /// account had another one meanwhile, which was changed, is among them.
    pub changed: BTreeSet<RowRef>,
    /// New since: stay with the survivor, unless whoever splits says otherwise.
    pub since: BTreeSet<RowRef>,
    /// Those of `since` that were given by somebody who goes back to the absorbed profile, or
    /// came of an invitation that does: they belong there.
    pub theirs: BTreeSet<RowRef>,
    /// Safeguarding stops that were set since: both profiles have them from then on.
    pub stops: BTreeSet<RowRef>,
    /// Fields of the survivor that get their earlier value back.
    pub fields_back: Vec<Field>,
    /// Fields that were changed since, and stay.
    pub fields_kept: Vec<Field>,
}

/// What whoever splits says. Stops are not theirs to give or to keep.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Rows that were changed since and stay with the survivor.
    pub stay: BTreeSet<RowRef>,
    /// Rows that are new since and go to the absorbed profile.
    pub give: BTreeSet<RowRef>,
}

/// What a split writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Accesses that wait for staff from then on: first of all, so that nothing that there may
    /// be one of is ever there twice.
    pub suspend: BTreeSet<RowRef>,
    /// Rows that are new since and go to the absorbed profile.
    pub give: BTreeSet<RowRef>,
    /// Places of the merge's changes that are put back, in the order in which it is done.
    pub changes: Vec<usize>,
    /// Safeguarding stops that the absorbed profile has from then on, too.
    pub stops: BTreeSet<RowRef>,
    /// Whether the survivor's chart was changed since: then this is one more change of it.
    pub touches: bool,
}

impl Change {
    /// Whether the row says what the merge wrote here.
    fn stands_in(&self, row: &Row) -> bool {
        let columns = self.slot.columns().iter();
        columns
            .zip(&self.new)
            .all(|(column, new)| row.get(*column) == Some(new))
    }

    /// Whether taking it back lets somebody in whom the merge had shut out.
    fn shut_out(&self) -> bool {
        let shuts = matches!(
            self.slot,
            Slot::AccessSuspended | Slot::AccessEnded | Slot::InvitationClosed
        );
        shuts && self.old != self.new
    }
}

/// Whether a later merge depends on an earlier one, so that the earlier one can't be undone
/// before it: it absorbed the earlier one's survivor, decided about something that the earlier
/// one had changed, or ended an access because the earlier one had brought the account another
/// one. A decision that leaves things as they are is one, too.
#[must_use]
pub fn depends(later: &Merged, earlier: &Merged) -> bool {
    let place = |change: &Change| (change.row.clone(), change.slot);
    let decided: BTreeSet<(RowRef, Slot)> = later.changes.iter().map(place).collect();
    let mut undone = earlier
        .changes
        .iter()
        .filter(|change| change.old != change.new && change.slot != Slot::PatientUpdated);
    let brought: BTreeSet<&RowRef> = earlier.came().collect();
    let mut ended = later
        .changes
        .iter()
        .filter(|change| change.slot == Slot::AccessEnded);
    later.absorbed == earlier.survivor
        || undone.any(|change| decided.contains(&place(change)))
        || ended.any(|change| {
            let partner = later.partner(&change.row);
            partner.is_some_and(|partner| brought.contains(partner))
        })
}
