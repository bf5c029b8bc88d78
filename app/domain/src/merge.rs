//! Two profiles of one person become one, and two again.
//!
//! [`plan`] says what merging two profiles would do and what speaks against it; the page is
//! made of it, and so is the commit. [`decide`] takes the answers of whoever merges and says
//! exactly what is done, or what is still missing. [`undo`] sorts what a split takes back.
//!
//! Merging never lets anybody see more without somebody having said so: whoever acts for one
//! of the two sees the other's rows only once their box was ticked; of two accounts that are
//! the patient's own one goes on; and where nothing ties an account to the other profile,
//! somebody says that they checked who it is.
//!
//! | module | what it settles |
//! |---|---|
//! | [`field`] | what of a chart is compared, and which side is the better guess |
//! | [`access`] | what becomes of whoever can log in for one of the two |
//! | [`answer`] | what whoever merges says, and what is done then |
//! | [`undo`] | what a split gives back, what it asks, and what stays |

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::appointment::AppointmentState;
use crate::id::{AccountId, AppointmentId, PatientId, SafeguardingStopId};
use crate::span::Span;

pub mod access;
pub mod answer;
pub mod field;
pub mod undo;

pub use access::{
    AccessPlan, Fate, HeldAccess, Identity, InvitationPlan, Pending, Selves, TwoRelations,
};
pub use answer::{
    Answers, Chosen, Decision, InvitationOutcome, Missing, Outcome, OverlapAnswer, decide,
};
pub use field::{Differing, Field, Parts, Pick};

/// One of the two profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The one that goes on.
    Survivor,
    /// The one that becomes part of it.
    Absorbed,
}

impl Whose {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Survivor => Self::Absorbed,
            Self::Absorbed => Self::Survivor,
        }
    }
}

/// A visit of one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which.
    pub id: AppointmentId,
    /// From when until when.
    pub span: Span,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
}

/// A safeguarding stop of one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which.
    pub id: SafeguardingStopId,
    /// Whether it still shuts everybody else out.
    pub stands: bool,
}

/// All of a profile that a merge asks about.
#[derive(Clone, Debug)]
pub struct Side {
    /// Which.
    pub patient: PatientId,
    /// What the chart says.
    pub fields: BTreeMap<Field, Parts>,
    /// Whether it is a sign-up that staff have not looked at.
    pub sign_up: bool,
    /// Whether it was put away.
    pub put_away: bool,
    /// When they died.
    pub deceased_on: Option<Date>,
    /// The profile that it is part of already.
    pub merged_into: Option<PatientId>,
    /// When the chart was last changed.
    pub changed_at: Timestamp,
    /// Whether a third chart has the same e-mail address.
    pub email_elsewhere: bool,
    /// Who can log in for them, and whose access has run out without anybody ending it.
    pub accesses: Vec<HeldAccess>,
    /// Whose access to them was ended.
    pub former: Vec<AccountId>,
    /// Accounts that have accepted an invitation to be this patient, with its link and the
    /// second check, and can still log in with that access.
    pub proven: Vec<AccountId>,
    /// Invitations that wait for an answer.
    pub invitations: Vec<Pending>,
    /// Their visits.
    pub visits: Vec<Visit>,
    /// Stops that stand or stood.
    pub stops: Vec<Stop>,
}

impl Side {
    /// A field of the chart.
    #[must_use]
    pub fn field(&self, field: Field) -> Parts {
        let found = self.fields.get(&field);
        found.cloned().unwrap_or_else(|| Parts::none(field))
    }

    /// Whether a safeguarding stop stands.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stops.iter().any(|stop| stop.stands)
    }
}

/// What nobody passes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeRefusal {
    /// It is one and the same profile.
    Itself,
    /// One of them is part of another profile.
    AlreadyMerged,
    /// Somebody said that they are different people.
    Different,
    /// The profile that would go on is a sign-up, and the other one isn't: the other way round
    /// it can be done.
    SurvivorIsSignUp,
    /// The profile that would go on was put away.
    SurvivorPutAway,
    /// Each has a confirmed record number, and they differ.
    RecordNumbers,
    /// One is said to have died and the other not, or on another day.
    Deceased,
    /// A safeguarding stop stands or stood, and whoever merges may lift none.
    Safeguarding,
    /// A later merge has to be undone first.
    Outer,
    /// What was ticked can't go to the other profile: it has one like it.
    Doubled,
}

