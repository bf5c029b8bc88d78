//! Merging two profiles, as rows: reading both, writing what was decided, writing it down,
//! and taking it back. What is decided is not here but in `domain::merge`.
//!
//! What a merge does with every column that names a patient:
//!
//! | column | what becomes of it |
//! |---|---|
//! | `access`, `appointment`, `invitation`, `safeguarding_stop` | go to the survivor, the ended and the past ones too; a stop that stands stays where the survivor has one |
//! | `notice`, `warning`, `hold`, `session.acting_for` | go along, so that nothing is told twice and a booking that is under way goes on |
//! | `notice.state` | what waits for somebody who is shut out isn't sent, and waits again once the merge is undone; what they held is free for good |
//! | `registration` | stays with the sign-up, as merged: it tells of that |
//! | `patient.merged_into` | the absorbed one's is set; what was merged into it before leads there, and on |
//! | `patient_listed`, `patient_term` | made anew: the survivor is found by the names of both |
//! | `patient_match`, with `match_key` and `match_crowd` | made anew: the absorbed one is compared with nobody |
//! | `patient_import` | stays: it tells what an import made of whom |
//! | `audit_patient` | stays as it was written, for ever; the survivor's history is read through what became part of it, and what names a visit by whose the visit is |
//! | `invite_batch_patient` | stays: it tells what became of whom when many were invited |
//! | `merge_record`, `not_the_same` | stay: they tell of the two |
//!
//! A test holds this to the schema: a new column that names a patient fails it.
//!
//! | module | what it settles |
//! |---|---|
//! | [`rows`] | the rows of a profile as texts, and what the rules ask of them |
//! | [`place`] | writing one place of a row |
//! | [`record`] | merges, and what each changed |
//! | [`split`] | what taking one back asks, and taking it back |
//! | [`different`] | pairs that are different people |
//! | [`disclosed`] | what accounts saw of a profile that wasn't theirs |

use std::collections::BTreeSet;

use domain::id::{MergeId, NoticeId, PatientId, StaffId};
use domain::merge::answer::{Decision, InvitationOutcome, Outcome};
use domain::merge::undo::{Change, RowRef, Rows, Slot, Table};
use jiff::Timestamp;

use crate::column::corrupt;
use crate::patient::merged::put_charts;
use crate::{StoreError, Tx};

pub mod different;
pub mod disclosed;
pub mod place;
pub mod record;
pub mod rows;
pub mod split;

pub use record::MergeRow;
pub use rows::Loaded;
pub use split::{Standing, Undo, load_standing, undo};

/// Two profiles as they are right before they become one.
#[derive(Debug)]
pub struct Pair {
    /// The one that goes on.
    pub survivor: Loaded,
    /// The one that becomes part of it.
    pub absorbed: Loaded,
}

/// A merge to be done.
#[derive(Debug)]
pub struct NewMerge<'a> {
    /// Its id.
    pub id: MergeId,
    /// The two, as they are.
    pub pair: &'a Pair,
    /// What was decided about them.
    pub decision: &'a Decision,
    /// Mails that tell somebody of one of the two who can do nothing for them from now on, or
    /// carry an invitation that is taken back: those that still wait don't leave.
    pub silenced: &'a BTreeSet<NoticeId>,
    /// What the page was made of.
    pub version: &'a str,
    /// Who merges.
    pub by: StaffId,
    /// Now.
    pub at: Timestamp,
}

/// What is written, in order, onto rows that are texts: [`Change`]s of it are what is kept.
struct Writing {
    rows: Rows,
    changes: Vec<Change>,
}

impl Writing {
    fn put(
        &mut self,
        table: Table,
        id: &str,
        slot: Slot,
        new: Vec<Option<String>>,
    ) -> Result<(), StoreError> {
        let row = RowRef {
            table,
            id: id.to_owned(),
        };
        let found = self
            .rows
            .get_mut(&row)
            .ok_or_else(|| corrupt("merge_change", "row_id"))?;
        let mut old = Vec::with_capacity(new.len());
        for (column, new) in slot.columns().iter().zip(&new) {
            old.push(found.insert((*column).to_owned(), new.clone()).flatten());
        }
        self.changes.push(Change {
            row,
            slot,
            old,
            new,
        });
        Ok(())
    }

