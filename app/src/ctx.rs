//! From a request to a witness: cookies in, proofs out.
//!
//! The only place that reads Leptos context. Layers of the server put the cookies and
//! the address into the request's extensions; nothing here trusts a header.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use clinic::{AccountHolder, Clinic, Failure, Member, Public, Recent, Staff, Visitor, can};
use domain::id::{InvitationId, QuestionId};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::display::Display;
use crate::error::ApiError;
use crate::kept::{KeptForm, KeptForms, Owner};

/// The cookie of a browser, signed in or not.
pub const VISITOR_COOKIE: &str = "__Host-visitor";
/// The cookie of a signed-in account.
pub const SESSION_COOKIE: &str = "__Host-session";
/// The cookie of a signed-in member of staff.
pub const STAFF_COOKIE: &str = "__Host-staff";
/// The cookie that a browser keeps once somebody has logged in there, after signing out
/// too. It opens nothing: it only keeps the browser from being counted as a stranger.
pub const KNOWN_COOKIE: &str = "__Host-known";
/// The cookie that carries a mailed log-in token from its link to its page.
pub const LOG_IN_LINK_COOKIE: &str = "__Host-log-in-link";
/// The cookie of a log-in that waits for its second factor.
pub const HALF_COOKIE: &str = "__Host-half";
/// The same of a member of staff.
pub const STAFF_HALF_COOKIE: &str = "__Host-staff-half";
/// The cookie that carries a token by which an address agrees to go.
pub const EMAIL_LINK_COOKIE: &str = "__Host-email-link";
/// The cookie that carries a token by which an address takes its going back.
pub const EMAIL_REVERT_COOKIE: &str = "__Host-email-revert";
/// The cookie that carries a set-password token from its link to its page.
pub const PASSWORD_LINK_COOKIE: &str = "__Host-password-link";
/// The cookie that carries the token of a mailed recovery link to its page.
pub const RECOVERY_LINK_COOKIE: &str = "__Host-recovery-link";
/// Carries the secret of an invitation's link that was just copied, until its page shows it.
pub const COPIED_LINK_COOKIE: &str = "__Host-copied-link";

/// What the name of an invitation's cookie begins with; its public id follows, so that two
/// open invitations never mix.
pub const INVITATION_COOKIES: &str = "__Host-invite-";
/// The same of a question to somebody who signed up.
pub const QUESTION_COOKIES: &str = "__Host-question-";

/// The cookie of how pages look in this browser. It names nobody.
pub const DISPLAY_COOKIE: &str = "__Host-display";
/// How long a browser remembers what helps it and opens nothing, in seconds: a year.
const PASSING_S: u32 = 300;
const YEAR_S: u32 = 365 * 24 * 3_600;

/// What every request needs; cloning shares it.
#[derive(Clone)]
pub struct Site {
    /// The clinic with its database, clock and mail.
    pub clinic: Clinic,
    /// Forms that could not be taken.
    pub kept: KeptForms,
    /// Where `.eml` files are written when there is no mail server; `/dev/mail` reads it.
    pub mail_dir: Option<Arc<std::path::PathBuf>>,
}

/// The visitor cookie of this request, or the one that its answer sets.
#[derive(Clone)]
pub struct VisitorToken(pub String);
/// The session cookie of this request.
#[derive(Clone)]
pub struct SessionToken(pub String);
/// As whom the kept form that this page is asked for again may be seen.
#[derive(Clone)]
pub struct KeptOwners(pub Vec<Owner>);
/// The staff cookie of this request.
#[derive(Clone)]
pub struct StaffToken(pub String);
/// The cookie of this request that tells a browser in which somebody has logged in before.
#[derive(Clone)]
pub struct KnownToken(pub String);
/// How pages look in the browser of this request, as its cookie says.
#[derive(Clone)]
pub struct DisplayToken(pub String);
/// The address that the request came from, past the proxies we trust.
#[derive(Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl Default for ClientAddress {
    /// Outside of a server that knows its peers.
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }
}
/// The mailed log-in token that the link put into its cookie.
#[derive(Clone)]
pub struct LogInLinkToken(pub String);
/// The token of a log-in that waits for its second factor.
#[derive(Clone)]
pub struct HalfToken(pub String);
/// The same of a member of staff.
#[derive(Clone)]
pub struct StaffHalfToken(pub String);
/// The token by which an address agrees to go, from its cookie.
#[derive(Clone)]
pub struct EmailLinkToken(pub String);
/// The token by which an address takes its going back, from its cookie.
#[derive(Clone)]
pub struct EmailRevertToken(pub String);
/// The set-password token that the link put into its cookie.
#[derive(Clone)]
pub struct PasswordLinkToken(pub String);
/// The recovery token that the mailed link put into its cookie.
#[derive(Clone)]
pub struct RecoveryLinkToken(pub String);

