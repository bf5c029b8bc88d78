//! Who is told of what somebody did for a patient: everybody else who gets the mails about
//! their appointments. Whether they still may is asked again when the mail is sent.

use domain::access::{Abilities, Ability, Confidential, Relation, Rights};
use domain::id::{AccountId, AppointmentId, PatientId};
use domain::person::{BirthDate, EmailAddress};
use jiff::Timestamp;
use store::Reads;
use store::access::Held;
use store::appointment::desk::find_person;
use store::family::{Involved, Told};
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{Clinic, Look, Work};
use crate::failure::Failure;
use crate::rights::Today;

/// Writes the same news to everybody else who is to get it; the account of `news` has its own
/// already, and whoever is `unaware` of the appointment needs none. Whoever booked is told of a
/// cancelling in any case.
pub(crate) async fn tell_others(
    clinic: &Clinic,
    work: &mut Work,
    news: &NewNotice,
    unaware: &[EmailAddress],
) -> Result<(), Failure> {
    let (Some(patient), Some(appointment)) = (news.patient, news.appointment) else {
        return Ok(());
    };
    let known = store::family::find_involved(&mut **work, appointment).await?;
    let Some(Involved {
        booker,
        confidential,
        ..
    }) = known
    else {
        return Ok(());
    };
    let now = work.now();
    let cancelled = news.kind == NoticeKind::Cancelled;
    let about = About {
        patient,
        confidential,
        booker: booker.filter(|_| cancelled),
    };
    for other in hearers(&mut **work, about, now).await? {
        let told = cancelled && booker == Some(other.account);
        if Some(other.account) == news.account || (unaware.contains(&other.email) && !told) {
            continue;
        }
        let copy = NewNotice {
            id: clinic.new_id(),
            account: Some(other.account),
            to: other.email,
            ..news.clone()
        };
        store::notice::insert_notice(work, &copy).await?;
    }
    Ok(())
}

/// The visit that news are of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    /// Whose it is.
    pub(crate) patient: PatientId,
    /// Whether it is at a confidential service.
    pub(crate) confidential: bool,
    /// The account that booked it, where that gets the news in any case.
    pub(crate) booker: Option<AccountId>,
}

/// The accounts that get the news: the patient's own, and those who act for them, are to get
/// the mails about their appointments and see this one.
pub(crate) async fn hearers(
    db: &mut impl Reads,
    about: About,
    now: Timestamp,
) -> Result<Vec<Told>, Failure> {
    let mut told = store::family::list_told(db, about.patient).await?;
    if told.is_empty() {
        return Ok(told);
    }
    let today = Today::at(db, now).await?;
    told.retain(|other| {
        let rights = today.rights(&other.held);
        let hidden = about.confidential && rights.confidential == Confidential::Hidden;
        let involved = about.booker == Some(other.account);
        !other.blocked && !hidden && gets(rights.abilities, involved)
    });
    Ok(told)
}

/// Whether these abilities let somebody have the news; `involved` in a cancelling are those who
/// booked it or did it, as long as they see the appointment.
fn gets(abilities: Abilities, involved: bool) -> bool {
    abilities.has(Ability::ReceiveNotices) || (involved && abilities.has(Ability::ViewAppointments))
}

/// As whom an account gets the news of an appointment now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// As the patient.
    Patient,
    /// As somebody who acts for them.
    Guardian,
    /// Not at all, any more.
    Nobody,
}

/// Why the address in a chart hears nothing of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartLeftOut {
    /// A safeguarding stop stands, or it is that of somebody whose access others ended.
    ShutOut,
    /// The visit is confidential, and nobody knows how old the patient is.
    BornUnknown,
    /// It is confidential, and they are at an age at which they have secrets from whoever looks
    /// after them.
    OfAge,
}

