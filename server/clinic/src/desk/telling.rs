//! Who gets the mail about a visit that staff book, move or cancel.

use domain::cancellation::undo_until;
use domain::id::{AccountId, AppointmentId, PatientId, ServiceId};
use domain::person::EmailAddress;
use jiff::Timestamp;
use store::Reads;
use store::appointment::desk::{self as stored, Person};
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{Clinic, Work};
use crate::failure::Failure;
use crate::family::notices::chart_hears;

/// Where mail goes.
#[derive(Clone, Debug)]
pub(super) struct Addressee {
    account: Option<AccountId>,
    pub(super) to: EmailAddress,
}

/// Where the patient's mail about a visit goes: to the proven address of their own account,
/// else to the one in their chart, unless the visit is one of which that may not hear.
pub(super) async fn addressee(
    reads: &mut impl Reads,
    person: &Person,
    service: ServiceId,
    now: Timestamp,
) -> Result<Option<Addressee>, Failure> {
    if let Some((account, to)) = person.account.clone() {
        let account = Some(account);
        return Ok(Some(Addressee { account, to }));
    }
    let Some(to) = person.chart_address.clone() else {
        return Ok(None);
    };
    let confidential = store::service::is_confidential(reads, service).await?;
    let hears = !confidential || chart_hears(reads, person.born_on, now).await?;
    Ok(hears.then_some(Addressee { account: None, to }))
}

/// As [`addressee`]; none for a patient whom staff can't book for.
pub(super) async fn addressee_of(
    reads: &mut impl Reads,
    patient: PatientId,
    service: ServiceId,
    now: Timestamp,
) -> Result<Option<Addressee>, Failure> {
    match stored::find_person(reads, patient).await? {
        Some(person) => addressee(reads, &person, service, now).await,
        None => Ok(None),
    }
}

/// Tells a patient, once the grace is over.
pub(super) async fn tell(
    clinic: &Clinic,
    work: &mut Work,
    kind: NoticeKind,
    (appointment, version): (AppointmentId, i64),
    patient: PatientId,
    addressee: Addressee,
) -> Result<(), Failure> {
    let now: Timestamp = work.now();
    let notice = NewNotice {
        id: clinic.new_id(),
        kind,
        appointment: Some(appointment),
        code_request: None,
        account: addressee.account,
        patient: Some(patient),
        invitation: None,
        to: addressee.to,
        version,
        created_at: now,
        due_at: undo_until(now),
    };
    Ok(store::notice::insert_notice(work, &notice).await?)
}