/// The secret of an invitation's link that was just copied.
#[derive(Clone)]
pub struct CopiedLinkToken(pub String);
/// The tokens of invitations whose links were opened in this browser.
#[derive(Clone)]
pub struct InvitationTokens(pub Vec<(InvitationId, String)>);
/// The tokens of questions whose links were opened in this browser.
#[derive(Clone)]
pub struct QuestionTokens(pub Vec<(QuestionId, String)>);

/// The site of this request.
///
/// # Errors
/// [`ApiError::Fault`] outside a request, which is a defect.
pub fn site() -> Result<Site, ApiError> {
    use_context::<Site>().ok_or_else(|| {
        tracing::error!("a server function ran outside a request");
        ApiError::Fault {
            incident: String::from("00000000"),
        }
    })
}

/// The clinic of this request.
///
/// # Errors
/// As [`site`].
pub fn clinic() -> Result<Clinic, ApiError> {
    Ok(site()?.clinic)
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

/// The path and query of the request.
#[must_use]
pub fn path_and_query() -> String {
    let uri = use_context::<Parts>().map(|parts| parts.uri);
    uri.and_then(|uri| uri.path_and_query().map(ToString::to_string))
        .unwrap_or_default()
}

/// The value of `name` in the query, decoded.
#[must_use]
pub fn query(name: &str) -> Option<String> {
    let uri = use_context::<Parts>()?.uri;
    let query = uri.query()?.to_owned();
    let pairs: Vec<(String, String)> = serde_urlencoded(&query);
    pairs
        .into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// Every value of `name` in the address, in their order.
pub fn query_all(name: &str) -> Vec<String> {
    let uri = use_context::<Parts>().map(|parts| parts.uri);
    let query = uri.as_ref().and_then(|uri| uri.query());
    let pairs = query.map(serde_urlencoded).unwrap_or_default();
    let values = pairs.into_iter().filter(|(key, _)| key == name);
    values.map(|(_, value)| value).collect()
}

fn serde_urlencoded(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect()
}

/// Anyone at all, for what the whole world may see.
///
/// # Errors
/// As [`site`].
pub fn public() -> Result<Public, ApiError> {
    Ok(clinic()?.public())
}

/// The browser that asks.
///
/// # Errors
/// As [`site`].
pub fn visitor() -> Result<Visitor, ApiError> {
    let token = extension::<VisitorToken>().ok_or_else(|| fault("no visitor in request"))?;
    let known = extension::<KnownToken>();
    let known = known.as_ref().map(|KnownToken(token)| token.as_str());
    let parts = use_context::<Parts>();
    let header = parts.and_then(|parts| parts.headers.get(header::USER_AGENT).cloned());
    let user_agent = header.as_ref().and_then(|value| value.to_str().ok());
    Ok(clinic()?
        .visitor(&token.0, address())
        .with_known(known)
        .with_user_agent(user_agent))
}

/// Where the request came from.
fn address() -> IpAddr {
    let address = extension::<ClientAddress>();
    address.unwrap_or_default().0
}

/// The account that is signed in.
///
/// # Errors
/// [`ApiError::Unauthenticated`] if none is.
pub async fn account() -> Result<AccountHolder, ApiError> {
    let token = extension::<SessionToken>().ok_or(Failure::Unauthenticated)?;
    Ok(clinic()?.account(&token.0, address()).await?)
}

/// The account that is signed in, whose holder has proved a moment ago who they are. A page
/// or a form that asks for it in vain leads over "Confirm it's you" and back.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Reauthenticate`].
pub async fn recent() -> Result<Recent<AccountHolder>, ApiError> {
    let account = account().await?;
    Ok(clinic()?.recent(account).await?)
}

/// The account that is signed in, if one is.
///
/// # Errors
/// Only faults; nobody signed in is `None`.
pub async fn account_if_any() -> Result<Option<AccountHolder>, ApiError> {
    let Some(token) = extension::<SessionToken>() else {
        return Ok(None);
    };
    match clinic()?.account(&token.0, address()).await {
        Ok(account) => Ok(Some(account)),
        Err(Failure::Unauthenticated) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

/// The member of staff who is signed in.
///
/// # Errors
/// [`ApiError::Unauthenticated`] if none is.
pub async fn member() -> Result<Member, ApiError> {
    let token = extension::<StaffToken>().ok_or(Failure::Unauthenticated)?;
    Ok(clinic()?.member(&token.0, address()).await?)
}

/// The member of staff who is signed in, if one is.
///
/// # Errors
/// Only faults; nobody signed in is `None`.
pub async fn member_if_any() -> Result<Option<Member>, ApiError> {
    let Some(token) = extension::<StaffToken>() else {
        return Ok(None);
    };
    match clinic()?.member(&token.0, address()).await {
        Ok(member) => Ok(Some(member)),
        Err(Failure::Unauthenticated) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

/// The member of staff who is signed in and has the permission.
///
/// # Errors
/// [`ApiError::Unauthenticated`], [`ApiError::Forbidden`].
pub async fn staff<P: can::Permission>() -> Result<Staff<P>, ApiError> {
    let token = extension::<StaffToken>().ok_or(Failure::Unauthenticated)?;
    Ok(clinic()?.staff::<P>(&token.0, address()).await?)
}

/// The mailed log-in token that came by its link.
#[must_use]
pub fn log_in_link() -> Option<String> {
    extension::<LogInLinkToken>().map(|LogInLinkToken(token)| token)
}

/// The token of the log-in that waits for its second factor; a text that is none if none
/// does.
#[must_use]
pub fn half() -> String {
    extension::<HalfToken>().map_or_else(String::new, |HalfToken(token)| token)
}

/// The same of a member of staff.
#[must_use]
pub fn staff_half() -> String {
    extension::<StaffHalfToken>().map_or_else(String::new, |StaffHalfToken(token)| token)
}

/// The token by which an address agrees to go.
#[must_use]
pub fn email_link() -> Option<String> {
    extension::<EmailLinkToken>().map(|EmailLinkToken(token)| token)
}

/// The token by which an address takes its going back.
#[must_use]
pub fn email_revert_link() -> Option<String> {
    extension::<EmailRevertToken>().map(|EmailRevertToken(token)| token)
}

/// The set-password token that came by its link.
#[must_use]
pub fn password_link() -> Option<String> {
    extension::<PasswordLinkToken>().map(|PasswordLinkToken(token)| token)
}

/// The recovery token that came by its link.
#[must_use]
pub fn recovery_link() -> Option<String> {
    extension::<RecoveryLinkToken>().map(|RecoveryLinkToken(token)| token)
}

/// The secret of an invitation's link that was just copied.
#[must_use]
pub fn copied_link() -> Option<String> {
    extension::<CopiedLinkToken>().map(|CopiedLinkToken(token)| token)
}

/// The token of the invitation with this id, if its link was opened in this browser.
#[must_use]
pub fn invitation_token(invitation: InvitationId) -> Option<String> {
    let InvitationTokens(tokens) = extension()?;
    let found = tokens.into_iter().find(|(id, _)| *id == invitation);
    found.map(|(_, token)| token)
}

/// What the link of this question carried, if it was opened in this browser.
#[must_use]
pub fn question_token(question: QuestionId) -> Option<String> {
    let QuestionTokens(tokens) = extension()?;
    let found = tokens.into_iter().find(|(id, _)| *id == question);
    found.map(|(_, token)| token)
}

/// The form that this page is shown again for, if it was sent to one of `endpoints`.
#[must_use]
pub fn again(endpoints: &[&str]) -> Option<Arc<KeptForm>> {
    let id = query("again")?;
    let visitor = visitor().ok()?;
    let KeptOwners(owners) = extension()?;
    let kept = site().ok()?.kept;
    let form = owners
        .into_iter()
        .find_map(|owner| kept.find(&id, (visitor.key().0, owner)))?;
    endpoints.contains(&form.endpoint).then_some(form)
}

/// Sets the status of the answer.
pub fn set_status(status: u16) {
    if let (Some(options), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(status),
    ) {
        options.set_status(status);
    }
}

/// Says after how many seconds to ask again.
pub fn set_retry_after(seconds: u32) {
    add_header(header::RETRY_AFTER, &seconds.to_string());
}

/// Adds a header to the answer; a value that is no header value is left out.
pub fn add_header(name: header::HeaderName, value: &str) {
    if let (Some(options), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(value),
    ) {
        options.append_header(name, value);
    }
}

/// Sets one of our cookies for this browser's session.
pub fn set_cookie(name: &str, value: &str) {
    add_header(
        header::SET_COOKIE,
        &format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax"),
    );
}

/// Sets one of our cookies for a few minutes: for what the next page shows once.
pub fn set_passing_cookie(name: &str, value: &str) {
    add_header(
        header::SET_COOKIE,
        &format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={PASSING_S}"),
    );
}

/// Lets this browser be known at the next log-in, long after this session.
pub fn set_known_cookie(value: &str) {
    set_cookie_for_a_year(KNOWN_COOKIE, value);
}

fn set_cookie_for_a_year(name: &str, value: &str) {
    add_header(
        header::SET_COOKIE,
        &format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={YEAR_S}"),
    );
}

/// How pages look in this browser; as usual, where nothing was chosen.
#[must_use]
pub fn display() -> Display {
    extension::<DisplayToken>()
        .and_then(|DisplayToken(value)| Display::of_cookie(&value))
        .unwrap_or_default()
}

/// Lets this browser remember how pages look; what is usual needs no remembering.
pub fn keep_display(display: Display) {
    if display == Display::default() {
        clear_cookie(DISPLAY_COOKIE);
    } else {
        set_cookie_for_a_year(DISPLAY_COOKIE, &display.to_cookie());
    }
}

/// Takes one of our cookies back.
pub fn clear_cookie(name: &str) {
    add_header(
        header::SET_COOKIE,
        &format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"),
    );
}

/// Sends the browser to one of our own paths instead of this page.
pub fn redirect(to: &str) {
    debug_assert!(
        to.starts_with('/') && !to.starts_with("//"),
        "a path of ours"
    );
    set_status(303);
    add_header(header::LOCATION, to);
}

/// Somebody who can change permissions, to name where one is missing.
pub async fn admin_name() -> Option<domain::person::PersonName> {
    let clinic = clinic().ok()?;
    clinic::team::admin_name(&clinic, &clinic.public())
        .await
        .ok()
        .flatten()
}

/// Something is wrong on our side: logs it once and gives it a number.
pub fn fault(cause: impl std::fmt::Display) -> ApiError {
    let incident = site().map_or_else(|_| "00000000".into(), |site| site.clinic.incident());
    tracing::error!(%incident, %cause, "fault");
    set_status(500);
    ApiError::Fault { incident }
}

impl From<Failure> for ApiError {
    /// The one place where a failure becomes an answer: a fault is logged here, once, and
    /// the status of the answer is set here.
    fn from(failure: Failure) -> Self {
        let error = match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::Invalid(errors) => Self::Invalid(errors),
            Failure::NotFound => Self::NotFound,
            Failure::Unauthenticated => Self::Unauthenticated,
            Failure::Reauthenticate => Self::Reauthenticate,
            Failure::Forbidden => Self::Forbidden,
            Failure::TooMany { retry_after_s } => Self::TooMany { retry_after_s },
            Failure::Unavailable => Self::Unavailable,
            Failure::Fault(cause) => return fault(cause.chain()),
        };
        set_status(error.status());
        error
    }
}
