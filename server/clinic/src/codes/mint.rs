//! Making the code and the link, in the moment in which their mail leaves.

use std::fmt;

use domain::id::CodeRequestId;
use domain::limits;
use domain::person::EmailAddress;
use jiff::SignedDuration;
use store::StoreError;
use store::code::{CodeRequest, NewCode, Purpose};

use super::code_hash;
use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::rng::six_digits;

/// What the address is to us, which decides what its mail says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Somebody signs up with it.
    SignUp,
    /// It has an account.
    LogIn,
    /// It is the account's of somebody who is logged in and confirms that it's them.
    Prove,
    /// Somebody signs up with it, and it has an account.
    HasAccount,
    /// It is to be the address of an account.
    NewEmail,
    /// It is the one that an invitation went to.
    Invitation,
    /// It is to be an account's, and has an account of its own: the mail says so, and carries no code.
    Taken,
    /// Neither: the mail says so, and carries no code.
    NoAccount,
}

/// What a mail with a code says.
pub struct MintedCode {
    /// What the address is to us.
    pub kind: CodeKind,
    /// Where the mail goes: to the account's own spelling of the address, however it was
    /// typed, since another spelling may be somebody else's mailbox.
    pub to: EmailAddress,
    /// Six digits.
    pub code: Option<String>,
    /// The absolute address of the page with the log-in button.
    pub link: Option<String>,
    /// How long both work.
    pub minutes: i64,
}

impl fmt::Debug for MintedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MintedCode")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Makes the code and the link for a mail that leaves now. Only their hashes stay.
///
/// # Errors
/// `NotFound` when the request is gone: nobody waits for the mail any more.
pub async fn mint(
    clinic: &Clinic,
    job: &SystemJob,
    request: CodeRequestId,
) -> Result<MintedCode, Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = mint_within(&mut work, request).await;
    work.settle(outcome).await
}

async fn mint_within(work: &mut Work, request: CodeRequestId) -> Result<MintedCode, Failure> {
    let found = store::code::find_request(&mut **work, request).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let (kind, to) = kind(work, &found).await?;
    let token = work.clinic().new_token();
    let code = insert(work, &found, token.hash()).await?;
    let origin = work.clinic().origin();
    let link = format!("{origin}/log-in/link/{}", token.expose());
    let (code, link) = match kind {
        CodeKind::SignUp | CodeKind::LogIn | CodeKind::HasAccount => (Some(code), Some(link)),
        CodeKind::Prove | CodeKind::NewEmail | CodeKind::Invitation => (Some(code), None),
        CodeKind::NoAccount | CodeKind::Taken => (None, None),
    };
    Ok(MintedCode {
        kind,
        to,
        code,
        link,
        minutes: limits::CODE_MINUTES,
    })
}

async fn kind(work: &mut Work, request: &CodeRequest) -> Result<(CodeKind, EmailAddress), Failure> {
    let (typed, canonical) = (request.email.clone(), request.email.canonical());
    let account = store::account::find_account_by_email(&mut **work, &canonical).await?;
    let owned = account.map(|account| account.email);
    match (request.purpose, owned) {
        // It proves the mailbox that was invited, and lets nobody in by itself.
        (Purpose::Invitation, _) => Ok((CodeKind::Invitation, typed)),
        (Purpose::Prove, owned) => Ok((CodeKind::Prove, owned.unwrap_or(typed))),
        (Purpose::NewEmail, Some(owned)) => Ok((CodeKind::Taken, owned)),
        (Purpose::NewEmail, None) => Ok((CodeKind::NewEmail, typed)),
        (Purpose::LogIn, owned) => {
            let now = work.now();
            let sign_up =
                store::sign_up::find_sign_up(&mut **work, &request.visitor_hash, now).await?;
            let drafted = sign_up
                .map(|sign_up| sign_up.email)
                .filter(|email| email.canonical() == canonical);
            Ok(match (owned, drafted) {
                (Some(owned), Some(_)) => (CodeKind::HasAccount, owned),
                (Some(owned), None) => (CodeKind::LogIn, owned),
                // The account will have this spelling.
                (None, Some(drafted)) => (CodeKind::SignUp, drafted),
                (None, None) => (CodeKind::NoAccount, typed),
            })
        }
    }
}

/// Stores a fresh code. A mail that is sent again has a second code for the same
/// request; once in a million times that is the first one again, and another is drawn.
async fn insert(
    work: &mut Work,
    request: &CodeRequest,
    link_hash: [u8; 32],
) -> Result<String, Failure> {
    let created_at = work.now();
    let expires_at = created_at
        .checked_add(SignedDuration::from_mins(limits::CODE_MINUTES))
        .map_err(|_| Failure::fault("the clock is at the end of time"))?;
    loop {
        let code = format!("{:06}", six_digits(work.clinic().rng()));
        let new = NewCode {
            request: request.id,
            code_hash: code_hash(request.id, &code),
            link_hash,
            created_at,
            expires_at,
        };
        match store::code::insert_code(work, &new).await {
            Ok(()) => return Ok(code),
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
