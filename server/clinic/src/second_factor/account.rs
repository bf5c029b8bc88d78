//! The second factor of a portal account.
//!
//! Setting it up asks who somebody is before the secret is shown. New recovery codes and
//! turning it off ask for the factor itself: whoever has only the open browser and the
//! mailbox must not get past it.

use super::half;
use super::seat::{self, Seat};
use super::{Codes, Shown, State};
use crate::authz::{AccountHolder, Clinic, Recent, Visitor};
use crate::failure::Failure;
use crate::log_in::SignedIn;

/// Whether the account has a second factor.
///
/// # Errors
/// `Unauthenticated` when the browser was signed out meanwhile.
pub async fn state(clinic: &Clinic, who: &AccountHolder) -> Result<Option<State>, Failure> {
    seat::state(clinic, who, Seat::of_account(who)).await
}

/// Makes a secret, to be shown in this browser.
///
/// # Errors
/// `Reauthenticate`.
pub async fn start(clinic: &Clinic, who: &Recent<AccountHolder>) -> Result<(), Failure> {
    seat::start(clinic, who, Seat::of_account(who.who())).await
}

/// The secret that is shown in this browser, if one is.
///
/// # Errors
/// `Reauthenticate`.
pub async fn draft(clinic: &Clinic, who: &Recent<AccountHolder>) -> Result<Option<Shown>, Failure> {
    let holder = who.who();
    seat::draft(
        clinic,
        who,
        Seat::of_account(holder),
        holder.email().as_str(),
    )
    .await
}

/// Takes the first code of the app: from now on it is asked for at each log-in. None when
/// it is already.
///
/// # Errors
/// `Invalid("app_code")`; `Refused` with `SecondFactorWrong`, or `ChangedMeanwhile` when the
/// secret isn't shown any more; `Reauthenticate`.
pub async fn confirm(
    clinic: &Clinic,
    who: &Recent<AccountHolder>,
    typed: &str,
) -> Result<Option<Codes>, Failure> {
    seat::confirm(clinic, who, Seat::of_account(who.who()), typed).await
}

/// Makes new recovery codes; the earlier ones are dead.
///
/// # Errors
/// `Invalid("app_code")`; `Refused(SecondFactorWrong)`; `TooMany` when tries come too fast.
pub async fn new_codes(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    typed: &str,
) -> Result<Codes, Failure> {
    seat::new_codes(clinic, who, Seat::of_account(who), browser, typed).await
}

/// Turns it off.
///
/// # Errors
/// As [`new_codes`].
pub async fn turn_off(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    typed: &str,
) -> Result<(), Failure> {
    seat::turn_off(clinic, who, Seat::of_account(who), browser, typed).await
}

/// Takes the second factor of a log-in that is half done, and signs this browser in.
///
/// # Errors
/// `Invalid("app_code")`, which costs no try; `Refused` with `SecondFactorWrong`, `LogInOver`
/// in another browser, too late or after too many tries, or `Blocked`; `TooMany` when tries
/// come too fast.
pub async fn enter(
    clinic: &Clinic,
    browser: &Visitor,
    half_token: &str,
    typed: &str,
) -> Result<SignedIn, Failure> {
    half::enter(clinic, browser, half_token, typed).await
}
