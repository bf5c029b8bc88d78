//! Making two profiles of one again: what goes back by itself, what is asked, and what stays.

use std::collections::BTreeSet;
use std::fmt;

use domain::access::Relation;
use domain::audit::Action;
use domain::id::{
    AccessId, AccountId, AppointmentId, InvitationId, MergeId, PatientId, SafeguardingStopId,
};
use domain::merge::undo::{Row, RowRef, Rows, Said, Sorted, Table};
use domain::merge::{Field, MergeRefusal};
use domain::person::PersonName;
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::merge::{MergeRow, Standing, Undo, different, load_standing, record};
use store::{Constraint, StoreError};

use super::history::{MayUndo, MergeLine, is_today, line, may_undo};
use super::role_of;
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::family;
use crate::patients::{Desk, look};
use crate::staff_step_up::{self, Asked, Proof};

/// What a split would do.
#[derive(Debug)]
pub struct UndoPreview {
    /// Who looks, and when.
    pub desk: Desk,
    /// The merge.
    pub line: MergeLine,
    /// What the page is made of: goes along with the form.
    pub version: String,
    /// What whoever undoes it is asked for first, where it was merged on an earlier day.
    pub asks: Option<Asked>,
    /// A later merge that has to be undone first.
    pub blocked_by: Option<MergeLine>,
    /// Came from the absorbed profile and are as they were: go back by themselves.
    pub back: Vec<RowShown>,
    /// Came from it and were changed since: go back, or stay with the survivor.
    pub changed: Vec<RowShown>,
    /// New since: stay with the survivor, or go to the absorbed profile.
    pub since: Vec<RowShown>,
    /// Those of `since` that belong to the absorbed profile.
    pub theirs: BTreeSet<RowRef>,
    /// Stops that were set since: both profiles have them from then on.
    pub stops: Vec<RowShown>,
    /// Fields of the survivor that get their earlier value back.
    pub fields_back: Vec<Field>,
    /// Fields that were edited since, and stay.
    pub fields_kept: Vec<Field>,
}

/// A row as a page lists it.
#[derive(Clone, Debug)]
pub struct RowShown {
    /// Which: what its checkbox says.
    pub row: RowRef,
    /// What it is.
    pub what: What,
}

/// What a row is.
#[derive(Clone)]
pub enum What {
    /// A visit.
    Visit {
        /// Which.
        id: AppointmentId,
        /// From when.
        starts_at: Timestamp,
        /// Whether it was cancelled.
        cancelled: bool,
    },
    /// An access.
    Access {
        /// Which.
        id: AccessId,
        /// Whose.
        holder: PersonName,
        /// Whether it is the patient's own.
        relation: Relation,
        /// Whether it ended.
        ended: bool,
        /// Whether it waits for staff.
        waits: bool,
        /// Who of those with an account gave it.
        giver: Option<PersonName>,
    },
    /// An invitation.
    Invitation {
        /// Which.
        id: InvitationId,
        /// To which address.
        email: String,
    },
    /// A safeguarding stop.
    Stop {
        /// Which.
        id: SafeguardingStopId,
        /// Since when.
        set_at: Timestamp,
    },
}

/// Only what kind it is: the rest is about people.
impl fmt::Debug for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Visit { .. } => "Visit",
            Self::Access { .. } => "Access",
            Self::Invitation { .. } => "Invitation",
            Self::Stop { .. } => "Stop",
        })
    }
}

/// What whoever splits says, as it stands in the form.
#[derive(Clone, Debug)]
pub struct UndoForm {
    /// The merge.
    pub id: MergeId,
    /// What the page was made of.
    pub version: String,
    /// Rows that were changed since and stay with the survivor.
    pub stay: BTreeSet<RowRef>,
    /// Rows that are new since and go to the absorbed profile.
    pub give: BTreeSet<RowRef>,
}

/// What undoing a merge would do. Recorded as one look at both.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn undo_preview(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: MergeId,
) -> Result<UndoPreview, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = undo_preview_in(&mut work, who, id).await;
    work.settle(outcome).await
}