    fn value(&self, table: Table, id: &str, column: &str) -> Option<String> {
        let row = RowRef {
            table,
            id: id.to_owned(),
        };
        self.rows.get(&row)?.get(column).cloned().flatten()
    }
}

/// Makes one profile of two and writes down how.
///
/// # Errors
/// Those of the database.
pub async fn merge(tx: &mut Tx, new: &NewMerge<'_>) -> Result<(), StoreError> {
    let (survivor, absorbed) = (&new.pair.survivor, &new.pair.absorbed);
    let mut rows = survivor.rows.clone();
    rows.extend(absorbed.rows.clone());
    rows.extend(rows::along(tx, absorbed.side.patient).await?);
    let mut writing = Writing {
        rows,
        changes: Vec::new(),
    };
    shut(&mut writing, new)?;
    silence(tx, &mut writing, new).await?;
    move_rows(tx, &mut writing, new).await?;
    charts(&mut writing, new)?;
    record::insert(tx, new, &writing.changes).await?;
    apply(tx, new.pair, &writing.changes).await
}

/// What is shut before anything moves: so no two of what there may be one of ever meet.
fn shut(writing: &mut Writing, new: &NewMerge<'_>) -> Result<(), StoreError> {
    let now = Some(new.at.as_millisecond().to_string());
    for (access, outcome) in &new.decision.accesses {
        let id = access.to_string();
        match outcome {
            // Written down also where nothing changes: what was decided about it is this
            // merge's, so that an earlier one isn't undone under it.
            Outcome::AsItIs => {
                let as_it_is = writing.value(Table::Access, &id, "suspended_at");
                writing.put(Table::Access, &id, Slot::AccessSuspended, vec![as_it_is])?;
            }
            Outcome::Suspended => {
                writing.put(Table::Access, &id, Slot::AccessSuspended, vec![now.clone()])?;
            }
            Outcome::Ended => {
                let by = Some(domain::access::EndedBy::Merge.as_str().to_owned());
                writing.put(Table::Access, &id, Slot::AccessEnded, vec![now.clone(), by])?;
            }
        }
    }
    for (invitation, outcome) in &new.decision.invitations {
        let state = match outcome {
            InvitationOutcome::AsItIs => continue,
            InvitationOutcome::Superseded => "superseded",
            InvitationOutcome::TakenBack => "deleted",
        };
        let closed = vec![Some(state.to_owned()), now.clone()];
        let id = invitation.to_string();
        writing.put(Table::Invitation, &id, Slot::InvitationClosed, closed)?;
    }
    for visit in &new.decision.overbooked {
        let over = vec![Some(String::from("1"))];
        let slot = Slot::AppointmentOverbooked;
        writing.put(Table::Appointment, &visit.to_string(), slot, over)?;
    }
    Ok(())
}

/// What isn't sent any more, unless the merge is taken back before it is out of use.
async fn silence(tx: &mut Tx, writing: &mut Writing, new: &NewMerge<'_>) -> Result<(), StoreError> {
    let at = Some(new.at.as_millisecond().to_string());
    for notice in new.silenced {
        let id = notice.to_string();
        let row = RowRef {
            table: Table::Notice,
            id: id.clone(),
        };
        if let Some(found) = place::find(tx, Slot::NoticeState, &id).await? {
            writing.rows.insert(row, found);
        }
        let waits = writing.value(Table::Notice, &id, "state").as_deref() == Some("waiting");
        if waits {
            let dropped = vec![Some(String::from("dropped")), at.clone()];
            writing.put(Table::Notice, &id, Slot::NoticeState, dropped)?;
        }
    }
    Ok(())
}

