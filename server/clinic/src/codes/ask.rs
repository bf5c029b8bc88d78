//! Asking for a code.

use domain::audit::Action;
use domain::id::{CodeRequestId, NoticeId};
use domain::person::EmailAddress;
use store::Reads;
use store::code::{CodeRequest, Purpose};
use store::notice::{NewNotice, NoticeKind};

use super::{ASKED, ASKED_FROM_NETWORK, CodeAsked, CodeView, known_to};
use crate::authz::{Clinic, Visitor, Work};
use crate::failure::Failure;
use crate::log_in::NextPath;
use crate::throttle;

/// Asks for a code to be sent to an address, known or not.
///
/// # Errors
/// `TooMany` after five for an address in an hour, or thirty from one network; a browser
/// that has logged in to the account before has five of its own.
pub async fn ask(
    clinic: &Clinic,
    who: &Visitor,
    email: EmailAddress,
    next: NextPath,
) -> Result<CodeAsked, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = ask_within(&mut work, who, email, &next).await;
    let asked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(asked)
}

/// Asks for another code; the earlier ones stay good.
///
/// # Errors
/// `NotFound` for a request of another browser; `TooMany` as [`ask`].
pub async fn ask_again(
    clinic: &Clinic,
    who: &Visitor,
    request: CodeRequestId,
) -> Result<CodeAsked, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = repeat(&mut work, who, request).await;
    let asked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(asked)
}

/// What the page that takes the code shows.
///
/// # Errors
/// `NotFound` for a request of another browser.
pub async fn view(
    clinic: &Clinic,
    who: &Visitor,
    request: CodeRequestId,
) -> Result<CodeView, Failure> {
    let mut look = clinic.read(who).await?;
    let found = find_own(&mut *look, who, request, Purpose::LogIn).await?;
    let sent_at = store::code::find_sent_at(&mut *look, request).await?;
    Ok(CodeView {
        email: found.email,
        next: NextPath::parse(&found.next_path),
        sent_at,
    })
}

async fn repeat(
    work: &mut Work,
    who: &Visitor,
    request: CodeRequestId,
) -> Result<CodeAsked, Failure> {
    let found = find_own(&mut **work, who, request, Purpose::LogIn).await?;
    ask_within(work, who, found.email, &NextPath::parse(&found.next_path)).await
}

/// A request of this browser for this purpose; any other is as good as none.
pub(crate) async fn find_own(
    db: &mut impl Reads,
    who: &Visitor,
    request: CodeRequestId,
    purpose: Purpose,
) -> Result<CodeRequest, Failure> {
    let found = store::code::find_request_of(db, request, &who.key().0).await?;
    found
        .filter(|found| found.purpose == purpose)
        .ok_or(Failure::NotFound)
}

/// Asks for a code to log in with, within a unit of work; the caller settles it and wakes
/// the mail.
pub(crate) async fn ask_within(
    work: &mut Work,
    who: &Visitor,
    email: EmailAddress,
    next: &NextPath,
) -> Result<CodeAsked, Failure> {
    ask_for(work, who, Purpose::LogIn, email, next).await
}

/// As [`ask_within`], for any purpose.
pub(crate) async fn ask_for(
    work: &mut Work,
    who: &Visitor,
    purpose: Purpose,
    email: EmailAddress,
    next: &NextPath,
) -> Result<CodeAsked, Failure> {
    let now = work.now();
    count_asking(work, who, &email.canonical()).await?;

    let request: CodeRequestId = work.clinic().new_id();
    let notice: NoticeId = work.clinic().new_id();
    let asking = CodeRequest {
        id: request,
        email: email.clone(),
        visitor_hash: who.key().0,
        purpose,
        next_path: next.as_str().to_owned(),
        created_at: now,
    };
    store::code::insert_request(work, &asking).await?;
    let mail = NewNotice {
        id: notice,
        kind: NoticeKind::Code,
        appointment: None,
        code_request: Some(request),
        account: None,
        patient: None,
        invitation: None,
        to: email,
        version: 0,
        created_at: now,
        due_at: now,
    };
    store::notice::insert_notice(work, &mail).await?;
    work.record(Action::CodeAsk.as_str(), &request.to_string(), &[])
        .await?;
    Ok(CodeAsked { request })
}

/// Counts one more mail that somebody here lets us send to an address.
///
/// # Errors
/// `TooMany` as [`ask`].
pub(crate) async fn count_asking(
    work: &mut Work,
    who: &Visitor,
    email_canonical: &str,
) -> Result<(), Failure> {
    let known = known_to(work, who, email_canonical).await?;
    if known.is_none() {
        // Whoever else sits behind the same router must not keep the owner out.
        let network = ASKED_FROM_NETWORK.times(work.clinic().address_limit_times());
        throttle::take(work, &network, &[&who.address_key().0])
            .await?
            .or_too_many()?;
    }
    let browser = known.as_ref().map_or(&[][..], |hash| &hash[..]);
    throttle::take(work, &ASKED, &[email_canonical.as_bytes(), browser])
        .await?
        .or_too_many()
}
