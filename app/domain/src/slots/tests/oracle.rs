//! The slot engine against a slow twin that knows nothing of spans, cursors or
//! conversions: it has a table of what the wall shows at every minute, looks
//! wall-clock times up in it, and walks minute by minute.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::{practitioner, terms};
use crate::booking::{Eligibility, Proposal, may_book};
use crate::shift::{Closure, ShiftRule, WorkingHours};
use crate::slots::{Busy, Terms, free_slots};
use crate::span::Span;

/// Days on which clocks change, and two zones that never do it.
const CASES: [(&str, &str); 15] = [
    ("America/Toronto", "2027-03-14"),
    ("America/Toronto", "2027-11-07"),
    ("America/St_Johns", "2027-03-14"),
    ("Europe/London", "2027-03-28"),
    ("Europe/London", "2027-10-31"),
    ("Atlantic/Azores", "2027-03-28"),
    ("Atlantic/Azores", "2027-10-31"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Australia/Lord_Howe", "2027-10-03"),
    ("Africa/Cairo", "2027-04-30"),
    ("Africa/Cairo", "2027-10-29"),
    ("America/Santiago", "2027-04-04"),
    ("America/Santiago", "2027-09-05"),
    ("America/Phoenix", "2027-03-14"),
    ("Asia/Kathmandu", "2027-03-14"),
];

/// What the wall shows, minute by minute, six days to either side of a date.
struct Wall {
    zone: TimeZone,
    on: Date,
    first: i64,
    shown: Vec<DateTime>,
    /// The first and the last minute at which the wall shows a time.
    found: HashMap<DateTime, (usize, usize)>,
}

static WALLS: LazyLock<Vec<Wall>> =
    LazyLock::new(|| CASES.iter().map(|(name, on)| Wall::new(name, on)).collect());

impl Wall {
    fn new(name: &str, on: &str) -> Self {
        let zone = TimeZone::get(name).unwrap();
        let on: Date = on.parse().unwrap();
        let noon = on
            .at(12, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .unwrap()
            .timestamp();
        let first = noon.as_second() / 60 - 6 * 1440;
        let shown: Vec<DateTime> = (first..first + 12 * 1440)
            .map(|minute| zone.to_datetime(instant(minute)))
            .collect();
        let mut found = HashMap::new();
        for (index, wall) in shown.iter().enumerate() {
            found.entry(*wall).or_insert((index, index)).1 = index;
        }
        Self {
            zone,
            on,
            first,
            shown,
            found,
        }
    }

    fn at(&self, index: usize) -> Timestamp {
        instant(self.first + index as i64)
    }

    /// The last minute before the gap that swallows `wall`, and how far into it that time is.
    fn before_gap(&self, wall: DateTime) -> (usize, usize) {
        let mut back = 0;
        loop {
            let earlier = wall - SignedDuration::from_mins(back as i64);
            if let Some((_, last)) = self.found.get(&earlier) {
                return (*last, back);
            }
            back += 1;
        }
    }

    fn starts(&self, wall: DateTime) -> usize {
        match self.found.get(&wall) {
            Some((first, _)) => *first,
            None => {
                let (last, into) = self.before_gap(wall);
                last + into
            }
        }
    }

    fn ends(&self, wall: DateTime) -> usize {
        match (
            self.found.get(&wall),
            self.found.get(&(wall - SignedDuration::from_mins(1))),
        ) {
            // The end of the last minute that is still in.
            (Some(_), Some((_, last))) => last + 1,
            (Some((_, last)), None) => *last,
            (None, _) => {
                let (last, into) = self.before_gap(wall);
                last + into
            }
        }
    }

    fn closes(&self, wall: DateTime) -> usize {
        match self.found.get(&wall) {
            Some((first, _)) => *first,
            None => self.before_gap(wall).0 + 1,
        }
    }

    fn date(&self, days: i64) -> Date {
        self.on + SignedDuration::from_hours(24 * days)
    }
}

fn instant(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap()
}

/// A case in plain numbers; days and minutes count from the case's date.
#[derive(Clone, Debug)]
struct Scene {
    case: usize,
    /// Practitioner, start day, start minute, end minute of the day, days it stays valid.
    rules: Vec<(u128, i64, i64, i64, Option<i64>)>,
    /// Practitioner, wall-clock start minute, wall-clock minutes.
    closures: Vec<(Option<u128>, i64, i64)>,
    /// Start minute, minutes, buffers before and after.
    busy: Vec<(i64, u32, u32, u32)>,
    minutes: u32,
    step: u32,
    buffers: (u32, u32),
    lead_minutes: u32,
    horizon_days: u32,
    now: (i64, i64),
}

fn minute_of_day() -> impl Strategy<Value = i64> {
    // Half of all times fall where clocks change.
    prop_oneof![
        0_i64..300,
        0_i64..1440,
        (0_i64..48).prop_map(|half| half * 30),
        1380_i64..1440
    ]
}

fn scenes() -> impl Strategy<Value = Scene> {
    let rule = (
        1_u128..=2,
        -3_i64..=2,
        minute_of_day(),
        minute_of_day(),
        prop::option::of(0_i64..9),
    );
    let closure = (prop::option::of(1_u128..=2), -2880_i64..2880, 1_i64..600);
    let busy = (-300_i64..500, 1_u32..30, 0_u32..30, 0_u32..30)
        .prop_map(|(start, count, before, after)| (start * 5, count * 5, before, after));
    (
        (0..CASES.len(), prop::collection::vec(rule, 1..9)),
        prop::collection::vec(closure, 0..4),
        prop::collection::vec(busy, 0..8),
        (
            prop_oneof![(1_u32..12).prop_map(|n| n * 5), 1_u32..60],
            1_u32..15,
        ),
        (0_u32..20, 0_u32..20),
        (0_u32..400, 0_u32..9),
        (-3000_i64..400, 0_i64..60),
    )
        .prop_map(
            |((case, rules), closures, busy, (minutes, step), buffers, (lead, horizon), now)| {
                Scene {
                    case,
                    rules,
                    closures,
                    busy,
                    minutes,
                    step: step * 5,
                    buffers,
                    lead_minutes: lead,
                    horizon_days: horizon,
                    now,
                }
            },
        )
}

/// The scene in the engine's own types.
struct Given {
    rules: Vec<ShiftRule>,
    closures: Vec<Closure>,
    busy: Vec<Busy>,
    terms: Terms,
    now: Timestamp,
    dates: (Date, Date),
}

fn time(minute: i64) -> Time {
    Time::midnight() + SignedDuration::from_mins(minute)
}

impl Given {
    fn new(scene: &Scene, wall: &Wall) -> Self {
        let midnight = wall.on.at(0, 0, 0, 0);
        let zero = midnight.to_zoned(TimeZone::UTC).unwrap().timestamp();
        let rules = scene
            .rules
            .iter()
            .map(|(who, day, starts, ends, valid)| ShiftRule {
                practitioner: practitioner(*who),
                weekday: wall.date(*day).weekday(),
                starts: time(*starts),
                ends: time(*ends),
                valid_from: wall.date(-3),
                valid_until: valid.map(|days| wall.date(days - 4)),
            });
        let closures = scene.closures.iter().map(|(who, start, minutes)| Closure {
            practitioner: who.map(practitioner),
            starts: midnight + SignedDuration::from_mins(*start),
            ends: midnight + SignedDuration::from_mins(start + minutes),
        });
        let busy = scene
            .busy
            .iter()
            .map(|(start, minutes, before, after)| Busy {
                span: Span::lasting(zero + SignedDuration::from_mins(*start), *minutes).unwrap(),
                buffer_before_minutes: *before,
                buffer_after_minutes: *after,
            });
        Self {
            rules: rules.collect(),
            closures: closures.collect(),
            busy: busy.collect(),
            terms: Terms {
                buffer_before_minutes: scene.buffers.0,
                buffer_after_minutes: scene.buffers.1,
                lead_minutes: scene.lead_minutes,
                horizon_days: scene.horizon_days,
                ..terms(scene.minutes, scene.step)
            },
            now: zero + SignedDuration::from_secs(scene.now.0 * 60 + scene.now.1),
            dates: (wall.date(-1), wall.date(1)),
        }
    }

    /// First and last minute of each shift of practitioner 1, by looking it up.
    fn shifts(&self, wall: &Wall) -> Vec<(usize, usize)> {
        let mut shifts = Vec::new();
        for date in (-4..=4).map(|days| wall.date(days)) {
            for rule in &self.rules {
                let valid = rule.valid_from <= date && rule.valid_until.is_none_or(|u| u >= date);
                if rule.practitioner != practitioner(1) || rule.weekday != date.weekday() || !valid
                {
                    continue;
                }
                let end = if rule.ends > rule.starts {
                    date
                } else {
                    date.tomorrow().unwrap()
                };
                let start = wall.starts(date.to_datetime(rule.starts));
                shifts.push((start, wall.ends(end.to_datetime(rule.ends))));
            }
        }
        shifts
    }

    /// One flag a minute: at work or not.
    fn work(&self, wall: &Wall) -> Vec<bool> {
        let mut work = vec![false; wall.shown.len()];
        for (start, end) in self.shifts(wall) {
            (start..end).for_each(|minute| work[minute] = true);
        }
        for closure in &self.closures {
            if closure
                .practitioner
                .is_none_or(|who| who == practitioner(1))
            {
                let (start, end) = (wall.closes(closure.starts), wall.ends(closure.ends));
                (start..end).for_each(|minute| work[minute] = false);
            }
        }
        work
    }

    /// The minutes at which the grid of some shift has a start.
    fn grid(&self, wall: &Wall) -> BTreeSet<usize> {
        let mut grid = BTreeSet::new();
        for (mut start, end) in self.shifts(wall) {
            while (wall.first + start as i64) % 5 != 0 {
                start += 1;
            }
            grid.extend((start..end).step_by(self.terms.step.minutes() as usize));
        }
        grid
    }

    fn leaves_room(&self, start: Timestamp) -> bool {
        let end = start + SignedDuration::from_mins(i64::from(self.terms.minutes.get()));
        self.busy.iter().all(|busy| {
            let (rest, needed) = if busy.span.end() <= start {
                (
                    start - busy.span.end(),
                    (busy.buffer_after_minutes, self.terms.buffer_before_minutes),
                )
            } else if end <= busy.span.start() {
                (
                    busy.span.start() - end,
                    (self.terms.buffer_after_minutes, busy.buffer_before_minutes),
                )
            } else {
                return false;
            };
            rest.get_seconds() >= i64::from(needed.0.max(needed.1)) * 60
        })
    }

    fn free(&self, wall: &Wall, work: &[bool]) -> BTreeSet<Timestamp> {
        let earliest = self.now.as_second() + i64::from(self.terms.lead_minutes) * 60;
        let today = wall.zone.to_datetime(self.now).date();
        let last = today + SignedDuration::from_hours(24 * i64::from(self.terms.horizon_days));
        self.grid(wall)
            .into_iter()
            .filter(|minute| {
                let date = wall.shown[*minute].date();
                self.dates.0 <= date && date <= self.dates.1 && date <= last
            })
            .filter(|minute| wall.at(*minute).as_second() >= earliest)
            .filter(|minute| (0..self.terms.minutes.get() as usize).all(|n| work[minute + n]))
            .map(|minute| wall.at(minute))
            .filter(|start| self.leaves_room(*start))
            .collect()
    }
}

/// The engine's answers for one scene; returns how many slots it offered.
fn check(scene: &Scene) -> Result<usize, TestCaseError> {
    let wall = &WALLS[scene.case];
    let zone = &wall.zone;
    let given = Given::new(scene, wall);
    let hours = WorkingHours::expand(
        practitioner(1),
        &given.rules,
        &given.closures,
        given.dates,
        zone,
    );
    let work = given.work(wall);
    let asked = |minute: &usize| {
        let date = wall.shown[*minute].date();
        given.dates.0 <= date && date <= given.dates.1
    };

    let mut open = hours.open().iter().peekable();
    for minute in (0..wall.shown.len()).filter(asked) {
        let at = wall.at(minute);
        while open.next_if(|span| span.end() <= at).is_some() {}
        let is_open = open.peek().is_some_and(|span| span.has(at));
        prop_assert_eq!(
            is_open,
            work[minute],
            "at work on {} ({})?",
            wall.shown[minute],
            at
        );
    }

    let slots = free_slots(
        &given.terms,
        &hours,
        &given.busy,
        given.dates,
        given.now,
        zone,
    );
    prop_assert!(
        slots
            .windows(2)
            .all(|pair| pair[0].span.start() < pair[1].span.start())
    );
    let offered: BTreeSet<Timestamp> = slots.iter().map(|slot| slot.span.start()).collect();
    prop_assert_eq!(&offered, &given.free(wall, &work));

    for minute in (0..wall.shown.len()).filter(asked) {
        let unix_minute = wall.first + minute as i64;
        if unix_minute % 5 != 0 && unix_minute % 31 != 0 {
            continue;
        }
        let start = wall.at(minute);
        let verdict = may_book(&Proposal {
            start,
            terms: &given.terms,
            eligibility: Eligibility::Anyone,
            hours: &hours,
            busy: &given.busy,
            patient: None,
            now: given.now,
            zone,
        });
        let is_offered = offered.contains(&start);
        prop_assert_eq!(verdict.is_ok(), is_offered, "{}: {:?}", start, verdict);
    }
    Ok(slots.len())
}

#[test]
fn hours_slots_and_verdicts_agree_with_a_walk_minute_by_minute() {
    let config = ProptestConfig {
        cases: 96,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let offered = Cell::new(0);
    TestRunner::new(config)
        .run(&scenes(), |scene| {
            offered.set(offered.get() + check(&scene)?);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    // Scenes in which nothing is ever free would prove nothing.
    assert!(
        offered.get() > 200,
        "only {} slots in all scenes",
        offered.get()
    );
}

/// Hours of overlapping ranges are the same where both have them, or a hold
/// would be judged by another grid than the month that offered it.
#[test]
fn a_day_alone_has_the_same_slots_as_in_its_month() {
    let config = ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(&scenes(), |scene| {
            let wall = &WALLS[scene.case];
            let given = Given::new(&scene, wall);
            let slots = |dates| {
                let hours = WorkingHours::expand(
                    practitioner(1),
                    &given.rules,
                    &given.closures,
                    dates,
                    &wall.zone,
                );
                free_slots(
                    &given.terms,
                    &hours,
                    &given.busy,
                    dates,
                    given.now,
                    &wall.zone,
                )
            };
            let mut by_day = Vec::new();
            for date in (-4..=4).map(|days| wall.date(days)) {
                by_day.extend(slots((date, date)));
            }
            by_day.sort_unstable();
            prop_assert_eq!(by_day, slots((wall.date(-4), wall.date(4))));
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
