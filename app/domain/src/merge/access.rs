//! What becomes of whoever can log in for one of two profiles when they become one.
//!
//! Whoever acts for one of them would see the other's rows. So nobody's access goes on by
//! itself but the patient's own, and that only where something ties its account to the other
//! profile or somebody says that they checked; a guardian's goes on if its box was ticked, and
//! the box is ticked beforehand only where the other profile has nothing that anybody has seen.
//! What somebody has is what it allows today: an access that has run out shows nobody anything.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Side, Whose};
use crate::access::{Abilities, Confidential, Relation, Rights, Standing, WithAge};
use crate::id::{AccessId, AccountId, InvitationId};

/// An access to one of the two that nobody has ended. Whether it still gives anything is another
/// question: its last day may be over, or the patient too old for it.
#[derive(Clone, Debug)]
pub struct HeldAccess {
    /// Which.
    pub id: AccessId,
    /// Whose.
    pub account: AccountId,
    /// The account's address, in the form by which addresses are compared.
    pub email: String,
    /// When the account proved it.
    pub verified_at: Timestamp,
    /// Whether the account is the patient's own.
    pub relation: Relation,
    /// What was given; of the patient's own, everything.
    pub abilities: Abilities,
    /// Whether it works, or waits for staff.
    pub standing: Standing,
    /// What it allows today.
    pub rights: Rights,
    /// The last date on which it works, if it has one.
    pub until_on: Option<Date>,
    /// Whether the patient's age changes it.
    pub with_age: WithAge,
}

impl HeldAccess {
    fn is_own(&self) -> bool {
        self.relation == Relation::Myself && self.works()
    }

    /// Whether it allows anything today.
    fn works(&self) -> bool {
        !self.rights.abilities.is_empty()
    }

    /// Whether whoever has this access has all that the other one gives, today and for as long.
    fn covers(&self, other: &Self) -> bool {
        if !self.works() || self.relation == Relation::Myself {
            return self.works();
        }
        let sees = self.rights.confidential == Confidential::Shown
            || other.rights.confidential == Confidential::Hidden;
        let lasts = match (self.until_on, other.until_on) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(others)) => own >= others,
        };
        let goes_on = self.with_age == WithAge::Continues || other.with_age == WithAge::Changes;
        other.relation == Relation::Guardian
            && other.abilities.are_within(self.abilities)
            && other.rights.abilities.are_within(self.rights.abilities)
            && sees
            && lasts
            && goes_on
    }
}

/// An invitation that waits for an answer.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Which.
    pub id: InvitationId,
    /// The invited address, in the form by which addresses are compared.
    pub email: String,
    /// What the access will be.
    pub relation: Relation,
    /// The account that sent it; none of one that staff sent.
    pub by: Option<AccountId>,
}

/// Whether something ties each account to the profile whose rows it would see anew: that the
/// account has proven that profile's e-mail address, which no third chart has, or has accepted
/// an invitation to be that patient and can still log in with that access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// There is no account that would see more by itself.
    NoAccount,
    /// Each is tied.
    Tied,
    /// One isn't: somebody has to say that they checked who it is.
    ToCheck,
}

/// What becomes of an access or an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It goes on.
    Works,
    /// It goes on if it is ticked, and else waits for staff; an invitation is taken back.
    Tick {
        /// How the box stands at first.
        default: bool,
    },
    /// It is the patient's own, and so is another one: one of the two goes on.
    Choose,
    /// The same account is the patient's own of one of the two and acts for the other one: one of
    /// both goes on, and the other one ends. Which, says the choice between two accounts of
    /// their own where there is one, and else an answer of its own.
    Relation,
    /// The same account, or address, has one to the other profile, and that one stays: the
    /// survivor's, unless the absorbed one's alone still gives something.
    Doubled,
    /// It waits for staff already.
    Suspended,
    /// A safeguarding stop stands: it can't be ticked.
    Stopped,
}

/// An access and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessPlan {
    /// Which.
    pub access: AccessId,
    /// Whose.
    pub account: AccountId,
    /// To which of the two.
    pub whose: Whose,
    /// Whether the account is the patient's own.
    pub relation: Relation,
    /// What becomes of it.
    pub fate: Fate,
    /// Whether something ties the account to the other profile.
    pub tied: bool,
    /// Whether it allows anything today.
    pub works: bool,
}