async fn undo_preview_in(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    id: MergeId,
) -> Result<UndoPreview, Failure> {
    let row = find(work, id).await?;
    let desk = look(work).await?;
    let member = who.member();
    let who = (who.staff_id(), role_of(work, who.staff_id()).await?);
    let standing = load_standing(&mut **work, &row).await?;
    let blocked_by = match standing.outer {
        Some(outer) => Some(line(find(work, outer).await?, who, &desk)),
        None => None,
    };
    // What was undone is undone: there is nothing to sort.
    let sorted = match row.undone {
        Some(_) => Sorted::default(),
        None => standing.merged.sorted(&standing.now, &standing.later),
    };
    let then = as_it_will_be(&standing);
    let both = [row.survivor, row.absorbed];
    let asks = match is_today(&desk, row.at) {
        true => None,
        false => Some(staff_step_up::asked(&mut **work, member).await?),
    };
    let preview = UndoPreview {
        asks,
        back: shown(work, &then, &sorted.back).await?,
        changed: shown(work, &then, &sorted.changed).await?,
        since: shown(work, &standing.now, &sorted.since).await?,
        theirs: sorted.theirs,
        stops: shown(work, &standing.now, &sorted.stops).await?,
        fields_back: sorted.fields_back,
        fields_kept: sorted.fields_kept,
        version: standing.version,
        blocked_by,
        line: line(row, who, &desk),
        desk,
    };
    work.record(Action::MergeSeen.as_str(), &id.to_string(), &both)
        .await?;
    Ok(preview)
}

async fn find(work: &mut Work, id: MergeId) -> Result<MergeRow, Failure> {
    record::find_merge(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)
}

/// The rows as they are after the split where whoever splits says nothing besides.
fn as_it_will_be(standing: &Standing) -> Rows {
    let Standing {
        merged, now, later, ..
    } = standing;
    match merged.restored(now, later, &Said::default()) {
        Ok(restored) => merged.then(now, &restored),
        Err(_) => now.clone(),
    }
}

async fn shown(
    work: &mut Work,
    of: &Rows,
    rows: &BTreeSet<RowRef>,
) -> Result<Vec<RowShown>, Failure> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(found) = of.get(row)
            && let Some(what) = what(work, row, found).await?
        {
            let row = row.clone();
            all.push(RowShown { row, what });
        }
    }
    Ok(all)
}

async fn what(work: &mut Work, row: &RowRef, found: &Row) -> Result<Option<What>, Failure> {
    let wrong = || Failure::fault("a row can't be read");
    let text = |column: &str| found.get(column).cloned().flatten();
    let at = |column: &str| {
        let stored = text(column).and_then(|text| text.parse().ok());
        stored
            .and_then(|stored| Timestamp::from_millisecond(stored).ok())
            .ok_or_else(wrong)
    };
    Ok(Some(match row.table {
        Table::Appointment => What::Visit {
            id: row.id.parse().map_err(|_| wrong())?,
            starts_at: at("starts_at")?,
            cancelled: text("state").as_deref() == Some("cancelled"),
        },
        Table::Access => {
            let account = text("account_id").and_then(|text| text.parse().ok());
            let account = account.ok_or_else(wrong)?;
            let name = store::account::find_name(&mut **work, account).await?;
            let giver = match text("granted_by_account").and_then(|text| text.parse().ok()) {
                Some(giver) => store::account::find_name(&mut **work, giver).await?,
                None => None,
            };
            What::Access {
                id: row.id.parse().map_err(|_| wrong())?,
                holder: name.ok_or_else(wrong)?,
                relation: text("relation")
                    .and_then(|word| Relation::parse(&word))
                    .ok_or_else(wrong)?,
                ended: text("ended_at").is_some(),
                waits: text("ended_at").is_none() && text("suspended_at").is_some(),
                giver,
            }
        }
        Table::Invitation => What::Invitation {
            id: row.id.parse().map_err(|_| wrong())?,
            email: text("email").unwrap_or_default(),
        },
        Table::Stop => What::Stop {
            id: row.id.parse().map_err(|_| wrong())?,
            set_at: at("set_at")?,
        },
        _ => return Ok(None),
    }))
}

