//! The table of addresses: constants for the fixed ones, a function for each that
//! carries an id. Those of the clinic's side are in [`staff`].

use clinic::NextPath;
use clinic::times::Choice;
use domain::id::{
    AccessId, AppointmentId, CodeRequestId, HoldId, InvitationId, PatientId, QuestionId,
};

mod staff;

pub use staff::*;

/// The clinic's front page.
pub const HOME: &str = "/";
/// Where a person starts who is logged in.
pub const WELCOME: &str = "/home";
/// "What do you need?"
pub const BOOK: &str = "/book";
/// The patient's appointments.
pub const APPOINTMENTS: &str = "/appointments";
/// Those whom somebody looks after, and who can act for them.
pub const FAMILY: &str = "/family";
/// The same, once an access of one's own was given up.
pub const FAMILY_LEFT: &str = "/family?done=left";
/// The same, once somebody else's was ended.
pub const FAMILY_ENDED: &str = "/family?done=ended";
/// The same, once somebody was invited to act for oneself.
pub const FAMILY_INVITED: &str = "/family?done=invited";
/// The same, once an invitation was taken back.
pub const FAMILY_TAKEN_BACK: &str = "/family?done=taken-back";
/// After giving somebody their access back.
pub const FAMILY_GIVEN_BACK: &str = "/family?done=given-back";
/// Add somebody to look after.
pub const FAMILY_ADD: &str = "/family/add";
/// The form that says for whom things are looked after from now on.
pub const SWITCH: &str = "/api/switch";
/// What that form sends for oneself.
pub const MYSELF: &str = "self";
/// Says in an address that it was just sent.
pub const SWITCHED: &str = "switched";
/// The patient's appointments, after a booking was taken back.
pub const BOOKING_UNDONE: &str = "/appointments?done=undone";
/// Log in by a password or a code.
pub const LOG_IN: &str = "/log-in";
/// The page with the button, behind the mailed link.
pub const LOG_IN_LINK: &str = "/log-in/link";
/// The code of the authenticator app, between password or code and being logged in.
pub const SECOND_FACTOR: &str = "/log-in/second-factor";
/// The same, with a field for a recovery code.
pub const SECOND_FACTOR_RECOVERY: &str = "/log-in/second-factor?with=recovery";
/// "Your details".
pub const DETAILS: &str = "/me";
/// Who did what about the patient.
pub const DIARY: &str = "/me/diary";
/// Another address to log in with.
pub const EMAIL: &str = "/me/email";
/// Behind the link by which an address agrees to go.
pub const EMAIL_CONFIRM: &str = "/email/confirm";
/// Behind the link by which an address takes its going back.
pub const EMAIL_REVERT: &str = "/email/revert";
/// How somebody logs in, and where they are.
pub const SECURITY: &str = "/me/security";
/// The authenticator app: set it up, new recovery codes, turn it off.
pub const APP: &str = "/me/second-factor";
/// Recovery codes, once they are made.
pub const APP_CODES: &str = "/me/second-factor/codes";
/// "Confirm it's you".
pub const PROVE: &str = "/me/prove";
/// Set up an account outside of a booking.
pub const SIGN_UP: &str = "/sign-up";
/// "Forgot your password?"
pub const RECOVER: &str = "/recover";
/// The link is on its way.
pub const RECOVER_SENT: &str = "/recover/sent";
/// The page that sets a new password, behind the mailed link.
pub const RECOVER_LINK: &str = "/recover/link";
/// Create or change the account's password.
pub const PASSWORD: &str = "/me/password";
/// The same once it is saved.
pub const PASSWORD_SAVED: &str = "/me/password?done=saved";
/// Contact and answers.
pub const HELP: &str = "/help";
/// What is kept of a person, and why.
pub const PRIVACY: &str = "/privacy";
/// What works for whom, and the known gaps.
pub const ACCESSIBILITY: &str = "/accessibility";
/// How pages look in this browser.
pub const DISPLAY: &str = "/me/display";
/// The same, once it was saved.
pub const DISPLAY_SAVED: &str = "/me/display?done=saved";
/// Every component in every state (demo mode).
pub const STYLEGUIDE: &str = "/styleguide";
/// Mail that was written to files (demo mode).
pub const DEV_MAIL: &str = "/dev/mail";

