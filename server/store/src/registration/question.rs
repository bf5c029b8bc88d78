//! Questions to somebody who signed up, whether they have been here before: asked, carried by
//! a mail's link, answered once.
//!
//! Whether one may be answered is decided in `domain::registration::question`.

use std::fmt;

use domain::id::{AccountId, NoticeId, PatientId, QuestionId, RegistrationId, StaffId};
use domain::person::{EmailAddress, PersonName};
use domain::registration::question::{Answer, Earlier, Facts};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, corrupt, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

const TABLE: &str = "registration_question";

/// A new question.
#[derive(Clone, Copy, Debug)]
pub struct NewQuestion {
    /// Its public id.
    pub id: QuestionId,
    /// About which sign-up.
    pub registration: RegistrationId,
    /// Who asks.
    pub asked_by: StaffId,
    /// The mail that carries it.
    pub notice: NoticeId,
    /// Now.
    pub asked_at: Timestamp,
    /// Until when its link works.
    pub expires_at: Timestamp,
}

const INSERT: &str = "INSERT INTO registration_question \
     (id, registration_id, asked_at, asked_by, notice_id, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";

/// Asks a question; another one that is open must have been [replaced](replace_open) before.
///
/// # Errors
/// `Conflict` if one is open; those of the database.
pub async fn insert_question(tx: &mut Tx, new: &NewQuestion) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.registration))
            .bind(At(new.asked_at))
            .bind(Id(new.asked_by))
            .bind(Id(new.notice))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

// Index: registration_question_open.
const REPLACE: &str = "UPDATE registration_question SET replaced_at = $2, token_hash = NULL \
     WHERE registration_id = $1 AND answered_at IS NULL AND replaced_at IS NULL \
     RETURNING notice_id";

/// Ends the question that is open about a sign-up, and its link; says which mail carries it,
/// or none if none was open.
///
/// # Errors
/// Those of the database.
pub async fn replace_open(
    tx: &mut Tx,
    registration: RegistrationId,
    now: Timestamp,
) -> Result<Option<NoticeId>, StoreError> {
    let notice: Option<Id<NoticeId>> = on_db!(
        tx,
        query_scalar(REPLACE)
            .bind(Id(registration))
            .bind(At(now))
            .fetch_optional
    )?;
    Ok(notice.map(|id| id.0))
}

/// A question with all that decides whether it can be answered, and of whom it is asked.
#[derive(Clone)]
pub struct Question {
    /// Its public id.
    pub id: QuestionId,
    /// About which sign-up.
    pub registration: RegistrationId,
    /// The profile that came with it.
    pub patient: PatientId,
    /// Their name, as typed at sign-up.
    pub full_name: PersonName,
    /// The account that is asked.
    pub account: AccountId,
    /// Its address.
    pub email: EmailAddress,
    /// Whether its holder signed somebody else up.
    pub of_other: bool,
    /// Whether it can be answered.
    pub facts: Facts,
}

/// Only the id: all else is about people.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct QuestionRow {
    id: Id<QuestionId>,
    registration_id: Id<RegistrationId>,
    patient_id: Id<PatientId>,
    full_name: String,
    account_id: Id<AccountId>,
    email: String,
    of_other: i64,
    state: String,
    disabled_at: Option<At>,
    replaced_at: Option<At>,
    answered_at: Option<At>,
    expires_at: At,
}

impl QuestionRow {
    fn read(self) -> Result<Question, StoreError> {
        Ok(Question {
            id: self.id.0,
            registration: self.registration_id.0,
            patient: self.patient_id.0,
            full_name: name("patient", "full_name", &self.full_name)?,
            account: self.account_id.0,
            email: email("account", "email", &self.email)?,
            of_other: self.of_other == 1,
            facts: Facts {
                waits: self.state == "waiting",
                account_here: self.disabled_at.is_none(),
                replaced: self.replaced_at.is_some(),
                answered: self.answered_at.is_some(),
                expires_at: self.expires_at.0,
            },
        })
    }
}

macro_rules! question {
    ($by:literal) => {
        concat!(
            "SELECT question.id, question.registration_id, registration.patient_id, patient.full_name, \
             registration.account_id, account.email, CASE WHEN EXISTS (SELECT 1 FROM access \
               WHERE access.patient_id = registration.patient_id \
               AND access.account_id = registration.account_id AND access.relation = 'guardian') \
             THEN 1 ELSE 0 END AS of_other, registration.state, account.disabled_at, \
             question.replaced_at, question.answered_at, question.expires_at \
             FROM registration_question AS question \
             JOIN registration ON registration.id = question.registration_id \
             JOIN patient ON patient.id = registration.patient_id \
             JOIN account ON account.id = registration.account_id WHERE ",
            $by
        )
    };
}

// Indexes: that of the unique hash; primary keys; access_account.
const FIND: &str = question!("question.token_hash = $1");
// Indexes: that of the unique mail; primary keys; access_account.
const FIND_TO_MAIL: &str = question!("question.notice_id = $1");