impl MergeRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Itself => "merge_itself",
            Self::AlreadyMerged => "merge_already_merged",
            Self::Different => "merge_different",
            Self::SurvivorIsSignUp => "merge_survivor_is_sign_up",
            Self::SurvivorPutAway => "merge_survivor_put_away",
            Self::RecordNumbers => "merge_record_numbers",
            Self::Deceased => "merge_deceased",
            Self::Safeguarding => "merge_safeguarding",
            Self::Outer => "merge_outer",
            Self::Doubled => "merge_doubled",
        }
    }

    /// Whether it came of what others did meanwhile.
    #[must_use]
    pub const fn is_conflict(self) -> bool {
        matches!(self, Self::AlreadyMerged | Self::Different | Self::Outer)
    }
}

/// What speaks against it, and is passed over by whoever says so and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// Both birth dates are known and differ.
    BornDiffers,
    /// Both are known, and differ.
    SexDiffers,
    /// A safeguarding stop stands or stood, on whichever side: for those alone who may lift
    /// one.
    Safeguarding,
}

/// Two visits ahead at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overlap {
    /// The survivor's.
    pub survivor: AppointmentId,
    /// The absorbed one's.
    pub absorbed: AppointmentId,
}

/// How much goes from the absorbed profile to the survivor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Visits ahead.
    pub upcoming: usize,
    /// All other visits.
    pub past: usize,
    /// Accounts that can log in for them.
    pub accounts: usize,
    /// Invitations that wait for an answer.
    pub invitations: usize,
    /// Safeguarding stops.
    pub stops: usize,
    /// Of the visits, how many are requests, which merging confirms.
    pub requests: usize,
}

/// What stays with the absorbed profile, whose address leads to the survivor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stays {
    /// The record of the sign-up.
    pub sign_up: bool,
    /// A safeguarding stop, because the survivor has one that stands.
    pub stop: Option<SafeguardingStopId>,
}

/// What merging two profiles would do, and what speaks against it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What nobody passes over.
    pub refusals: Vec<MergeRefusal>,
    /// Whether nothing of that kind speaks against it the other way round.
    pub turned: bool,
    /// What is passed over with a tick and a reason.
    pub cautions: Vec<Caution>,
    /// Whether something ties each account to the profile whose rows it would see anew.
    pub identity: Identity,
    /// Fields that differ, with both values and the better guess.
    pub differing: Vec<Differing>,
    /// Fields that both have, alike.
    pub same: Vec<Field>,
    /// Everybody who can log in for one of the two, and what becomes of that.
    pub accesses: Vec<AccessPlan>,
    /// Two accounts that are the patient's own: one of them goes on.
    pub selves: Option<Selves>,
    /// Accounts that are the patient's own of one of the two and act for the other one: which of
    /// both they go on as.
    pub relations: Vec<TwoRelations>,
    /// Invitations that wait for an answer, and what becomes of them.
    pub invitations: Vec<InvitationPlan>,
    /// Visits ahead at the same time.
    pub overlaps: Vec<Overlap>,
    /// How much moves.
    pub moves: Moves,
    /// What doesn't.
    pub stays: Stays,
}

