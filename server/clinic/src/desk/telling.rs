//! Who gets the mail about a visit that staff book, move or cancel.

use domain::cancellation::undo_until;
use domain::id::{AccountId, AppointmentId, PatientId, ServiceId};
use domain::person::EmailAddress;
use jiff::Timestamp;
use store::Reads;
use store::appointment::Appointment;
use store::appointment::desk as stored;
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{Clinic, Work};
use crate::failure::Failure;
use crate::family::notices::{About, ChartLeftOut, chart_left_out, hearers};

/// Where mail goes.
#[derive(Clone, Debug)]
pub(super) struct Addressee {
    pub(super) account: Option<AccountId>,
    pub(super) to: EmailAddress,
}

impl Addressee {
    /// Whether it goes to that account.
    pub(super) fn is_of(&self, account: Option<AccountId>) -> bool {
        account.is_some() && self.account == account
    }
}

/// The visit that staff book, move or cancel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Concerned {
    /// For whom.
    pub(super) patient: PatientId,
    /// What.
    pub(super) service: ServiceId,
    /// The account that booked it, where that is told in any case.
    pub(super) booker: Option<AccountId>,
}

impl Concerned {
    /// Those whom a move of it concerns.
    pub(super) fn moved(row: &Appointment) -> Self {
        Self {
            patient: row.patient,
            service: row.service,
            booker: None,
        }
    }

    /// Those whom a cancelling of it concerns: whoever booked it, too.
    pub(super) fn cancelled(row: &Appointment) -> Self {
        Self {
            booker: row.booked_by,
            ..Self::moved(row)
        }
    }
}

/// Where the mail about a visit goes, for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailTo {
    /// To whom.
    pub addresses: Vec<EmailAddress>,
    /// Why the address in the chart isn't among them, where there is one that would be.
    pub chart_left_out: Option<ChartLeftOut>,
}

/// Where the mail about a visit goes: to the patient's own account and to those of whoever
/// acts for them and is to get it. The address in the chart stands in for an own account,
/// unless it may not hear of the visit. Nobody is told about a patient whom staff
/// can't book for.
pub(super) async fn addressees(
    reads: &mut impl Reads,
    concerned: Concerned,
    now: Timestamp,
) -> Result<Vec<Addressee>, Failure> {
    Ok(all(reads, concerned, now).await?.0)
}

async fn all(
    reads: &mut impl Reads,
    concerned: Concerned,
    now: Timestamp,
) -> Result<(Vec<Addressee>, Option<ChartLeftOut>), Failure> {
    let patient = concerned.patient;
    let Some(person) = stored::find_person(reads, patient).await? else {
        return Ok((Vec::new(), None));
    };
    let confidential = store::service::is_confidential(reads, concerned.service).await?;
    let about = About {
        patient,
        confidential,
        booker: concerned.booker,
    };
    let told = hearers(reads, about, now).await?;
    let mut addressees: Vec<Addressee> = told
        .into_iter()
        .map(|told| Addressee {
            account: Some(told.account),
            to: told.email,
        })
        .collect();
    let chart = person.chart_address.filter(|_| person.account.is_none());
    let mut left_out = None;
    if let Some(to) = chart
        && addressees.iter().all(|addressee| addressee.to != to)
    {
        let whose = (patient, person.born_on);
        left_out = chart_left_out(reads, whose, &to, confidential, now).await?;
        if left_out.is_none() {
            addressees.insert(0, Addressee { account: None, to });
        }
    }
    Ok((addressees, left_out))
}

/// The addresses of [`addressees`], for a page.
pub(super) async fn addresses(
    reads: &mut impl Reads,
    concerned: Concerned,
    now: Timestamp,
) -> Result<MailTo, Failure> {
    let (found, chart_left_out) = all(reads, concerned, now).await?;
    Ok(MailTo {
        addresses: found.into_iter().map(|addressee| addressee.to).collect(),
        chart_left_out,
    })
}

/// Tells one of them, once the grace is over.
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
