//! The fields of forms that several pages share, or that are many.

/// The fields of a form on a page where staff choose a time: its own, and what can be asked
/// for instead, which goes along with each of the form's buttons.
macro_rules! with_times {
    ($($own:literal),+) => {
        &[$($own,)+ "slot", "shown", "tell", "who", "when"]
    };
}

/// The form of a booking by staff; the first field says whose.
macro_rules! booking {
    ($($own:literal),+) => {
        with_times!("patient", "service", "submission", "note", "what", $($own),+)
    };
}

/// The form of a move by staff; the first field says of what.
macro_rules! moving {
    ($($own:literal),+) => {
        with_times!("appointment", "sequence", $($own),+)
    };
}

/// A form that asks somebody new who they are: its own fields, and those of the details.
macro_rules! details {
    ($($own:literal),+) => {
        &[$($own,)+ "full_name", "email", "bday_day", "bday_month", "bday_year", "mobile"]
    };
}

/// A held time that is kept longer, with what is typed on the page where that was asked for.
pub(super) const EXTENDING: &[&str] = details!(
    "hold",
    "next",
    "subject",
    "submission",
    "booked_as",
    "patient",
    "note",
    "service",
    "who"
);

/// The form of "Check and book" as it goes elsewhere than to the booking; the first fields are of
/// where it goes.
macro_rules! from_check {
    ($($own:literal),+) => {
        &[$($own,)+ "submission", "booked_as", "patient", "note", "service", "who"]
    };
}

/// A held time that is booked: four fields that it can't do without, and the rest.
pub(super) const BOOKING: &[&str] = &[
    "hold",
    "submission",
    "patient",
    "note",
    "booked_as",
    "agreed",
    "service",
    "who",
];
/// A time that is held, perhaps in the place of another one.
pub(super) const HOLDING: &[&str] = &[
    "service",
    "who",
    "slot",
    "patient",
    "hold",
    "submission",
    "booked_as",
    "note",
];
/// A note that is kept, and the page to go back to.
pub(super) const KEEPING: &[&str] = from_check!("hold", "next");
/// A held time that is given back.
pub(super) const RELEASING: &[&str] = from_check!("hold");

/// All but the first `n`: what a page leaves out as long as there is nothing to say of it.
pub(super) const fn after(n: usize, fields: &'static [&'static str]) -> &'static [&'static str] {
    fields.split_at(n).1
}

/// A booking as far as it is chosen, with all that is typed.
pub(super) const CHOOSING: &[&str] = booking!("anyway", "anyway_reason", "reason", "at", "stay");
/// A move as far as it is chosen, with all that is typed.
pub(super) const CHOOSING_MOVE: &[&str] =
    moving!("anyway", "anyway_reason", "reason", "at", "stay");

/// A form that says what somebody may do for a patient: its own fields, and those of the terms.
macro_rules! terms {
    ($($own:literal),+) => {
        &[
            $($own,)+ "kinship", "rights", "view_appointments", "book", "reschedule", "cancel",
            "edit_contact", "receive_notices", "manage_access", "basis", "until"
        ]
    };
}

/// Whom staff invite, as what.
pub(super) const ADD_USER: &[&str] = terms!("patient", "email", "relation");

/// What somebody may do for a patient.
pub(super) const RIGHTS: &[&str] = terms!("patient", "access", "was", "confirm");

/// What whoever accepts an invitation says: which, as whom, and what that asks of them.
pub(super) const ACCEPTING: &[&str] = &[
    "invitation",
    "way",
    "full_name",
    "bday_day",
    "bday_month",
    "bday_year",
    "desk_code",
    "code",
];

/// The table of ages, and the one that the page was made of.
pub(super) const AGES: &[&str] = &[
    "before", "age_1", "effect_1", "age_2", "effect_2", "age_3", "effect_3", "age_4", "effect_4",
    "age_5", "effect_5", "age_6", "effect_6", "leap",
];

/// Two profiles and everything that is said about making one of them.
pub(super) const MERGE: &[&str] = &[
    "survivor",
    "absorbed",
    "version",
    "queue",
    "name",
    "name_other",
    "born",
    "born_other",
    "sex",
    "sex_other",
    "pronouns",
    "pronouns_other",
    "email",
    "email_other",
    "phone",
    "phone_other",
    "address",
    "address_street",
    "address_suburb",
    "address_state",
    "address_postcode",
    "record_number",
    "record_number_other",
    "accesses",
    "invitations",
    "stays_self",
    "relations",
    "overlaps",
    "identity",
    "confirmed",
    "reason",
];
/// Those of them that come once for each tick or choice.
pub(super) const MERGE_LISTS: &[&str] = &["accesses", "invitations", "relations", "overlaps"];

pub(super) use {booking, details, moving, with_times};
