//! Invitations, in the hands of whoever gets them: open, accept, decline, ask for a new one.
//!
//! Whoever has a link's token may see a little: the clinic, a first name, what it would
//! give. To accept they must know more ([`domain::invitation::SecondCheck`]), and be, or
//! become, the account that it goes to. A mailed link proves its mailbox; of a copied one
//! nobody knows which way it took, so that its address must prove itself by a code, and no
//! other account can accept it.
//!
//! | module | what it settles |
//! |---|---|
//! | [`scene`] | an invitation with all that speaks for or against it now |
//! | [`open`] | what its page shows |
//! | [`accept`] | it becomes an access, all of it or nothing |
//! | [`answer`] | declining, asking for a new link, proving the address |
//! | [`telling`] | the mails to those whom it concerns |
//! | [`news`] | what staff are told |
//!
//! Opening changes nothing. How invitations are made and sent is not here.

mod accept;
mod answer;
mod arrived;
mod news;
mod open;
pub(crate) mod scene;
mod telling;

pub use accept::{Accepted, Answers, Way, accept};
pub use answer::{ask_for_code, ask_for_new, decline, log_in_address};
pub use arrived::{Arrived, arrived};
pub use news::{NewsItem, put_aside};
pub use open::{
    Closed, CodeStep, Invitation, Inviter, Opened, Question, Visit, find_id, no_id, open,
};

pub(crate) use news::list as list_news;
pub(crate) use telling::{AccessMail, mail};

use domain::id::InvitationId;

/// Which invitation is meant, and what shows that one may ask for it. The id stands in
/// addresses and forms, so that two open invitations never mix; the token never does.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// The invitation's public id.
    pub id: InvitationId,
    /// What the link carried.
    pub token: &'a str,
}

#[cfg(test)]
mod tests;
