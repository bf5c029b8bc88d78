//! Logging in, and proving an address, by a code or a link sent by mail.
//!
//! Asking is the same for every address: the same rows, the same words, the same time.
//! What the address is to us is found out only when the mail is made ([`mint`]), and
//! told in that mail alone. For an address that we don't know a code is stored as
//! well, one that nobody is ever sent; so guessing looks the same, too.
//!
//! A code works in the browser that asked for it and in no other. The link in the same
//! mail logs in the browser that opens it and leaves the code as it was; but while there
//! is no account it works, like the code, only where the details were typed, so that
//! nobody makes an account of what somebody else has typed for them.

mod ask;
mod enter;
mod link;
mod mint;

use domain::id::CodeRequestId;
use domain::limits;
use domain::person::EmailAddress;
use jiff::Timestamp;

use crate::authz::{Visitor, Work};
use crate::failure::Failure;
use crate::log_in::NextPath;
use crate::throttle::Limit;
use crate::token::hash_parts;

pub use crate::log_in::{LogIn, SignedIn};
pub use ask::{ask, ask_again, view};
pub(crate) use ask::{ask_for, ask_within, count_asking, find_own};
pub use enter::enter;
pub(crate) use enter::{enter_for, parse};
pub use link::{link_ok, open_link};
pub use mint::{CodeKind, MintedCode, mint};

/// A code is on its way, or a mail that says why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeAsked {
    /// The asking, for the page that takes the code.
    pub request: CodeRequestId,
}

/// What the page that takes the code shows.
#[derive(Clone, Debug)]
pub struct CodeView {
    /// The address as typed.
    pub email: EmailAddress,
    /// Where the person goes on afterwards.
    pub next: NextPath,
    /// When the mail left; none while it waits.
    pub sent_at: Option<Timestamp>,
}

/// Codes asked for by strangers, for each address; or by a browser in which somebody has
/// logged in to the account of that address before, for itself.
const ASKED: Limit = Limit::per_hour("code asked", limits::CODES_PER_ADDRESS_PER_HOUR);

/// Codes asked for from one network address by strangers. Ten people behind one router
/// may each need three.
const ASKED_FROM_NETWORK: Limit = Limit::per_hour(
    "code asked from network",
    limits::CODES_PER_NETWORK_PER_HOUR,
);

/// Wrong codes for an address in one browser. What strangers can try in all is bounded
/// by the codes that they can ask for and the tries of each.
const GUESSED: Limit = Limit::per_hour("code guessed", limits::CODE_GUESSES_PER_BROWSER_PER_HOUR);

/// What is stored of a code. A million codes are soon tried by whoever has the hash, so
/// the salt only keeps equal codes from looking equal; what protects a code is that it
/// works for minutes, for a few tries, in one browser.
fn code_hash(request: CodeRequestId, code: &str) -> [u8; 32] {
    hash_parts(&[b"kith code", request.uuid().as_bytes(), code.as_bytes()])
}

/// The hash by which a browser is known that has logged in to the account of this
/// address before; none for a stranger.
pub(crate) async fn known_to(
    work: &mut Work,
    who: &Visitor,
    email_canonical: &str,
) -> Result<Option<[u8; 32]>, Failure> {
    let known = who.known_hash();
    let own = store::session::has_logged_in(&mut **work, known.as_ref(), email_canonical).await?;
    Ok(known.filter(|_| own))
}

#[cfg(test)]
mod tests;
