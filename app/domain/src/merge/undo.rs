//! What a split gives back, what it asks, and what stays.
//!
//! A merge writes down each stored value that it changes: where, what was there, and what it
//! wrote ([`Change`]). A split puts back what was there wherever the merge's value still
//! stands; where somebody has written since, the later value stays. So splitting right after
//! merging is the identity, and later work is never lost.
//!
//! Rows are texts by the names of their columns: which row goes where doesn't depend on what
//! stands in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::MergeRefusal;
use super::field::Field;
use crate::id::NotAnId;

mod slot;

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
    /// Came from it and were changed since: whoever splits says where they go.
    pub changed: BTreeSet<RowRef>,
    /// New since: stay with the survivor, unless whoever splits says otherwise.
    pub since: BTreeSet<RowRef>,
    /// Fields of the survivor that get their earlier value back.
    pub fields_back: Vec<Field>,
    /// Fields that were changed since, and stay.
    pub fields_kept: Vec<Field>,
}

/// What whoever splits says.
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
    /// Places of the merge's changes that are put back, in the order in which it is done.
    pub changes: Vec<usize>,
    /// Rows that are new since and go to the absorbed profile.
    pub give: BTreeSet<RowRef>,
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
}

impl Merged {
    /// Whether the row is as the merge left it.
    fn is_untouched(&self, row: &RowRef, now: &Row) -> bool {
        let lasting = |of: &Row| -> Row {
            let moving = row.table.moving();
            let mut of = of.clone();
            of.retain(|column, _| !moving.contains(&column.as_str()));
            of
        };
        self.left
            .get(row)
            .is_some_and(|left| lasting(left) == lasting(now))
    }

    /// The rows that came from the absorbed profile.
    fn came(&self) -> impl Iterator<Item = &RowRef> {
        let whose = self
            .changes
            .iter()
            .filter(|change| change.slot.says_whose());
        whose.map(|change| &change.row)
    }

    /// Sorts what a split does. `now` has the changed rows and the survivor's as they are;
    /// `later` those that came to the survivor by later merges, which are theirs to give back.
    #[must_use]
    pub fn sorted(&self, now: &Rows, later: &BTreeSet<RowRef>) -> Sorted {
        let mut sorted = Sorted::default();
        for row in self.came().filter(|row| row.table.is_listed()) {
            let Some(found) = now.get(row) else { continue };
            let untouched = self.is_untouched(row, found) && !self.lost_its_partner(row, now);
            if untouched {
                sorted.back.insert(row.clone());
            } else {
                sorted.changed.insert(row.clone());
            }
        }
        let survivor = Some(self.survivor.clone());
        for (row, found) in now {
            let is_theirs = found.get("patient_id") == Some(&survivor);
            let is_new = !self.before.contains(row) && !later.contains(row);
            if row.table.is_listed() && is_theirs && is_new {
                sorted.since.insert(row.clone());
            }
        }
        for change in &self.changes {
            let Some(field) = change.slot.field() else {
                continue;
            };
            match now.get(&change.row) {
                Some(found) if change.stands_in(found) => sorted.fields_back.push(field),
                _ => sorted.fields_kept.push(field),
            }
        }
        sorted
    }

    /// Whether the merge ended this access for being the account's second one, and the first
    /// one has ended since: whoever ended that meant the person, not the profile.
    fn lost_its_partner(&self, row: &RowRef, now: &Rows) -> bool {
        let ended = |change: &&Change| change.row == *row && change.slot == Slot::AccessEnded;
        if !self.changes.iter().any(|change| ended(&change)) {
            return false;
        }
        let account = now.get(row).and_then(|found| found.get("account_id"));
        let survivor = Some(self.survivor.clone());
        !now.iter().any(|(other, found)| {
            other.table == Table::Access
                && other != row
                && found.get("patient_id") == Some(&survivor)
                && found.get("account_id") == account
                && found.get("ended_at") == Some(&None)
        })
    }

    /// Whether somebody set a safeguarding stop since, which stands.
    fn is_stopped_since(&self, sorted: &Sorted, now: &Rows) -> bool {
        sorted.since.iter().any(|row| {
            let found = now.get(row);
            row.table == Table::Stop
                && found.is_some_and(|found| found.get("lifted_at") == Some(&None))
        })
    }

