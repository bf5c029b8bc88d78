//! What whoever merges says to a plan, and what is done then.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{AccessPlan, Fate, sees_more};
use super::field::{self, Field, Parts, Pick};
use super::{Caution, MergeRefusal, Overlap, Plan, Side, Whose};
use crate::access::Relation;
use crate::id::{AccessId, AccountId, AppointmentId, InvitationId};

/// What is done about two visits at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverlapAnswer {
    /// Both stay, and are marked as put over each other.
    KeepBoth,
    /// The survivor's is cancelled.
    CancelSurvivors,
    /// The absorbed one's is cancelled.
    CancelAbsorbed,
}

impl OverlapAnswer {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::KeepBoth, Self::CancelSurvivors, Self::CancelAbsorbed];

    /// The form's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeepBoth => "both",
            Self::CancelSurvivors => "cancel_survivor",
            Self::CancelAbsorbed => "cancel_absorbed",
        }
    }

    /// Reads the form's word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

/// What whoever merges said.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Which value a field has afterwards; one that isn't named has the better guess.
    pub picks: BTreeMap<Field, Pick>,
    /// Accesses that go on.
    pub accesses: BTreeSet<AccessId>,
    /// Invitations that go on.
    pub invitations: BTreeSet<InvitationId>,
    /// Of two accounts of their own, the one that goes on.
    pub stays_self: Option<AccountId>,
    /// Of two accesses of one account of which one is the patient's own, the one that goes on.
    pub relations: BTreeSet<AccessId>,
    /// What is done about visits at the same time.
    pub overlaps: BTreeMap<(AppointmentId, AppointmentId), OverlapAnswer>,
    /// "I've checked who this is."
    pub identity_checked: bool,
    /// They are the same person all the same.
    pub confirmed: bool,
    /// Why.
    pub reason: Option<String>,
    /// Whether whoever merges may lift a safeguarding stop.
    pub may_lift: bool,
}

/// What is missing before it can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Nobody passes this over.
    Refused(MergeRefusal),
    /// That somebody checked who it is.
    Identity,
    /// That they are the same person all the same.
    Confirmed,
    /// Why.
    Reason,
    /// Which of two accounts goes on.
    StaysSelf,
    /// Whether an account is the patient or acts for them.
    Relation(AccountId),
    /// What is done about two visits.
    Overlap(Overlap),
}

/// What becomes of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stays as it is.
    AsItIs,
    /// It waits for staff.
    Suspended,
    /// It ends.
    Ended,
}

/// What becomes of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationOutcome {
    /// It stays as it is.
    AsItIs,
    /// The survivor has one like it.
    Superseded,
    /// It is taken back.
    TakenBack,
}

/// What is done, exactly.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What the survivor's chart says afterwards, where that is something else than before.
    pub fields: Vec<(Field, Parts)>,
    /// How each field was chosen that differed.
    pub chosen: Vec<(Field, Chosen)>,
    /// What becomes of each live access, in the order of the plan.
    pub accesses: Vec<(AccessId, Outcome)>,
    /// What becomes of each invitation that waits.
    pub invitations: Vec<(InvitationId, InvitationOutcome)>,
    /// Visits that are cancelled.
    pub cancelled: BTreeSet<AppointmentId>,
    /// Visits that are marked as put over another one.
    pub overbooked: BTreeSet<AppointmentId>,
    /// Accounts that were the patient's own and no longer are: they are told to call.
    pub detached: Vec<AccountId>,
    /// Nothing ties the two but somebody's word: whoever had the survivor's profile is told.
    pub on_somebodys_word: bool,
    /// Why, where that was asked or said.
    pub reason: Option<String>,
}

/// How a field was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// What one of the two had.
    Of(Whose),
    /// Something else.
    Typed,
}

impl Chosen {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Of(Whose::Survivor) => "survivor",
            Self::Of(Whose::Absorbed) => "absorbed",
            Self::Typed => "typed",
        }
    }
}

