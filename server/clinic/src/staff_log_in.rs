//! Members of staff log in with a password, and set it by a link.
//!
//! A wrong address, a wrong password, a member who never set one and a disabled member
//! get one answer, after the same statements and one hash each. Tries are slowed by who
//! tries from where; what strangers do from elsewhere can delay a first log-in by a
//! minute at most, and never touches a browser that has logged in before.

use domain::audit::Action;
use domain::id::{SessionId, StaffId};
use domain::limits;
use domain::refusal::Refusal;
use store::staff::{Credentials, NewStaffSession};

use crate::authz::{Actor, Clinic, Member, Visitor, Work};
use crate::failure::Failure;
use crate::log_in::known_from_now_on;
use crate::password::{Owner, check_new};
use crate::second_factor::staff as second_factor;
use crate::token::{self, Token};
use crate::tries::{Count, Tries};

/// A member of staff whose browser has just been signed in.
#[derive(Debug)]
pub struct StaffSignedIn {
    /// Its session.
    pub id: SessionId,
    /// For the staff cookie.
    pub session: Token,
    /// For the cookie that stays after signing out; the one that the browser had, if any.
    pub known: Token,
}

/// What the right password came to.
#[derive(Debug)]
pub enum StaffLogIn {
    /// The browser is signed in.
    Done(StaffSignedIn),
    /// A second factor is asked for, or has to be set up first; the token is for the cookie
    /// of the half log-in.
    Half(Token),
}

impl StaffLogIn {
    /// The browser, if it is signed in.
    #[must_use]
    pub fn signed_in(self) -> Option<StaffSignedIn> {
        match self {
            Self::Done(signed_in) => Some(signed_in),
            Self::Half(_) => None,
        }
    }
}

/// A clinic's whole team may sit behind one network, with its patients.
const TRIES: Tries = Tries::named(["staff place", "staff network", "staff strangers"]);

/// Longer addresses are nobody's; their bytes are not worth hashing.
const ADDRESS_BYTES_MAX: usize = limits::EMAIL_BYTES_MAX;

/// Logs a member of staff in, or asks for their second factor.
///
/// # Errors
/// `Refused(LogInFailed)` whatever was wrong; `TooMany` when tries come too fast.
pub async fn log_in(
    clinic: &Clinic,
    who: &Visitor,
    email: &str,
    password: &str,
) -> Result<StaffLogIn, Failure> {
    let email: String = email.trim().to_ascii_lowercase();
    let email = if email.len() > ADDRESS_BYTES_MAX {
        String::new()
    } else {
        email
    };

    // The try is counted and durable before the hash: many at once can't slip by.
    let mut work = clinic.begin(who).await?;
    let outcome = admit(&mut work, who, &email).await;
    let admitted = work.settle(outcome).await?;

    let stored = admitted
        .found
        .as_ref()
        .and_then(|found| found.password_hash.as_deref());
    let right = clinic.passwords().verify(password, stored).await?;
    let found = admitted
        .found
        .as_ref()
        .filter(|found| right && found.disabled_at.is_none());
    let Some(found) = found else {
        let mut work = clinic.begin(who).await?;
        let known = admitted.found.map(|found| found.id.to_string());
        work.record(
            Action::StaffLogInRefused.as_str(),
            known.as_deref().unwrap_or("unknown"),
            &[],
        )
        .await?;
        work.commit().await?;
        return Err(Failure::Refused(Refusal::LogInFailed));
    };
    let stronger = match stored {
        Some(stored) if clinic.passwords().needs_rehash(stored) => Some((
            stored,
            clinic.passwords().hash(password, clinic.rng()).await?,
        )),
        _ => None,
    };
    let mut work = clinic.begin(who).await?;
    let outcome = let_in(&mut work, who, &email, found, admitted.count, stronger).await;
    work.settle(outcome).await
}

struct Admitted {
    found: Option<Credentials>,
    count: Count,
}

async fn admit(work: &mut Work, who: &Visitor, email: &str) -> Result<Admitted, Failure> {
    let found = store::staff::find_credentials(&mut **work, email).await?;
    let id = found.as_ref().map(|found| found.id);
    let known = who.known_hash();
    let own = store::staff::has_logged_in(&mut **work, id, known.as_ref()).await?;
    let count = TRIES.admit(work, who, email, known.filter(|_| own)).await?;
    Ok(Admitted { found, count })
}

async fn let_in(
    work: &mut Work,
    who: &Visitor,
    email: &str,
    found: &Credentials,
    count: Count,
    stronger: Option<(&str, String)>,
) -> Result<StaffLogIn, Failure> {
    // The hash was compared outside of any transaction: what it was compared with, and
    // whether the member may still come in, is asked again here.
    let stored = store::staff::find_credentials(&mut **work, email).await?;
    let unchanged = stored.is_some_and(|stored| {
        stored.id == found.id
            && stored.password_hash == found.password_hash
            && stored.disabled_at.is_none()
    });
    if !unchanged {
        return Err(Failure::Refused(Refusal::LogInFailed));
    }
    if let Some((old, new)) = stronger {
        store::staff::replace_password_hash(work, found.id, old, &new).await?;
    }
    TRIES.succeed(work, who, email, count).await?;
    second_factor::after_password(work, who, found.id).await
}

