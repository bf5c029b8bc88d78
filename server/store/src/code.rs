//! Codes and links by mail. Only hashes stand here; how they are made and compared is
//! `clinic`'s.

use domain::id::CodeRequestId;
use domain::person::EmailAddress;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, corrupt, email, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// What a code is asked for. One that was asked for one thing is of no use for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Log in, or prove the address of a new account.
    LogIn,
    /// Somebody who is logged in shows again who they are.
    Prove,
    /// An account's next address shows that its mail is read.
    NewEmail,
    /// The address of an invitation does, where its link was not mailed.
    Invitation,
}

impl Purpose {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "log_in",
            Self::Prove => "prove",
            Self::NewEmail => "new_email",
            Self::Invitation => "invitation",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::LogIn, Self::Prove, Self::NewEmail, Self::Invitation]
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
    }
}

stored_words!(Purpose);

/// Somebody's asking for a code.
#[derive(Clone, Debug)]
pub struct CodeRequest {
    /// Its id.
    pub id: CodeRequestId,
    /// The address as typed.
    pub email: EmailAddress,
    /// The browser that asked.
    pub visitor_hash: [u8; 32],
    /// What for.
    pub purpose: Purpose,
    /// Where the person goes on afterwards.
    pub next_path: String,
    /// When.
    pub created_at: Timestamp,
}

const INSERT_REQUEST: &str = "INSERT INTO code_request (id, email, email_canonical, \
     visitor_hash, purpose, next_path, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Writes down that a code was asked for.
///
/// # Errors
/// Those of the database.
pub async fn insert_request(tx: &mut Tx, new: &CodeRequest) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_REQUEST)
            .bind(Id(new.id))
            .bind(new.email.as_str())
            .bind(new.email.canonical())
            .bind(new.visitor_hash.as_slice())
            .bind(Word(new.purpose))
            .bind(new.next_path.as_str())
            .bind(At(new.created_at))
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct RequestRow {
    id: Id<CodeRequestId>,
    email: String,
    visitor_hash: Vec<u8>,
    purpose: Word<Purpose>,
    next_path: String,
    created_at: At,
}

impl RequestRow {
    fn read(self) -> Result<CodeRequest, StoreError> {
        Ok(CodeRequest {
            id: self.id.0,
            email: email("code_request", "email", &self.email)?,
            visitor_hash: bytes("code_request", "visitor_hash", self.visitor_hash)?,
            purpose: self.purpose.0,
            next_path: self.next_path,
            created_at: self.created_at.0,
        })
    }
}

// Index: primary key.
const FIND_REQUEST: &str = "SELECT id, email, visitor_hash, purpose, next_path, created_at \
     FROM code_request WHERE id = $1";

/// A request, whichever browser it is of; for the mail that answers it.
///
/// # Errors
/// Those of the database.
pub async fn find_request(
    db: &mut impl Reads,
    request: CodeRequestId,
) -> Result<Option<CodeRequest>, StoreError> {
    let row: Option<RequestRow> =
        on_db!(db, query_as(FIND_REQUEST).bind(Id(request)).fetch_optional)?;
    row.map(RequestRow::read).transpose()
}

// Index: primary key.
const FIND_REQUEST_OF: &str = "SELECT id, email, visitor_hash, purpose, next_path, created_at \
     FROM code_request WHERE id = $1 AND visitor_hash = $2";

/// A request of this browser; another browser's is as good as none.
///
/// # Errors
/// Those of the database.
pub async fn find_request_of(
    db: &mut impl Reads,
    request: CodeRequestId,
    visitor_hash: &[u8; 32],
) -> Result<Option<CodeRequest>, StoreError> {
    let row: Option<RequestRow> = on_db!(
        db,
        query_as(FIND_REQUEST_OF)
            .bind(Id(request))
            .bind(visitor_hash.as_slice())
            .fetch_optional
    )?;
    row.map(RequestRow::read).transpose()
}

