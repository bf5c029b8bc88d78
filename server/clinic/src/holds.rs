//! A time kept for a visitor while the form is filled in.
//!
//! A visitor has one hold; choosing another time replaces it. A hold that has
//! ended counts as free without any job having run, and is quietly taken again
//! when the visitor comes back and nobody else was faster.

use domain::access::Relation;
use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::claim::quanta;
use domain::id::{AccountId, HoldId, PatientId, PractitionerId};
use domain::limits;
use domain::person::PersonName;
use domain::slots::Fold;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::Reads;
use store::appointment::Sight;
use store::claim::Claimant;
use store::hold::{Hold, HoldChoice, NewHold, Standing};

use crate::authz::{AccountHolder, ActingFor, Clinic, Visitor, Work, can};
use crate::booking::ahead;
use crate::failure::Failure;
use crate::front::ServiceCard;
use crate::schedule::{Own, Schedule, refused};
use crate::throttle::{self, Limit};
use crate::times::{self, Choice, SlotView};

mod keeping;
mod subject;
pub mod together;

use keeping::rows_of;
pub use keeping::{extend, release, retake};
pub(crate) use keeping::{give_way, take_again};
pub use subject::set_subject;

/// A hold, as its visitor sees it.
#[derive(Clone, Debug)]
pub struct HoldView {
    /// Which.
    pub id: HoldId,
    /// What is to be booked.
    pub service: ServiceCard,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Their name.
    pub practitioner_name: PersonName,
    /// What the visitor asked for.
    pub choice: Choice,
    /// The start.
    pub starts_at: Timestamp,
    /// The end of the visit.
    pub ends_at: Timestamp,
    /// Which of two equal wall-clock times the start is.
    pub fold: Fold,
    /// Until when the time is kept.
    pub expires_at: Timestamp,
    /// Whether it was made longer already.
    pub extended: bool,
    /// Whom it is for, once that is known.
    pub patient: Option<PatientId>,
    /// Whether the time is still kept.
    pub alive: bool,
    /// The location's zone.
    pub zone: TimeZone,
}

/// Holds a time, in place of the visitor's earlier hold. `practitioner` is the one
/// who was shown with the time; with [`Choice::First`] another who is free then
/// may take their place.
///
/// # Errors
/// [`Failure::NotFound`] for an unknown service; a refusal of
/// [`domain::booking::BookRefusal`], which leaves the earlier hold as it was: for
/// somebody known also that they have as much ahead as may be;
/// [`Failure::TooMany`] beyond the limits of a visitor, a patient or an address.
pub async fn take(
    clinic: &Clinic,
    who: &Visitor,
    slug: &str,
    choice: Choice,
    starts_at: Timestamp,
    practitioner: PractitionerId,
    signed_in: Option<&AccountHolder>,
) -> Result<HoldId, Failure> {
    let mut work = clinic.begin(who).await?;
    let wish = Wish {
        choice,
        starts_at,
        practitioner,
        account: signed_in.map(|a| a.account_id()),
        sight: None,
    };
    let outcome = take_in(clinic, &mut work, who, slug, &wish).await;
    work.settle(outcome).await
}

/// As [`take`], for the patient whom the page with the time was made for.
///
/// # Errors
/// As [`take`]; [`Failure::NotFound`] also when the access is gone.
pub async fn take_for(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    slug: &str,
    choice: Choice,
    starts_at: Timestamp,
    practitioner: PractitionerId,
) -> Result<HoldId, Failure> {
    let mut work = clinic.begin(who).await?;
    let wish = Wish {
        choice,
        starts_at,
        practitioner,
        account: Some(who.account_id()),
        sight: Some(who.sight()),
    };
    let outcome = async {
        let taken = take_in(clinic, &mut work, visitor, slug, &wish).await?;
        record_search(&mut work, std::slice::from_ref(who)).await?;
        Ok(taken)
    }
    .await;
    work.settle(outcome).await
}

/// Records, of a page, what [`record_search`] does of a form.
pub(crate) async fn saw_times(clinic: &Clinic, who: &ActingFor<can::Book>) -> Result<(), Failure> {
    match who.relation() {
        Relation::Myself => Ok(()),
        Relation::Guardian => clinic.saw(who, Action::BookingPrepare.as_str(), "").await,
    }
}

