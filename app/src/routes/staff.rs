//! The addresses of the clinic's side.

use domain::id::{
    AccessId, AppointmentId, InvitationId, InviteBatchId, MergeId, PatientId, RegistrationId,
};

use super::encoded;

/// The clinic's side: today.
pub const TODAY: &str = "/staff";
/// The clinic's patients.
pub const PATIENTS: &str = "/staff/patients";
/// The same with a box for each, to invite several.
pub const PICK_PATIENTS: &str = "/staff/patients?pick=yes";
/// Who of many would be invited.
pub const INVITE_MANY: &str = "/staff/patients/invite";
/// The same of everybody, as many as go at once.
pub const INVITE_EVERYBODY: &str = "/staff/patients/invite?from=first";
/// "Add a patient".
pub const NEW_PATIENT: &str = "/staff/patients/new";
/// The clinic's side: log in.
pub const STAFF_LOG_IN: &str = "/staff/log-in";
/// The code of a member's authenticator app, or its setting up, behind the password.
pub const STAFF_SECOND_FACTOR: &str = "/staff/log-in/second-factor";
/// The same, with a field for a recovery code.
pub const STAFF_SECOND_FACTOR_RECOVERY: &str = "/staff/log-in/second-factor?with=recovery";
/// How a member of staff logs in.
pub const STAFF_SECURITY: &str = "/staff/security";
/// A member's recovery codes, once they are made.
pub const STAFF_CODES: &str = "/staff/security/codes";
/// Who of the team needs an authenticator app.
pub const TEAM_SECURITY: &str = "/staff/settings/security";
/// Accesses that nobody has used for long.
pub const REVIEW: &str = "/staff/review";
/// The same, after one was kept.
pub const REVIEW_KEPT: &str = "/staff/review?done=kept";
/// What the page of portal accounts is asked for where the patient is to be invited.
pub const OWN: &str = "own";
/// What happens to guardians' accesses at which age of the patient.
pub const AGES: &str = "/staff/settings/age";
/// Who may sign up.
pub const SIGN_UPS: &str = "/staff/settings/registration";
/// What was merged.
pub const MERGES: &str = "/staff/merges";
/// Pairs of profiles that may be one person.
pub const DUPLICATES: &str = "/staff/duplicates";
/// Everybody who signed up and waits.
pub const REGISTRATIONS: &str = "/staff/registrations";
/// Book for somebody.
pub const NEW_BOOKING: &str = "/staff/bookings/new";
/// Set a staff password.
pub const STAFF_PASSWORD: &str = "/staff/password";

/// "How you log in" with a line about what was just done: `app-on`, `app-off`.
#[must_use]
pub fn staff_security_after(done: &str) -> String {
    format!("{STAFF_SECURITY}?done={done}")
}

/// "Log-in of the team" with a line about what was just done: `saved`, `reset`.
#[must_use]
pub fn team_security_after(done: &str) -> String {
    format!("{TEAM_SECURITY}?done={done}")
}

/// "Ages of patients" with a line about what was just done: `saved`.
#[must_use]
pub fn ages_after(done: &str) -> String {
    format!("{AGES}?done={done}")
}

/// "Who can sign up" with a line about what was just done: `saved`.
#[must_use]
pub fn sign_ups_after(done: &str) -> String {
    format!("{SIGN_UPS}?done={done}")
}

/// "Ages of patients" with a usual table in the form.
#[must_use]
pub fn ages_from(preset: &str) -> String {
    format!("{AGES}?preset={preset}")
}

/// A patient's profile.
#[must_use]
pub fn patient(id: PatientId) -> String {
    format!("{PATIENTS}/{id}")
}

/// A patient's profile with a line about what was just done: `added`, `saved`.
#[must_use]
pub fn patient_after(id: PatientId, done: &str) -> String {
    format!("{PATIENTS}/{id}?done={done}")
}

/// A patient's visits.
#[must_use]
pub fn patient_visits(id: PatientId) -> String {
    format!("{PATIENTS}/{id}/appointments")
}

/// What was done about a patient.
#[must_use]
pub fn patient_history(id: PatientId) -> String {
    format!("{PATIENTS}/{id}/history")
}

/// A patient's portal accounts.
#[must_use]
pub fn portal_accounts(id: PatientId) -> String {
    format!("{PATIENTS}/{id}/portal-accounts")
}

/// The same with a line about what was just done, and about which invitation.
#[must_use]
pub fn portal_accounts_after(
    id: PatientId,
    done: &str,
    invitation: Option<InvitationId>,
) -> String {
    let page = portal_accounts(id);
    match invitation {
        Some(invitation) => format!("{page}?done={done}&invitation={invitation}"),
        None => format!("{page}?done={done}"),
    }
}