/// What is done when the answers to the plan of these two are these.
///
/// # Errors
/// All that is missing, in the order of the page.
pub fn decide(
    survivor: &Side,
    absorbed: &Side,
    plan: &Plan,
    answers: &Answers,
) -> Result<Decision, Vec<Missing>> {
    let missing = missing(plan, answers);
    if !missing.is_empty() {
        return Err(missing);
    }
    let (fields, chosen) = fields(survivor, absorbed, plan, answers);
    let (accesses, detached) = accesses(plan, answers);
    let (cancelled, overbooked) = visits(plan, answers);
    Ok(Decision {
        fields,
        chosen,
        accesses,
        invitations: invitations(plan, answers),
        cancelled,
        overbooked,
        detached,
        on_somebodys_word: needs_identity(plan, answers),
        reason: answers.reason.clone(),
    })
}

/// Whether an account sees more from now on that nothing ties to what it sees.
fn needs_identity(plan: &Plan, answers: &Answers) -> bool {
    plan.accesses
        .iter()
        .filter(|access| sees_more(access) && !access.tied)
        .any(|access| match access.fate {
            Fate::Tick { .. } => answers.accesses.contains(&access.access),
            Fate::Choose => answers
                .stays_self
                .is_none_or(|stays| stays == access.account),
            Fate::Relation => goes_on_as(plan, answers, access),
            _ => true,
        })
}

fn missing(plan: &Plan, answers: &Answers) -> Vec<Missing> {
    let mut missing: Vec<Missing> = plan
        .refusals
        .iter()
        .copied()
        .map(Missing::Refused)
        .collect();
    if plan.cautions.contains(&Caution::Safeguarding) && !answers.may_lift {
        missing.push(Missing::Refused(MergeRefusal::Safeguarding));
    }
    if needs_identity(plan, answers) && !answers.identity_checked {
        missing.push(Missing::Identity);
    }
    if !plan.cautions.is_empty() {
        if !answers.confirmed {
            missing.push(Missing::Confirmed);
        }
        if answers.reason.is_none() {
            missing.push(Missing::Reason);
        }
    }
    if let Some(selves) = plan.selves {
        let theirs = [selves.survivor.1, selves.absorbed.1];
        if !answers
            .stays_self
            .is_some_and(|stays| theirs.contains(&stays))
        {
            missing.push(Missing::StaysSelf);
        }
    }
    for two in &plan.relations {
        let said = [two.own, two.guardian].map(|access| answers.relations.contains(&access));
        if said[0] == said[1] {
            missing.push(Missing::Relation(two.account));
        }
    }
    for overlap in &plan.overlaps {
        let both = (overlap.survivor, overlap.absorbed);
        if !answers.overlaps.contains_key(&both) {
            missing.push(Missing::Overlap(*overlap));
        }
    }
    missing
}

type Written = (Vec<(Field, Parts)>, Vec<(Field, Chosen)>);

fn fields(survivor: &Side, absorbed: &Side, plan: &Plan, answers: &Answers) -> Written {
    let (mut written, mut chosen) = (Vec::new(), Vec::new());
    for field in Field::ALL {
        let differing = plan.differing.iter().find(|one| one.field == field);
        let to = match (differing, answers.picks.get(&field)) {
            (_, Some(Pick::Typed(parts))) => {
                chosen.push((field, Chosen::Typed));
                parts.clone()
            }
            (Some(differing), pick) => {
                let whose = match pick {
                    Some(Pick::Of(whose)) => *whose,
                    _ => differing.default,
                };
                chosen.push((field, Chosen::Of(whose)));
                differing.of(whose).clone()
            }
            (None, _) => field::of_same(field, survivor, absorbed),
        };
        if to != survivor.field(field) {
            written.push((field, to));
        }
    }
    (written, chosen)
}

