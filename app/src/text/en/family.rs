//! Words for acting for somebody else: the person menu, the bar, and what a page says
//! differently when it is about them. `of` is their first name, none for oneself.

use domain::access::{Ability, Kinship, Preset};
use domain::invitation::Length;

/// The bar's name.
pub const ACTING_FOR: &str = "Acting for";
/// The bar, within a booking; the name follows.
pub const BOOKING_FOR: &str = "Booking for";
/// The bar, elsewhere; the name follows.
pub const LOOKING_AFTER: &str = "You’re looking after";
/// The bar's button.
pub const TO_YOURSELF: &str = "Switch to yourself";
/// The bar, when the person isn't theirs to act for any more.
pub const NO_LONGER: &str = "You no longer have access.";
/// Its button.
pub const GO_ON_AS_YOURSELF: &str = "Go on as yourself";
/// Beside the one who is it now.
pub const NOW: &str = "now";
/// The menu's last person.
pub const ADD_SOMEONE: &str = "Add someone";
/// Navigation.
pub const FAMILY: &str = "Family";
/// Announced after switching back.
pub const NOW_YOURSELF: &str = "Now looking after your own appointments.";

/// The last choice of "Who is it for?", where there are others already.
pub const SOMEONE_ELSE_TOO: &str = "Someone else I look after";
/// Over "Your details" of somebody who books for somebody else.
pub const YOURS_FIRST: &str =
    "Your own details first: you get the emails. We ask for theirs right after.";

/// Over "Who is it for?" after a birth date that is too young.
#[must_use]
pub fn too_young(age: i16, phone: &str) -> String {
    format!(
        "You can book for yourself from {age} on. If this is for a child you look after, choose \
         that and enter your own details. If you’re under {age}, call {phone}."
    )
}

/// Announced after switching.
#[must_use]
pub fn now_after(name: &str) -> String {
    format!("Now looking after {name}.")
}

/// The account's holder in the menu.
#[must_use]
pub fn you(name: &str) -> String {
    format!("{name} (you)")
}

/// Somebody else in the menu: "Leo, 7".
#[must_use]
pub fn aged(name: &str, years: Option<i16>) -> String {
    match years {
        Some(years) => format!("{name}, {years}"),
        None => name.to_owned(),
    }
}

/// "What do you need?"
#[must_use]
pub fn what(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("What does {name} need?"),
        None => super::booking::WHAT.to_owned(),
    }
}

/// "Who would you like to see?"
#[must_use]
pub fn who_to_see(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Who should {name} see?"),
        None => super::booking::WHO_TO_SEE.to_owned(),
    }
}

/// "Choose a time"
#[must_use]
pub fn choose_time(of: Option<&str>) -> String {
    with_for(super::booking::CHOOSE_TIME, of)
}

/// "Check and book"
#[must_use]
pub fn check(of: Option<&str>) -> String {
    with_for(super::booking::CHECK, of)
}

/// The button that books.
#[must_use]
pub fn book(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Book for {name}"),
        None => super::booking::BOOK.to_owned(),
    }
}

/// The button that asks for an appointment.
#[must_use]
pub fn request(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Request for {name}"),
        None => super::booking::REQUEST.to_owned(),
    }
}

/// "You’ve requested an appointment"
#[must_use]
pub fn requested(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("You’ve requested an appointment for {name}"),
        None => super::booking::REQUESTED.to_owned(),
    }
}

/// "You’re booked"
#[must_use]
pub fn booked(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("{name} is booked"),
        None => super::booking::BOOKED.to_owned(),
    }
}

/// "Your appointment", beside the questions of a booking.
#[must_use]
pub fn appointment(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("{name}’s appointment"),
        None => super::booking::YOUR_APPOINTMENT.to_owned(),
    }
}

/// "My appointments"
#[must_use]
pub fn appointments(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("{name}’s appointments"),
        None => super::common::MY_APPOINTMENTS.to_owned(),
    }
}

/// "Your next appointment"
#[must_use]
pub fn next(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("{name}’s next appointment"),
        None => super::welcome::NEXT.to_owned(),
    }
}

/// "Book again"
#[must_use]
pub fn book_again(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Book again for {name}"),
        None => super::welcome::BOOK_AGAIN.to_owned(),
    }
}

/// "Welcome back"
#[must_use]
pub fn welcome(of: Option<&str>, otherwise: &str) -> String {
    match of {
        Some(name) => format!("Looking after {name}"),
        None => otherwise.to_owned(),
    }
}

/// "Cancel this appointment?"
#[must_use]
pub fn cancel_it(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Cancel {name}’s appointment?"),
        None => super::appointments::CANCEL_IT.to_owned(),
    }
}

