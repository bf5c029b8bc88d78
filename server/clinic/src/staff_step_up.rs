//! Step-up of members of staff: before what reaches far, whoever sits at a browser in which one
//! of them is logged in shows again that it is they, by all that their log-in asks for.

use domain::person::Invalid;
use domain::refusal::FieldErrors;
use domain::second_factor::Typed;
use store::Reads;
use store::second_factor::{Owner, find_factor};

use crate::authz::{Clinic, Member, Visitor};
use crate::failure::Failure;
use crate::second_factor::tried;
use crate::staff_log_in::check_password;

/// What a member is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Besides the password a code of their authenticator app, or a recovery code.
    pub app_code: bool,
}

/// What was typed in answer.
#[derive(Clone, Copy)]
pub struct Proof<'a> {
    /// The browser in which it was typed.
    pub browser: &'a Visitor,
    /// The password.
    pub password: &'a str,
    /// The code; not looked at of a member who has no app.
    pub app_code: &'a str,
}

/// What this member is asked for.
pub(crate) async fn asked(db: &mut impl Reads, who: &Member) -> Result<Asked, Failure> {
    let owner = Owner::Staff(who.staff_id());
    let found = find_factor(db, owner).await?;
    Ok(Asked {
        app_code: found.is_some(),
    })
}

/// Whether it is they. Tries are counted as those of a log-in are, and a right code is used up.
///
/// # Errors
/// `Invalid` for what is missing ("password", "`app_code`"); `Refused(PasswordWrong)`,
/// `Refused(SecondFactorWrong)`; `TooMany` when tries come too fast.
pub(crate) async fn check(clinic: &Clinic, who: &Member, proof: &Proof<'_>) -> Result<(), Failure> {
    let asked = asked(&mut *clinic.read(who).await?, who).await?;
    let mut errors = FieldErrors::default();
    if proof.password.is_empty() {
        errors.take::<()>("password", Err(Invalid::Missing));
    }
    let typed = match asked.app_code {
        true => errors.take("app_code", Typed::parse(proof.app_code)),
        false => None,
    };
    if !errors.is_empty() {
        return Err(Failure::Invalid(errors));
    }
    check_password(clinic, who, proof.browser, proof.password).await?;
    let Some(typed) = typed else { return Ok(()) };
    let mut work = clinic.begin(who).await?;
    let owner = Owner::Staff(who.staff_id());
    let outcome = tried(&mut work, owner, proof.browser, &typed).await;
    let verdict = work.settle(outcome).await?;
    // That a recovery code was used is told.
    clinic.wake_mail();
    verdict.or_refused()
}

#[cfg(test)]
mod tests;
