//! An invitation in the hands of whoever holds its link: found by the hash of the link's
//! token, with what decides whether it can be accepted, and closed once.

use std::fmt;

use domain::access::{Basis, Kinship, Relation};
use domain::id::{AccountId, InvitationId, PatientId, StaffId};
use domain::invitation::{Facts, InvitationState, LinkMade, LinkState};
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::role::Role;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::access::{GrantedBy, Held, HeldRow, Terms, held_columns, held_patient};
use crate::column::{At, Day, Id, Word, abilities, corrupt, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// Whoever invited.
#[derive(Clone, Debug)]
pub struct Inviter {
    /// Who it is; the access that comes of the invitation counts as given by them.
    pub by: GrantedBy,
    /// Their name.
    pub full_name: PersonName,
    /// What they are at the clinic, of staff.
    pub role: Option<Role>,
    /// Whether they can still log in.
    pub here: bool,
}

/// An invitation, found by one of its links.
#[derive(Clone)]
pub struct Invited {
    /// Which.
    pub id: InvitationId,
    /// For whom, as it was written; the profile may have been merged since.
    pub patient: PatientId,
    /// The invited address.
    pub email: EmailAddress,
    /// What it gives.
    pub terms: Terms,
    /// Whoever invited.
    pub inviter: Inviter,
    /// When it was last sent: whoever sent it vouched for it then.
    pub sent_at: Timestamp,
    /// What has become of it.
    pub facts: Facts,
    /// Who has accepted it.
    pub accepted_by: Option<AccountId>,
    /// The code that staff tell, where one was made.
    pub desk_code: Option<String>,
    /// How the link that was opened was given away.
    pub made: LinkMade,
}

/// Only the id: all else is about people, or secret.
impl fmt::Debug for Invited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invited")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct InvitedRow {
    id: Id<InvitationId>,
    patient_id: Id<PatientId>,
    email: String,
    relation: Word<Relation>,
    kinship: Option<Word<Kinship>>,
    abilities: String,
    basis: Option<Word<Basis>>,
    access_until_on: Option<Day>,
    invited_by_account: Option<Id<AccountId>>,
    invited_by_staff: Option<Id<StaffId>>,
    inviter_name: String,
    inviter_role: Option<Word<Role>>,
    inviter_gone_at: Option<At>,
    sent_at: At,
    state: Word<InvitationState>,
    expires_at: At,
    wrong_tries: i64,
    accepted_by: Option<Id<AccountId>>,
    desk_code: Option<String>,
    made: Word<LinkMade>,
    link_ended_at: Option<At>,
}

// Indexes: primary keys.
const FIND: &str = "SELECT invitation.id, invitation.patient_id, invitation.email, \
     invitation.relation, invitation.kinship, invitation.abilities, invitation.basis, \
     invitation.access_until_on, invitation.invited_by_account, invitation.invited_by_staff, \
     COALESCE(staff.full_name, account.full_name) AS inviter_name, staff.role AS inviter_role, \
     COALESCE(staff.disabled_at, account.disabled_at) AS inviter_gone_at, \
     invitation.sent_at, invitation.state, invitation.expires_at, invitation.wrong_tries, \
     invitation.accepted_by, invitation.desk_code, link.made, link.ended_at AS link_ended_at \
     FROM invitation_link AS link JOIN invitation ON invitation.id = link.invitation_id \
     LEFT JOIN staff ON staff.id = invitation.invited_by_staff \
     LEFT JOIN account ON account.id = invitation.invited_by_account \
     WHERE link.token_hash = $1";

/// The invitation with this link, whatever has become of either.
///
/// # Errors
/// Those of the database.
pub async fn find_invited(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
) -> Result<Option<Invited>, StoreError> {
    let row: Option<InvitedRow> = on_db!(
        db,
        query_as(FIND).bind(token_hash.as_slice()).fetch_optional
    )?;
    row.map(InvitedRow::read).transpose()
}