/// The question with this link, whatever has become of it.
///
/// # Errors
/// Those of the database.
pub async fn find_question(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
) -> Result<Option<Question>, StoreError> {
    let row: Option<QuestionRow> = on_db!(
        db,
        query_as(FIND).bind(token_hash.as_slice()).fetch_optional
    )?;
    row.map(QuestionRow::read).transpose()
}

/// The question that this mail carries.
///
/// # Errors
/// Those of the database.
pub async fn find_to_mail(
    db: &mut impl Reads,
    notice: NoticeId,
) -> Result<Option<Question>, StoreError> {
    let row: Option<QuestionRow> =
        on_db!(db, query_as(FIND_TO_MAIL).bind(Id(notice)).fetch_optional)?;
    row.map(QuestionRow::read).transpose()
}

// Index: primary key.
const SET_LINK: &str = "UPDATE registration_question SET token_hash = $2 \
     WHERE id = $1 AND answered_at IS NULL AND replaced_at IS NULL";

/// Gives a question that is open its link, in the place of the one it had.
///
/// # Errors
/// Those of the database.
pub async fn update_link(
    tx: &mut Tx,
    id: QuestionId,
    token_hash: &[u8; 32],
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(SET_LINK)
            .bind(Id(id))
            .bind(token_hash.as_slice())
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const ANSWER: &str = "UPDATE registration_question SET answered_at = $2, answer = $3, \
     other_name = $4, other_email = $5, other_phone = $6 \
     WHERE id = $1 AND answered_at IS NULL AND replaced_at IS NULL";

/// Keeps the answer; false if the question isn't open any more.
///
/// # Errors
/// Those of the database.
pub async fn insert_answer(
    tx: &mut Tx,
    id: QuestionId,
    answer: &Answer,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let nothing = Earlier::default();
    let (word, then) = match answer {
        Answer::Yes(then) => ("yes", then),
        Answer::No => ("no", &nothing),
    };
    let done = on_db!(
        tx,
        query(ANSWER)
            .bind(Id(id))
            .bind(At(now))
            .bind(word)
            .bind(then.full_name.as_ref().map(PersonName::as_str))
            .bind(then.email.as_ref().map(EmailAddress::as_str))
            .bind(then.phone.as_deref())
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// A question about a sign-up that waits, as staff see it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// About which sign-up.
    pub registration: RegistrationId,
    /// When.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: PersonName,
    /// The answer, and when it came.
    pub answer: Option<(Answer, Timestamp)>,
}

#[derive(FromRow)]
struct AskedRow {
    registration_id: Id<RegistrationId>,
    asked_at: At,
    asked_by: String,
    answered_at: Option<At>,
    answer: Option<String>,
    other_name: Option<String>,
    other_email: Option<String>,
    other_phone: Option<String>,
}

impl AskedRow {
    fn read(self) -> Result<Asked, StoreError> {
        let earlier = Earlier {
            full_name: self
                .other_name
                .map(|stored| name(TABLE, "other_name", &stored))
                .transpose()?,
            email: self
                .other_email
                .map(|stored| email(TABLE, "other_email", &stored))
                .transpose()?,
            phone: self.other_phone,
        };
        let answer = match self.answer {
            None => None,
            Some(word) => {
                let answer = Answer::read(&word, earlier).map_err(|_| corrupt(TABLE, "answer"))?;
                let at = self
                    .answered_at
                    .ok_or_else(|| corrupt(TABLE, "answered_at"))?;
                Some((answer, at.0))
            }
        };
        Ok(Asked {
            registration: self.registration_id.0,
            asked_at: self.asked_at.0,
            asked_by: name("staff", "full_name", &self.asked_by)?,
            answer,
        })
    }
}

// Indexes: registration_waiting, then registration_question_registration for each row.
const LIST_ASKED: &str = "SELECT question.registration_id, question.asked_at, \
     staff.full_name AS asked_by, question.answered_at, question.answer, question.other_name, \
     question.other_email, question.other_phone FROM registration \
     CROSS JOIN registration_question AS question \
     JOIN staff ON staff.id = question.asked_by \
     WHERE registration.state = 'waiting' AND question.registration_id = registration.id \
     ORDER BY question.asked_at DESC, question.id DESC LIMIT $1";

/// What those were asked who wait, and answered: the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_asked(db: &mut impl Reads, limit: i64) -> Result<Vec<Asked>, StoreError> {
    let rows: Vec<AskedRow> = on_db!(db, query_as(LIST_ASKED).bind(limit).fetch_all)?;
    rows.into_iter().map(AskedRow::read).collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    REPLACE,
    FIND,
    FIND_TO_MAIL,
    SET_LINK,
    ANSWER,
    LIST_ASKED,
];

#[cfg(test)]
mod tests;
