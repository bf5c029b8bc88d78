//! Logging in with an address and a password.
//!
//! An address without an account, an account without a password and a wrong password get
//! one answer, after the same statements and one hash each.

use domain::audit::Action;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use store::account_password::{self as rows, Credentials};

use super::{TRIES, stronger};
use crate::authz::{Clinic, Visitor, Work};
use crate::codes::known_to;
use crate::failure::Failure;
use crate::log_in::{LogIn, NextPath};
use crate::sign_up::{self, Proof, Second};
use crate::tries::Count;

/// Logs an account in with its password, or asks for its second factor.
///
/// # Errors
/// `Refused(LogInFailed)` whatever was wrong; `Refused(Blocked)` when the password is
/// right and the clinic has blocked the account; `TooMany` when tries come too fast.
pub async fn log_in(
    clinic: &Clinic,
    who: &Visitor,
    email: &EmailAddress,
    password: &str,
    next: NextPath,
) -> Result<LogIn, Failure> {
    let email = email.canonical();
    // The try is counted and durable before the hash: many at once can't slip by.
    let mut work = clinic.begin(who).await?;
    let outcome = admit(&mut work, who, &email).await;
    let (found, count) = work.settle(outcome).await?;

    let stored = found
        .as_ref()
        .and_then(|found| found.password_hash.as_deref());
    let right = clinic.passwords().verify(password, stored).await?;
    let (Some(found), Some(stored), true) = (&found, stored, right) else {
        let mut work = clinic.begin(who).await?;
        let known = found.map(|found| found.id.to_string());
        let known = known.as_deref().unwrap_or("unknown");
        work.record(Action::AccountLogInRefused.as_str(), known, &[])
            .await?;
        work.commit().await?;
        return Err(Failure::Refused(Refusal::LogInFailed));
    };
    let stronger = stronger(clinic, stored, password).await?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let_in(&mut work, &email, found, stronger).await?;
        TRIES.succeed(&mut work, who, &email, count).await?;
        let proof = Proof {
            email: &email,
            browser: who,
            second: Second::Open,
        };
        let signed_in = sign_up::sign_in(&mut work, &proof, next).await?;
        signed_in.ok_or(Failure::Refused(Refusal::LogInFailed))
    }
    .await;
    work.settle(outcome).await
}

async fn admit(
    work: &mut Work,
    who: &Visitor,
    email: &str,
) -> Result<(Option<Credentials>, Count), Failure> {
    let found = rows::find_credentials(&mut **work, email).await?;
    let known = known_to(work, who, email).await?;
    let count = TRIES.admit(work, who, email, known).await?;
    Ok((found, count))
}

/// The hash was compared outside of any transaction: whether it is still the account's,
/// and the account the address's, is asked again here.
async fn let_in(
    work: &mut Work,
    email: &str,
    found: &Credentials,
    stronger: Option<String>,
) -> Result<(), Failure> {
    let stored = rows::find_credentials(&mut **work, email).await?;
    let unchanged = stored
        .is_some_and(|stored| stored.id == found.id && stored.password_hash == found.password_hash);
    if !unchanged {
        return Err(Failure::Refused(Refusal::LogInFailed));
    }
    if let (Some(old), Some(new)) = (&found.password_hash, stronger) {
        rows::replace_hash(work, found.id, old, &new).await?;
    }
    Ok(())
}
