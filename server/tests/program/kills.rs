//! `kill -9` at any moment while people book.

use std::time::{Duration, Instant};

use futures::future::join_all;

use super::{Demo, Dice, dates, is_there, sign_up_people};

const PEOPLE: usize = 12;
/// How long a round lasts at most, by the speed of the machine.
const LOAD_MIN: Duration = Duration::from_millis(40);
const LOAD_MAX: Duration = Duration::from_millis(1_500);

/// What some rounds came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kills {
    /// How often the program was killed.
    pub(crate) kills: usize,
    /// How many of the kills came while somebody waited for an answer.
    pub(crate) cut_short: usize,
    /// How many bookings were acknowledged.
    pub(crate) acknowledged: usize,
    /// The slowest start to the first answer, its recovery included.
    pub(crate) slowest_start: Duration,
}

/// Kills a demo of its own so many times; after each, looks for what was lost, doubled or
/// left half done.
pub(crate) async fn run(seed: u64, rounds: usize) -> Kills {
    let demo = Demo::new();
    let mut dice = Dice(seed);
    let mut server = demo.serve().await;
    let mut visitor = demo.client();
    visitor.widen_limits().await;
    let dates = dates(&mut visitor).await;
    assert!(dates.len() >= 5, "{dates:?}");
    let mut people = sign_up_people(&demo, &dates, PEOPLE).await;

    // Kills fall into the time that the load takes on this machine.
    let first = visitor.last_time(&dates, 0).await;
    let began = Instant::now();
    let booked = people[0].book(&first).await;
    let window = (began.elapsed() * 6).clamp(LOAD_MIN, LOAD_MAX);
    let window_ms = usize::try_from(window.as_millis()).unwrap();
    let mut acknowledged = vec![(0, booked.unwrap())];
    let mut found = Kills::default();
    for round in 0..rounds {
        let date = &dates[dice.below(dates.len())];
        let slots = visitor.times_on(date).await;
        let load = people.iter().map(|client| {
            let mut client = client.clone();
            let slot = slots.get(dice.below(slots.len().max(1)));
            let slot = slot.cloned().unwrap_or_default();
            tokio::spawn(async move {
                let booked = match slot.is_empty() {
                    true => None,
                    false => client.book(&slot).await,
                };
                (client, booked)
            })
        });
        let load: Vec<_> = load.collect();
        let moment = u64::try_from(dice.below(window_ms)).unwrap();
        tokio::time::sleep(Duration::from_millis(moment)).await;
        let busy = load.iter().any(|task| !task.is_finished());
        found.cut_short += usize::from(busy);
        server.kill();
        found.kills += 1;
        let ended = join_all(load).await;
        let mut booked = Vec::new();
        for (who, ended) in ended.into_iter().enumerate() {
            let (client, appointment) = ended.unwrap();
            people[who] = client;
            booked.extend(appointment.map(|id| (who, id)));
        }
        assert_eq!(demo.broken_promises().await, [""; 0], "round {round}");
        let began = Instant::now();
        server = demo.serve().await;
        found.slowest_start = found.slowest_start.max(began.elapsed());
        is_there(&mut people, &booked, &format!("round {round}")).await;
        acknowledged.extend(booked);
    }
    is_there(&mut people, &acknowledged, "at the end").await;
    drop(server);

    found.acknowledged = acknowledged.len();
    let mut ids: Vec<&String> = acknowledged.iter().map(|(_, id)| id).collect();
    ids.sort();
    ids.dedup();
    let doubled = acknowledged.len() - ids.len();
    assert_eq!(doubled, 0, "an appointment was acknowledged to two");
    let checked = demo.command(&["audit", "verify"]).output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stdout)
    );
    found
}
