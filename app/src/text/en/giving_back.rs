//! Words for how somebody is reached whom one looks after, and for what comes with age: an account of one's own, and letting those act again who
//! could before.

/// Heading over those who could act for oneself.
pub const FORMER: &str = "Could act for you before";
/// Row.
pub const ENDED_ON: &str = "Ended";
/// Button.
pub const GIVE_BACK: &str = "Let them act again";
/// Under the heading.
pub const GIVE_BACK_HINT: &str = "They can do what you choose here from now on, and get an email. You \
     can end it at any time.";
/// Banner.
pub const GIVEN_BACK: &str = "Done. They can act for you again.";
/// Under the field.
pub const OWN_ADDRESS_HINT: &str = "An address that only they read. It can’t be yours.";

/// "Let Amara Okafor act for you again".
#[must_use]
pub fn give_back(name: &str) -> String {
    format!("Let {name} act for you again")
}

/// Button and heading.
#[must_use]
pub fn invite_own(name: &str) -> String {
    format!("Invite {name} to their own account")
}

/// Under that heading.
#[must_use]
pub fn own_hint(name: &str) -> String {
    format!(
        "{name} gets an email and accepts with a code that the clinic tells {name}. From then on \
         {name} sees every appointment and decides who else may act for them."
    )
}

/// Button and heading.
#[must_use]
pub fn reach(name: &str) -> String {
    format!("How to reach {name}")
}

/// Banner.
pub const SAVED: &str = "Saved.";