/// A code to be written, with the link of the same mail.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// What it answers.
    pub request: CodeRequestId,
    /// The hash of the code, salted with the request.
    pub code_hash: [u8; 32],
    /// The hash of the link's token.
    pub link_hash: [u8; 32],
    /// Now.
    pub created_at: Timestamp,
    /// From then on neither works.
    pub expires_at: Timestamp,
}

const INSERT_CODE: &str = "INSERT INTO code (request_id, code_hash, link_hash, created_at, \
     expires_at, tries) VALUES ($1, $2, $3, $4, $5, 0)";

/// Writes a code.
///
/// # Errors
/// `Conflict` if the request has the same code already.
pub async fn insert_code(tx: &mut Tx, new: &NewCode) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_CODE)
            .bind(Id(new.request))
            .bind(new.code_hash.as_slice())
            .bind(new.link_hash.as_slice())
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

/// A code that was sent to a browser's address.
#[derive(Clone, Debug)]
pub struct Code {
    /// What it answers.
    pub request: CodeRequestId,
    /// The hash of the code.
    pub code_hash: [u8; 32],
    /// When it was sent.
    pub created_at: Timestamp,
    /// From then on it doesn't work.
    pub expires_at: Timestamp,
    /// Wrong tries while it could have worked.
    pub tries: i64,
    /// When it, or one that was as good, was used.
    pub used_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct CodeRow {
    request_id: Id<CodeRequestId>,
    code_hash: Vec<u8>,
    created_at: At,
    expires_at: At,
    tries: i64,
    used_at: Option<At>,
}

// Indexes: code_request_visitor, primary key of code. At most a handful: a browser's
// askings are limited.
const LIST: &str = "SELECT code.request_id, code.code_hash, code.created_at, code.expires_at, \
     code.tries, code.used_at FROM code_request \
     JOIN code ON code.request_id = code_request.id \
     WHERE code_request.visitor_hash = $1 AND code_request.email_canonical = $2 \
     AND code_request.purpose = $3 ORDER BY code.created_at DESC";

/// All codes that were sent to an address for a purpose because this browser asked, the newest
/// first. A code does what its mail says, and nothing else.
///
/// # Errors
/// Those of the database.
pub async fn list_codes(
    db: &mut impl Reads,
    visitor_hash: &[u8; 32],
    email_canonical: &str,
    purpose: Purpose,
) -> Result<Vec<Code>, StoreError> {
    let rows: Vec<CodeRow> = on_db!(
        db,
        query_as(LIST)
            .bind(visitor_hash.as_slice())
            .bind(email_canonical)
            .bind(Word(purpose))
            .fetch_all
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(Code {
                request: row.request_id.0,
                code_hash: bytes("code", "code_hash", row.code_hash)?,
                created_at: row.created_at.0,
                expires_at: row.expires_at.0,
                tries: row.tries,
                used_at: row.used_at.map(|at| at.0),
            })
        })
        .collect()
}

// Index: code_request_visitor.
const FIND_NEWEST: &str = "SELECT id FROM code_request WHERE visitor_hash = $1 \
     AND email_canonical = $2 AND purpose = $3 ORDER BY created_at DESC, id DESC LIMIT 1";

/// What this browser asked for last, for this address and purpose.
///
/// # Errors
/// Those of the database.
pub async fn find_newest(
    db: &mut impl Reads,
    visitor_hash: &[u8; 32],
    email_canonical: &str,
    purpose: Purpose,
) -> Result<Option<CodeRequestId>, StoreError> {
    let found: Option<Id<CodeRequestId>> = on_db!(
        db,
        query_scalar(FIND_NEWEST)
            .bind(visitor_hash.as_slice())
            .bind(email_canonical)
            .bind(Word(purpose))
            .fetch_optional
    )?;
    Ok(found.map(|id| id.0))
}

// Index: primary key of code.
const FIND_SENT: &str = "SELECT MAX(created_at) FROM code WHERE request_id = $1";

