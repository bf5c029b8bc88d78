//! A typed second factor: counted before it is compared, and used up when it is right.

use domain::person::EmailAddress;
use domain::refusal::Refusal;
use domain::second_factor::Typed;
use store::notice::NoticeKind;
use store::second_factor::{self as rows, Owner};

use super::{Event, record, recovery, tell, totp};
use crate::authz::{Visitor, Work};
use crate::codes::known_to;
use crate::failure::Failure;
use crate::tries::Tries;

/// Counted apart from passwords: who gets here has the first factor.
const TRIES: Tries = Tries::second_factor(["factor place", "factor network", "factor strangers"]);

/// Whether it was right. What is wrong must be made durable, so it is no failure yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    Wrong,
}

impl Verdict {
    /// The answer, once the work is committed.
    pub(crate) fn or_refused(self) -> Result<(), Failure> {
        match self {
            Self::Right => Ok(()),
            Self::Wrong => Err(Failure::Refused(Refusal::SecondFactorWrong)),
        }
    }
}

/// What was typed into the field of a second factor.
pub(crate) fn parse(typed: &str) -> Result<Typed, Failure> {
    Typed::parse(typed).map_err(|invalid| Failure::field("app_code", invalid))
}

/// Counts a try, compares, and uses a right code up: one of the app, or a recovery code,
/// which is told to the address. `TooMany` when tries come too fast.
pub(crate) async fn tried(
    work: &mut Work,
    owner: Owner,
    browser: &Visitor,
    typed: &Typed,
) -> Result<Verdict, Failure> {
    let key = owner.uuid().to_string();
    let known = known(work, owner, browser).await?;
    let count = TRIES.admit(work, browser, &key, known).await?;
    if !take(work, owner, typed).await? {
        record(work, owner, Event::Refused).await?;
        return Ok(Verdict::Wrong);
    }
    TRIES.succeed(work, browser, &key, count).await?;
    if matches!(typed, Typed::Recovery(_)) {
        tell(work, owner, NoticeKind::RecoveryCodeUsed).await?;
        record(work, owner, Event::Recovered).await?;
    }
    Ok(Verdict::Right)
}

/// The hash by which a browser is known in which they have logged in before.
async fn known(
    work: &mut Work,
    owner: Owner,
    browser: &Visitor,
) -> Result<Option<[u8; 32]>, Failure> {
    match owner {
        Owner::Account(account) => {
            let email: Option<EmailAddress> =
                store::account::find_email(&mut **work, account).await?;
            let email = email.ok_or(Failure::fault("a second factor of no account"))?;
            known_to(work, browser, &email.canonical()).await
        }
        Owner::Staff(staff) => {
            let known = browser.known_hash();
            let own = store::staff::has_logged_in(&mut **work, Some(staff), known.as_ref()).await?;
            Ok(known.filter(|_| own))
        }
    }
}

async fn take(work: &mut Work, owner: Owner, typed: &Typed) -> Result<bool, Failure> {
    match typed {
        Typed::App(code) => {
            let Some(factor) = rows::find_factor(&mut **work, owner).await? else {
                return Ok(false);
            };
            match totp::step_of(factor.secret, code, work.now())? {
                // Of a step that was taken already, or is older, nothing is taken again.
                Some(step) => Ok(rows::take_step(work, owner, step).await?),
                None => Ok(false),
            }
        }
        Typed::Recovery(code) => recovery::take(work, owner, code).await,
    }
}
