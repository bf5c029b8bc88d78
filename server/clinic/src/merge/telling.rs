//! Who is told of a merge: whoever lost their own account, and whoever had the profile when
//! nothing but somebody's word ties the other one to it.

use std::collections::BTreeSet;

use domain::access::{Relation, Standing};
use domain::id::AccountId;
use domain::merge::{Decision, Side};
use domain::person::EmailAddress;
use store::merge::Pair;
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{Clinic, Work};
use crate::failure::Failure;

/// Puts their mails into the outbox.
pub(super) async fn tell(
    clinic: &Clinic,
    work: &mut Work,
    pair: &Pair,
    decision: &Decision,
) -> Result<(), Failure> {
    let patient = pair.survivor.side.patient;
    let detached: BTreeSet<AccountId> = decision.detached.iter().copied().collect();
    let mut news: Vec<(NoticeKind, AccountId)> = detached
        .iter()
        .map(|account| (NoticeKind::PortalDetached, *account))
        .collect();
    if decision.on_somebodys_word {
        let had = own(&pair.survivor.side).filter(|account| !detached.contains(account));
        news.extend(had.map(|account| (NoticeKind::ProfileJoined, account)));
    }
    for (kind, account) in news {
        let now = work.now();
        let Some(to) = address(pair, account)? else {
            continue;
        };
        let notice = NewNotice {
            id: clinic.new_id(),
            kind,
            appointment: None,
            code_request: None,
            account: Some(account),
            patient: Some(patient),
            invitation: None,
            to,
            version: 0,
            created_at: now,
            due_at: now,
        };
        store::notice::insert_notice(work, &notice).await?;
    }
    Ok(())
}

/// The accounts that are the patient's own.
fn own(side: &Side) -> impl Iterator<Item = AccountId> {
    let accesses = side
        .accesses
        .iter()
        .filter(|access| access.relation == Relation::Myself && access.standing == Standing::Given);
    accesses.map(|access| access.account)
}

/// The address that an account of one of the two has proven.
fn address(pair: &Pair, account: AccountId) -> Result<Option<EmailAddress>, Failure> {
    let both = [&pair.survivor.side, &pair.absorbed.side];
    let mut accesses = both.into_iter().flat_map(|side| &side.accesses);
    let found = accesses.find(|access| access.account == account);
    found
        .map(|access| EmailAddress::parse(&access.email))
        .transpose()
        .map_err(|_| Failure::fault("an account without an address"))
}
