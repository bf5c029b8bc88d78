//! All form endpoints: the table that the server checks each form against, and the
//! server functions by noun.
//!
//! A server function takes the form's fields as text, parses them, proves who asks and
//! calls one use case of `clinic`. It always answers JSON: [`crate::error::Next`] or
//! [`crate::error::ApiError`]; for a browser's plain form the server makes a redirect of it.

pub mod ages;
pub mod appointments;
pub mod booking;
pub mod desk;
#[cfg(feature = "ssr")]
mod details;
pub mod display;
pub mod email;
pub mod family;
pub mod invitations;
pub mod log_in;
pub mod me;
pub mod patients;
pub mod portal_accounts;
pub mod recover;
pub mod safeguarding;
pub mod second_factor;
pub mod sign_up;
pub mod staff;
pub mod staff_security;

/// One form endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The path, with its `/api/`.
    pub path: &'static str,
    /// The fields, each exactly once. None may be doubled or unknown, or missing but a choice.
    pub fields: &'static [&'static str],
    /// Those of the fields that may be left out, and then are empty: groups of choices, as a
    /// browser leaves them out when nothing is chosen, and what only some pages send.
    pub choices: &'static [&'static str],
    /// Fields that are never kept when the form can't be taken.
    pub secret: &'static [&'static str],
    /// Whether the form isn't finished yet: what was typed goes on to where it leads.
    pub goes_on: bool,
    /// The page to show when the form's own page is not known.
    pub home: &'static str,
}

impl Endpoint {
    const fn new(path: &'static str, fields: &'static [&'static str], home: &'static str) -> Self {
        Self {
            path,
            fields,
            choices: &[],
            secret: &[],
            goes_on: false,
            home,
        }
    }

    const fn choices(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }

    const fn goes_on(self) -> Self {
        Self {
            goes_on: true,
            ..self
        }
    }

    const fn secret(self, secret: &'static [&'static str]) -> Self {
        Self { secret, ..self }
    }

    /// The endpoint's name, such as `booking/hold`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.trim_start_matches("/api/")
    }
}

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
const EXTENDING: &[&str] = details!(
    "hold",
    "next",
    "subject",
    "submission",
    "patient",
    "note",
    "service",
    "who"
);

/// All but the first: what a page leaves out as long as there is nothing to say of it.
const fn all_but_first(fields: &'static [&'static str]) -> &'static [&'static str] {
    match fields {
        [_, rest @ ..] => rest,
        [] => fields,
    }
}

/// A booking as far as it is chosen, with all that is typed.
const CHOOSING: &[&str] = booking!("anyway", "anyway_reason", "reason", "at", "stay");
/// A move as far as it is chosen, with all that is typed.
const CHOOSING_MOVE: &[&str] = moving!("anyway", "anyway_reason", "reason", "at", "stay");

/// Whom staff invite, as what.
const ADD_USER: &[&str] = &[
    "patient",
    "email",
    "relation",
    "kinship",
    "rights",
    "view_appointments",
    "book",
    "reschedule",
    "cancel",
    "edit_contact",
    "receive_notices",
    "manage_access",
    "basis",
    "until",
];

/// What somebody may do for a patient.
const RIGHTS: &[&str] = &[
    "patient",
    "access",
    "was",
    "confirm",
    "kinship",
    "rights",
    "view_appointments",
    "book",
    "reschedule",
    "cancel",
    "edit_contact",
    "receive_notices",
    "manage_access",
    "basis",
    "until",
];