/// An invitation and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationPlan {
    /// Which.
    pub invitation: InvitationId,
    /// To whose portal.
    pub whose: Whose,
    /// What becomes of it.
    pub fate: Fate,
}

/// Two accounts that are the patient's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selves {
    /// That of the survivor.
    pub survivor: (AccessId, AccountId),
    /// That of the absorbed one.
    pub absorbed: (AccessId, AccountId),
}

/// An account that is the patient's own of one of the two and acts for the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoRelations {
    /// Whose.
    pub account: AccountId,
    /// That by which it is the patient's own.
    pub own: AccessId,
    /// That by which it acts for them.
    pub guardian: AccessId,
}

/// The access of an account to a profile.
fn of_account(side: &Side, account: AccountId) -> Option<&HeldAccess> {
    side.accesses
        .iter()
        .find(|access| access.account == account)
}

fn is_tied(access: &HeldAccess, other: &Side) -> bool {
    let email = other.field(super::Field::Email);
    let proven = |address: &str| address.to_ascii_lowercase() == access.email;
    let address = !other.email_elsewhere && email.value().is_some_and(proven);
    address || other.proven.contains(&access.account)
}

/// The two accounts of their own, where both go on.
pub(super) fn selves(survivor: &Side, absorbed: &Side) -> Option<Selves> {
    let one = survivor.accesses.iter().find(|access| access.is_own())?;
    let other = absorbed.accesses.iter().find(|access| access.is_own())?;
    if one.account == other.account {
        return None;
    }
    Some(Selves {
        survivor: (one.id, one.account),
        absorbed: (other.id, other.account),
    })
}

/// Both sides, each with the other one.
fn both<'a>(survivor: &'a Side, absorbed: &'a Side) -> [(Whose, &'a Side, &'a Side); 2] {
    [
        (Whose::Survivor, survivor, absorbed),
        (Whose::Absorbed, absorbed, survivor),
    ]
}

/// Accounts of which staff say whether they are the patient or act for them: where two are the
/// patient's own, that choice says it.
pub(super) fn relations(survivor: &Side, absorbed: &Side) -> Vec<TwoRelations> {
    if selves(survivor, absorbed).is_some() || survivor.is_stopped() || absorbed.is_stopped() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (_, side, other) in both(survivor, absorbed) {
        let own = side.accesses.iter().filter(|access| access.is_own());
        all.extend(own.filter_map(|own| {
            let guardian = of_account(other, own.account)?;
            have_two_relations(own, guardian).then_some(TwoRelations {
                account: own.account,
                own: own.id,
                guardian: guardian.id,
            })
        }));
    }
    all
}

/// Whether one of the two accesses of an account is the patient's own and the other one is
/// not, and both work.
fn have_two_relations(one: &HeldAccess, other: &HeldAccess) -> bool {
    one.works() && other.works() && one.relation != other.relation
}

pub(super) fn identity(survivor: &Side, absorbed: &Side) -> Identity {
    let plan = plan(survivor, absorbed);
    let mut asked = plan.iter().filter(|access| sees_more(access)).peekable();
    if asked.peek().is_none() {
        Identity::NoAccount
    } else if asked.all(|access| access.tied) {
        Identity::Tied
    } else {
        Identity::ToCheck
    }
}

/// Whether the account would see rows of the other profile for being who it says it is: the
/// patient's own, and whoever signed somebody up.
pub(super) fn sees_more(access: &AccessPlan) -> bool {
    match access.fate {
        Fate::Works | Fate::Choose | Fate::Relation => access.relation == Relation::Myself,
        Fate::Tick { .. } => access.whose == Whose::Absorbed,
        Fate::Doubled | Fate::Suspended | Fate::Stopped => false,
    }
}

