//! Who is told of a merge: whoever lost their own account, and whoever had the profile when
//! nothing but somebody's word ties the other one to it. Whether it is still so is asked again
//! when the mail is sent.

use std::collections::BTreeSet;

use domain::access::{Relation, Rights};
use domain::id::{AccountId, PatientId};
use domain::merge::{Decision, Field, access};
use domain::person::EmailAddress;
use store::Reads;
use store::appointment::desk::find_person;
use store::merge::{Pair, record};
use store::notice::{LeasedNotice, NewNotice, NoticeKind};

use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;
use crate::family::notices::chart_left_out;
use crate::mail::MergedMail;
use crate::rights::Today;

/// Puts their mails into the outbox.
pub(super) async fn tell(
    clinic: &Clinic,
    work: &mut Work,
    pair: &Pair,
    decision: &Decision,
) -> Result<(), Failure> {
    let survivor = &pair.survivor.side;
    let detached: BTreeSet<AccountId> = decision.detached.iter().copied().collect();
    let mut news = Vec::new();
    for account in &detached {
        let theirs = survivor.accesses.iter().map(|access| access.account);
        let had_it = theirs.into_iter().any(|theirs| theirs == *account);
        let kind = match had_it && decision.on_somebodys_word {
            true => NoticeKind::PortalTakenOver,
            false => NoticeKind::PortalDetached,
        };
        news.push((kind, Some(*account), address(pair, *account)?));
    }
    if decision.on_somebodys_word {
        let told = access::told(survivor).into_iter();
        for account in told.filter(|account| !detached.contains(account)) {
            let to = address(pair, account)?;
            news.push((NoticeKind::ProfileJoined, Some(account), to));
        }
        let stood = survivor.field(Field::Email);
        let stood = stood.value().map(EmailAddress::parse);
        let to = stood.transpose().unwrap_or_default();
        news.push((NoticeKind::ProfileJoined, None, to));
    }
    let now = work.now();
    for (kind, account, to) in news {
        let Some(to) = to else { continue };
        if account.is_none() && !chart_hears(&mut **work, survivor.patient, &to, now).await? {
            continue;
        }
        let notice = NewNotice {
            id: clinic.new_id(),
            kind,
            appointment: None,
            code_request: None,
            account,
            patient: Some(survivor.patient),
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

/// Whether the address that stood in a chart hears that another profile was joined with it: not
/// where an account has it, which is told or isn't for reasons of its own, nor where whoever
/// has it was shut out.
async fn chart_hears(
    db: &mut impl Reads,
    patient: PatientId,
    address: &EmailAddress,
    now: jiff::Timestamp,
) -> Result<bool, Failure> {
    let account = store::account::find_account_by_email(db, &address.canonical()).await?;
    let Some(person) = find_person(db, patient).await? else {
        return Ok(false);
    };
    let whose = (patient, person.born_on);
    let left_out = chart_left_out(db, whose, address, false, now).await?;
    Ok(account.is_none() && left_out.is_none())
}

/// What a mail about a merge says to whom it goes now; none where that isn't so any more: the
/// merge was undone, whoever lost their account has it back, or whoever acts for the patient
/// may hear nothing more of them.
///
/// # Errors
/// Those of the store.
pub(crate) async fn mail(
    clinic: &Clinic,
    job: &SystemJob,
    notice: &LeasedNotice,
) -> Result<Option<MergedMail>, Failure> {
    let mut look = clinic.read(job).await?;
    let now = look.now();
    let patient = store::notice::find_patient(&mut *look, notice.id).await?;
    let Some(patient) = patient.flatten() else {
        return Ok(None);
    };
    if !record::stands(&mut *look, patient, notice.created_at).await? {
        return Ok(None);
    }
    let Some(account) = notice.account else {
        let hears = chart_hears(&mut *look, patient, &notice.to, now).await?;
        return Ok(hears.then_some(MergedMail::JoinedAddress));
    };
    let told = store::family::list_told(&mut *look, patient).await?;
    let found = told.iter().find(|told| told.account == account);
    if found.is_some_and(|told| told.blocked) {
        return Ok(None);
    }
    let today = Today::at(&mut *look, now).await?;
    let works = found.is_some_and(|told| today.rights(&told.held) != Rights::NONE);
    let relation = found.map(|told| told.held.terms.relation);
    let stopped = store::family::is_stopped(&mut *look, patient).await?;
    Ok(match (notice.kind, relation) {
        (NoticeKind::PortalDetached, _) => (!works).then_some(MergedMail::Detached),
        (NoticeKind::PortalTakenOver, _) => (!works).then_some(MergedMail::TakenOver),
        (_, Some(Relation::Myself)) => Some(MergedMail::Joined),
        (_, Some(Relation::Guardian)) => (!stopped).then_some(MergedMail::JoinedGuardian),
        (_, None) => None,
    })
}
