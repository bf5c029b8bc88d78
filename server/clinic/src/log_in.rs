//! Signing a patient's browser in and out.
//!
//! How somebody proves who they are is not here: that is [`crate::codes`],
//! [`crate::account_password`] and [`crate::second_factor`].

use std::fmt;

use domain::audit::Action;
use domain::id::{AccountId, AppointmentId, HoldId, InvitationId, PatientId, SessionId};
use store::session::NewSession;

use crate::authz::{AccountHolder, Clinic, Visitor, Work, live_since};
use crate::failure::Failure;
use crate::holds;
use crate::times::Choice;
use crate::token::Token;

/// Where somebody goes on after they logged in: a known path of ours, so that no link
/// can send people elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct NextPath(String);

impl NextPath {
    /// Takes a path that we know; anything else becomes `/home`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if is_known(text) {
            Self(text.to_owned())
        } else {
            Self::default()
        }
    }

    /// The path, with its slash at the front.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The held time to go on with, if that is where the path leads.
    #[must_use]
    pub fn hold(&self) -> Option<HoldId> {
        self.0
            .strip_prefix("/book/h/")?
            .split('/')
            .next()?
            .parse()
            .ok()
    }
}

impl Default for NextPath {
    fn default() -> Self {
        Self(String::from("/home"))
    }
}

impl fmt::Debug for NextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_known(path: &str) -> bool {
    // The pages of an account are gone on to with the form that waits there.
    let path = match path.split_once("?again=") {
        Some((path, form)) if path.starts_with("/me/") && is_form_id(form) => path,
        _ => path,
    };
    let Some(path) = path.strip_prefix('/') else {
        return false;
    };
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["" | "home" | "book" | "appointments" | "family"] | ["family", "add"] => true,
        ["family", id] => id.parse::<PatientId>().is_ok(),
        // Not the page of the code, which is nothing without the request in its query.
        ["book", "h", hold, "who" | "account" | "add" | "check"] => hold.parse::<HoldId>().is_ok(),
        ["book", "done", id] | ["appointments", id] | ["appointments", id, "cancel" | "change"] => {
            id.parse::<AppointmentId>().is_ok()
        }
        ["invitations", id] => id.parse::<InvitationId>().is_ok(),
        ["book", service] => is_slug(service),
        ["book", service, who] => is_slug(service) && Choice::parse(who).is_some(),
        ["me"] | ["me", "email" | "password" | "second-factor" | "security"] => true,
        _ => false,
    }
}

/// Whether this can be a service's name in links.
fn is_slug(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 80 && text.bytes().all(known)
}

/// Whether this can name a form that is kept.
fn is_form_id(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == 43 && text.bytes().all(known)
}

/// A browser that has just been signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// For the session cookie.
    pub session: Token,
    /// For the visitor cookie: a new one, so that nothing planted before counts after.
    pub visitor: Token,
    /// For the cookie that stays after signing out; the one that the browser had, if any.
    pub known: Token,
    /// Where to go on.
    pub next: NextPath,
    /// Who signed in.
    pub account: AccountId,
    /// Whether the account was made by this proof.
    pub new_account: bool,
    /// Whether the name or birth date typed just before is not the profile's: the page
    /// asks whom it is for, and the profile stays as it is.
    pub differs: bool,
    /// Whether another account was signed in at this browser before: nothing of theirs goes
    /// along.
    pub after_other: bool,
}

/// What the first factor came to: the account has a second one, or has none.
#[derive(Debug)]
pub enum LogIn {
    /// The browser is signed in.
    Done(SignedIn),
    /// The second factor is asked for; the token is for the cookie of the half log-in.
    Half(Token),
}

impl LogIn {
    /// The browser, if it is signed in.
    #[must_use]
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::Done(signed_in) => Some(signed_in),
            Self::Half(_) => None,
        }
    }
}

