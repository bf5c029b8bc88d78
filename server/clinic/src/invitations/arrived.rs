//! Where somebody arrives who has just accepted: for whom, and what they can do now.

use std::fmt;

use domain::access::{Ability, Relation};
use store::session::{Acting, Whom};

use crate::authz::{AccountHolder, Clinic, live_since};
use crate::failure::Failure;
use crate::rights::rights_of;

/// For whom somebody looks after things in this browser now.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Their first name.
    pub first_name: String,
    /// Whether it is themself.
    pub relation: Relation,
    /// Whether they can book for them.
    pub can_book: bool,
}

/// Without the name.
impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrived")
            .field("relation", &self.relation)
            .finish_non_exhaustive()
    }
}

/// For whom the account looks after things in this browser now; none for nobody.
///
/// # Errors
/// `Unauthenticated` when this browser was logged out meanwhile.
pub async fn arrived(clinic: &Clinic, who: &AccountHolder) -> Result<Option<Arrived>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let live = live_since(now);
    let acting =
        store::session::find_acting(&mut *look, who.session_id(), Whom::Chosen, live).await?;
    let held = match acting {
        Acting::SignedOut => return Err(Failure::Unauthenticated),
        Acting::SignedIn(None) => return Ok(None),
        Acting::SignedIn(Some(held)) => held,
    };
    let rights = rights_of(&mut *look, &held, now).await?;
    let subject = store::invitation::open::find_subject(&mut *look, held.patient).await?;
    Ok(subject.map(|subject| Arrived {
        first_name: subject.first_name().to_owned(),
        relation: held.terms.relation,
        can_book: rights.abilities.has(Ability::Book),
    }))
}