/// What somebody may do for a patient.
#[must_use]
pub fn access_rights(patient: PatientId, access: AccessId) -> String {
    format!("{PATIENTS}/{patient}/portal-accounts/{access}/rights")
}

/// The form that gives an access again.
#[must_use]
pub fn access_again(patient: PatientId, access: AccessId) -> String {
    format!("{PATIENTS}/{patient}/portal-accounts/{access}/again")
}

/// Their portal accounts, to invite them to their own.
#[must_use]
pub fn portal_accounts_own(id: PatientId) -> String {
    let page = portal_accounts(id);
    format!("{page}?for={OWN}")
}

/// "Remove access?"
#[must_use]
pub fn access_remove(patient: PatientId, access: AccessId) -> String {
    format!("{PATIENTS}/{patient}/portal-accounts/{access}/remove")
}

/// The link of an invitation, to copy.
#[must_use]
pub fn invitation_link(patient: PatientId, invitation: InvitationId) -> String {
    format!("{PATIENTS}/{patient}/invitations/{invitation}/link")
}

/// Another address for an invitation.
#[must_use]
pub fn invitation_address(patient: PatientId, invitation: InvitationId) -> String {
    format!("{PATIENTS}/{patient}/invitations/{invitation}/address")
}

/// The form that changes a patient's details.
#[must_use]
pub fn patient_edit(id: PatientId) -> String {
    format!("{PATIENTS}/{id}/edit")
}

/// Shutting everybody but the patient out.
#[must_use]
pub fn safeguarding(id: PatientId) -> String {
    format!("{PATIENTS}/{id}/safeguarding")
}

/// The same with a line about what was just done: `set`, `lifted`.
#[must_use]
pub fn safeguarding_after(id: PatientId, done: &str) -> String {
    format!("{PATIENTS}/{id}/safeguarding?done={done}")
}

/// The patients whom a search finds.
#[must_use]
pub fn patients_called(typed: &str) -> String {
    let typed = encoded(typed);
    format!("{PATIENTS}?q={typed}")
}

/// The same with a box for each, to invite several.
#[must_use]
pub fn pick_patients_called(typed: &str) -> String {
    let typed = encoded(typed);
    format!("{PICK_PATIENTS}&q={typed}")
}

/// Who of those whom a search finds would be invited.
#[must_use]
pub fn invite_called(typed: &str) -> String {
    let typed = encoded(typed);
    format!("{INVITE_MANY}?q={typed}")
}

/// Who would be invited of everybody behind this one.
#[must_use]
pub fn invite_behind(after: PatientId) -> String {
    format!("{INVITE_MANY}?from={after}")
}

/// What has become of many invitations.
#[must_use]
pub fn invite_batch(id: InviteBatchId) -> String {
    format!("{INVITE_MANY}/{id}")
}

/// "Add a patient" with the name filled in.
#[must_use]
pub fn new_patient_called(typed: &str) -> String {
    let typed = encoded(typed);
    format!("{NEW_PATIENT}?name={typed}")
}

/// Book for this patient.
#[must_use]
pub fn new_booking(patient: PatientId) -> String {
    format!("{NEW_BOOKING}?patient={patient}")
}

/// The same page, asked for more: `service`, `who`, `at`, `when`; what is empty isn't asked.
#[must_use]
pub fn new_booking_asking(patient: PatientId, asked: &[(&str, &str)]) -> String {
    asking(new_booking(patient), asked)
}

fn asking(page: String, asked: &[(&str, &str)]) -> String {
    let asked = asked.iter().filter(|(_, text)| !text.is_empty());
    asked.fold(page, |page, (name, text)| {
        let joint = if page.contains('?') { '&' } else { '?' };
        let text = encoded(text);
        format!("{page}{joint}{name}={text}")
    })
}

/// An appointment as staff see it.
#[must_use]
pub fn desk_visit(id: AppointmentId) -> String {
    format!("{TODAY}/appointments/{id}")
}

/// The same with a line about what was just done: `booked`, `moved`, `cancelled`, `undone`,
/// `said`.
#[must_use]
pub fn desk_visit_after(id: AppointmentId, done: &str) -> String {
    format!("{TODAY}/appointments/{id}?done={done}")
}

/// The same with what a kept form says: one whose own page isn't there any more.
#[must_use]
pub fn desk_visit_again(id: AppointmentId, kept: &str) -> String {
    let kept = encoded(kept);
    format!("{TODAY}/appointments/{id}?again={kept}")
}

