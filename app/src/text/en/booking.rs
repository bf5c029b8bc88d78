//! Words of the booking path.

/// Heading of the list of services.
pub const WHAT: &str = "What do you need?";
/// Mark of a first-visit service.
pub const IF_NEW: &str = "If you’ve never been here before.";
/// Heading of the list of people.
pub const WHO_TO_SEE: &str = "Who would you like to see?";
/// The choice of whoever is free first.
pub const FIRST_AVAILABLE: &str = "First available";
/// Said of somebody without a free time.
pub const NO_TIMES_SOON: &str = "No times online right now";
/// Heading of the calendar.
pub const CHOOSE_TIME: &str = "Choose a time";
/// Heading of the three times nearest to one that was lost.
pub const CLOSE_TO_IT: &str = "Close to it";
/// Heading of the three soonest times.
pub const SOONEST: &str = "Soonest";
/// Under the calendar.
pub const LEGEND: &str = "More dots, more times free.";
/// Button.
pub const PREVIOUS_MONTH: &str = "Previous month";
/// Button.
pub const NEXT_MONTH: &str = "Next month";
/// Group of times.
pub const MORNING: &str = "Morning";
/// Group of times.
pub const AFTERNOON: &str = "Afternoon";
/// Group of times.
pub const EVENING: &str = "Evening";
/// Heading of the times before a date is chosen.
pub const CHOOSE_DATE: &str = "Choose a date";
/// On a date without times.
pub const NO_TIMES_ON_DATE: &str = "No times on this date. Choose another one.";
/// Side box.
pub const YOUR_APPOINTMENT: &str = "Your appointment";
/// Row of the side box.
pub const WITH: &str = "With";
/// Row of the side box.
pub const WHERE: &str = "Where";
/// Row of the side box.
pub const WHEN: &str = "When";
/// Row of the side box.
pub const WHAT_ROW: &str = "What";
/// Row of the side box.
pub const FOR: &str = "For";
/// Row of the side box.
pub const EMAIL: &str = "Email";
/// Row of the side box.
pub const CANCELLING: &str = "Cancelling";
/// The four steps.
pub const STEPS: [&str; 4] = ["Service", "Practitioner", "Time", "Check and book"];
/// The name of the list of steps.
pub const STEPS_LABEL: &str = "Booking steps";
/// Heading.
pub const WHO_FOR: &str = "Who is it for?";
/// Choice.
pub const ME: &str = "Me";
/// Choice.
pub const SOMEONE_ELSE: &str = "A child or someone else I look after";
/// Heading of the form.
pub const YOUR_DETAILS: &str = "Your details";
/// Field.
pub const FULL_NAME: &str = "Full name";
/// Field.
pub const EMAIL_ADDRESS: &str = "Email address";
/// Its hint.
pub const EMAIL_HINT: &str = "We send your booking and a code here.";
/// Field.
pub const BIRTH_DATE: &str = "Date of birth";
/// Its hint.
pub const BIRTH_DATE_HINT: &str = "For example, 27 3 1988";
/// Part of the field.
pub const DAY: &str = "Day";
/// Part of the field.
pub const MONTH: &str = "Month";
/// Part of the field.
pub const YEAR: &str = "Year";
/// Field.
pub const MOBILE: &str = "Mobile number";
/// Its hint.
pub const MOBILE_HINT: &str = "So we can reach you if something changes.";
/// Before the link to log in.
pub const HAVE_ACCOUNT: &str = "Already have an account?";
/// Heading.
pub const CHECK: &str = "Check and book";
/// Button.
pub const BOOK: &str = "Book appointment";
/// The same where the clinic confirms it first.
pub const REQUEST: &str = "Request appointment";
/// Over that button.
pub const CONFIRMED_FIRST: &str = "The clinic confirms this appointment first. We keep the time for you until then, and email you.";
/// Heading.
pub const BOOKED: &str = "You’re booked";
/// Heading in its place.
pub const REQUESTED: &str = "You’ve requested an appointment";
/// Under it, and wherever a request is shown.
pub const NOT_CONFIRMED: &str =
    "The clinic hasn’t confirmed it yet. The time is kept until it does.";
/// Link.
pub const ADD_TO_CALENDAR: &str = "Add to calendar";
/// Link.
pub const CHANGE_OR_CANCEL: &str = "Change or cancel";
/// Heading.
pub const WHAT_NEXT: &str = "What happens next";
/// Button that keeps the time longer.
pub const EXTEND: &str = "Keep it 5 minutes longer";
/// Button that gives the time back.
pub const RELEASE: &str = "Choose another time";

/// Row of the side box: what holds for a visit sooner than its notice.
pub const CANCEL_BY_PHONE: &str = "For 3 minutes after booking, then by phone";
/// The pages of the last step, as [`step`] tells them apart.
pub const PART_WHO: &str = "who it’s for";
/// As above.
pub const PART_DETAILS: &str = "your details";
/// As above.
pub const PART_EMAIL: &str = "your email";
/// As above.
pub const PART_CHECK: &str = "check";
/// Heading of the page of a hold that isn't there any more.
pub const NOT_HELD: &str = "That time isn’t held any more";
/// Under it.
pub const NOT_HELD_HINT: &str = "Choose a time again. It takes a moment.";

