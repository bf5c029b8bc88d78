//! What an access is, on what ground it stands, and what it allows, as staff read it.

use domain::access::{Abilities, Ability, Basis, Kinship, Preset, Relation};

/// The patient's own log-in.
pub const OWN: &str = "Own log-in";
/// Somebody who acts for them, nobody knows as what.
pub const HELPS: &str = "Acts for them";

/// What they are to the patient.
#[must_use]
pub fn kinship(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Mother => "Mother",
        Kinship::Father => "Father",
        Kinship::Parent => "Parent",
        Kinship::Grandparent => "Grandparent",
        Kinship::Guardian => "Legal guardian",
        Kinship::FosterCarer => "Foster carer",
        Kinship::Partner => "Partner",
        Kinship::Child => "Son or daughter",
        Kinship::Sibling => "Sibling",
        Kinship::Carer => "Carer",
        Kinship::Other => "Other",
    }
}

/// What somebody is, in the column.
#[must_use]
pub fn relation(relation: Relation, of: Option<Kinship>) -> &'static str {
    match (relation, of) {
        (Relation::Myself, _) => OWN,
        (Relation::Guardian, Some(of)) => kinship(of),
        (Relation::Guardian, None) => HELPS,
    }
}

/// Why they may.
#[must_use]
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::ParentalResponsibility => "Parental responsibility",
        Basis::CourtAppointment => "Appointed by a court",
        Basis::Consent => "The patient agreed",
        Basis::BestInterest => "Best interest of the patient",
        Basis::Other => "Another reason",
    }
}

/// A named set.
#[must_use]
pub fn preset(preset: Preset) -> &'static str {
    match preset {
        Preset::Full => "Do everything",
        Preset::Bookings => "See, book, move and cancel, and get emails",
        Preset::View => "See appointments",
        Preset::Notices => "Get emails only",
    }
}

/// One thing, beside its box.
#[must_use]
pub fn ability(ability: Ability) -> &'static str {
    match ability {
        Ability::ViewAppointments => "See appointments",
        Ability::Book => "Book",
        Ability::Reschedule => "Move appointments",
        Ability::Cancel => "Cancel appointments",
        Ability::EditContact => "See and change contact details",
        Ability::ReceiveNotices => "Get emails about appointments",
        Ability::ManageAccess => "Manage who has access",
    }
}

/// "Books and gets emails".
#[must_use]
pub fn rights(abilities: Abilities) -> String {
    match Preset::of(abilities) {
        Some(Preset::Full) => return String::from("Does everything"),
        Some(Preset::Bookings) => return String::from("Books and gets emails"),
        Some(Preset::View) => return String::from("Sees appointments"),
        Some(Preset::Notices) => return String::from("Gets emails only"),
        None => {}
    }
    let emails = if abilities.has(Ability::ReceiveNotices) {
        "gets emails"
    } else {
        "no emails"
    };
    let words = abilities.iter().filter_map(|ability| match ability {
        Ability::ViewAppointments => Some("sees"),
        Ability::Book => Some("books"),
        Ability::Reschedule => Some("moves"),
        Ability::Cancel => Some("cancels"),
        Ability::EditContact => Some("changes contact details"),
        Ability::ReceiveNotices => None,
        Ability::ManageAccess => Some("manages access"),
    });
    let list: Vec<&str> = words.chain([emails]).collect();
    let text = list.join(", ");
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// "Now: sees appointments", where age has narrowed what was given.
#[must_use]
pub fn narrowed(abilities: Abilities) -> String {
    format!("At this age: {}", rights(abilities).to_lowercase())
}
