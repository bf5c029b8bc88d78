//! Words of the front page and the plain pages.

/// Button.
pub const BOOK: &str = "Book an appointment";
/// Heading.
pub const SERVICES: &str = "Services";
/// Row of the phone number.
pub const CALL: &str = "Call";
/// Heading.
pub const FIND_US: &str = "Find us";
/// Heading.
pub const HELP: &str = "Help";
/// Heading.
pub const PRIVACY: &str = "Privacy";
/// Heading.
pub const ACCESSIBILITY: &str = "Accessibility";
/// Heading when nothing is set up yet.
pub const SETUP: &str = "Almost there";
/// Under it.
pub const SETUP_HINT: &str = "This clinic has no team yet. On the server, make the first admin:";
/// The command.
pub const SETUP_COMMAND: &str =
    "kith staff add --email you@example.com --name \"Your Name\" --role admin";
/// After it.
pub const SETUP_AFTER: &str = "It prints a link where you set your password. The clinic’s own name, \
                               services and hours can’t be set up on these pages yet: until then, \
                               kith demo fills an empty database with a clinic to try.";

/// Line under the clinic's name.
#[must_use]
pub fn welcome(street: &str, city: &str) -> String {
    format!("{street}, {city}")
}

/// Paragraphs of the help page.
#[must_use]
pub fn help(phone: &str, email: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "Book",
            String::from(
                "Choose what you need, who you’d like to see and a time. We hold the time for 10 \
                 minutes while you tell us who you are.",
            ),
        ),
        (
            "Log in",
            String::from(
                "Type your email address and we send you a 6-digit code. There’s no password to \
                 remember, unless you like one better: then create one and log in with it.",
            ),
        ),
        (
            "Cancel",
            String::from(
                "Open the appointment and choose Cancel appointment. You can undo it for 3 \
                 minutes.",
            ),
        ),
        ("Talk to us", format!("Call {phone} or write to {email}.")),
    ]
}

/// Paragraphs of the privacy page.
#[must_use]
pub fn privacy(clinic: &str, email: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "What we keep",
            format!(
                "{clinic} keeps your name, date of birth, email address, phone number and \
                 appointments, so that we can treat you and reach you."
            ),
        ),
        (
            "Who sees it",
            String::from(
                "You, and the people who work here. Each time somebody here looks at your \
                 profile, that is written down.",
            ),
        ),
        (
            "What leaves this server",
            String::from(
                "Only the emails we send you. No other company’s code, pictures or counters are \
                 on these pages.",
            ),
        ),
        (
            "Cookies",
            String::from(
                "We use them to hold your time and to keep you logged in. They end when you close \
                 the browser. One stays for a year after you log in: it only helps us tell your \
                 browser from a stranger’s, and logs nobody in. If you change how these pages \
                 look, another keeps that for a year.",
            ),
        ),
        (
            "Ask us",
            format!("To see, correct or delete what we keep, write to {email}."),
        ),
    ]
}

/// Paragraphs of the accessibility page.
#[must_use]
pub fn accessibility(phone: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "What works",
            String::from(
                "Every page works with a keyboard alone, with a screen reader, with large text, \
                 on a narrow screen, in high contrast and without JavaScript. We check each page \
                 against WCAG 2.2, and its colours against level AAA. Under Display you choose \
                 larger text, letters that are easy to read, more contrast and less movement.",
            ),
        ),
        (
            "What doesn’t yet",
            String::from("The pages are in English only, and there is no easy-read version."),
        ),
        (
            "Tell us",
            format!("If something gets in your way, call {phone}. We book for you."),
        ),
    ]
}