/// Signs a member of staff in at this browser; whoever was is out.
pub(crate) async fn start_session(
    work: &mut Work,
    who: &Visitor,
    staff: StaffId,
) -> Result<StaffSignedIn, Failure> {
    let (session, known) = (
        work.clinic().new_token(),
        known_from_now_on(work.clinic(), who),
    );
    let (visitor_hash, known_hash, now) = (who.key().0, known.hash(), work.now());
    // Whoever was signed in at this browser loses their cookie by this.
    store::staff::end_sessions_of_browser(work, &visitor_hash, &known_hash, now).await?;
    let id: SessionId = work.clinic().new_id();
    let new = NewStaffSession {
        id,
        token_hash: session.hash(),
        staff,
        visitor_hash,
        known_hash,
        at: now,
    };
    store::staff::insert_staff_session(work, &new).await?;
    work.acts_as(Actor::Staff(staff));
    work.record(Action::StaffSessionStart.as_str(), &id.to_string(), &[])
        .await?;
    Ok(StaffSignedIn { id, session, known })
}

/// Signs a member of staff out of this browser.
///
/// # Errors
/// `Unauthenticated` when they were signed out meanwhile.
pub async fn sign_out(clinic: &Clinic, who: &Member) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    store::staff::end_session(&mut work, who.session_id(), now).await?;
    work.record(
        Action::StaffSessionEnd.as_str(),
        &who.session_id().to_string(),
        &[],
    )
    .await?;
    work.commit().await
}

/// Whether a set-password link would work, for the page with the field.
///
/// # Errors
/// `Refused(LinkUnusable)` when it was used, is too old, or never was.
pub async fn link_ok(clinic: &Clinic, who: &Visitor, token: &str) -> Result<(), Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let found = store::staff::find_link(&mut *look, &token::hash(token), now).await?;
    found
        .map(|_| ())
        .ok_or(Failure::Refused(Refusal::LinkUnusable))
}

/// Sets the password by a link, signs every other browser of the member out, and this
/// one in; or asks for their second factor.
///
/// # Errors
/// `Refused(LinkUnusable)` as [`link_ok`]; `Invalid("password")` with `TooShort`,
/// `TooLong` or `TooEasy`, and then the link stays good.
pub async fn set_password(
    clinic: &Clinic,
    who: &Visitor,
    token: &str,
    password: &str,
) -> Result<StaffLogIn, Failure> {
    let hash = token::hash(token);
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let found = store::staff::find_link(&mut *look, &hash, now).await?;
    drop(look);
    let found = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let owner = Owner {
        full_name: found.full_name.as_str(),
        email: found.email.as_str(),
        clinic_name: found.clinic_name.as_deref(),
    };
    check_new(password, &owner).map_err(|invalid| Failure::field("password", invalid))?;
    let password_hash = clinic.passwords().hash(password, clinic.rng()).await?;

    let mut work = clinic.begin(who).await?;
    let outcome = set_within(&mut work, who, &hash, &password_hash).await;
    work.settle(outcome).await
}

async fn set_within(
    work: &mut Work,
    who: &Visitor,
    link_hash: &[u8; 32],
    password_hash: &str,
) -> Result<StaffLogIn, Failure> {
    let now = work.now();
    // Somebody may have used the link while the password was hashed.
    let found = store::staff::find_link(&mut **work, link_hash, now).await?;
    let staff = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?.id;
    store::staff::update_password(work, staff, password_hash).await?;
    store::staff::use_links(work, staff, now).await?;
    store::staff::end_sessions_of_staff(work, staff, now).await?;
    work.acts_as(Actor::Staff(staff));
    work.record(Action::StaffPasswordSet.as_str(), &staff.to_string(), &[])
        .await?;
    second_factor::after_password(work, who, staff).await
}

/// Asks a member who is signed in for their password again. Tries are counted as those of a
/// log-in are.
///
/// # Errors
/// `Refused(PasswordWrong)`; `TooMany` when tries come too fast.
pub(crate) async fn check_password(
    clinic: &Clinic,
    who: &Member,
    browser: &Visitor,
    password: &str,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let email = store::staff::find_email(&mut *work, who.staff_id()).await?;
        let email = email.ok_or(Failure::fault("a member without an address"))?;
        let email = email.canonical();
        let admitted = admit(&mut work, browser, &email).await?;
        Ok((email, admitted))
    }
    .await;
    let (email, admitted) = work.settle(outcome).await?;
    let stored = admitted.found.and_then(|found| found.password_hash);
    let right = clinic
        .passwords()
        .verify(password, stored.as_deref())
        .await?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        if right {
            return TRIES
                .succeed(&mut work, browser, &email, admitted.count)
                .await;
        }
        let member = who.staff_id().to_string();
        work.record(Action::StaffPasswordRefused.as_str(), &member, &[])
            .await
    }
    .await;
    work.settle(outcome).await?;
    if right {
        Ok(())
    } else {
        Err(Failure::Refused(Refusal::PasswordWrong))
    }
}

#[cfg(test)]
mod tests;
