//! Words of legal guardianship that goes on whatever the patient's age: for staff, and for both
//! sides.

use domain::access::Basis;

/// Heading.
pub const TITLE: &str = "Legal guardianship";
/// Question.
pub const GROUND: &str = "Reason";
/// Field.
pub const DOCUMENT: &str = "Which document did you see?";
/// Under it.
pub const DOCUMENT_HINT: &str = "For example, court order of March 2026. Only the team sees this.";
/// Row.
pub const SEEN: &str = "Seen";
/// Button.
pub const SAY_SO: &str = "Record guardianship";
/// Button.
pub const END: &str = "It doesn’t go on any more";
/// In the row.
pub const IN_ROW: &str = "Legal guardianship goes on at any age";
/// Under it.
pub const GOES_ON: &str = "Goes on at any age";

/// What guardianship that goes on means.
#[must_use]
pub fn means(first: &str) -> String {
    format!(
        "If a court made them {first}’s guardian for longer than childhood, no rule \
         of age ends or narrows this access. Both of them see that you said so."
    )
}

/// What stands.
#[must_use]
pub fn stands(first: &str) -> String {
    format!("It goes on whatever {first}’s age. Both of them see this.")
}

/// "By Dana Reyes, today, 2:10 pm".
#[must_use]
pub fn seen(by: Option<&str>, at: &str) -> String {
    match by {
        Some(by) => format!("By {by}, {at}"),
        None => at.to_owned(),
    }
}

/// Why guardianship goes on.
#[must_use]
pub const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::ParentalResponsibility => "Parental responsibility",
        Basis::CourtAppointment => "Appointed by a court",
        Basis::Consent => "Agreed to",
        Basis::BestInterest => "In the best interest",
        Basis::Other => "For another reason",
    }
}

/// "Checked by Dana Reyes, at the clinic, on March 10".
#[must_use]
pub fn checked(by: Option<&str>, on: &str) -> String {
    match by {
        Some(by) => format!("Checked by {by}, at the clinic, on {on}"),
        None => format!("Checked by the clinic on {on}"),
    }
}
