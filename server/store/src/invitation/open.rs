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

use crate::access::{GrantedBy, Terms};
use crate::column::{At, Day, Id, Word, abilities, corrupt, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

mod answers;
mod holders;

pub use answers::{
    AcceptedInvitation, accept_invitation, count_wrong_try, decline_invitation, find_accepted,
};
pub use holders::{Holder, Removed, find_own, find_removed, list_holders};

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

macro_rules! invited {
    ($link:literal, $from:literal) => {
        concat!(
            "SELECT invitation.id, invitation.patient_id, invitation.email, \
             invitation.relation, invitation.kinship, invitation.abilities, invitation.basis, \
             invitation.access_until_on, invitation.invited_by_account, \
             invitation.invited_by_staff, \
             COALESCE(staff.full_name, account.full_name) AS inviter_name, \
             staff.role AS inviter_role, \
             COALESCE(staff.disabled_at, account.disabled_at) AS inviter_gone_at, \
             invitation.sent_at, invitation.state, invitation.expires_at, \
             invitation.wrong_tries, invitation.accepted_by, invitation.desk_code, ",
            $link,
            " FROM ",
            $from,
            " LEFT JOIN staff ON staff.id = invitation.invited_by_staff \
             LEFT JOIN account ON account.id = invitation.invited_by_account "
        )
    };
}

// Indexes: primary keys.
const FIND: &str = concat!(
    invited!(
        "link.made, link.ended_at AS link_ended_at",
        "invitation_link AS link JOIN invitation ON invitation.id = link.invitation_id"
    ),
    "WHERE link.token_hash = $1"
);
// Indexes: primary keys.
const FIND_TO_MAIL: &str = concat!(
    invited!("'mailed' AS made, NULL AS link_ended_at", "invitation"),
    "WHERE invitation.id = $1"
);

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

/// The invitation in the hands of whoever would get its mail now.
///
/// # Errors
/// Those of the database.
pub async fn find_to_mail(
    db: &mut impl Reads,
    id: InvitationId,
) -> Result<Option<Invited>, StoreError> {
    let row: Option<InvitedRow> = on_db!(db, query_as(FIND_TO_MAIL).bind(Id(id)).fetch_optional)?;
    row.map(InvitedRow::read).transpose()
}

impl InvitedRow {
    fn read(self) -> Result<Invited, StoreError> {
        const TABLE: &str = "invitation";
        let by = GrantedBy::read(self.invited_by_account, self.invited_by_staff);
        let by = by.ok_or_else(|| corrupt(TABLE, "invited_by_staff"))?;
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

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    FIND_TO_MAIL,
    FIND_SUBJECT,
    FIND_OTHERS,
    holders::LIST_HOLDERS,
    holders::FIND_ENDED,
    holders::FIND_OWN,
    answers::COUNT_WRONG,
    answers::ACCEPT,
    answers::DECLINE,
    answers::FIND_ACCEPTED,
];