/// What becomes of each live access.
pub(super) fn plan(survivor: &Side, absorbed: &Side) -> Vec<AccessPlan> {
    let selves = selves(survivor, absorbed);
    let stopped = survivor.is_stopped() || absorbed.is_stopped();
    let mut all = Vec::new();
    for (whose, side, other) in both(survivor, absorbed) {
        for access in &side.accesses {
            let partner = of_account(other, access.account);
            let two = partner.is_some_and(|theirs| have_two_relations(access, theirs));
            let fate = match (whose, partner) {
                // A stop leaves nobody but the patient, and an account that is the patient's own
                // stays that.
                _ if two && stopped && access.relation == Relation::Guardian => Fate::Doubled,
                _ if two && !stopped => Fate::Relation,
                _ if two && selves.is_some() => Fate::Choose,
                _ if two => Fate::Works,
                // Of two of one account the survivor's goes on, unless the other one alone works.
                (Whose::Absorbed, Some(theirs)) if theirs.works() || !access.works() => {
                    Fate::Doubled
                }
                (Whose::Survivor, Some(theirs)) if theirs.works() && !access.works() => {
                    Fate::Doubled
                }
                _ if access.standing == Standing::Suspended => Fate::Suspended,
                _ if access.relation == Relation::Myself => match selves {
                    Some(_) => Fate::Choose,
                    None => Fate::Works,
                },
                _ if stopped => Fate::Stopped,
                (Whose::Survivor, Some(partner)) if partner.covers(access) => Fate::Works,
                (Whose::Survivor, Some(_)) | (Whose::Absorbed, _) => Fate::Tick { default: false },
                (Whose::Survivor, None) => Fate::Tick {
                    default: is_nobodys(absorbed),
                },
            };
            all.push(AccessPlan {
                access: access.id,
                account: access.account,
                whose,
                relation: access.relation,
                fate,
                tied: is_tied(access, other),
                works: access.works(),
            });
        }
    }
    all
}

/// Whether there is nothing in it that somebody else has seen: no visit, and nobody who can, or
/// once could, log in for them.
fn is_nobodys(side: &Side) -> bool {
    side.visits.is_empty() && side.accesses.is_empty() && side.former.is_empty()
}

/// Who is told that another profile was joined with this one on nothing but somebody's word:
/// the accounts that are the patient's own; where none is, as with a child, those who act for
/// them, but nobody but the patient where a safeguarding stop stands; and where there is nobody
/// of them, accounts of their own that wait for staff since an earlier merge.
#[must_use]
pub fn told(survivor: &Side) -> Vec<AccountId> {
    let of = |which: fn(&HeldAccess) -> bool| -> Vec<AccountId> {
        let found = survivor.accesses.iter().filter(|access| which(access));
        found.map(|access| access.account).collect()
    };
    let own = of(HeldAccess::is_own);
    if !own.is_empty() {
        return own;
    }
    let guardians = of(|access| access.relation == Relation::Guardian && access.works());
    if !guardians.is_empty() && !survivor.is_stopped() {
        return guardians;
    }
    of(|access| access.relation == Relation::Myself)
}

/// What becomes of each invitation that waits. One of an account that may be shut out by this
/// goes on only if somebody says so.
pub(super) fn invitations(survivor: &Side, absorbed: &Side) -> Vec<InvitationPlan> {
    let stopped = survivor.is_stopped() || absorbed.is_stopped();
    let accesses = plan(survivor, absorbed);
    let stays = |account: AccountId| {
        let mut own = accesses.iter().filter(|access| access.account == account);
        own.any(|access| {
            matches!(access.fate, Fate::Works | Fate::Tick { default: true }) && access.works
        })
    };
    let mut all = Vec::new();
    for (whose, side, other) in both(survivor, absorbed) {
        for pending in &side.invitations {
            let doubled = other
                .invitations
                .iter()
                .any(|theirs| theirs.email == pending.email);
            let fate = match whose {
                _ if stopped => Fate::Stopped,
                Whose::Absorbed if doubled => Fate::Doubled,
                Whose::Absorbed => Fate::Tick { default: false },
                Whose::Survivor => Fate::Tick {
                    default: (pending.relation == Relation::Myself || is_nobodys(absorbed))
                        && pending.by.is_none_or(stays),
                },
            };
            all.push(InvitationPlan {
                invitation: pending.id,
                whose,
                fate,
            });
        }
    }
    all
}
