//! The times of a month for 20 practitioners, in this process: reading and reckoning.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use clinic::times::{self, Choice};
use jiff::SignedDuration;
use jiff::civil::Date;
use store::testing::raw::Raw;

use crate::table::{Row, Table, Times, ms, part_of};
use crate::world::{APPOINTMENTS, SHOWN, World};
use crate::{Outcome, Places, bookings};

const RUNS: usize = 300;
const WARM_UP: usize = 20;

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let copy = world.copy(&places.folder).await?;
    let month = world.next_month()?;
    let mut ours = Vec::new();
    for run in 0..RUNS + WARM_UP {
        // A browser that was never here each time, so that nothing is known of it.
        let visitor = copy
            .clinic
            .visitor(&format!("browser {run}"), IpAddr::V4(Ipv4Addr::LOCALHOST));
        // A write: somebody holds a time, so what SQLite has kept of the file before it is
        // of no use to the next reader.
        let visit = world.visits.get(run).ok_or("too few times are free")?;
        let caller = bookings::caller(&copy.clinic, world, run).await?;
        bookings::hold(&copy.clinic, visit, &caller).await?;
        let began = Instant::now();
        let found = times::month(
            &copy.clinic,
            &visitor,
            SHOWN,
            Choice::First,
            Some((month.year(), month.month())),
            None,
        )
        .await
        .map_err(|failure| format!("no month: {failure:?}"))?;
        ours.push(began.elapsed());
        if found.people_count != 20 || found.slots.is_empty() {
            return Err("the month is not that of 20 practitioners".into());
        }
    }
    let now = copy.clinic.now();
    copy.check(0).await?;
    let (raw, rows) = alone(places, world, month, now).await?;
    let ours = Times::new(ours.split_off(WARM_UP));
    table.push(Row {
        what: format!(
            "Times of a month, 20 practitioners, {APPOINTMENTS} appointments, each time after \
             somebody has held one: domain and store, median of {RUNS}"
        ),
        measured: format!("{}, p99 {}", ms(ours.median()), ms(ours.percentile(99))),
        limit: format!("{} for its largest statement alone ({rows} rows)", ms(raw)),
        share: Some(part_of(raw, ours.median())),
        aim: "≤ 5 ms",
        met: Some(ours.median() <= Duration::from_millis(5)),
    });
    Ok(())
}

/// The statement that reads the month's hours and visits, and nothing else; before each,
/// another connection commits a hold, as it does before ours.
async fn alone(
    places: &Places,
    world: &World,
    month: Date,
    now: jiff::Timestamp,
) -> Outcome<(Duration, usize)> {
    let file = world.file(&places.folder)?;
    let (mut raw, mut other) = (Raw::open(&file).await?, Raw::open(&file).await?);
    let last = month.last_of_month();
    let at = |date: Date| {
        let midnight = date.to_zoned(jiff::tz::TimeZone::UTC);
        midnight.map(|midnight| midnight.timestamp())
    };
    let day = SignedDuration::from_hours(24);
    let starts = (
        at(month)?.checked_sub(day)?,
        at(last)?.checked_add(day * 2)?,
    );
    let spare = day * 4;
    let dates = (month.saturating_sub(spare), last.saturating_add(spare));
    let mut took = Vec::new();
    let mut rows = 0;
    for visit in world.visits.iter().take(RUNS + WARM_UP) {
        other.hold(visit, now).await?;
        let began = Instant::now();
        rows = raw.diary(world.shown, dates, starts, now).await?;
        took.push(began.elapsed());
    }
    other.close().await?;
    raw.close().await?;
    Ok((Times::new(took.split_off(WARM_UP)).median(), rows))
}