/// Who looks for a time for others is written down; for oneself, that tells nothing.
pub(crate) async fn record_search(
    work: &mut Work,
    each: &[ActingFor<can::Book>],
) -> Result<(), Failure> {
    let others = each
        .iter()
        .filter(|who| who.relation() == Relation::Guardian);
    let others: Vec<PatientId> = others.map(ActingFor::patient).collect();
    if others.is_empty() {
        return Ok(());
    }
    work.record(Action::BookingPrepare.as_str(), "", &others)
        .await
}

/// What a visitor asks for.
struct Wish {
    choice: Choice,
    starts_at: Timestamp,
    practitioner: PractitionerId,
    account: Option<AccountId>,
    /// For whom, if the page said; else for the account's own patient.
    sight: Option<Sight>,
}

impl Wish {
    /// Whether the visitor has just what they ask for, the same press sent twice; not with
    /// somebody who has left meanwhile, where another one would do.
    fn is_met_by(&self, hold: &Hold, schedule: &Schedule) -> bool {
        hold.expires_at > schedule.now
            && hold.service == schedule.service.id
            && hold.starts_at == self.starts_at
            && schedule.person(hold.practitioner).is_some()
            && self
                .sight
                .is_none_or(|sight| hold.patient == Some(sight.patient))
            && match self.choice {
                Choice::First => hold.choice == HoldChoice::First,
                Choice::Named(id) => choice_of(hold) == Choice::Named(id),
            }
    }
}

async fn take_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &Visitor,
    slug: &str,
    wish: &Wish,
) -> Result<HoldId, Failure> {
    let now = work.now();
    let (visitor, address) = (who.key(), who.address_key());
    let schedule = Schedule::by_slug(&mut **work, slug, now).await?;
    let standing = match wish.account {
        Some(account) => {
            let service = schedule.service.id;
            store::hold::find_standing(&mut **work, &visitor.0, account, wish.sight, service, now)
                .await?
        }
        None => Standing {
            earlier: store::hold::find_hold_of_visitor(&mut **work, &visitor.0).await?,
            ..Standing::default()
        },
    };
    let (earlier, patient) = (standing.earlier, standing.patient);
    if let Some(same) = earlier.filter(|hold| wish.is_met_by(hold, &schedule)) {
        return Ok(same.id);
    }
    throttle::take(work, &HOLDS, &[&visitor.0])
        .await?
        .or_too_many()?;
    match patient {
        Some(_) => refuse_others(standing.others, standing.first_ends_at, now)?,
        None => refuse_crowd(clinic, work, who, None).await?,
    }
    let wished = match wish.choice {
        Choice::Named(id) if id != wish.practitioner => {
            return Err(refused(BookRefusal::ServiceNotOffered));
        }
        Choice::Named(_) | Choice::First => wish.practitioner,
    };
    let start = wish.starts_at;
    let diary = schedule
        .diary_around(&mut **work, wish.choice, start, Own::hold_of(who))
        .await?;
    let order = diary.order(start, wished, None).map_err(refused)?;
    if patient.is_some() {
        ahead(standing.ahead).room().map_err(refused)?;
    }
    let visit = schedule.visit(start).map_err(refused)?;
    let quanta = quanta(visit).map_err(refused)?;

    if let Some(earlier) = earlier {
        store::hold::delete_hold(work, earlier.id, &visitor.0).await?;
    }
    let (id, expires_at) = (clinic.new_id(), ends_after(now, limits::HOLD_MINUTES));
    for practitioner in order {
        let new = NewHold {
            id,
            visitor: &visitor.0,
            position: 0,
            address: &address.0,
            service: schedule.service.id,
            practitioner,
            choice: stored(wish.choice),
            starts_at: visit.start(),
            ends_at: visit.end(),
            patient,
            created_at: now,
            expires_at,
        };
        store::hold::insert_hold(work, &new).await?;
        let claimant = Claimant::Hold(id, expires_at);
        if store::claim::insert_claims(work, practitioner, &quanta, claimant, now).await? {
            return Ok(id);
        }
        // The rules saw the time free and the schema didn't: the schema is right.
        store::hold::delete_hold(work, id, &visitor.0).await?;
    }
    Err(refused(BookRefusal::Taken))
}

