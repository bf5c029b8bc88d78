//! Who can log in to the portal for a patient: inviting people, and what follows.
//!
//! | module | what it settles |
//! |---|---|
//! | [`invite`](mod@invite) | asking an address, by staff or by somebody who may |
//! | [`again`] | sending an invitation again, taking it back, mending its address |
//! | [`staff`] | what staff do |
//! | [`bulk`] | many at once |
//! | [`list`](mod@list) | what the page shows |
//! | [`change`] | other rights, a link to log in with, taking an access away |
//! | [`given_again`] | giving an access again that has ended by itself |
//! | [`guardianship`](mod@guardianship) | legal guardianship that goes on whatever the age |
//! | [`mint`](mod@mint) | the links, made when their mail leaves |
//!
//! How somebody answers an invitation is not here.

mod again;
pub mod bulk;
mod change;
mod given_again;
mod guardianship;
mod invite;
mod list;
mod mint;
mod staff;

pub(crate) use again::delete as delete_open;
pub use change::{Change, change_rights, one, remove, send_log_in_link};
pub use given_again::{Again, give_again};
pub(crate) use given_again::{AgainMail, Giving, again_mail, replace};
pub use guardianship::{Document, continue_guardianship, end_guardianship, guardianship};
pub(crate) use invite::invite;
pub use list::{Account, Accounts, Invited, State, list, one_invited};
pub(crate) use mint::{InvitationMail, InvitedBy, mint};
pub use staff::{
    CopiedLink, Offer, add, copied_link, copy_link, delete, mend_address, resend, undo_delete,
};
pub use store::access::{Guardianship, Listed, Terms};
pub use store::invitation::{Invitation, Sent};

#[cfg(test)]
mod tests;