/// "Move to Friday, March 13, 9:00 am?"
#[must_use]
pub fn move_to(moment: &str, of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Move {name} to {moment}?"),
        None => super::appointments::move_to(moment),
    }
}

/// The same words, for somebody.
#[must_use]
pub fn with_for(words: &str, of: Option<&str>) -> String {
    match of {
        Some(name) => format!("{words} for {name}"),
        None => words.to_owned(),
    }
}

/// In place of a list that they may not see.
#[must_use]
pub fn not_shown(name: &str) -> String {
    format!("You can book for {name}, but you don’t see {name}’s appointments.")
}

/// After a switch in another tab.
#[must_use]
pub fn which_person(now: Option<&str>, made_for: Option<&str>) -> String {
    match (now, made_for) {
        (Some(now), Some(made_for)) => format!(
            "You switched to {now} in another tab. Is this booking for {made_for} or {now}?"
        ),
        (Some(now), None) => {
            format!("You switched to {now} in another tab. Is this booking for you or {now}?")
        }
        (None, made_for) => {
            let made_for = made_for.unwrap_or_default();
            format!(
                "You switched to yourself in another tab. Is this booking for {made_for} or you?"
            )
        }
    }
}

/// Heading of that question.
pub const WHICH_PERSON: &str = "Who is this booking for?";

/// The question's buttons.
#[must_use]
pub fn for_person(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("For {name}"),
        None => String::from("For me"),
    }
}

/// Heading of the list of people.
pub const LOOKED_AFTER: &str = "People you look after";
/// Heading of the list of those who act for oneself.
pub const FOR_ME: &str = "People who can act for you";
/// Without anybody.
pub const NOBODY: &str = "Look after a child or relative? Add them to book for them.";
/// Heading within a booking.
pub const WHO_FOR: &str = "Who are you booking for?";
/// Under the heading.
pub const ADD_HINT: &str = "Add a child you look after. They don’t need an email address.";
/// Field.
pub const THEIR_NAME: &str = "Their full name";
/// Field.
pub const THEIR_BIRTH_DATE: &str = "Their date of birth";
/// Its hint.
pub const THEIR_BIRTH_DATE_HINT: &str = "For example, 27 3 2018";
/// Field.
pub const YOU_ARE: &str = "What are you to them?";
/// Field.
pub const ALLOWED: &str = "I’m allowed to manage their care";
/// Button.
pub const ADD_THEM: &str = "Add them";
/// Row.
pub const NEXT_VISIT: &str = "Next visit";
/// Row.
pub const THEY_ARE: &str = "Role";
/// Row of whoever the page is about.
pub const THEMSELF: &str = "The patient";
/// Row.
pub const THEY_CAN: &str = "Can";
/// Row.
pub const SINCE: &str = "Since";
/// Row.
pub const UNTIL: &str = "Until";
/// Row.
pub const BIRTHDAY: &str = "Next change";
/// Under it.
pub const WILL_NARROW: &str = "From then on: book and change, and get the emails.";
/// Under it.
pub const WILL_ASK: &str = "From then on they’re asked who may act for them.";
/// Under it.
pub const WILL_REVIEW: &str = "Then the clinic looks at this access again.";
/// Under it.
pub const WILL_END: &str = "Then this access ends.";
/// The rights of an access that gives nothing now.
pub const WAITS: &str = "Nothing at the moment. Ask the clinic.";
/// All rights.
pub const EVERYTHING: &str = "Everything: see, book, move, cancel, and manage who has access";
/// Who gave an access that came of adding somebody.
pub const GIVEN_BY_ADDING: &str = "By adding them here";
/// Button.
pub const END: &str = "End access";
/// Banner.
pub const ENDED: &str = "Access ended.";
/// Banner.
pub const LEFT: &str = "You don’t look after them here any more.";
/// Beside the tick of the last guardian.
pub const LAST_SURE: &str = "I know, and I want to leave";
/// At the tick that is missing.
pub const LAST_TICK: &str = "Tick the box to leave all the same";

/// "7 years old"
#[must_use]
pub fn years_old(years: i16) -> String {
    match years {
        1 => String::from("1 year old"),
        years => format!("{years} years old"),
    }
}

/// Banner.
#[must_use]
pub fn added(name: &str) -> String {
    format!("{name} added.")
}

/// Heading.
#[must_use]
pub fn who_else(name: &str) -> String {
    format!("Who else can act for {name}")
}

/// Under it.
#[must_use]
pub fn nobody_else(name: &str) -> String {
    format!("Nobody else can act for {name}.")
}

