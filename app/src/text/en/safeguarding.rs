//! What staff read where everybody but the patient is shut out.

/// What it is called.
pub const TITLE: &str = "Safeguarding stop";
/// The mark on a profile.
pub const STANDS: &str = "Safeguarding stop";
/// Its button.
pub const SET: &str = "Stop all access now";
/// The reason's label.
pub const REASON: &str = "Reason (optional)";
/// Below it.
pub const REASON_HINT: &str = "Only staff can read it.";
/// Before the reason, where a stop stands.
pub const REASON_ROW: &str = "Reason";
/// What is read where a stop stands, before when and by whom it was set.
pub const WAS_SET: &str = "Set";
/// The button of an admin.
pub const LIFT: &str = "Lift the stop";
/// What lifting means.
pub const LIFT_MEANS: &str =
    "Nobody gets access back by this. People can be invited again, one by one.";
/// Heading of those that were lifted.
pub const EARLIER: &str = "Earlier stops";
/// Before when and by whom it was lifted.
pub const WAS_LIFTED: &str = "Lifted";
/// After it was set.
pub const DONE_SET: &str = "All access has ended.";
/// After it was lifted.
pub const DONE_LIFTED: &str = "Stop lifted.";

/// What setting it means.
pub fn means(first_name: &str) -> String {
    format!(
        "Everyone who acts for {first_name} loses access at once, and invitations are taken \
         back. Nobody is told, and no mail goes out. Only {first_name} can use the portal until \
         an admin lifts the stop."
    )
}

/// What it does where it stands.
pub fn stands(first_name: &str) -> String {
    format!(
        "Nobody can act for {first_name}, and nobody can be invited to. No mail about visits \
         goes to the address in the profile either: please call."
    )
}

/// Who can lift it.
pub fn ask(admin: Option<&str>) -> String {
    match admin {
        Some(admin) => format!("Only an admin can lift it. Ask {admin}."),
        None => String::from("Only an admin can lift it."),
    }
}

/// "Today, 9:00 am, by Dana Whitfield".
pub fn by(name: &str, moment: &str) -> String {
    format!("{moment}, by {name}")
}

/// What was just done.
pub fn done(code: &str) -> Option<&'static str> {
    match code {
        "set" => Some(DONE_SET),
        "lifted" => Some(DONE_LIFTED),
        _ => None,
    }
}