/// The length of a visit, always in minutes so that prices compare: "60 minutes".
#[must_use]
pub fn service_minutes(minutes: u32) -> String {
    if minutes == 1 {
        String::from("1 minute")
    } else {
        format!("{minutes} minutes")
    }
}

/// "45 minutes · $95".
#[must_use]
pub fn service_line(minutes: &str, price: &str) -> String {
    format!("{minutes} · {price}")
}

/// Under the heading of the calendar.
#[must_use]
pub fn pick(zone: &str) -> String {
    format!("Pick a time and we hold it for 10 minutes. Times are {zone}.")
}

/// Under a person.
#[must_use]
pub fn soonest_at(moment: &str) -> String {
    format!("Soonest: {moment}")
}

/// Under a soonest time.
#[must_use]
pub fn with(name: &str) -> String {
    format!("with {name}")
}

/// "9 times", "no times".
#[must_use]
pub fn times(count: u32) -> String {
    match count {
        0 => String::from("no times"),
        1 => String::from("1 time"),
        count => format!("{count} times"),
    }
}

/// The name of a day's button: "Thursday, March 12, 9 times".
#[must_use]
pub fn day_name(date: &str, count: u32) -> String {
    format!("{date}, {}", times(count))
}

/// In place of an empty month's times.
#[must_use]
pub fn no_times_in(month: &str, next: &str) -> String {
    format!("No times in {month}. The next one is {next}.")
}

/// The button beside it.
#[must_use]
pub fn go_to(date: &str) -> String {
    format!("Go to {date}")
}

/// When nothing is free at all.
#[must_use]
pub fn no_times(days: i64, phone: &str) -> String {
    format!("No times in the next {days} days. Call {phone} and we look for one with you.")
}

/// When no service can be booked.
#[must_use]
pub fn no_services(phone: &str) -> String {
    format!("No services can be booked online right now. Call {phone}.")
}

/// Under the times.
pub const NOTHING_FITS: &str = "Nothing fits?";

/// "Step 3 of 4"; "Step 4 of 4, your details" where several pages share a step.
#[must_use]
pub fn step(number: usize, part: Option<&str>) -> String {
    let step = format!("Step {number} of {}", STEPS.len());
    match part {
        Some(part) => format!("{step}, {part}"),
        None => step,
    }
}

/// The rule in the side box.
#[must_use]
pub fn free_until(notice: &str) -> String {
    format!("Free until {notice} before")
}

/// The line over the forms while a time is held.
#[must_use]
pub fn held(moment: &str) -> String {
    format!("We hold {moment} for you.")
}

/// The same once the time isn't kept any more.
#[must_use]
pub fn held_over(moment: &str) -> String {
    format!("Your 10 minutes for {moment} are over. Go on, and we take it again if it’s free.")
}

/// Over the three nearest times, when the one that was chosen has gone.
#[must_use]
pub fn taken(time: &str) -> String {
    format!("Someone just took {time}. These are close:")
}

/// The same when there is none.
#[must_use]
pub fn taken_and_none_close(time: &str) -> String {
    format!("Someone just took {time}. Choose another time.")
}

/// When a time that was held has gone before the form about it came.
#[must_use]
pub fn taken_meanwhile(time: &str) -> String {
    format!("Someone took {time} while you were typing. We kept everything else.")
}

/// The held time shown on the calendar page as one's own.
#[must_use]
pub fn held_go_on(moment: &str) -> String {
    format!("We still hold {moment} for you.")
}

/// Link beside it.
pub const GO_ON: &str = "Continue with this time";

/// The rule on the check page.
#[must_use]
pub fn cancel_until(moment: &str) -> String {
    format!("Free to cancel until {moment}.")
}

/// The rule on the check page of a visit sooner than its notice, such as "24 hours".
#[must_use]
pub fn soon(notice: &str, phone: &str) -> String {
    format!(
        "This is in less than {notice}. Once it’s booked, you have 3 minutes to cancel online. \
         After that, call {phone}."
    )
}

/// The note's label.
#[must_use]
pub fn note(name: &str) -> String {
    format!("Anything {name} should know?")
}

/// The title of the panel on the last page.
#[must_use]
pub fn with_at(name: &str, street: &str) -> String {
    format!("{name}, {street}")
}

/// Under "What happens next".
#[must_use]
pub fn mail_goes_to(address: &str) -> String {
    format!("We email this to {address} in a few minutes.")
}

/// Under "What happens next".
pub const ARRIVE: &str = "Come five minutes early. Bring a referral if you have one.";

/// Under it, for whoever has a portal account by now.
pub const ACCOUNT_READY: &str =
    "Your portal account is ready. Next time, log in with your email and a code.";

/// On the page that leads to the phone, for a young person.
#[must_use]
pub fn call_for_age(phone: &str, years: i16) -> String {
    format!(
        "Online booking is for people of {years} and over. Is it for a child you look after? Call \
         {phone} and we book it with you."
    )
}

/// "Who is it for?" after logging in to an account with another name.
#[must_use]
pub fn differs(name: &str) -> String {
    format!("You’re logged in as {name}, and the details you typed are someone else’s.")
}

/// The choice beside it.
#[must_use]
pub fn me_named(name: &str) -> String {
    format!("Me, {name}")
}

/// Announced two minutes before a held time is given back.
#[must_use]
pub fn two_minutes(moment: &str) -> String {
    format!("We hold {moment} for two more minutes.")
}