/// Heading and button.
#[must_use]
pub fn leave(name: &str) -> String {
    format!("Stop looking after {name}")
}

/// What that means.
#[must_use]
pub fn leave_means(name: &str) -> String {
    format!("You won’t see or book anything for {name}, and get no emails. Appointments stay.")
}

/// Over the button of the last guardian of a minor.
#[must_use]
pub fn last_guardian(name: &str) -> String {
    format!("Nobody else here looks after {name}. The clinic would call instead.")
}

/// Who gave an access.
#[must_use]
pub fn given_by_staff(name: &str) -> String {
    format!("By {name}, at the clinic")
}

/// Who gave an access.
#[must_use]
pub fn given_by(name: &str) -> String {
    format!("By {name}")
}

/// "Leo turns 12 on September 9, 2030"
#[must_use]
pub fn turns(name: &str, age: u8, on: &str) -> String {
    format!("{name} turns {age} on {on}")
}

/// One thing that an access allows.
#[must_use]
pub const fn ability(ability: Ability) -> &'static str {
    match ability {
        Ability::ViewAppointments => "see appointments",
        Ability::Book => "book",
        Ability::Reschedule => "move",
        Ability::Cancel => "cancel",
        Ability::EditContact => "change contact details",
        Ability::ReceiveNotices => "get the emails",
        Ability::ManageAccess => "manage who has access",
    }
}

/// "See appointments, book and cancel"
#[must_use]
pub fn list(words: &[&str]) -> String {
    let text = match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}

/// What somebody is to the patient.
#[must_use]
pub const fn kinship(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Mother => "Mother",
        Kinship::Father => "Father",
        Kinship::Parent => "Parent",
        Kinship::Grandparent => "Grandparent",
        Kinship::Guardian => "Guardian",
        Kinship::FosterCarer => "Foster carer",
        Kinship::Partner => "Partner",
        Kinship::Child => "Son or daughter",
        Kinship::Sibling => "Brother or sister",
        Kinship::Carer => "Carer",
        Kinship::Other => "Other",
    }
}

/// Button and heading of letting somebody act for oneself.
pub const LET_SOMEONE_HELP: &str = "Let someone book for you";
/// Where nobody can act for oneself.
pub const NOBODY_FOR_ME: &str = "Nobody can act for you.";
/// Field.
pub const HELPERS_ADDRESS: &str = "Their email address";
/// Under it.
pub const HELPERS_ADDRESS_HINT: &str = "We email them a link to sign up or log in and accept.";
/// Question.
pub const HELPER_CAN: &str = "They can";
/// Question.
pub const HOW_LONG: &str = "For how long?";
/// Button.
pub const SEND_INVITATION: &str = "Send invitation";
/// Banner.
pub const INVITATION_SENT: &str = "Invitation sent.";
/// Banner.
pub const TAKEN_BACK: &str = "Invitation taken back. Its link no longer works.";
/// Heading over them.
pub const INVITED: &str = "Invited";
/// Row.
pub const LINK_WORKS_UNTIL: &str = "Link works until";
/// Button.
pub const TAKE_BACK: &str = "Take back";

/// Button and heading of letting somebody else act.
#[must_use]
pub fn let_someone_help(name: &str) -> String {
    format!("Let someone else book for {name}")
}

/// Under the heading.
#[must_use]
pub fn lend_hint(of: Option<&str>) -> String {
    match of {
        Some(name) => format!(
            "They get an email, accept it with {name}’s date of birth, and can then do what you \
             choose here. You can end it at any time."
        ),
        None => String::from(
            "They get an email, accept it with your date of birth, and can then do what you choose \
             here. You can end it at any time.",
        ),
    }
}

/// In place of the form, while the clinic hasn't looked at whom it is about.
#[must_use]
pub fn not_seen(of: Option<&str>, phone: &str) -> String {
    let details = match of {
        Some(name) => format!("{name}’s details"),
        None => String::from("new details"),
    };
    format!(
        "We look at {details} ourselves before anyone else is let in. Once we have, you can \
         invite someone here. If it can’t wait, call {phone}."
    )
}

/// What somebody else may be given.
#[must_use]
pub const fn offered(preset: Preset) -> &'static str {
    match preset {
        Preset::Full => EVERYTHING,
        Preset::Bookings => "See, book, move and cancel, and get emails",
        Preset::View => "See appointments",
        Preset::Notices => "Get emails only",
    }
}

/// For how long.
#[must_use]
pub const fn length(length: Length) -> &'static str {
    match length {
        Length::TwoWeeks => "14 days",
        Length::ThreeMonths => "3 months",
        Length::Open => "Until someone ends it",
    }
}
