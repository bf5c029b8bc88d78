//! Durable bookings of distinct times by signed-in patients: hold, then book, each its
//! own durable commit. At the use case, through HTTP, and beside the same statements
//! without our code.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clinic::times::Choice;
use clinic::{AccountHolder, ActingFor, Clinic, Visitor, booking, can, holds};
use domain::id::HoldId;
use store::Stats;
use store::testing::raw::{self, Raw, Visit};

use crate::load;
use crate::program::Program;
use crate::table::{Row, Table, Times, a_second, a_second_of, cpu_shares, ms, rate};
use crate::world::{World, check, insist_on};
use crate::{Outcome, Places};

/// Callers, and how many bookings they do together.
const ROUNDS: [(usize, usize); 3] = [(1, 1_000), (16, 6_000), (64, 8_000)];
/// Longer than any of them takes.
const ENOUGH: Duration = Duration::from_secs(600);

pub(crate) async fn measure(places: &Places, world: &World, table: &mut Table) -> Outcome<()> {
    let mut of_raw = Vec::new();
    for (callers, count) in ROUNDS {
        // How many writes share a commit, for the bare statements that come before.
        let rehearsed = at_use_case(places, world, callers, count / 4).await?;
        let before = alone(places, world, count, rehearsed.group).await?;
        let ours = at_use_case(places, world, callers, count).await?;
        let after = alone(places, world, count, ours.group).await?;
        // Whatever else the machine did in one of the two, it does better than that.
        let limit = before.min(after);
        let reached = rate(count, ours.took);
        let share = reached / rate(count, limit.took);
        let (aim, met) = match callers {
            1 => ("≥ 60 % of the limit", Some(share >= 0.6)),
            64 => ("≥ 2,500/s", Some(reached >= 2_500.0)),
            _ => ("", None),
        };
        table.push(Row {
            what: format!(
                "Durable bookings at the use case (hold, then book: 2 commits), {callers} at once"
            ),
            measured: format!(
                "{}, p99 {}; {:.1} turns of the connection, {:.1} writes a commit",
                a_second(count, ours.took),
                ms(ours.times.percentile(99)),
                ours.statements,
                ours.group_mean
            ),
            limit: format!(
                "{}: its {} statements alone through the same driver, groups of {}; the better \
                 of a run before ours and one after",
                a_second(count, limit.took),
                raw::STATEMENTS.0 + raw::STATEMENTS.1,
                limit.group
            ),
            share: Some(share),
            aim,
            met,
        });
        of_raw.push(rate(count, limit.took));
    }
    for ((callers, count), raw) in ROUNDS.into_iter().zip(of_raw) {
        let (report, cpu) = through_http(places, world, callers, count).await?;
        let reached = rate(count, report.took);
        let (aim, met) = match callers {
            64 => (
                "≥ 1,000/s, p99 ≤ 150 ms",
                Some(reached >= 1_000.0 && report.p99 <= Duration::from_millis(150)),
            ),
            _ => ("", None),
        };
        table.push(Row {
            what: format!("The same through HTTP (2 forms each), {callers} at once"),
            measured: format!(
                "{}, p99 {}; {}",
                a_second(count, report.took),
                ms(report.p99),
                cpu_shares(cpu, report.cpu, report.took)
            ),
            limit: format!("{}: the statements alone, as above", a_second_of(raw)),
            share: Some(reached / raw),
            aim,
            met,
        });
    }
    Ok(())
}

/// How long the statements alone took; the shorter one first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Limit {
    took: Duration,
    group: usize,
}

struct Ours {
    took: Duration,
    times: Times,
    statements: f64,
    group_mean: f64,
    group: usize,
}

/// Somebody who books, as the use cases know them.
pub(crate) struct Caller {
    visitor: Visitor,
    account: AccountHolder,
    acting: ActingFor<can::Book>,
}