impl InvitedRow {
    fn read(self) -> Result<Invited, StoreError> {
        const TABLE: &str = "invitation";
        let by = match (self.invited_by_account, self.invited_by_staff) {
            (Some(account), None) => GrantedBy::Account(account.0),
            (None, Some(staff)) => GrantedBy::Staff(staff.0),
            (Some(_), Some(_)) | (None, None) => return Err(corrupt(TABLE, "invited_by_staff")),
        };
        Ok(Invited {
            id: self.id.0,
            patient: self.patient_id.0,
            email: email(TABLE, "email", &self.email)?,
            terms: Terms {
                relation: self.relation.0,
                kinship: self.kinship.map(|word| word.0),
                abilities: abilities(TABLE, "abilities", &self.abilities)?,
                basis: self.basis.map(|word| word.0),
                until_on: self.access_until_on.map(|day| day.0),
            },
            inviter: Inviter {
                by,
                full_name: name(TABLE, "inviter_name", &self.inviter_name)?,
                role: self.inviter_role.map(|word| word.0),
                here: self.inviter_gone_at.is_none(),
            },
            sent_at: self.sent_at.0,
            facts: Facts {
                state: self.state.0,
                expires_at: self.expires_at.0,
                wrong_tries: u32::try_from(self.wrong_tries)
                    .map_err(|_| corrupt(TABLE, "wrong_tries"))?,
                link: match self.link_ended_at {
                    Some(_) => LinkState::Replaced,
                    None => LinkState::Live,
                },
            },
            accepted_by: self.accepted_by.map(|id| id.0),
            desk_code: self.desk_code,
            made: self.made.0,
        })
    }
}

/// Whom an invitation is about by now.
#[derive(Clone)]
pub struct Subject {
    /// The patient, or who their profile was merged into.
    pub id: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// Their given name, where it is known by itself.
    pub given_name: Option<PersonName>,
    /// When they were born, if that is known.
    pub born_on: Option<BirthDate>,
    /// Whether they are a patient here still.
    pub here: bool,
    /// Whether a safeguarding stop keeps everybody else out.
    pub stopped: bool,
}

impl Subject {
    /// What they are called by whoever may know no more of them.
    #[must_use]
    pub fn first_name(&self) -> &str {
        match &self.given_name {
            Some(given) => given.as_str(),
            None => self.full_name.first_word(),
        }
    }
}

/// Only the id: all else is about the person.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct SubjectRow {
    id: Id<PatientId>,
    full_name: String,
    given_name: Option<String>,
    born_on: Option<Day>,
    archived_at: Option<At>,
    deceased_on: Option<Day>,
    stops: i64,
}

// Indexes: primary key of patient, safeguarding_stop_open.
const FIND_SUBJECT: &str = "WITH RECURSIVE way (at) AS (SELECT patient.id FROM patient \
     WHERE patient.id = $1 UNION SELECT patient.merged_into FROM way \
     JOIN patient ON patient.id = way.at WHERE patient.merged_into IS NOT NULL) \
     SELECT patient.id, patient.full_name, patient.given_name, patient.born_on, \
     patient.archived_at, patient.deceased_on, (SELECT COUNT(*) FROM safeguarding_stop AS stop \
         WHERE stop.patient_id = patient.id AND stop.lifted_at IS NULL) AS stops \
     FROM way JOIN patient ON patient.id = way.at WHERE patient.merged_into IS NULL";

/// The patient, or who their profile was merged into.
///
/// # Errors
/// Those of the database.
pub async fn find_subject(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Option<Subject>, StoreError> {
    let row: Option<SubjectRow> =
        on_db!(db, query_as(FIND_SUBJECT).bind(Id(patient)).fetch_optional)?;
    row.map(|row| {
        let given = row.given_name.as_deref();
        Ok(Subject {
            id: row.id.0,
            full_name: name("patient", "full_name", &row.full_name)?,
            given_name: given
                .map(|stored| name("patient", "given_name", stored))
                .transpose()?,
            born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
            here: row.archived_at.is_none() && row.deceased_on.is_none(),
            stopped: row.stops > 0,
        })
    })
    .transpose()
}

/// Whether the clinic lets another account than the invited address accept.
///
/// # Errors
/// Those of the database.
pub async fn others_may_accept(db: &mut impl Reads) -> Result<bool, StoreError> {
    let set: Option<Option<At>> = on_db!(db, query_scalar(FIND_OTHERS).fetch_optional)?;
    Ok(set.flatten().is_some())
}

// Index: primary key.
const FIND_OTHERS: &str = "SELECT other_account_at FROM clinic WHERE id = 1";

/// Somebody who may act for a patient, or waits to.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Their access.
    pub held: Held,
    /// Their account.
    pub account: AccountId,
    /// Where they get mail.
    pub email: EmailAddress,
    /// Whether they can log in.
    pub here: bool,
}