/// Why the address in a patient's chart may not hear of a visit of theirs; none where it may.
/// Nobody has proven whose it is, and with a child it is as a rule a parent's.
pub(crate) async fn chart_left_out(
    reads: &mut impl Reads,
    (patient, born_on): (PatientId, Option<BirthDate>),
    address: &EmailAddress,
    confidential: bool,
    now: Timestamp,
) -> Result<Option<ChartLeftOut>, Failure> {
    if store::family::is_stopped(reads, patient).await?
        || store::family::is_shut_out(reads, patient, address).await?
    {
        return Ok(Some(ChartLeftOut::ShutOut));
    }
    if !confidential {
        return Ok(None);
    }
    let Some(born_on) = born_on else {
        return Ok(Some(ChartLeftOut::BornUnknown));
    };
    let today = Today::at(reads, now).await?;
    let hears = today.is_child(born_on) || today.is_of_age(born_on);
    Ok((!hears).then_some(ChartLeftOut::OfAge))
}

/// Whether this address, which stood in the patient's chart, may hear of the visit now.
pub(crate) async fn chart_recipient(
    look: &mut Look,
    appointment: AppointmentId,
    address: &EmailAddress,
) -> Result<Recipient, Failure> {
    let known = store::family::find_involved(&mut **look, appointment).await?;
    let Some(Involved {
        patient,
        confidential,
        ..
    }) = known
    else {
        return Ok(Recipient::Nobody);
    };
    let now = look.now();
    let hears = match find_person(&mut **look, patient).await? {
        Some(person) => {
            let whose = (patient, person.born_on);
            let left_out = chart_left_out(&mut **look, whose, address, confidential, now);
            left_out.await?.is_none()
        }
        None => false,
    };
    Ok(if hears {
        Recipient::Patient
    } else {
        Recipient::Nobody
    })
}

/// As whom the account gets it. What the clinic cancels is told to whoever booked it, also when
/// they have no access any more; but nothing is where a safeguarding stop stands, and nothing
/// of a visit that they would not see.
pub(crate) async fn recipient(
    look: &mut Look,
    account: AccountId,
    (kind, appointment): (NoticeKind, AppointmentId),
    by_clinic: bool,
) -> Result<Recipient, Failure> {
    let found = store::family::find_involved(&mut **look, appointment).await?;
    let Some(involved) = found else {
        return Ok(Recipient::Nobody);
    };
    let Involved {
        patient,
        booker,
        confidential,
        ..
    } = involved;
    let now = look.now();
    let today = Today::at(&mut **look, now).await?;
    let told = store::family::list_told(&mut **look, patient).await?;
    let held = told.iter().find(|told| told.account == account);
    // Somebody blocked hears of what the clinic has cancelled, or they would stand before the
    // door; of nothing else, whatever brought their mail back.
    let said_to_all = by_clinic && kind == NoticeKind::Cancelled;
    if held.is_some_and(|told| told.blocked) && !said_to_all {
        return Ok(Recipient::Nobody);
    }
    // An own account that waits for staff is as one without access.
    let waits = |held: &&Held| {
        held.terms.relation == Relation::Myself && today.rights(held) == Rights::NONE
    };
    let held = held.map(|told| &told.held).filter(|held| !waits(held));
    let Some(held) = held else {
        let told = by_clinic
            && booker == Some(account)
            && !confidential
            && !store::family::is_stopped(&mut **look, patient).await?;
        return Ok(if told {
            Recipient::Guardian
        } else {
            Recipient::Nobody
        });
    };
    if held.terms.relation == Relation::Myself {
        return Ok(Recipient::Patient);
    }
    let rights = today.rights(held);
    let hidden = confidential && rights.confidential == Confidential::Hidden;
    let did = [booker, involved.canceller].contains(&Some(account));
    let did = did && kind == NoticeKind::Cancelled;
    Ok(if !hidden && gets(rights.abilities, did) {
        Recipient::Guardian
    } else {
        Recipient::Nobody
    })
}
