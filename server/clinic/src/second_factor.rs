//! The second factor: the code that an authenticator app shows (TOTP, RFC 6238), and
//! recovery codes for whoever loses the phone. Accounts and members of staff have it alike.
//!
//! Nothing opens between the two factors. Whoever has shown the first, by whatever (a
//! password, a mailed code or link, a recovery), has a half log-in: bound to the browser,
//! over after ten minutes or five wrong tries, and of no use but to show the second. No
//! code is taken twice, and tries are slowed by who tries from where, as those of a
//! password are.
//!
//! | module | what it settles |
//! |---|---|
//! | [`totp`] | secrets, their picture, and which step of time a code is of |
//! | [`recovery`] | recovery codes |
//! | [`tried`] | a typed factor is counted, compared and used up |
//! | [`seat`] | setting it up, new recovery codes, turning it off, for whoever is signed in |
//! | [`account`] | the same for accounts |
//! | [`half`] | log-ins between the two factors |
//! | [`staff`] | members of staff: the same, and the roles that need it |
//!
//! Each change ends the other sessions and is told to the address.

use domain::audit::Action;
use domain::person::EmailAddress;
use jiff::Timestamp;
use store::notice::{NewNotice, NoticeKind};
use store::second_factor::{self as rows, Factor};

use crate::authz::Work;
use crate::failure::Failure;

mod account;
pub(crate) mod half;
mod recovery;
mod seat;
pub mod staff;
mod totp;
mod tried;

pub use account::{confirm, draft, enter, new_codes, start, state, turn_off};
pub use half::{HalfView, view};
pub use recovery::Codes;
pub(crate) use rows::Owner;
pub use totp::{Picture, Shown};
pub(crate) use tried::{Verdict, parse, tried};

/// A second factor that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Since when.
    pub since: Timestamp,
    /// Recovery codes that are still good.
    pub codes_left: i64,
}

impl State {
    fn of(factor: &Factor) -> Self {
        Self {
            since: factor.set_up_at,
            codes_left: factor.codes_left,
        }
    }
}

/// Takes somebody's second factor away, with all that could still become one or log in by
/// it; says whether they had one. The caller ends the sessions, records it and tells them.
pub(crate) async fn remove_within(work: &mut Work, owner: Owner) -> Result<bool, Failure> {
    rows::draft::delete_drafts(work, owner).await?;
    rows::half::delete_halves_of(work, owner).await?;
    Ok(rows::delete_factor(work, owner).await?)
}

/// The address of whoever it is.
async fn address(work: &mut Work, owner: Owner) -> Result<EmailAddress, Failure> {
    let found = match owner {
        Owner::Account(id) => store::account::find_email(&mut **work, id).await?,
        Owner::Staff(id) => store::staff::find_email(&mut **work, id).await?,
    };
    found.ok_or(Failure::fault("a second factor of nobody"))
}

/// Tells them, at once.
pub(crate) async fn tell(work: &mut Work, owner: Owner, kind: NoticeKind) -> Result<(), Failure> {
    let (now, to) = (work.now(), address(work, owner).await?);
    let notice = NewNotice {
        id: work.clinic().new_id(),
        kind,
        appointment: None,
        code_request: None,
        account: match owner {
            Owner::Account(id) => Some(id),
            Owner::Staff(_) => None,
        },
        patient: None,
        invitation: None,
        to,
        version: 0,
        created_at: now,
        due_at: now,
    };
    store::notice::insert_notice(work, &notice).await?;
    Ok(())
}

/// Writes an event down, under the name that it has for whoever it is.
async fn record(work: &mut Work, owner: Owner, what: Event) -> Result<(), Failure> {
    let action = match (owner, what) {
        (Owner::Account(_), Event::Half) => Action::AccountSecondFactorAsked,
        (Owner::Account(_), Event::SetUp) => Action::AccountSecondFactorSetUp,
        (Owner::Account(_), Event::Codes) => Action::AccountSecondFactorCodes,
        (Owner::Account(_), Event::Recovered) => Action::AccountSecondFactorRecovered,
        (Owner::Account(_), Event::Refused) => Action::AccountSecondFactorRefused,
        (Owner::Account(_), Event::Removed) => Action::AccountSecondFactorRemoved,
        (Owner::Account(_), Event::Reset) => Action::AccountSecondFactorReset,
        (Owner::Staff(_), Event::Half) => Action::StaffSecondFactorAsked,
        (Owner::Staff(_), Event::SetUp) => Action::StaffSecondFactorSetUp,
        (Owner::Staff(_), Event::Codes) => Action::StaffSecondFactorCodes,
        (Owner::Staff(_), Event::Recovered) => Action::StaffSecondFactorRecovered,
        (Owner::Staff(_), Event::Refused) => Action::StaffSecondFactorRefused,
        (Owner::Staff(_), Event::Removed) => Action::StaffSecondFactorRemoved,
        (Owner::Staff(_), Event::Reset) => Action::StaffSecondFactorReset,
    };
    work.record(action.as_str(), &owner.uuid().to_string(), &[])
        .await
}

/// What the audit is told.
#[derive(Clone, Copy)]
enum Event {
    /// The first factor was right, and the second is asked for.
    Half,
    /// It counts from now on.
    SetUp,
    /// There is a new set of recovery codes.
    Codes,
    /// A recovery code was used.
    Recovered,
    /// What was typed was wrong.
    Refused,
    /// It was turned off.
    Removed,
    /// Somebody else turned it off.
    Reset,
}

#[cfg(test)]
mod tests;