#[derive(FromRow)]
struct HolderRow {
    #[sqlx(flatten)]
    held: HeldRow,
    account_id: Id<AccountId>,
    email: String,
    disabled_at: Option<At>,
}

// Indexes: access_patient, primary keys.
const LIST_HOLDERS: &str = concat!(
    "SELECT ",
    held_columns!(),
    ", account.id AS account_id, account.email, account.disabled_at FROM access JOIN ",
    held_patient!(),
    " JOIN account ON account.id = access.account_id \
     WHERE access.patient_id = $1 AND access.ended_at IS NULL ORDER BY access.id"
);

/// Everybody with a live access to the patient.
///
/// # Errors
/// Those of the database.
pub async fn list_holders(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<Holder>, StoreError> {
    let rows: Vec<HolderRow> = on_db!(db, query_as(LIST_HOLDERS).bind(Id(patient)).fetch_all)?;
    let read = |row: HolderRow| {
        let Some(held) = row.held.held()? else {
            return Ok(None);
        };
        Ok(Some(Holder {
            held,
            account: row.account_id.0,
            email: email("account", "email", &row.email)?,
            here: row.disabled_at.is_none(),
        }))
    };
    rows.into_iter()
        .filter_map(|row| read(row).transpose())
        .collect()
}

// Index: access_account.
const FIND_ENDED: &str = "SELECT MAX(ended_at) AS ended_at, \
     MAX(CASE WHEN ended_by = 'safeguarding' THEN 1 ELSE 0 END) AS shut_out FROM access \
     WHERE account_id = $1 AND patient_id = $2 \
     AND ended_by IN ('staff', 'patient', 'guardian', 'safeguarding', 'blocked')";

/// What others did about what an account could do for a patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// When it was last ended by somebody else than its holder.
    pub last_at: Option<Timestamp>,
    /// Whether a safeguarding stop ended one.
    pub shut_out: bool,
}

#[derive(FromRow)]
struct RemovedRow {
    ended_at: Option<At>,
    shut_out: Option<i64>,
}

/// Whether others ended what the account could do for the patient, and when.
///
/// # Errors
/// Those of the database.
pub async fn find_removed(
    db: &mut impl Reads,
    account: AccountId,
    patient: PatientId,
) -> Result<Removed, StoreError> {
    let row: RemovedRow = on_db!(
        db,
        query_as(FIND_ENDED)
            .bind(Id(account))
            .bind(Id(patient))
            .fetch_one
    )?;
    Ok(Removed {
        last_at: row.ended_at.map(|at| at.0),
        shut_out: row.shut_out == Some(1),
    })
}

// Index: access_open_self_account.
const FIND_OWN: &str = "SELECT patient_id FROM access WHERE account_id = $1 \
     AND relation = 'self' AND ended_at IS NULL";

/// The patient whose own the account is, be they here or not.
///
/// # Errors
/// Those of the database.
pub async fn find_own(
    db: &mut impl Reads,
    account: AccountId,
) -> Result<Option<PatientId>, StoreError> {
    let found: Option<Id<PatientId>> =
        on_db!(db, query_scalar(FIND_OWN).bind(Id(account)).fetch_optional)?;
    Ok(found.map(|id| id.0))
}