/// The tokens of a browser that is being signed in.
pub(crate) struct Started {
    pub(crate) id: SessionId,
    pub(crate) session: Token,
    pub(crate) visitor: Token,
    pub(crate) known: Token,
    /// Whether another account was signed in there before.
    pub(crate) after_other: bool,
}

/// The token by which a browser is known from now on: the one it has, or a new one.
pub(crate) fn known_from_now_on(clinic: &Clinic, who: &Visitor) -> Token {
    let present = who.known().cloned();
    present.unwrap_or_else(|| clinic.new_token())
}

/// Signs the browser in, gives it a new visitor cookie, and lets its hold and its
/// sign-up follow. Whoever was signed in there before is signed out; if that is another
/// account, what it held is given back, and what it typed stays behind. What somebody chose
/// there after the other's session had ended is their own.
pub(crate) async fn start_session(
    work: &mut Work,
    account: AccountId,
    own: Option<PatientId>,
    browser: &Visitor,
) -> Result<Started, Failure> {
    let now = work.now();
    let clinic = work.clinic();
    let (session, visitor) = (clinic.new_token(), clinic.new_token());
    let known = known_from_now_on(clinic, browser);
    let id: SessionId = clinic.new_id();
    let (from, to) = (browser.key(), visitor.hash());
    let live = live_since(now);
    let other = store::session::find_account_of_visitor(&mut **work, &from.0, live).await?;
    let other = other.filter(|(before, _)| *before != account);
    store::session::end_sessions_of_visitor(&mut *work, &from.0, now).await?;
    let new = NewSession {
        id,
        token_hash: session.hash(),
        account,
        visitor_hash: to,
        known_hash: known.hash(),
        device: browser.device(),
        at: now,
    };
    store::session::insert_session(&mut *work, &new).await?;
    let is_others = match other {
        None => false,
        Some((_, true)) => true,
        Some((_, false)) => store::hold::find_hold_of_visitor(&mut **work, &from.0)
            .await?
            .is_some_and(|hold| hold.patient.is_some()),
    };
    if is_others {
        store::hold::delete_hold_of_visitor(work, &from.0).await?;
    } else {
        follow(work, browser, &to, own).await?;
        store::sign_up::move_sign_up(&mut *work, &from.0, &to).await?;
    }
    work.record(Action::SessionStart.as_str(), &id.to_string(), &[])
        .await?;
    Ok(Started {
        id,
        session,
        visitor,
        known,
        after_other: other.is_some(),
    })
}

/// Lets the browser's hold follow it to the key that it has once it is signed in. A hold
/// of nobody yet is then for the account's own patient, unless that patient has as many as
/// they may: then it stays what it was, still counted for its network, and can be booked
/// as before. One made for somebody stays theirs whoever signs in.
async fn follow(
    work: &mut Work,
    browser: &Visitor,
    to: &[u8; 32],
    own: Option<PatientId>,
) -> Result<(), Failure> {
    let (from, now) = (browser.key().0, work.now());
    let mut subject = None;
    if let Some(patient) = own {
        let (others, first_ends_at) =
            store::hold::count_of_patient(&mut **work, patient, &from, now).await?;
        subject = holds::refuse_others(others, first_ends_at, now)
            .is_ok()
            .then_some(patient);
    }
    Ok(store::hold::move_hold(work, &from, to, subject).await?)
}

/// Signs the browser out, and gives back the time that it held.
///
/// # Errors
/// `Unauthenticated` when it was signed out meanwhile.
pub async fn sign_out(clinic: &Clinic, who: &AccountHolder) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    let visitor = store::session::end_session(&mut work, who.session_id(), now).await?;
    if let Some(visitor) = visitor {
        store::hold::delete_hold_of_visitor(&mut work, &visitor).await?;
    }
    work.record(
        Action::SessionEnd.as_str(),
        &who.session_id().to_string(),
        &[],
    )
    .await?;
    work.commit().await
}

#[cfg(test)]
mod tests;