/// What merging `absorbed` into `survivor` at `now` would do; `different` says whether somebody
/// has marked them as different people.
#[must_use]
pub fn plan(survivor: &Side, absorbed: &Side, different: bool, now: Timestamp) -> Plan {
    let (differing, same) = field::compare(survivor, absorbed);
    let selves = access::selves(survivor, absorbed);
    Plan {
        refusals: refusals(survivor, absorbed, different),
        turned: refusals(absorbed, survivor, different).is_empty(),
        cautions: cautions(survivor, absorbed),
        identity: access::identity(survivor, absorbed),
        differing,
        same,
        accesses: access::plan(survivor, absorbed),
        selves,
        relations: access::relations(survivor, absorbed),
        invitations: access::invitations(survivor, absorbed),
        overlaps: overlaps(survivor, absorbed, now),
        moves: Moves {
            upcoming: ahead(absorbed, now).count(),
            past: absorbed.visits.len() - ahead(absorbed, now).count(),
            accounts: absorbed.accesses.len(),
            invitations: absorbed.invitations.len(),
            stops: absorbed.stops.len(),
            requests: match settles(survivor, absorbed) {
                true => absorbed.visits.iter().filter(|one| one.requested).count(),
                false => 0,
            },
        },
        stays: Stays {
            sign_up: absorbed.sign_up,
            stop: absorbed
                .stops
                .iter()
                .find(|stop| stop.stands && survivor.is_stopped())
                .map(|stop| stop.id),
        },
    }
}

/// Whether merging settles who somebody is who signed up: what they asked for stands then. Two
/// sign-ups that become one still wait as one.
#[must_use]
pub fn settles(survivor: &Side, absorbed: &Side) -> bool {
    absorbed.sign_up && !survivor.sign_up
}

fn refusals(survivor: &Side, absorbed: &Side, different: bool) -> Vec<MergeRefusal> {
    let confirmed = |side: &Side| {
        let number = side.field(Field::RecordNumber);
        let parts = number.parts();
        match parts {
            [Some(number), Some(_)] => Some(field::folded(number)),
            _ => None,
        }
    };
    let numbers = confirmed(survivor).zip(confirmed(absorbed));
    [
        (MergeRefusal::Itself, survivor.patient == absorbed.patient),
        (
            MergeRefusal::AlreadyMerged,
            survivor.merged_into.is_some() || absorbed.merged_into.is_some(),
        ),
        (MergeRefusal::Different, different),
        (
            MergeRefusal::SurvivorIsSignUp,
            survivor.sign_up && !absorbed.sign_up,
        ),
        (MergeRefusal::SurvivorPutAway, survivor.put_away),
        (
            MergeRefusal::RecordNumbers,
            numbers.is_some_and(|(one, other)| one != other),
        ),
        (
            MergeRefusal::Deceased,
            survivor.deceased_on != absorbed.deceased_on,
        ),
    ]
    .into_iter()
    .filter_map(|(refusal, holds)| holds.then_some(refusal))
    .collect()
}

fn cautions(survivor: &Side, absorbed: &Side) -> Vec<Caution> {
    let differ = |field: Field| {
        let (one, other) = (survivor.field(field), absorbed.field(field));
        !one.is_empty() && !other.is_empty() && !one.means(&other)
    };
    // What stands in a birth date's place, and is none, says nothing.
    let born = |side: &Side| side.field(Field::Born).parts().first().cloned().flatten();
    let births = born(survivor).zip(born(absorbed));
    [
        (
            Caution::BornDiffers,
            births.is_some_and(|(one, other)| one != other),
        ),
        (Caution::SexDiffers, differ(Field::Sex)),
        (
            Caution::Safeguarding,
            !survivor.stops.is_empty() || !absorbed.stops.is_empty(),
        ),
    ]
    .into_iter()
    .filter_map(|(caution, holds)| holds.then_some(caution))
    .collect()
}

/// Visits that are still to come.
fn ahead(side: &Side, now: Timestamp) -> impl Iterator<Item = &Visit> {
    let visits = side.visits.iter();
    visits
        .filter(move |visit| visit.state == AppointmentState::Confirmed && visit.span.start() > now)
}

fn overlaps(survivor: &Side, absorbed: &Side, now: Timestamp) -> Vec<Overlap> {
    let mut found = Vec::new();
    for one in ahead(survivor, now) {
        for other in ahead(absorbed, now) {
            if one.span.overlaps(other.span) {
                found.push(Overlap {
                    survivor: one.id,
                    absorbed: other.id,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