fn accesses(plan: &Plan, answers: &Answers) -> (Vec<(AccessId, Outcome)>, Vec<AccountId>) {
    let (mut outcomes, mut detached) = (Vec::new(), Vec::new());
    for access in &plan.accesses {
        let outcome = match access.fate {
            Fate::Works | Fate::Suspended => Outcome::AsItIs,
            Fate::Tick { .. } if answers.accesses.contains(&access.access) => Outcome::AsItIs,
            Fate::Choose if answers.stays_self == Some(access.account) => Outcome::AsItIs,
            Fate::Relation if goes_on_as(plan, answers, access) => Outcome::AsItIs,
            Fate::Tick { .. } | Fate::Choose | Fate::Stopped => Outcome::Suspended,
            Fate::Doubled | Fate::Relation => Outcome::Ended,
        };
        let lost = outcome != Outcome::AsItIs && access.relation == Relation::Myself;
        if lost {
            detached.push(access.account);
        }
        outcomes.push((access.access, outcome));
    }
    // Whoever goes on with another access has not lost the profile.
    detached.retain(|account| !goes_on(plan, &outcomes, *account));
    (outcomes, detached)
}

/// Whether this is the one of the account's two relations with which it goes on.
fn goes_on_as(plan: &Plan, answers: &Answers, access: &AccessPlan) -> bool {
    match plan.selves {
        Some(_) => {
            let is_own = answers.stays_self == Some(access.account);
            is_own == (access.relation == Relation::Myself)
        }
        None => answers.relations.contains(&access.access),
    }
}

/// Whether an account can still do something for the patient.
fn goes_on(plan: &Plan, outcomes: &[(AccessId, Outcome)], account: AccountId) -> bool {
    let mut each = plan.accesses.iter().zip(outcomes);
    each.any(|(access, (_, outcome))| {
        access.account == account && access.works && *outcome == Outcome::AsItIs
    })
}

impl Decision {
    /// Accounts that could do something for one of the two, and can do nothing from now on.
    #[must_use]
    pub fn lost(&self, plan: &Plan) -> BTreeSet<AccountId> {
        let shut = plan.accesses.iter().zip(&self.accesses);
        let shut = shut.filter(|(_, (_, outcome))| *outcome != Outcome::AsItIs);
        shut.map(|(access, _)| access.account)
            .filter(|account| !goes_on(plan, &self.accesses, *account))
            .collect()
    }
}

fn invitations(plan: &Plan, answers: &Answers) -> Vec<(InvitationId, InvitationOutcome)> {
    let each = plan.invitations.iter().map(|one| {
        let ticked = answers.invitations.contains(&one.invitation);
        let outcome = match one.fate {
            Fate::Works => InvitationOutcome::AsItIs,
            Fate::Tick { .. } if ticked => InvitationOutcome::AsItIs,
            Fate::Doubled => InvitationOutcome::Superseded,
            _ => InvitationOutcome::TakenBack,
        };
        (one.invitation, outcome)
    });
    each.collect()
}

fn visits(plan: &Plan, answers: &Answers) -> (BTreeSet<AppointmentId>, BTreeSet<AppointmentId>) {
    let (mut cancelled, mut kept) = (BTreeSet::new(), Vec::new());
    for overlap in &plan.overlaps {
        match answers.overlaps.get(&(overlap.survivor, overlap.absorbed)) {
            Some(OverlapAnswer::CancelSurvivors) => {
                cancelled.insert(overlap.survivor);
            }
            Some(OverlapAnswer::CancelAbsorbed) => {
                cancelled.insert(overlap.absorbed);
            }
            Some(OverlapAnswer::KeepBoth) | None => kept.push(*overlap),
        }
    }
    let stands = |overlap: &&Overlap| {
        !cancelled.contains(&overlap.survivor) && !cancelled.contains(&overlap.absorbed)
    };
    // The one that comes along is put over the one that is there.
    let overbooked = kept.iter().filter(stands).map(|overlap| overlap.absorbed);
    let overbooked = overbooked.collect();
    (cancelled, overbooked)
}