/// Holds that one visitor may take.
pub(crate) const HOLDS: Limit = Limit::per_hour("hold", limits::HOLDS_PER_VISITOR_PER_HOUR);

/// Turns a visitor away while too many live holds of other browsers are for the same
/// patient, or, while nobody is known yet, come from the same network address.
async fn refuse_crowd(
    clinic: &Clinic,
    work: &mut Work,
    who: &Visitor,
    patient: Option<PatientId>,
) -> Result<(), Failure> {
    let now = work.now();
    let (visitor, address) = (who.key().0, who.address_key().0);
    match patient {
        Some(patient) => {
            let (count, first_ends_at) =
                store::hold::count_of_patient(&mut **work, patient, &visitor, now).await?;
            refuse_others(count, first_ends_at, now)
        }
        None => {
            let (count, first_ends_at) =
                store::hold::count_anonymous(&mut **work, &address, &visitor, now).await?;
            let times = i64::from(clinic.address_limit_times());
            refuse_beyond(
                limits::LIVE_HOLDS_PER_ADDRESS * times,
                count,
                first_ends_at,
                now,
            )
        }
    }
}

/// Turns away who would hold one more time for a patient, whose browsers may be many.
pub(crate) fn refuse_others(
    count: i64,
    first_ends_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Failure> {
    refuse_beyond(limits::LIVE_HOLDS_PER_PATIENT, count, first_ends_at, now)
}

fn refuse_beyond(
    most: i64,
    count: i64,
    first_ends_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Failure> {
    if count < most {
        return Ok(());
    }
    let wait_s = first_ends_at.map_or(0, |at| at.duration_since(now).as_secs());
    Err(Failure::TooMany {
        retry_after_s: u32::try_from(wait_s).unwrap_or(0).max(1),
    })
}

/// The three free times nearest to `around`, in order of time.
///
/// # Errors
/// [`Failure::NotFound`] for an unknown service or somebody who doesn't offer it.
pub async fn nearest(
    clinic: &Clinic,
    who: &Visitor,
    slug: &str,
    choice: Choice,
    around: Timestamp,
) -> Result<Vec<SlotView>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let schedule = Schedule::by_slug(&mut *look, slug, now).await?;
    times::name_of(&schedule, choice)?;
    times::near(&mut look, &schedule, choice, around, Own::hold_of(who)).await
}

/// The visitor's hold, alive or ended.
///
/// # Errors
/// [`Failure::NotFound`] if there is none with this id, or it is another visitor's;
/// a refusal if its service isn't offered any more.
pub async fn view(clinic: &Clinic, who: &Visitor, hold: HoldId) -> Result<HoldView, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let hold = found(&mut *look, hold, who).await?;
    let schedule = Schedule::by_id(&mut *look, hold.service, now).await?;
    show(&schedule, &hold)
}

/// What its visitor sees of a hold.
pub(crate) fn show(schedule: &Schedule, hold: &Hold) -> Result<HoldView, Failure> {
    let person = schedule
        .person(hold.practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    Ok(HoldView {
        id: hold.id,
        service: ServiceCard::from(&schedule.service),
        practitioner: hold.practitioner,
        practitioner_name: person.offerer.full_name.clone(),
        choice: choice_of(hold),
        starts_at: hold.starts_at,
        ends_at: hold.ends_at,
        fold: Fold::of(hold.starts_at, &schedule.zone),
        expires_at: hold.expires_at,
        extended: hold.extended_at.is_some(),
        patient: hold.patient,
        alive: hold.expires_at > schedule.now,
        zone: schedule.zone.clone(),
    })
}

async fn found(reads: &mut impl Reads, hold: HoldId, who: &Visitor) -> Result<Hold, Failure> {
    store::hold::find_hold(reads, hold, &who.key().0)
        .await?
        .ok_or(Failure::NotFound)
}

fn stored(choice: Choice) -> HoldChoice {
    match choice {
        Choice::First => HoldChoice::First,
        Choice::Named(_) => HoldChoice::Named,
    }
}

pub(crate) fn choice_of(hold: &Hold) -> Choice {
    match hold.choice {
        HoldChoice::First => Choice::First,
        HoldChoice::Named => Choice::Named(hold.practitioner),
    }
}

fn ends_after(from: Timestamp, minutes: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
pub(crate) mod tests;