/// "Who would you like to see?"
#[must_use]
pub fn service(slug: &str) -> String {
    format!("/book/{slug}")
}

/// "Choose a time".
#[must_use]
pub fn times(slug: &str, who: Choice) -> String {
    format!("/book/{slug}/{who}")
}

/// What several people need, and when they can come.
pub const TOGETHER: &str = "/book/together";

/// The same with what was chosen.
#[must_use]
pub fn together_of(chosen: &[(String, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(chosen)
        .finish();
    format!("{TOGETHER}?{query}")
}

/// "Check and book" for several people.
#[must_use]
pub fn together_check(hold: HoldId) -> String {
    format!("{TOGETHER}/{hold}")
}

/// Several people are booked.
#[must_use]
pub fn together_done(booked: &[AppointmentId]) -> String {
    let ids: Vec<String> = booked.iter().map(ToString::to_string).collect();
    format!("{TOGETHER}/done/{}", ids.join("."))
}

/// The pages before a held time, for going back: what, with whom, and when.
#[must_use]
pub fn before(slug: &str, who: Choice) -> [String; 3] {
    [BOOK.to_owned(), service(slug), times(slug, who)]
}

/// "Who is it for?"
#[must_use]
pub fn who(hold: HoldId) -> String {
    format!("/book/h/{hold}/who")
}

/// "Who is it for?" after the typed name turned out to differ from the profile's.
#[must_use]
pub fn whose(hold: HoldId) -> String {
    format!("/book/h/{hold}/who?differs=1")
}

/// "Your details".
#[must_use]
pub fn account(hold: HoldId) -> String {
    format!("/book/h/{hold}/account")
}

/// "Your details" of somebody who books for somebody else.
#[must_use]
pub fn account_for_other(hold: HoldId) -> String {
    format!("/book/h/{hold}/account?for=other")
}

/// "Who are you booking for?"
#[must_use]
pub fn add_for(hold: HoldId) -> String {
    format!("/book/h/{hold}/add")
}

/// "Who is it for?" after a birth date that is too young to book for oneself.
#[must_use]
pub fn who_young(hold: HoldId) -> String {
    format!("/book/h/{hold}/who?young=1")
}

/// One whom somebody looks after.
#[must_use]
pub fn family_of(patient: PatientId) -> String {
    format!("{FAMILY}/{patient}")
}

/// The same with a line about what was just done: `added`, `ended`, `invited`.
#[must_use]
pub fn family_after(patient: PatientId, done: &str) -> String {
    format!("{FAMILY}/{patient}?done={done}")
}

/// Who did what about one whom somebody looks after.
#[must_use]
pub fn family_diary(patient: PatientId) -> String {
    format!("{FAMILY}/{patient}/diary")
}

/// Letting somebody else act for a patient.
#[must_use]
pub fn family_invite(patient: PatientId) -> String {
    format!("{FAMILY}/{patient}/invite")
}

/// How somebody is reached whom one looks after.
#[must_use]
pub fn family_details(patient: PatientId) -> String {
    format!("{FAMILY}/{patient}/details")
}

/// Inviting one to an account of their own.
#[must_use]
pub fn family_own(patient: PatientId) -> String {
    format!("{FAMILY}/{patient}/own")
}

/// Giving somebody back what they could do for oneself.
#[must_use]
pub fn give_back(access: AccessId) -> String {
    format!("{FAMILY}/give-back/{access}")
}

/// "Check your email", within a booking.
#[must_use]
pub fn code(hold: HoldId, request: CodeRequestId) -> String {
    format!("/book/h/{hold}/code?request={request}")
}

/// The request of [`code`], if that is the page.
#[must_use]
pub fn request_of_code(hold: HoldId, page: &str) -> Option<CodeRequestId> {
    let rest = page.strip_prefix("/book/h/")?;
    let rest = rest.strip_prefix(&hold.to_string())?;
    rest.strip_prefix("/code?request=")?.parse().ok()
}

/// "Check and book".
#[must_use]
pub fn check(hold: HoldId) -> String {
    format!("/book/h/{hold}/check")
}

/// "You're booked".
#[must_use]
pub fn done(appointment: AppointmentId) -> String {
    format!("/book/done/{appointment}")
}

/// One appointment.
#[must_use]
pub fn appointment(id: AppointmentId) -> String {
    format!("/appointments/{id}")
}

/// One appointment, whose cancelling or move was just taken back.
#[must_use]
pub fn appointment_undone(id: AppointmentId) -> String {
    format!("/appointments/{id}?done=undone")
}

/// "Cancel this appointment?"
#[must_use]
pub fn cancel(id: AppointmentId) -> String {
    format!("/appointments/{id}/cancel")
}

/// The times that an appointment could move to.
#[must_use]
pub fn change(id: AppointmentId) -> String {
    format!("/appointments/{id}/change")
}

/// The same, of this person.
#[must_use]
pub fn change_with(id: AppointmentId, who: Choice) -> String {
    format!("/appointments/{id}/change?who={who}")
}

/// The appointment for a calendar.
#[must_use]
pub fn calendar_file(id: AppointmentId) -> String {
    format!("/appointments/{id}/calendar.ics")
}

/// The page to go on with after switching to somebody else.
#[must_use]
pub fn after_switch(next: &NextPath) -> String {
    format!("{}?{SWITCHED}=1", next.as_str())
}

/// Log in, and then go on to `next`.
#[must_use]
pub fn log_in_then(next: &str) -> String {
    let next = encoded(next);
    format!("{LOG_IN}?next={next}")
}

/// An invitation; the token is in its cookie.
#[must_use]
pub fn invitation(id: InvitationId) -> String {
    format!("{INVITATIONS}{id}")
}

/// Whether a path is that of an invitation.
#[must_use]
pub fn is_invitation(path: &str) -> bool {
    path.starts_with(INVITATIONS)
}

const INVITATIONS: &str = "/invitations/";

/// The same with a line about what was just done: `asked`, `declined`, `code`.
#[must_use]
pub fn invitation_after(id: InvitationId, done: &str) -> String {
    format!("{INVITATIONS}{id}?done={done}")
}

/// A question to somebody who signed up; the token is in its cookie.
#[must_use]
pub fn question(id: QuestionId) -> String {
    format!("/questions/{id}")
}

/// Where somebody starts who has just accepted an invitation, or had before.
#[must_use]
pub fn accepted(was_linked: bool) -> String {
    let done = if was_linked { "linked" } else { "accepted" };
    format!("{WELCOME}?done={done}")
}

/// "Your details" with a line that they were saved.
#[must_use]
pub fn details_saved() -> String {
    format!("{DETAILS}?done=saved")
}

/// What an address was just told: `changed`, `waiting`, `refused`.
#[must_use]
pub fn email_confirm_after(done: &str) -> String {
    format!("{EMAIL_CONFIRM}?done={done}")
}

/// A change that was just taken back.
#[must_use]
pub fn email_reverted() -> String {
    format!("{EMAIL_REVERT}?done=1")
}

/// "Security" with a line about what was just done: `out`, `out-others`, `email`,
/// `password`, `app-on`, `app-off`.
#[must_use]
pub fn security_after(done: &str) -> String {
    format!("{SECURITY}?done={done}")
}

/// "Confirm it's you", and then go on to `next`.
#[must_use]
pub fn prove_then(next: &str) -> String {
    let next = encoded(next);
    format!("{PROVE}?next={next}")
}

/// "Check your email", to confirm that it's you.
#[must_use]
pub fn prove_code(request: CodeRequestId) -> String {
    format!("{PROVE}/code?request={request}")
}

/// "Check your email", outside a booking.
#[must_use]
pub fn log_in_code(request: CodeRequestId) -> String {
    format!("{LOG_IN}/code?request={request}")
}

/// The code page that belongs to where the person goes on.
#[must_use]
pub fn code_for(next: &NextPath, request: CodeRequestId) -> String {
    next.hold()
        .map_or_else(|| log_in_code(request), |hold| code(hold, request))
}

/// Opens the reader's own mail program with a mail begun (RFC 6068).
#[must_use]
pub fn mail_to(address: &str, subject: &str, body: &str) -> String {
    // A mail program takes a plus for a plus, and wants lines to end in both characters.
    let in_mail = |text| encoded(text).replace('+', "%20").replace("%0A", "%0D%0A");
    let to = in_mail(address).replace("%40", "@");
    format!(
        "mailto:{to}?subject={}&body={}",
        in_mail(subject),
        in_mail(body)
    )
}

/// A text as it stands in the query of an address.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
