//! Words of a person's own account.

use domain::device::{Browser, Device, System};

/// Heading.
pub const PROVE: &str = "Confirm it’s you";
/// Under it.
pub const PROVE_WHY: &str = "You logged in a while ago, so we check that it’s still you.";
/// Before the address.
pub const PROVE_HINT: &str = "We can send a 6-digit code to ";
/// Button.
pub const SEND_CODE: &str = "Email me a code";
/// Over a form that waited while its sender confirmed that it's them.
pub const GO_ON: &str = "Thanks, it’s you. You can go on now.";
/// Link on the page of the code.
pub const ANOTHER_WAY: &str = "Go back";

/// Under the code field.
#[must_use]
pub fn nothing_came(phone: &str) -> String {
    format!("Nothing after a minute? Look in junk, or call {phone}.")
}

/// Heading.
pub const DETAILS: &str = "Your details";
/// After saving.
pub const SAVED: &str = "Saved.";
/// Over a form that another window was faster than.
pub const CHANGED_MEANWHILE: &str = "This was changed in another window since you opened the page. \
                                     What you typed is still here: check it and save again.";
/// Link.
pub const TO_SECURITY: &str = "How you log in, and where";
/// Read after "Change" beside the address.
pub const CHANGE_EMAIL_HIDDEN: &str = "email address";
/// Row.
pub const BIRTH_DATE: &str = "Date of birth";
/// Under it.
pub const BIRTH_DATE_HINT: &str = "Ask the clinic to change it.";
/// Field.
pub const STREET: &str = "Street and number";
/// Field.
pub const TOWN: &str = "Town or city";
/// Field.
pub const PROVINCE: &str = "Province";
/// Field.
pub const POSTCODE: &str = "Postal code";
/// Button.
pub const SAVE: &str = "Save";
/// Heading.
pub const SECURITY: &str = "Security";
/// Heading.
pub const BROWSERS: &str = "Where you’re logged in";
/// Under it.
pub const BROWSERS_HINT: &str = "If you don’t know one of these, log it out.";
/// Mark of the one that reads the page.
pub const HERE: &str = "This browser";
/// Button.
pub const LOG_OUT_OTHERS: &str = "Log out everywhere else";

/// Under the form.
#[must_use]
pub fn wrong_here(phone: &str) -> String {
    format!("Is something else about you not right? Call {phone}.")
}

/// The same under the details of somebody whom one looks after.
#[must_use]
pub fn wrong_of_them(name: &str, phone: &str) -> String {
    format!("Is {name}’s name or date of birth not right? Call {phone}.")
}

/// What was just done, by its name in the address.
#[must_use]
pub fn done(name: &str) -> Option<&'static str> {
    match name {
        "email" => Some("You now log in with your new address."),
        "password" => Some("Your password is removed. To log in, we email you a code."),
        "out" => Some("That browser is logged out."),
        "out-others" => Some("You’re logged out everywhere else."),
        _ => None,
    }
}

/// "Chrome on Windows".
#[must_use]
pub fn device(device: Device) -> String {
    let browser = device.browser.map(|browser| match browser {
        Browser::Chrome => "Chrome",
        Browser::Edge => "Edge",
        Browser::Firefox => "Firefox",
        Browser::Opera => "Opera",
        Browser::Safari => "Safari",
        Browser::Samsung => "Samsung Internet",
    });
    let system = device.system.map(|system| match system {
        System::Android => "Android",
        System::ChromeOs => "a Chromebook",
        System::Ipad => "an iPad",
        System::Iphone => "an iPhone",
        System::Linux => "Linux",
        System::Mac => "a Mac",
        System::Windows => "Windows",
    });
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => String::from("A browser"),
    }
}

/// "Logged in today, 9:00 am."
#[must_use]
pub fn since(moment: &str) -> String {
    format!("Logged in {moment}.")
}

/// "Last used today, 10:15 am."
#[must_use]
pub fn seen(moment: &str) -> String {
    format!("Last used {moment}.")
}

/// Read after "Log out".
#[must_use]
pub fn log_out_of(device: &str) -> String {
    format!("of {device}")
}

/// Heading.
pub const EMAIL: &str = "Change your email address";
/// Before the address of now.
pub const EMAIL_NOW: &str = "Now you log in with ";
/// Field.
pub const NEW_EMAIL: &str = "New email address";
/// Its hint.
pub const NEW_EMAIL_HINT: &str = "We send a 6-digit code there, and a link to your present address. \
                                  Your other browsers are logged out.";
/// Over what is still to be done.
pub const EMAIL_WAITS: &str = "Both addresses must confirm, within 24 hours. Until then you log in \
                               with the present one.";
/// What an address has done.
pub const CONFIRMED: &str = "Confirmed.";
/// What the new address has to do.
pub const TYPE_CODE: &str = "Type the 6-digit code that we sent there.";
/// What the present address has to do.
pub const OPEN_LINK: &str = "Open the link that we sent there and press “Yes, change it”.";
/// Button.
pub const CONFIRM_NEW: &str = "Confirm the new address";
/// Button.
pub const STOP: &str = "Keep my present address";
/// Heading of the page behind the link.
pub const CONFIRM_EMAIL: &str = "Log in with another address?";
/// Before the address to come.
pub const CONFIRM_ADDRESS: &str = "From now on your account would be logged in to with ";
/// After it.
pub const CONFIRM_AFTER: &str = " and no longer with this address.";
/// Button.
pub const AGREE: &str = "Yes, change it";
/// Button.
pub const REFUSE: &str = "No, I didn’t ask";
/// Under the buttons.
pub const REFUSE_HINT: &str = "“No” stops the change and logs your account out everywhere.";
/// After agreeing, when it was the last thing to do.
pub const CHANGED: &str = "It’s done: you now log in with your new address.";
/// After agreeing, while the new address hasn't confirmed.
pub const AGREED: &str = "Thanks. Now type the code that we sent to your new address, in the window \
                          where you asked for the change.";
/// Link there.
pub const TO_EMAIL: &str = "Type the code";
/// After refusing.
pub const REFUSED: &str = "Nothing changes, and your account is logged out everywhere.";
/// Heading of the page behind the link.
pub const REVERT_EMAIL: &str = "Take back the change of address";
/// Before the address that comes back.
pub const REVERT_ADDRESS: &str = "Your account is logged in to with ";
/// After it.
pub const REVERT_AFTER: &str = " again. It’s logged out everywhere, and its password is removed: \
                                to log in, we email you a code.";
/// Button.
pub const REVERT: &str = "Take it back";
/// After that.
pub const REVERTED: &str = "Your address is back. Log in with it: we email you a code.";

/// Under the form.
#[must_use]
pub fn mailbox_lost(phone: &str) -> String {
    format!("Can’t you read mail to your present address any more? Call {phone}.")
}

/// In place of the question.
#[must_use]
pub fn link_unusable(phone: &str) -> String {
    format!("This link was used already or is too old. If something isn’t right, call {phone}.")
}

/// Row.
pub const HAS_PASSWORD: &str = "You have one. A code by email works as well.";
/// Row.
pub const NO_PASSWORD: &str = "None: we email you a code each time.";
/// Link.
pub const CREATE: &str = "Create";
/// Read after it, and after "Change".
pub const PASSWORD_HIDDEN: &str = "password";
/// Button.
pub const REMOVE_PASSWORD: &str = "Remove password";