/// Makes two profiles of one again. A merge of an earlier day asks whoever undoes it to show
/// again that it is they; nothing that was typed for that is looked at, or used up, where the
/// page is out of date.
///
/// # Errors
/// [`Failure::Forbidden`] for somebody else's, or of another day, unless by an admin;
/// `Reauthenticate` without a proof where one is asked, and as
/// [`staff_step_up`](crate::staff_step_up) for one that doesn't do; `Refused(ChangedMeanwhile)`
/// if something isn't any more what the page was made of, or it was undone meanwhile;
/// `Refused(Merge(Outer))`, `Refused(Merge(Doubled))`; [`Failure::NotFound`].
pub async fn undo(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    form: &UndoForm,
    proof: Option<Proof<'_>>,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = ready(&mut work, who, form).await;
    let late = work.settle(outcome).await?.late;
    match proof {
        Some(proof) if late => staff_step_up::check(clinic, who.member(), &proof).await?,
        _ => {}
    }
    let mut work = clinic.begin(who).await?;
    let outcome = undo_in(clinic, &mut work, who, form, late && proof.is_some()).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// A merge that may be undone.
struct Ready {
    row: MergeRow,
    standing: Standing,
    /// Whether it was merged on an earlier day.
    late: bool,
}

/// The merge, if whoever asks may undo it, and it still is what their page was made of.
async fn ready(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    form: &UndoForm,
) -> Result<Ready, Failure> {
    let row = find(work, form.id).await?;
    let desk = look(work).await?;
    let role = role_of(work, who.staff_id()).await?;
    match may_undo(&row, (who.staff_id(), role), &desk) {
        MayUndo::Undone => return Err(Failure::Refused(Refusal::ChangedMeanwhile)),
        MayUndo::AskAnAdmin => return Err(Failure::Forbidden),
        MayUndo::Today | MayUndo::AnyTime => {}
    }
    let standing = load_standing(&mut **work, &row).await?;
    if standing.outer.is_some() {
        return Err(Failure::Refused(Refusal::Merge(MergeRefusal::Outer)));
    }
    if standing.version != form.version {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let late = !is_today(&desk, row.at);
    Ok(Ready {
        row,
        standing,
        late,
    })
}

async fn undo_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    form: &UndoForm,
    proven: bool,
) -> Result<(), Failure> {
    let Ready {
        row,
        standing,
        late,
    } = ready(work, who, form).await?;
    if late && !proven {
        return Err(Failure::Reauthenticate);
    }
    let said = Said {
        stay: form.stay.clone(),
        give: form.give.clone(),
    };
    let restored = standing
        .merged
        .restored(&standing.now, &standing.later, &said)
        .map_err(|refusal| Failure::Refused(Refusal::Merge(refusal)))?;
    let (by, at) = (who.staff_id(), work.now());
    let stops: Vec<SafeguardingStopId> = restored.stops.iter().map(|_| clinic.new_id()).collect();
    let written = Undo {
        row: &row,
        standing: &standing,
        restored: &restored,
        stops: &stops,
        by,
        at,
    };
    match store::merge::undo(work, &written).await {
        Ok(true) => {}
        Ok(false) => return Err(Failure::Refused(Refusal::ChangedMeanwhile)),
        // The rules know what there may be one of; the schema has the last word.
        Err(StoreError::Conflict(
            Constraint::OpenAccess
            | Constraint::OpenSelfAccess
            | Constraint::OpenInvitation
            | Constraint::OpenStop,
        )) => {
            return Err(Failure::Refused(Refusal::Merge(MergeRefusal::Doubled)));
        }
        Err(error) => return Err(error.into()),
    }
    let then = standing.merged.then(&standing.now, &restored);
    for (account, patient) in parted(&row, &standing.now, &then) {
        family::let_go(work, account, patient).await?;
        store::family::forget_choice(work, account, patient).await?;
    }
    let both = (row.survivor, row.absorbed);
    different::mark_different(work, both, by, Some(row.id), at).await?;
    work.record(
        Action::MergeUndone.as_str(),
        &row.id.to_string(),
        &[row.survivor, row.absorbed],
    )
    .await
}

/// Who could log in for the one profile that there was, and can't for one of the two.
fn parted(row: &MergeRow, now: &Rows, then: &Rows) -> BTreeSet<(AccountId, PatientId)> {
    let live = |rows: &Rows, patient: PatientId| -> BTreeSet<AccountId> {
        let whose = Some(patient.to_string());
        let accesses = rows.iter().filter(|(of, found)| {
            of.table == Table::Access
                && found.get("patient_id") == Some(&whose)
                && found.get("ended_at") == Some(&None)
                && found.get("suspended_at") == Some(&None)
        });
        let accounts = accesses.filter_map(|(_, found)| found.get("account_id")?.as_deref());
        accounts
            .filter_map(|account| account.parse().ok())
            .collect()
    };
    let before = live(now, row.survivor);
    let mut parted = BTreeSet::new();
    for patient in [row.survivor, row.absorbed] {
        let gone = before
            .difference(&live(then, patient))
            .copied()
            .collect::<Vec<_>>();
        parted.extend(gone.into_iter().map(|account| (account, patient)));
    }
    parted
}
