//! Step-up: somebody who is signed in shows again who they are, and their session counts
//! as [`Recent`](crate::Recent) for some minutes.
//!
//! The account's password does, if it has one, and so does its second factor. A code goes to
//! the account's own address and works in the browser that asked, like one to log in. It
//! signs nobody in: the session stays the same one, under a new token.

use domain::audit::Action;
use domain::id::CodeRequestId;
use domain::refusal::Refusal;
use store::code::Purpose;

use crate::account_password;
use crate::authz::{AccountHolder, Clinic, Visitor, Work};
use crate::codes::{self, CodeAsked, CodeView};
use crate::failure::Failure;
use crate::log_in::NextPath;
use crate::second_factor::{self, Owner, Verdict};
use crate::token::Token;

/// It is them.
#[derive(Debug)]
pub struct Proven {
    /// For the session cookie.
    pub session: Token,
    /// Where to go on.
    pub next: NextPath,
}

/// Mails a code to the account's own address.
///
/// # Errors
/// `TooMany` as [`codes::ask`].
pub async fn ask(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    next: NextPath,
) -> Result<CodeAsked, Failure> {
    let mut work = clinic.begin(who).await?;
    let email = who.email().clone();
    let outcome = codes::ask_for(&mut work, browser, Purpose::Prove, email, &next).await;
    let asked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(asked)
}

/// Mails another code; the earlier ones stay good.
///
/// # Errors
/// `NotFound` for a request of another browser or account; `TooMany` as [`codes::ask`].
pub async fn ask_again(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    request: CodeRequestId,
) -> Result<CodeAsked, Failure> {
    let next = view(clinic, who, browser, request).await?.next;
    ask(clinic, who, browser, next).await
}

/// What the page that takes the code shows.
///
/// # Errors
/// `NotFound` for a request of another browser or account.
pub async fn view(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    request: CodeRequestId,
) -> Result<CodeView, Failure> {
    let mut look = clinic.read(who).await?;
    let found = codes::find_own(&mut *look, browser, request, Purpose::Prove).await?;
    if found.email.canonical() != who.email().canonical() {
        return Err(Failure::NotFound);
    }
    let sent_at = store::code::find_sent_at(&mut *look, request).await?;
    Ok(CodeView {
        email: found.email,
        next: NextPath::parse(&found.next_path),
        sent_at,
    })
}

/// Takes the code: from now on the session is recent, and its cookie another.
///
/// # Errors
/// As [`codes::enter`].
pub async fn by_code(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    request: CodeRequestId,
    typed: &str,
) -> Result<Proven, Failure> {
    let code = codes::parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = by_code_within(&mut work, who, browser, request, &code).await;
    work.settle(outcome).await
}

/// Takes the account's password instead.
///
/// # Errors
/// `Refused(PasswordWrong)`; `TooMany` as [`account_password::check`].
pub async fn by_password(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    password: &str,
    next: NextPath,
) -> Result<Proven, Failure> {
    account_password::check(clinic, who, browser, password).await?;
    let mut work = clinic.begin(who).await?;
    let outcome = renew(&mut work, who).await;
    let session = work.settle(outcome).await?;
    Ok(Proven { session, next })
}

/// Takes the account's second factor instead: what its app shows, or a recovery code.
///
/// # Errors
/// `Invalid("app_code")`; `Refused(SecondFactorWrong)`; `TooMany` when tries come too fast.
pub async fn by_second_factor(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    typed: &str,
    next: NextPath,
) -> Result<Proven, Failure> {
    let typed = second_factor::parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let owner = Owner::Account(who.account_id());
        match second_factor::tried(&mut work, owner, browser, &typed).await? {
            Verdict::Right => Ok(Some(renew(&mut work, who).await?)),
            Verdict::Wrong => Ok(None),
        }
    }
    .await;
    let session = work.settle(outcome).await?;
    clinic.wake_mail();
    let session = session.ok_or(Failure::Refused(Refusal::SecondFactorWrong))?;
    Ok(Proven { session, next })
}

async fn by_code_within(
    work: &mut Work,
    who: &AccountHolder,
    browser: &Visitor,
    request: CodeRequestId,
    code: &str,
) -> Result<Proven, Failure> {
    let what = (Purpose::Prove, who.email());
    let found = codes::enter_for(work, browser, what, request, code).await?;
    Ok(Proven {
        session: renew(work, who).await?,
        next: NextPath::parse(&found.next_path),
    })
}

/// The session's new token: the proof is good from now on.
pub(crate) async fn renew(work: &mut Work, who: &AccountHolder) -> Result<Token, Failure> {
    let (session, now) = (work.clinic().new_token(), work.now());
    store::session::renew_session(work, who.session_id(), &session.hash(), now).await?;
    work.record(
        Action::SessionProve.as_str(),
        &who.session_id().to_string(),
        &[],
    )
    .await?;
    Ok(session)
}

#[cfg(test)]
mod tests;