async fn at_use_case(
    places: &Places,
    world: &World,
    callers: usize,
    count: usize,
) -> Outcome<Ours> {
    let copy = world.copy(&places.folder).await?;
    // The proofs of who asks are made before; the use cases check them again.
    let mut ready = Vec::with_capacity(count);
    for (at, visit) in world.visits.iter().take(count).enumerate() {
        let caller = caller(&copy.clinic, world, at).await?;
        ready.push((visit.clone(), caller));
    }
    let (ready, next) = (Arc::new(ready), Arc::new(AtomicUsize::new(0)));
    let before = copy.store.stats();
    let began = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (ready, next) = (Arc::clone(&ready), Arc::clone(&next));
            let clinic = copy.clinic.clone();
            tokio::spawn(async move {
                let mut took = Vec::new();
                while let Some((visit, caller)) = ready.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let asked = Instant::now();
                    book_one(&clinic, visit, caller).await?;
                    took.push(asked.elapsed());
                }
                Outcome::Ok(took)
            })
        })
        .collect();
    let mut times = Vec::with_capacity(count);
    for task in tasks {
        times.extend(task.await??);
    }
    let took = began.elapsed();
    let done = between(before, copy.store.stats());
    copy.check(count).await?;
    Ok(Ours {
        took,
        times: Times::new(times),
        statements: ratio(done.statements, u64::try_from(count)?),
        group_mean: ratio(done.writes, done.commits),
        group: usize::try_from((done.writes + done.commits / 2) / done.commits.max(1))?.max(1),
    })
}

/// Who makes this visit, signed in.
pub(crate) async fn caller(clinic: &Clinic, world: &World, visit: usize) -> Outcome<Caller> {
    let booker = world.booker(visit)?;
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let visitor = clinic.visitor(&booker.visitor_token, here);
    let failed = |failure: clinic::Failure| format!("nobody is signed in: {failure:?}");
    let account = clinic
        .account(&booker.session_token, here)
        .await
        .map_err(failed)?;
    let acting = clinic
        .acting_for::<can::Book>(&account, booker.patient)
        .await
        .map_err(failed)?;
    Ok(Caller {
        visitor,
        account,
        acting,
    })
}

/// Holds the time of a visit.
pub(crate) async fn hold(clinic: &Clinic, visit: &Visit, caller: &Caller) -> Outcome<HoldId> {
    let held = holds::take(
        clinic,
        &caller.visitor,
        &visit.slug,
        Choice::Named(visit.practitioner),
        visit.span.start(),
        visit.practitioner,
        Some(&caller.account),
    );
    Ok(held
        .await
        .map_err(|failure| format!("no hold: {failure:?}"))?)
}

async fn book_one(clinic: &Clinic, visit: &Visit, caller: &Caller) -> Outcome<()> {
    let hold = hold(clinic, visit, caller).await?;
    booking::book(
        clinic,
        &caller.visitor,
        &caller.acting,
        hold,
        visit.submission,
        None,
    )
    .await
    .map_err(|failure| format!("no booking: {failure:?}"))?;
    Ok(())
}

async fn alone(places: &Places, world: &World, count: usize, group: usize) -> Outcome<Limit> {
    let file = world.file(&places.folder)?;
    let mut raw = Raw::open(&file).await?;
    let visits = world.visits.get(..count).ok_or("too few times are free")?;
    let now = jiff::Timestamp::from_millisecond(i64::try_from(
        std::time::SystemTime::UNIX_EPOCH.elapsed()?.as_millis(),
    )?)?;
    let took = raw.book(visits, group, now).await?;
    raw.close().await?;
    insist_on(&file, count).await?;
    Ok(Limit { took, group })
}

async fn through_http(
    places: &Places,
    world: &World,
    callers: usize,
    count: usize,
) -> Outcome<(load::Report, Duration)> {
    let file = world.file(&places.folder)?;
    let program = Program::serve(places, &places.site, &file, "/healthz").await?;
    let errands = load::errands(world, count)?;
    let before = program.cpu()?;
    let report = load::bookings(program.address, callers, ENOUGH, &places.folder, &errands).await?;
    let cpu = program.cpu()?.saturating_sub(before);
    program.stop().await?;
    if report.done != count {
        return Err(format!("only {} of {count} were booked in {ENOUGH:?}", report.done).into());
    }
    check(&file, count).await?;
    Ok((report, cpu))
}

fn between(before: Stats, after: Stats) -> Stats {
    Stats {
        commits: after.commits - before.commits,
        writes: after.writes - before.writes,
        statements: after.statements - before.statements,
        ..after
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    let number = |n: u64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    number(part) / number(whole).max(1.0)
}
