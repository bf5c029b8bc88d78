//! Which times a service has: the people to choose from, and a month of times.
//!
//! A time shown is no promise: the hold decides anew ([`crate::holds`]). The
//! browser never converts zones, so a page makes its labels from these instants
//! and the location's zone.

use std::collections::HashSet;

use domain::id::{HoldId, PractitionerId};
use domain::person::PersonName;
use domain::slots::{self, Fold, Slot};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::authz::{Clinic, Look, Public, Visitor};
use crate::failure::Failure;
use crate::front::ServiceCard;
use crate::schedule::{Own, Person, Schedule};

mod stretch;

pub(crate) use stretch::Windows;
use stretch::{Month, search};

/// Whom the patient would like to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Whoever is free first.
    First,
    /// This one.
    Named(PractitionerId),
}

impl Choice {
    /// Reads the form that stands in an address: `first`, or an id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "first" => Some(Self::First),
            id => id.parse().ok().map(Self::Named),
        }
    }
}

impl std::fmt::Display for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::First => f.write_str("first"),
            Self::Named(id) => write!(f, "{id}"),
        }
    }
}

/// Somebody who offers the service.
#[derive(Clone, Debug)]
pub struct PractitionerCard {
    /// Who.
    pub id: PractitionerId,
    /// Their name.
    pub name: PersonName,
    /// Their profession.
    pub title: String,
    /// The colour by which calendars tell them apart.
    pub hue: String,
    /// Their soonest time, if they have one.
    pub soonest: Option<Timestamp>,
}

/// The people who offer a service, each with the soonest time.
#[derive(Clone, Debug)]
pub struct Practitioners {
    /// The service.
    pub service: ServiceCard,
    /// In the clinic's order.
    pub people: Vec<PractitionerCard>,
    /// The soonest time of all, and with whom.
    pub first_available: Option<(Timestamp, PractitionerId)>,
    /// The location's zone.
    pub zone: TimeZone,
}

/// A time that can be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotView {
    /// The start.
    pub starts_at: Timestamp,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Their name.
    pub practitioner_name: PersonName,
    /// Which of two equal wall-clock times it is.
    pub fold: Fold,
}

/// How many times a date has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The date at the location.
    pub date: Date,
    /// Different start times on it.
    pub count: u32,
}

/// One month of times.
#[derive(Clone, Debug)]
pub struct MonthTimes {
    /// The service.
    pub service: ServiceCard,
    /// The name of the person chosen; none for "First available".
    pub choice_name: Option<PersonName>,
    /// Three soon times, of any month: of different people or half-days, where there are.
    pub soonest: Vec<SlotView>,
    /// The year shown.
    pub year: i16,
    /// The month shown, 1 to 12.
    pub month: i8,
    /// Every date of the month in order.
    pub days: Vec<DayCount>,
    /// The date whose times are listed: the one asked for, else the first that has any.
    pub selected: Option<Date>,
    /// The times of that date.
    pub slots: Vec<SlotView>,
    /// Whether the month before can have times.
    pub previous_month: bool,
    /// Whether the month after can have times.
    pub next_month: bool,
    /// For a month without times: the first time after it.
    pub next_after: Option<SlotView>,
    /// Whether no month has any.
    pub none_at_all: bool,
    /// How many people offer the service; with one there was nobody to choose.
    pub people_count: usize,
    /// The visitor's own live hold of this service: its time is listed as free,
    /// and the page shows it as theirs.
    pub mine: Option<(HoldId, Timestamp)>,
    /// The last date that can be booked.
    pub last_date: Date,
    /// Today's date at the location.
    pub today: Date,
    /// The location's zone.
    pub zone: TimeZone,
}

/// The people who offer the service with this name in links, and their soonest times.
///
/// # Errors
/// [`Failure::NotFound`] for a service that can't be booked online.
pub async fn practitioners(
    clinic: &Clinic,
    who: &Public,
    slug: &str,
) -> Result<Practitioners, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let schedule = Schedule::by_slug(&mut *look, slug, now).await?;
    let mut soonest: Vec<Option<Timestamp>> = vec![None; schedule.people.len()];
    let mut first_available = None;
    let mut windows = Windows::from(schedule.today(), &schedule);
    while soonest.iter().any(Option::is_none)
        && let Some(dates) = windows.next()
    {
        let diary = schedule
            .diary(&mut *look, Choice::First, dates, Own::NOTHING)
            .await?;
        for (soonest, free) in soonest.iter_mut().zip(diary.free()) {
            *soonest = soonest.or_else(|| free.first().map(|slot| slot.span.start()));
        }
        if first_available.is_none() {
            let offers = diary.offers();
            first_available = offers
                .first()
                .map(|slot| (slot.span.start(), slot.practitioner));
        }
    }
    let card = |(person, soonest): (&Person, Option<Timestamp>)| PractitionerCard {
        id: person.offerer.id,
        name: person.offerer.full_name.clone(),
        title: person.offerer.title.clone(),
        hue: person.offerer.hue.clone(),
        soonest,
    };
    Ok(Practitioners {
        service: ServiceCard::from(&schedule.service),
        people: schedule.people.iter().zip(soonest).map(card).collect(),
        first_available,
        zone: schedule.zone,
    })
}