/// Everything of the absorbed profile that goes along.
async fn move_rows(
    tx: &mut Tx,
    writing: &mut Writing,
    new: &NewMerge<'_>,
) -> Result<(), StoreError> {
    let (survivor, absorbed) = (&new.pair.survivor.side, &new.pair.absorbed.side);
    let (to, from) = (survivor.patient.to_string(), absorbed.patient.to_string());
    let told = rows::told_birthdays(tx, survivor.patient).await?;
    let stopped = survivor.is_stopped();
    let theirs: Vec<(RowRef, bool)> = writing
        .rows
        .iter()
        .filter(|(row, found)| {
            let column = if row.table == Table::Session {
                "acting_for"
            } else {
                "patient_id"
            };
            found.get(column) == Some(&Some(from.clone())) && row.table != Table::Registration
        })
        .map(|(row, found)| {
            let open = found.get("lifted_at") == Some(&None);
            let is_birthday = found.get("access_id") == Some(&None);
            let stays = match row.table {
                Table::Stop => open && stopped,
                // They were told of it for the survivor already.
                Table::Warning => is_birthday && told.contains(&rows::birthday(found)),
                _ => false,
            };
            (row.clone(), stays)
        })
        .collect();
    for (row, _) in theirs.into_iter().filter(|(_, stays)| !stays) {
        let slot = match row.table {
            Table::Notice => Slot::NoticePatient,
            Table::Warning => Slot::WarningPatient,
            Table::Hold => Slot::HoldPatient,
            Table::Session => Slot::SessionActing,
            table => match Slot::whose_in(table) {
                Some(slot) => slot,
                None => continue,
            },
        };
        writing.put(row.table, &row.id, slot, vec![Some(to.clone())])?;
    }
    Ok(())
}

/// What the charts say, and that the sign-up is done with.
fn charts(writing: &mut Writing, new: &NewMerge<'_>) -> Result<(), StoreError> {
    let (survivor, absorbed) = (&new.pair.survivor.side, &new.pair.absorbed.side);
    let (to, from) = (survivor.patient.to_string(), absorbed.patient.to_string());
    for (field, parts) in &new.decision.fields {
        let parts = parts.parts().to_vec();
        writing.put(Table::Patient, &to, Slot::of(*field), parts)?;
    }
    // Each change is later than the one before, also within a millisecond.
    let before = survivor.changed_at.as_millisecond();
    let later = new.at.as_millisecond().max(before.saturating_add(1));
    let updated = vec![Some(later.to_string())];
    writing.put(Table::Patient, &to, Slot::PatientUpdated, updated)?;
    let merged = vec![Some(to.clone())];
    writing.put(Table::Patient, &from, Slot::PatientMerged, merged)?;
    if let Some(id) = &new.pair.absorbed.waiting {
        let resolved = vec![
            Some(String::from("merged")),
            Some(new.at.as_millisecond().to_string()),
            Some(new.by.to_string()),
        ];
        let slot = Slot::RegistrationResolved;
        writing.put(Table::Registration, &id.to_string(), slot, resolved)?;
    }
    Ok(())
}

/// Writes what changes into the tables.
async fn apply(tx: &mut Tx, pair: &Pair, changes: &[Change]) -> Result<(), StoreError> {
    let mut of_charts = Vec::new();
    for change in changes {
        if change.row.table == Table::Patient {
            let patient = patient_of(&change.row)?;
            of_charts.push((patient, change.slot, change.new.clone()));
        } else if change.old != change.new {
            place::put(tx, change.slot, &change.row.id, &change.new).await?;
        }
    }
    let both = [pair.survivor.side.patient, pair.absorbed.side.patient];
    put_charts(tx, both, &of_charts).await
}

fn patient_of(row: &RowRef) -> Result<PatientId, StoreError> {
    row.id
        .parse()
        .map_err(|_| corrupt("merge_change", "row_id"))
}

#[cfg(test)]
mod tests;