    /// What is written when whoever splits says this.
    ///
    /// # Errors
    /// [`MergeRefusal::Doubled`] if a row can't go to the absorbed profile, which has one like
    /// it.
    pub fn restored(
        &self,
        now: &Rows,
        later: &BTreeSet<RowRef>,
        said: &Said,
    ) -> Result<Restored, MergeRefusal> {
        let sorted = self.sorted(now, later);
        let stopped = self.is_stopped_since(&sorted, now);
        let mut restored = Restored {
            give: said.give.intersection(&sorted.since).cloned().collect(),
            ..Restored::default()
        };
        // The other way round: each state on the way was one on the way here.
        for (place, change) in self.changes.iter().enumerate().rev() {
            let Some(found) = now.get(&change.row) else {
                continue;
            };
            let changed = sorted.changed.contains(&change.row);
            let goes = match change.slot {
                slot if slot.says_whose() => {
                    change.stands_in(found) && !(changed && said.stay.contains(&change.row))
                }
                Slot::AccessEnded => {
                    change.stands_in(found) && !stopped && !self.lost_its_partner(&change.row, now)
                }
                Slot::InvitationClosed => change.stands_in(found) && !stopped,
                _ => change.stands_in(found),
            };
            if goes {
                restored.changes.push(place);
            }
        }
        restored.touches = self.touches(&restored);
        match self.doubles(now, &restored) {
            true => Err(MergeRefusal::Doubled),
            false => Ok(restored),
        }
    }

    /// Whether fields of the chart are put back while the chart as a whole isn't.
    fn touches(&self, restored: &Restored) -> bool {
        let back = |slot: Slot| {
            let mut places = restored.changes.iter();
            places.any(|place| self.changes.get(*place).is_some_and(|one| one.slot == slot))
        };
        let fields = Field::ALL.into_iter().any(|field| back(Slot::of(field)));
        fields && !back(Slot::PatientUpdated)
    }

    /// Whether the absorbed or the surviving profile would have two live accesses of one
    /// account, two that are the patient's own, two open invitations to one address, or two
    /// stops that stand.
    fn doubles(&self, now: &Rows, restored: &Restored) -> bool {
        let mut then = now.clone();
        for place in &restored.changes {
            let Some(change) = self.changes.get(*place) else {
                continue;
            };
            let Some(row) = then.get_mut(&change.row) else {
                continue;
            };
            for (column, old) in change.slot.columns().iter().zip(&change.old) {
                row.insert((*column).to_owned(), old.clone());
            }
        }
        for row in &restored.give {
            if let Some(found) = then.get_mut(row) {
                found.insert(String::from("patient_id"), Some(self.absorbed.clone()));
            }
        }
        let mut seen = BTreeSet::new();
        then.iter()
            .flat_map(|(row, found)| unique(row.table, found))
            .any(|key| !seen.insert(key))
    }
}

/// What no second row may have: the unique keys of the schema that ask whose a row is.
fn unique(table: Table, row: &Row) -> Vec<Vec<String>> {
    let of = |column: &str| row.get(column).cloned().flatten();
    let key = |kind: &str, columns: &[&str]| {
        let values = columns.iter().map(|column| of(column).unwrap_or_default());
        std::iter::once(kind.to_owned()).chain(values).collect()
    };
    match table {
        Table::Access if of("ended_at").is_none() => {
            let mut keys = vec![key("access", &["account_id", "patient_id"])];
            if of("relation").as_deref() == Some("self") && of("suspended_at").is_none() {
                keys.push(key("self", &["patient_id"]));
            }
            keys
        }
        Table::Invitation if of("state").as_deref() == Some("pending") => {
            vec![key("invitation", &["patient_id", "email_canonical"])]
        }
        Table::Stop if of("lifted_at").is_none() => vec![key("stop", &["patient_id"])],
        _ => Vec::new(),
    }
}

/// Whether a later merge depends on an earlier one, so that the earlier one can't be undone
/// before it: it absorbed the earlier one's survivor, or decided about something that the
/// earlier one had changed. A decision that leaves things as they are is one, too.
#[must_use]
pub fn depends(later: &Merged, earlier: &Merged) -> bool {
    let place = |change: &Change| (change.row.clone(), change.slot);
    let decided: BTreeSet<(RowRef, Slot)> = later.changes.iter().map(place).collect();
    let mut undone = earlier
        .changes
        .iter()
        .filter(|change| change.old != change.new && change.slot != Slot::PatientUpdated);
    later.absorbed == earlier.survivor || undone.any(|change| decided.contains(&place(change)))
}
