//! What was merged, and whether whoever looks may undo it.

use std::fmt;

use domain::audit::Action;
use domain::id::{MergeId, PatientId, StaffId};
use domain::limits;
use domain::person::PersonName;
use domain::role::{Permission, Role};
use jiff::Timestamp;
use store::merge::{MergeRow, record};

use super::role_of;
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::patients::{Desk, look};

/// Whether somebody may undo a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayUndo {
    /// Their own, today.
    Today,
    /// At any time.
    AnyTime,
    /// Not they: an admin may.
    AskAnAdmin,
    /// It is undone.
    Undone,
}

/// A merge as it is listed.
#[derive(Clone)]
pub struct MergeLine {
    /// Which.
    pub id: MergeId,
    /// The profile that went on, and its name now.
    pub survivor: (PatientId, PersonName),
    /// The profile that became part of it, and its name now.
    pub absorbed: (PatientId, PersonName),
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonName,
    /// Why, if that was said.
    pub reason: Option<String>,
    /// When it was undone and by whom, if it was.
    pub undone: Option<(Timestamp, PersonName)>,
    /// Whether whoever looks may undo it.
    pub may_undo: MayUndo,
}

/// Only the id: all else is about people.
impl fmt::Debug for MergeLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergeLine")
            .field("id", &self.id)
            .field("may_undo", &self.may_undo)
            .finish_non_exhaustive()
    }
}

/// A page of the list of merges.
#[derive(Debug)]
pub struct History {
    /// Who looks, and when.
    pub desk: Desk,
    /// The newest first.
    pub merges: Vec<MergeLine>,
    /// The next page begins behind this one, if there is a next one.
    pub after: Option<MergeId>,
}

/// Whether `at` is today, on the clinic's calendar.
pub(super) fn is_today(desk: &Desk, at: Timestamp) -> bool {
    desk.zone.to_datetime(at).date() == desk.today
}

pub(super) fn may_undo(row: &MergeRow, (who, role): (StaffId, Role), desk: &Desk) -> MayUndo {
    if row.undone.is_some() {
        MayUndo::Undone
    } else if role.may(Permission::UndoAnyMerge) {
        MayUndo::AnyTime
    } else if row.by == who && is_today(desk, row.at) {
        MayUndo::Today
    } else {
        MayUndo::AskAnAdmin
    }
}

pub(super) fn line(row: MergeRow, who: (StaffId, Role), desk: &Desk) -> MergeLine {
    let may_undo = may_undo(&row, who, desk);
    MergeLine {
        id: row.id,
        survivor: (row.survivor, row.survivor_name),
        absorbed: (row.absorbed, row.absorbed_name),
        at: row.at,
        by: row.by_name,
        reason: row.reason,
        undone: row.undone,
        may_undo,
    }
}

async fn recorded(work: &mut Work, rows: &[MergeRow]) -> Result<(), Failure> {
    let seen: Vec<PatientId> = rows
        .iter()
        .flat_map(|row| [row.survivor, row.absorbed])
        .collect();
    if seen.is_empty() {
        return Ok(());
    }
    work.record(Action::MergesSeen.as_str(), "", &seen).await
}

/// What was merged, the newest first; with `after`, what was merged before that.
///
/// # Errors
/// [`Failure::NotFound`] for an `after` that isn't there.
pub async fn history(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    after: Option<MergeId>,
) -> Result<History, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = history_in(&mut work, who, after).await;
    work.settle(outcome).await
}

async fn history_in(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    after: Option<MergeId>,
) -> Result<History, Failure> {
    let desk = look(work).await?;
    let who = (who.staff_id(), role_of(work, who.staff_id()).await?);
    let before = match after {
        Some(id) => {
            let row = record::find_merge(&mut **work, id).await?;
            row.ok_or(Failure::NotFound)?.number
        }
        None => i64::MAX,
    };
    let limit = limits::MERGES_PER_PAGE;
    let mut rows = record::list_merges(&mut **work, before, limit + 1).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    recorded(work, &rows).await?;
    let last = rows.last().map(|row| row.id);
    Ok(History {
        merges: rows.into_iter().map(|row| line(row, who, &desk)).collect(),
        desk,
        after: last.filter(|_| more),
    })
}

/// The merges that a profile was part of, on either side, the newest first.
///
/// # Errors
/// Only faults.
pub async fn merges_of(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    patient: PatientId,
) -> Result<Vec<MergeLine>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let desk = look(&mut work).await?;
        let who = (who.staff_id(), role_of(&mut work, who.staff_id()).await?);
        let most = limits::MERGES_PER_PAGE;
        let rows = record::list_of_patient(&mut *work, patient, most).await?;
        recorded(&mut work, &rows).await?;
        Ok(rows.into_iter().map(|row| line(row, who, &desk)).collect())
    }
    .await;
    work.settle(outcome).await
}

/// A merge that whoever asks has just made.
#[derive(Clone)]
pub struct JustMerged {
    /// Which.
    pub id: MergeId,
    /// The name of the profile that went on.
    pub survivor: PersonName,
}

/// Only the id: the name is about a person.
impl fmt::Debug for JustMerged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JustMerged")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The merge that whoever asks has made themself, while it stands, for the line that says so.
/// It tells them nothing that they haven't just done, so nothing is recorded of it; of
/// somebody else's there is no such line.
///
/// # Errors
/// Only faults.
pub async fn line_of(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: MergeId,
) -> Result<Option<JustMerged>, Failure> {
    let mut look = clinic.read(who).await?;
    let found = record::find_merge(&mut *look, id).await?;
    let own = found.filter(|row| row.by == who.staff_id() && row.undone.is_none());
    Ok(own.map(|row| JustMerged {
        id: row.id,
        survivor: row.survivor_name,
    }))
}