/// "Cancel this appointment?" for staff.
#[must_use]
pub fn desk_cancel(id: AppointmentId) -> String {
    format!("{TODAY}/appointments/{id}/cancel")
}

/// Another time for an appointment, by staff.
#[must_use]
pub fn desk_move(id: AppointmentId) -> String {
    format!("{TODAY}/appointments/{id}/move")
}

/// The same page, asked for more: `who`, `at`, `when`; what is empty isn't asked.
#[must_use]
pub fn desk_move_asking(id: AppointmentId, asked: &[(&str, &str)]) -> String {
    asking(desk_move(id), asked)
}

/// "Block this account?"
#[must_use]
pub fn block(registration: RegistrationId) -> String {
    format!("{TODAY}/registrations/{registration}/block")
}

/// Today with what a kept form says: one whose own page isn't there any more.
#[must_use]
pub fn today_again(kept: &str) -> String {
    let kept = encoded(kept);
    format!("{TODAY}?again={kept}")
}

/// Today with a line about what was just done: `added`, `blocked`, `sent-again`, `put-aside`.
#[must_use]
pub fn today_after(done: &str) -> String {
    format!("{TODAY}?done={done}")
}

/// Two profiles side by side, to merge the second into the first.
#[must_use]
pub fn merge(survivor: PatientId, absorbed: PatientId) -> String {
    format!("{TODAY}/merge/{survivor}/{absorbed}")
}

/// The same with a line about what was just done: `forgotten`.
#[must_use]
pub fn merge_after(survivor: PatientId, absorbed: PatientId, done: &str) -> String {
    let page = merge(survivor, absorbed);
    format!("{page}?done={done}")
}

/// The same of the `number`-th registration that is dealt with.
#[must_use]
pub fn merge_again(survivor: PatientId, absorbed: PatientId, done: &str, number: u32) -> String {
    let page = merge_after(survivor, absorbed, done);
    format!("{page}&queue={number}")
}

/// "Merge with which profile?"
#[must_use]
pub fn merge_with(patient: PatientId) -> String {
    format!("{PATIENTS}/{patient}/merge")
}

/// A profile into which another one was just merged.
#[must_use]
pub fn patient_merged(survivor: PatientId, merge: MergeId) -> String {
    format!("{PATIENTS}/{survivor}?merged={merge}")
}

/// What a page is told of a merge that was just done.
#[must_use]
pub fn news_of_merge(merge: MergeId) -> Vec<(&'static str, String)> {
    vec![("merged", merge.to_string())]
}

/// What a page is told of two who were just said to be different people.
#[must_use]
pub fn news_of_two(survivor: PatientId, absorbed: PatientId) -> Vec<(&'static str, String)> {
    vec![("different", format!("{survivor}.{absorbed}"))]
}

/// One who signed up and waits.
#[must_use]
pub fn registration(id: RegistrationId) -> String {
    format!("{REGISTRATIONS}/{id}")
}

/// Who waits, with a line about what was just done: `asked`.
#[must_use]
pub fn registrations_after(done: &str) -> String {
    format!("{REGISTRATIONS}?done={done}")
}

/// The same as the `number`-th of those that are dealt with one after the other, with what was
/// just done.
#[must_use]
pub fn registration_next(id: RegistrationId, number: u32, news: &[(&str, String)]) -> String {
    with_news(format!("{}?queue={number}", registration(id)), news)
}

/// Today, with what was just done.
#[must_use]
pub fn today_with(news: &[(&str, String)]) -> String {
    with_news(TODAY.to_owned(), news)
}

/// Pairs of profiles that may be one person, with what was just done.
#[must_use]
pub fn duplicates_with(news: &[(&str, String)]) -> String {
    with_news(DUPLICATES.to_owned(), news)
}

/// Two profiles side by side, from the list of pairs.
#[must_use]
pub fn merge_of_pair(survivor: PatientId, absorbed: PatientId) -> String {
    let page = merge(survivor, absorbed);
    format!("{page}?queue=duplicates")
}

fn with_news(page: String, news: &[(&str, String)]) -> String {
    let news: Vec<(&str, &str)> = news.iter().map(|(name, text)| (*name, &**text)).collect();
    asking(page, &news)
}

/// What was merged, with a line about what was just done: `split`.
#[must_use]
pub fn merges_after(done: &str) -> String {
    format!("{MERGES}?done={done}")
}

/// "Split them back into two?"
#[must_use]
pub fn merge_undo(merge: MergeId) -> String {
    format!("{MERGES}/{merge}/undo")
}

/// What accounts saw while two profiles were one.
#[must_use]
pub fn merge_seen(merge: MergeId) -> String {
    format!("{MERGES}/{merge}/seen")
}