/// How many of the soonest times are shown.
const SOONEST: usize = 3;

/// One month of times: the asked one (year, month), else that of `date`, else that
/// of the soonest time. A month before today's or after the horizon becomes the
/// nearest that can have times.
///
/// # Errors
/// [`Failure::NotFound`] for a service that can't be booked online, or somebody who
/// doesn't offer it.
pub async fn month(
    clinic: &Clinic,
    who: &Visitor,
    slug: &str,
    choice: Choice,
    month: Option<(i16, i8)>,
    date: Option<Date>,
) -> Result<MonthTimes, Failure> {
    let visitor = who.key().0;
    let question = Question {
        slug: slug.to_owned(),
        choice,
        month,
        date,
    };
    let months = &clinic.shown().months;
    let shown = months.answer(question.clone(), clinic.moment(), async {
        let mut look = clinic.read(who).await?;
        let now = look.now();
        Ok::<_, Failure>(Shown {
            holders: store::hold::list_holders(&mut *look, now).await?,
            month: reckon(&mut look, &question, Own::NOTHING).await?,
        })
    });
    let shown = shown.await?;
    if !shown.holders.contains(&visitor) {
        return Ok(shown.month.clone());
    }
    let mut look = clinic.read(who).await?;
    reckon(&mut look, &question, Own::hold_of(who)).await
}

/// What is asked of [`month`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    slug: String,
    choice: Choice,
    month: Option<(i16, i8)>,
    date: Option<Date>,
}

/// A month as everybody sees it who holds no time.
#[derive(Debug)]
pub(crate) struct Shown {
    month: MonthTimes,
    /// Those who hold one: they see theirs as free, and that it is theirs.
    holders: HashSet<[u8; 32]>,
}

async fn reckon(look: &mut Look, question: &Question, own: Own) -> Result<MonthTimes, Failure> {
    let &Question {
        ref slug,
        choice,
        month,
        date,
    } = question;
    let now = look.now();
    let schedule = Schedule::by_slug(&mut **look, slug, now).await?;
    let mine = own_hold(look, &schedule, choice, own).await?;
    let times = month_of(look, &schedule, choice, (month, date), own).await?;
    Ok(MonthTimes { mine, ..times })
}

/// As [`month`], for whoever gives up `own` for one of the times.
///
/// # Errors
/// [`Failure::NotFound`] for somebody who doesn't offer the service.
pub(crate) async fn month_of(
    look: &mut Look,
    schedule: &Schedule,
    choice: Choice,
    (month, date): (Option<(i16, i8)>, Option<Date>),
    own: Own,
) -> Result<MonthTimes, Failure> {
    let choice_name = name_of(schedule, choice)?;
    let range = Month::of(schedule.today())..=Month::of(schedule.last_date());
    let asked = month
        .map(|(year, month)| Month { year, month })
        .or(date.map(Month::of));
    let mut shown = asked.map_or(*range.start(), |asked| {
        asked.clamp(*range.start(), *range.end())
    });

    let mut offers = offers_of(look, schedule, choice, shown, own).await?;
    let soonest = match soonest_among(schedule, shown, &offers) {
        Some(soonest) => soonest,
        None => {
            let from = schedule.today();
            search(look, schedule, choice, from, SOONEST, own).await?
        }
    };
    if let (None, true, Some(slot)) = (asked, offers.is_empty(), soonest.first()) {
        shown = Month::of(schedule.zone.to_datetime(slot.span.start()).date());
        offers = offers_of(look, schedule, choice, shown, own).await?;
    }
    let next_after = match offers.is_empty() && !soonest.is_empty() {
        false => None,
        true => {
            let from = shown.next().first();
            search(look, schedule, choice, from, 1, own)
                .await?
                .first()
                .copied()
        }
    };

    let counts = slots::count_by_date(&offers, &schedule.zone);
    let by_date = slots::by_date(&offers, &schedule.zone);
    let selected = date
        .filter(|date| Month::of(*date) == shown)
        .or_else(|| by_date.keys().next().copied());
    let listed = selected
        .and_then(|date| by_date.get(&date))
        .map_or(&[][..], Vec::as_slice);
    let views = |slots: &[Slot]| {
        slots
            .iter()
            .filter_map(|slot| view(schedule, slot))
            .collect()
    };
    Ok(MonthTimes {
        service: ServiceCard::from(&schedule.service),
        choice_name,
        soonest: views(&soonest),
        year: shown.year,
        month: shown.month,
        days: shown
            .dates()
            .map(|date| DayCount {
                date,
                count: counts
                    .get(&date)
                    .map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX)),
            })
            .collect(),
        selected,
        slots: views(listed),
        previous_month: shown > *range.start(),
        next_month: shown < *range.end(),
        next_after: next_after.and_then(|slot| view(schedule, &slot)),
        none_at_all: soonest.is_empty(),
        people_count: schedule.people.len(),
        mine: None,
        last_date: schedule.last_date(),
        today: schedule.today(),
        zone: schedule.zone.clone(),
    })
}

