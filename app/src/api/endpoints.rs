//! The table of all form endpoints: the server checks each form against its row.

use super::endpoint::Endpoint;
use super::fields::{
    ACCEPTING, ADD_USER, AGES, BOOKING, CHOOSING, CHOOSING_MOVE, EXTENDING, HOLDING, KEEPING,
    MERGE, MERGE_LISTS, RELEASING, RIGHTS, after, booking, details, moving, with_times,
};

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
        &[
            "patient",
            "service",
            "submission",
            "slot",
            "booked_as",
            "agreed",
        ],
        "/home",
    )
    .choices(&["booked_as", "agreed"]),
    Endpoint::new("/api/booking/book", BOOKING, "/book").choices(after(4, BOOKING)),
    Endpoint::new(
        "/api/booking/book-together",
        &["hold", "submission", "people", "booked_as"],
        "/book/together",
    )
    .choices(&["booked_as"]),
    Endpoint::new("/api/booking/details", details!("hold", "subject"), "/book")
        .choices(&["subject"]),
    Endpoint::new("/api/booking/extend", EXTENDING, "/book")
        .choices(after(1, EXTENDING))
        .goes_on(),
    Endpoint::new("/api/booking/hold", HOLDING, "/book").choices(after(3, HOLDING)),
    Endpoint::new("/api/booking/keep", KEEPING, "/book").choices(after(2, KEEPING)),
    Endpoint::new("/api/booking/release", RELEASING, "/book").choices(after(1, RELEASING)),
    Endpoint::new(
        "/api/booking/right-after",
        &["service", "slot", "patient"],
        "/book",
    ),
    Endpoint::new(
        "/api/booking/together",
        &["people", "services", "plan"],
        "/book/together",
    ),
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
    Endpoint::new(
        "/api/family/details",
        &[
            "patient", "mobile", "street", "suburb", "state", "postcode", "version",
        ],
        "/family",
    ),
    Endpoint::new("/api/family/end", &["access", "sure"], "/family").choices(&["sure"]),
    Endpoint::new(
        "/api/family/give-back",
        &["access", "rights", "length"],
        "/family",
    )
    .choices(&["rights", "length"]),
    Endpoint::new(
        "/api/family/invite",
        &["patient", "email", "rights", "length"],
        "/family",
    )
    .choices(&["rights", "length"]),
    Endpoint::new("/api/family/invite-own", &["patient", "email"], "/family"),
    Endpoint::new("/api/family/take-back", &["invitation"], "/family"),
    Endpoint::new("/api/invitations/accept", ACCEPTING, "/")
        .choices(after(2, ACCEPTING))
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
    Endpoint::new(
        "/api/questions/answer",
        &[
            "question",
            "been_here",
            "other_name",
            "other_email",
            "other_phone",
        ],
        "/",
    )
    .choices(&["been_here"]),
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
        .choices(after(1, CHOOSING_MOVE))
        .goes_on(),
    Endpoint::new(
        "/api/staff/appointments/confirm",
        &["appointment", "sequence"],
        "/staff",
    ),
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
        .choices(after(1, CHOOSING))
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
    Endpoint::new("/api/staff/merge", MERGE, "/staff/merges")
        .choices(after(3, MERGE))
        .lists(MERGE_LISTS),
    Endpoint::new(
        "/api/staff/merge/differ",
        &["survivor", "absorbed", "queue"],
        "/staff/merges",
    )
    .choices(&["queue"]),
    Endpoint::new(
        "/api/staff/merge/forget-differ",
        &["survivor", "absorbed", "queue"],
        "/staff/merges",
    )
    .choices(&["queue"]),
    Endpoint::new("/api/staff/merge/look", MERGE, "/staff/merges")
        .choices(after(3, MERGE))
        .lists(MERGE_LISTS)
        .goes_on(),
    Endpoint::new(
        "/api/staff/merge/seen",
        &["merge", "password", "app_code"],
        "/staff/merges",
    )
    .choices(&["app_code"])
    .secret(&["password", "app_code"])
    .file(),
    Endpoint::new(
        "/api/staff/merge/undo",
        &["merge", "version", "stay", "give", "password", "app_code"],
        "/staff/merges",
    )
    .choices(&["password", "app_code"])
    .lists(&["stay", "give"])
    .secret(&["password", "app_code"]),
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
        "/api/staff/patients/invite",
        &["batch", "patients"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/portal-accounts/add",
        ADD_USER,
        "/staff/patients",
    )
    .choices(after(2, ADD_USER)),
    Endpoint::new(
        "/api/staff/portal-accounts/again",
        &["patient", "access", "was", "until"],
        "/staff/patients",
    ),
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
        "/api/staff/portal-accounts/guardianship",
        &["patient", "access", "ground", "document"],
        "/staff/patients",
    )
    .choices(&["ground"]),
    Endpoint::new(
        "/api/staff/portal-accounts/guardianship-end",
        &["patient", "access"],
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
    .choices(after(3, RIGHTS)),
    Endpoint::new(
        "/api/staff/portal-accounts/undo",
        &["patient", "invitation"],
        "/staff/patients",
    ),
    Endpoint::new(
        "/api/staff/registrations/add",
        &["registration", "shown", "requests", "queue"],
        "/staff",
    )
    .choices(&["shown", "requests", "queue"]),
    Endpoint::new(
        "/api/staff/registrations/ask",
        &["registration"],
        "/staff/registrations",
    ),
    Endpoint::new(
        "/api/staff/registrations/block",
        &["registration"],
        "/staff",
    ),
    Endpoint::new("/api/staff/review/keep", &["access"], "/staff/review"),
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
        "/api/staff/settings/registration",
        &["was_policy", "was_message", "policy", "message"],
        "/staff/settings/registration",
    )
    .choices(&["policy"]),
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
