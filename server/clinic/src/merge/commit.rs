//! Making one profile of two, all of it or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::audit::Action;
use domain::id::{AccessId, AccountId, AppointmentId, InvitationId, MergeId, NoticeId, PatientId};
use domain::limits;
use domain::merge::{
    Answers, Decision, Field, InvitationOutcome, Missing, OverlapAnswer, Plan, decide, settles,
};
use domain::person::{Invalid, parse_note};
use domain::refusal::{FieldErrors, Refusal};
use domain::role::Permission;
use store::merge::{NewMerge, Pair};
use store::notice::{list_of_invitation, list_waiting_between};

use super::look::{self as both, load};
use super::role_of;
use super::telling::tell;
use super::typed::{self, Typed};
use crate::authz::{Clinic, Staff, Work, can};
use crate::desk::{cancel_for_merge, confirm_all, tell_confirmed};
use crate::failure::Failure;
use crate::patients::look;

/// What whoever merges says, as it stands in the form.
#[derive(Clone)]
pub struct Form {
    /// The profile that goes on.
    pub survivor: PatientId,
    /// The profile that becomes part of it.
    pub absorbed: PatientId,
    /// What the page was made of.
    pub version: String,
    /// How fields were chosen; one that isn't named has the better guess.
    pub fields: BTreeMap<Field, Typed>,
    /// Accesses that go on.
    pub accesses: BTreeSet<AccessId>,
    /// Invitations that go on.
    pub invitations: BTreeSet<InvitationId>,
    /// Of two accounts of their own, the one that goes on.
    pub stays_self: Option<AccountId>,
    /// Of two accesses of one account of which one is the patient's own, the one that goes on.
    pub relations: BTreeSet<AccessId>,
    /// What is done about visits at the same time: the survivor's, the absorbed one's.
    pub overlaps: BTreeMap<(AppointmentId, AppointmentId), OverlapAnswer>,
    /// "I've checked who this is."
    pub identity_checked: bool,
    /// They are the same person all the same.
    pub confirmed: bool,
    /// Why.
    pub reason: String,
}

/// Only ids: the rest is about people.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form")
            .field("survivor", &self.survivor)
            .field("absorbed", &self.absorbed)
            .finish_non_exhaustive()
    }
}

impl Form {
    /// That of a page on which nothing was touched.
    #[must_use]
    pub fn untouched(survivor: PatientId, absorbed: PatientId, version: &str) -> Self {
        Self {
            survivor,
            absorbed,
            version: version.to_owned(),
            fields: BTreeMap::new(),
            accesses: BTreeSet::new(),
            invitations: BTreeSet::new(),
            stays_self: None,
            relations: BTreeSet::new(),
            overlaps: BTreeMap::new(),
            identity_checked: false,
            confirmed: false,
            reason: String::new(),
        }
    }
}

/// Makes one profile of two. Whoever acted for one of them and whose box wasn't ticked can do
/// nothing until staff have looked; an account that no longer is the patient's own is told to
/// call.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` if one of them isn't any more what the page was made of;
/// `Refused(Merge)`; `Invalid` for what is missing ("identity", "confirmed", "reason", "self", "relations",
/// "overlap") or for a typed field by its word; [`Failure::NotFound`].
pub async fn merge(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    form: &Form,
) -> Result<MergeId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = merge_in(clinic, &mut work, who, form).await;
    let id = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(id)
}