/// The three free times nearest to `around`, in order of time: of its date first, then
/// of wider and wider circles around it.
pub(crate) async fn near(
    look: &mut Look,
    schedule: &Schedule,
    choice: Choice,
    around: Timestamp,
    own: Own,
) -> Result<Vec<SlotView>, Failure> {
    let around = around.max(schedule.now);
    let (today, last) = (schedule.today(), schedule.last_date());
    let date = schedule.zone.to_datetime(around).date().clamp(today, last);
    let mut days = 1;
    loop {
        let spread = SignedDuration::from_hours(24 * days);
        let dates = (
            date.saturating_sub(spread).max(today),
            date.saturating_add(spread).min(last),
        );
        let offers = schedule
            .diary(&mut **look, choice, dates, own)
            .await?
            .offers();
        if offers.len() >= SOONEST || dates == (today, last) {
            let nearest = slots::nearest(&offers, around, SOONEST);
            return Ok(nearest
                .iter()
                .filter_map(|slot| view(schedule, slot))
                .collect());
        }
        days *= 4;
    }
}

/// The name of whoever was chosen.
pub(crate) fn name_of(schedule: &Schedule, choice: Choice) -> Result<Option<PersonName>, Failure> {
    match choice {
        Choice::First => Ok(None),
        Choice::Named(id) => {
            let person = schedule.person(id).ok_or(Failure::NotFound)?;
            Ok(Some(person.offerer.full_name.clone()))
        }
    }
}

async fn own_hold(
    look: &mut Look,
    schedule: &Schedule,
    choice: Choice,
    own: Own,
) -> Result<Option<(HoldId, Timestamp)>, Failure> {
    let hold = store::hold::find_hold_of_visitor(&mut **look, own.visitor()).await?;
    Ok(hold
        .filter(|hold| hold.expires_at > schedule.now && hold.service == schedule.service.id)
        .filter(|hold| match choice {
            Choice::First => true,
            Choice::Named(id) => hold.practitioner == id,
        })
        .map(|hold| (hold.id, hold.starts_at)))
}

async fn offers_of(
    look: &mut Look,
    schedule: &Schedule,
    choice: Choice,
    month: Month,
    own: Own,
) -> Result<Vec<Slot>, Failure> {
    let dates = (
        month.first().max(schedule.today()),
        month.last().min(schedule.last_date()),
    );
    Ok(schedule
        .diary(&mut **look, choice, dates, own)
        .await?
        .offers())
}

/// The soonest times, if the month's are those that [`search`] would read first and are
/// enough: then they needn't be read twice.
fn soonest_among(schedule: &Schedule, month: Month, offers: &[Slot]) -> Option<Vec<Slot>> {
    let (first, last) = Windows::from(schedule.today(), schedule).next()?;
    if month != Month::of(first) || last > month.last() {
        return None;
    }
    let date = |slot: &&Slot| schedule.zone.to_datetime(slot.span.start()).date();
    let near: Vec<Slot> = offers
        .iter()
        .take_while(|slot| date(slot) <= last)
        .copied()
        .collect();
    (near.len() >= SOONEST).then(|| slots::soonest(&near, SOONEST, &schedule.zone))
}

/// The free times of one date, and the three soonest of all, for whoever gives up `own`.
pub(crate) async fn of_date(
    look: &mut Look,
    schedule: &Schedule,
    choice: Choice,
    date: Option<Date>,
    own: Own,
) -> Result<(Date, Vec<SlotView>, Vec<SlotView>), Failure> {
    let today = schedule.today();
    let soonest = search(look, schedule, choice, today, SOONEST, own).await?;
    let first = soonest.first().map(|slot| slot.span.start());
    let first = first.map(|at| schedule.zone.to_datetime(at).date());
    let date = date.or(first).unwrap_or(today);
    let offers = schedule
        .diary(&mut **look, choice, (date, date), own)
        .await?
        .offers();
    let views = |slots: &[Slot]| slots.iter().filter_map(|s| view(schedule, s)).collect();
    Ok((date, views(&offers), views(&soonest)))
}

/// A free time, as pages show it.
pub(crate) fn view(schedule: &Schedule, slot: &Slot) -> Option<SlotView> {
    let starts_at = slot.span.start();
    Some(SlotView {
        starts_at,
        practitioner: slot.practitioner,
        practitioner_name: schedule
            .person(slot.practitioner)?
            .offerer
            .full_name
            .clone(),
        fold: Fold::of(starts_at, &schedule.zone),
    })
}

#[cfg(test)]
mod tests;
