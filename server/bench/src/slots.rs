//! The times of a month for 20 practitioners, in this process: reading and reckoning.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use clinic::holds;
use clinic::times::{self, Choice};
use domain::id::HoldId;
use jiff::SignedDuration;
use jiff::civil::Date;
use store::testing::raw::Raw;
use uuid::Uuid;

use crate::table::{Row, Table, Times, ms, part_of};
use crate::world::{APPOINTMENTS, SHOWN, World, random};
use crate::{Outcome, Places};

const RUNS: usize = 300;
const WARM_UP: usize = 20;

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let copy = world.copy(&places.folder).await?;
    let month = next_month(world.today)?;
    let mut ours = Vec::new();
    for run in 0..RUNS + WARM_UP {
        // A browser that was never here each time, so that nothing is known of it.
        let visitor = copy
            .clinic
            .visitor(&format!("browser {run}"), IpAddr::V4(Ipv4Addr::LOCALHOST));
        // A write, after which nothing that was reckoned before may be shown again.
        let nothing = HoldId::from_stored(Uuid::from_u128(random()));
        holds::release(&copy.clinic, &visitor, nothing)
            .await
            .map_err(|failure| format!("no write: {failure:?}"))?;
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
            "Times of a month, 20 practitioners, {APPOINTMENTS} appointments, after a write: \
             domain and store"
        ),
        measured: format!("{}, p99 {}", ms(ours.median()), ms(ours.percentile(99))),
        limit: format!("{} for its largest statement alone ({rows} rows)", ms(raw)),
        share: Some(part_of(raw, ours.median())),
        aim: "≤ 5 ms",
        met: Some(ours.median() <= Duration::from_millis(5)),
    });
    Ok(())
}

/// The statement that reads the month's hours and visits, and nothing else.
async fn alone(
    places: &Places,
    world: &World,
    month: Date,
    now: jiff::Timestamp,
) -> Outcome<(Duration, usize)> {
    let file = world.file(&places.folder)?;
    let mut raw = Raw::open(&file).await?;
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
    for _ in 0..RUNS {
        let began = Instant::now();
        rows = raw.diary(world.shown, dates, starts, now).await?;
        took.push(began.elapsed());
    }
    raw.close().await?;
    Ok((Times::new(took).median(), rows))
}

/// The first of the month after this one, all of which lies ahead.
pub(crate) fn next_month(today: Date) -> Outcome<Date> {
    Ok(today.last_of_month().tomorrow()?)
}