async fn merge_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    form: &Form,
) -> Result<MergeId, Failure> {
    let (mut pair, plan) = load(work, form.survivor, form.absorbed).await?;
    // What nobody passes over is told before that something changed: it is why.
    if let Some(refusal) = plan.refusals.first() {
        return Err(Failure::Refused(Refusal::Merge(*refusal)));
    }
    if pair.version()? != form.version {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let decision = decided(work, who, form, (&pair, &plan)).await?;
    // Before anything is cancelled: of that, whoever booked it is told in any case.
    let silenced = let_go(work, &plan, &decision, [form.survivor, form.absorbed]).await?;
    for visit in &decision.cancelled {
        cancel_for_merge(clinic, work, *visit).await?;
    }
    let confirmed = match settles(&pair.survivor.side, &pair.absorbed.side) {
        true => confirm_all(work, form.absorbed).await?,
        false => Vec::new(),
    };
    if !decision.cancelled.is_empty() || !confirmed.is_empty() {
        // A cancelling and a confirming are deeds of their own, which a split doesn't take back:
        // what the merge writes down of these rows is what they are after it. So a split gives
        // them back byte for byte as they were when the merge itself began, and nobody who was
        // told that their time stands loses it.
        pair = both::pair(work, form.survivor, form.absorbed).await?;
    }
    let id: MergeId = clinic.new_id();
    let new = NewMerge {
        id,
        pair: &pair,
        decision: &decision,
        silenced: &silenced,
        version: &form.version,
        by: who.staff_id(),
        at: work.now(),
    };
    store::merge::merge(work, &new).await?;
    tell(clinic, work, &pair, &decision).await?;
    // Who hears of it is whoever does so in the one profile that there is now.
    tell_confirmed(clinic, work, &confirmed).await?;
    let both = [form.survivor, form.absorbed];
    work.record(Action::MergeDone.as_str(), &id.to_string(), &both)
        .await?;
    Ok(id)
}

/// What becomes of what an account left behind that can do nothing for the two from now on: the
/// steps of [`family::let_go`](crate::family), but what is taken back stands in the merge, and
/// comes back with its undo. What it held is free again; what it sent was decided about with
/// all other invitations; the mails that this silences are told.
async fn let_go(
    work: &mut Work,
    plan: &Plan,
    decision: &Decision,
    both: [PatientId; 2],
) -> Result<BTreeSet<NoticeId>, Failure> {
    let (now, mut silenced) = (work.now(), BTreeSet::new());
    for account in decision.lost(plan) {
        for patient in both {
            store::hold::delete_holds_between(work, account, patient).await?;
            let between = (account, patient);
            silenced.extend(list_waiting_between(&mut **work, between, now).await?);
        }
    }
    for (invitation, outcome) in &decision.invitations {
        if *outcome != InvitationOutcome::AsItIs {
            silenced.extend(list_of_invitation(&mut **work, *invitation, now).await?);
        }
    }
    Ok(silenced)
}

async fn decided(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    form: &Form,
    (pair, plan): (&Pair, &Plan),
) -> Result<Decision, Failure> {
    let today = look(work).await?.today;
    let role = role_of(work, who.staff_id()).await?;
    let mut errors = FieldErrors::default();
    let picks = typed::read(&form.fields, today, &mut errors);
    let reason = errors.take("reason", parse_note(&form.reason, limits::REASON_CHARS_MAX));
    let answers = Answers {
        picks,
        accesses: form.accesses.clone(),
        invitations: form.invitations.clone(),
        stays_self: form.stays_self,
        relations: form.relations.clone(),
        overlaps: form.overlaps.clone(),
        identity_checked: form.identity_checked,
        confirmed: form.confirmed,
        reason: reason.flatten(),
        may_lift: role.may(Permission::LiftSafeguardingStop),
    };
    let outcome = decide(&pair.survivor.side, &pair.absorbed.side, plan, &answers);
    let missing = match outcome {
        Ok(decision) if errors.is_empty() => return Ok(decision),
        Ok(_) => Vec::new(),
        Err(missing) => missing,
    };
    for missing in missing {
        let (field, invalid) = match missing {
            Missing::Refused(refusal) => return Err(Failure::Refused(Refusal::Merge(refusal))),
            Missing::Identity => ("identity", Invalid::Missing),
            Missing::Confirmed => ("confirmed", Invalid::Missing),
            Missing::Reason => ("reason", Invalid::Missing),
            Missing::StaysSelf => ("self", Invalid::Missing),
            Missing::Relation(_) => ("relations", Invalid::Missing),
            Missing::Overlap(_) => ("overlap", Invalid::Missing),
        };
        if errors.of(field).is_none() {
            errors.take::<()>(field, Err(invalid));
        }
    }
    Err(Failure::Invalid(errors))
}
