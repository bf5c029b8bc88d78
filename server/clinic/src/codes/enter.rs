//! Typing the code.

use domain::audit::Action;
use domain::id::CodeRequestId;
use domain::limits;
use domain::person::{EmailAddress, Invalid};
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::code::{Code, CodeRequest, Purpose};
use subtle::{Choice, ConstantTimeEq as _};

use super::ask::find_own;
use super::{GUESSED, code_hash};
use crate::authz::{Clinic, Visitor, Work};
use crate::failure::Failure;
use crate::log_in::{LogIn, NextPath};
use crate::sign_up::{self, Proof, Second};
use crate::throttle;

/// Logs in with a typed code, or makes the account whose address it proves; an account with
/// a second factor is asked for that next. Blanks and dashes in the code don't matter.
///
/// # Errors
/// `Invalid("code")` for what isn't six digits, which costs no try; `Refused` with
/// `CodeWrong`, `CodesLocked`, `CodeExpired`, or `Blocked` when the clinic has blocked
/// the account; `TooMany` after too many wrong codes for the address in this browser;
/// `NotFound` in a
/// browser that didn't ask.
pub async fn enter(
    clinic: &Clinic,
    who: &Visitor,
    request: CodeRequestId,
    typed: &str,
) -> Result<LogIn, Failure> {
    let code = parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = try_code(&mut work, who, request, &code).await;
    work.settle(outcome).await
}

/// The six digits of what was typed.
pub(crate) fn parse(typed: &str) -> Result<String, Failure> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if code.is_empty() {
        Err(Failure::field("code", Invalid::Missing))
    } else if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) {
        Ok(code)
    } else {
        Err(Failure::field("code", Invalid::Malformed))
    }
}

async fn try_code(
    work: &mut Work,
    who: &Visitor,
    request: CodeRequestId,
    code: &str,
) -> Result<LogIn, Failure> {
    let found = find_own(&mut **work, who, request, Purpose::LogIn).await?;
    let email = found.email.canonical();
    let attempt = attempt(work, who, (Purpose::LogIn, &email), code).await?;
    if attempt.is_right() {
        let proof = Proof {
            email: &email,
            browser: who,
            second: Second::Open,
        };
        let next = NextPath::parse(&found.next_path);
        if let Some(signed_in) = sign_up::sign_in(work, &proof, next).await? {
            return Ok(signed_in);
        }
        // Somebody hit on the code of an address that has no account, which nobody was
        // ever sent: as wrong as any other.
    }
    refuse(work, who, &email, attempt).await
}

/// Takes a code that was asked for by somebody signed in, for `purpose` and sent to
/// `email`; the caller has begun the work as them, and settles it.
///
/// # Errors
/// As [`enter`]; `NotFound` also for a code of another purpose or address.
pub(crate) async fn enter_for(
    work: &mut Work,
    who: &Visitor,
    (purpose, email): (Purpose, &EmailAddress),
    request: CodeRequestId,
    code: &str,
) -> Result<CodeRequest, Failure> {
    let found = find_own(&mut **work, who, request, purpose).await?;
    let canonical = email.canonical();
    if found.email.canonical() != canonical {
        return Err(Failure::NotFound);
    }
    let attempt = attempt(work, who, (purpose, &canonical), code).await?;
    // Of the code to an address that has an account already nobody was ever told.
    let told = purpose != Purpose::NewEmail
        || store::account::find_account_by_email(&mut **work, &canonical)
            .await?
            .is_none();
    if attempt.is_right() && told {
        return Ok(found);
    }
    refuse(work, who, &canonical, attempt).await
}

/// What a typed code came to.
struct Attempt {
    codes: Vec<Code>,
    verdict: Verdict,
}

impl Attempt {
    fn is_right(&self) -> bool {
        matches!(self.verdict, Verdict::Right)
    }
}

/// Compares a typed code with those that were sent to an address because this browser
/// asked, and uses them up if it is right.
async fn attempt(
    work: &mut Work,
    who: &Visitor,
    (purpose, email): (Purpose, &str),
    code: &str,
) -> Result<Attempt, Failure> {
    let visitor = who.key().0;
    // A code works only in the browser that asked for it, so guesses elsewhere need not
    // count here: nobody else's can keep the owner from typing theirs.
    throttle::peek(work, &GUESSED, &[email.as_bytes(), &visitor])
        .await?
        .or_too_many()?;
    let codes = store::code::list_codes(&mut **work, &visitor, email, purpose).await?;
    let now = work.now();
    let verdict = judge(&codes, code, now);
    if matches!(verdict, Verdict::Right) {
        store::code::use_codes(work, &visitor, email, now).await?;
    }
    Ok(Attempt { codes, verdict })
}

/// Says no, and counts the try.
async fn refuse<T>(
    work: &mut Work,
    who: &Visitor,
    email: &str,
    attempt: Attempt,
) -> Result<T, Failure> {
    let (visitor, now) = (who.key().0, work.now());
    // What is written from here on stays, although the answer is no.
    work.undo().await?;
    let refusal = match attempt.verdict {
        Verdict::Locked => Refusal::CodesLocked,
        Verdict::Expired => Refusal::CodeExpired,
        Verdict::Right | Verdict::Wrong => {
            throttle::take(work, &GUESSED, &[email.as_bytes(), &visitor]).await?;
            store::code::count_try(work, &visitor, email, now).await?;
            let refusal = match tries_left(&attempt.codes, now) {
                0 => Refusal::CodesLocked,
                tries_left => Refusal::CodeWrong { tries_left },
            };
            // Only what is counted, and so bounded, is worth a row.
            work.record(Action::CodeRefused.as_str(), refusal.code(), &[])
                .await?;
            refusal
        }
    };
    Err(Failure::Refused(refusal))
}

/// How often one may try once the present try is counted.
fn tries_left(codes: &[Code], now: Timestamp) -> u32 {
    let left = codes
        .iter()
        .filter(|code| may_work(code, now))
        .map(|code| limits::CODE_TRIES - code.tries - 1)
        .max()
        // The mail with the first code is still on its way.
        .unwrap_or(limits::CODE_TRIES);
    u32::try_from(left).unwrap_or(0)
}

enum Verdict {
    /// One of the codes that work.
    Right,
    /// None of them.
    Wrong,
    /// Too many wrong ones before.
    Locked,
    /// No code works any more, or it is one that did.
    Expired,
}

fn judge(codes: &[Code], typed: &str, now: Timestamp) -> Verdict {
    // Every stored code is compared, byte by byte to the end, whatever came before.
    let (mut right, mut was_right) = (Choice::from(0), Choice::from(0));
    for code in codes {
        let same = code.code_hash.ct_eq(&code_hash(code.request, typed));
        let works = Choice::from(u8::from(may_work(code, now)));
        let gone = Choice::from(u8::from(is_gone(code, now)));
        right |= same & works;
        was_right |= same & gone;
    }
    if bool::from(right) {
        Verdict::Right
    } else if codes.is_empty() {
        Verdict::Wrong
    } else if codes.iter().any(|code| may_work(code, now)) {
        if bool::from(was_right) {
            Verdict::Expired
        } else {
            Verdict::Wrong
        }
    } else if codes.iter().all(|code| is_gone(code, now)) {
        Verdict::Expired
    } else {
        Verdict::Locked
    }
}

fn is_gone(code: &Code, now: Timestamp) -> bool {
    code.used_at.is_some() || code.expires_at <= now
}

fn may_work(code: &Code, now: Timestamp) -> bool {
    !is_gone(code, now) && code.tries < limits::CODE_TRIES
}
