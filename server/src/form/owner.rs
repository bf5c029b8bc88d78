//! Whose a kept form is, besides the browser's: a desk is shared.

use app::ctx::{KeptOwners, SessionToken, StaffToken};
use app::kept::Owner;
use axum::extract::Request;
use clinic::{Clinic, Failure, token};

use super::Caller;

/// Tells the page that is asked for with a kept form who asks.
pub(super) async fn tell(clinic: &Clinic, mut request: Request) -> Request {
    let query = request.uri().query().unwrap_or_default();
    if query.split('&').any(|pair| pair.starts_with("again=")) {
        let extensions = request.extensions();
        let account = extensions.get::<SessionToken>();
        let staff = extensions.get::<StaffToken>();
        let account = account.map(|SessionToken(token)| token.clone());
        let staff = staff.map(|StaffToken(token)| token.clone());
        let page = request.uri().path();
        let owners = owners(clinic, page, account.as_deref(), staff.as_deref()).await;
        request.extensions_mut().insert(KeptOwners(owners));
    }
    request
}

/// Whose a form is that stands on `page`.
pub(super) async fn of(clinic: &Clinic, page: &str, caller: &Caller) -> Owner {
    let (account, staff) = (caller.account.as_deref(), caller.staff.as_deref());
    let owners = owners(clinic, page, account, staff).await;
    owners.first().copied().unwrap_or(Owner::Nobody)
}

/// As whom somebody who is signed in with these tokens sees the forms of `page`; first as
/// whom one is kept for them now. What they typed while the database couldn't be read
/// is kept for their session.
async fn owners(
    clinic: &Clinic,
    page: &str,
    account: Option<&str>,
    staff: Option<&str>,
) -> Vec<Owner> {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let (secret, read) = match (path.split('/').nth(1) == Some("staff"), staff, account) {
        (true, Some(staff), _) => (staff, found(clinic.staff_of(staff).await, Owner::Staff)),
        (false, _, Some(account)) => (
            account,
            found(clinic.account_of(account).await, Owner::Account),
        ),
        _ => return vec![Owner::Nobody],
    };
    let session = Owner::Session(token::hash(secret));
    match read {
        Some(owner) => vec![owner, session],
        None => vec![session],
    }
}

/// None if it can't be read.
fn found<Id>(read: Result<Option<Id>, Failure>, owner: fn(Id) -> Owner) -> Option<Owner> {
    let found = read.ok()?;
    Some(found.map_or(Owner::Nobody, owner))
}
