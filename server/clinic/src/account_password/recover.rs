//! "Forgot your password?": a mailed link lets whoever reads the account's mail set a new
//! one, also if there never was one.
//!
//! Asking changes nothing and says nothing: it only lets a mail leave, the same rows and
//! words for every address. The link is made in the moment in which its mail leaves; an
//! older one dies with it. Opening the link changes nothing either.

use std::fmt;

use domain::audit::Action;
use domain::id::NoticeId;
use domain::limits;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use jiff::SignedDuration;
use store::account_password::{self as rows, NewRecoveryLink, Owner as LinkOwner};
use store::notice::{NewNotice, NoticeKind};

use super::set_within;
use crate::authz::{Actor, Clinic, SystemJob, Visitor, Work};
use crate::codes::count_asking;
use crate::failure::Failure;
use crate::log_in::{LogIn, NextPath};
use crate::password::{Owner, check_new};
use crate::sign_up::{self, Proof, Second};
use crate::token;

/// Asks for a link to be sent to an address, known or not.
///
/// # Errors
/// `TooMany` as [`crate::codes::ask`], together with the codes asked for.
pub async fn ask(clinic: &Clinic, who: &Visitor, email: EmailAddress) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = ask_within(&mut work, who, email).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn ask_within(work: &mut Work, who: &Visitor, email: EmailAddress) -> Result<(), Failure> {
    count_asking(work, who, &email.canonical()).await?;
    let (id, now): (NoticeId, _) = (work.clinic().new_id(), work.now());
    let mail = NewNotice {
        id,
        kind: NoticeKind::Recovery,
        appointment: None,
        code_request: None,
        account: None,
        patient: None,
        invitation: None,
        to: email,
        version: 0,
        created_at: now,
        due_at: now,
    };
    store::notice::insert_notice(work, &mail).await?;
    work.record(Action::RecoveryAsk.as_str(), &id.to_string(), &[])
        .await
}

/// What a recovery mail says.
pub struct MintedLink {
    /// Where the mail goes: to the account's own spelling of the address, however it was
    /// typed, since another spelling may be somebody else's mailbox.
    pub to: EmailAddress,
    /// The absolute address behind the button; none where there is no account.
    pub link: Option<String>,
    /// How long it works.
    pub minutes: i64,
}

impl fmt::Debug for MintedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MintedLink([redacted])")
    }
}

/// Makes the link for a mail that is about to leave; the account's earlier link is dead.
///
/// # Errors
/// Those of the store.
pub async fn mint(
    clinic: &Clinic,
    job: &SystemJob,
    to: &EmailAddress,
) -> Result<MintedLink, Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = mint_within(&mut work, to).await;
    work.settle(outcome).await
}

async fn mint_within(work: &mut Work, to: &EmailAddress) -> Result<MintedLink, Failure> {
    let email = to.canonical();
    let minutes = limits::RECOVERY_MINUTES;
    let account = store::account::find_account_by_email(&mut **work, &email).await?;
    let Some(account) = account else {
        return Ok(MintedLink {
            to: to.clone(),
            link: None,
            minutes,
        });
    };
    let (token, created_at) = (work.clinic().new_token(), work.now());
    let expires_at = created_at
        .checked_add(SignedDuration::from_mins(minutes))
        .map_err(|_| Failure::fault("the clock is at the end of time"))?;
    let link = NewRecoveryLink {
        token_hash: token.hash(),
        account: account.id,
        email_canonical: email,
        created_at,
        expires_at,
    };
    rows::replace_link(work, &link).await?;
    let origin = work.clinic().origin();
    let link = format!("{origin}/recover/link/{}", token.expose());
    Ok(MintedLink {
        to: account.email,
        link: Some(link),
        minutes,
    })
}

/// The address whose account the link opens, for the page with the button.
///
/// # Errors
/// `Refused(LinkUnusable)` when it was used, is too old, gave way to a newer one, or
/// never was.
pub async fn link_ok(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
) -> Result<EmailAddress, Failure> {
    Ok(find(clinic, who, link_token).await?.email)
}

async fn find(clinic: &Clinic, who: &Visitor, link_token: &str) -> Result<LinkOwner, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let found = rows::find_link(&mut *look, &token::hash(link_token), now).await?;
    found.ok_or(Failure::Refused(Refusal::LinkUnusable))
}

/// Sets the password by a link, signs every browser of the account out, and this one in;
/// or asks for the account's second factor, which whoever reads the mail need not have.
///
/// # Errors
/// `Refused(LinkUnusable)` as [`link_ok`], or `Refused(Blocked)` when the clinic has
/// blocked the account; `Invalid("password")` with `TooShort`, `TooLong` or `TooEasy`,
/// and then the link stays good.
pub async fn complete(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
    password: &str,
) -> Result<LogIn, Failure> {
    let found = find(clinic, who, link_token).await?;
    let clinic_row = {
        let mut look = clinic.read(who).await?;
        store::clinic::find_clinic(&mut *look).await?
    };
    let owner = Owner {
        full_name: found.full_name.as_str(),
        email: found.email.as_str(),
        clinic_name: clinic_row.as_ref().map(|row| row.name.as_str()),
    };
    check_new(password, &owner).map_err(|invalid| Failure::field("password", invalid))?;
    let hash = clinic.passwords().hash(password, clinic.rng()).await?;
    let mut work = clinic.begin(who).await?;
    let outcome = complete_within(&mut work, who, link_token, &hash).await;
    let signed_in = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(signed_in)
}

async fn complete_within(
    work: &mut Work,
    who: &Visitor,
    link_token: &str,
    hash: &str,
) -> Result<LogIn, Failure> {
    let now = work.now();
    // Somebody may have used the link while the password was hashed.
    let found = rows::find_link(&mut **work, &token::hash(link_token), now).await?;
    let found = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let email = found.email.canonical();
    work.acts_as(Actor::Account(found.id));
    set_within(work, found.id, &found.email, hash).await?;
    // Whoever got in before, by whatever, is out, and no mail of before lets them in again.
    store::session::end_sessions_of_account(work, found.id, now).await?;
    store::code::use_codes_of_address(work, &email, now).await?;
    let proof = Proof {
        email: &email,
        browser: who,
        second: Second::Open,
    };
    let signed_in = sign_up::sign_in(work, &proof, NextPath::default()).await?;
    signed_in.ok_or(Failure::Refused(Refusal::LinkUnusable))
}
