//! Words of the table that says what a patient's age changes.

use domain::age_policy::{AgeEffect, LeapBirthday, PolicyPreset};

/// Menu item, and heading of its page.
pub const AGES: &str = "Ages of patients";
/// Under it.
pub const INTRO: &str = "On these birthdays, what guardians can do for a patient changes. It \
                         changes as the day begins, for everybody, and no one has to press \
                         anything.";
/// Heading.
pub const NOW: &str = "What counts now";
/// Heading over a table that isn't saved.
pub const THEN: &str = "What this table says";
/// Over the one that is the clinic's already.
pub const SAME: &str = "This is the table that counts now.";
/// Button.
pub const SAVE: &str = "Save this table";
/// Link beside it.
pub const KEEP: &str = "Keep the table as it is";
/// Heading of the form.
pub const CHANGE: &str = "Change it";
/// Over the rows.
pub const ROWS: &str = "From which age, what happens";
/// Under that.
pub const ROWS_HINT: &str = "The youngest age first. The last row must end what was given. Rows \
                             that you leave empty don’t count.";
/// Column, and the first words of a label.
pub const FROM_AGE: &str = "From age";
/// The same.
pub const HAPPENS: &str = "What happens";
/// The choice of an empty row.
pub const NO_ROW: &str = "Nothing";
/// The question about birthdays on 29 February.
pub const LEAP: &str = "Born on February 29: in other years, the birthday is";
/// Button.
pub const CHECK: &str = "See what it changes";
/// Under it.
pub const CHECK_HINT: &str = "Nothing is saved yet.";
/// Heading.
pub const PRESETS: &str = "Start from a usual table";
/// Under it.
pub const PRESETS_HINT: &str = "Rules differ from place to place. Each fills in the form.";
/// Beside the one that counts.
pub const IN_USE: &str = "In use";
/// What age changes nothing about.
pub const NEVER: &str = "Age never changes a patient’s own log-in, legal guardianship that goes \
                         on, or anything where no birth date is known.";

/// "From age, row 2".
#[must_use]
pub fn label(column: &str, row: usize) -> String {
    format!("{column}, row {row}")
}

/// What a row does, as a choice.
#[must_use]
pub fn choice(effect: AgeEffect) -> &'static str {
    match effect {
        AgeEffect::BookingsOnly => "Bookings and emails only",
        AgeEffect::Ask => "The patient decides who goes on",
        AgeEffect::Review => "Staff look at each access again",
        AgeEffect::End => "What was given ends",
    }
}

/// "Until 12".
#[must_use]
pub fn until(age: u8) -> String {
    format!("Until {age}")
}

/// What holds until the first row.
pub const AS_GIVEN: &str = "Guardians can do all that they were given.";

/// "From 12".
#[must_use]
pub fn from(age: u8) -> String {
    format!("From {age}")
}

/// What a row does, whole.
#[must_use]
pub fn means(effect: AgeEffect) -> &'static str {
    match effect {
        AgeEffect::BookingsOnly => {
            "Guardians can see, book, move and cancel appointments and get the emails, and no more."
        }
        AgeEffect::Ask => {
            "Nothing ends by itself. The patient decides who goes on, and can end any access."
        }
        AgeEffect::Review => {
            "What was given before stops until staff look at it again and confirm it."
        }
        AgeEffect::End => "What was given before ends. The patient can give it again.",
    }
}

/// What the first row always does as well.
pub const HIDDEN: &str = "Visits at confidential services are hidden from guardians.";

/// The term of the line about 29 February.
pub const LEAP_TERM: &str = "Born on February 29";

/// When that birthday is.
#[must_use]
pub fn leap(on: LeapBirthday) -> &'static str {
    match on {
        LeapBirthday::February28 => "February 28",
        LeapBirthday::March1 => "March 1",
    }
}

/// The same as a sentence.
#[must_use]
pub fn leap_line(on: LeapBirthday) -> String {
    format!("In other years, the birthday is {}.", leap(on))
}

/// How many somebody can do more or less for, the moment it is saved.
#[must_use]
pub fn concerned(patients: usize, all: bool) -> String {
    let least = if all { "" } else { "at least " };
    match patients {
        0 if all => String::from("Today it changes nothing for anybody. It counts from now on."),
        1 if all => String::from(
            "The moment you save it, what guardians can do or see changes for 1 patient.",
        ),
        _ => format!(
            "The moment you save it, what guardians can do or see changes for {least}{patients} \
             patients."
        ),
    }
}

/// A usual table.
#[must_use]
pub fn preset(preset: PolicyPreset) -> &'static str {
    match preset {
        PolicyPreset::BookingsFrom12 => "Less from 12, over at 18",
        PolicyPreset::ReviewAt11And16 => "Looked at again at 11 and 16, over at 18",
        PolicyPreset::ReviewAt13And16 => "Looked at again at 13 and 16, over at 18",
        PolicyPreset::BookingsFrom14 => "Less from 14, over at 18",
        PolicyPreset::EndAt17 => "As given until 17",
        PolicyPreset::EndAt18 => "As given until 18",
    }
}

/// Where it is usual, or what is special about it.
#[must_use]
pub fn usual(preset: PolicyPreset) -> &'static str {
    match preset {
        PolicyPreset::BookingsFrom12 => {
            "Bookings only from 12, the patient decides from 16. Usual in Ontario and the United \
             States."
        }
        PolicyPreset::ReviewAt11And16 => "As many general practices of the NHS do.",
        PolicyPreset::ReviewAt13And16 => "As the NHS standard DAPB3051 asks.",
        PolicyPreset::BookingsFrom14 => "Bookings only from 14.",
        PolicyPreset::EndAt17 | PolicyPreset::EndAt18 => "One row: then it ends.",
    }
}

/// What an admin just did, by its name in the address.
#[must_use]
pub fn done(name: &str) -> Option<&'static str> {
    match name {
        "saved" => Some("Saved. It counts from now on."),
        _ => None,
    }
}