/// When the last code of a request was sent; none while its mail waits.
///
/// # Errors
/// Those of the database.
pub async fn find_sent_at(
    db: &mut impl Reads,
    request: CodeRequestId,
) -> Result<Option<Timestamp>, StoreError> {
    let found: Option<At> = on_db!(db, query_scalar(FIND_SENT).bind(Id(request)).fetch_one)?;
    Ok(found.map(|at| at.0))
}

// Indexes: code_request_visitor, primary key of code.
const COUNT_TRY: &str = "UPDATE code SET tries = tries + 1 \
     WHERE used_at IS NULL AND expires_at > $3 AND request_id IN (SELECT id FROM code_request \
     WHERE visitor_hash = $1 AND email_canonical = $2)";

/// Counts a wrong try on every code that could have worked.
///
/// # Errors
/// Those of the database.
pub async fn count_try(
    tx: &mut Tx,
    visitor_hash: &[u8; 32],
    email_canonical: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(COUNT_TRY)
            .bind(visitor_hash.as_slice())
            .bind(email_canonical)
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Indexes: code_request_visitor, primary key of code.
const USE_CODES: &str = "UPDATE code SET used_at = $3 \
     WHERE used_at IS NULL AND request_id IN (SELECT id FROM code_request \
     WHERE visitor_hash = $1 AND email_canonical = $2)";

/// Uses up every code, and link, that was sent to an address because this browser asked.
///
/// # Errors
/// Those of the database.
pub async fn use_codes(
    tx: &mut Tx,
    visitor_hash: &[u8; 32],
    email_canonical: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(USE_CODES)
            .bind(visitor_hash.as_slice())
            .bind(email_canonical)
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Indexes: code.link_hash, primary key of code_request.
const FIND_LINK: &str = "SELECT code_request.id, code_request.email, code_request.visitor_hash, \
     code_request.purpose, code_request.next_path, code_request.created_at FROM code \
     JOIN code_request ON code_request.id = code.request_id \
     WHERE code.link_hash = $1 AND code.used_at IS NULL AND code.link_used_at IS NULL \
     AND code.expires_at > $2";

/// The request whose mail carried this link, if the link still works.
///
/// # Errors
/// Those of the database.
pub async fn find_link(
    db: &mut impl Reads,
    link_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<CodeRequest>, StoreError> {
    let row: Option<RequestRow> = on_db!(
        db,
        query_as(FIND_LINK)
            .bind(link_hash.as_slice())
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(RequestRow::read).transpose()
}

// Indexes: code_request_visitor, primary key of code.
const USE_LINKS: &str = "UPDATE code SET link_used_at = $3 \
     WHERE link_used_at IS NULL AND request_id IN (SELECT id FROM code_request \
     WHERE visitor_hash = $1 AND email_canonical = $2)";

/// Uses up every link that was sent to an address because this browser asked; the
/// codes stay good.
///
/// # Errors
/// Those of the database.
pub async fn use_links(
    tx: &mut Tx,
    visitor_hash: &[u8; 32],
    email_canonical: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(USE_LINKS)
            .bind(visitor_hash.as_slice())
            .bind(email_canonical)
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Indexes: code_request_email, primary key of code.
const USE_OF_ADDRESS: &str = "UPDATE code SET used_at = $2 \
     WHERE used_at IS NULL AND request_id IN (SELECT id FROM code_request \
     WHERE email_canonical = $1)";

/// Uses up every code, and link, that was sent to an address, whoever asked.
///
/// # Errors
/// Those of the database.
pub async fn use_codes_of_address(
    tx: &mut Tx,
    email_canonical: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(USE_OF_ADDRESS)
            .bind(email_canonical)
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

fn bytes(table: &'static str, column: &str, stored: Vec<u8>) -> Result<[u8; 32], StoreError> {
    stored.try_into().map_err(|_| corrupt(table, column))
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT_REQUEST,
    FIND_REQUEST,
    FIND_REQUEST_OF,
    INSERT_CODE,
    LIST,
    FIND_NEWEST,
    FIND_SENT,
    COUNT_TRY,
    USE_CODES,
    FIND_LINK,
    USE_LINKS,
    USE_OF_ADDRESS,
];