/// What whoever accepts an invitation says: which, as whom, and what that asks of them.
const ACCEPTING: &[&str] = &[
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
const AGES: &[&str] = &[
    "before", "age_1", "effect_1", "age_2", "effect_2", "age_3", "effect_3", "age_4", "effect_4",
    "age_5", "effect_5", "age_6", "effect_6", "leap",
];

/// Every form endpoint. A path that is not here is answered 404 by the server.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new(
        "/api/appointments/cancel",
        &["appointment", "sequence"],
        "/appointments",
    )
    .choices(&["sequence"]),
    Endpoint::new(
        "/api/appointments/move",
        &["appointment", "sequence", "slot"],
        "/appointments",
    ),
    Endpoint::new("/api/appointments/undo", &["appointment"], "/appointments"),
    Endpoint::new(
        "/api/appointments/undo-booking",
        &["appointment"],
        "/appointments",
    ),
    Endpoint::new(
        "/api/appointments/undo-move",
        &["appointment"],
        "/appointments",
    ),
    Endpoint::new(
        "/api/booking/again",
        &["patient", "service", "submission", "slot", "agreed"],
        "/home",
    )
    .choices(&["agreed"]),
    Endpoint::new(
        "/api/booking/book",
        &[
            "hold",
            "submission",
            "patient",
            "note",
            "agreed",
            "service",
            "who",
        ],
        "/book",
    )
    .choices(&["agreed", "service", "who"]),
    Endpoint::new("/api/booking/details", details!("hold", "subject"), "/book")
        .choices(&["subject"]),
    Endpoint::new("/api/booking/extend", EXTENDING, "/book")
        .choices(all_but_first(EXTENDING))
        .goes_on(),
    Endpoint::new(
        "/api/booking/hold",
        &[
            "service",
            "who",
            "slot",
            "patient",
            "hold",
            "submission",
            "note",
        ],
        "/book",
    )
    .choices(&["patient", "hold", "submission", "note"]),
    Endpoint::new(
        "/api/booking/release",
        &["hold", "submission", "patient", "note", "service", "who"],
        "/book",
    )
    .choices(&["submission", "patient", "note", "service", "who"]),
    Endpoint::new("/api/booking/who", &["hold", "subject"], "/book").choices(&["subject"]),
    Endpoint::new("/api/booking/whose", &["hold", "patient"], "/book"),
    Endpoint::new(
        "/api/display",
        &["theme", "size", "letters", "contrast", "motion"],
        "/me/display",
    ),
    Endpoint::new("/api/email/confirm", &[], "/email/confirm"),
    Endpoint::new("/api/email/refuse", &[], "/email/confirm"),
    Endpoint::new("/api/email/revert", &[], "/email/revert"),
    Endpoint::new(
        "/api/family/add",
        &[
            "full_name",
            "bday_day",
            "bday_month",
            "bday_year",
            "kinship",
            "allowed",
            "hold",
        ],
        "/family/add",
    )
    .choices(&["kinship", "allowed", "hold"]),
    Endpoint::new("/api/family/end", &["access", "sure"], "/family").choices(&["sure"]),
    Endpoint::new(
        "/api/family/invite",
        &["patient", "email", "rights", "length"],
        "/family",
    )
    .choices(&["rights", "length"]),
    Endpoint::new("/api/family/take-back", &["invitation"], "/family"),
    Endpoint::new("/api/invitations/accept", ACCEPTING, "/")
        .choices(match ACCEPTING {
            [_, _, choices @ ..] => choices,
            _ => &[],
        })
        .secret(&["desk_code", "code"]),
    Endpoint::new("/api/invitations/ask", &["invitation"], "/"),
    Endpoint::new("/api/invitations/code", &["invitation"], "/"),
    Endpoint::new("/api/invitations/decline", &["invitation", "reason"], "/"),
    Endpoint::new(
        "/api/invitations/log-in",
        &["invitation", "password"],
        "/log-in",
    )
    .choices(&["password"])
    .secret(&["password"]),
    Endpoint::new("/api/invitations/switch", &["invitation"], "/"),
    Endpoint::new("/api/log-in/again", &["request"], "/log-in"),
    Endpoint::new("/api/log-in/ask", &["email", "next"], "/log-in"),
    Endpoint::new("/api/log-in/code", &["request", "code"], "/log-in").secret(&["code"]),
    Endpoint::new("/api/log-in/link", &[], "/log-in"),
    Endpoint::new("/api/log-in/out", &[], "/"),
    Endpoint::new(
        "/api/log-in/second-factor",
        &["app_code"],
        "/log-in/second-factor",
    )
    .secret(&["app_code"]),
    Endpoint::new(
        "/api/log-in/start",
        &["email", "password", "next"],
        "/log-in",
    )
    .secret(&["password"]),
    Endpoint::new(
        "/api/me/details",
        &[
            "full_name",
            "mobile",
            "street",
            "suburb",
            "state",
            "postcode",
            "version",
        ],
        "/me",
    ),
    Endpoint::new("/api/me/email/again", &[], "/me/email"),
    Endpoint::new("/api/me/email/ask", &["email"], "/me/email"),
    Endpoint::new("/api/me/email/code", &["request", "code"], "/me/email").secret(&["code"]),
    Endpoint::new("/api/me/email/stop", &[], "/me/email"),
    Endpoint::new("/api/me/password", &["password"], "/me/password").secret(&["password"]),
    Endpoint::new("/api/me/password/remove", &[], "/me/security"),
    Endpoint::new("/api/me/prove/again", &["request"], "/me/prove"),
    Endpoint::new("/api/me/prove/ask", &["next"], "/me/prove"),
    Endpoint::new("/api/me/prove/code", &["request", "code"], "/me/prove").secret(&["code"]),
    Endpoint::new("/api/me/prove/password", &["password", "next"], "/me/prove")
        .secret(&["password"]),
    Endpoint::new(
        "/api/me/prove/second-factor",
        &["app_code", "next"],
        "/me/prove",
    )
    .secret(&["app_code"]),
    Endpoint::new(
        "/api/me/second-factor/codes",
        &["app_code"],
        "/me/second-factor",
    )
    .secret(&["app_code"]),
    Endpoint::new(
        "/api/me/second-factor/confirm",
        &["app_code"],
        "/me/second-factor",
    )
    .secret(&["app_code"]),
    Endpoint::new(
        "/api/me/second-factor/off",
        &["app_code"],
        "/me/second-factor",
    )
    .secret(&["app_code"]),
    Endpoint::new(
        "/api/me/second-factor/saved",
        &[],
        "/me/second-factor/codes",
    ),
    Endpoint::new("/api/me/second-factor/start", &[], "/me/second-factor"),
    Endpoint::new("/api/me/security/log-out", &["session"], "/me/security"),
    Endpoint::new("/api/me/security/log-out-others", &[], "/me/security"),
    Endpoint::new("/api/recover/ask", &["email"], "/recover"),
    Endpoint::new("/api/recover/password", &["password"], "/recover/link").secret(&["password"]),
    Endpoint::new("/api/sign-up", details!("password"), "/sign-up").secret(&["password"]),
    Endpoint::new(
        "/api/staff/appointments/cancel",
        &["appointment", "sequence", "asked_by", "tell"],
        "/staff",
    )
    .choices(&["asked_by", "tell"]),
    Endpoint::new("/api/staff/appointments/choose", CHOOSING_MOVE, "/staff")
        .choices(all_but_first(CHOOSING_MOVE))
        .goes_on(),
    Endpoint::new(
        "/api/staff/appointments/move",
        moving!("anyway", "anyway_reason"),
        "/staff",
    )
    .choices(&["tell", "shown", "anyway", "who", "when"]),
    Endpoint::new(
        "/api/staff/appointments/move-over",
        moving!("reason"),
        "/staff",
    )
    .choices(&["tell", "shown", "who", "when"]),
    Endpoint::new(
        "/api/staff/appointments/say",
        &["appointment", "sequence", "step", "from"],
        "/staff",
    ),
    Endpoint::new(
        "/api/staff/appointments/undo",
        &["appointment", "act"],
        "/staff",
    ),
    Endpoint::new(
        "/api/staff/bookings/book",
        booking!("anyway", "anyway_reason"),
        "/staff",
    )
    .choices(&["tell", "shown", "anyway", "what", "who", "when"]),
    Endpoint::new("/api/staff/bookings/choose", CHOOSING, "/staff")
        .choices(all_but_first(CHOOSING))
        .goes_on(),
    Endpoint::new("/api/staff/bookings/over", booking!("reason"), "/staff")
        .choices(&["tell", "shown", "what", "who", "when"]),
    Endpoint::new("/api/staff/invitations/put-aside", &["news"], "/staff"),
    Endpoint::new("/api/staff/log-in", &["email", "password"], "/staff/log-in")
        .secret(&["password"]),
    Endpoint::new(
        "/api/staff/log-in/second-factor",
        &["app_code"],
        "/staff/log-in/second-factor",
    )
    .secret(&["app_code"]),
    Endpoint::new("/api/staff/log-out", &[], "/staff/log-in"),
    Endpoint::new("/api/staff/mail/again", &["notice"], "/staff"),
    Endpoint::new("/api/staff/mail/dismiss", &["notice"], "/staff"),
    Endpoint::new("/api/staff/password", &["password"], "/staff/password").secret(&["password"]),
    Endpoint::new(
        "/api/staff/patients/add",
        &["patient", "name", "born", "email", "mobile", "sure"],
        "/staff/patients/new",
    ),
    Endpoint::new(
        "/api/staff/patients/edit",
        &[
            "patient", "version", "name", "born", "pronouns", "email", "mobile", "street",
            "suburb", "state", "postcode",
        ],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/add",
        ADD_USER,
        "/staff/patients",
    )
    .choices(match ADD_USER {
        [_, _, choices @ ..] => choices,
        _ => &[],
    }),
    Endpoint::new(
        "/api/staff/portal-accounts/copy",
        &["patient", "invitation"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/delete",
        &["patient", "invitation"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/fix",
        &["patient", "invitation", "email"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/log-in-link",
        &["patient", "access"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/remove",
        &["patient", "access"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/resend",
        &["patient", "invitation"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/rights",
        RIGHTS,
        "/staff/patients",
    )
    .choices(match RIGHTS {
        [_, _, _, choices @ ..] => choices,
        _ => &[],
    }),
    Endpoint::new(
        "/api/staff/portal-accounts/undo",
        &["patient", "invitation"],
        "/staff/patients",
    ),
    Endpoint::new("/api/staff/registrations/add", &["registration"], "/staff"),
    Endpoint::new(
        "/api/staff/registrations/block",
        &["registration"],
        "/staff",
    ),
    Endpoint::new(
        "/api/staff/safeguarding/lift",
        &["patient"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/safeguarding/set",
        &["patient", "reason"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/security/codes",
        &["app_code"],
        "/staff/security",
    )
    .secret(&["app_code"]),
    Endpoint::new(
        "/api/staff/security/confirm",
        &["app_code"],
        "/staff/security",
    )
    .secret(&["app_code"]),
    Endpoint::new("/api/staff/security/off", &["app_code"], "/staff/security")
        .secret(&["app_code"]),
    Endpoint::new("/api/staff/security/saved", &[], "/staff/security/codes"),
    Endpoint::new(
        "/api/staff/security/start",
        &["password"],
        "/staff/security",
    )
    .secret(&["password"]),
    Endpoint::new("/api/staff/settings/age", AGES, "/staff/settings/age"),
    Endpoint::new(
        "/api/staff/settings/second-factor",
        &["admin", "practitioner", "desk"],
        "/staff/settings/security",
    )
    .choices(&["admin", "practitioner", "desk"]),
    Endpoint::new(
        "/api/staff/settings/second-factor/reset",
        &["member"],
        "/staff/settings/security",
    ),
    Endpoint::new("/api/switch", &["patient", "next"], "/home"),
];

/// The endpoint with this path.
#[must_use]
pub fn endpoint(path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path)
}

/// Reads an id from a form; anything that is none can't exist.
///
/// # Errors
/// [`crate::error::ApiError::NotFound`].
#[cfg(feature = "ssr")]
pub(crate) fn id<I: std::str::FromStr>(text: &str) -> Result<I, crate::error::ApiError> {
    text.parse().map_err(|_| clinic::Failure::NotFound.into())
}

/// Reads `{unix milliseconds}.{practitioner}`, as the buttons of times carry it.
#[cfg(feature = "ssr")]
pub(crate) fn slot(text: &str) -> Option<(jiff::Timestamp, domain::id::PractitionerId)> {
    let (at, practitioner) = text.split_once('.')?;
    let at = jiff::Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some((at, practitioner.parse().ok()?))
}

/// Reads which state of a thing a form was made of; anything else was never shown.
///
/// # Errors
/// [`crate::error::ApiError::NotFound`].
#[cfg(feature = "ssr")]
pub(crate) fn version(text: &str) -> Result<jiff::Timestamp, crate::error::ApiError> {
    let ms = text.parse::<i64>().ok();
    ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .ok_or_else(|| clinic::Failure::NotFound.into())
}