// Index: primary key.
const COUNT_WRONG: &str = "UPDATE invitation SET wrong_tries = wrong_tries + 1 \
     WHERE id = $1 AND state = 'pending' RETURNING wrong_tries";

/// Counts a wrong answer to the second check; how many there are now.
///
/// # Errors
/// Those of the database.
pub async fn count_wrong_try(tx: &mut Tx, invitation: InvitationId) -> Result<u32, StoreError> {
    let tries: Option<i64> = on_db!(
        tx,
        query_scalar(COUNT_WRONG)
            .bind(Id(invitation))
            .fetch_optional
    )?;
    u32::try_from(tries.unwrap_or_default()).map_err(|_| corrupt("invitation", "wrong_tries"))
}

// Index: primary key.
const ACCEPT: &str = "UPDATE invitation SET state = 'accepted', closed_at = $2, accepted_by = $3 \
     WHERE id = $1 AND state = 'pending'";

/// Closes an invitation as accepted. False if it was closed already.
///
/// # Errors
/// Those of the database.
pub async fn accept_invitation(
    tx: &mut Tx,
    invitation: InvitationId,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(ACCEPT)
            .bind(Id(invitation))
            .bind(At(now))
            .bind(Id(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const DECLINE: &str = "UPDATE invitation SET state = 'declined', closed_at = $2, \
     decline_reason = $3 WHERE id = $1 AND state = 'pending'";

/// Closes an invitation as declined. False if it was closed already.
///
/// # Errors
/// Those of the database.
pub async fn decline_invitation(
    tx: &mut Tx,
    invitation: InvitationId,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(DECLINE)
            .bind(Id(invitation))
            .bind(At(now))
            .bind(reason)
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// What a mail tells of an invitation that was accepted.
#[derive(Clone)]
pub struct AcceptedInvitation {
    /// Whom it is about, as it was written.
    pub patient: PatientId,
    /// The invited address.
    pub email: EmailAddress,
    /// Whether the account is the patient's own.
    pub relation: Relation,
    /// Who accepted it.
    pub account: AccountId,
    /// Their name.
    pub full_name: PersonName,
    /// The address of their account.
    pub account_email: EmailAddress,
    /// Whether the access that came of it still stands.
    pub stands: bool,
}

/// Only the patient's id: all else is about people.
impl fmt::Debug for AcceptedInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AcceptedInvitation")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct AcceptedRow {
    patient_id: Id<PatientId>,
    email: String,
    relation: Word<Relation>,
    account_id: Id<AccountId>,
    full_name: String,
    account_email: String,
    standing: i64,
}

// Indexes: primary keys, access_invitation.
const FIND_ACCEPTED: &str = "SELECT invitation.patient_id, invitation.email, invitation.relation, \
     account.id AS account_id, account.full_name, account.email AS account_email, \
     (SELECT COUNT(*) FROM access WHERE access.invitation_id = invitation.id \
         AND access.ended_at IS NULL) AS standing \
     FROM invitation JOIN account ON account.id = invitation.accepted_by WHERE invitation.id = $1";

/// An invitation that was accepted, for the mail that tells of it.
///
/// # Errors
/// Those of the database.
pub async fn find_accepted(
    db: &mut impl Reads,
    invitation: InvitationId,
) -> Result<Option<AcceptedInvitation>, StoreError> {
    let row: Option<AcceptedRow> = on_db!(
        db,
        query_as(FIND_ACCEPTED).bind(Id(invitation)).fetch_optional
    )?;
    row.map(|row| {
        Ok(AcceptedInvitation {
            patient: row.patient_id.0,
            email: email("invitation", "email", &row.email)?,
            relation: row.relation.0,
            account: row.account_id.0,
            full_name: name("account", "full_name", &row.full_name)?,
            account_email: email("account", "email", &row.account_email)?,
            stands: row.standing > 0,
        })
    })
    .transpose()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    FIND_SUBJECT,
    FIND_OTHERS,
    LIST_HOLDERS,
    FIND_ENDED,
    FIND_OWN,
    COUNT_WRONG,
    ACCEPT,
    DECLINE,
    FIND_ACCEPTED,
];
