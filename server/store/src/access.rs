//! Accesses: which account may act for which patient, as it was given.
//!
//! What an access allows on a day is not decided here but in `domain::access`; whoever
//! reads an access to decide something gets a [`Held`] and asks there.

use domain::access::{Abilities, Basis, EndedBy, Kinship, Relation, Standing, WithAge};
use domain::id::{AccessId, AccountId, InvitationId, PatientId, StaffId};
use domain::person::BirthDate;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;

use crate::column::{At, Day, Id, Word, abilities, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod again;
mod change;
mod guardianship;
mod listed;
mod unused;

pub use again::{find_access_notice, insert_access_notice};
pub use change::update_terms;
pub use guardianship::{
    Guardianship, Seen, copy_guardianship, end_guardianship, find_guardianship, put_guardianship,
};
pub use listed::{Listed, find_access, list_accesses};
pub use unused::{
    After, Quiet, count_quiet, find_last_use, find_unused_months, list_quiet, update_used,
};

stored_words!(Relation, Kinship, Basis, EndedBy);

/// Who gave an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantedBy {
    /// An account: the patient's own, or another guardian's.
    Account(AccountId),
    /// Staff.
    Staff(StaffId),
}

impl GrantedBy {
    /// Whoever stands in one of the two columns; none unless exactly one does.
    pub(crate) fn read(account: Option<Id<AccountId>>, staff: Option<Id<StaffId>>) -> Option<Self> {
        match (account, staff) {
            (Some(account), None) => Some(Self::Account(account.0)),
            (None, Some(staff)) => Some(Self::Staff(staff.0)),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }

    pub(crate) fn columns(by: Option<Self>) -> (Option<Id<AccountId>>, Option<Id<StaffId>>) {
        match by {
            Some(Self::Account(account)) => (Some(Id(account)), None),
            Some(Self::Staff(staff)) => (None, Some(Id(staff))),
            None => (None, None),
        }
    }
}

/// What an access gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether the account is the patient's own.
    pub relation: Relation,
    /// What its holder is to the patient.
    pub kinship: Option<Kinship>,
    /// What they may do; none are written of the patient's own account.
    pub abilities: Abilities,
    /// On what ground.
    pub basis: Option<Basis>,
    /// The last date on which it works.
    pub until_on: Option<Date>,
}

impl Terms {
    /// Those of a patient's own account.
    pub const OWN: Self = Self {
        relation: Relation::Myself,
        kinship: None,
        abilities: Abilities::NONE,
        basis: None,
        until_on: None,
    };

    /// Those of somebody who may do this, without an end.
    #[must_use]
    pub const fn guardian(abilities: Abilities) -> Self {
        Self {
            relation: Relation::Guardian,
            abilities,
            ..Self::OWN
        }
    }
}

/// An access to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewAccess {
    /// Its id.
    pub id: AccessId,
    /// Who acts.
    pub account: AccountId,
    /// For whom.
    pub patient: PatientId,
    /// What it gives.
    pub terms: Terms,
    /// Who gave it; nobody did of somebody's own sign-up.
    pub granted_by: Option<GrantedBy>,
    /// The invitation that it came of.
    pub invitation: Option<InvitationId>,
    /// Now.
    pub at: Timestamp,
}

impl NewAccess {
    /// The access of a patient's own account.
    #[must_use]
    pub const fn own(id: AccessId, account: AccountId, patient: PatientId, at: Timestamp) -> Self {
        Self {
            id,
            account,
            patient,
            terms: Terms::OWN,
            granted_by: None,
            invitation: None,
            at,
        }
    }
}

const INSERT: &str = "INSERT INTO access (id, account_id, patient_id, relation, kinship, abilities, \
     basis, granted_by_account, granted_by_staff, invitation_id, created_at, confirmed_at, used_at, until_on) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $11, $12)";

/// Lets an account act for a patient.
///
/// # Errors
/// `Conflict` if the account has a live access to the patient, if the account or the patient
/// has another live self access, or if the invitation gave one already.
pub async fn insert_access(tx: &mut Tx, new: &NewAccess) -> Result<(), StoreError> {
    let (account, staff) = GrantedBy::columns(new.granted_by);
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.account))
            .bind(Id(new.patient))
            .bind(Word(new.terms.relation))
            .bind(new.terms.kinship.map(Word))
            .bind(new.terms.abilities.to_words())
            .bind(new.terms.basis.map(Word))
            .bind(account)
            .bind(staff)
            .bind(new.invitation.map(Id))
            .bind(At(new.at))
            .bind(new.terms.until_on.map(Day))
            .execute
    )?;
    Ok(())
}

/// A live access, with what decides about its rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: AccessId,
    /// For whom.
    pub patient: PatientId,
    /// What was given.
    pub terms: Terms,
    /// When it was given, or last confirmed.
    pub confirmed_at: Timestamp,
    /// Whether the patient's age changes it.
    pub with_age: WithAge,
    /// Whether it works, or waits.
    pub standing: Standing,
    /// When the patient was born, if that is known.
    pub born_on: Option<BirthDate>,
}

/// The columns of [`HeldRow`], of tables named `access` and `patient`.
macro_rules! held_columns {
    () => {
        "access.id AS access_id, patient.id AS patient_id, access.relation, access.kinship, \
         access.abilities, access.basis, access.until_on, access.confirmed_at, \
         access.continues_at, access.suspended_at, patient.born_on"
    };
}
pub(crate) use held_columns;

/// What joins a live access to a patient whom somebody may act for: one who is here, under
/// their own profile, and for whom no safeguarding stop shuts everybody else out.
macro_rules! held_patient {
    () => {
        "patient ON patient.id = access.patient_id \
         AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
         AND patient.deceased_on IS NULL \
         AND (access.relation = 'self' OR NOT EXISTS (SELECT 1 FROM safeguarding_stop AS stop \
             WHERE stop.patient_id = patient.id AND stop.lifted_at IS NULL))"
    };
}
pub(crate) use held_patient;

#[derive(FromRow)]
pub(crate) struct HeldRow {
    access_id: Option<Id<AccessId>>,
    patient_id: Option<Id<PatientId>>,
    relation: Option<Word<Relation>>,
    kinship: Option<Word<Kinship>>,
    abilities: Option<String>,
    basis: Option<Word<Basis>>,
    until_on: Option<Day>,
    confirmed_at: Option<At>,
    continues_at: Option<At>,
    suspended_at: Option<At>,
    born_on: Option<Day>,
}

impl HeldRow {
    /// The access, if the row has one to a patient who is there.
    pub(crate) fn held(self) -> Result<Option<Held>, StoreError> {
        let (Some(id), Some(patient), Some(relation), Some(words), Some(confirmed_at)) = (
            self.access_id,
            self.patient_id,
            self.relation,
            self.abilities,
            self.confirmed_at,
        ) else {
            return Ok(None);
        };
        Ok(Some(Held {
            id: id.0,
            patient: patient.0,
            terms: Terms {
                relation: relation.0,
                kinship: self.kinship.map(|word| word.0),
                abilities: abilities("access", "abilities", &words)?,
                basis: self.basis.map(|word| word.0),
                until_on: self.until_on.map(|day| day.0),
            },
            confirmed_at: confirmed_at.0,
            with_age: match self.continues_at {
                Some(_) => WithAge::Continues,
                None => WithAge::Changes,
            },
            standing: match self.suspended_at {
                Some(_) => Standing::Suspended,
                None => Standing::Given,
            },
            born_on: self.born_on.map(|day| BirthDate::from_stored(day.0)),
        }))
    }
}

// Index: primary key.
const END: &str = "UPDATE access SET ended_at = $2, ended_by = $3 \
     WHERE id = $1 AND ended_at IS NULL";

/// Ends an access. False if it had ended.
///
/// # Errors
/// Those of the database.
pub async fn end_access(
    tx: &mut Tx,
    access: AccessId,
    by: EndedBy,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(END)
            .bind(Id(access))
            .bind(At(now))
            .bind(Word(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const FIND_PATIENT: &str = "SELECT patient_id FROM access WHERE id = $1 AND ended_at IS NULL";

/// For whom a live access is.
///
/// # Errors
/// Those of the database.
pub async fn find_patient_of(
    reads: &mut impl Reads,
    access: AccessId,
) -> Result<Option<PatientId>, StoreError> {
    let found: Option<Id<PatientId>> = on_db!(
        reads,
        query_scalar(FIND_PATIENT).bind(Id(access)).fetch_optional
    )?;
    Ok(found.map(|id| id.0))
}

// Index: primary key.
const HAS_ENDED: &str = "SELECT COUNT(*) FROM access WHERE id = $1 AND patient_id = $2 \
     AND ended_at IS NOT NULL";

/// Whether that is an access of the patient's which is over.
///
/// # Errors
/// Those of the database.
pub async fn has_ended(
    reads: &mut impl Reads,
    patient: PatientId,
    access: AccessId,
) -> Result<bool, StoreError> {
    let count: i64 = on_db!(
        reads,
        query_scalar(HAS_ENDED)
            .bind(Id(access))
            .bind(Id(patient))
            .fetch_one
    )?;
    Ok(count > 0)
}

// Index: access_account.
const END_BETWEEN: &str = "UPDATE access SET ended_at = $3, ended_by = $4 \
     WHERE account_id = $1 AND patient_id = $2 AND ended_at IS NULL";

/// Ends the live access of an account to a patient. False if there is none.
///
/// # Errors
/// Those of the database.
pub async fn end_access_between(
    tx: &mut Tx,
    (account, patient): (AccountId, PatientId),
    by: EndedBy,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(END_BETWEEN)
            .bind(Id(account))
            .bind(Id(patient))
            .bind(At(now))
            .bind(Word(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    END,
    FIND_PATIENT,
    HAS_ENDED,
    END_BETWEEN,
    again::INSERT,
    again::FIND,
    change::UPDATE,
    guardianship::FIND,
    guardianship::PUT,
    guardianship::END,
    guardianship::COPY,
    listed::LIST,
    listed::FIND_LIVE,
    unused::FIND_MONTHS,
    unused::LIST,
    unused::COUNT,
    unused::FIND_USE,
    unused::UPDATE,
];
